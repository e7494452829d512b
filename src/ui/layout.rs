//! Where the parts of a page stand.

use super::theme;
use egui::{self, Align, Rect, Ui, UiBuilder};

/// Width of what is open beside a list.
const DETAIL_WIDTH: f32 = 408.0;

/// Width of the list of orders while one of them is open.
const ORDER_LIST: f32 = 448.0;
/// In a window this wide the list has the room and the order this width.
const DOCKED_WINDOW: f32 = 1400.0;
const ORDER_WIDTH: f32 = 592.0;

/// A part of the window with a layout of its own.
pub(super) fn part<R>(ui: &mut Ui, name: &str, rect: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = egui::Layout::top_down(Align::Min);
    let mut child = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect).layout(layout));
    child.shrink_clip_rect(rect.expand(2.0));
    add(&mut child)
}

/// Where what is open stands, and what is left for the list: nothing below the width `narrow`, where it covers the list.
pub(super) fn beside(open: bool, body: Rect, narrow: f32) -> (Option<Rect>, Option<Rect>) {
    match open {
        false => (None, Some(body)),
        true if body.width() < narrow => (Some(body), None),
        true => {
            let detail = body.with_min_x(body.right() - DETAIL_WIDTH);
            (Some(detail), Some(body.with_max_x(detail.left() - theme::GAP)))
        }
    }
}

/// The same for an order beside the list of orders: the list keeps to its narrow form, the order has the rest. In a wide
/// window the order is docked, and the list has the rest.
pub(super) fn beside_orders(open: bool, body: Rect, narrow: f32) -> (Option<Rect>, Option<Rect>) {
    if !open || body.width() < narrow {
        return beside(open, body, narrow);
    }
    let wide = body.width() >= DOCKED_WINDOW - theme::RAIL_WIDTH - 2.0 * theme::PAD;
    let rest = (body.width() - theme::GAP - ORDER_LIST).max(DETAIL_WIDTH);
    let detail = body.with_min_x(body.right() - if wide { ORDER_WIDTH } else { rest });
    (Some(detail), Some(body.with_max_x(detail.left() - theme::GAP)))
}
