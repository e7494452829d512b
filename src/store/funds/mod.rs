//! WeChat's fund-flow bill as it is kept: its days and their movements.

pub(super) mod kept;
pub(super) mod reads;
pub(super) mod types;
