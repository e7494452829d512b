//! The button that copies.

use super::{glyph::Glyph, write::focus_ring};
use crate::ui::theme;
use egui::{self, Ui, vec2};

/// A button that puts `content` on the clipboard. True when it was pressed.
pub(in crate::ui) fn copy_button(ui: &mut Ui, name: &str, content: &str) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    }
    Glyph::Copy.paint(ui.painter(), rect.center(), if response.hovered() { p.text } else { p.faint });
    focus_ring(ui, &response, rect);
    let pressed = response.clicked();
    if pressed {
        ui.ctx().copy_text(content.to_owned());
    }
    response.on_hover_text(name);
    pressed
}
