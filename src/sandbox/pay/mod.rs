//! WeChat Pay API v2: what every call has in common, then each call's own rules.
//!
//! Source: protocol chapters 3 and 4.

mod answer;
mod bill;
mod coupons;
mod fund_flow;
mod orders;
mod refund_query;
mod refunds;
mod reply;
mod request;
mod rules;

pub(super) use answer::answer;
pub(super) use bill::{DAYS_BACK, answer as bill_answer, pack, written as written_bill};
pub(super) use coupons::{Coupon, of as coupons_of, settled, share};
pub(super) use fund_flow::answer as fund_flow_answer;
pub(super) use orders::paid_fields;
pub(super) use request::Arrived;
pub(super) use rules::is_notify_url;
