//! What WeChat encrypts with the APIv3 key: AES-256-GCM, the tag behind the text, in base64. Source: API v3, "Resource
//! decryption".

use super::ApiV3Key;
use aws_lc_rs::aead::{Aad, Nonce};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

/// Opens it. `None`: forged, altered, or sealed with another key; which of them nobody can tell.
pub fn open(key: &ApiV3Key, nonce: &str, associated_data: Option<&str>, ciphertext: &str) -> Option<Vec<u8>> {
    let mut text = BASE64.decode(ciphertext).ok()?;
    let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?;
    let data = Aad::from(associated_data.unwrap_or_default().as_bytes());
    let length = key.cipher().open_in_place(nonce, data, &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// Seals it, as WeChat does. `nonce` has 12 ASCII characters, and never the same ones twice under one key. Empty only if the
/// cipher itself fails.
pub fn seal(key: &ApiV3Key, nonce: &str, associated_data: Option<&str>, plain: &[u8]) -> String {
    let sealed = || {
        let mut text = plain.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?;
        let data = Aad::from(associated_data.unwrap_or_default().as_bytes());
        key.cipher().seal_in_place_append_tag(nonce, data, &mut text).ok()?;
        Some(BASE64.encode(text))
    };
    sealed().unwrap_or_default()
}
