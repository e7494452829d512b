//! WeChat Pay API v3: JSON, signed with the merchant's RSA key, believed by WeChat's.

mod abnormal;
mod account;
mod answer;
mod bill;
mod call;
mod certificates;
mod client;
mod complaints;
mod echo;
mod errors;
mod facts;
mod gateway;
/// The strict reader of its JSON.
pub mod json;
mod keeper;
mod key;
mod line;
/// Payment and refund notifications: from bytes to facts, or to a verdict.
pub mod notify;
/// What WeChat encrypts with the APIv3 key.
pub mod resource;
mod sheet;
mod signature;
mod trust;
mod upload;

pub use account::V3Account;
pub use certificates::FetchedCertificate;
pub use client::V3Gateway;
pub use echo::EchoFacts;
pub use keeper::TrustKeeper;
pub use key::{ApiV3Key, BadApiV3Key, MerchantKey};
pub use signature::{
    AGE_SECS, NotProven, SERIAL, SignatureHeaders, authorization, is_probe, message_text, payment_sheet_text,
    request_text, verify,
};
pub use trust::{BadTrustKey, KeyId, TrustKey, TrustKeys};

#[cfg(test)]
mod vectors;
