//! On or off.

use super::focus_ring;
use crate::ui::theme;
use egui::{self, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role, pos2, vec2};

/// How large a switch is.
pub(in crate::ui) const SWITCH: Vec2 = vec2(38.0, 22.0);

/// A switch in the flow of a line. It does not turn itself: whoever draws it decides.
pub(in crate::ui) fn switch(ui: &mut Ui, on: bool, name: &str, enabled: bool) -> Response {
    let (rect, _) = ui.allocate_exact_size(SWITCH, Sense::hover());
    switch_at(ui, rect, on, name, enabled)
}

/// A switch at a place.
pub(in crate::ui) fn switch_at(ui: &Ui, rect: Rect, on: bool, name: &str, enabled: bool) -> Response {
    let p = theme::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with(("switch", name)), sense);
    response.widget_info(|| WidgetInfo::selected(Role::Switch, enabled, on, name));
    let track = Rect::from_center_size(rect.center(), SWITCH);
    let (fill, line, knob) = match (on, enabled) {
        (true, true) => (p.accent, p.accent, p.on_accent),
        (true, false) => (p.accent_bg, p.accent_bg, p.accent),
        (false, _) => (p.raised, p.faint, p.faint),
    };
    let round = (SWITCH.y / 2.0) as u8;
    ui.painter().rect(track, round, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    let inset = SWITCH.y / 2.0;
    let x = if on { track.right() - inset } else { track.left() + inset };
    ui.painter().circle_filled(pos2(x, track.center().y), inset - 4.0, knob);
    focus_ring(ui, &response, track);
    if enabled { response.on_hover_cursor(egui::CursorIcon::PointingHand) } else { response }
}
