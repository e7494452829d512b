//! Why the secrets cannot be used, and where they are kept.

use crate::{
    base::keyring::KeyringTrouble,
    wechat::{
        BadKey,
        miniprogram::{BadPushSecret, BadSecret},
        v3::BadApiV3Key,
    },
};
use std::path::PathBuf;

/// Where the secrets of a shop are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretsPlace {
    /// In a plain file which only its owner may read.
    Plain,
    /// In an encrypted file whose key is in a file beside it: only its owner may read either.
    Beside,
    /// In an encrypted file whose key is in the system's keyring.
    Keyring,
}

/// Why the encrypted file cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedTrouble {
    /// Its key is in a keyring that is not here: another desktop session, or none.
    #[error("its key is in a keyring, and there is none")]
    NoKeyring,
    /// The keyring is locked.
    #[error("its key is in a keyring that is locked")]
    KeyringLocked,
    /// The keyring answers nothing that can be used.
    #[error("its key is in a keyring that does not answer")]
    KeyringUnusable,
    /// The keyring does not have its key.
    #[error("its key is not in the keyring")]
    NoKey,
    /// The file beside it that has its key is gone.
    #[error("secrets.key beside it is missing or broken")]
    NoKeyFile,
    /// Its bytes are not as they were written.
    #[error("it is damaged")]
    Damaged,
}

impl SealedTrouble {
    /// True if unlocking, signing in or waiting opens it again: nothing may be put in its place.
    pub const fn passes(self) -> bool {
        matches!(self, Self::KeyringLocked | Self::KeyringUnusable)
    }
}

impl From<KeyringTrouble> for SealedTrouble {
    fn from(why: KeyringTrouble) -> Self {
        match why {
            KeyringTrouble::Absent => Self::NoKeyring,
            KeyringTrouble::Locked => Self::KeyringLocked,
            KeyringTrouble::NoKey => Self::NoKey,
            KeyringTrouble::Unusable => Self::KeyringUnusable,
        }
    }
}

/// Why the secrets cannot be used. Nothing that signs or verifies starts.
#[derive(Debug, thiserror::Error)]
pub enum BadSecrets {
    /// Neither the environment nor the file has it.
    #[error("{name} is missing: set it in the environment, or write {key} = \"…\" into {}", path.display())]
    Missing {
        /// Name in the environment.
        name: &'static str,
        /// Key in the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Others on this computer can read the file.
    #[error("{} can be read by others on this computer: allow only its owner (chmod 600)", .0.display())]
    Open(PathBuf),
    /// The file is there and cannot be read.
    #[error("{} cannot be used: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong kind. The parser's words quote the line, and the line is the
    /// secret: only the place is told.
    #[error("{} cannot be used: line {line} is not understood", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// It is in no encoding that people use.
    #[error("{} is not a text file: save it as UTF-8", .0.display())]
    NotText(PathBuf),
    /// They are there, encrypted, and cannot be opened.
    #[error("{} cannot be opened: {why}", path.display())]
    Shut {
        /// The encrypted file.
        path: PathBuf,
        /// Why not.
        why: SealedTrouble,
    },
    /// The key must not sign anything.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// The API v3 key opens nothing.
    #[error("API v3: {0}")]
    V3Key(BadApiV3Key),
    /// Not a secret of a mini program.
    #[error(transparent)]
    AppSecret(#[from] BadSecret),
    /// Not a secret of a message push.
    #[error(transparent)]
    Push(BadPushSecret),
}
