//! The words over a column by which a list can be sorted.

use crate::ui::{theme, widgets};
use egui::{Align, CursorIcon, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Draws them: `name` is shown, `spoken` says what a press does, `rising` how the list runs if it is sorted by this column.
/// True when it was pressed.
pub(in crate::ui::pages) fn sort_head(
    ui: &Ui,
    place: Rect,
    align: Align,
    (name, spoken): (&str, &str),
    rising: Option<bool>,
) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with(("sort", spoken)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, rising.is_some(), spoken));
    let ink = if rising.is_some() || response.hovered() { p.text } else { p.faint };
    widgets::focus_ring(ui, &response, place.shrink2(vec2(0.0, 3.0)));
    let room = if align == Align::Max && rising.is_some() { place.with_max_x(place.right() - 14.0) } else { place };
    let width = widgets::paint_cut(ui, room, align, name, theme::font(theme::CAPTION), ink);
    if let Some(rising) = rising {
        let x = if align == Align::Max { place.right() - 5.0 } else { place.left() + width + 9.0 };
        arrow(ui, pos2(x, place.center().y), rising, ink);
    }
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// Which way the list runs.
pub(in crate::ui::pages) fn arrow(ui: &Ui, at: egui::Pos2, up: bool, ink: egui::Color32) {
    let tip = if up { -4.0 } else { 4.0 };
    let stroke = Stroke::new(1.3, ink);
    ui.painter().line_segment([at - vec2(0.0, 4.0), at + vec2(0.0, 4.0)], stroke);
    let wings = vec![at + vec2(-3.0, tip * 0.25), at + vec2(0.0, tip), at + vec2(3.0, tip * 0.25)];
    ui.painter().add(Shape::line(wings, stroke));
}
