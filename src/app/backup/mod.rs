//! The whole shop in one file, made while it works, proven before it counts, and put back where the owner says.

mod error;
mod hand_over;
mod keep;
mod keys;
mod manifest;
mod pack;
mod passphrase;
mod restore;
mod thread;
mod unpack;

pub use error::BackupError;
pub use hand_over::hand_over_closed;
pub(super) use keep::newest;
pub use keys::{BackupKeys, RecoveryCode};
pub use manifest::{Manifest, PackedFile};
pub use pack::{BackupRequest, write};
pub use passphrase::{PassphraseKey, TypedPassphrase};
pub use restore::{Ownership, Target, is_taken, keys_in, must_be_whole, ownership, restore};
pub use thread::{BackupSetup, BackupThread};
pub use unpack::OpenedBackup;
