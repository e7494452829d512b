//! A file from before API v3 comes through whole: every row, every index, every reference.

use super::open::of_schema;
use crate::{
    domain::{OrderNo, ShopId, SignType, UnixSeconds},
    store::Store,
};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

const NOW: UnixSeconds = UnixSeconds::new(1_790_000_000);
/// The columns that are written anew, each with a value of its own somewhere.
const PAYMENTS: &str =
    "shop_id, order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id, transaction_id,
    pay_before, asks, next_ask_at, cancel_wished_at, public_url, mch_id, app_id, held, noes";
const STRAYS: &str =
    "shop_id, order_no, state, sign_type, message_id, found_at, asks, noes, next_ask_at, why, changed_at, mch_id,
    app_id, held";

fn rows() -> String {
    let orders = (0..6).map(|n| {
        format!(
            "INSERT INTO orders (shop_id, order_no, openid, version, state, unseen, total_fen, paid_fen, refunded_fen,
                 in_flight_fen, items, receiver_name, receiver_phone, receiver_address, note, created_at)
             VALUES ('main', 'SC20260901-0000000{n}', 'o1', 1, 'to_pay', 0, 100, 0, 0, 0, 'x', '', '', '', '', 1790000000);"
        )
    });
    let payments = [
        "0', 'unsent', NULL, NULL, NULL, NULL, NULL, NULL, 1790001800, 0, 1790001800, NULL, '', NULL, NULL, 0, 0",
        "1', 'waiting', 'MD5', 'mini_program', 'wx1', 1790000001, NULL, NULL, 1790001800, 2, 1790000060, NULL,
            'https://shop.example.com', '1900000109', 'wx2421b1c4370ec43b', 0, 0",
        "2', 'noticed', 'HMAC-SHA256', 'app', 'wx2', 1790000002, '4200002', NULL, 1790001800, 7, 1790000070, NULL, '',
            '1900000109', 'wx5e7a3d1f9b2c4860', 0, 6",
        "3', 'closed', 'HMAC-SHA256', 'mini_program', NULL, NULL, NULL, NULL, 1790001800, 0, NULL, 1790000500, '',
            '1900000109', 'wx2421b1c4370ec43b', 0, 0",
        "4', 'conflict', 'MD5', 'app', NULL, NULL, '4200003', '4200004', 1790001800, 0, NULL, NULL, '', '1900000110',
            'wx5e7a3d1f9b2c4860', 1, 0",
    ];
    let payments =
        payments.map(|row| format!("INSERT INTO payments ({PAYMENTS}) VALUES ('main', 'SC20260901-0000000{row});"));
    let strays = [
        "'S0000001', 'asking', 'HMAC-SHA256', 'm1', 1790000000, 3, 1, 1790000300, '', 1790000100, '1900000109', 'wx2421b1c4370ec43b', 0",
        "'S0000002', 'given_up', 'MD5', '', 1790000000, 5, 5, NULL, 'not there', 1790000200, NULL, NULL, 1",
    ];
    let strays = strays.map(|row| format!("INSERT INTO strays ({STRAYS}) VALUES ('main', {row});"));
    orders.chain(payments).chain(strays).collect::<Vec<_>>().join("\n")
}

fn file_of_34() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    of_schema(&path, 34, &rows()).expect("a file of the version before");
    (folder, path)
}

fn list(path: &Path, sql: &str) -> Vec<String> {
    let conn = Connection::open(path).expect("a file");
    let mut query = conn.prepare(sql).expect(sql);
    let rows = query.query_map([], |row| row.get(0)).expect(sql);
    rows.collect::<Result<_, _>>().expect(sql)
}

fn whole(path: &Path, table: &str, columns: &str) -> Vec<String> {
    let quoted: Vec<String> = columns.split(',').map(|column| format!("quote({})", column.trim())).collect();
    list(path, &format!("SELECT {} FROM {table} ORDER BY order_no", quoted.join(" || ' ' || ")))
}

fn indices(path: &Path) -> Vec<String> {
    list(
        path,
        "SELECT name || ': ' || sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
             AND tbl_name IN ('payments', 'strays') ORDER BY name",
    )
    .into_iter()
    .map(|index| index.split_whitespace().collect::<Vec<_>>().join(" "))
    .collect()
}

#[test]
fn a_shop_from_before_api_v3_keeps_every_payment_and_every_index() {
    let (_folder, path) = file_of_34();
    let before = [whole(&path, "payments", PAYMENTS), whole(&path, "strays", STRAYS), indices(&path)];
    assert_eq!(before.each_ref().map(Vec::len), [5, 2, 9]);
    Store::open(&path, ShopId::main()).expect("it opens").close().expect("it closes");
    assert_eq!([whole(&path, "payments", PAYMENTS), whole(&path, "strays", STRAYS), indices(&path)], before);
    // Opened once more, every row is added up.
    Store::open(&path, ShopId::main()).expect("it adds up").close().expect("it closes");
    assert_eq!(list(&path, "PRAGMA integrity_check"), ["ok"]);
    assert!(list(&path, "SELECT CAST(COUNT(*) AS TEXT) FROM pragma_foreign_key_check") == ["0"]);
}

#[test]
fn the_rules_of_the_tables_that_were_written_anew_still_stand() {
    let (_folder, path) = file_of_34();
    drop(Store::open(&path, ShopId::main()).expect("it opens"));
    let conn = Connection::open(&path).expect("a file");
    conn.execute_batch("PRAGMA foreign_keys = ON").expect("a connection");
    for broken in [
        "UPDATE payments SET sign_type = 'SM2'",
        "UPDATE strays SET sign_type = ''",
        "UPDATE payments SET channel = 'h5'",
        "UPDATE payments SET prepay_at = NULL WHERE prepay_id IS NOT NULL",
        "UPDATE payments SET next_ask_at = NULL WHERE state = 'waiting'",
        "UPDATE payments SET state = 'confirmed' WHERE transaction_id IS NULL",
        "UPDATE payments SET transaction_id = '4200004' WHERE order_no LIKE '%1'",
        "INSERT INTO payments (shop_id, order_no, state, pay_before, asks) VALUES ('main', 'SC20260901-99999999', 'unsent', 1, 0)",
        "UPDATE strays SET next_ask_at = NULL WHERE state = 'asking'",
        "UPDATE refunds SET sent_by = 'v1'",
    ] {
        let changed = conn.execute(broken, []);
        let nothing_there = matches!(changed, Ok(0)) && broken.starts_with("UPDATE refunds");
        assert!(changed.is_err() || nothing_there, "{broken}");
    }
    let sql = "UPDATE payments SET sign_type = 'RSA' WHERE order_no LIKE '%0'";
    assert_eq!(conn.execute(sql, []).expect("API v3 has its word"), 1);
}

#[test]
fn a_payment_from_before_is_asked_about_in_the_way_it_was_asked_for() {
    let (_folder, path) = file_of_34();
    let store = Store::open(&path, ShopId::main()).expect("it opens");
    let due = store.reader().and_then(|reader| reader.due_payments(NOW.plus(86_400), 9)).expect("the due ones");
    let ways: Vec<_> = due.iter().map(|payment| (payment.order_no.clone(), payment.sign_type)).collect();
    let number = |n: u8| OrderNo::parse(&format!("SC20260901-0000000{n}")).expect("a number");
    let expected = [(number(2), SignType::HmacSha256), (number(1), SignType::Md5), (number(0), SignType::HmacSha256)];
    assert_eq!(ways, expected);
}

#[test]
fn the_goods_of_an_older_file_know_when_their_order_was_placed_and_what_is_owed_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    let line = "INSERT INTO order_lines VALUES ('main', 'SC20260901-00000003', 0, 'coffee', '咖啡', 50, 2);";
    of_schema(&path, 35, &format!("{}\n{line}", rows())).expect("a file of the version before");
    Store::open(&path, ShopId::main()).expect("it opens").close().expect("it closes");
    let lines = whole(&path, "order_lines", "product_id, created_at, total_fen");
    assert_eq!(lines, ["'coffee' 1790000000 100"]);
    Store::open(&path, ShopId::main()).expect("it adds up").close().expect("it closes");
}
