//! WeChat Pay API v2: what every call has in common, then each call's own rules.
//!
//! Source: protocol chapters 3 and 4.

mod answer;
mod bill;
mod coupons;
mod orders;
mod refund_query;
mod refunds;
mod reply;
mod request;
mod rules;

pub(super) use answer::answer;
pub(super) use bill::answer as bill_answer;
pub(super) use coupons::{settled, share};
pub(super) use orders::paid_fields;
pub(super) use request::Arrived;
