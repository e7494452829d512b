//! The merchant certificate: each way it can be wrong is told apart, because each has another remedy.

use crate::server::Pki;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use zhanggui::{
    domain::{MchId, UnixSeconds},
    wechat::{BadCertificate, CertificateFiles, CertificatePart, ClientCertificate},
};

fn merchant() -> MchId {
    MchId::parse("1900000001").unwrap()
}

struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn load(&self, certificate: &str, key: &str) -> Result<ClientCertificate, BadCertificate> {
        load(&self.file("cert.pem", certificate), &self.file("key.pem", key))
    }
}

fn load(certificate: &Path, key: &Path) -> Result<ClientCertificate, BadCertificate> {
    ClientCertificate::load(&CertificateFiles::named(certificate.to_owned(), key.to_owned()), &merchant())
}

#[test]
fn a_good_one_says_when_it_ends() {
    let (certificate, key) = Pki::new().merchant("1900000001", 2030);
    let loaded = Files::new().load(&certificate, &key).unwrap();
    let end = UnixSeconds::parse_dashed("2030-01-01 08:00:00").unwrap();
    assert_eq!(loaded.facts().expires_at, end);
    assert!(loaded.facts().usable_at(end).is_ok());
    assert_eq!(loaded.facts().usable_at(end.plus(1)), Err(BadCertificate::Expired { at: end }));
    assert!(matches!(loaded.facts().usable_at(UnixSeconds::new(0)), Err(BadCertificate::NotYetValid { .. })));
    assert!(!format!("{loaded:?}").contains("KEY"));
}

#[test]
fn a_name_that_is_no_merchant_number_is_left_alone() {
    let (certificate, key) = Pki::new().merchant("山茶小铺", 2030);
    assert!(Files::new().load(&certificate, &key).is_ok());
}

#[test]
fn each_fault_has_its_own_name() {
    let (files, pki) = (Files::new(), Pki::new());
    let (certificate, key) = pki.merchant("1900000001", 2030);
    let (other, other_key) = pki.merchant("1900000002", 2030);
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let no_certificate = Err(BadCertificate::NotPem { what: CertificatePart::Certificate });
    let no_key = Err(BadCertificate::NotPem { what: CertificatePart::Key });
    for (certificate, key, expected) in [
        (&*certificate, &*other_key, Err(BadCertificate::OtherKey)),
        (&*other, &*other_key, Err(BadCertificate::OtherMerchant { found: "1900000002".to_owned() })),
        (&*certificate, &*encrypted, Err(BadCertificate::EncryptedKey)),
        (&*key, &*key, no_certificate.clone()),
        ("", &*key, no_certificate.clone()),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", &*key, no_certificate),
        (&*certificate, &*certificate, no_key.clone()),
        (&*certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", no_key),
    ] {
        assert_eq!(files.load(certificate, key).map(|_| ()), expected);
    }
    let nowhere = files.folder.path().join("nowhere.pem");
    let missing = load(&nowhere, &nowhere).map(|_| ());
    assert_eq!(missing, Err(BadCertificate::Missing { what: CertificatePart::Certificate }));
    let folder = load(files.folder.path(), &nowhere).map(|_| ());
    assert!(matches!(folder, Err(BadCertificate::Unreadable { what: CertificatePart::Certificate, .. })));
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let (files, (certificate, key)) = (Files::new(), Pki::new().merchant("1900000001", 2030));
    let (certificate, key) = (files.file("cert.pem", &certificate), files.file("key.pem", &key));
    for (mode, open) in [(0o600, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load(&certificate, &key).unwrap();
        assert_eq!(loaded.facts().key_open_to_others, open, "{mode:o}");
    }
}

/// Saved by an editor, copied out of a mail, in the other order.
#[test]
fn pem_files_are_read_as_people_have_them_and_an_exchange_is_named() {
    let shop = MchId::parse("1900000109").unwrap();
    let load = |certificate: &str, key: &str| {
        let read = |name: &str| fs::read(Path::new("tests/fixtures/certificate").join(name)).unwrap();
        ClientCertificate::from_pem(&read(certificate), &read(key), &shop).map(|loaded| loaded.facts().expires_at)
    };
    let end = UnixSeconds::parse_dashed("2036-11-25 19:51:00").unwrap();
    for (certificate, key) in [
        ("cert-bom.pem", "key-bom.pem"),
        ("cert-indented.pem", "key-indented.pem"),
        ("cert-chain-ca-first.pem", "key-bom.pem"),
    ] {
        assert_eq!(load(certificate, key), Ok(end), "{certificate} {key}");
    }
    assert_eq!(load("cert-swapped.pem", "key-swapped.pem"), Err(BadCertificate::Swapped));
    // It is read; its key is not among the files.
    assert_eq!(load("cert-space-before.pem", "key-bom.pem"), Err(BadCertificate::OtherKey));
    assert_eq!(load("cert-bom.pem", "cert-bom.pem"), Err(BadCertificate::NotPem { what: CertificatePart::Key }));
}

#[test]
fn pem_files_in_windows_two_bytes_a_character_are_read() {
    let (certificate, key) = Pki::new().merchant("1900000001", 2030);
    let wide = |text: &str| -> Vec<u8> {
        let crlf = text.replace('\n', "\r\n");
        [0xFEFF_u16].into_iter().chain(crlf.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    assert!(ClientCertificate::from_pem(&wide(&certificate), &wide(&key), &merchant()).is_ok());
    // Certificates of others before it, the key's own last.
    let chain = format!("{}{certificate}", Pki::new().merchant("1900000002", 2030).0);
    assert!(ClientCertificate::from_pem(chain.as_bytes(), key.as_bytes(), &merchant()).is_ok());
}
