//! How the search box looks: the field, the rows in their groups, and the keys at its foot.

use super::{
    entry::{Entry, EntryInk, Group},
    found,
};
use crate::{
    events::Trouble,
    store::SearchCount,
    ui::{
        model::Found,
        screen::Screen,
        text::{self, Lang},
        theme, typing,
        widgets::{self, Glyph},
    },
};
use egui::{
    Align, Align2, CornerRadius, CursorIcon, FontId, Frame, Id, Margin, Rect, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo,
    accesskit::Role,
    pos2,
    text::{CCursor, CCursorRange, LayoutJob, TextFormat, TextWrapping},
    text_edit::TextEditState,
    vec2,
};

const FIELD: f32 = 52.0;
const HEAD: f32 = 26.0;
const ROW: f32 = 36.0;
const FOOT: f32 = 36.0;
/// Around it in a low window.
const AROUND: f32 = 56.0 + 24.0;
const SIDE: f32 = 16.0;
const WORDS: f32 = 44.0;

pub(super) fn field_id() -> Id {
    Id::unique("search")
}

/// What became of the field in this frame.
pub(super) struct FieldAnswer {
    pub changed: bool,
    pub offer_clicked: bool,
}

/// The field, the number that is offered beside it, and the key that leaves.
pub(super) fn field(ui: &mut Ui, lang: Lang, typed: &mut String, offer: Option<&str>) -> FieldAnswer {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), FIELD), Sense::hover());
    let esc = Rect::from_center_size(pos2(rect.right() - SIDE - 15.0, rect.center().y), vec2(30.0, 20.0));
    widgets::key_cap(ui.painter(), esc, "Esc", p.faint);
    let mut right = esc.left() - 12.0;
    let mut offer_clicked = false;
    if let Some(number) = offer {
        let words = text::in_clipboard(lang, number);
        let chip = chip(ui, right, rect.center().y, &words, typed.trim().is_empty());
        right = chip.rect.left() - 12.0;
        offer_clicked = chip.clicked();
    }
    Glyph::Lens.paint(ui.painter(), pos2(rect.left() + SIDE + 10.0, rect.center().y), p.muted);
    let place = Rect::from_min_max(pos2(rect.left() + WORDS, rect.top() + 10.0), pos2(right, rect.bottom() - 10.0));
    let (ctx, id) = (ui.ctx().clone(), field_id());
    // It has the keyboard as long as it is open: there is nowhere else to type. Asked for again and again, a word in the
    // making would be interrupted each time.
    if !ctx.memory(|memory| memory.has_focus(id)) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(place));
    let response = typing::field(&ctx, id, typed, |typed| {
        let edit = TextEdit::singleline(typed)
            .id(id)
            .hint_text(text::search_hint(lang))
            .font(theme::font(16.0))
            .frame(Frame::NONE)
            .char_limit(64)
            .margin(Margin::symmetric(2, 0))
            .align(Align2::LEFT_CENTER)
            .min_size(place.size())
            .lock_focus(true)
            .desired_width(place.width());
        inside.add(edit).accessible_name(text::search(lang))
    });
    // The line under the field says that it has the keyboard.
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    FieldAnswer { changed: response.changed(), offer_clicked }
}

/// The number on the clipboard; while nothing is typed Enter takes it.
fn chip(ui: &Ui, right: f32, middle: f32, words: &str, enter: bool) -> egui::Response {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), p.muted);
    let cap = if enter { 50.0 } else { 0.0 };
    let size = vec2(letters.size().x + 40.0 + cap, 26.0);
    let rect = Rect::from_min_size(pos2(right - size.x, middle - 13.0), size);
    let response = ui.interact(rect, ui.scope_id().with("clipboard"), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let fill = if response.hovered() { p.sel } else { p.raised };
    ui.painter().rect(rect, 13, fill, Stroke::new(1.0, p.line), StrokeKind::Inside);
    Glyph::Copy.paint(ui.painter(), pos2(rect.left() + 17.0, middle), p.muted);
    let at = pos2(rect.left() + 30.0, middle - letters.size().y / 2.0);
    ui.painter().galley(at, letters, p.muted);
    if enter {
        let place = Rect::from_center_size(pos2(rect.right() - 28.0, middle), vec2(40.0, 18.0));
        widgets::key_cap(ui.painter(), place, "Enter", p.faint);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Behind what was put into the field.
pub(super) fn caret_to_end(ui: &Ui, typed: &str) {
    if let Some(mut state) = TextEditState::load(ui.ctx(), field_id()) {
        let end = CCursor::new(typed.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ui.ctx(), field_id());
    }
}

/// What the rows are about.
pub(super) struct BodyContent<'a> {
    pub screen: &'a Screen<'a>,
    pub typed: &'a str,
    /// Only commands are wanted.
    pub only: bool,
    /// The answer is for what stands in the field now.
    pub answered: bool,
    pub answer: Option<&'a Result<Found, Trouble>>,
}

/// Draws what is to be said and the rows; gives the one that was clicked. `moved`: a key moved the choice.
pub(super) fn body(
    ui: &mut Ui,
    content: &BodyContent<'_>,
    entries: &[Entry],
    (chosen, moved): (Option<usize>, bool),
) -> Option<usize> {
    let most = (ui.ctx().content_rect().height() - AROUND - FIELD - FOOT).max(ROW * 2.0);
    let width = ui.available_width();
    let mut clicked = None;
    // The window's part it stood in before is no measure: it would grow by a row a frame.
    let rows = egui::ScrollArea::vertical().id_salt("found").max_height(most).min_scrolled_height(most);
    rows.show(ui, |ui| {
        ui.set_width(width);
        draw_notice(ui, content, entries);
        let found = content.answer.and_then(|answer| answer.as_ref().ok());
        let mut before = None;
        for (at, entry) in entries.iter().enumerate() {
            if before.replace(entry.group) != Some(entry.group) {
                head(ui, content.screen.now.lang, entry.group, found);
            }
            let is_chosen = chosen == Some(at);
            if row(ui, entry, is_chosen, is_chosen && moved) {
                clicked = Some(at);
            }
        }
        ui.add_space(6.0);
    });
    clicked
}

/// What has to be known before the rows: that not all is indexed yet, that nothing can be read, that nothing was found.
fn draw_notice(ui: &mut Ui, content: &BodyContent<'_>, entries: &[Entry]) {
    let lang = content.screen.now.lang;
    let p = theme::of(ui);
    let sentence = |ui: &mut Ui, words: &str, ink| {
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 6 }).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::sentence(ui, words, ink);
        });
    };
    let found = match content.answer {
        Some(Err(trouble)) => {
            let words = format!("{}{}", text::search_failed(lang), text::trouble_meaning(lang, *trouble));
            sentence(ui, &words, p.danger);
            return;
        }
        Some(Ok(found)) => Some(found),
        None => None,
    };
    if let Some(left) = found.and_then(|found| found.page.backlog) {
        sentence(ui, &text::still_indexing(lang, left.done, left.total), p.warn);
        let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
        let bar = bar.shrink2(vec2(SIDE, 2.0));
        let share = left.done.min(left.total) as f32 / left.total.max(1) as f32;
        ui.painter().rect_filled(bar, 2, p.line);
        ui.painter().rect_filled(bar.with_max_x(bar.left() + bar.width() * share), 2, p.accent);
    }
    if content.typed.is_empty() {
        sentence(ui, text::search_scope(lang), p.muted);
    } else if content.only && entries.is_empty() {
        sentence(ui, text::no_command(lang), p.text);
    } else if content.answered && found.is_some_and(|found| found.page.hits.is_empty() && found.products.is_empty()) {
        sentence(ui, text::search_nothing(lang), p.text);
        sentence(ui, text::search_scope(lang), p.muted);
    }
}

fn head(ui: &mut Ui, lang: Lang, group: Group, found: Option<&Found>) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    let name = match group {
        Group::Orders => text::orders(lang),
        Group::Parcels => text::parcels(lang),
        Group::Refunds => text::refunds(lang),
        Group::Products => text::products(lang),
        Group::Buyers => text::buyers(lang),
        Group::Commands => text::commands(lang),
    };
    let rect = rect.shrink2(vec2(SIDE, 0.0));
    let font = theme::font(theme::CAPTION);
    widgets::label_at(ui, rect, Align::Min, name, font.clone(), p.faint);
    if let Some(found) = found.filter(|_| !matches!(group, Group::Commands | Group::Buyers)) {
        let many = text::all_found(lang, found::count_of(found, group));
        widgets::label_at(ui, rect, Align::Max, &many, font, p.faint);
    }
}

fn row(ui: &mut Ui, entry: &Entry, chosen: bool, bring: bool) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, entry.name()));
    if bring {
        ui.scroll_to_rect(rect, None);
    }
    if chosen {
        ui.painter().rect_filled(rect, 0, p.sel);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, p.raised);
    }
    let middle = rect.center().y;
    entry.icon.paint(ui.painter(), pos2(rect.left() + SIDE + 8.0, middle), p.muted);
    let mut right = rect.right() - SIDE;
    let cap = entry.key.or_else(|| chosen.then_some("Enter"));
    if let Some(key) = cap {
        let place = cap_at(right, middle, key);
        widgets::key_cap(ui.painter(), place, key, p.faint);
        right = place.left() - 12.0;
    }
    if !entry.right.is_empty() {
        let at = pos2(right, middle);
        let font = theme::font(theme::SMALL);
        right = ui.painter().text(at, Align2::RIGHT_CENTER, &entry.right, font, p.text).left() - 16.0;
    }
    let words = ui.painter().layout_job(words(ui, entry, right - rect.left() - WORDS));
    ui.painter().galley(pos2(rect.left() + WORDS, middle - words.size().y / 2.0), words, p.text);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn cap_at(right: f32, middle: f32, key: &str) -> Rect {
    let width = (key.chars().count() as f32 * 6.4 + 10.0).max(18.0);
    Rect::from_min_size(pos2(right - width, middle - 9.0), vec2(width, 18.0))
}

/// The words of a row in their inks, cut with … where there is no room.
fn words(ui: &Ui, entry: &Entry, room: f32) -> LayoutJob {
    let p = theme::of(ui);
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(room.max(1.0)), ..LayoutJob::default() };
    for piece in &entry.pieces {
        let font: FontId = match piece.ink {
            EntryInk::Strong => theme::font(theme::BODY),
            EntryInk::Muted | EntryInk::Faint | EntryInk::Marked => theme::font(theme::SMALL),
        };
        let (color, background) = match piece.ink {
            EntryInk::Strong => (p.text, egui::Color32::TRANSPARENT),
            EntryInk::Muted => (p.muted, egui::Color32::TRANSPARENT),
            EntryInk::Faint => (p.faint, egui::Color32::TRANSPARENT),
            EntryInk::Marked => (p.warn, p.warn_bg),
        };
        let valign = Align::Center;
        job.append(&piece.words, 0.0, TextFormat { font_id: font, color, background, valign, ..TextFormat::default() });
    }
    job
}

/// What the keys do. `lists`: how many can be listed.
pub(super) fn foot(ui: &mut Ui, lang: Lang, lists: Option<SearchCount>) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), FOOT), Sense::hover());
    let round = CornerRadius { nw: 0, ne: 0, sw: theme::CARD_RADIUS, se: theme::CARD_RADIUS };
    ui.painter().rect_filled(rect.shrink2(vec2(1.0, 1.0)), round, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let mut left = rect.left() + SIDE;
    let middle = rect.center().y;
    let mut says = |keys: &[&str], words: &str| {
        for key in keys {
            let width = cap_at(0.0, middle, key).width();
            let place = cap_at(left + width, middle, key);
            widgets::key_cap(ui.painter(), place, key, p.muted);
            left = place.right() + 6.0;
        }
        let place = Rect::from_min_max(pos2(left, rect.top()), pos2(rect.right(), rect.bottom()));
        left += widgets::label_at(ui, place, Align::Min, words, theme::font(theme::CAPTION), p.muted) + 16.0;
    };
    says(&["↑", "↓"], text::key_choose(lang));
    says(&["Tab"], text::key_next_group(lang));
    if let Some(count) = lists {
        says(&["Ctrl Enter"], &text::list_all(lang, count));
    }
    let words = text::key_commands(lang);
    let place = rect.with_max_x(rect.right() - SIDE);
    let width = widgets::label_at(ui, place, Align::Max, words, theme::font(theme::CAPTION), p.muted);
    widgets::key_cap(ui.painter(), cap_at(place.right() - width - 6.0, middle, ">"), ">", p.muted);
}
