//! The signatures of API v3, made and checked: RSA with SHA-256 over lines that each end with a line feed. Source: API v3,
//! "Request signature", "Verifying responses and notifications", "Opening the payment sheet".

use super::{MerchantKey, TrustKeys};
use crate::domain::{MchId, UnixSeconds};
use reqwest::header::HeaderMap;

/// How far a message's time may be from ours, seconds; at exactly so many it is refused.
pub const AGE_SECS: i64 = 300;
/// How the signatures begin that WeChat makes wrong on purpose, to see whether they are checked.
const PROBE: &str = "WECHATPAY/SIGNTEST/";
const TIMESTAMP: &str = "Wechatpay-Timestamp";
const NONCE: &str = "Wechatpay-Nonce";
/// Names the key: of an answer the one it is signed with, of a request the one the answer is to be signed with.
pub const SERIAL: &str = "Wechatpay-Serial";
const SIGNATURE: &str = "Wechatpay-Signature";
/// WeChat's nonces have 32 characters, its times ten digits.
const NONCE_CHARS_MAX: usize = 64;
const TIMESTAMP_DIGITS_MAX: usize = 12;
/// As much of an unknown id as is kept.
const ID_CHARS_MAX: usize = 80;

/// The four headers of an answer or a notification, as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `Wechatpay-Timestamp`: seconds since 1970.
    pub timestamp: String,
    /// `Wechatpay-Nonce`.
    pub nonce: String,
    /// `Wechatpay-Serial`: the id of the key.
    pub serial: String,
    /// `Wechatpay-Signature`: base64.
    pub signature: String,
}

impl SignatureHeaders {
    /// `None` where one of the four is absent, there twice, or no text. Names in any case are the same.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let only = |name: &str| {
            let mut all = headers.get_all(name).iter();
            let first = all.next()?.to_str().ok()?.to_owned();
            all.next().is_none().then_some(first)
        };
        Some(Self {
            timestamp: only(TIMESTAMP)?,
            nonce: only(NONCE)?,
            serial: only(SERIAL)?,
            signature: only(SIGNATURE)?,
        })
    }

    /// Whether any of the four is there: what bears one of them says that it is signed.
    pub fn any_in(headers: &HeaderMap) -> bool {
        [TIMESTAMP, NONCE, SERIAL, SIGNATURE].iter().any(|name| headers.contains_key(*name))
    }
}

/// Why a message cannot be shown to come from WeChat. It proves nothing in either direction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// WeChat itself tries whether signatures are checked (`WECHATPAY/SIGNTEST/`). Refusing it is the right answer.
    #[error("a wrong signature made by WeChat as a trial")]
    Probe,
    /// A header that cannot be one of WeChat's.
    #[error("the signature headers cannot be read")]
    Malformed,
    /// Its time is 300 seconds or more away from ours: an old message, or a clock that is wrong.
    #[error("the message's time is too far from ours")]
    Stale,
    /// Signed with a key that is not loaded.
    #[error("signed with a key that is not loaded: {0}")]
    UnknownKey(String),
    /// Signed with a platform certificate outside its validity.
    #[error("signed with a certificate that has expired, or is not valid yet")]
    ExpiredKey,
    /// Forged, or altered on its way.
    #[error("the signature is wrong")]
    Wrong,
}

/// Whether a signature is one WeChat made wrong on purpose, to see whether it is checked.
pub fn is_probe(signature: &str) -> bool {
    signature.starts_with(PROBE)
}

/// What a request signs. `path_and_query` is escaped as it will travel; `body` is empty for a GET.
pub fn request_text(method: &str, path_and_query: &str, timestamp: UnixSeconds, nonce: &str, body: &str) -> Vec<u8> {
    format!("{method}\n{path_and_query}\n{}\n{nonce}\n{body}\n", timestamp.get()).into_bytes()
}

/// The value of a request's `Authorization`.
pub fn authorization(
    mch_id: &MchId,
    key: &MerchantKey,
    method: &str,
    path_and_query: &str,
    timestamp: UnixSeconds,
    nonce: &str,
    body: &str,
) -> String {
    let signature = key.sign(&request_text(method, path_and_query, timestamp, nonce, body));
    format!(
        "WECHATPAY2-SHA256-RSA2048 mchid=\"{mch_id}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
         timestamp=\"{}\",serial_no=\"{}\"",
        timestamp.get(),
        key.serial()
    )
}

/// What an answer or a notification signs.
pub fn message_text(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    [timestamp.as_bytes(), nonce.as_bytes(), body, b""].join(&b'\n')
}

/// What the payment sheet signs: in the mini program `prepay_id=…`, in the app the bare prepay id.
pub fn payment_sheet_text(app_id: &str, timestamp: &str, nonce: &str, prepay_or_package: &str) -> Vec<u8> {
    format!("{app_id}\n{timestamp}\n{nonce}\n{prepay_or_package}\n").into_bytes()
}

/// Whether `body`, byte for byte as it came at the moment `at`, is WeChat's.
///
/// # Errors
/// [`NotProven`]: believe nothing of it.
pub fn verify(headers: &SignatureHeaders, body: &[u8], keys: &TrustKeys, at: UnixSeconds) -> Result<(), NotProven> {
    if is_probe(&headers.signature) {
        return Err(NotProven::Probe);
    }
    let sent_at = seconds(&headers.timestamp).ok_or(NotProven::Malformed)?;
    let nonce_fits = (1..=NONCE_CHARS_MAX).contains(&headers.nonce.len());
    if !nonce_fits || !headers.nonce.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(NotProven::Malformed);
    }
    if at.since(sent_at).saturating_abs() >= AGE_SECS {
        return Err(NotProven::Stale);
    }
    let unknown = || NotProven::UnknownKey(headers.serial.chars().take(ID_CHARS_MAX).collect());
    let key = keys.named(&headers.serial).ok_or_else(unknown)?;
    if !key.usable_at(at) {
        return Err(NotProven::ExpiredKey);
    }
    let text = message_text(&headers.timestamp, &headers.nonce, body);
    if key.verify(&text, &headers.signature) { Ok(()) } else { Err(NotProven::Wrong) }
}

/// Digits and nothing else.
fn seconds(raw: &str) -> Option<UnixSeconds> {
    let fits = (1..=TIMESTAMP_DIGITS_MAX).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_digit());
    if fits { raw.parse().ok().map(UnixSeconds::new) } else { None }
}
