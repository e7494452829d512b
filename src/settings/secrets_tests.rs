use super::*;
use crate::{
    base::{
        full_disk::of_this_thread::full_at,
        keyring::{Keyring, mock::MockKeyring},
    },
    domain::Api,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

const API_KEY: &str = "TestApiV2Key00000000000000000001";
const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const OWN: &str = "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";
const PLAIN: &str =
    "# 别给别人看\napi_key = \"TestApiV2Key00000000000000000001\"\napp_secret = \"0123456789abcdef0123456789abcdef\"\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        fs::write(folder.path("settings.toml"), OWN).expect("written");
        folder
    }

    fn with_plain() -> Self {
        let folder = Self::new();
        crate::base::private_file::write(&folder.path("secrets.toml"), PLAIN.as_bytes()).expect("written");
        folder
    }

    fn all(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.all()).expect("a folder").flatten();
        let read = |path: PathBuf| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("read"))
        };
        let mut all: Vec<_> = entries.map(|entry| read(entry.path())).collect();
        all.sort();
        all
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    fn save(&self, keyring: &Keyring, secrets: &[(SecretKey, &str)]) -> Result<SecretsPlace, NotSaved> {
        save_secrets(self.all(), &secrets.iter().map(words).collect::<Vec<_>>(), keyring)
    }

    fn save_both(&self, keyring: &Keyring) -> SecretsPlace {
        self.save(keyring, &[(SecretKey::ApiKey, API_KEY), (SecretKey::AppSecret, APP_SECRET)]).expect("saved")
    }

    fn load(&self, keyring: &Keyring) -> Result<Secrets, BadSecrets> {
        Secrets::load_by(keyring, self.all(), Api::V2, |_| None)
    }

    fn app_secret(&self, keyring: &Keyring) -> String {
        let stored = stored_secret(self.all(), keyring, |_| None, SecretKey::AppSecret);
        stored.map(|words| words.as_str().to_owned()).unwrap_or_default()
    }

    fn text(&self, keyring: &Keyring) -> String {
        secrets_in_plain(self.all(), keyring).expect("opened").to_string()
    }

    /// No secret stands in any file as it is.
    fn hides(&self) {
        for (name, bytes) in self.files() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains(API_KEY) && !text.contains(APP_SECRET), "{name}: {text}");
        }
    }
}

fn words((key, words): &(SecretKey, &str)) -> (SecretKey, SecretWords) {
    (*key, SecretWords::new((*words).to_owned()))
}

fn shut(loaded: Result<Secrets, BadSecrets>) -> SealedTrouble {
    match loaded {
        Err(BadSecrets::Shut { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn keys_are_stored_encrypted_and_only_the_files_key_lies_in_the_keyring() {
    let (folder, ring) = (Folder::new(), MockKeyring::new());
    assert_eq!(folder.save_both(&ring.keyring()), SecretsPlace::Keyring);
    assert_eq!(folder.names(), ["secrets.sealed", "settings.toml"]);
    folder.hides();
    let ids = ring.ids();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(folder.app_secret(&ring.keyring()), APP_SECRET);
    assert!(folder.load(&ring.keyring()).is_ok());
    folder.save(&ring.keyring(), &[(SecretKey::AppSecret, OTHER)]).expect("saved");
    assert_eq!(ring.ids(), ids, "the key stays the same");
    let secrets = folder.load(&ring.keyring()).expect("opened");
    assert_eq!((folder.app_secret(&ring.keyring()).as_str(), secrets.api_key.is_some()), (OTHER, true));
    let named = |name: &str| (name == "ZHANGGUI_API_KEY").then(|| "x".into());
    let sources = secret_sources(folder.all(), &ring.keyring(), named).expect("read");
    let stored = SecretSource::Stored(SecretsPlace::Keyring);
    assert_eq!(sources[..4], [SecretSource::Environment, SecretSource::Missing, stored, SecretSource::Missing]);
}

#[test]
fn without_a_keyring_the_file_is_encrypted_all_the_same_and_its_key_is_its_owners_alone() {
    let locked = MockKeyring::new();
    locked.lock(true);
    for keyring in [Keyring::none(), locked.keyring()] {
        let folder = Folder::new();
        assert_eq!(folder.save_both(&keyring), SecretsPlace::Beside);
        assert_eq!(folder.names(), ["secrets.key", "secrets.sealed", "settings.toml"]);
        folder.hides();
        assert!(folder.load(&keyring).is_ok());
        #[cfg(unix)]
        for name in ["secrets.key", "secrets.sealed"] {
            use std::os::unix::fs::PermissionsExt as _;
            let set = |mode| fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(folder.path(name).metadata().expect("there").permissions().mode() & 0o777, 0o600);
            set(0o644);
            assert!(matches!(folder.load(&keyring), Err(BadSecrets::Open(path)) if path == folder.path(name)));
            set(0o600);
        }
    }
}

#[test]
fn a_plain_file_works_as_ever_and_is_taken_over_whole_when_a_key_is_replaced() {
    let (folder, ring) = (Folder::with_plain(), MockKeyring::new());
    assert!(folder.load(&ring.keyring()).is_ok() && folder.load(&Keyring::none()).is_ok());
    assert!(ring.ids().is_empty() && folder.path("secrets.toml").exists(), "looking moves nothing");
    folder.save(&ring.keyring(), &[(SecretKey::AppSecret, OTHER)]).expect("saved");
    assert_eq!(folder.names(), ["secrets.sealed", "settings.toml"]);
    assert_eq!(folder.text(&ring.keyring()), PLAIN.replace(APP_SECRET, OTHER), "comments and all");
}

#[test]
fn what_is_left_of_a_plain_file_after_a_crash_is_old_and_what_is_written_into_one_later_is_new() {
    let (folder, ring) = (Folder::with_plain(), MockKeyring::new());
    folder.save(&ring.keyring(), &[(SecretKey::AppSecret, OTHER)]).expect("saved");
    let write = |text: &str| crate::base::private_file::write(&folder.path("secrets.toml"), text.as_bytes()).unwrap();
    write(PLAIN);
    assert_eq!(folder.app_secret(&ring.keyring()), OTHER, "the crash was in between");
    let newer = OTHER.replace('f', "e");
    write(&format!("app_secret = \"{newer}\"\n"));
    assert!(folder.load(&ring.keyring()).expect("opened").api_key.is_some());
    assert_eq!(folder.app_secret(&ring.keyring()), newer);
    folder.save(&ring.keyring(), &[(SecretKey::Feieyun, "TESTUKEY00000001")]).expect("saved");
    assert_eq!(folder.names(), ["secrets.sealed", "settings.toml"]);
    let secrets = folder.load(&ring.keyring()).expect("opened");
    assert!(secrets.printers.feieyun.is_some());
    assert_eq!(folder.app_secret(&ring.keyring()), newer);
}

#[test]
fn a_locked_keyring_is_told_nothing_is_written_over_and_the_environment_still_wins() {
    let (folder, ring) = (Folder::new(), MockKeyring::new());
    folder.save_both(&ring.keyring());
    let before = folder.files();
    ring.lock(true);
    assert_eq!(shut(folder.load(&ring.keyring())), SealedTrouble::KeyringLocked);
    let refused = folder.save(&ring.keyring(), &[(SecretKey::AppSecret, OTHER)]);
    assert!(matches!(refused, Err(NotSaved::Shut(SealedTrouble::KeyringLocked))), "{refused:?}");
    assert_eq!(folder.files(), before);
    let both = |name: &str| match name {
        "ZHANGGUI_API_KEY" => Some(API_KEY.to_owned()),
        "ZHANGGUI_APP_SECRET" => Some(OTHER.to_owned()),
        _ => None,
    };
    Secrets::load_by(&ring.keyring(), folder.all(), Api::V2, both).expect("the environment has all");
    ring.lock(false);
    assert_eq!(folder.app_secret(&ring.keyring()), APP_SECRET);
}

#[test]
fn a_keyring_that_comes_later_takes_the_key_over_at_the_next_writing() {
    let (folder, ring) = (Folder::new(), MockKeyring::new());
    assert_eq!(folder.save_both(&Keyring::none()), SecretsPlace::Beside);
    assert!(folder.load(&ring.keyring()).is_ok() && ring.ids().is_empty());
    let place = folder.save(&ring.keyring(), &[(SecretKey::AppSecret, OTHER)]).expect("saved");
    assert_eq!((place, folder.names().join(" ").as_str()), (SecretsPlace::Keyring, "secrets.sealed settings.toml"));
    assert!(folder.load(&ring.keyring()).expect("opened").api_key.is_some());
}

#[test]
fn what_nobody_can_open_any_more_is_set_aside_and_never_thrown_away() {
    let (folder, ring, other) = (Folder::new(), MockKeyring::new(), MockKeyring::new());
    folder.save_both(&ring.keyring());
    let sealed = fs::read(folder.path("secrets.sealed")).unwrap();
    assert_eq!(shut(folder.load(&other.keyring())), SealedTrouble::NoKey);
    assert_eq!(shut(folder.load(&Keyring::none())), SealedTrouble::NoKeyring);
    folder.save_both(&other.keyring());
    assert!(folder.load(&other.keyring()).is_ok());
    assert_eq!(fs::read(folder.path("secrets.sealed.unreadable-1")).expect("kept"), sealed);
    fs::write(folder.path("secrets.sealed"), "half of it").unwrap();
    assert_eq!(shut(folder.load(&other.keyring())), SealedTrouble::Damaged);
    folder.save_both(&Keyring::none());
    assert_eq!(fs::read(folder.path("secrets.sealed.unreadable-2")).expect("kept"), b"half of it");
    fs::remove_file(folder.path("secrets.key")).unwrap();
    assert_eq!(shut(folder.load(&Keyring::none())), SealedTrouble::NoKeyFile);
    fs::write(folder.path("secrets.key"), "no key").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder.path("secrets.key"), fs::Permissions::from_mode(0o600)).unwrap();
    }
    folder.save_both(&Keyring::none());
    assert_eq!(fs::read(folder.path("secrets.key.unreadable-1")).expect("kept"), b"no key");
    assert!(folder.load(&Keyring::none()).is_ok());
}

#[test]
fn an_altered_file_is_never_taken_for_another_text() {
    let folder = Folder::new();
    folder.save_both(&Keyring::none());
    let whole = fs::read(folder.path("secrets.sealed")).unwrap();
    let text = folder.text(&Keyring::none());
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(folder.path("secrets.sealed"), &bytes).unwrap();
        match secrets_in_plain(folder.all(), &Keyring::none()) {
            Ok(read) => assert_eq!(*read, text, "byte {at}"),
            Err(BadSecrets::Shut { .. }) => {}
            Err(bad) => panic!("{at}: {bad}"),
        }
    }
}

#[test]
fn a_disk_that_is_full_at_any_writing_leaves_settings_and_secrets_as_they_were() {
    for (had, writings) in
        [("nothing", [9, 6]), ("a plain file", [9, 6]), ("a key beside", [9, 9]), ("a keyring", [9, 9])]
    {
        for (with_ring, wanted) in [false, true].into_iter().zip(writings) {
            let ring = MockKeyring::new();
            let keyring = if with_ring { ring.keyring() } else { Keyring::none() };
            let folder = if had == "a plain file" { Folder::with_plain() } else { Folder::new() };
            match had {
                "a key beside" => drop(folder.save_both(&Keyring::none())),
                "a keyring" if with_ring => drop(folder.save_both(&keyring)),
                "a keyring" => continue,
                _ => {}
            }
            let (before, ids) = (folder.files(), ring.ids());
            let changes = [SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(30))];
            let mut tried = 0;
            for at in 1.. {
                let save = || {
                    let document = SettingsDocument::open(folder.all()).expect("read");
                    save_with_secrets(&document, &changes, &[words(&(SecretKey::AppSecret, OTHER))], &keyring)
                };
                let (saved, met) = full_at(at, save);
                if !met {
                    saved.expect("and then it is saved");
                    break;
                }
                assert!(matches!(saved, Err(NotSaved::Unwritable { .. })), "{at}");
                assert_eq!(folder.files(), before, "{at}: {had} before");
                assert_eq!(ring.ids(), ids, "{at}: {had} before");
                tried = at;
            }
            assert_eq!(tried, wanted, "{had} before, a keyring: {with_ring}");
            let key: &[&str] = if with_ring { &[] } else { &["secrets.key"] };
            assert_eq!(folder.names(), [key, &["secrets.sealed", "settings.toml"]].concat(), "{had} before");
            assert!(folder.text(&keyring).contains(OTHER));
            assert!(fs::read_to_string(folder.path("settings.toml")).unwrap().contains("hold_seconds = 30"));
        }
    }
}
