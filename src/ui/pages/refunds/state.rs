//! What the page of refunds remembers between frames.

use super::ticks::Bulk;
use crate::{domain::RefundNo, ui::pages::refund_detail::Textures};
use std::ops::Range;

/// Its ticked refunds, where the list stands, and the evidence on the graphics card.
#[derive(Default)]
pub(in crate::ui) struct RefundsPage {
    pub bulk: Bulk,
    pub textures: Textures,
    /// The line the keyboard is on in the menu of the sheet, while it is open.
    pub(super) export: Option<usize>,
    /// The row the keyboard went to: it comes into sight.
    pub(super) reveal: Option<RefundNo>,
    /// The rows in sight, by their places in the list.
    pub(super) in_sight: Range<usize>,
}
