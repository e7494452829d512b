//! A page, or a part of one, with nothing on it: what will be there, or why it is not, and the one thing to do now.

use super::{icon::Icon, write::muted};
use crate::ui::theme;
use egui::{self, Sense, Ui, vec2};

const DISC: f32 = 48.0;
const WIDTH: f32 = 420.0;

/// Why there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Emptiness {
    /// It has not come yet.
    NotYet(Icon),
    /// Nothing fits what was chosen.
    NothingFits,
    /// All of it is done.
    Done,
    /// It cannot be had.
    Broken,
}

/// What will appear here, and a sentence about it; the button is for the caller to put under it.
pub(in crate::ui) fn empty(ui: &mut Ui, title: &str, body: &str) {
    emptiness(ui, Emptiness::NotYet(Icon::Receipt), title, body);
}

/// The same with the reason to be seen at a glance.
pub(in crate::ui) fn emptiness(ui: &mut Ui, why: Emptiness, title: &str, body: &str) {
    let p = theme::of(ui);
    let (icon, ink, fill) = match why {
        Emptiness::NotYet(icon) => (icon, p.accent, p.accent_bg),
        Emptiness::NothingFits => (Icon::Funnel, p.muted, p.bg),
        Emptiness::Done => (Icon::Check, p.accent, p.accent_bg),
        Emptiness::Broken => (Icon::Bang, p.danger, p.danger_bg),
    };
    let space = (ui.available_height() * 0.24).max(16.0);
    ui.vertical_centered(|ui| {
        ui.add_space(space);
        let (rect, _) = ui.allocate_exact_size(vec2(DISC, DISC), Sense::hover());
        ui.painter().rect_filled(rect, theme::CARD_RADIUS, fill);
        icon.paint(ui.painter(), rect.center(), 22.0, ink);
        ui.add_space(4.0);
        ui.label(egui::RichText::new(title).size(16.0));
        ui.set_max_width(WIDTH);
        muted(ui, body);
        ui.add_space(4.0);
    });
}
