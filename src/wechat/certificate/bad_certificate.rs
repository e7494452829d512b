//! Why a merchant certificate cannot be used.

use crate::domain::UnixSeconds;
use std::io;

/// Which half of a merchant certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificatePart {
    /// What everybody may see.
    Certificate,
    /// The private key.
    Key,
}

impl std::fmt::Display for CertificatePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate",
            Self::Key => "key",
        })
    }
}

/// Why a certificate cannot be used, sorted by what the owner does about it. Refunds wait; nothing else is affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCertificate {
    /// No such file: download it from WeChat's merchant platform, or mend the path.
    #[error("there is no {what} file")]
    Missing {
        /// Which.
        what: CertificatePart,
    },
    /// The file is there, and the system does not let us read it.
    #[error("the {what} file cannot be read ({reason})")]
    Unreadable {
        /// Which.
        what: CertificatePart,
        /// The system's reason.
        reason: io::ErrorKind,
    },
    /// The file holds something else, or is damaged: download it again.
    #[error("the {what} file holds no {what} in PEM")]
    NotPem {
        /// Which.
        what: CertificatePart,
    },
    /// The `.p12` does not open with the merchant number, which is its password unless somebody changed it: it was issued
    /// to another merchant, or wants to be downloaded again.
    #[error("the .p12 file does not open with the merchant number as its password")]
    OtherPassword,
    /// The file holds something else than one certificate with its key, or is damaged: download it again.
    #[error("the .p12 file holds no certificate with its key")]
    NotP12,
    /// A `.p12` locked or signed in a way that is not read here (RC4, DES, MD5): export it anew, or use the PEM files.
    #[error("this form of .p12 cannot be read; use the two PEM files apiclient_cert.pem and apiclient_key.pem")]
    P12Form,
    /// Each file holds what the other should.
    #[error("the two files are exchanged: the certificate file holds the key and the key file the certificate")]
    Swapped,
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
