//! What the owner keeps beside orders, refunds and buyers: notes, tags, blocks. Nothing a buyer is answered or handed on
//! paper is read from here; only whether they may order ([`buyers::may_order`]).

pub(in crate::store) mod beside;
pub(in crate::store) mod buyers;
pub(in crate::store) mod notes;
pub(in crate::store) mod reads;
pub(in crate::store) mod steps;
pub(in crate::store) mod tags;
pub(in crate::store) mod types;
pub(in crate::store) mod verify;
