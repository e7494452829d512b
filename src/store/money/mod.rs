//! What money moves, and what says so: payments in, refunds out, and WeChat's two bills beside them.

pub(in crate::store) mod bills;
pub(in crate::store) mod funds;
pub(in crate::store) mod payments;
pub(in crate::store) mod refunds;
