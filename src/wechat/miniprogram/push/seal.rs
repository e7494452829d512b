//! What is inside `Encrypt`: AES-256-CBC over 16 random bytes, the length of the message in four bytes, the message, and whom
//! it is for; padded to blocks of 32 bytes, though the cipher's own have 16.

use super::PushKey;
use aws_lc_rs::{
    cipher::{AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

/// The blocks that are padded to.
const BLOCK: usize = 32;
/// What stands before the message.
const RANDOM: usize = 16;
const LENGTH: usize = 4;

/// What was sealed.
pub(super) struct OpenedPush {
    pub message: String,
    pub app_id: String,
}

/// Opens it. `None`: sealed with another key, altered, or no text; which of them nobody can tell.
pub(super) fn open(key: &PushKey, sealed: &str) -> Option<OpenedPush> {
    let mut bytes = BASE64.decode(sealed).ok()?;
    let context = DecryptionContext::Iv128(iv(key)?);
    let cipher = DecryptingKey::cbc(UnboundCipherKey::new(&AES_256, key.bytes()).ok()?).ok()?;
    let plain = unpadded(cipher.decrypt(&mut bytes, context).ok()?)?;
    let rest = plain.get(RANDOM..)?;
    let (length, rest) = rest.split_at_checked(LENGTH)?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    let (message, app_id) = rest.split_at_checked(length)?;
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).ok();
    Some(OpenedPush { message: text(message)?, app_id: text(app_id)? })
}

/// Seals a message. Empty only if the cipher itself fails.
pub(super) fn close(key: &PushKey, random: [u8; RANDOM], message: &str, app_id: &str) -> String {
    let sealed = || {
        let length = u32::try_from(message.len()).ok()?.to_be_bytes();
        let mut bytes = [&random, length.as_slice(), message.as_bytes(), app_id.as_bytes()].concat();
        let missing = BLOCK.saturating_sub(bytes.len().checked_rem(BLOCK)?);
        bytes.extend(std::iter::repeat_n(u8::try_from(missing).ok()?, missing));
        let cipher = EncryptingKey::cbc(UnboundCipherKey::new(&AES_256, key.bytes()).ok()?).ok()?;
        cipher.less_safe_encrypt(&mut bytes, EncryptionContext::Iv128(iv(key)?)).ok()?;
        Some(BASE64.encode(bytes))
    };
    sealed().unwrap_or_default()
}

/// WeChat starts every message with the first half of the key.
fn iv(key: &PushKey) -> Option<FixedLength<16>> {
    key.bytes().first_chunk::<16>().map(|half| FixedLength::from(*half))
}

fn unpadded(plain: &[u8]) -> Option<&[u8]> {
    let pad = usize::from(*plain.last()?);
    let (text, padding) = plain.split_at_checked(plain.len().checked_sub(pad)?)?;
    let right = (1..=BLOCK).contains(&pad) && padding.iter().all(|byte| usize::from(*byte) == pad);
    right.then_some(text)
}
