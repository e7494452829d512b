//! `zhanggui check`: the doctor of the real program, on a shop that is well and on one that somebody has been at.

use super::threats_program::{API_KEY, APP_SECRET, Besieged};
use std::{fs, process::Command};
use zhanggui::store::SqliteStore;

/// What the program says, and its exit code.
fn check(shop: &Besieged, more: &[&str]) -> (String, Option<i32>) {
    let said = Command::new(env!("CARGO_BIN_EXE_zhanggui"))
        .args(["check", "--lang", "en", "--data"])
        .arg(&shop.data)
        .args(more)
        .env("ZHANGGUI_API_KEY", API_KEY)
        .env("ZHANGGUI_APP_SECRET", APP_SECRET)
        .output()
        .unwrap();
    (String::from_utf8(said.stdout).unwrap(), said.status.code())
}

/// The example shop, with a certificate.
fn well() -> Besieged {
    let shop = Besieged::new();
    let file = shop.data.join("shop.db");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/shop.db.example"), &file).unwrap();
    SqliteStore::open(&file, zhanggui::domain::ShopId::main()).unwrap().close().unwrap();
    let (from, certs) = (shop.sandbox.dir().to_owned(), shop.data.join("certs"));
    fs::create_dir(&certs).unwrap();
    for file in ["apiclient_cert.pem", "apiclient_key.pem"] {
        fs::copy(from.join(file), certs.join(file)).unwrap();
    }
    shop
}

fn edit(shop: &Besieged, sql: &str) {
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
}

#[test]
fn a_shop_that_is_well_passes_every_check() {
    let (said, code) = check(&well(), &[]);
    assert_eq!((said.lines().count(), code), (6, Some(0)), "{said}");
    assert!(said.lines().all(|line| line.starts_with("ok  ")), "{said}");
    assert!(said.contains("60 orders") && said.contains("steps are as they were written"), "{said}");
}

#[test]
fn an_edited_row_is_named_with_its_order_and_what_to_do() {
    let shop = well();
    let order_no: String = {
        let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
        conn.query_row("SELECT MAX(order_no) FROM refunds WHERE state = 'refunded'", [], |row| row.get(0)).unwrap()
    };
    edit(&shop, &format!("UPDATE history SET why = 'x' WHERE order_no = '{order_no}' AND step = 2"));
    let (said, code) = check(&shop, &[]);
    let line = said.lines().find(|line| line.contains("history")).unwrap();
    assert!(line.starts_with("!!  ") && line.contains(&order_no) && line.contains("step 3 was edited"), "{line}");
    assert!(line.contains("→ ") && code == Some(1), "{line}");
    edit(&shop, &format!("UPDATE orders SET refunded_fen = 0, state = 'to_ship' WHERE order_no = '{order_no}'"));
    let (said, _) = check(&shop, &["--json"]);
    let lines: serde_json::Value = serde_json::from_str(&said).unwrap();
    let sums = lines.as_array().unwrap().iter().find(|line| line["check"] == "sums").unwrap();
    assert_eq!(sums["ok"], false);
    assert!(sums["found"].as_str().unwrap().contains(&order_no), "{sums}");
}

#[test]
fn all_refunds_are_written_into_one_sheet_that_runs_no_formula() {
    let shop = well();
    edit(&shop, "UPDATE refunds SET reason = '=1+1' WHERE state = 'requested'");
    let file = shop.data.join("refunds.csv");
    let export = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        command.args(["export", "refunds"]).arg(&file).args(["--lang", "zh", "--data"]).arg(&shop.data);
        command.output().unwrap().status.code()
    };
    assert_eq!(export(), Some(0));
    let sheet = fs::read_to_string(&file).unwrap();
    let conn = rusqlite::Connection::open(shop.data.join("shop.db")).unwrap();
    let refunds: i64 = conn.query_row("SELECT COUNT(*) FROM refunds", [], |row| row.get(0)).unwrap();
    assert_eq!(i64::try_from(sheet.lines().count()).unwrap(), refunds + 1);
    assert!(sheet.starts_with('\u{feff}') && sheet.contains("已到账") && sheet.contains("支付用户零钱"), "{sheet}");
    assert!(sheet.contains("'=1+1") && !sheet.contains(",=1+1"), "{sheet}");
    assert_eq!(export(), Some(1), "nothing is written over");
}

#[test]
fn a_folder_without_a_shop_is_told_what_is_missing() {
    let shop = Besieged::new();
    fs::write(shop.data.join("settings.toml"), "[shop]\nnam = 1\n").unwrap();
    let (said, code) = check(&shop, &[]);
    assert_eq!(code, Some(1));
    assert!(said.lines().all(|line| line.starts_with("!!  ") && line.contains("→ ")), "{said}");
    assert!(!shop.data.join("shop.db").exists(), "looking changes nothing");
}
