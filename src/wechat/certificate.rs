//! The merchant certificate (`apiclient_cert.pem` with `apiclient_key.pem`, or one `apiclient_cert.p12`): looked at whole
//! before the first refund needs it.

mod bad_certificate;
mod ber;
mod files;
mod p12;
mod pem;

pub use bad_certificate::{BadCertificate, CertificatePart};
pub use files::CertificateFiles;
pub(super) use files::Stamp;
pub(super) use pem::plain as plain_pem;

use crate::domain::{MchId, UnixSeconds};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::{fmt, io, path::Path};
use x509_parser::prelude::{FromDer, X509Certificate};
use zeroize::Zeroizing;

/// What is known about a certificate that can be used. Holds no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateFacts {
    /// From when it is accepted.
    pub valid_from: UnixSeconds,
    /// When it stops being accepted.
    pub expires_at: UnixSeconds,
    /// True if other users of this computer can read the file that holds the key (Unix). A warning, not an error.
    pub key_open_to_others: bool,
}

impl CertificateFacts {
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
}

/// The certificate and key that prove to WeChat who asks for a refund. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct ClientCertificate {
    pem: Zeroizing<Vec<u8>>,
    facts: CertificateFacts,
}

impl ClientCertificate {
    /// Reads and checks the files. Time is not looked at here, because time is handed in: see [`CertificateFacts::usable_at`].
    ///
    /// # Errors
    /// [`BadCertificate`], which says what the owner can do.
    pub fn load(files: &CertificateFiles, merchant: &MchId) -> Result<Self, BadCertificate> {
        let (mut loaded, holds_the_key) = match files {
            CertificateFiles::Pem { certificate, key } => (
                Self::from_pem(
                    &read(certificate, CertificatePart::Certificate)?,
                    &read(key, CertificatePart::Key)?,
                    merchant,
                )?,
                key,
            ),
            CertificateFiles::P12(both) => {
                (Self::from_p12(&read(both, CertificatePart::Certificate)?, merchant)?, both)
            }
        };
        loaded.facts.key_open_to_others = files::is_open_to_others(holds_the_key);
        Ok(loaded)
    }

    /// The same from what two PEM files hold.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_pem(certificates: &[u8], key: &[u8], merchant: &MchId) -> Result<Self, BadCertificate> {
        let (certificates, key) = (pem::plain(certificates), pem::plain(key));
        if pem::are_swapped(&certificates, &key) {
            return Err(BadCertificate::Swapped);
        }
        Self::checked(pem::certificates_in(&certificates)?, &pem::key_in(&key)?, merchant)
    }

    /// The same from what a `.p12` file holds. Its password is the merchant number.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_p12(archive: &[u8], merchant: &MchId) -> Result<Self, BadCertificate> {
        let (chain, key) = p12::opened(archive, merchant.as_str())?;
        Self::checked(chain, &key, merchant)
    }

    fn checked(
        mut chain: Vec<CertificateDer<'_>>,
        key: &PrivateKeyDer<'_>,
        merchant: &MchId,
    ) -> Result<Self, BadCertificate> {
        if chain.is_empty() {
            return Err(BadCertificate::NotPem { what: CertificatePart::Certificate });
        }
        // The key's own certificate, wherever it stands: some files begin with the authority's.
        let own = public_key_of(key)?;
        let mut at = None;
        for (place, one) in chain.iter().enumerate() {
            let (_, one) = X509Certificate::from_der(one)
                .map_err(|_| BadCertificate::NotPem { what: CertificatePart::Certificate })?;
            if at.is_none() && own == one.public_key().raw {
                at = Some(place);
            }
        }
        let own = chain.remove(at.ok_or(BadCertificate::OtherKey)?);
        chain.insert(0, own);
        let first = chain.first().ok_or(BadCertificate::NotPem { what: CertificatePart::Certificate })?;
        let (_, leaf) = X509Certificate::from_der(first)
            .map_err(|_| BadCertificate::NotPem { what: CertificatePart::Certificate })?;
        check_merchant(&leaf, merchant)?;
        let facts = CertificateFacts {
            valid_from: UnixSeconds::new(leaf.validity().not_before.timestamp()),
            expires_at: UnixSeconds::new(leaf.validity().not_after.timestamp()),
            key_open_to_others: false,
        };
        Ok(Self { pem: pem::clean(&chain, key), facts })
    }

    /// What is known about it.
    pub const fn facts(&self) -> CertificateFacts {
        self.facts
    }

    /// The certificate's serial number, in upper-case hex, and the key that belongs to it: what API v3 signs with.
    pub(super) fn serial_and_key(&self) -> Result<(String, PrivateKeyDer<'static>), BadCertificate> {
        let chain = pem::certificates_in(&self.pem)?;
        let own = chain.first().ok_or(BadCertificate::NotPem { what: CertificatePart::Certificate })?;
        let (_, own) = X509Certificate::from_der(own)
            .map_err(|_| BadCertificate::NotPem { what: CertificatePart::Certificate })?;
        Ok((serial_of(&own), pem::key_in(&self.pem)?))
    }

    /// As the HTTP client wants it.
    pub(super) fn identity(&self) -> Result<reqwest::Identity, BadCertificate> {
        reqwest::Identity::from_pem(&self.pem)
            .map_err(|_| BadCertificate::NotPem { what: CertificatePart::Certificate })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate").field("facts", &self.facts).finish_non_exhaustive()
    }
}

fn read(path: &Path, what: CertificatePart) -> Result<Zeroizing<Vec<u8>>, BadCertificate> {
    std::fs::read(path).map(Zeroizing::new).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BadCertificate::Missing { what },
        reason => BadCertificate::Unreadable { what, reason },
    })
}

/// The serial number as WeChat writes it: upper-case hex, without the zero byte that only keeps it positive.
pub(super) fn serial_of(certificate: &X509Certificate<'_>) -> String {
    let bytes = certificate.raw_serial();
    hex::encode_upper(bytes.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(bytes))
}

fn public_key_of(key: &PrivateKeyDer<'_>) -> Result<Vec<u8>, BadCertificate> {
    let bad = BadCertificate::NotPem { what: CertificatePart::Key };
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
