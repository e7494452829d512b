//! The `.p12` file: certificate and key in one, under a password. Old ones are locked with RC2-40 and 3DES; some programs
//! write a looser form of it.

use super::{bad_certificate::BadCertificate, ber};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy, error::Error};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The one key in it and its certificates, the key's own first.
pub(super) fn opened(
    archive: &[u8],
    password: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), BadCertificate> {
    let store = in_any_form(archive, password).map_err(|error| match error {
        Error::MacError(_) | Error::UnpadError => BadCertificate::OtherPassword,
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm | Error::InvalidParameters => {
            BadCertificate::P12Form
        }
        _ => BadCertificate::NotP12,
    })?;
    let (_, both) = store.private_key_chain().ok_or(BadCertificate::NotP12)?;
    let chain = both.certs().iter().map(|certificate| CertificateDer::from(certificate.as_der().to_vec())).collect();
    Ok((chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(both.key().as_der().to_vec()))))
}

/// As it is; else with its lengths written strictly; else what is signed in it too.
fn in_any_form(archive: &[u8], password: &str) -> Result<KeyStore, Error> {
    // Strict: a key counts only together with the certificate that names it.
    let open = |archive: &[u8]| KeyStore::from_pkcs12(archive, password, Pkcs12ImportPolicy::Strict);
    let first = match open(archive) {
        Err(Error::DerError(error)) => Error::DerError(error),
        opened => return opened,
    };
    let Some(strict) = ber::strict(archive) else { return Err(first) };
    match open(&strict) {
        // The signature is checked before what is signed is read: it fitted, or the first part would fail again below.
        Err(Error::DerError(_)) => ber::strict_within(archive).map_or(Err(first), |within| open(&within)),
        opened => opened,
    }
}
