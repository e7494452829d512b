//! The card of a list on the page of the bills: its ground, and the heads of its columns.

use crate::ui::{theme, widgets};
use egui::{Align, Rect, Ui};

const HEAD: f32 = 28.0;

/// The head of one column: where, to which side, in which words.
pub(super) type ColumnHead = (Rect, Align, &'static str);

/// Paints the ground of the card.
pub(super) fn ground(ui: &Ui, card: Rect) {
    ui.painter().rect_filled(card, theme::CARD_RADIUS, theme::of(ui).panel);
}

/// Paints the heads of the columns across the top of the card; answers the room of the rows below them.
pub(super) fn heads<const N: usize>(ui: &Ui, card: Rect, of: impl FnOnce(Rect) -> [ColumnHead; N]) -> Rect {
    let p = theme::of(ui);
    let head = card.with_max_y(card.top() + HEAD);
    ui.painter().rect_filled(head, 0, p.raised);
    for (place, align, words) in of(head) {
        widgets::paint_cut(ui, place, align, words, theme::font(theme::CAPTION), p.faint);
    }
    card.with_min_y(head.bottom())
}
