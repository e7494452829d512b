//! The `.p12` file: certificate and key in one, under a password. Old ones are locked with RC2-40 and 3DES.

use super::BadCertificate;
use p12_keystore::{KeyStore, Pkcs12ImportPolicy, error::Error};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The one key in it and its certificates, the key's own first.
pub(super) fn opened(
    archive: &[u8],
    password: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), BadCertificate> {
    // Strict: a key counts only together with the certificate that names it.
    let store = KeyStore::from_pkcs12(archive, password, Pkcs12ImportPolicy::Strict).map_err(|error| match error {
        Error::MacError(_) | Error::UnpadError => BadCertificate::OtherPassword,
        _ => BadCertificate::NotP12,
    })?;
    let (_, both) = store.private_key_chain().ok_or(BadCertificate::NotP12)?;
    let chain = both.certs().iter().map(|certificate| CertificateDer::from(certificate.as_der().to_vec())).collect();
    Ok((chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(both.key().as_der().to_vec()))))
}
