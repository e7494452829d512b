//! The backups: where they go, which there are, and the code that opens them elsewhere.

mod lease_card;
mod passphrase_card;

use crate::ui::{
    BackupCopy, BackupPlace, BackupView, BackupWish, CodeState, RestoreEnd,
    action::{Action, Question},
    layout::part,
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind, Emptiness, Glyph, Icon},
};
use egui::{self, Align, Id, Rect, Stroke, Ui, pos2, vec2};
use passphrase_card::PassphraseCard;

const SIDE: f32 = 300.0;
const TWO_COLUMNS: f32 = 760.0;
const HEAD: f32 = 44.0;
const LIST_HEAD: f32 = 28.0;
const PLACE: f32 = 60.0;
const COPY: f32 = 40.0;
const FOOT: f32 = 36.0;
const MIB: u64 = 1024 * 1024;

/// What the page remembers.
#[derive(Debug, Default)]
pub(in crate::ui) struct BackupPage {
    typed: String,
    asking: bool,
    passphrase: PassphraseCard,
}

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut BackupPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let Some(backups) = &screen.facts.backups else {
        part(ui, "no-backups", rect, |ui| {
            let lang = screen.now.lang;
            let icon = Emptiness::NotYet(Icon::Archive);
            widgets::emptiness(ui, icon, text::copies_none(lang), text::copies_none_means(lang));
        });
        return;
    };
    let view = backups.view();
    let head = rect.with_max_y(rect.top() + theme::CONTROL);
    show_head(screen, &view, ui, head, acts);
    let body = rect.with_min_y(head.bottom() + 8.0);
    let beside = body.width() >= TWO_COLUMNS;
    let right = body.right() - if beside { SIDE + theme::GAP } else { 0.0 };
    let left = body.with_max_x(right);
    let places = left.with_max_y(left.top() + HEAD + places_height(&view));
    show_places(screen, &view, ui, places);
    let copies = left.with_min_y(places.bottom() + theme::GAP);
    show_copies(screen, &view, ui, copies, acts);
    if beside {
        let side = body.with_min_x(right + theme::GAP);
        part(ui, "backup-side", side, |ui| {
            egui::ScrollArea::vertical().id_salt("backup-side").show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                show_code(screen, page, &view, ui, acts);
                passphrase_card::show(screen, &mut page.passphrase, &view, ui, acts);
                lease_card::show(screen, &view, ui, acts);
                show_restored(screen, &view, ui);
            });
        });
    }
}

fn places_height(view: &BackupView) -> f32 {
    PLACE * view.places.len() as f32 + if view.places.len() < 2 { PLACE } else { 0.0 }
}

fn ground(ui: &Ui, rect: Rect) {
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, theme::of(ui).panel);
    widgets::card_edge(ui, rect);
}

fn hairline(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::of(ui).line));
}

fn show_head(screen: &Screen<'_>, view: &BackupView, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let title = text::backup(lang);
    let width = widgets::label_at(ui, rect, Align::Min, title, theme::bold(theme::TITLE), p.text);
    let says = rect.with_min_x(rect.left() + width + 12.0);
    let making = view.making.map(|done| text::backup_making(lang, done));
    let words = making.as_deref().unwrap_or(text::backup_daily(lang));
    widgets::label_at(ui, says, Align::Min, words, theme::font(theme::SMALL), p.muted);
    widgets::at_right(ui, "backup-head", rect, |ui| {
        if widgets::button(ui, ButtonKind::Main, text::backup_now(lang), view.making.is_none()).clicked() {
            acts.push(Action::Backup(BackupWish::Now));
        }
    });
}

fn show_places(screen: &Screen<'_>, view: &BackupView, ui: &mut Ui, rect: Rect) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ground(ui, rect);
    let head = rect.with_max_y(rect.top() + HEAD);
    let inside = head.shrink2(vec2(18.0, 0.0));
    widgets::label_at(ui, inside, Align::Min, text::backup_places(lang), theme::font(theme::BODY), p.text);
    hairline(ui, head);
    let mut top = head.bottom();
    for (at, place) in view.places.iter().enumerate() {
        let row = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), PLACE));
        show_place(screen, (at, place), ui, row);
        // Below the last one is the edge of the card.
        if at + 1 < view.places.len().max(2) {
            hairline(ui, row);
        }
        top = row.bottom();
    }
    if view.places.len() < 2 {
        let row = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), PLACE)).shrink2(vec2(18.0, 4.0));
        widgets::whole_at(ui, row, text::place_none(lang), theme::font(theme::SMALL), p.muted);
    }
}

fn show_place(screen: &Screen<'_>, (at, place): (usize, &BackupPlace), ui: &mut Ui, rect: Rect) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let name = if at == 0 { text::this_computer(lang) } else { text::second_place(lang) };
    let row = rect.shrink2(vec2(18.0, 9.0));
    let said = match (&place.trouble, place.last_at) {
        _ if place.copying => (Glyph::Ring, p.muted, text::place_copying(lang).to_owned()),
        (Some(trouble), _) => (Glyph::Bang, p.warn, text::backup_trouble(lang, trouble)),
        (None, Some(_)) => (Glyph::Check, p.accent, text::place_well(lang).to_owned()),
        (None, None) => (Glyph::Ring, p.faint, text::place_never(lang).to_owned()),
    };
    // What is wrong with a place has to be read whole, its folder need not be.
    let named = if row.width() < 480.0 { 0.42 } else { 0.5 };
    let (top, bottom) = row.with_max_x(row.left() + row.width() * named).split_top_bottom_at_fraction(0.54);
    widgets::label_at(ui, top, Align::Min, name, theme::font(theme::BODY), p.text);
    let folder = text::tame(&place.folder.display().to_string(), 200);
    widgets::label_at(ui, bottom, Align::Min, &folder, theme::font(theme::CAPTION), p.muted);
    let when = place.last_at.map(|at| text::moment(lang, at, screen.now.at)).unwrap_or_default();
    widgets::label_at(ui, row, Align::Max, &when, theme::font(theme::SMALL), p.muted);
    let chip = row.with_min_x(top.right() + 12.0).with_max_x(row.right() - 110.0);
    said.0.paint(ui.painter(), pos2(chip.left() + 6.0, chip.center().y), said.1);
    widgets::whole_at(ui, chip.with_min_x(chip.left() + 18.0), &said.2, theme::font(theme::SMALL), said.1);
}

/// Where the columns of the copies stand.
struct CopyColumns {
    name: Rect,
    orders: Rect,
    size: Rect,
    check: Rect,
    end: Rect,
}

const SIGN: f32 = 26.0;

fn columns(row: Rect) -> CopyColumns {
    let row = row.shrink2(vec2(18.0, 0.0));
    let end = row.with_min_x(row.right() - 84.0);
    // In a narrow list the sign stands without its words.
    let check = if row.width() < 560.0 { SIGN } else { 210.0 };
    let check = row.with_min_x(end.left() - check).with_max_x(end.left() - 8.0);
    let size = row.with_min_x(check.left() - 96.0).with_max_x(check.left() - 24.0);
    let orders = row.with_min_x(size.left() - 90.0).with_max_x(size.left() - 16.0);
    CopyColumns { name: row.with_max_x(orders.left() - 8.0), orders, size, check, end }
}

fn show_copies(screen: &Screen<'_>, view: &BackupView, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ground(ui, rect);
    let foot = rect.with_min_y(rect.bottom() - FOOT);
    if view.copies.is_empty() {
        part(ui, "no-copies", rect.with_max_y(foot.top()), |ui| {
            let icon = Emptiness::NotYet(Icon::Archive);
            widgets::emptiness(ui, icon, text::copies_none(lang), text::copies_none_means(lang));
        });
    } else {
        let head = rect.with_max_y(rect.top() + LIST_HEAD);
        let at = columns(head);
        for (place, align, words) in [
            (at.name, Align::Min, text::copies_which(lang)),
            (at.orders, Align::Max, text::copies_orders(lang)),
            (at.size, Align::Max, text::copies_size(lang)),
            (at.check, Align::Min, text::copies_check(lang)),
        ] {
            if place.width() < SIGN {
                continue;
            }
            widgets::label_at(ui, place, align, words, theme::font(theme::CAPTION), p.muted);
        }
        hairline(ui, head);
        let rows = Rect::from_min_max(pos2(rect.left(), head.bottom()), pos2(rect.right(), foot.top()));
        part(ui, "copies", rows, |ui| {
            let list = egui::ScrollArea::vertical().id_salt("copies").auto_shrink(false);
            ui.spacing_mut().item_spacing.y = 0.0;
            list.show_rows(ui, COPY, view.copies.len(), |ui, range| {
                for copy in view.copies.get(range).unwrap_or_default() {
                    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), COPY), egui::Sense::hover());
                    show_copy(screen, view, copy, ui, row, acts);
                }
            });
        });
    }
    ui.painter().hline(foot.x_range(), foot.top(), Stroke::new(1.0, p.line));
    let kept = text::backup_kept(lang, view.keep_days);
    widgets::label_at(ui, foot.shrink2(vec2(18.0, 0.0)), Align::Min, &kept, theme::font(theme::SMALL), p.muted);
}

fn show_copy(
    screen: &Screen<'_>,
    view: &BackupView,
    copy: &BackupCopy,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let at = columns(rect);
    let mut name = text::moment(lang, copy.made_at, screen.now.at);
    if copy.by_hand {
        name = format!("{name} · {}", text::by_you(lang));
    }
    widgets::label_at(ui, at.name, Align::Min, &name, theme::font(theme::BODY), p.text);
    let orders = copy.orders.map(text::count).unwrap_or_default();
    widgets::label_at(ui, at.orders, Align::Max, &orders, theme::font(theme::SMALL), p.muted);
    let size = text::mib(lang, copy.bytes.div_ceil(MIB));
    widgets::label_at(ui, at.size, Align::Max, &size, theme::font(theme::SMALL), p.muted);
    let (glyph, ink, said) = match copy.orders {
        Some(_) => (Glyph::Check, p.accent, text::copy_checked(lang)),
        None => (Glyph::Ring, p.faint, text::copy_closed(lang)),
    };
    glyph.paint(ui.painter(), pos2(at.check.left() + 6.0, rect.center().y), ink);
    let words = at.check.with_min_x(at.check.left() + 18.0);
    if words.width() > SIGN {
        widgets::label_at(ui, words, Align::Min, said, theme::font(theme::SMALL), p.muted);
    } else {
        widgets::label_node(ui, at.check, said);
        ui.interact(at.check, ui.unique_id().with(("check", &copy.path)), egui::Sense::hover()).on_hover_text(said);
    }
    if copy.orders.is_some() && !view.restoring {
        let path = copy.path.clone();
        widgets::at_right(ui, ("restore", &copy.path), at.end, |ui| {
            if widgets::row_button(ui, text::restore_copy(lang), None).clicked() {
                let wish = Action::Backup(BackupWish::Restore(path));
                let buttons = (text::restore_now(lang), text::restore_not(lang));
                let title = text::restore_question(lang).to_owned();
                let question = Question::about(ui.ctx(), title, buttons, ButtonKind::Main, wish);
                acts.push(Action::Ask(Box::new(question.fact(&name).fact(text::restore_means(lang)))));
            }
        });
    }
    hairline(ui, rect);
}

fn show_code(screen: &Screen<'_>, page: &mut BackupPage, view: &BackupView, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    theme::card(p).inner_margin(egui::Margin::symmetric(18, 14)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 8.0;
        let title = if view.code == CodeState::None { text::code_title(lang) } else { text::encrypted(lang) };
        ui.label(title);
        match &view.code {
            CodeState::None => {
                let none = if view.passphrase.is_some() { text::code_none_beside(lang) } else { text::code_none(lang) };
                widgets::sentence(ui, none, p.warn);
                if widgets::button(ui, ButtonKind::Plain, text::code_make(lang), true).clicked() {
                    acts.push(Action::Backup(BackupWish::MakeCode));
                }
            }
            CodeState::Shown(code) => {
                widgets::bold_label(ui, code, theme::NAME);
                widgets::sentence(ui, text::code_shown(lang), p.warn);
                if widgets::button(ui, ButtonKind::Plain, text::code_written(lang), true).clicked() {
                    page.asking = true;
                    acts.push(Action::Backup(BackupWish::CodeWritten));
                }
            }
            CodeState::Made => {
                widgets::sentence(ui, text::code_made(lang), p.warn);
                ask_back(screen, page, view, ui, acts);
            }
            CodeState::Known(at) => {
                let when = text::moment(lang, *at, screen.now.at);
                widgets::muted(ui, &text::code_known(lang, &when));
                if page.asking {
                    ask_back(screen, page, view, ui, acts);
                } else if widgets::button(ui, ButtonKind::Plain, text::code_again(lang), true).clicked() {
                    page.asking = true;
                }
            }
        }
    });
}

fn ask_back(screen: &Screen<'_>, page: &mut BackupPage, view: &BackupView, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let id = Id::unique("recovery-code");
    let width = ui.available_width() - 24.0;
    widgets::field(ui, id, text::code_field(lang), "XXXX-XXXX-…", &mut page.typed, width);
    if view.wrong_code {
        widgets::sentence(ui, text::code_wrong(lang), p.danger);
    }
    let typed = !page.typed.trim().is_empty();
    if widgets::button(ui, ButtonKind::Plain, text::code_ask(lang), typed).clicked() {
        acts.push(Action::Backup(BackupWish::AskBack(std::mem::take(&mut page.typed))));
        page.asking = false;
    }
}

fn show_restored(screen: &Screen<'_>, view: &BackupView, ui: &mut Ui) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let said = match &view.restored {
        _ if view.restoring => (text::restore_busy(lang).to_owned(), p.muted),
        Some(RestoreEnd::Done(folder)) => (text::restored_into(lang, &folder.display().to_string()), p.text),
        Some(RestoreEnd::Failed(trouble)) => (text::backup_trouble(lang, trouble), p.danger),
        None => return,
    };
    theme::card(p).inner_margin(egui::Margin::symmetric(18, 14)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::sentence(ui, &said.0, said.1);
    });
}
