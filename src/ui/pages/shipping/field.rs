//! The fields for tracking numbers: which there are, and how each is known to the keyboard.

use crate::domain::OrderNo;
use egui::Id;

/// A field for a tracking number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct NumberField {
    pub order_no: OrderNo,
    /// Which of the order's parcels, from 0.
    pub parcel: usize,
    /// It stands in a row of the queue: the keyboard goes on to the next row.
    pub in_row: bool,
}

/// The field of the form for the parcel at `at`, from 0: the scanner and the S key lead into it.
pub(super) fn in_form(at: usize) -> Id {
    Id::unique(("tracking", at))
}

/// The field for the number of this order in the queue.
pub(super) fn in_row(order_no: &OrderNo) -> Id {
    Id::unique(("row-number", order_no.as_str()))
}
