//! Rows of a list in a card: the ground under one of them, and the card's edge over all of them. And rows of controls that
//! end at the right.

use crate::ui::theme;
use egui::{
    Align, EventFilter, Id, Layout, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder,
    epaint::Mesh, vec2,
};
use std::{
    f32::consts::{FRAC_PI_2, PI},
    fmt::Debug,
    hash::Hash,
};

/// Width of the bar that marks the chosen row.
const BAR: f32 = 3.0;
/// Pieces a rounded corner is painted in.
const PIECES: u8 = 8;

/// What a row of a list senses. A list is one stop of the Tab key: its chosen row, else the first in sight; from there
/// J and K, or the arrows, walk it.
pub(in crate::ui) fn row_sense(stop: bool) -> Sense {
    if stop { Sense::click() } else { Sense::CLICK }
}

/// The keyboard stays with the chosen row of its list when another one is chosen.
pub(in crate::ui) fn row_focus(ui: &Ui, response: &Response, stop: bool) {
    let moving = Id::unique("row-focus");
    if !stop {
        // What is no stop any more has lost the keyboard just now.
        if response.lost_focus() {
            ui.data_mut(|data| data.insert_temp(moving, true));
            ui.ctx().request_repaint();
        }
        return;
    }
    if ui.data_mut(|data| data.remove_temp::<bool>(moving)).is_some() {
        response.request_focus();
    }
    // The arrows walk the list; they do not leave it.
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

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

/// Controls in a row that ends at the right edge of `rect`, drawn from left to right: Tab goes as the eye reads. Gives
/// where the row begins.
pub(in crate::ui) fn at_right<R>(
    ui: &mut Ui,
    name: impl Hash + Debug + Copy,
    rect: Rect,
    add: impl FnOnce(&mut Ui) -> R,
) -> (R, f32) {
    let id = ui.scope_id().with(("at-right", name));
    let known = ui.data(|data| data.get_temp::<f32>(id));
    let room = rect.with_min_x(rect.right() - known.unwrap_or_else(|| rect.width()));
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt(name).max_rect(room).layout(layout));
    let inner = add(&mut row);
    let width = row.min_rect().width();
    // What was never drawn, or has other words now, is measured first and drawn at its place in the same frame.
    if known.is_none_or(|known| (known - width).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("a row at the right is measured");
    }
    (inner, rect.right() - width)
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
