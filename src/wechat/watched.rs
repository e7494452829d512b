//! What is made of the merchant certificate's files: made again once they changed.

use super::{BadCertificate, CertificateFiles, ClientCertificate, certificate::Stamp};
use crate::domain::MchId;
use std::sync::{Mutex, PoisonError};

type Made<T> = Result<T, BadCertificate>;
/// Makes it of the certificate, or says why not.
pub(super) type Maker<T> = Box<dyn Fn(Made<ClientCertificate>) -> Made<T> + Send + Sync>;

/// Something that needs the merchant certificate, or why it cannot be had.
pub(super) struct Watched<T> {
    source: Option<(CertificateFiles, MchId)>,
    make: Maker<T>,
    known: Mutex<(Option<Stamp>, Made<T>)>,
}

impl<T: Clone> Watched<T> {
    /// Of this certificate, for ever.
    pub fn fixed(certificate: Made<ClientCertificate>, make: Maker<T>) -> Self {
        let known = Mutex::new((None, make(certificate)));
        Self { source: None, make, known }
    }

    /// Of whatever certificate of `merchant` is in `files`.
    pub fn watching(files: CertificateFiles, merchant: MchId, make: Maker<T>) -> Self {
        let stamp = files.stamp();
        let known = Mutex::new((Some(stamp), make(ClientCertificate::load(&files, &merchant))));
        Self { source: Some((files, merchant)), make, known }
    }

    /// As the files are now.
    pub fn now(&self) -> Made<T> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((files, merchant)) = &self.source {
            // Stamped before it is read: a file that is written meanwhile is read once more.
            let stamp = Some(files.stamp());
            if known.0 != stamp {
                *known = (stamp, (self.make)(ClientCertificate::load(files, merchant)));
            }
        }
        known.1.clone()
    }
}
