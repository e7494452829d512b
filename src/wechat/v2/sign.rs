//! The two signatures of API v2, made and checked.
//!
//! All non-empty fields but `sign`, sorted by name in byte order, as `name=value` joined by `&`, then `&key=` and the
//! key; MD5 or HMAC-SHA256 of that, in upper-case hex. Source: API v2, "Signature".

use super::wire::{self, Fields};
use crate::{domain::SignType, wechat::ApiKey};
use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use md5::{Digest, Md5};
use zeroize::Zeroize;

const MD5_HEX: usize = 32;
const HMAC_HEX: usize = 64;
/// Room for the signed text of a usual message, made at once.
const TEXT_BYTES_USUAL: usize = 1000;

/// A message that cannot be shown to come from WeChat. It proves nothing in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// No `sign`. As bad as a wrong one; told apart for the owner's list only.
    #[error("the message is not signed")]
    Missing,
    /// `sign` is wrong, or signed in another way than was asked for.
    #[error("the signature is wrong")]
    Wrong,
}

/// Checks the signature of a received message in constant time and says how it was signed.
///
/// `pinned` is the way of signing we asked for; a message signed in another way is refused even if the signature is
/// right. `None` recognises it by `sign_type`, or by the length of the signature.
///
/// # Errors
/// [`Unproven`]: believe nothing of it.
pub fn verify(fields: &Fields<'_>, key: &ApiKey, pinned: Option<SignType>) -> Result<SignType, Unproven> {
    let sent = fields.get("sign").ok_or(Unproven::Missing)?.as_bytes();
    let by_length = match sent.len() {
        MD5_HEX => SignType::Md5,
        HMAC_HEX => SignType::HmacSha256,
        _ => return Err(Unproven::Wrong),
    };
    let named = fields.get("sign_type").map_or(Ok(by_length), SignType::parse).map_err(|_| Unproven::Wrong)?;
    if named != by_length || pinned.is_some_and(|pinned| pinned != by_length) {
        return Err(Unproven::Wrong);
    }
    let ours = signature(fields.iter(), key, by_length);
    verify_slices_are_equal(sent, ours.as_str().as_bytes()).map_err(|_| Unproven::Wrong)?;
    Ok(by_length)
}

/// The signature of `fields`, which may come in any order; `sign` and empty values take no part.
pub fn sign(fields: &[(&str, &str)], key: &ApiKey, sign_type: SignType) -> String {
    signature(sorted(fields).into_iter(), key, sign_type).as_str().to_owned()
}

/// The whole message: `fields` sorted, signed and written as XML with `sign` at its end.
pub fn write_signed(fields: &[(&str, &str)], key: &ApiKey, sign_type: SignType) -> String {
    let mut sorted = sorted(fields);
    let sign = signature(sorted.iter().copied(), key, sign_type);
    sorted.push(("sign", sign.as_str()));
    wire::write(&sorted)
}

/// By name in byte order, with room for `sign`.
fn sorted<'f>(fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut sorted = Vec::with_capacity(fields.len().saturating_add(1));
    sorted.extend_from_slice(fields);
    // The first byte decides most pairs; only the others need a call to compare memory.
    sorted.sort_unstable_by(|a, b| a.0.as_bytes().first().cmp(&b.0.as_bytes().first()).then_with(|| a.0.cmp(b.0)));
    sorted
}

/// A signature's text, 32 or 64 upper-case hex digits, without an allocation.
struct Signature {
    digits: [u8; HMAC_HEX],
    length: usize,
}

impl Signature {
    fn of(hash: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let mut digits = [b'0'; HMAC_HEX];
        for (pair, b) in digits.chunks_exact_mut(2).zip(hash) {
            pair.copy_from_slice(&[DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
        }
        Self { digits, length: hash.len().saturating_mul(2).min(HMAC_HEX) }
    }

    fn as_str(&self) -> &str {
        let digits = self.digits.get(..self.length).unwrap_or_default();
        std::str::from_utf8(digits).unwrap_or_default() // always ASCII
    }
}

fn signature<'f>(sorted: impl Iterator<Item = (&'f str, &'f str)>, key: &ApiKey, sign_type: SignType) -> Signature {
    let mut text = canonical(sorted, key.as_str());
    let signed = match sign_type {
        SignType::Md5 => Signature::of(&Md5::digest(&text)),
        // No message of this interface is signed with RSA: such a call is refused before it comes here.
        SignType::HmacSha256 | SignType::Rsa => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_str().as_bytes());
            Signature::of(hmac::sign(&key, &text).as_ref())
        }
    };
    // This is the only copy of the key; see `canonical`.
    let key_at = text.len().saturating_sub(key.as_str().len());
    text.iter_mut().skip(key_at).for_each(Zeroize::zeroize);
    signed
}

/// One buffer and one hash over it: cheaper than a hundred small updates.
fn canonical<'f>(sorted: impl Iterator<Item = (&'f str, &'f str)>, key: &str) -> Vec<u8> {
    let mut text = Vec::with_capacity(TEXT_BYTES_USUAL);
    for (name, value) in sorted.filter(|(name, value)| !value.is_empty() && *name != "sign") {
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
        text.push(b'&');
    }
    text.extend_from_slice(b"key=");
    text.reserve(key.len()); // a buffer that grew after the key came in would leave a copy of it behind
    text.extend_from_slice(key.as_bytes());
    text
}
