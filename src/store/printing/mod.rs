//! Receipts: the queue, and what became of each.

pub(super) mod jobs;
pub(super) mod reads;
pub(super) mod types;
