//! The two secrets of the message push, as they stand in the mini program's console.

use base64::{
    Engine as _, alphabet,
    engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig},
};
use std::fmt;
use zeroize::Zeroizing;

const TOKEN_CHARS: std::ops::RangeInclusive<usize> = 3..=32;
const KEY_CHARS: usize = 43;
/// 43 characters hold two bits more than 32 bytes; WeChat draws them at random, and they mean nothing.
const KEY_BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// A text that is no secret of the message push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPushSecret {
    /// A token that is not 3 to 32 letters and digits.
    #[error("the token of the message push has 3 to 32 letters and digits")]
    Token,
    /// A key that is not 43 letters and digits.
    #[error("the EncodingAESKey of the message push has 43 letters and digits")]
    Key,
}

/// What the owner wrote into the mini program's console for its message push, the same here and there.
#[derive(Debug, Clone)]
pub struct PushSecrets {
    /// Signs.
    pub token: PushToken,
    /// Opens.
    pub key: PushKey,
}

/// Signs what WeChat pushes: 3 to 32 letters and digits. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct PushToken(Zeroizing<String>);

impl PushToken {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadPushSecret::Token`].
    pub fn parse(raw: &str) -> Result<Self, BadPushSecret> {
        let fits = TOKEN_CHARS.contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(Zeroizing::new(raw.to_owned()))) } else { Err(BadPushSecret::Token) }
    }

    /// For the signature.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PushToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushToken(secret)")
    }
}

/// Opens what WeChat pushes (`EncodingAESKey`): 43 letters and digits, base64 of 32 bytes. Not shown by `Debug`, wiped when
/// dropped.
#[derive(Clone)]
pub struct PushKey(Zeroizing<[u8; 32]>);

impl PushKey {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadPushSecret::Key`].
    pub fn parse(raw: &str) -> Result<Self, BadPushSecret> {
        let fits = raw.len() == KEY_CHARS && raw.bytes().all(|b| b.is_ascii_alphanumeric());
        let padded = Zeroizing::new(format!("{raw}="));
        let decoded = fits.then(|| KEY_BASE64.decode(padded.as_bytes()).ok()).flatten().map(Zeroizing::new);
        let bytes = decoded.and_then(|decoded| <[u8; 32]>::try_from(decoded.as_slice()).ok());
        bytes.map(|bytes| Self(Zeroizing::new(bytes))).ok_or(BadPushSecret::Key)
    }

    /// For the cipher.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PushKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushKey(secret)")
    }
}
