//! Where the certificate lies, and who else can read it.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The files as WeChat's merchant platform hands them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFiles {
    /// `apiclient_cert.pem` and `apiclient_key.pem`.
    Pem {
        /// `apiclient_cert.pem`.
        certificate: PathBuf,
        /// `apiclient_key.pem`, not encrypted.
        key: PathBuf,
    },
    /// `apiclient_cert.p12`: both in one, opened with the merchant number.
    P12(PathBuf),
}

impl CertificateFiles {
    /// What the settings name: a certificate that ends in `.p12` or `.pfx` brings its key along, and `key` is not looked
    /// at.
    pub fn named(certificate: PathBuf, key: PathBuf) -> Self {
        let ending = certificate.extension().unwrap_or_default();
        if ["p12", "pfx"].iter().any(|p12| ending.eq_ignore_ascii_case(p12)) {
            Self::P12(certificate)
        } else {
            Self::Pem { certificate, key }
        }
    }

    /// Another stamp means that the files are not the ones they were.
    pub(crate) fn stamp(&self) -> Stamp {
        match self {
            Self::Pem { certificate, key } => Stamp([look(certificate), look(key)]),
            Self::P12(both) => Stamp([look(both), None]),
        }
    }
}

/// How files look from outside: when each was written, how long it is, and whether others can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp([Option<(SystemTime, u64, bool)>; 2]);

fn look(path: &Path) -> Option<(SystemTime, u64, bool)> {
    let file = std::fs::metadata(path).ok()?;
    Some((file.modified().ok()?, file.len(), is_open_to_others(path)))
}

#[cfg(unix)]
pub(super) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const GROUP_AND_OTHERS: u32 = 0o077;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & GROUP_AND_OTHERS != 0)
}

#[cfg(not(unix))]
pub(super) const fn is_open_to_others(_path: &Path) -> bool {
    false
}
