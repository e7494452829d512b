//! Looking into a backup: is it one, what is in it, is every part as it was written.

use super::{
    error::BackupError,
    manifest::{DATA, FORMAT, MANIFEST, Manifest, PackedFile},
};
use age::{DecryptError, Decryptor, Identity, stream::StreamReader};
use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
    path::{Component, Path, PathBuf},
};
use zip::{ZipArchive, result::ZipError};

const BUFFER_BYTES: usize = 128 * 1024;
/// No list of files is longer.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A backup that is open.
pub struct OpenedBackup {
    path: PathBuf,
    zip: ZipArchive<StreamReader<BufReader<File>>>,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl OpenedBackup {
    /// Opens a backup with any of these keys.
    ///
    /// # Errors
    /// [`BackupError::NotABackup`], [`BackupError::WrongCode`], [`BackupError::Newer`] and the rest.
    pub fn with(path: &Path, keys: &[&dyn Identity]) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::file(path))?;
        let none = || BackupError::NotABackup(path.to_owned());
        let closed = Decryptor::new_buffered(BufReader::new(file)).map_err(|error| match error {
            DecryptError::Io(why) if why.kind() != io::ErrorKind::UnexpectedEof => BackupError::file(path)(why),
            _ => none(),
        })?;
        let open = closed.decrypt(keys.iter().copied()).map_err(|error| match error {
            DecryptError::NoMatchingKeys => BackupError::WrongCode,
            _ => none(),
        })?;
        let mut zip = ZipArchive::new(open).map_err(|_| BackupError::Damaged { part: "manifest".to_owned() })?;
        let manifest = manifest(&mut zip)?;
        if manifest.format > FORMAT {
            return Err(BackupError::Newer);
        }
        Ok(Self { path: path.to_owned(), zip, manifest })
    }

    /// Reads every part and compares it with what was written.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] names the first that differs.
    pub fn prove(&mut self) -> Result<(), BackupError> {
        let files = self.manifest.files.clone();
        if !files.iter().any(|file| file.name == DATA) {
            return Err(BackupError::Damaged { part: DATA.to_owned() });
        }
        files.iter().try_for_each(|file| self.read(file, &mut io::sink()))
    }

    /// Writes one part somewhere, and compares it.
    ///
    /// # Errors
    /// As [`Self::prove`], and those of writing.
    pub fn read(&mut self, file: &PackedFile, to: &mut dyn Write) -> Result<(), BackupError> {
        let damaged = || BackupError::Damaged { part: file.name.clone() };
        let mut entry = self.zip.by_name(&file.name).map_err(|_| damaged())?;
        let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        let (mut buffer, mut bytes) = (vec![0; BUFFER_BYTES], 0_u64);
        loop {
            let read = entry.read(&mut buffer).map_err(|_| damaged())?;
            let chunk = buffer.get(..read).unwrap_or_default();
            if chunk.is_empty() {
                break;
            }
            hash.update(chunk);
            bytes = bytes.saturating_add(u64::try_from(read).unwrap_or_default());
            to.write_all(chunk).map_err(BackupError::file(&self.path))?;
        }
        let same = bytes == file.bytes && hex::encode(hash.finish()) == file.sha256;
        if same { Ok(()) } else { Err(damaged()) }
    }
}

fn manifest(zip: &mut ZipArchive<StreamReader<BufReader<File>>>) -> Result<Manifest, BackupError> {
    let damaged = || BackupError::Damaged { part: MANIFEST.to_owned() };
    let entry = zip.by_name(MANIFEST).map_err(|_: ZipError| damaged())?;
    let mut text = Vec::new();
    entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).map_err(|_| damaged())?;
    serde_json::from_slice(&text).map_err(|_| damaged())
}

/// Where a part belongs in a folder; `None` for a name that leads out of it.
pub(super) fn place_of(folder: &Path, name: &str) -> Option<PathBuf> {
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    (inside && !name.is_empty() && !name.contains('\\')).then(|| folder.join(name))
}

impl std::fmt::Debug for OpenedBackup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedBackup").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::place_of;
    use std::path::Path;

    #[test]
    fn no_name_in_a_backup_leads_out_of_the_folder() {
        let folder = Path::new("/shop");
        assert_eq!(place_of(folder, "certs/ca.pem"), Some(folder.join("certs/ca.pem")));
        for name in ["../shop.db", "/etc/passwd", "certs/../../x", "", "a\\..\\b"] {
            assert_eq!(place_of(folder, name), None, "{name}");
        }
    }
}
