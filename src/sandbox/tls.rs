//! The sandbox's own authority, its server certificate, and the merchant certificate the shop must show for refunds.
//!
//! Certificates are judged by the computer's real clock (the TLS library of the shop does so, too), whatever clock the
//! sandbox was handed.

use super::{
    SandboxError,
    error::{files, tls_failed},
    rsa_keys,
};
use crate::{
    base::{
        env::{Clock as _, Env, SystemClock},
        private_file,
    },
    domain::{MchId, UnixSeconds},
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, PublicKeyData as _, SerialNumber, date_time_ymd,
};
use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use std::{fs, io, net::IpAddr, path::Path, sync::Arc};
use x509_parser::prelude::{FromDer as _, X509Certificate};

const CA_NAME: &str = "Zhanggui practice authority";
const CA_YEARS: i32 = 10;
const MERCHANT_YEARS: i32 = 5;
const SERVER_YEARS: i32 = 1;
/// A certificate this close to its end is made anew.
const RENEW_SECS: i64 = 30 * 24 * 60 * 60;

/// The files of a sandbox's `dir`.
const CA_CERT: &str = "ca.pem";
const CA_KEY: &str = "ca_key.pem";
pub(super) const MERCHANT_CERT: &str = "apiclient_cert.pem";
const MERCHANT_KEY: &str = "apiclient_key.pem";

type Authority = Issuer<'static, KeyPair>;

/// Writes (or reuses) the files in `dir` and sets up the server's side of TLS. A client may show a certificate of our
/// authority; one of another authority ends the handshake.
pub(super) fn server_config(
    dir: &Path,
    merchant: &MchId,
    address: IpAddr,
    env: &Env,
) -> Result<ServerConfig, SandboxError> {
    private_file::make_folder(dir).map_err(files)?;
    let (authority, ca) = authority(dir)?;
    merchant_certificate(dir, merchant, &authority, env)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(ca).map_err(tls_failed)?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let verifier = verifier.allow_unauthenticated().build().map_err(tls_failed)?;
    let (chain, key) = server_certificate(&authority, address)?;
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(tls_failed)?;
    config.with_client_cert_verifier(verifier).with_single_cert(chain, key).map_err(tls_failed)
}

/// The merchant number in a client certificate (its subject's common name).
pub(super) fn merchant_of(certificate: &CertificateDer<'_>) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    common_name(&certificate)
}

/// The authority of `dir`: the one there while it is valid, else a new one (and with it a new merchant certificate).
fn authority(dir: &Path) -> Result<(Authority, CertificateDer<'static>), SandboxError> {
    if let Some(kept) = kept_pair(dir, CA_CERT, CA_KEY, CA_NAME) {
        return Ok((Issuer::new(ca_params()?, kept.key), kept.certificate));
    }
    let key = KeyPair::generate().map_err(tls_failed)?;
    let params = ca_params()?;
    let certificate = params.self_signed(&key).map_err(tls_failed)?;
    private_file::write(&dir.join(CA_KEY), key.serialize_pem().as_bytes()).map_err(files)?;
    private_file::write(&dir.join(CA_CERT), certificate.pem().as_bytes()).map_err(files)?;
    // A certificate of the old authority proves nothing to the new one.
    remove_if_there(&dir.join(MERCHANT_CERT)).map_err(files)?;
    let der = certificate.der().clone();
    Ok((Issuer::new(params, key), der))
}

/// Its key is RSA, as WeChat's are: the same one shows who asks for a refund in API v2 and signs every call of API v3.
fn merchant_certificate(dir: &Path, merchant: &MchId, authority: &Authority, env: &Env) -> Result<(), SandboxError> {
    let kept = kept_pair(dir, MERCHANT_CERT, MERCHANT_KEY, merchant.as_str());
    if kept.is_some_and(|kept| kept.key.algorithm() == &PKCS_RSA_SHA256) {
        return Ok(());
    }
    let key = rsa_keys::shared(rsa_keys::Owner::Merchant)?;
    let mut params = leaf_params(merchant.as_str(), Vec::new(), SystemClock.now(), MERCHANT_YEARS)?;
    params.serial_number = Some(fresh_serial(env));
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
    let certificate = params.signed_by(&key, authority).map_err(tls_failed)?;
    private_file::write(&dir.join(MERCHANT_KEY), key.serialize_pem().as_bytes()).map_err(files)?;
    private_file::write(&dir.join(MERCHANT_CERT), certificate.pem().as_bytes()).map_err(files)
}

/// Made anew at every start and never written: only the authority has to stay the same.
fn server_certificate(
    authority: &Authority,
    address: IpAddr,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), SandboxError> {
    let mut names = vec!["127.0.0.1".to_owned(), "localhost".to_owned(), "::1".to_owned()];
    if !names.contains(&address.to_string()) {
        names.push(address.to_string());
    }
    let key = KeyPair::generate().map_err(tls_failed)?;
    let mut params = leaf_params("localhost", names, SystemClock.now(), SERVER_YEARS)?;
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    let certificate = params.signed_by(&key, authority).map_err(tls_failed)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok((vec![certificate.der().clone()], key))
}

fn ca_params() -> Result<CertificateParams, SandboxError> {
    let mut params = leaf_params(CA_NAME, Vec::new(), SystemClock.now(), CA_YEARS)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// A serial number as long as WeChat's: 40 digits as text, of which the first may be a zero.
pub(super) fn fresh_serial(env: &Env) -> SerialNumber {
    let mut bytes = [0; 20];
    env.rng.fill(&mut bytes);
    // Of a number that begins with a bit or a byte of zeros the certificate would have other bytes than the text.
    bytes[0] = (bytes[0] & 0x7F).max(1);
    SerialNumber::from_slice(&bytes)
}

/// For `years` from the year of `now` on.
pub(super) fn leaf_params(
    name: &str,
    alternatives: Vec<String>,
    now: UnixSeconds,
    years: i32,
) -> Result<CertificateParams, SandboxError> {
    let mut params = CertificateParams::new(alternatives).map_err(tls_failed)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    // From new year on, so that a clock that lags does not matter; to the first of a month, which every month has.
    let today = now.beijing();
    let (year, month) = (i32::from(today.year()), u8::try_from(today.month()).unwrap_or(1));
    params.not_before = date_time_ymd(year, 1, 1);
    params.not_after = date_time_ymd(year.saturating_add(years), month, 1);
    Ok(params)
}

struct StoredAuthority {
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

/// A certificate and key of `dir` that still serve: readable, belonging together, for `name`, and not about to end.
fn kept_pair(dir: &Path, certificate: &str, key: &str, name: &str) -> Option<StoredAuthority> {
    let certificate = CertificateDer::from_pem_file(dir.join(certificate)).ok()?;
    let key = KeyPair::from_pem(&fs::read_to_string(dir.join(key)).ok()?).ok()?;
    let (_, parsed) = X509Certificate::from_der(&certificate).ok()?;
    let valid_until = parsed.validity().not_after.timestamp();
    let lives = valid_until.saturating_sub(SystemClock.now().get()) > RENEW_SECS;
    let pair = parsed.public_key().raw == key.subject_public_key_info();
    let serves = lives && pair && common_name(&parsed).as_deref() == Some(name);
    serves.then_some(StoredAuthority { certificate, key })
}

fn common_name(certificate: &X509Certificate<'_>) -> Option<String> {
    let name = certificate.subject().iter_common_name().next()?;
    name.as_str().ok().map(str::to_owned)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
