//! WeChat Pay API v3, over the same ledger as v2: an order of the one can be asked about and refunded by the other.
//!
//! Source: protocol chapters 7 to 9.

mod authorization;
mod bills;
mod complaints;
mod described;
mod exchange;
mod form;
mod fund_flow;
mod json;
mod keys;
mod notices;
mod orders;
mod refunds;
mod refusal;
mod reply;
mod request;
mod rules;
mod security;
mod sheet;
mod signed;
mod statements;
mod trust_mode;
mod written;

pub use trust_mode::TrustMode;

pub(super) use bills::FILE_PATH;
pub(super) use exchange::call;
pub(super) use fund_flow::written as written_flow;
pub(super) use keys::{PUBLIC_KEY, V3Keys};
pub(super) use notices::{Announcement, complaint, is_spoilt, payment, post, refund, sealed, signed_headers};
pub(super) use request::V3Arrived;
pub(super) use sheet::opens;
pub(super) use statements::Statements;
