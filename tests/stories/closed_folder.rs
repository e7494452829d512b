//! The shop's folder is its owner's alone: what was copied in, what an older version left, what the running shop makes.
#![cfg(unix)]

#[cfg(target_os = "linux")]
use super::{
    threats_pictures::{asks_for_money_back, black, upload, with_coffee},
    threats_program::Besieged,
};
#[cfg(target_os = "linux")]
use std::process::Command;
use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use zhanggui::app::start::FolderLock;

/// What a shop's folder holds, each as a program that knows of no owner would unpack it.
const FILES: [&str; 19] = [
    "shop.db",
    "shop.db-wal",
    "shop.db-shm",
    "settings.toml",
    "secrets.toml",
    "secrets.sealed",
    "secrets.key",
    "window.toml",
    "printer-tokens.toml",
    "backup-keys.toml",
    "generation.mark",
    "lock",
    "pictures/00000000000000000000000000000001.jpg",
    "pictures/products/coffee.jpg",
    "logs/zhanggui.log",
    "logs/zhanggui.log.1",
    "certs/apiclient_key.pem",
    "backups/2026-09-01.zgb",
    "practice/shop.db",
];

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o777
}

/// A file with all the folders above it, readable by everybody.
fn open_file(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let above = path.parent().unwrap();
    fs::create_dir_all(above).unwrap();
    fs::write(&path, name).unwrap();
    set_mode(&path, 0o664);
    for above in above.ancestors().take_while(|above| above.starts_with(folder)) {
        set_mode(above, 0o775);
    }
    path
}

fn copied_in() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("shop");
    for name in FILES {
        open_file(&folder, name);
    }
    (home, folder)
}

/// Everything below `folder` that others may read, and the folder itself; what a link leads to is not looked at.
fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let about = path.symlink_metadata().unwrap();
        if about.is_symlink() {
            continue;
        }
        if about.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().flatten().map(|entry| entry.path()));
        }
        if mode(&path) & 0o077 != 0 {
            let mode = mode(&path);
            found.push((path, mode));
        }
    }
    found
}

#[test]
fn a_shop_that_was_copied_in_is_its_owners_alone_once_it_is_opened() {
    let (_home, folder) = copied_in();
    assert!(open_to_others(&folder).len() > FILES.len(), "all of it was readable by everybody");
    let _lock = FolderLock::take(&folder).unwrap();
    assert_eq!(open_to_others(&folder), []);
    assert_eq!((mode(&folder), mode(&folder.join("shop.db")), mode(&folder.join("pictures"))), (0o700, 0o600, 0o700));
}

#[test]
fn what_the_owner_put_there_and_what_a_link_leads_to_stay_as_they_are() {
    let (home, folder) = copied_in();
    let notes = open_file(&folder, "my notes.txt");
    let outside = open_file(&home.path().join("elsewhere"), "picture.jpg");
    symlink(&outside, folder.join("pictures/link.jpg")).unwrap();
    fs::remove_dir_all(folder.join("backups")).unwrap();
    symlink(outside.parent().unwrap(), folder.join("backups")).unwrap();
    let _lock = FolderLock::take(&folder).unwrap();
    assert_eq!((mode(&notes), mode(&outside), mode(outside.parent().unwrap())), (0o664, 0o664, 0o775));
    assert_eq!(mode(&folder), 0o700, "nobody else comes as far as the notes");
}

/// A folder in which everybody may put files, like the system's own for temporary ones, is no shop's to close.
#[test]
fn a_folder_made_for_everybody_stays_open_to_everybody() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("tmp");
    let db = open_file(&folder, "shop.db");
    set_mode(&folder, 0o1777);
    let _lock = FolderLock::take(&folder).unwrap();
    assert_eq!((mode(&folder), mode(&db)), (0o777, 0o600));
}

/// Started so that the system itself would let everybody read whatever is made.
#[cfg(target_os = "linux")]
#[test]
fn what_the_running_shop_makes_is_its_owners_alone() {
    let shop = Besieged::new();
    let store = with_coffee(&shop);
    let refund_no = asks_for_money_back(&store, &shop, 1);
    store.close().unwrap();
    for name in ["shop.db", "settings.toml"] {
        set_mode(&shop.data.join(name), 0o644);
    }
    set_mode(&shop.data, 0o755);
    let mut careless = Command::new("sh");
    careless.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_zhanggui")]);
    let program = shop.serve_by(careless, "error");
    assert_eq!(upload(&program, 1, &refund_no, &black(100)), 201);
    for made in ["shop.db-wal", "shop.db-shm", "pictures"] {
        assert!(shop.data.join(made).exists(), "{made}");
    }
    assert_eq!(open_to_others(&shop.data), []);
    program.stop();
    assert_eq!(open_to_others(&shop.data), []);
}

/// What makes a file or a folder with the permissions the system happens to give.
const MAKERS: [&str; 6] =
    ["fs::write(", "fs::copy(", "File::create", "File::options()", "OpenOptions::new()", "create_dir"];
/// Where that is right, and why.
const ELSEWHERE: [(&str, &str, &str); 5] = [
    ("src/base/environment.rs", "File::options()", "opens the terminal, makes none"),
    ("src/base/private_file.rs", "File::options()", "the one place"),
    ("src/store/engine/open.rs", "OpenOptions::new()", "the data itself, made with the same mode"),
    ("src/ui/file_tasks.rs", "File::options()", "dates a picture anew, makes none"),
    ("src/ui/picker.rs", "create_dir", "among the system's temporary files, for all its users"),
];

#[test]
fn everything_in_the_folder_is_made_in_the_one_place_that_closes_it() {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::from("src")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().flatten().map(|entry| entry.path()));
            continue;
        }
        let name = path.display().to_string();
        if name.ends_with("tests.rs") || path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let (code, _tests) = text.split_once("mod tests {").unwrap_or((&text, ""));
        found.extend(MAKERS.iter().filter(|maker| code.contains(*maker)).map(|maker| (name.clone(), *maker)));
    }
    found.sort_unstable();
    let listed = ELSEWHERE.map(|(file, maker, _)| (file.to_owned(), maker));
    assert_eq!(found, listed, "made where nothing closes it, or no longer made");
}
