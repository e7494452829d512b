//! A QR code.

use crate::ui::theme;
use egui::{Pos2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use fast_qr::{ECL, QRBuilder};

/// What a scanner needs left white on each side, in modules.
const MARGIN: f32 = 4.0;

/// Dark on light in either theme, with its margin, for a telephone to scan off the screen. `name`: for a screen reader.
pub(in crate::ui) fn qr_code(ui: &mut Ui, data: &str, side: f32, name: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let ink = theme::palette(false);
    ui.painter().rect_filled(rect, theme::RADIUS, ink.panel);
    paint_qr(ui, rect.left_top(), data, (side, MARGIN), ink.text);
}

/// Its dark modules, in a square of `side` with so many modules left free around them.
pub(in crate::ui) fn paint_qr(ui: &Ui, at: Pos2, data: &str, (side, margin): (f32, f32), ink: egui::Color32) {
    let Ok(code) = QRBuilder::new(data).ecl(ECL::M).build() else { return };
    let module = side / (code.size as f32 + 2.0 * margin);
    for y in 0..code.size {
        for (x, _) in code[y].iter().enumerate().filter(|(_, module)| module.value()) {
            let place = pos2(at.x + (x as f32 + margin) * module, at.y + (y as f32 + margin) * module);
            // Neighbours overlap a little: no light shines through between them.
            ui.painter().rect_filled(Rect::from_min_size(place, vec2(module, module)).expand(0.2), 0, ink);
        }
    }
}
