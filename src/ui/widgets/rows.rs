//! Rows of a list in a card: the ground under one of them, and the card's edge over all of them.

use crate::ui::theme;
use eframe::egui::{Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, epaint::Mesh, vec2};
use std::f32::consts::{FRAC_PI_2, PI};

/// Width of the bar that marks the chosen row.
const BAR: f32 = 3.0;
/// Pieces a rounded corner is painted in.
const PIECES: u8 = 8;

/// The ground of a row: chosen, under the pointer or plain, with the hairline to the next.
pub(in crate::ui) fn row_ground(ui: &Ui, rect: Rect, response: &Response, chosen: bool) {
    let (p, painter) = (theme::of(ui), ui.painter());
    if chosen {
        painter.rect_filled(rect, 0, p.sel);
        painter.rect_filled(rect.with_max_x(rect.left() + BAR), 0, p.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 0, p.raised);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
}

/// The edge of a card, painted over its rows: their grounds are square, its corners are not.
pub(in crate::ui) fn card_edge(ui: &Ui, rect: Rect) {
    let (p, painter) = (theme::of(ui), ui.painter());
    let radius = f32::from(theme::CARD_RADIUS);
    let corners = [
        (rect.left_top(), vec2(radius, radius), PI),
        (rect.right_top(), vec2(-radius, radius), PI + FRAC_PI_2),
        (rect.right_bottom(), vec2(-radius, -radius), 0.0),
        (rect.left_bottom(), vec2(radius, -radius), FRAC_PI_2),
    ];
    for (corner, inward, from) in corners {
        let center = corner + inward;
        let at = |piece: u8| -> Pos2 {
            let angle = from + FRAC_PI_2 * f32::from(piece) / f32::from(PIECES);
            center + radius * vec2(angle.cos(), angle.sin())
        };
        let mut outside = Mesh::default();
        outside.colored_vertex(corner, p.bg);
        for piece in 0..=PIECES {
            outside.colored_vertex(at(piece), p.bg);
        }
        for piece in 1..=u32::from(PIECES) {
            outside.add_triangle(0, piece, piece.saturating_add(1));
        }
        painter.add(Shape::mesh(outside));
    }
    painter.rect_stroke(rect, theme::CARD_RADIUS, Stroke::new(1.0, p.line), StrokeKind::Inside);
}
