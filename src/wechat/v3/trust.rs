//! The keys that answers and notifications are believed by: WeChat Pay's public key, or platform certificates, or both while
//! a merchant changes over. Source: API v3, "Platform certificate or public key".

use super::super::certificate::{plain_pem, serial_of};
use crate::domain::UnixSeconds;
use aws_lc_rs::{
    rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey},
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, pem::PemObject as _};
use std::{fmt, sync::Arc};
use x509_parser::prelude::{FromDer as _, X509Certificate};

const PUBLIC_KEY_PREFIX: &str = "PUB_KEY_ID_";
/// WeChat's serial numbers have 20 bytes; others are taken as far as X.509 allows.
const SERIAL_DIGITS_MAX: usize = 40;
const PUBLIC_KEY_DIGITS_MAX: usize = 64;

/// Names a key that signs for WeChat: `PUB_KEY_ID_…`, or the serial number of a platform certificate in upper-case hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// `None` for a text that names neither. A serial number is text and keeps its zeros; its letters may come in any case.
    pub fn parse(raw: &str) -> Option<Self> {
        if let Some(digits) = raw.strip_prefix(PUBLIC_KEY_PREFIX) {
            let fits = (1..=PUBLIC_KEY_DIGITS_MAX).contains(&digits.len());
            return (fits && digits.bytes().all(|b| b.is_ascii_digit())).then(|| Self(raw.to_owned()));
        }
        let fits = (2..=SERIAL_DIGITS_MAX).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(raw.to_ascii_uppercase()))
    }

    /// As it stands in `Wechatpay-Serial`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for WeChat Pay's public key, false for a platform certificate.
    pub fn is_public_key(&self) -> bool {
        self.0.starts_with(PUBLIC_KEY_PREFIX)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a file holds no key that answers could be believed by, sorted by what the owner does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTrustKey {
    /// No PEM of the wanted kind in it: download it again.
    #[error("the file holds no public key or certificate of WeChat's in PEM")]
    NotPem,
    /// A certificate where the public key is wanted: another file was chosen.
    #[error("the file holds a certificate and not WeChat Pay's public key")]
    CertificateInstead,
    /// Somebody's secret key, most likely the merchant's own: another file was chosen.
    #[error("the file holds a private key and not WeChat Pay's public key")]
    PrivateKeyInstead,
    /// No RSA key of 2048 bits or more: not one of WeChat's.
    #[error("the key is no RSA key of at least 2048 bits")]
    NotRsa,
    /// A public key with the serial number of a certificate for its id, or the reverse.
    #[error("the id does not name a public key")]
    OtherId,
}

/// One key that answers and notifications are believed by.
#[derive(Clone)]
pub struct TrustKey {
    id: KeyId,
    verifies: ParsedPublicKey,
    seals: PublicEncryptingKey,
    valid: Option<(UnixSeconds, UnixSeconds)>,
}

impl TrustKey {
    /// WeChat Pay's public key (`pub_key.pem`) under the id that was downloaded with it.
    ///
    /// # Errors
    /// [`BadTrustKey`].
    pub fn from_public_pem(id: KeyId, pem: &[u8]) -> Result<Self, BadTrustKey> {
        if !id.is_public_key() {
            return Err(BadTrustKey::OtherId);
        }
        let pem = plain_pem(pem);
        let text = String::from_utf8_lossy(&pem);
        let holds = |label: &str| text.lines().any(|line| line.starts_with("-----BEGIN ") && line.contains(label));
        if holds("PRIVATE KEY") {
            return Err(BadTrustKey::PrivateKeyInstead);
        }
        let key = SubjectPublicKeyInfoDer::from_pem_slice(&pem)
            .map_err(|_| if holds("CERTIFICATE") { BadTrustKey::CertificateInstead } else { BadTrustKey::NotPem })?;
        Self::with(id, &key, None)
    }

    /// A platform certificate. Its id is its serial number, and it counts within its validity only.
    ///
    /// # Errors
    /// [`BadTrustKey`].
    pub fn from_certificate_pem(pem: &[u8]) -> Result<Self, BadTrustKey> {
        let der = CertificateDer::from_pem_slice(&plain_pem(pem)).map_err(|_| BadTrustKey::NotPem)?;
        let (_, certificate) = X509Certificate::from_der(&der).map_err(|_| BadTrustKey::NotPem)?;
        let id = KeyId::parse(&serial_of(&certificate)).ok_or(BadTrustKey::NotPem)?;
        let validity = certificate.validity();
        let valid =
            (UnixSeconds::new(validity.not_before.timestamp()), UnixSeconds::new(validity.not_after.timestamp()));
        Self::with(id, certificate.public_key().raw, Some(valid))
    }

    fn with(id: KeyId, spki: &[u8], valid: Option<(UnixSeconds, UnixSeconds)>) -> Result<Self, BadTrustKey> {
        let verifies = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki).map_err(|_| BadTrustKey::NotRsa)?;
        let seals = PublicEncryptingKey::from_der(spki).map_err(|_| BadTrustKey::NotRsa)?;
        Ok(Self { id, verifies, seals, valid })
    }

    /// What it is called.
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// From when until when it counts; `None` for the public key, which does not end.
    pub const fn valid(&self) -> Option<(UnixSeconds, UnixSeconds)> {
        self.valid
    }

    /// Whether it counts at this moment.
    pub fn usable_at(&self, at: UnixSeconds) -> bool {
        self.valid.is_none_or(|(from, until)| from <= at && at <= until)
    }

    /// Whether this key signed `text` (RSA with SHA-256, PKCS#1 v1.5, in base64 without blanks).
    pub fn verify(&self, text: &[u8], signature_base64: &str) -> bool {
        BASE64.decode(signature_base64).is_ok_and(|signature| self.verifies.verify_sig(text, &signature).is_ok())
    }

    /// Encrypts a sensitive field for WeChat (RSA-OAEP with SHA-1), in base64. `None`: longer than the key can carry. Another
    /// text each time, by the cryptography's own random numbers.
    pub fn seal_sensitive(&self, plain: &str) -> Option<String> {
        let key = OaepPublicEncryptingKey::new(self.seals.clone()).ok()?;
        let mut sealed = vec![0; key.ciphertext_size()];
        let sealed = key.encrypt(&OAEP_SHA1_MGF1SHA1, plain.as_bytes(), &mut sealed, None).ok()?;
        Some(BASE64.encode(sealed))
    }
}

impl fmt::Debug for TrustKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustKey").field("id", &self.id).field("valid", &self.valid).finish_non_exhaustive()
    }
}

/// All keys that are loaded. A handle: its clone holds the same keys.
#[derive(Debug, Clone, Default)]
pub struct TrustKeys(Arc<[TrustKey]>);

impl TrustKeys {
    /// These and no others. Of two with one id the first counts.
    pub fn new(keys: Vec<TrustKey>) -> Self {
        Self(keys.into())
    }

    /// The key of this id, if it counts at this moment.
    pub fn get(&self, id: &str, at: UnixSeconds) -> Option<&TrustKey> {
        self.named(id).filter(|key| key.usable_at(at))
    }

    /// The key of this id, whether it still counts or not.
    pub fn named(&self, id: &str) -> Option<&TrustKey> {
        self.0.iter().find(|key| key.id.0 == id)
    }

    /// Every key.
    pub fn iter(&self) -> impl Iterator<Item = &TrustKey> {
        self.0.iter()
    }

    /// True where none is loaded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an answer that comes at this moment can be believed by any of them.
    pub fn usable_at(&self, at: UnixSeconds) -> bool {
        self.iter().any(|key| key.usable_at(at))
    }

    /// The key WeChat is asked to answer with: the public key where there is one, else the newest certificate.
    pub fn to_ask_for(&self, at: UnixSeconds) -> Option<&TrustKey> {
        let usable = || self.iter().filter(|key| key.usable_at(at));
        usable().find(|key| key.valid.is_none()).or_else(|| usable().max_by_key(|key| key.valid))
    }
}
