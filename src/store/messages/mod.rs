//! Messages that reached our door, and the record of every call. A notification is a hint: at most it makes a payment
//! or a refund due to be asked about.

pub(super) mod notices;
mod payment_notice;
mod push_notice;
mod record;
mod refund_notice;
pub(super) mod refused;
pub(super) mod service;
pub(super) mod texts;
pub(super) mod types;
pub(super) mod webhook_secrets;

pub(super) use record::{Direction, keep};
