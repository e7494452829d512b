//! The merchant certificate (`apiclient_cert.pem`, `apiclient_key.pem`): looked at whole before the first refund needs it.

use crate::domain::{MchId, UnixSeconds};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{fmt, io, path::Path};
use x509_parser::prelude::{FromDer, X509Certificate};
use zeroize::Zeroizing;

/// Why a certificate cannot be used, sorted by what the owner does about it. Refunds wait; nothing else is affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    /// No such file: download it from WeChat's merchant platform, or mend the path.
    #[error("there is no {what} file")]
    Missing {
        /// `certificate` or `key`.
        what: &'static str,
    },
    /// The file is there, and the system does not let us read it.
    #[error("the {what} file cannot be read ({reason})")]
    Unreadable {
        /// `certificate` or `key`.
        what: &'static str,
        /// The system's reason.
        reason: io::ErrorKind,
    },
    /// The file holds something else, or is damaged: download it again.
    #[error("the {what} file holds no {what} in PEM")]
    NotPem {
        /// `certificate` or `key`.
        what: &'static str,
    },
    /// The key asks for a password: export it without one.
    #[error("the key is protected by a password")]
    EncryptedKey,
    /// The two files do not belong together: they come from two downloads.
    #[error("the key does not belong to the certificate")]
    OtherKey,
    /// It was issued to another merchant.
    #[error("the certificate belongs to merchant {found}")]
    OtherMerchant {
        /// The merchant number in it.
        found: String,
    },
    /// Renew it on WeChat's merchant platform.
    #[error("the certificate expired on {}", .at.to_dashed())]
    Expired {
        /// Since when.
        at: UnixSeconds,
    },
    /// It is valid from tomorrow on, or this computer's clock is wrong.
    #[error("the certificate is valid only from {}", .from.to_dashed())]
    NotYetValid {
        /// From when.
        from: UnixSeconds,
    },
}

/// The certificate and key that prove to WeChat who asks for a refund. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct ClientCertificate {
    pem: Zeroizing<Vec<u8>>,
    valid_from: UnixSeconds,
    expires_at: UnixSeconds,
    key_open_to_others: bool,
}

impl ClientCertificate {
    /// Reads and checks the two files. Time is not looked at here, because time is handed in: see [`Self::usable_at`].
    ///
    /// # Errors
    /// [`BadCertificate`], which says what the owner can do.
    pub fn load(cert_pem: &Path, key_pem: &Path, merchant: &MchId) -> Result<Self, BadCertificate> {
        let certificates = read(cert_pem, "certificate")?;
        let key = read(key_pem, "key")?;
        let mut loaded = Self::from_pem(&certificates, &key, merchant)?;
        loaded.key_open_to_others = is_open_to_others(key_pem);
        Ok(loaded)
    }

    /// The same from what the files hold.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_pem(certificates: &[u8], key: &[u8], merchant: &MchId) -> Result<Self, BadCertificate> {
        let chain = certificates_in(certificates)?;
        let key = key_in(key)?;
        let first = chain.first().ok_or(BadCertificate::NotPem { what: "certificate" })?;
        let (_, leaf) = X509Certificate::from_der(first).map_err(|_| BadCertificate::NotPem { what: "certificate" })?;
        if public_key_of(&key)? != leaf.public_key().raw {
            return Err(BadCertificate::OtherKey);
        }
        check_merchant(&leaf, merchant)?;
        Ok(Self {
            pem: clean_pem(&chain, &key),
            valid_from: UnixSeconds::new(leaf.validity().not_before.timestamp()),
            expires_at: UnixSeconds::new(leaf.validity().not_after.timestamp()),
            key_open_to_others: false,
        })
    }

    /// When it stops being accepted.
    pub const fn expires_at(&self) -> UnixSeconds {
        self.expires_at
    }

    /// True if other users of this computer can read the key file (Unix). A warning, not an error.
    pub const fn key_open_to_others(&self) -> bool {
        self.key_open_to_others
    }

    /// Whether WeChat can accept it at this moment.
    ///
    /// # Errors
    /// [`BadCertificate::Expired`] or [`BadCertificate::NotYetValid`].
    pub fn usable_at(&self, now: UnixSeconds) -> Result<(), BadCertificate> {
        if now > self.expires_at {
            return Err(BadCertificate::Expired { at: self.expires_at });
        }
        if now < self.valid_from {
            return Err(BadCertificate::NotYetValid { from: self.valid_from });
        }
        Ok(())
    }

    /// As the HTTP client wants it.
    pub(super) fn identity(&self) -> Result<reqwest::Identity, BadCertificate> {
        reqwest::Identity::from_pem(&self.pem).map_err(|_| BadCertificate::NotPem { what: "certificate" })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

fn read(path: &Path, what: &'static str) -> Result<Zeroizing<Vec<u8>>, BadCertificate> {
    std::fs::read(path).map(Zeroizing::new).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BadCertificate::Missing { what },
        reason => BadCertificate::Unreadable { what, reason },
    })
}

fn certificates_in(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadCertificate> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| BadCertificate::NotPem { what: "certificate" })
}

fn key_in(pem: &[u8]) -> Result<PrivateKeyDer<'static>, BadCertificate> {
    let encrypted = String::from_utf8_lossy(pem).contains("ENCRYPTED"); // both old and new forms say so
    if encrypted {
        return Err(BadCertificate::EncryptedKey);
    }
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| BadCertificate::NotPem { what: "key" })
}

fn public_key_of(key: &PrivateKeyDer<'_>) -> Result<Vec<u8>, BadCertificate> {
    let bad = BadCertificate::NotPem { what: "key" };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let key = provider.key_provider.load_private_key(key.clone_key()).map_err(|_| bad.clone())?;
    key.public_key().map(|public| public.to_vec()).ok_or(bad)
}

/// WeChat writes the merchant number as the subject's common name. Another name than digits is left alone.
fn check_merchant(leaf: &X509Certificate<'_>, merchant: &MchId) -> Result<(), BadCertificate> {
    let name = leaf.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
    match name {
        Some(found) if MchId::parse(found).is_ok_and(|found| found != *merchant) => {
            Err(BadCertificate::OtherMerchant { found: found.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Exactly what was checked and nothing else of the files: of two keys in one file the HTTP client would take the other.
fn clean_pem(chain: &[CertificateDer<'_>], key: &PrivateKeyDer<'_>) -> Zeroizing<Vec<u8>> {
    let label = match key {
        PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
        PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
        _ => "PRIVATE KEY",
    };
    let mut pem = Zeroizing::new(Vec::new());
    for certificate in chain {
        push_pem(&mut pem, "CERTIFICATE", certificate);
    }
    push_pem(&mut pem, label, key.secret_der());
    pem
}

fn push_pem(pem: &mut Vec<u8>, label: &str, der: &[u8]) {
    let text = Zeroizing::new(BASE64.encode(der));
    pem.extend_from_slice(format!("-----BEGIN {label}-----\n").as_bytes());
    for line in text.as_bytes().chunks(64) {
        pem.extend_from_slice(line);
        pem.push(b'\n');
    }
    pem.extend_from_slice(format!("-----END {label}-----\n").as_bytes());
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const GROUP_AND_OTHERS: u32 = 0o077;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & GROUP_AND_OTHERS != 0)
}

#[cfg(not(unix))]
const fn is_open_to_others(_path: &Path) -> bool {
    false
}
