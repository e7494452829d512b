//! Backups that open with a passphrase the owner chose. Every backup carries a key of its own kind for that: a random key,
//! closed under the passphrase as age closes files (scrypt). So a backup can be made without asking for the passphrase, it
//! opens with it on any computer, and this computer's own key still looks into what it wrote.

use crate::{domain::passphrase_fits, settings::SecretWords};
use age::{
    DecryptError, Decryptor, EncryptError, Encryptor, Identity, Recipient, scrypt,
    secrecy::{ExposeSecret as _, SecretString},
    x25519,
};
use age_core::format::{FileKey, Stanza};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    cell::Cell,
    collections::HashSet,
    fmt,
    io::{self, Read as _, Write as _},
};
use zeroize::Zeroizing;

/// Names the part of a backup's head the key lies in. Programs that do not know it pass it by.
const TAG: &str = "zhanggui-passphrase";
/// How hard each guess is made: about a second of a computer, and 128 MiB.
const WORK: u8 = 17;
/// What a backup of a later version may ask of this computer: 4 GiB.
const WORK_MOST: u8 = 22;
/// A key and its head, closed, are far smaller.
const CLOSED_BYTES_MAX: usize = 16 * 1024;
/// As it is meant: blanks around it were typed by chance.
fn meant(passphrase: &SecretWords) -> &str {
    passphrase.as_str().trim()
}

/// A key that is closed under a passphrase: whoever has this alone has nothing.
#[derive(Clone)]
pub struct PassphraseKey {
    /// Backups are closed for it.
    recipient: x25519::Recipient,
    closed: Vec<u8>,
}

impl PassphraseKey {
    /// A new one under this passphrase.
    ///
    /// # Errors
    /// The passphrase is too short ([`io::ErrorKind::InvalidInput`]), or nothing can be encrypted.
    pub fn under(passphrase: &SecretWords) -> io::Result<Self> {
        passphrase_fits(meant(passphrase)).map_err(|why| io::Error::new(io::ErrorKind::InvalidInput, why))?;
        let key = x25519::Identity::generate();
        let mut lock = scrypt::Recipient::new(SecretString::from(meant(passphrase).to_owned()));
        lock.set_work_factor(WORK);
        let closing = Encryptor::with_recipients(std::iter::once(&lock as &dyn Recipient)).map_err(io::Error::other)?;
        let mut closed = Vec::new();
        let mut writer = closing.wrap_output(&mut closed)?;
        writer.write_all(key.to_string().expose_secret().as_bytes())?;
        writer.finish()?;
        Ok(Self { recipient: key.to_public(), closed })
    }

    /// True if this passphrase opens it.
    pub fn opens_with(&self, passphrase: &SecretWords) -> bool {
        opened(&self.closed, passphrase).is_some_and(|key| key.to_public().to_string() == self.recipient.to_string())
    }

    /// For the file it is kept in: whom backups are closed for, and the closed key.
    pub fn written(&self) -> (String, String) {
        (self.recipient.to_string(), STANDARD.encode(&self.closed))
    }

    /// Read back; `None` where it is not as it was written.
    pub fn read(recipient: &str, closed: &str) -> Option<Self> {
        Some(Self { recipient: recipient.parse().ok()?, closed: STANDARD.decode(closed).ok()? })
    }
}

impl Recipient for PassphraseKey {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (mut parts, labels) = self.recipient.wrap_file_key(file_key)?;
        parts.push(Stanza { tag: TAG.to_owned(), args: Vec::new(), body: self.closed.clone() });
        Ok((parts, labels))
    }
}

impl fmt::Debug for PassphraseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassphraseKey")
    }
}

/// A passphrase somebody typed, to open a backup with.
pub struct TypedPassphrase {
    passphrase: SecretWords,
    /// The backup has a key that is closed under one.
    asked: Cell<bool>,
}

impl TypedPassphrase {
    /// As it was typed.
    pub const fn new(passphrase: SecretWords) -> Self {
        Self { passphrase, asked: Cell::new(false) }
    }

    /// True once a backup was tried that opens with a passphrase, be it this one or not.
    pub const fn was_asked(&self) -> bool {
        self.asked.get()
    }
}

impl Identity for TypedPassphrase {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        None
    }

    fn unwrap_stanzas(&self, parts: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        let closed = parts.iter().find(|part| part.tag == TAG && part.body.len() <= CLOSED_BYTES_MAX)?;
        self.asked.set(true);
        opened(&closed.body, &self.passphrase)?.unwrap_stanzas(parts)
    }
}

impl fmt::Debug for TypedPassphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPassphrase(secret)")
    }
}

fn opened(closed: &[u8], passphrase: &SecretWords) -> Option<x25519::Identity> {
    if meant(passphrase).is_empty() {
        return None; // asked only whether a backup has one
    }
    let mut lock = scrypt::Identity::new(SecretString::from(meant(passphrase).to_owned()));
    lock.set_max_work_factor(WORK_MOST);
    let open = Decryptor::new(closed).ok()?.decrypt(std::iter::once(&lock as &dyn Identity)).ok()?;
    let mut text = Zeroizing::new(String::new());
    open.take(u64::try_from(CLOSED_BYTES_MAX).unwrap_or(0)).read_to_string(&mut text).ok()?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> SecretWords {
        SecretWords::new(text.to_owned())
    }

    #[test]
    fn a_passphrase_opens_what_was_closed_under_it_and_no_other_does() {
        let key = PassphraseKey::under(&words("four tall camellias")).expect("closed");
        assert!(key.opens_with(&words(" four tall camellias\n")), "blanks around it do not matter");
        assert!(!key.opens_with(&words("four tall Camellias")) && !key.opens_with(&words("")));
        let (recipient, closed) = key.written();
        assert!(!format!("{recipient}{closed}").contains("camellias"));
        let read = PassphraseKey::read(&recipient, &closed).expect("read back");
        assert!(read.opens_with(&words("four tall camellias")));
        assert!(PassphraseKey::read("age1", &closed).is_none());
    }

    #[test]
    fn what_was_typed_is_shown_nowhere() {
        let typed = TypedPassphrase::new(words("four tall camellias"));
        assert!(!format!("{typed:?}").contains("camellias"));
        assert!(PassphraseKey::under(&words("elevenchars")).is_err());
    }
}
