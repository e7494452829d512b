//! Saved settings hold at once: the shop behind the window is opened anew, with listener, tunnel and jobs. Settings that open no
//! shop are not kept.

use crate::wizard_owner::{APP_ID, KEY, MCH_ID, Owner, SECRET, free_port, wechat};
use std::fs;
use zhanggui::{base::keyring::Keyring, ui::NotOpen};

/// An owner before a shop of this folder that is open.
fn open() -> (Owner, String, tempfile::TempDir) {
    let there = tempfile::tempdir().expect("a folder");
    let sandbox = wechat(there.path());
    let (url, ca, bind) = (sandbox.base_url(), sandbox.ca_path().display().to_string(), free_port());
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!(
        "# my shop\n[shop]\nname = \"Camellia\"   # over the door\n\n[wechat]\napp_id = \"{APP_ID}\"\nmch_id = \"{MCH_ID}\"\n\
         pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = '{ca}'\n[listener]\nbind = \"{bind}\" # here\n"
    );
    fs::write(folder.path().join("settings.toml"), &settings).expect("written");
    let secrets = format!("api_key = \"{KEY}\"\napp_secret = \"{SECRET}\"\n");
    fs::write(folder.path().join("secrets.toml"), secrets).expect("written");
    let trouble = NotOpen {
        english: "it was closed".to_owned(),
        chinese: "关着".to_owned(),
        next: ("", ""),
        check: "zhanggui check".to_owned(),
    };
    let mut owner = Owner::before(folder, Keyring::none(), trouble);
    owner.click("Open it again");
    owner.waits_to_press("Settings");
    owner.click("Settings");
    drop(sandbox);
    (owner, settings, there)
}

#[test]
fn what_is_saved_holds_at_once_and_the_owners_words_around_it_stay() {
    let (mut owner, settings, _there) = open();
    let file = owner.path().join("settings.toml");
    owner.click("Shop");
    owner.write("Shop's name", "Camellia & Co");
    owner.click("Save");
    owner.waits_for("Saved; the shop is open with the new settings");
    assert_eq!(fs::read_to_string(&file).expect("there"), settings.replace("\"Camellia\"", "\"Camellia & Co\""));
    let other = free_port();
    owner.click("Advanced");
    owner.write("Where this computer listens", &other.to_string());
    owner.click("Save");
    owner.waits_for("Saved; the shop is open with the new settings");
    assert!(std::net::TcpStream::connect(other).is_ok(), "it listens where it was told to");
}

#[test]
fn settings_that_open_no_shop_are_put_back_byte_for_byte_and_say_why() {
    let (mut owner, settings, _there) = open();
    owner.click("Advanced");
    owner.write("Database for several computers (empty for one)", "postgresql://shop@127.0.0.1:1/shop");
    owner.click("Save");
    owner.waits_for("so the former ones are in force again");
    assert_eq!(fs::read_to_string(owner.path().join("settings.toml")).expect("there"), settings);
    owner.click("Today");
    owner.waits_for("Refunds");
}
