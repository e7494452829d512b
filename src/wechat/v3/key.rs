//! The two secrets of API v3: the key that opens what WeChat encrypts, and the one that signs for the merchant.

use super::super::{BadCertificate, BadKey, CertificatePart, ClientCertificate, key::checked};
use aws_lc_rs::{
    aead::{AES_256_GCM, LessSafeKey, UnboundKey},
    encoding::{AsDer as _, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey},
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rustls::pki_types::PrivateKeyDer;
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// Why a text is no APIv3 key: the same rules as for the v2 key.
pub type BadApiV3Key = BadKey;

/// The APIv3 key: 32 bytes of ASCII. Opens notifications and certificates. Not shown by `Debug`, wiped when dropped. Kept with the
/// cipher it is for, which takes longer to make than a notification to open.
#[derive(Clone)]
pub struct ApiV3Key {
    text: Zeroizing<String>,
    cipher: Arc<LessSafeKey>,
}

impl ApiV3Key {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadApiV3Key`]: nothing can be opened with it.
    pub fn parse(text: &str) -> Result<Self, BadApiV3Key> {
        let text = checked(text, |c| c.is_ascii_graphic())?;
        let key = UnboundKey::new(&AES_256_GCM, text.as_bytes()).map_err(|_| BadKey::Length(text.len()))?;
        Ok(Self { text, cipher: Arc::new(LessSafeKey::new(key)) })
    }

    /// AES-256-GCM with this key.
    pub(super) fn cipher(&self) -> &LessSafeKey {
        &self.cipher
    }

    /// For what else is derived from it.
    pub(in crate::wechat) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl fmt::Debug for ApiV3Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiV3Key(secret)")
    }
}

/// The merchant's private key with its certificate's serial number. Signs every call and the payment sheet, and opens what
/// WeChat encrypts for the merchant. Not shown by `Debug`.
#[derive(Clone)]
pub struct MerchantKey {
    serial: String,
    signs: Arc<RsaKeyPair>,
}

impl MerchantKey {
    /// From the key as PKCS#8 (DER) and the serial number of its certificate, 40 upper-case hex digits.
    ///
    /// # Errors
    /// [`BadCertificate::NotPem`] for anything but an RSA key of 2048 bits or more.
    pub fn from_pkcs8(serial: &str, pkcs8: &[u8]) -> Result<Self, BadCertificate> {
        Self::with(serial, RsaKeyPair::from_pkcs8(pkcs8).ok())
    }

    fn with(serial: &str, key: Option<RsaKeyPair>) -> Result<Self, BadCertificate> {
        let signs = Arc::new(key.ok_or(BadCertificate::NotPem { what: CertificatePart::Key })?);
        Ok(Self { serial: serial.to_owned(), signs })
    }

    /// RSA with SHA-256 (PKCS#1 v1.5) over `text`, as base64.
    pub fn sign(&self, text: &[u8]) -> String {
        let mut signature = vec![0; self.signs.public_modulus_len()];
        match self.signs.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature) {
            Ok(()) => BASE64.encode(signature),
            // Only without memory; WeChat refuses what is not signed.
            Err(_) => String::new(),
        }
    }

    /// The serial number of the merchant's certificate, which names this key to WeChat.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The text of a sensitive field that was encrypted for the merchant (RSA-OAEP with SHA-1). `None`: not for this key.
    pub fn open_sensitive(&self, base64: &str) -> Option<String> {
        let sealed = BASE64.decode(base64).ok()?;
        let pkcs8: Pkcs8V1Der<'_> = self.signs.as_der().ok()?;
        let key = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref()).ok()?).ok()?;
        let mut plain = Zeroizing::new(vec![0; key.min_output_size()]);
        let plain = key.decrypt(&OAEP_SHA1_MGF1SHA1, &sealed, &mut plain, None).ok()?;
        std::str::from_utf8(plain).ok().map(str::to_owned)
    }
}

impl fmt::Debug for MerchantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MerchantKey").field("serial", &self.serial).finish_non_exhaustive()
    }
}

impl ClientCertificate {
    /// The key as API v3 signs with it.
    ///
    /// # Errors
    /// [`BadCertificate::NotPem`] for a key that is no RSA key of 2048 bits or more.
    pub fn signing_key(&self) -> Result<MerchantKey, BadCertificate> {
        let (serial, key) = self.serial_and_key()?;
        let pair = match &key {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).ok(),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()).ok(),
            _ => None,
        };
        MerchantKey::with(&serial, pair)
    }
}
