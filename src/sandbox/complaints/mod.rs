//! Complaints as WeChat keeps them, and what people do about them.

mod acts;
mod desk;
mod outside;

pub use desk::{ComplaintLog, ComplaintStage, KnownComplaint, NewComplaint};

pub(super) use acts::{complain, refunded};
pub(super) use desk::ComplaintDesk;
