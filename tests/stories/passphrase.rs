//! A backup that opens with a passphrase: asked for by the real program, or taken from its environment, and written nowhere.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;
use zhanggui::{
    domain::ShopId,
    store::{Reader, Store},
};

const PASSPHRASE: &str = "four tall camellias";
const VARIABLE: &str = "ZHANGGUI_BACKUP_PASSPHRASE";

/// A shop without keys, closed.
fn shop() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    Store::open(&folder.path().join("shop.db"), ShopId::main()).unwrap().close().unwrap();
    folder
}

/// What a person types; `None`: nothing, and the passphrase stands in the environment.
fn zhanggui(folder: &Path, words: &[&str], (typed, given): (&str, Option<&str>)) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.args(["--lang", "en", "--data"]).arg(folder).args(words).env_remove(VARIABLE);
    if let Some(given) = given {
        command.env(VARIABLE, given);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    running.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output, said)
}

fn fails(folder: &Path, words: &[&str], by: (&str, Option<&str>), sentence: &str) {
    let (output, said) = zhanggui(folder, words, by);
    assert!(!output.status.success() && said.contains(sentence), "{words:?}: {said}");
    assert!(!said.contains("camellias"), "{said}");
}

fn works(folder: &Path, words: &[&str], by: (&str, Option<&str>)) -> String {
    let (output, said) = zhanggui(folder, words, by);
    assert!(output.status.success(), "{words:?}: {said}");
    assert!(!said.contains("camellias"), "{said}");
    said
}

/// Nowhere in a folder, as it is or as it would be packed.
fn written_nowhere(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = fs::read(entry.path()).unwrap();
            for form in [PASSPHRASE.to_owned(), hex::encode(PASSPHRASE)] {
                let found = bytes.windows(form.len()).any(|part| part == form.as_bytes());
                assert!(!found, "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn a_backup_opens_elsewhere_with_the_passphrase_that_was_typed_twice_and_with_no_other() {
    let (shop, there) = (shop(), tempfile::tempdir().unwrap());
    let file = there.path().join("shop.zgb");
    let name = file.to_str().unwrap();
    let backup = ["backup", name, "--passphrase"];
    fails(shop.path(), &backup, ("short\n", None), "at least 12 characters");
    fails(shop.path(), &backup, ("four tall camellias\nfour small camellias\n", None), "differently the second time");
    assert!(!file.exists(), "nothing was written");
    let said = works(shop.path(), &backup, ("four tall camellias\nfour tall camellias\n", None));
    assert!(said.contains("opened and checked") && !said.contains("The recovery code, shown"), "{said}");
    written_nowhere(shop.path());
    written_nowhere(there.path());

    // Another computer: it has no keys of this shop.
    let elsewhere = tempfile::tempdir().unwrap();
    let to = |name: &str| -> PathBuf { elsewhere.path().join(name) };
    fails(
        &to("a"),
        &["restore", name, "--yes"],
        ("four tall Camellias\n", None),
        "the passphrase does not open this backup",
    );
    fails(&to("a"), &["restore", name, "--yes"], ("", Some("four small camellias")), "the passphrase does not open");
    assert!(!to("a").join("shop.db").exists());
    let said = works(&to("a"), &["restore", name, "--yes"], ("four tall camellias\n", None));
    assert!(said.contains("Restored"), "{said}");
    assert!(Reader::open(&to("a").join("shop.db"), ShopId::main()).is_ok());
    written_nowhere(&to("a"));
}

#[test]
fn the_environment_gives_the_passphrase_and_nobody_is_asked() {
    let (shop, there) = (shop(), tempfile::tempdir().unwrap());
    let file = there.path().join("shop.zgb");
    let name = file.to_str().unwrap();
    works(shop.path(), &["backup", name, "--passphrase"], ("", Some(PASSPHRASE)));
    let elsewhere = there.path().join("elsewhere");
    works(&elsewhere, &["restore", name, "--yes"], ("", Some(PASSPHRASE)));
    assert!(elsewhere.join("shop.db").exists());
    // The shop's own computer needs neither.
    works(shop.path(), &["restore", name, "--yes", "--to", there.path().join("again").to_str().unwrap()], ("", None));
    written_nowhere(there.path());
}
