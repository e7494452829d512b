//! WeChat's trade bill as the second ledger: its days and lines, what does not agree with the shop, and what the owner did
//! about it. A bill judges nothing: it says where WeChat is to be asked.

pub(in crate::store) mod differences;
pub(in crate::store) mod export;
pub(in crate::store) mod kept;
pub(in crate::store) mod mismatches;
pub(in crate::store) mod readings;
pub(in crate::store) mod reads;
pub(in crate::store) mod steps;
pub(in crate::store) mod take;
pub(in crate::store) mod types;
