//! Why there is no backup, or nothing was restored.

use crate::{app::folder::StartError, domain::ShortPassphrase, settings::BadSecrets, store::StoreError};
use std::{io, path::PathBuf};

/// Why a backup was not made, or not put back. What was there before is there still.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The shop's data.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys that were to be in it.
    #[error(transparent)]
    Secrets(#[from] BadSecrets),
    /// A file or folder.
    #[error("{} cannot be read or written: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// It is no backup of this program.
    #[error("{} is not a backup made by Zhanggui", .0.display())]
    NotABackup(PathBuf),
    /// It is closed with another code, and nothing here opens it.
    #[error("the recovery code does not open this backup")]
    WrongCode,
    /// It opens with a passphrase, and this is not it.
    #[error("the passphrase does not open this backup: look at capitals, gaps and the keyboard's language")]
    WrongPassphrase,
    /// The two times it was typed are two.
    #[error("the passphrase was typed differently the second time; nothing was written")]
    TwoPassphrases,
    /// Too short.
    #[error(transparent)]
    Passphrase(#[from] ShortPassphrase),
    /// It needs the recovery code.
    #[error("this backup needs its recovery code")]
    NeedsCode,
    /// The code was mistyped.
    #[error("this is not a recovery code: look at it once more, letter by letter")]
    NotACode,
    /// A part of it is not as it was written.
    #[error("{part} in the backup is not as it was written")]
    Damaged {
        /// Which part.
        part: String,
    },
    /// It was made by a newer version.
    #[error("the backup was made by a newer version of Zhanggui")]
    Newer,
    /// There is something in the folder already.
    #[error("{} is not empty; nothing is written over without --over", .0.display())]
    NotEmpty(PathBuf),
    /// The shop in the folder is open.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It was stopped.
    #[error("stopped; nothing was written")]
    Stopped,
}

impl BackupError {
    /// A system's error about this file.
    pub(super) fn file(path: &std::path::Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self::File { path: path.clone(), why }
    }
}
