//! What goes wrong on the way to a shop: each is told in a sentence with the next step, and nothing is half saved.

use crate::wizard_owner::{APP_ID, KEY, MCH_ID, Owner, PUBLIC_URL, SECRET, wechat};
use keyring_core::{CredentialPersistence, Entry, Error as StoreError, api::CredentialStoreApi, mock};
use std::{
    any::Any,
    collections::HashMap,
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use zhanggui::{
    app::shop_switcher::not_open,
    base::{
        env::{Clock, Env, SystemClock},
        keyring::Keyring,
    },
    domain::{Api, UnixSeconds},
    sandbox::Sandbox,
    settings::{BadSecrets, SecretKey, SecretWords, Secrets, save_secrets},
    ui::Lang,
};

/// A clock that goes wrong by so many seconds.
struct Off(i64);

impl Clock for Off {
    fn now(&self) -> UnixSeconds {
        SystemClock.now().plus(self.0)
    }
}

fn off_by(secs: i64) -> Env {
    Env { clock: Arc::new(Off(secs)), ..Env::system() }
}

/// A keyring with a lock on it.
#[derive(Debug)]
struct Locked(Arc<mock::Store>, AtomicBool);

impl CredentialStoreApi for Locked {
    fn vendor(&self) -> String {
        "a test".to_owned()
    }
    fn id(&self) -> String {
        "locked".to_owned()
    }
    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
        if self.1.load(Ordering::SeqCst) {
            return Err(StoreError::NoStorageAccess("locked".into()));
        }
        self.0.build(service, user, None)
    }
    fn search(&self, _: &HashMap<&str, &str>) -> keyring_core::Result<Vec<Entry>> {
        Ok(Vec::new())
    }
    fn persistence(&self) -> CredentialPersistence {
        CredentialPersistence::ProcessOnly
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn ring() -> (Arc<Locked>, Keyring) {
    let ring = Arc::new(Locked(mock::Store::new().expect("a store"), AtomicBool::new(false)));
    let keyring = Keyring::of(Arc::<Locked>::clone(&ring));
    (ring, keyring)
}

/// The first two pages.
fn to_the_merchant(owner: &mut Owner, sandbox: &Sandbox) {
    owner.click("Begin");
    owner.write("Shop's name", "Camellia");
    owner.click("Next");
    owner.click("Other servers and proxy");
    owner.write("Address of the mini program's interface", &sandbox.base_url());
    owner.write("Address of WeChat Pay", &sandbox.base_url());
    owner.write("One more root to trust (usually empty)", &sandbox.ca_path().display().to_string());
    owner.write("AppID of the mini program", APP_ID);
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Next");
    owner.sees("Step 3 of 6");
}

fn merchant(owner: &mut Owner, certificate: &Path) {
    owner.write("Merchant number", MCH_ID);
    owner.write("API v2 key", KEY);
    owner.chooses(certificate.to_owned());
    owner.click("Choose a file…");
}

/// To the last page, with the door here.
fn to_the_proof(owner: &mut Owner, sandbox: &Sandbox, bind: SocketAddr) {
    to_the_merchant(owner, sandbox);
    merchant(owner, &sandbox.dir().join("apiclient_cert.pem"));
    owner.click("Next");
    owner.sees("Step 4 of 6");
    owner.write("Public address", PUBLIC_URL);
    owner.click("Advanced");
    owner.write("Where this computer listens", &bind.to_string());
    owner.click("Next");
    owner.click("Next");
    owner.sees("Step 6 of 6");
    owner.waits_for("Merchant and key");
}

fn nothing_half(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(![".new", ".former", ".half"].iter().any(|half| name.ends_with(half)), "{name}");
        if entry.path().is_dir() {
            nothing_half(&entry.path());
        }
    }
}

#[test]
fn a_certificate_that_has_expired_is_told_with_the_day_and_where_to_renew_it() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let start = tempfile::tempdir().expect("a folder");
    let mut owner = Owner::on(start, Lang::En, off_by(40 * 366 * 86_400), Keyring::none());
    to_the_merchant(&mut owner, &sandbox);
    merchant(&mut owner, &sandbox.dir().join("apiclient_cert.pem"));
    owner.click("Next");
    owner.sees("expired");
    owner.sees("Renew it on the merchant platform under API security, and choose the new one");
    owner.sees("Step 3 of 6");
    nothing_half(owner.path());
}

#[test]
fn half_a_certificate_and_one_without_its_key_are_told() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let mut owner = Owner::new(Lang::En);
    to_the_merchant(&mut owner, &sandbox);
    let alone = tempfile::tempdir().expect("a folder");
    let whole = fs::read(sandbox.dir().join("apiclient_cert.pem")).expect("there");
    fs::write(alone.path().join("apiclient_cert.pem"), &whole).expect("written");
    merchant(&mut owner, &alone.path().join("apiclient_cert.pem"));
    owner.sees("Its other half must lie beside it");
    fs::write(alone.path().join("apiclient_cert.pem"), &whole[..whole.len() / 2]).expect("written");
    fs::copy(sandbox.dir().join("apiclient_key.pem"), alone.path().join("apiclient_key.pem")).expect("copied");
    owner.chooses(alone.path().join("apiclient_cert.pem"));
    owner.click("Choose a file…");
    owner.click("Next");
    owner.sees("Download the certificate on the merchant platform under API security, and choose it");
    owner.sees("Step 3 of 6");
    nothing_half(owner.path());
}

#[test]
fn a_key_with_a_byte_order_mark_a_line_break_or_blanks_is_mended_by_a_button() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let mut owner = Owner::new(Lang::En);
    to_the_merchant(&mut owner, &sandbox);
    for around in [("\u{FEFF}", ""), ("", "\r\n"), ("  ", "\t"), ("\u{FEFF} ", " \r\n")] {
        owner.write("API v2 key", &format!("{}{KEY}{}", around.0, around.1));
        owner.sees("A blank or a line break around it; 32 characters without");
        owner.click("Remove blanks");
        owner.sees("32 characters, not a published sample");
    }
}

#[test]
fn a_wrong_key_and_another_programs_app_id_are_told_with_what_to_compare() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let mut owner = Owner::new(Lang::En);
    owner.click("Begin");
    owner.write("Shop's name", "Camellia");
    owner.click("Next");
    owner.click("Other servers and proxy");
    owner.write("Address of the mini program's interface", &sandbox.base_url());
    owner.write("Address of WeChat Pay", &sandbox.base_url());
    owner.write("One more root to trust (usually empty)", &sandbox.ca_path().display().to_string());
    owner.write("AppID of the mini program", &APP_ID.replace("01", "02"));
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Next");
    owner.sees("Step 2 of 6");
    owner.sees("WeChat does not know this AppID");
    owner.sees("Compare the AppID with WeChat's platform");
    owner.write("AppID of the mini program", APP_ID);
    owner.click("Next");
    owner.sees("Step 3 of 6");
    merchant(&mut owner, &sandbox.dir().join("apiclient_cert.pem"));
    owner.write("API v2 key", &KEY.replace("0001", "0002"));
    owner.click("Next");
    owner.sees("签名错误");
    owner.sees("Step 3 of 6");
    nothing_half(owner.path());
}

#[test]
fn a_clock_hours_off_a_taken_port_and_a_door_that_is_not_ours_are_lines_of_the_last_page() {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let start = tempfile::tempdir().expect("a folder");
    let mut owner = Owner::on(start, Lang::En, off_by(3 * 3600), Keyring::none());
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    to_the_proof(&mut owner, &sandbox, taken.local_addr().expect("its address"));
    owner.waits_for("ahead of WeChat's");
    owner.sees("Let this computer set its clock by itself");
    owner.sees("is taken by another program");
    owner.sees("End that program, or choose another port under [listener] in settings.toml");
    owner.sees("was not tried: see the listener first");
}

#[test]
fn a_draft_that_somebody_else_changed_is_read_again_by_a_button_and_nothing_of_theirs_is_lost() {
    let mut owner = Owner::new(Lang::En);
    owner.click("Begin");
    owner.write("Shop's name", "Camellia");
    owner.click("Next");
    owner.sees("Step 2 of 6");
    let draft = owner.path().join("setup.toml");
    let theirs = fs::read_to_string(&draft).expect("kept").replace("Camellia", "Lotus");
    fs::write(&draft, &theirs).expect("written");
    owner.write("AppID of the mini program", APP_ID);
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Next");
    owner.sees("changed by another program meanwhile");
    assert_eq!(fs::read_to_string(&draft).expect("there"), theirs);
    assert!(!owner.path().join("secrets.sealed").exists(), "all of it or nothing");
    nothing_half(owner.path());
    owner.click("Discard");
    owner.waits_for("Step 2 of 6");
    assert!(!owner.shows("changed by another program meanwhile"));
    owner.write("AppID of the mini program", APP_ID);
    owner.click("Save and leave");
    owner.waits_for("Go on");
    let kept = fs::read_to_string(&draft).expect("there");
    assert!(kept.contains("Lotus") && kept.contains(APP_ID), "{kept}");
}

#[test]
fn a_keyring_that_is_locked_is_told_and_nothing_is_written_over() {
    let (lock, keyring) = ring();
    let start = tempfile::tempdir().expect("a folder");
    let mut owner = Owner::on(start, Lang::En, Env::system(), keyring.clone());
    owner.click("Begin");
    owner.write("Shop's name", "Camellia");
    owner.click("Next");
    owner.write("AppID of the mini program", APP_ID);
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Save and leave");
    owner.waits_for("Go on");
    let sealed = fs::read(owner.path().join("secrets.sealed")).expect("stored");
    assert!(!owner.path().join("secrets.key").exists(), "the key is in the keyring");
    lock.1.store(true, Ordering::SeqCst);
    owner.click("Go on");
    owner.waits_for("the keyring of your desktop is locked. Unlock it");
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Next");
    owner.sees("Nothing was saved. The stored keys cannot be opened: the keyring of your desktop is locked");
    assert_eq!(fs::read(owner.path().join("secrets.sealed")).expect("there"), sealed);
    nothing_half(owner.path());
    lock.1.store(false, Ordering::SeqCst);
    let mut again = Owner::on(owner.leaves(), Lang::En, Env::system(), keyring);
    again.click("Go on");
    again.waits_for("Step 3 of 6");
    again.click("Mini program");
    again.sees("Stored encrypted, its key in the system's keyring; never shown again");
}

#[test]
fn a_shop_whose_keys_nobody_can_open_any_more_gets_new_ones_in_the_window_and_the_old_file_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!("[shop]\nname = \"Camellia\"\n[wechat]\napp_id = \"{APP_ID}\"\nmch_id = \"{MCH_ID}\"\n");
    fs::write(folder.path().join("settings.toml"), settings).expect("written");
    let words = |words: &str| SecretWords::new(words.to_owned());
    let secrets = [(SecretKey::ApiKey, words(KEY)), (SecretKey::AppSecret, words(SECRET))];
    save_secrets(folder.path(), &secrets, &ring().1).expect("saved");
    let sealed = fs::read(folder.path().join("secrets.sealed")).expect("stored");
    let (_, other) = ring();
    let bad = Secrets::load_by(&other, folder.path(), Api::V2, |_| None).expect_err("another computer's");
    let trouble = not_open(&anyhow::Error::new(bad), "zhanggui check");
    let mut owner = Owner::before(folder, other.clone(), trouble);
    owner.sees("what opens them is not in this keyring but another user's or another computer's");
    owner.click("Go through settings and keys");
    owner.waits_for("Step 2 of 6");
    owner.write("AppSecret of the mini program", SECRET);
    owner.click("Save and leave");
    owner.settle();
    assert_eq!(fs::read(owner.path().join("secrets.sealed.unreadable-1")).expect("kept"), sealed);
    let bad = Secrets::load_by(&other, owner.path(), Api::V2, |_| None).expect_err("one of the two");
    assert!(matches!(bad, BadSecrets::Missing { name: "ZHANGGUI_API_KEY", .. }), "{bad}");
}
