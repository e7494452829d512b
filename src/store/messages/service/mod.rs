//! Messages to the WeChat of buyers and of the shop's own people: what each event says, who allows how many, and each message
//! with a life of its own, derived from the history in the same commit.

pub(in crate::store) mod derive;
mod people;
pub(in crate::store) mod permissions;
pub(in crate::store) mod reads;
mod sending;
mod templates;
pub(in crate::store) mod types;
