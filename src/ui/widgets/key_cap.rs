//! The key that does the same as a button.

use crate::ui::theme;
use egui;

/// A key cap inside or beside a control.
pub(in crate::ui) fn key_cap(painter: &egui::Painter, rect: egui::Rect, key: &str, ink: egui::Color32) {
    painter.rect_stroke(rect, 4, egui::Stroke::new(1.0, ink.gamma_multiply(0.5)), egui::StrokeKind::Inside);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, key, theme::font(11.0), ink);
}
