//! The keys of a shop against a real secret service: the one a desktop has, in a session of its own, without a screen.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use zhanggui::{
    base::keyring::Keyring,
    domain::Api,
    settings::{BadSecrets, SecretKey, SecretWords, Secrets, SecretsPlace, save_secrets},
};

const FOLDER: &str = "ZHANGGUI_TEST_KEYRING_FOLDER";
const API_KEY: &str = "TestApiV2Key00000000000000000001";
const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Runs one of the stories below inside a session with its own bus and keyring. False where there is none to try.
fn in_a_session(home: &Path, folder: &Path, story: &str, keyring: &str) -> bool {
    if !is_there("dbus-run-session") || !is_there("gnome-keyring-daemon") {
        assert!(std::env::var_os("ZHANGGUI_KEYRING").is_none(), "a secret service is required here, and none is there");
        println!("LEFT OUT: no gnome-keyring-daemon or no dbus-run-session");
        return false;
    }
    let me: PathBuf = std::env::current_exe().expect("a path");
    let script = format!("{keyring}; exec \"$0\" --exact keyring::{story} --ignored --nocapture");
    let run = home.join("run");
    fs::create_dir_all(&run).expect("a folder");
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", &script]).arg(me).stdin(Stdio::null());
    session.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
    session.env("HOME", home).env("XDG_DATA_HOME", home.join("data")).env("XDG_RUNTIME_DIR", &run).env(FOLDER, folder);
    let said = session.output().expect("it runs");
    let words = [String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr)].join("\n");
    assert!(said.status.success() && words.contains("ok. 1 passed"), "{words}");
    true
}

#[test]
fn a_real_keyring_keeps_the_files_key_and_gives_it_back_in_another_session() {
    let (home, shop) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let unlocked = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
    if !in_a_session(home.path(), shop.path(), "keys_are_kept", unlocked) {
        return;
    }
    assert!(!shop.path().join("secrets.key").exists() && !shop.path().join("secrets.toml").exists());
    let sealed = fs::read_to_string(shop.path().join("secrets.sealed")).expect("stored");
    assert!(sealed.contains("key = \"keyring\"") && !sealed.contains(APP_SECRET), "{sealed}");
    in_a_session(home.path(), shop.path(), "keys_are_there", unlocked);
    in_a_session(home.path(), shop.path(), "keys_cannot_be_opened", "unset DBUS_SESSION_BUS_ADDRESS");
}

fn shop() -> PathBuf {
    PathBuf::from(std::env::var_os(FOLDER).expect("started by the story above"))
}

#[test]
#[ignore = "inside the session of the story above"]
fn keys_are_kept() {
    let words = |words: &str| SecretWords::new(words.to_owned());
    let secrets = [(SecretKey::ApiKey, words(API_KEY)), (SecretKey::AppSecret, words(APP_SECRET))];
    let place = save_secrets(&shop(), &secrets, &Keyring::system()).expect("saved");
    assert_eq!(place, SecretsPlace::Keyring);
    Secrets::load(&shop(), Api::V2, |_| None).expect("opened");
}

#[test]
#[ignore = "inside the session of the story above"]
fn keys_are_there() {
    Secrets::load(&shop(), Api::V2, |_| None).expect("opened");
}

#[test]
#[ignore = "inside the session of the story above"]
fn keys_cannot_be_opened() {
    let bad = Secrets::load(&shop(), Api::V2, |_| None).expect_err("there is no keyring");
    assert!(matches!(bad, BadSecrets::Shut { .. }), "{bad}");
}
