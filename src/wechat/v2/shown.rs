//! The client that shows the merchant certificate. Its files are read again once they changed.

use super::super::{
    BadCertificate, BadEndpoint, CertificateFacts, CertificateFiles, CertificatePart, ClientCertificate, Endpoint,
    certificate::Stamp, http,
};
use crate::domain::{MchId, UnixSeconds};
use reqwest::Client;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Shown = Result<(Client, CertificateFacts), BadCertificate>;

/// A client of its own for each certificate: one that is attached per call can be lost by a connection pool.
pub(super) struct RefundClient {
    endpoint: Endpoint,
    source: Option<(CertificateFiles, MchId)>,
    shown: Mutex<(Option<Stamp>, Shown)>,
}

impl RefundClient {
    /// With this certificate, for ever.
    pub fn new(
        endpoint: &Endpoint,
        certificate: Result<ClientCertificate, BadCertificate>,
    ) -> Result<Self, BadEndpoint> {
        let shown = Mutex::new((None, shown(endpoint, certificate)?));
        Ok(Self { endpoint: endpoint.clone(), source: None, shown })
    }

    /// With whatever certificate of `merchant` is in `files`.
    pub fn watching(endpoint: &Endpoint, files: CertificateFiles, merchant: MchId) -> Result<Self, BadEndpoint> {
        let stamp = files.stamp();
        let shown = shown(endpoint, ClientCertificate::load(&files, &merchant))?;
        let shown = Mutex::new((Some(stamp), shown));
        Ok(Self { endpoint: endpoint.clone(), source: Some((files, merchant)), shown })
    }

    /// The client, if its certificate can be used at this moment.
    pub fn at(&self, now: UnixSeconds) -> Result<Client, BadCertificate> {
        let (client, facts) = self.looked_at().1.clone()?;
        facts.usable_at(now)?;
        Ok(client)
    }

    /// What is known about the certificate.
    pub fn facts(&self) -> Result<CertificateFacts, BadCertificate> {
        self.looked_at().1.clone().map(|(_, facts)| facts)
    }

    fn looked_at(&self) -> MutexGuard<'_, (Option<Stamp>, Shown)> {
        let mut known = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((files, merchant)) = &self.source {
            // Stamped before it is read: a file that is written meanwhile is read once more.
            let stamp = Some(files.stamp());
            if known.0 != stamp {
                let certificate = ClientCertificate::load(files, merchant);
                // The endpoint was good enough for the first client, so this one fails by the certificate alone.
                let bad = Err(BadCertificate::NotPem { what: CertificatePart::Certificate });
                *known = (stamp, shown(&self.endpoint, certificate).unwrap_or(bad));
            }
        }
        known
    }
}

fn shown(endpoint: &Endpoint, certificate: Result<ClientCertificate, BadCertificate>) -> Result<Shown, BadEndpoint> {
    match certificate.and_then(|ours| ours.identity().map(|identity| (identity, ours.facts()))) {
        Ok((identity, facts)) => Ok(Ok((http::client(endpoint, Some(identity))?, facts))),
        Err(bad) => Ok(Err(bad)),
    }
}
