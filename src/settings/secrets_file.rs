//! The secrets as they lie in the shop's folder: in a plain file, `secrets.toml`, or encrypted in `secrets.sealed`, whose key
//! is in the system's keyring or in `secrets.key` beside it. What is written into a plain file by hand after they were
//! encrypted is newer than they are.

use super::{
    bad_secrets::{BadSecrets, SealedTrouble, SecretsPlace},
    lines::line_of,
    secret_key::SecretKey,
    splice::TomlText,
};
use crate::base::{
    encoding,
    keyring::Keyring,
    sealed::{self, FileKey},
};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

pub(super) const PLAIN: &str = "secrets.toml";
pub(super) const SEALED: &str = "secrets.sealed";
pub(super) const KEY: &str = "secrets.key";

/// The form of the encrypted file.
const VERSION: u32 = 1;
/// The mark of a plain file, as long as there is one.
const MARK: usize = 64;
const HEADING: &str = "# 这家店的密钥，已加密；在窗口的“设置”里换。\n\
    # The shop's keys, encrypted; they are replaced in the window's settings.\n";

/// The secrets of a shop.
#[derive(Debug)]
pub(super) struct SecretsText {
    pub text: TomlText,
    /// Where they are; where there are none yet, [`SecretsPlace::Plain`].
    pub place: SecretsPlace,
    /// What the encrypted file is opened by.
    pub opened_by: Option<SecretsLock>,
}

/// The key of the encrypted file.
#[derive(Debug, Clone)]
pub(super) struct SecretsLock {
    /// Its name in the keyring; `None` where it lies beside the file.
    pub id: Option<String>,
    pub key: FileKey,
}

impl SecretsLock {
    pub const fn place(&self) -> SecretsPlace {
        if self.id.is_some() { SecretsPlace::Keyring } else { SecretsPlace::Beside }
    }
}

/// Where the file says that its key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KeyPlace {
    Keyring,
    File,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedFile {
    version: u32,
    key: KeyPlace,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    key_id: String,
    sealed: String,
}

impl SealedFile {
    /// What must stand around the sealed text, so that no part of another file fits.
    fn about(key: KeyPlace, key_id: &str) -> String {
        format!("zhanggui secrets {VERSION} {key:?} {key_id}")
    }

    /// `None`: not such a file, or one of another version.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let file: Self = toml::from_str(std::str::from_utf8(bytes).ok()?).ok()?;
        (file.version == VERSION).then_some(file)
    }

    /// The mark of the plain file it replaced, and its text.
    fn open(&self, key: &FileKey) -> Option<(String, TomlText)> {
        let content = sealed::open(key, &Self::about(self.key, &self.key_id), &self.sealed)?;
        let (replaced, text) = std::str::from_utf8(&content).ok()?.split_at_checked(MARK)?;
        Some((replaced.to_owned(), TomlText::new(text.to_owned()).ok()?))
    }
}

/// Reads them.
///
/// # Errors
/// [`BadSecrets`].
pub(super) fn read(folder: &Path, keyring: &Keyring) -> Result<SecretsText, BadSecrets> {
    let (plain, mark) = plain(folder)?;
    let path = folder.join(SEALED);
    let Some(bytes) = bytes_of(&path)? else {
        return Ok(SecretsText { text: plain, place: SecretsPlace::Plain, opened_by: None });
    };
    let shut = |why| BadSecrets::Shut { path: path.clone(), why };
    let file = SealedFile::parse(&bytes).ok_or_else(|| shut(SealedTrouble::Damaged))?;
    let lock = match file.key {
        KeyPlace::Keyring => {
            let key = keyring.key(&file.key_id).map_err(|why| shut(why.into()))?;
            SecretsLock { key, id: Some(file.key_id.clone()) }
        }
        KeyPlace::File => {
            SecretsLock { key: key_beside(folder)?.ok_or_else(|| shut(SealedTrouble::NoKeyFile))?, id: None }
        }
    };
    let (replaced, mut text) = file.open(&lock.key).ok_or_else(|| shut(SealedTrouble::Damaged))?;
    // A plain file that was replaced by this very one is only left over.
    if mark.is_some_and(|mark| mark != replaced) {
        for key in SecretKey::ALL {
            if let Some(value) =
                plain.get("", key.name()).filter(|value| value.as_str().is_some_and(|it| !it.is_empty()))
            {
                text.set("", key.name(), &value);
            }
        }
    }
    Ok(SecretsText { text, place: lock.place(), opened_by: Some(lock) })
}

/// What stands in the plain file alone.
///
/// # Errors
/// [`BadSecrets`].
pub(super) fn read_plain(folder: &Path) -> Result<TomlText, BadSecrets> {
    plain(folder).map(|(text, _)| text)
}

/// The bytes of an encrypted file with this text. `None` only if the cipher fails.
pub(super) fn seal(folder: &Path, text: &TomlText, lock: &SecretsLock) -> Option<Vec<u8>> {
    let replaced = plain(folder).ok().and_then(|(_, mark)| mark).unwrap_or_else(|| "-".repeat(MARK));
    let (key, key_id) = match &lock.id {
        Some(id) => (KeyPlace::Keyring, id.clone()),
        None => (KeyPlace::File, String::new()),
    };
    let content = Zeroizing::new([replaced.as_bytes(), text.as_str().as_bytes()].concat());
    let sealed = sealed::seal(&lock.key, &SealedFile::about(key, &key_id), &content)?;
    let file = toml::to_string(&SealedFile { version: VERSION, key, key_id, sealed }).ok()?;
    Some(format!("{HEADING}{file}").into_bytes())
}

/// The key that lies beside the encrypted file; `None` if there is none that can be one.
///
/// # Errors
/// [`BadSecrets::Open`].
pub(super) fn key_beside(folder: &Path) -> Result<Option<FileKey>, BadSecrets> {
    let bytes = bytes_of(&folder.join(KEY))?;
    Ok(bytes.and_then(|bytes| FileKey::of_words(std::str::from_utf8(&bytes).ok()?)))
}

/// The plain file, and a mark of what stands in it; none where there is no file.
fn plain(folder: &Path) -> Result<(TomlText, Option<String>), BadSecrets> {
    let path = folder.join(PLAIN);
    let found = bytes_of(&path)?;
    let mark = found.as_ref().map(|bytes| hex::encode(digest(&SHA256, bytes)));
    let bytes = found.unwrap_or_default();
    let text = encoding::text_of(&bytes).ok_or_else(|| BadSecrets::NotText(path.clone()))?;
    let text = TomlText::new(text.clone()).map_err(|why| {
        let line = line_of(&text, why.span().map_or(0, |span| span.start));
        BadSecrets::Line { path, line }
    })?;
    Ok((text, mark))
}

fn bytes_of(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, BadSecrets> {
    let bytes = match fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(BadSecrets::Unreadable { path: PathBuf::from(path), why }),
    };
    if readable_by_others(path) {
        return Err(BadSecrets::Open(path.to_owned()));
    }
    Ok(Some(bytes))
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_path: &Path) -> bool {
    false
}
