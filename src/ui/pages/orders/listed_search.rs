//! Above the list of orders, while it shows what a search found: what was looked for, how many there are, the way through
//! them and out.

use crate::{
    store::SearchCount,
    ui::{
        action::Action,
        model::ListedSearch,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{Align, Layout, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const CHIP: f32 = 26.0;

pub(super) fn show(screen: &Screen<'_>, listed: &ListedSearch, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let answer = screen.model.shot.listed.filter(|_| screen.model.shot.gaze.listed.as_ref() == Some(listed));
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        if chip(ui, &text::listed_search(lang, &listed.typed), text::leave_search(lang)) {
            acts.push(Action::LeaveListedSearch);
        }
        if let Some((count, _)) = answer {
            let exact = match count {
                SearchCount::Exactly(many) | SearchCount::Over(many) => many,
            };
            let shown = u32::try_from(screen.model.shot.orders.rows.len()).unwrap_or(u32::MAX);
            let whole = listed.from.is_none() && shown == exact;
            let words = text::found_orders(lang, count);
            let words = if whole { words } else { text::page_of(lang, shown, &words) };
            widgets::caption(ui, &words);
        }
    });
    let next = answer.and_then(|(_, next)| next);
    if next.is_none() && listed.from.is_none() {
        return;
    }
    widgets::at_right(ui, "listed-pages", rect, |ui| {
        let page = |from| Action::ListSearch(ListedSearch { from, ..listed.clone() });
        if widgets::button(ui, ButtonKind::Plain, text::first_page(lang), listed.from.is_some()).clicked() {
            acts.push(page(None));
        }
        if widgets::button(ui, ButtonKind::Plain, text::next_page(lang), next.is_some()).clicked() {
            acts.push(page(next));
        }
    });
}

/// What the list is narrowed to, and the cross that takes it away. True when that was pressed.
fn chip(ui: &mut Ui, words: &str, leave: &str) -> bool {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), p.text);
    let (rect, _) = ui.allocate_exact_size(vec2(letters.size().x + 38.0, CHIP), Sense::hover());
    ui.painter().rect(rect, (CHIP / 2.0) as u8, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let label = rect.with_min_x(rect.left() + 12.0).with_max_x(rect.right() - 26.0);
    widgets::label_at(ui, label.expand2(vec2(1.0, 0.0)), Align::Min, words, theme::font(theme::SMALL), p.text);
    let cross = Rect::from_center_size(pos2(rect.right() - 14.0, rect.center().y), vec2(20.0, 20.0));
    let response = ui.interact(cross, ui.scope_id().with("leave-search"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, leave));
    Glyph::Cross.paint(ui.painter(), cross.center(), if response.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &response, cross);
    response.on_hover_text(leave).clicked()
}
