//! Certificates and keys as PEM text, which is what WeChat hands out and what the HTTP client takes.

use super::bad_certificate::{BadCertificate, CertificatePart};
use crate::{base::encoding, domain::visible};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use zeroize::Zeroizing;

/// The text of a PEM file as it should be: in UTF-8, without marks, and no line with blanks around it, which is how it
/// comes out of a mail or a chat.
pub(in crate::wechat) fn plain(file: &[u8]) -> Zeroizing<Vec<u8>> {
    let Some(text) = encoding::text_of(file).map(Zeroizing::new) else { return Zeroizing::new(file.to_vec()) };
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    for line in text.lines() {
        plain.extend_from_slice(visible(line).trim().as_bytes());
        plain.push(b'\n');
    }
    plain
}

/// True if the certificate's file holds a key and no certificate, and the key's a certificate and no key.
pub(super) fn are_swapped(certificates: &[u8], key: &[u8]) -> bool {
    let holds = |file: &[u8], label: &str| {
        String::from_utf8_lossy(file).lines().any(|line| line.starts_with("-----BEGIN ") && line.contains(label))
    };
    let only_key = holds(certificates, "PRIVATE KEY") && !holds(certificates, "CERTIFICATE");
    only_key && holds(key, "CERTIFICATE") && !holds(key, "PRIVATE KEY")
}

pub(super) fn certificates_in(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadCertificate> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| BadCertificate::NotPem { what: CertificatePart::Certificate })
}

pub(super) fn key_in(pem: &[u8]) -> Result<PrivateKeyDer<'static>, BadCertificate> {
    let encrypted = String::from_utf8_lossy(pem).contains("ENCRYPTED"); // both old and new forms say so
    if encrypted {
        return Err(BadCertificate::EncryptedKey);
    }
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| BadCertificate::NotPem { what: CertificatePart::Key })
}

/// Exactly what was checked and nothing else of the files: of two keys in one file the HTTP client would take the other.
pub(super) fn clean(chain: &[CertificateDer<'_>], key: &PrivateKeyDer<'_>) -> Zeroizing<Vec<u8>> {
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
