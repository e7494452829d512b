//! Complaints as WeChat keeps them, and what people do about them.

mod acts;
mod complaint_log;
mod outside;

pub use complaint_log::{ComplaintLog, ComplaintStage, KnownComplaint, NewComplaint};

pub(super) use acts::{complain, refunded};
pub(super) use complaint_log::ComplaintLedger;
