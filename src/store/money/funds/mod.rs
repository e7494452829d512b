//! WeChat's fund-flow bill as it is kept: its days and their movements.

pub(in crate::store) mod kept;
pub(in crate::store) mod reads;
pub(in crate::store) mod types;
