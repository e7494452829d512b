//! WeChat Pay API v3: JSON, signed with the merchant's RSA key, believed by WeChat's.

mod key;
/// What WeChat encrypts with the APIv3 key.
pub mod resource;
mod signature;
mod trust;

pub use key::{ApiV3Key, BadApiV3Key, MerchantKey};
pub use signature::{
    AGE_SECS, NotProven, SERIAL, SignatureHeaders, authorization, message_text, payment_sheet_text, request_text,
    verify,
};
pub use trust::{BadTrustKey, KeyId, TrustKey, TrustKeys};

#[cfg(test)]
mod vectors;
