//! The cards of the status page, and the values on them that can be copied.

use crate::ui::{
    action::Action,
    text, theme,
    widgets::{self, Glyph},
};
use egui::{self, Color32, Sense, Ui, vec2};

/// One link: its dot, its name, and what is to be said.
pub(super) fn card(ui: &mut Ui, (glyph, ink): (Glyph, Color32), title: &str, body: impl FnOnce(&mut Ui)) {
    let p = theme::of(ui);
    theme::card(p).inner_margin(egui::Margin::symmetric(16, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (sign, _) = ui.allocate_exact_size(vec2(16.0, 22.0), Sense::hover());
            glyph.paint(ui.painter(), sign.center(), ink);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                ui.spacing_mut().interact_size.y = 24.0;
                widgets::bold_label(ui, title, theme::BODY);
                body(ui);
            });
        });
    });
}

/// A value with a button that copies it.
pub(super) fn copied_fact(ui: &mut Ui, name: &str, value: &str, copy: &str, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(name).size(theme::SMALL).color(p.muted));
        let room = (ui.available_width() - 32.0).max(40.0);
        let shown = egui::RichText::new(text::tame(value, 200)).font(theme::font(theme::SMALL));
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(shown).truncate());
        });
        if widgets::copy_button(ui, copy, value) {
            acts.push(Action::Copied);
        }
    });
}
