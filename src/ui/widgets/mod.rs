//! Small parts every page is made of. Each paints itself with the theme's colours and says its name to screen readers.

mod button;
mod chip;
mod glyph;
mod money_bar;
mod order_number;
mod rows;
mod switch;
mod tabs;
mod tick;
mod write;

pub(super) use button::{ButtonKind, button, button_with_key, key_button, link, quiet_link, sign_button, suggestion};
pub(super) use chip::{ChipLook, chip, chip_at, chip_width, mark, mark_at, order_look, refund_look, verdict_look};
pub(super) use glyph::Glyph;
pub(super) use money_bar::money_bar;
pub(super) use order_number::order_number;
pub(super) use rows::{at_right, card_edge, row_focus, row_ground, row_sense};
pub(super) use switch::{SWITCH, switch, switch_at};
pub(super) use tabs::{Tab, filters, tabs};
pub(super) use tick::tick_at;
pub(super) use write::{
    bold_label, caption, fact, field, focus_ring, heading, label_at, muted, paint_cut, paint_whole, paragraph, section,
    sentence, whole_at, whole_height,
};

use super::{text::Lang, theme};
use egui::{self, Ui, vec2};

/// A page with nothing on it yet: what will appear here, and the one thing to do now.
pub(super) fn empty(ui: &mut Ui, title: &str, body: &str) {
    let space = (ui.available_height() * 0.3).max(24.0);
    ui.vertical_centered(|ui| {
        ui.add_space(space);
        ui.label(egui::RichText::new(title).font(theme::bold(theme::NAME)));
        ui.set_max_width(420.0);
        muted(ui, body);
    });
}

/// A button that puts `content` on the clipboard. True when it was pressed.
pub(super) fn copy_button(ui: &mut Ui, name: &str, content: &str) -> bool {
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

/// A key cap inside or beside a control.
pub(super) fn key_cap(painter: &egui::Painter, rect: egui::Rect, key: &str, ink: egui::Color32) {
    painter.rect_stroke(rect, 4, egui::Stroke::new(1.0, ink.gamma_multiply(0.5)), egui::StrokeKind::Inside);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, key, theme::font(11.0), ink);
}

/// What a view needs besides its rows.
#[derive(Clone, Copy)]
pub(super) struct Now {
    pub lang: Lang,
    pub at: crate::domain::UnixSeconds,
}
