//! The buttons over a list: one with a word that opens a menu, and small ones with a sign.

use crate::ui::{
    theme,
    widgets::{self, Glyph},
};
use egui::{Align, CursorIcon, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2};

/// How wide one with a sign is, points.
pub(in crate::ui::pages) const SIGN: f32 = theme::CONTROL;

/// One with a word, and a caret because a menu opens under it. True when it was pressed.
pub(in crate::ui::pages) fn named_button(ui: &Ui, place: Rect, words: &str) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with("list-view"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, theme::RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    let room = place.with_min_x(place.left() + 12.0).with_max_x(place.right() - 28.0);
    widgets::paint_cut(ui, room, Align::Min, words, theme::font(theme::SMALL), p.text);
    Glyph::Caret.paint(ui.painter(), pos2(place.right() - 16.0, place.center().y), p.muted);
    widgets::focus_ring(ui, &response, place);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// One with a sign; its name is said when the pointer rests on it. True when it was pressed.
pub(in crate::ui::pages) fn sign(ui: &Ui, place: Rect, sign: Glyph, name: &str) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with(("list-sign", sign as u8)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, theme::RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    sign.paint(ui.painter(), place.center(), p.text);
    widgets::focus_ring(ui, &response, place);
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(name).clicked()
}
