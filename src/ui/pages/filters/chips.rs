//! The pieces of a bar over a list: chips, the dashed button, and what clears them all.

use crate::ui::{
    theme,
    widgets::{self, Glyph},
};
use egui::{
    Align, Color32, CursorIcon, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role,
    pos2, vec2,
};

/// How high a chip is, points.
const CHIP: f32 = 26.0;

/// What the owner did to a chip.
pub(in crate::ui::pages) enum ChipDone {
    Nothing,
    Pressed,
    Dropped,
}

/// How wide these words are.
pub(in crate::ui::pages) fn letters(ui: &Ui, words: &str) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), Color32::PLACEHOLDER).size().x
}

/// How wide such a chip is.
pub(in crate::ui::pages) fn chip_width(ui: &Ui, name: &str, value: &str) -> f32 {
    12.0 + letters(ui, name) + 6.0 + letters(ui, value).min(200.0) + 28.0
}

/// A condition whose middle left is there: press it for another value, its cross to take it away. Gives its place as well.
pub(in crate::ui::pages) fn chip(ui: &Ui, left: Pos2, name: &str, value: &str, drop: &str) -> (Rect, ChipDone) {
    let p = theme::of(ui);
    let size = vec2(chip_width(ui, name, value), CHIP);
    let place = Rect::from_min_size(pos2(left.x, left.y - CHIP / 2.0), size);
    let response = ui.interact(place, ui.scope_id().with(("chip", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {value}")));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, (CHIP / 2.0) as u8, p.raised, Stroke::new(1.0, line), StrokeKind::Inside);
    let words = place.with_min_x(place.left() + 12.0).with_max_x(place.right() - 26.0);
    let width = widgets::paint_cut(ui, words, Align::Min, name, theme::font(theme::SMALL), p.muted);
    let behind = words.with_min_x(words.left() + width + 6.0);
    widgets::paint_cut(ui, behind, Align::Min, value, theme::font(theme::SMALL), p.text);
    widgets::focus_ring(ui, &response, place);
    let cross = Rect::from_center_size(pos2(place.right() - 15.0, place.center().y), vec2(22.0, 22.0));
    let away = ui.interact(cross, ui.scope_id().with(("drop", name)), Sense::click());
    away.widget_info(|| WidgetInfo::labeled(Role::Button, true, drop));
    Glyph::Cross.paint(ui.painter(), cross.center(), if away.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &away, cross);
    let done = match (away.on_hover_cursor(CursorIcon::PointingHand).clicked(), response.clicked()) {
        (true, _) => ChipDone::Dropped,
        (false, true) => ChipDone::Pressed,
        (false, false) => ChipDone::Nothing,
    };
    (place, done)
}

/// The dashed button with its key. Gives its place, and whether it was pressed.
pub(in crate::ui::pages) fn add_button(ui: &Ui, left: Pos2, name: &str) -> (Rect, bool) {
    let p = theme::of(ui);
    let width = letters(ui, name) + 66.0;
    let place = Rect::from_min_size(pos2(left.x, left.y - CHIP / 2.0), vec2(width, CHIP));
    let response = ui.interact(place, ui.scope_id().with("add-filter"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.muted };
    let dash = if response.hovered() { p.muted } else { p.faint.gamma_multiply(0.6) };
    dashed(ui.painter(), place, dash);
    Glyph::Plus.paint(ui.painter(), pos2(place.left() + 17.0, place.center().y), ink);
    let words = place.with_min_x(place.left() + 28.0);
    widgets::paint_cut(ui, words, Align::Min, name, theme::font(theme::SMALL), ink);
    let cap = Rect::from_center_size(pos2(place.right() - 17.0, place.center().y), vec2(18.0, 18.0));
    widgets::key_cap(ui.painter(), cap, "F", p.faint);
    widgets::focus_ring(ui, &response, place);
    (place, response.on_hover_cursor(CursorIcon::PointingHand).clicked())
}

/// A dashed outline with round ends.
fn dashed(painter: &Painter, rect: Rect, ink: Color32) {
    let rect = rect.shrink(0.5);
    let radius = rect.height() / 2.0;
    let half_circle = |middle: Pos2, from: f32| {
        (0_u8..=8).map(move |step| {
            let angle = from + std::f32::consts::PI * f32::from(step) / 8.0;
            middle + radius * egui::Vec2::angled(angle)
        })
    };
    let quarter = std::f32::consts::FRAC_PI_2;
    let left = pos2(rect.left() + radius, rect.center().y);
    let right = pos2(rect.right() - radius, rect.center().y);
    let mut outline: Vec<Pos2> = half_circle(left, quarter).chain(half_circle(right, -quarter)).collect();
    outline.extend(outline.first().copied());
    painter.extend(Shape::dashed_line(&outline, Stroke::new(1.0, ink), 3.0, 3.0));
}

/// Takes every condition away. True when it was pressed.
pub(in crate::ui::pages) fn clear(ui: &Ui, left: Pos2, name: &str) -> bool {
    let p = theme::of(ui);
    let place = Rect::from_min_size(pos2(left.x, left.y - CHIP / 2.0), vec2(letters(ui, name) + 8.0, CHIP));
    let response = ui.interact(place, ui.scope_id().with("clear-filters"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.muted };
    widgets::paint_cut(ui, place, Align::Center, name, theme::font(theme::SMALL), ink);
    widgets::focus_ring(ui, &response, place);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}
