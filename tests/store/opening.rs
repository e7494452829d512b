//! Opening the file: ours, or refused with its cause and left as it was.

use crate::world::*;
use rusqlite::Connection;
use std::{fs, path::Path, time::Duration};
use tempfile::TempDir;
use zhanggui::domain::ShopId;
use zhanggui::store::{SCHEMA, Store, StoreError, Tuning};

fn quick() -> Tuning {
    Tuning { busy_timeout: Duration::from_millis(20), ..Tuning::default() }
}

fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open_tuned(path, ShopId::main(), quick())
}

/// A closed shop file in a folder of its own.
fn shop_file() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    open(&path).unwrap().close().unwrap();
    (folder, path)
}

/// Opens a file that must be refused; nothing in its folder may change.
fn refused_untouched(path: &Path) -> StoreError {
    let listing = || {
        let mut files: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|file| (fs::read(&file).unwrap(), file)).collect::<Vec<_>>()
    };
    let before = listing();
    let error = open(path).expect_err("the file must be refused");
    assert!(listing() == before, "a refused file and its folder stay as they were");
    error
}

fn change(path: &Path, sql: &str) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
}

#[test]
fn a_closed_shop_is_one_file_and_opens_again() {
    let (folder, path) = shop_file();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no side files are left");
    let store = open(&path).unwrap();
    assert_eq!(store.reader().unwrap().schema().unwrap(), SCHEMA);
    store.close().unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_file_and_its_side_files() {
    use std::os::unix::fs::PermissionsExt;
    let shop = World::new();
    for file in fs::read_dir(shop.folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_untouched() {
    for newer in [
        "PRAGMA user_version = 99",
        "INSERT INTO refinery_schema_history VALUES (99, 'later', '2027-01-01T00:00:00Z', '1')",
    ] {
        let (_folder, path) = shop_file();
        change(&path, newer);
        assert!(matches!(refused_untouched(&path), StoreError::Newer { found: 99, known: SCHEMA }), "{newer}");
    }
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_untouched() {
    let (_folder, path) = shop_file();
    fs::write(&path, "merchant number,amount\n1,2\n".repeat(400)).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)));
    fs::write(&path, "short").unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)));
    fs::remove_file(&path).unwrap();
    change(&path, "CREATE TABLE diary (day TEXT)");
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)));
}

#[test]
fn a_damaged_file_is_refused_and_left_untouched() {
    let (_folder, path) = shop_file();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)), "cut short");
    let mut torn = whole.clone();
    torn[100..4096].fill(0xA5);
    fs::write(&path, &torn).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)), "its schema is torn");
    let mut torn = whole;
    let second_page = 4096..8192;
    torn[second_page].fill(0xA5);
    fs::write(&path, &torn).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Damaged(_)), "a table is torn");
}

#[test]
fn a_history_that_is_not_this_programs_is_refused() {
    for other in [
        "UPDATE refinery_schema_history SET checksum = '1'",
        "UPDATE refinery_schema_history SET checksum = 'not a number'",
        "UPDATE refinery_schema_history SET applied_on = 'yesterday'",
    ] {
        let (_folder, path) = shop_file();
        change(&path, other);
        assert!(matches!(open(&path), Err(StoreError::Damaged(_))), "{other}");
    }
}

#[test]
fn a_file_another_program_holds_is_locked_and_opens_once_it_is_free() {
    let (_folder, path) = shop_file();
    let holder = Connection::open(&path).unwrap();
    holder.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE tallies SET amount = 0;").unwrap();
    assert!(matches!(open(&path), Err(StoreError::Locked)));
    holder.close().unwrap();
    open(&path).unwrap().close().unwrap();
}

#[test]
fn an_intent_on_a_held_file_is_told_so_and_can_be_repeated() {
    let shop = World::tuned(quick());
    let holder = Connection::open(shop.folder.path().join("shop.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let wanted = shop.new_order(&[("pot", 1)]);
    assert!(matches!(shop.store.place_order(wanted.clone(), NOON).wait(), Err(StoreError::Locked)));
    holder.execute_batch("ROLLBACK").unwrap();
    shop.store.place_order(wanted, NOON).wait().expect("nothing was changed the first time");
    assert_eq!(shop.stock("pot"), 1);
}

#[test]
fn a_full_disk_refuses_the_intent_and_loses_nothing_that_was_answered() {
    let shop = World::tuned(Tuning { pages_max: Some(90), ..quick() });
    let mut placed = Vec::new();
    let full = loop {
        let mut wanted = shop.new_order(&[("coffee", 1)]);
        wanted.note = "长".repeat(200);
        match shop.store.place_order(wanted, NOON).wait() {
            Ok(order) => placed.push(order.order_no),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Disk(_)), "{full}");
    assert!(placed.len() > 3);
    assert_eq!(shop.reader.counts(NOON).unwrap().orders, placed.len() as u64);
    assert_eq!(shop.stock("coffee") as usize, 1000 - placed.len());
    shop.store.mark_seen(Vec::new(), NOON).wait().expect("the writer goes on");
    assert!(placed.iter().all(|order_no| shop.reader.order(order_no).unwrap().is_some()));
}

#[test]
fn a_copy_made_while_the_shop_is_open_is_a_whole_shop() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let copy = tempfile::tempdir().unwrap();
    for name in ["shop.db", "shop.db-wal"] {
        fs::copy(shop.folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let store = open(&copy.path().join("shop.db")).unwrap();
    assert_eq!(store.reader().unwrap().order(&order.order_no).unwrap(), Some(shop.order(&order.order_no)));
}

#[test]
fn after_closing_every_handle_says_so() {
    let shop = World::new();
    let other = shop.store.clone();
    let asked = shop.store.mark_seen(Vec::new(), NOON);
    shop.store.clone().close().unwrap();
    asked.wait().expect("what was asked before is finished first");
    assert!(matches!(other.mark_seen(Vec::new(), NOON).wait(), Err(StoreError::Closed)));
}
