//! A shop's folder, to one program at a time; and why a shop does not open.

use crate::{
    base::{
        permissions::{self, Closing},
        private_file,
    },
    store::StoreError,
    wechat::BadEndpoint,
};
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

/// Why a shop does not open. The sentence goes to the owner as it is.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Someone has it open.
    #[error("this shop is already open in another window or as a service ({})", .0.display())]
    AlreadyOpen(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {} cannot be used: {why}", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The system names no place for data, and nobody named one.
    #[error("this system names no data folder; use --data DIR")]
    NoFolder,
    /// The computer was switched off in the middle of a restore: the data is not there, and nothing is begun in its place.
    #[error("a restore into {} was cut short: restore the backup once more; what was there before lies in the folder replaced-…", .0.display())]
    HalfRestored(PathBuf),
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The calls out could not be set up.
    #[error(transparent)]
    Gateway(#[from] BadEndpoint),
}

/// Keeps the folder to ourselves; two writers never run. Given back when dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
    closing: Closing,
}

impl FolderLock {
    /// Makes the folder if there is none, takes it, and closes what is ours in it to everybody but its owner: also what was
    /// copied in or an older version left. What cannot be closed stops nothing; [`Self::tell`] names it.
    ///
    /// # Errors
    /// [`StartError::AlreadyOpen`] or [`StartError::Folder`].
    pub fn take(folder: &Path) -> Result<Self, StartError> {
        let unusable = |why: std::io::Error| StartError::Folder { path: folder.to_owned(), why };
        private_file::make_folder(folder).map_err(unusable)?;
        let lock = folder.join("lock");
        let file = private_file::options().create(true).truncate(false).write(true).open(lock).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file, closing: permissions::close(folder) }),
            Err(TryLockError::WouldBlock) => Err(StartError::AlreadyOpen(folder.to_owned())),
            Err(TryLockError::Error(e)) => Err(unusable(e)),
        }
    }

    /// Says in the log what others on this computer could read until now, and what they still may. The lock is taken
    /// before there is a log.
    pub fn tell(&self) {
        self.closing.tell();
    }
}
