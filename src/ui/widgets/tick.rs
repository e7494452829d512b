//! A box that is ticked.

use super::{Glyph, focus_ring};
use crate::ui::theme;
use egui::{CursorIcon, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

const BOX: f32 = 18.0;

/// Paints the box around `middle`; the `room` around it counts too. A `sense` without a click: it cannot be ticked now.
/// True when it was pressed.
pub(in crate::ui) fn tick_at(ui: &Ui, room: Rect, middle: Pos2, ticked: bool, sense: Sense, name: &str) -> bool {
    let p = theme::of(ui);
    let enabled = sense.senses_click();
    let response = ui.interact(room, ui.scope_id().with(("tick", name)), sense);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, ticked, name));
    let place = Rect::from_center_size(middle, vec2(BOX, BOX));
    let (fill, line) = match (ticked, response.hovered() && enabled) {
        (true, _) => (p.accent, p.accent),
        (false, true) => (p.sel, p.accent),
        (false, false) => (p.raised, if enabled { p.faint } else { p.line }),
    };
    ui.painter().rect(place, 5, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if ticked {
        Glyph::Check.paint(ui.painter(), place.center(), p.on_accent);
    }
    focus_ring(ui, &response, place);
    let pressed = response.clicked();
    if enabled {
        response.on_hover_cursor(CursorIcon::PointingHand);
    }
    pressed
}
