//! Complaints of buyers at WeChat: as WeChat tells them, and what the shop wishes to say, each thing once.

pub(in crate::store) mod keep;
pub(in crate::store) mod notices;
pub(in crate::store) mod pictures;
pub(in crate::store) mod reads;
pub(in crate::store) mod tasks;
pub(in crate::store) mod types;
pub(in crate::store) mod wishes;
