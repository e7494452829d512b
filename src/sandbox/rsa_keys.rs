//! The RSA keys of 2048 bits. Making one takes a noticeable part of a second and a test starts hundreds of sandboxes, so each
//! is made once per process.

use super::{SandboxError, error::tls_failed};
use rcgen::{KeyPair, PKCS_RSA_SHA256};
use std::sync::OnceLock;

/// Whose key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The merchant: signs the calls of API v3.
    Merchant,
    /// WeChat Pay's public key.
    WechatPay,
    /// A platform certificate.
    Platform,
    /// The certificate that follows it.
    PlatformNext,
    /// Somebody who has nothing to do with our merchant.
    Nobody,
}

static MADE: [OnceLock<Result<String, String>>; 5] = [const { OnceLock::new() }; 5];

/// The process's key of this owner.
pub(super) fn shared(owner: Owner) -> Result<KeyPair, SandboxError> {
    let place = match owner {
        Owner::Merchant => &MADE[0],
        Owner::WechatPay => &MADE[1],
        Owner::Platform => &MADE[2],
        Owner::PlatformNext => &MADE[3],
        Owner::Nobody => &MADE[4],
    };
    let make = || KeyPair::generate_for(&PKCS_RSA_SHA256).map(|key| key.serialize_pem()).map_err(|e| e.to_string());
    let pem = place.get_or_init(make).as_ref().map_err(tls_failed)?;
    KeyPair::from_pem(pem).map_err(tls_failed)
}
