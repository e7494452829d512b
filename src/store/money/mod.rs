//! What money moves, and what says so: payments in, refunds out, WeChat's two bills beside them, and complaints.

pub(in crate::store) mod bills;
pub(in crate::store) mod complaints;
pub(in crate::store) mod funds;
pub(in crate::store) mod payments;
pub(in crate::store) mod refunds;
