//! The stories about money once more, with the shop on a PostgreSQL server.

use super::server::server;
use std::{path::Path, process::Command};
use zhanggui::{
    domain::ShopId,
    store::{Reader, Store, Tuning},
};

/// Set: the shops of these stories lie on a server instead of in files.
const ON_A_SERVER: &str = "ZHANGGUI_TEST_ON_A_SERVER";

/// Of the model: each question of these is a way to the server.
const SEQUENCES: &str = "24";
/// Of the long run.
const REFUNDS: &str = "300";

/// Stories whose shop has no file that somebody opens beside it, and no copy of it that is put back.
const STORIES: [&str; 22] = [
    "both_apis::",
    "by_hand::",
    "clocks::",
    "complaint_desk::",
    "evidence::",
    "expiry::",
    "funds::",
    "killed::killed_at_any_moment_a_shop_of_api_v3",
    "ledger_run::",
    "liar::",
    "merchants::",
    "model::",
    "payments::",
    "permuted::",
    "refund_limits::",
    "refund_words::",
    "refunds::",
    "replays::",
    "second_payments::",
    "shipping::",
    "storm::",
    "weather::",
];

/// True if the shops lie on a server.
pub fn is_meant() -> bool {
    std::env::var_os(ON_A_SERVER).is_some()
}

fn name_of(folder: &Path) -> &str {
    folder.file_name().and_then(|name| name.to_str()).expect("a folder's name")
}

/// The shop of this folder: a file in it, or a database of its name on the server.
pub fn opened(folder: &Path) -> Store {
    opened_tuned(folder, Tuning::default())
}

/// The same with other limits.
pub fn opened_tuned(folder: &Path, tuning: Tuning) -> Store {
    if !is_meant() {
        return Store::open_tuned(&folder.join("shop.db"), ShopId::main(), tuning).expect("a shop");
    }
    let address = server().expect("a server").shop(name_of(folder));
    Store::on_server(&address, ShopId::main(), tuning).expect("a shop")
}

/// Another program that writes and does not come to an end, until it is dropped.
pub fn held(folder: &Path) -> Box<dyn Send> {
    if let Some(mut other) = connected(folder) {
        other.batch_execute("BEGIN; SELECT 1 FROM shop_commits FOR UPDATE").expect("held");
        return Box::new(other);
    }
    let other = rusqlite::Connection::open(folder.join("shop.db")).expect("the file");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    Box::new(other)
}

/// The same, for whoever reads in it while somebody else has it open.
pub fn reader(folder: &Path) -> Reader {
    let read = if is_meant() {
        Reader::open_server(&server().expect("a server").shop(name_of(folder)), ShopId::main())
    } else {
        Reader::open(&folder.join("shop.db"), ShopId::main())
    };
    read.expect("a reader")
}

/// A connection of the test's own, where the shop lies on a server.
pub fn connected(folder: &Path) -> Option<postgres::Client> {
    is_meant().then(|| server().expect("a server").connect(name_of(folder)))
}

/// What the settings say of it.
pub fn settings(folder: &Path) -> String {
    if !is_meant() {
        return String::new();
    }
    server().expect("a server").shop(name_of(folder));
    format!("[store]\nurl = \"{}\"\n", server().expect("a server").url(name_of(folder)))
}

#[test]
fn the_stories_about_money_are_the_same_on_a_server() {
    if is_meant() || server().is_none() {
        return;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    let sequences = std::env::var("ZHANGGUI_SEQUENCES").unwrap_or_else(|_| SEQUENCES.to_owned());
    let refunds = std::env::var("ZHANGGUI_REFUNDS").unwrap_or_else(|_| REFUNDS.to_owned());
    again.env(ON_A_SERVER, "1").env("ZHANGGUI_SEQUENCES", sequences).env("ZHANGGUI_REFUNDS", refunds);
    let said = again.arg("--quiet").args(STORIES).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{out}\n{err}");
    println!("on PostgreSQL: {}", out.lines().find(|line| line.contains("test result")).unwrap_or_default());
}
