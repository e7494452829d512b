//! File tasks of the settings and the wizard: reading them, writing them, and bringing a merchant certificate in.

use super::{
    files::bytes_of,
    logo,
    settings_types::{CertificateTrouble, PublicKeyTrouble, SettingsRead, SettingsWish, TakenCertificate},
    task::FileTaskResult,
};
use crate::{
    base::{environment, keyring::Keyring, private_file, short_hash::short_hash},
    settings::{BadSettings, SettingsDocument, judge_public_key, save_with_secrets, secret_sources},
    ui::picker::{Picked, Picker},
};
use std::{
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
};

/// More than any certificate, and than the zip it comes in.
const BYTES_MAX: u64 = 1024 * 1024;
/// Where certificates are kept in the shop's folder.
const CERTS: &str = "certs";

/// What the wizard has so far; once it was whole, the settings it became.
pub(super) fn read_draft(folder: &Path, keyring: &Keyring) -> FileTaskResult {
    let whole = folder.join("settings.toml").exists();
    read(if whole { SettingsDocument::open(folder) } else { SettingsDocument::draft(folder) }, folder, keyring)
}

pub(super) fn read(
    document: Result<SettingsDocument, BadSettings>,
    folder: &Path,
    keyring: &Keyring,
) -> FileTaskResult {
    FileTaskResult::SettingsRead(document.map(|document| {
        let sources = secret_sources(folder, keyring, environment::key);
        let logo = logo::named(&document);
        SettingsRead { document, sources, logo }
    }))
}

pub(super) fn save(wish: &SettingsWish, keyring: &Keyring) -> FileTaskResult {
    FileTaskResult::SettingsSaved(save_with_secrets(&wish.document, &wish.changes, &wish.secrets, keyring))
}

pub(super) fn take_certificate(picker: &dyn Picker, folder: &Path, path: Option<PathBuf>) -> FileTaskResult {
    let path = match path.map_or_else(|| picker.open_certificate(), Picked::File) {
        Picked::File(path) => path,
        Picked::Nothing => return FileTaskResult::CertificateTaken(Err(CertificateTrouble::NotChosen)),
        Picked::NoDialog => return FileTaskResult::CertificateTaken(Err(CertificateTrouble::NoDialog)),
    };
    // Whoever drops WeChat's public key here means it, and not a certificate.
    if let Some(Ok(key)) = bytes_of(&path, BYTES_MAX).ok().flatten().map(public_key) {
        return FileTaskResult::PublicKeyTaken(put_public_key(folder, &key));
    }
    FileTaskResult::CertificateTaken(files_of(&path).and_then(|files| put(folder, files)))
}

pub(super) fn take_public_key(picker: &dyn Picker, folder: &Path) -> FileTaskResult {
    let read = |path: &Path| {
        let bytes = bytes_of(path, BYTES_MAX).map_err(|error| PublicKeyTrouble::Disk(error.into()))?;
        public_key(bytes.unwrap_or_default())
    };
    FileTaskResult::PublicKeyTaken(match picker.open_public_key() {
        Picked::File(path) => read(&path).and_then(|key| put_public_key(folder, &key)),
        Picked::Nothing => Err(PublicKeyTrouble::NotChosen),
        Picked::NoDialog => Err(PublicKeyTrouble::NoDialog),
    })
}

/// The bytes, if they are a public key such as WeChat's.
fn public_key(bytes: Vec<u8>) -> Result<Vec<u8>, PublicKeyTrouble> {
    judge_public_key(&bytes).map_err(PublicKeyTrouble::Content)?;
    Ok(bytes)
}

/// Under a name made of what is in it, as the certificates.
fn put_public_key(folder: &Path, key: &[u8]) -> Result<String, PublicKeyTrouble> {
    let disk = |error: std::io::Error| PublicKeyTrouble::Disk(error.into());
    private_file::make_folder(&folder.join(CERTS)).map_err(disk)?;
    let name = format!("{CERTS}/pub_key-{}.pem", short_hash(&[key]));
    private_file::write(&folder.join(&name), key).map_err(disk)?;
    Ok(name)
}

/// What was chosen: a `.p12`, or a certificate and its key.
struct CertificateBytes {
    /// How its name ends.
    ending: &'static str,
    certificate: Vec<u8>,
    key: Option<Vec<u8>>,
}

fn disk(error: std::io::Error) -> CertificateTrouble {
    CertificateTrouble::Disk(error.into())
}

fn files_of(path: &Path) -> Result<CertificateBytes, CertificateTrouble> {
    let read = |path: &Path| bytes_of(path, BYTES_MAX).map_err(disk)?.ok_or(CertificateTrouble::TooLarge);
    let bytes = read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("p12" | "pfx") => Ok(CertificateBytes { ending: "p12", certificate: bytes, key: None }),
        Some("zip") => out_of_zip(&bytes),
        Some("pem" | "crt" | "cer") => {
            // The platform hands out both files under these names.
            let (own, other) = if name.contains("key") {
                (false, path.with_file_name("apiclient_cert.pem"))
            } else {
                (true, path.with_file_name("apiclient_key.pem"))
            };
            let beside = bytes_of(&other, BYTES_MAX).ok().flatten().ok_or(CertificateTrouble::NoKeyBeside)?;
            let (certificate, key) = if own { (bytes, beside) } else { (beside, bytes) };
            Ok(CertificateBytes { ending: "pem", certificate, key: Some(key) })
        }
        _ => Err(CertificateTrouble::NotACertificate),
    }
}

/// The zip WeChat's platform hands out holds all forms; the `.p12` is one file less to lose.
fn out_of_zip(bytes: &[u8]) -> Result<CertificateBytes, CertificateTrouble> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| CertificateTrouble::NotACertificate)?;
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let mut take = |ending: &str| {
        let name = names.iter().find(|name| name.to_lowercase().ends_with(ending))?;
        let mut bytes = Vec::new();
        archive.by_name(name).ok()?.take(BYTES_MAX).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    if let Some(certificate) = take("cert.p12") {
        return Ok(CertificateBytes { ending: "p12", certificate, key: None });
    }
    let pair = take("cert.pem").zip(take("key.pem")).ok_or(CertificateTrouble::NotACertificate)?;
    Ok(CertificateBytes { ending: "pem", certificate: pair.0, key: Some(pair.1) })
}

/// Under names made of what is in them: a certificate that is in use is never written over, and the settings change to the
/// new pair in one step.
fn put(folder: &Path, files: CertificateBytes) -> Result<TakenCertificate, CertificateTrouble> {
    let CertificateBytes { ending, certificate, key } = files;
    private_file::make_folder(&folder.join(CERTS)).map_err(disk)?;
    let mark = short_hash(&[&certificate, key.as_deref().unwrap_or_default()]);
    let write = |name: String, bytes: &[u8]| {
        private_file::write(&folder.join(&name), bytes).map_err(disk)?;
        Ok::<_, CertificateTrouble>(name)
    };
    let certificate = write(format!("{CERTS}/apiclient_cert-{mark}.{ending}"), &certificate)?;
    let key = key.map(|key| write(format!("{CERTS}/apiclient_key-{mark}.pem"), &key)).transpose()?;
    Ok(TakenCertificate { certificate, key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::full_disk::of_this_thread::full_at,
        domain::Api,
        settings::{PrinterKind, SecretKey, SecretWords, Secrets, SettingChange, SettingKey, SettingValue, Settings},
        ui::text::{self, Lang},
    };
    use std::fs;

    struct NoDialogs;

    impl Picker for NoDialogs {
        fn open_sheet(&self) -> Picked {
            Picked::NoDialog
        }
        fn open_picture(&self) -> Picked {
            Picked::NoDialog
        }
        fn save(&self, _: &str) -> Picked {
            Picked::NoDialog
        }
    }

    fn page(folder: &Path, changes: Vec<SettingChange>, secret: Option<(SecretKey, &str)>) -> Result<(), String> {
        let FileTaskResult::SettingsRead(Ok(read)) = read_draft(folder, &Keyring::none()) else {
            return Err("the draft cannot be read".to_owned());
        };
        read.sources.map_err(|bad| bad.to_string())?;
        let secrets = secret.map(|(key, words)| (key, SecretWords::new(words.to_owned()))).into_iter().collect();
        match save(&SettingsWish { document: read.document, changes, secrets }, &Keyring::none()) {
            FileTaskResult::SettingsSaved(saved) => saved.map(drop).map_err(|why| text::not_saved(Lang::En, &why)),
            _ => Err("another result".to_owned()),
        }
    }

    /// Every page of the wizard to its end, or to what the owner is told.
    fn walk(folder: &Path, certificate: &Path, picture: &Path) -> Result<(), String> {
        let set = |key, words: &str| SettingChange::Set(key, SettingValue::Text(words.to_owned()));
        let logo = match logo::take(&NoDialogs, folder, Some(picture.to_owned())) {
            FileTaskResult::LogoTaken(Ok(Some(taken))) => taken,
            FileTaskResult::LogoTaken(Err(why)) => return Err(text::picture_trouble(Lang::En, &why)),
            _ => return Err("another result".to_owned()),
        };
        let shop = vec![set(SettingKey::ShopName, "山茶小铺"), set(SettingKey::ReceiptPicture, &logo.name)];
        page(folder, shop, None)?;
        let secret = (SecretKey::AppSecret, "0123456789abcdef0123456789abcdef");
        page(folder, vec![set(SettingKey::AppId, "wx2421b1c4370ec43b")], Some(secret))?;
        let taken = match take_certificate(&NoDialogs, folder, Some(certificate.to_owned())) {
            FileTaskResult::CertificateTaken(Ok(taken)) => taken,
            FileTaskResult::CertificateTaken(Err(why)) => {
                return Err(text::certificate_trouble(Lang::En, &why).unwrap_or_default());
            }
            _ => return Err("another result".to_owned()),
        };
        let changes = vec![set(SettingKey::MchId, "1900000109"), set(SettingKey::MerchantCert, &taken.certificate)];
        page(folder, changes, Some((SecretKey::ApiKey, "TestApiV2Key00000000000000000001")))?;
        page(folder, vec![set(SettingKey::PublicUrl, "https://shop.example")], None)?;
        let printer = crate::settings::Printer {
            name: "前台".to_owned(),
            kind: PrinterKind::EscposTcp,
            address: "192.168.1.50:9100".to_owned(),
            account: String::new(),
            server: String::new(),
            auto: true,
            columns: 32,
        };
        let draft = SettingsDocument::draft(folder).map_err(|bad| bad.to_string())?;
        if draft.printers().is_empty() {
            page(folder, vec![SettingChange::AddPrinter(printer)], None)?;
        }
        let draft = SettingsDocument::draft(folder).map_err(|bad| bad.to_string())?;
        draft.finish().map_err(|why| text::not_saved(Lang::En, &why))
    }

    #[test]
    fn a_disk_that_is_full_at_any_writing_of_the_wizard_is_told_and_it_goes_on_where_it_was() {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let certificate = elsewhere.path().join("apiclient_cert.p12");
        fs::write(&certificate, "a certificate").expect("written");
        let picture = elsewhere.path().join("mark.png");
        image::GrayImage::from_pixel(8, 8, image::Luma([0])).save(&picture).expect("written");
        let mut writings = 0;
        for at in 1.. {
            let folder = tempfile::tempdir().expect("a folder");
            let (walked, met) = full_at(at, || walk(folder.path(), &certificate, &picture));
            if !met {
                walked.expect("and then it is through");
                break;
            }
            let told = walked.expect_err("it is told");
            assert!(
                ["cannot be written", "was not stored", "could not be read or written"]
                    .iter()
                    .any(|it| told.contains(it)),
                "{at}: {told}"
            );
            let half = |name: &str| [".new", ".former", ".half"].iter().any(|end| name.ends_with(end));
            let mut folders = vec![folder.path().to_owned()];
            while let Some(folder) = folders.pop() {
                for entry in fs::read_dir(folder).expect("a folder").flatten() {
                    assert!(!half(&entry.file_name().to_string_lossy()), "{at}: {:?}", entry.path());
                    folders.extend(entry.path().is_dir().then(|| entry.path()));
                }
            }
            assert!(!folder.path().join("settings.toml").exists(), "{at}: half of it is no shop");
            walk(folder.path(), &certificate, &picture).expect("once there is room it goes on");
            let settings = Settings::load(folder.path()).expect("whole");
            assert!(settings.merchant_cert.exists(), "{at}");
            assert!(settings.receipt_picture.is_some_and(|picture| picture.exists()), "{at}");
            Secrets::load_by(&Keyring::none(), folder.path(), Api::V2, |_| None).expect("whole");
            writings = at;
        }
        assert!(writings >= 24, "{writings} writings");
    }
}
