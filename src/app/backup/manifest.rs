//! What a backup says of itself.

use crate::domain::{InstallationId, UnixSeconds};
use serde::{Deserialize, Serialize};

/// Of the layout of a backup.
pub(super) const FORMAT: u32 = 1;
/// The data in a backup.
pub(super) const DATA: &str = "shop.db";
/// What is written last, and says what else there is.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of its layout.
    pub format: u32,
    /// The name over the door.
    pub shop_name: String,
    /// When the data was copied, Unix seconds.
    pub made_at: i64,
    /// Orders in it.
    pub orders: u64,
    /// The schema of its data.
    pub schema: i64,
    /// The keys of WeChat are in it.
    pub with_secrets: bool,
    /// The installation that ran the shop, where that is known.
    #[serde(default)]
    pub owner: Option<String>,
    /// That one had handed the shop over.
    #[serde(default)]
    pub handed_over: bool,
    /// Every file in it.
    pub files: Vec<PackedFile>,
}

impl Manifest {
    /// The installation that ran the shop when the data was copied.
    pub fn owner(&self) -> Option<InstallationId> {
        self.owner.as_deref().and_then(|id| InstallationId::parse(id).ok())
    }

    /// When the data was copied.
    pub fn made_at(&self) -> UnixSeconds {
        UnixSeconds::new(self.made_at)
    }

    /// How many pictures are in it.
    pub fn pictures(&self) -> usize {
        self.files.iter().filter(|file| file.name.starts_with("pictures/")).count()
    }

    /// True if the merchant certificate is in it.
    pub fn has_certificates(&self) -> bool {
        self.files.iter().any(|file| file.name.starts_with("certs/"))
    }
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFile {
    /// Its path in the shop's folder.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Over all of it, hexadecimal.
    pub sha256: String,
}
