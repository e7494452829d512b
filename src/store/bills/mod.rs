//! WeChat's trade bill as the second ledger: its days and lines, what does not agree with the shop, and what the owner did
//! about it. A bill judges nothing: it says where WeChat is to be asked.

pub(super) mod differences;
pub(super) mod export;
pub(super) mod kept;
pub(super) mod mismatches;
pub(in crate::store) mod readings;
pub(super) mod reads;
pub(super) mod steps;
pub(super) mod take;
pub(super) mod types;
