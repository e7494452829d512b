//! Bytes under a key: AES-256-GCM, the nonce before the text and the tag behind it, in base64.

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use std::fmt;
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// Opens the shop's file of secrets. Not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey(Zeroizing<[u8; KEY_BYTES]>);

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(secret)")
    }
}

impl FileKey {
    /// A new one. Aborts the program where the system has no random numbers to give.
    #[must_use]
    pub fn fresh() -> Self {
        use crate::base::env::Rng as _;
        let mut key = Self(Zeroizing::new([0; KEY_BYTES]));
        crate::base::env::SystemRng.fill(&mut *key.0);
        key
    }

    /// As it is kept: some keyrings take only text.
    #[must_use]
    pub fn to_words(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(*self.0))
    }

    /// As it was kept.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64.decode(words.trim()).ok()?);
        <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    fn cipher(&self) -> Option<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &*self.0).ok()
    }
}

/// Seals `plain`; `about` is what has to stand beside it when it is opened. `None` only if the cipher itself fails.
pub(crate) fn seal(key: &FileKey, about: &str, plain: &[u8]) -> Option<String> {
    let mut text = plain.to_vec();
    let nonce = key.cipher()?.seal_in_place_append_tag(Aad::from(about.as_bytes()), &mut text).ok()?;
    Some(BASE64.encode([nonce.as_ref().as_slice(), &text].concat()))
}

/// Opens it. `None`: altered, or sealed under another key; which of them nobody can tell.
pub(crate) fn open(key: &FileKey, about: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(BASE64.decode(sealed.trim()).ok()?);
    let (nonce, text) = bytes.split_at_mut_checked(NONCE_BYTES)?;
    let nonce = aws_lc_rs::aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
    let plain = key.cipher()?.open_in_place(nonce, Aad::from(about.as_bytes()), text).ok()?;
    Some(Zeroizing::new(plain.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_by_its_key_alone_and_only_whole() {
        let (key, other) = (FileKey::fresh(), FileKey::fresh());
        let sealed = seal(&key, "about", b"plain").expect("sealed");
        assert_eq!(open(&key, "about", &sealed).as_deref().map(Vec::as_slice), Some(b"plain".as_slice()));
        assert!(open(&other, "about", &sealed).is_none() && open(&key, "another", &sealed).is_none());
        let bytes = BASE64.decode(&sealed).unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(open(&key, "about", &BASE64.encode(&altered)).is_none(), "byte {at}");
            assert!(open(&key, "about", &BASE64.encode(&bytes[..at])).is_none(), "cut at {at}");
        }
        assert_ne!(seal(&key, "about", b"plain"), seal(&key, "about", b"plain"), "never under one nonce twice");
        let kept = key.to_words();
        assert!(FileKey::of_words(&kept) == Some(key.clone()) && FileKey::of_words(&kept[1..]).is_none());
        assert_eq!(format!("{key:?}"), "FileKey(secret)");
    }
}
