//! What the owner keeps beside orders, refunds and buyers: notes, tags, blocks. Nothing a buyer is answered or handed on
//! paper is read from here; only whether they may order ([`buyers::may_order`]).

pub(super) mod beside;
pub(super) mod buyers;
pub(super) mod notes;
pub(super) mod reads;
pub(super) mod steps;
pub(super) mod tags;
pub(super) mod types;
pub(super) mod verify;
