//! The merchant certificate as one `.p12` file: opened with the merchant number, checked like the two PEM files.

use crate::server::Pki;
use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use std::{fs, path::Path};
use zhanggui::{
    domain::{MchId, UnixSeconds},
    wechat::{BadCertificate, CertificateFiles, CertificatePart, ClientCertificate},
};

const OLD: &[u8] = include_bytes!("../fixtures/certificate/old_rc2_3des.p12");

fn merchant() -> MchId {
    MchId::parse("1900000001").unwrap()
}

fn open(archive: &[u8]) -> Result<UnixSeconds, BadCertificate> {
    ClientCertificate::from_p12(archive, &merchant()).map(|loaded| loaded.facts().expires_at)
}

/// What the merchant platform hands out today: AES, SHA-256.
pub fn archive(certificate: &str, key: &str, password: &str) -> Vec<u8> {
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let chain = PrivateKeyChain::new(
        "1",
        PrivateKey::from_der(key.secret_der()).unwrap(),
        [Certificate::from_der(&certificate).unwrap()],
    );
    let mut store = KeyStore::new();
    store.add_entry("Tenpay Certificate", KeyStoreEntry::PrivateKeyChain(chain));
    let writer = store.writer(password).encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256);
    writer.mac_algorithm(MacAlgorithm::HmacSha256).encryption_iterations(100).mac_iterations(100).write().unwrap()
}

#[test]
fn the_merchant_number_opens_it_and_the_end_is_known() {
    let (certificate, key) = Pki::new().merchant("1900000001", 2030);
    let end = UnixSeconds::parse_dashed("2030-01-01 08:00:00").unwrap();
    assert_eq!(open(&archive(&certificate, &key, "1900000001")), Ok(end));
}

#[test]
fn an_old_one_locked_with_rc2_and_3des_opens_too() {
    assert!(open(OLD).unwrap() > UnixSeconds::parse_dashed("2126-01-01 00:00:00").unwrap());
}

#[test]
fn each_fault_has_its_own_name() {
    let pki = Pki::new();
    let (certificate, key) = pki.merchant("1900000001", 2030);
    let (other, other_key) = pki.merchant("1900000002", 2030);
    let good = archive(&certificate, &key, "1900000001");
    let found = "1900000002".to_owned();
    for (file, expected) in [
        (archive(&certificate, &key, "secret"), BadCertificate::OtherPassword),
        (archive(&other, &other_key, "1900000002"), BadCertificate::OtherPassword),
        (archive(&other, &other_key, "1900000001"), BadCertificate::OtherMerchant { found }),
        (archive(&certificate, &other_key, "1900000001"), BadCertificate::OtherKey),
        (KeyStore::new().writer("1900000001").write().unwrap(), BadCertificate::NotP12),
        (good[..good.len() / 2].to_vec(), BadCertificate::NotP12),
        (certificate.into_bytes(), BadCertificate::NotP12),
        (Vec::new(), BadCertificate::NotP12),
    ] {
        assert_eq!(open(&file), Err(expected));
    }
}

#[test]
fn one_that_was_altered_anywhere_never_opens_and_never_breaks_the_program() {
    let (certificate, key) = Pki::new().merchant("1900000001", 2030);
    let good = archive(&certificate, &key, "1900000001");
    let end = open(&good);
    for at in 0..good.len() {
        let mut altered = good.clone();
        altered[at] ^= 0x10;
        let opened = open(&altered);
        assert!(opened.is_err() || opened == end, "byte {at}: {opened:?}");
    }
}

#[test]
fn the_settings_name_one_file_and_no_key_is_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["apiclient_cert.p12", "APICLIENT.PFX"] {
        let path = folder.path().join(name);
        fs::write(&path, OLD).unwrap();
        let files = CertificateFiles::named(path.clone(), folder.path().join("apiclient_key.pem"));
        assert!(ClientCertificate::load(&files, &merchant()).is_ok(), "{name}");
        fs::remove_file(&path).unwrap();
        let missing = ClientCertificate::load(&files, &merchant()).map(|_| ());
        assert_eq!(missing, Err(BadCertificate::Missing { what: CertificatePart::Certificate }));
    }
}

#[cfg(unix)]
#[test]
fn one_that_others_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("apiclient_cert.p12");
    fs::write(&path, OLD).unwrap();
    for (mode, open) in [(0o600, false), (0o644, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let files = CertificateFiles::named(path.clone(), Path::new("").to_owned());
        assert_eq!(ClientCertificate::load(&files, &merchant()).unwrap().facts().key_open_to_others, open, "{mode:o}");
    }
}

/// What people have: files of other programs, of other years, of other forms.
#[test]
fn a_p12_opens_in_every_form_that_can_be_read_and_the_others_are_named() {
    let shop = MchId::parse("1900000109").unwrap();
    let form = || Err(BadCertificate::P12Form);
    for (name, expected) in [
        ("default-aes256.p12", Ok(())),
        ("legacy-rc2-40.p12", Ok(())),
        ("ber-indefinite-outer.p12", Ok(())),
        ("ber-indefinite-all.p12", Ok(())),
        ("ber-chunked-octets-legacy.p12", Ok(())),
        ("rc2-128.p12", form()),
        ("rc4.p12", form()),
        ("des.p12", form()),
        ("md5-mac.p12", form()),
    ] {
        let file = fs::read(Path::new("tests/fixtures/certificate").join(name)).unwrap();
        assert_eq!(ClientCertificate::from_p12(&file, &shop).map(drop), expected, "{name}");
        let other = ClientCertificate::from_p12(&file, &merchant()).map(drop);
        assert!(matches!(other, Err(BadCertificate::OtherPassword | BadCertificate::P12Form)), "{name}: {other:?}");
    }
}

#[test]
fn a_loose_one_that_was_altered_anywhere_never_opens_as_something_else() {
    let shop = MchId::parse("1900000109").unwrap();
    for name in ["ber-indefinite-outer.p12", "ber-chunked-octets-legacy.p12"] {
        let good = fs::read(Path::new("tests/fixtures/certificate").join(name)).unwrap();
        let end = ClientCertificate::from_p12(&good, &shop).unwrap().facts().expires_at;
        for at in (0..good.len()).step_by(7) {
            let mut altered = good.clone();
            altered[at] ^= 0x10;
            let opened = ClientCertificate::from_p12(&altered, &shop).map(|loaded| loaded.facts().expires_at);
            assert!(opened.is_err() || opened == Ok(end), "{name}, byte {at}: {opened:?}");
        }
    }
}
