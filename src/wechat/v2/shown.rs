//! The client that shows the merchant certificate. Its files are read again once they changed.

use super::super::{
    BadCertificate, BadEndpoint, CertificateFacts, CertificateFiles, CertificatePart, ClientCertificate, Endpoint,
    http,
    watched::{Maker, Watched},
};
use crate::domain::{MchId, UnixSeconds};
use reqwest::Client;

type Shown = (Client, CertificateFacts);

/// A client of its own for each certificate: one that is attached per call can be lost by a connection pool.
pub(super) struct RefundClient(Watched<Shown>);

impl RefundClient {
    /// With this certificate, for ever.
    pub fn new(
        endpoint: &Endpoint,
        certificate: Result<ClientCertificate, BadCertificate>,
    ) -> Result<Self, BadEndpoint> {
        Ok(Self(Watched::fixed(certificate, maker(endpoint)?)))
    }

    /// With whatever certificate of `merchant` is in `files`.
    pub fn watching(endpoint: &Endpoint, files: CertificateFiles, merchant: MchId) -> Result<Self, BadEndpoint> {
        Ok(Self(Watched::watching(files, merchant, maker(endpoint)?)))
    }

    /// The client, if its certificate can be used at this moment.
    pub fn at(&self, now: UnixSeconds) -> Result<Client, BadCertificate> {
        let (client, facts) = self.0.now()?;
        facts.usable_at(now)?;
        Ok(client)
    }

    /// What is known about the certificate.
    pub fn facts(&self) -> Result<CertificateFacts, BadCertificate> {
        self.0.now().map(|(_, facts)| facts)
    }
}

fn maker(endpoint: &Endpoint) -> Result<Maker<Shown>, BadEndpoint> {
    // Once without a certificate: where the endpoint is good, a client fails by its certificate alone.
    drop(http::client(endpoint, None)?);
    let endpoint = endpoint.clone();
    Ok(Box::new(move |certificate| {
        let ours = certificate?;
        let bad = |_| BadCertificate::NotPem { what: CertificatePart::Certificate };
        Ok((http::client(&endpoint, Some(ours.identity()?)).map_err(bad)?, ours.facts()))
    }))
}
