//! A page with nothing on it yet.

use super::write::muted;
use crate::ui::theme;
use egui::{self, Ui};

/// A page with nothing on it yet: what will appear here, and the one thing to do now.
pub(in crate::ui) fn empty(ui: &mut Ui, title: &str, body: &str) {
    let space = (ui.available_height() * 0.3).max(24.0);
    ui.vertical_centered(|ui| {
        ui.add_space(space);
        ui.label(egui::RichText::new(title).font(theme::bold(theme::NAME)));
        ui.set_max_width(420.0);
        muted(ui, body);
    });
}
