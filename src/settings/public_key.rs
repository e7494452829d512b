//! The file of WeChat Pay's public key, by which answers and messages of API v3 are believed.

use crate::wechat::v3::{BadTrustKey, KeyId, TrustKey};
use std::{io::ErrorKind, path::PathBuf};

/// Stands for the name of a key that is only looked at.
const ANY_ID: &str = "PUB_KEY_ID_0";

/// WeChat Pay's public key as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeyFile {
    /// Where it lies (PEM).
    pub path: PathBuf,
    /// What WeChat calls it: `PUB_KEY_ID_…`.
    pub id: KeyId,
}

/// Why a file is not WeChat Pay's public key, sorted by what the owner does. Nothing is believed by it, and nothing that moves
/// money is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPublicKey {
    /// No such file: download it from WeChat's merchant platform, or mend the path.
    #[error("there is no file of WeChat Pay's public key")]
    Missing,
    /// The file is there, and the system does not let us read it.
    #[error("the file of WeChat Pay's public key cannot be read ({0})")]
    Unreadable(ErrorKind),
    /// Somebody's secret key, most likely the shop's own: another file was chosen.
    #[error("the file holds a private key; WeChat Pay's public key is in pub_key.pem")]
    PrivateKey,
    /// A certificate, most likely the shop's own: another file was chosen.
    #[error("the file holds a certificate; WeChat Pay's public key is in pub_key.pem")]
    Certificate,
    /// No public key in it, or a damaged one: download it again.
    #[error("the file holds no public key of WeChat Pay, or a damaged one")]
    Broken,
}

impl From<BadTrustKey> for BadPublicKey {
    fn from(bad: BadTrustKey) -> Self {
        match bad {
            BadTrustKey::PrivateKeyInstead => Self::PrivateKey,
            BadTrustKey::CertificateInstead => Self::Certificate,
            BadTrustKey::NotPem | BadTrustKey::NotRsa | BadTrustKey::OtherId => Self::Broken,
        }
    }
}

impl PublicKeyFile {
    /// Reads the key.
    ///
    /// # Errors
    /// [`BadPublicKey`], which says what the owner can do.
    pub fn load(&self) -> Result<TrustKey, BadPublicKey> {
        let bytes = std::fs::read(&self.path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => BadPublicKey::Missing,
            reason => BadPublicKey::Unreadable(reason),
        })?;
        Ok(TrustKey::from_public_pem(self.id.clone(), &bytes)?)
    }
}

/// Whether a file holds a public key such as WeChat's, whatever it is called.
///
/// # Errors
/// What it holds instead.
pub fn judge_public_key(bytes: &[u8]) -> Result<(), BadPublicKey> {
    let id = KeyId::parse(ANY_ID).ok_or(BadPublicKey::Broken)?;
    Ok(TrustKey::from_public_pem(id, bytes).map(drop)?)
}
