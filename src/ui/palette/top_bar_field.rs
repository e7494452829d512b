//! The search box's place in the top bar: a click, Ctrl K or / opens it.

use crate::ui::{
    keys, text,
    text::Lang,
    theme,
    widgets::{self, Glyph},
};
use egui::{
    Align, CursorIcon, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// Draws it; true when it is to open.
pub(in crate::ui) fn search_field(ui: &Ui, rect: Rect, lang: Lang) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with("search-field"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text::search(lang)));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    Glyph::Lens.paint(ui.painter(), pos2(rect.left() + 18.0, rect.center().y), p.faint);
    let words = rect.with_min_x(rect.left() + 34.0).with_max_x(rect.right() - 60.0);
    widgets::paint_cut(ui, words, Align::Min, text::search_hint(lang), theme::font(theme::SMALL), p.faint);
    let cap = Rect::from_center_size(pos2(rect.right() - 31.0, rect.center().y), vec2(42.0, 18.0));
    widgets::key_cap(ui.painter(), cap, "Ctrl K", p.faint);
    widgets::focus_ring(ui, &response, rect);
    let by_key = keys::in_front(ui)
        && (ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::K)) || keys::key(ui, Key::Slash));
    response.on_hover_cursor(CursorIcon::Text).clicked() || by_key
}
