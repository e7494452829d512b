//! The whole shop in one file, made while it works, proven before it counts, and put back where the owner says.

mod desk;
mod error;
mod keep;
mod keys;
mod manifest;
mod pack;
mod restore;
mod unpack;

pub use desk::{BackupSetup, BackupThread};
pub use error::BackupError;
pub use keys::{BackupKeys, RecoveryCode};
pub use manifest::{Manifest, PackedFile};
pub use pack::{Wanted, write};
pub use restore::{Target, is_taken, restore};
pub use unpack::Opened;
