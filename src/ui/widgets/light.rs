//! How a part of the program looks on the health board.

use super::glyph::Glyph;
use crate::{events::HealthState, ui::theme};
use egui::{Color32, Ui};

/// A light reads without colour too.
pub(in crate::ui) fn light_look(ui: &Ui, state: &HealthState) -> (Glyph, Color32) {
    let p = theme::of(ui);
    match state {
        HealthState::Good | HealthState::GoodUntil(_) => (Glyph::Dot, p.accent),
        HealthState::Unknown => (Glyph::Ring, p.faint),
        HealthState::Troubled(..) => (Glyph::Bang, p.warn),
        HealthState::Dead(..) => (Glyph::Cross, p.danger),
    }
}
