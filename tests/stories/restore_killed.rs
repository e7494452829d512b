//! The computer is switched off in the middle of a restore, at every step of it: what was there is there or put aside as a whole,
//! no shop is begun in its place, and the restore is simply done once more.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;
use zhanggui::{domain::ShopId, store::Store};

/// Every step, in their order; the parts are placed with the data last.
const POINTS: [&str; 6] = [
    "restore-extracted",
    "restore-put-aside",
    "restore-part:1",
    "restore-part:2",
    "restore-part:3",
    "restore-in-place",
];

fn zhanggui(folder: &Path, words: &[&str], crash_at: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.args(["--lang", "en", "--data"]).arg(folder).args(words);
    if let Some(point) = crash_at {
        command.env("ZHANGGUI_CRASH_AT", point);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A closed shop in a folder, and a backup of it beside; what is there was changed since.
fn shop() -> (TempDir, PathBuf, PathBuf) {
    let there = tempfile::tempdir().unwrap();
    let folder = there.path().join("shop");
    fs::create_dir(&folder).unwrap();
    Store::open(&folder.join("shop.db"), ShopId::main()).unwrap().close().unwrap();
    fs::write(folder.join("settings.toml"), "[shop]\nname = \"backed up\"\n").unwrap();
    let file = there.path().join("shop.zgb");
    let made = zhanggui(&folder, &["backup", file.to_str().unwrap()], None);
    assert!(made.status.success(), "{}", said(&made));
    fs::write(folder.join("settings.toml"), "[shop]\nname = \"later\"\n").unwrap();
    (there, folder, file)
}

/// The one folder the shop from before was put into, if it was.
fn put_aside(folder: &Path) -> Option<PathBuf> {
    let mut all = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    all.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("replaced-")))
}

#[test]
fn switched_off_at_any_step_no_shop_is_begun_in_its_place_and_a_repeat_succeeds() {
    for point in POINTS {
        let (_there, folder, file) = shop();
        let restore = ["restore", file.to_str().unwrap(), "--yes", "--over"];
        let killed = zhanggui(&folder, &restore, Some(point));
        assert!(!killed.status.success(), "{point} was not reached: {}", said(&killed));
        let whole = folder.join("shop.db").exists();
        assert_eq!(whole, matches!(point, "restore-extracted" | "restore-in-place"), "{point}");
        let later = "[shop]\nname = \"later\"\n";
        let before = put_aside(&folder).unwrap_or_else(|| folder.clone());
        assert_eq!(fs::read_to_string(before.join("settings.toml")).unwrap(), later, "{point}: nothing of it is lost");
        assert!(before.join("shop.db").exists(), "{point}");
        if !whole {
            let refused = zhanggui(&folder, &["serve"], None);
            assert!(
                !refused.status.success() && said(&refused).contains("was cut short"),
                "{point}: {}",
                said(&refused)
            );
            assert!(!folder.join("shop.db").exists(), "{point}: nothing was begun");
        }
        let again = if whole { restore.to_vec() } else { restore[..3].to_vec() };
        let done = zhanggui(&folder, &again, None);
        assert!(done.status.success() && said(&done).contains("Restored"), "{point}: {}", said(&done));
        assert!(fs::read_to_string(folder.join("settings.toml")).unwrap().contains("backed up"), "{point}");
        let store = Store::open(&folder.join("shop.db"), ShopId::main()).unwrap();
        drop(store.reader().unwrap());
        assert!(!folder.join("restoring").exists(), "{point}");
    }
}
