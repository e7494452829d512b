//! New secrets, written encrypted: under a key in the system's keyring where there is one that works, else under a key beside
//! the file. What was written is opened again before anything that was there before goes.

use super::{
    NotSaved, SettingChange, SettingsDocument,
    bad_secrets::{BadSecrets, SecretsPlace},
    document::write,
    secret_key::SecretKey,
    secrets_document::SecretWords,
    secrets_file::{self, KEY, PLAIN, SEALED, SecretsLock, SecretsText},
};
use crate::base::{
    env::{Rng as _, SystemRng},
    keyring::Keyring,
    private_file,
    sealed::FileKey,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use toml_edit::Value;
use zeroize::Zeroizing;

/// Of a key's name in the keyring.
const ID_BYTES: usize = 16;
/// So many files that nobody could open are kept.
const UNREADABLE_MAX: u32 = 100;

/// What was written.
#[derive(Debug)]
pub struct SavedSettings {
    /// The settings as they are then.
    pub document: SettingsDocument,
    /// Where the secrets are now; `None` where none was to be written.
    pub place: Option<SecretsPlace>,
}

/// Writes settings and secrets, all of it or nothing.
///
/// # Errors
/// [`NotSaved`]: everything is as it was.
pub fn save_with_secrets(
    document: &SettingsDocument,
    changes: &[SettingChange],
    secrets: &[(SecretKey, SecretWords)],
    keyring: &Keyring,
) -> Result<SavedSettings, NotSaved> {
    document.check_changes(changes)?;
    if secrets.is_empty() {
        return Ok(SavedSettings { document: document.save(changes)?, place: None });
    }
    let written = WrittenSecrets::write(document.folder(), secrets, keyring)?;
    match document.save(changes) {
        Ok(document) => Ok(SavedSettings { document, place: Some(written.keep()) }),
        Err(why) => {
            written.undo();
            Err(why)
        }
    }
}

/// Puts secrets into the folder of a shop. Others stay as they are.
///
/// # Errors
/// [`NotSaved`]: everything is as it was.
pub fn save_secrets(
    folder: &Path,
    changes: &[(SecretKey, SecretWords)],
    keyring: &Keyring,
) -> Result<SecretsPlace, NotSaved> {
    WrittenSecrets::write(folder, changes, keyring).map(WrittenSecrets::keep)
}

/// All secrets of the shop in `folder` as the text of a plain file: for a backup that is to hold them, and to hide them.
///
/// # Errors
/// [`BadSecrets`].
pub fn secrets_in_plain(folder: &Path, keyring: &Keyring) -> Result<Zeroizing<String>, BadSecrets> {
    secrets_file::read(folder, keyring).map(|found| Zeroizing::new(found.text.as_str().to_owned()))
}

/// Secrets that are written and can still be undone.
struct WrittenSecrets<'a> {
    folder: &'a Path,
    keyring: &'a Keyring,
    lock: SecretsLock,
    /// The encrypted file as it was.
    former: FormerFile,
    /// The key was put into the keyring, or beside the file, just now.
    new_key: bool,
}

/// What lay there before.
enum FormerFile {
    /// Whatever it is, it is there still.
    Untouched,
    None,
    /// A copy.
    Copied(PathBuf),
    /// Itself, under another name: nobody can open it any more.
    SetAside(PathBuf),
}

impl<'a> WrittenSecrets<'a> {
    fn write(folder: &'a Path, changes: &[(SecretKey, SecretWords)], keyring: &'a Keyring) -> Result<Self, NotSaved> {
        let (SecretsText { mut text, opened_by, .. }, readable) = found(folder, keyring)?;
        for (key, words) in changes {
            text.set("", key.name(), &Value::from(words.as_str()));
        }
        let (lock, new_key) = lock(folder, opened_by, keyring)?;
        let path = folder.join(SEALED);
        let mut written = Self { folder, keyring, lock, former: FormerFile::Untouched, new_key };
        let done = former(&path, readable).and_then(|former| {
            written.former = former;
            let failed = |why: io::Error| NotSaved::Unwritable { path: path.clone(), why };
            let bytes = secrets_file::seal(folder, &text, &written.lock)
                .ok_or_else(|| failed(io::ErrorKind::InvalidData.into()))?;
            write(&path, &bytes)?;
            match secrets_file::read(folder, keyring) {
                Ok(back) if back.text == text => Ok(()),
                Ok(_) => Err(failed(io::ErrorKind::InvalidData.into())),
                Err(BadSecrets::Shut { why, .. }) => Err(NotSaved::Shut(why)),
                Err(bad) => Err(failed(as_io(bad))),
            }
        });
        match done {
            Ok(()) => Ok(written),
            Err(why) => {
                written.undo();
                Err(why)
            }
        }
    }

    /// What was there before goes.
    fn keep(self) -> SecretsPlace {
        let gone = |path: &Path| match fs::remove_file(path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%why, path = %path.display(), "what was replaced stays");
            }
            _ => {}
        };
        if let FormerFile::Copied(former) = &self.former {
            gone(former);
        }
        gone(&self.folder.join(PLAIN));
        if self.lock.id.is_some() {
            gone(&self.folder.join(KEY));
        }
        self.lock.place()
    }

    /// What was written goes. A disk that is full takes no second writing: what was kept only gets its name back.
    fn undo(self) {
        let path = self.folder.join(SEALED);
        let undone = match &self.former {
            FormerFile::Copied(former) | FormerFile::SetAside(former) => private_file::put_back(former, &path),
            FormerFile::None if path.exists() => fs::remove_file(&path),
            FormerFile::Untouched | FormerFile::None => Ok(()),
        };
        if let Err(why) = undone {
            tracing::error!(%why, "the former secrets could not be put back");
            return;
        }
        match &self.lock.id {
            Some(id) if self.new_key => self.keyring.forget(id),
            None if self.new_key => drop(fs::remove_file(self.folder.join(KEY))), // it opens nothing
            _ => {}
        }
    }
}

/// The secrets as they are, and whether the encrypted file could be opened. One that nobody can open any more is no reason not
/// to write a new one.
fn found(folder: &Path, keyring: &Keyring) -> Result<(SecretsText, bool), NotSaved> {
    let plain = || NotSaved::Unwritable { path: folder.join(PLAIN), why: io::ErrorKind::InvalidData.into() };
    match secrets_file::read(folder, keyring) {
        Ok(found) => Ok((found, true)),
        Err(BadSecrets::Shut { why, .. }) if why.passes() => Err(NotSaved::Shut(why)),
        Err(BadSecrets::Shut { .. }) => {
            let text = secrets_file::read_plain(folder).map_err(|_| plain())?;
            Ok((SecretsText { text, place: SecretsPlace::Plain, opened_by: None }, false))
        }
        Err(bad) => Err(NotSaved::Unwritable { path: folder.join(PLAIN), why: as_io(bad) }),
    }
}

/// The key to write under, and whether it is a new one. The keyring is tried before each writing that has no key in it yet.
fn lock(folder: &Path, had: Option<SecretsLock>, keyring: &Keyring) -> Result<(SecretsLock, bool), NotSaved> {
    if let Some(lock) = had.as_ref().filter(|lock| lock.id.is_some()) {
        return Ok((lock.clone(), false));
    }
    let (id, key) = (SystemRng.hex(ID_BYTES), FileKey::fresh());
    match keyring.keep(&id, &key) {
        Ok(()) => return Ok((SecretsLock { id: Some(id), key }, true)),
        Err(why) => tracing::warn!(%why, "the key of the secrets is kept in a file"),
    }
    let path = folder.join(KEY);
    let beside =
        || secrets_file::key_beside(folder).map_err(|bad| NotSaved::Unwritable { path: path.clone(), why: as_io(bad) });
    if let Some(key) = had.map_or_else(beside, |lock| Ok(Some(lock.key)))? {
        return Ok((SecretsLock { id: None, key }, false));
    }
    if path.exists() {
        set_aside(&path)?;
    }
    write(&path, key.to_words().as_bytes())?;
    Ok((SecretsLock { id: None, key }, true))
}

fn former(path: &Path, readable: bool) -> Result<FormerFile, NotSaved> {
    let unwritable = |why| NotSaved::Unwritable { path: path.to_owned(), why };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(FormerFile::None),
        Err(why) => return Err(unwritable(why)),
    };
    if readable {
        let former = path.with_extension("sealed.former");
        write(&former, &bytes)?;
        return Ok(FormerFile::Copied(former));
    }
    set_aside(path).map(FormerFile::SetAside)
}

/// Gives a file that nobody can read any more another name.
fn set_aside(path: &Path) -> Result<PathBuf, NotSaved> {
    let unwritable = |why| NotSaved::Unwritable { path: path.to_owned(), why };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut names = (1..=UNREADABLE_MAX).map(|at| path.with_file_name(format!("{name}.unreadable-{at}")));
    let free = names.find(|name| !name.exists()).ok_or_else(|| unwritable(io::ErrorKind::AlreadyExists.into()))?;
    private_file::put_back(path, &free).map_err(unwritable)?;
    Ok(free)
}

/// The kind decides what is said; the words are the system's or none.
fn as_io(bad: BadSecrets) -> io::Error {
    match bad {
        BadSecrets::Unreadable { why, .. } => why,
        BadSecrets::Open(_) => io::ErrorKind::PermissionDenied.into(),
        _ => io::ErrorKind::InvalidData.into(),
    }
}
