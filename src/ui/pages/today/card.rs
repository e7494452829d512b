//! The ground that every card of the day stands on.

use crate::ui::theme;
use egui::{Rect, Stroke, StrokeKind, Ui, pos2};

/// Room at the left and right of what stands in a card.
pub(super) const SIDES: f32 = 15.0;
pub(super) const TITLE: f32 = 38.0;

/// The ground of a card; gives its title's line and what is below it.
pub(super) fn card(ui: &Ui, rect: Rect) -> (Rect, Rect) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let title =
        Rect::from_min_max(pos2(rect.left() + SIDES, rect.top()), pos2(rect.right() - SIDES, rect.top() + TITLE));
    (title, rect.with_min_y(title.bottom()))
}
