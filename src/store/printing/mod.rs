//! Receipts: the queue, and what became of each; and the packing slips that were printed.

pub(super) mod jobs;
pub(super) mod reads;
pub(super) mod slips;
pub(super) mod types;
