//! Rows that another program changed are found, in every table, whatever the change; and the owner decides what counts.

use crate::world::*;
use rusqlite::{Connection, types::Value};
use std::path::Path;
use zhanggui::domain::ShopId;
use zhanggui::store::{
    Difference, HistoryFault, Reader, SCHEMA, StopRequest, Store, StoreError, Tuning, accept_rows, seed_example,
};

/// What another program can do that keeps no rule.
fn stranger(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    conn
}

/// The example shop, closed.
fn example() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_example(&path, NOON).unwrap();
    (folder, path)
}

fn altered(path: &Path) -> Vec<String> {
    let verdict = Reader::open(path, ShopId::main()).unwrap().verify().unwrap();
    verdict.altered.into_iter().map(|found| found.table).collect()
}

fn tables(path: &Path) -> Vec<String> {
    Reader::open(path, ShopId::main()).unwrap().summed_tables().unwrap()
}

/// Name and type of each column.
fn columns(conn: &Connection, table: &str) -> Vec<(String, String)> {
    let mut query = conn.prepare("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid").unwrap();
    query.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

fn other(kind: &str, value: &Value) -> Value {
    match (kind, value) {
        ("INTEGER", Value::Integer(number)) => Value::Integer(number ^ 1),
        ("INTEGER", _) => Value::Integer(7),
        ("BLOB", Value::Blob(bytes)) => Value::Blob(bytes.iter().map(|byte| byte ^ 1).collect()),
        ("BLOB", _) => Value::Blob(vec![7]),
        (_, Value::Text(text)) => Value::Text(format!("{text}x")),
        _ => Value::Text("x".to_owned()),
    }
}

/// A row with something in every column.
fn put_in(conn: &Connection, table: &str) {
    let values: Vec<Value> = columns(conn, table).iter().map(|(_, kind)| other(kind, &Value::Null)).collect();
    let marks = vec!["?"; values.len()].join(", ");
    let insert = format!("INSERT INTO {table} VALUES ({marks})");
    assert_eq!(conn.execute(&insert, rusqlite::params_from_iter(values)).unwrap(), 1, "{table}");
}

#[test]
fn a_row_put_in_or_taken_away_is_found_in_every_table() {
    let (_folder, path) = example();
    let tables = tables(&path);
    assert!(tables.len() > 30 && altered(&path).is_empty());
    for table in tables {
        let conn = stranger(&path);
        put_in(&conn, &table);
        assert_eq!(altered(&path), [table.as_str()], "put in");
        let there: i64 = conn.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        accept_rows(&path).unwrap();
        assert!(altered(&path).is_empty());
        conn.execute(&format!("DELETE FROM {table} WHERE shop_id = 'x'"), []).unwrap();
        assert_eq!(altered(&path), [table.as_str()], "taken away of {there}");
        accept_rows(&path).unwrap();
    }
}

#[test]
fn another_value_is_found_in_every_column_of_every_table() {
    let (_folder, path) = example();
    let tables = tables(&path);
    let conn = stranger(&path);
    for table in &tables {
        put_in(&conn, table);
    }
    accept_rows(&path).unwrap();
    let mut seen = 0;
    for table in &tables {
        for (column, kind) in columns(&conn, table) {
            let value = format!("SELECT {column} FROM {table} WHERE shop_id = 'x'");
            let before: Value = conn.query_row(&value, [], |row| row.get(0)).unwrap();
            let set = |value: &Value, whose: &str| {
                let sql = format!("UPDATE {table} SET {column} = ?1 WHERE shop_id = ?2");
                assert_eq!(conn.execute(&sql, (value, whose)).unwrap(), 1, "{table}.{column}");
            };
            let after = other(&kind, &before);
            set(&after, "x");
            let found = Store::open(&path, ShopId::main());
            let wanted = |found: &Vec<Difference>| !found.is_empty() && found.iter().all(|it| it.table == *table);
            assert!(
                matches!(&found, Err(StoreError::Altered(found)) if wanted(found)),
                "{table}.{column} {before:?} -> {after:?}: {found:?}"
            );
            set(&before, if column == "shop_id" { "xx" } else { "x" });
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen} columns");
    drop(conn);
    Store::open(&path, ShopId::main()).unwrap().close().unwrap();
}

#[test]
fn a_whole_order_taken_away_with_all_its_rows_is_found() {
    let (_folder, path) = example();
    let conn = stranger(&path);
    let paid = "SELECT order_no FROM orders WHERE state = 'shipped' LIMIT 1";
    let order_no: String = conn.query_row(paid, [], |row| row.get(0)).unwrap();
    for table in tables(&path) {
        if columns(&conn, &table).iter().any(|(column, _)| column == "order_no") {
            conn.execute(&format!("DELETE FROM {table} WHERE order_no = ?1"), [&order_no]).unwrap();
        }
    }
    let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
    assert!(verdict.altered.iter().any(|found| found.table == "orders" && order_no.starts_with(&found.bucket)));
    assert!(!verdict.wrong_tallies.is_empty(), "the counts miss it too");
}

#[test]
fn another_amount_or_transaction_is_found_by_the_figures_and_by_the_history() {
    for set in [
        "orders SET paid_fen = paid_fen + 1, total_fen = total_fen + 1",
        "payments SET transaction_id = '4200000000000000000000000001'",
        "refunds SET transaction_id = '4200000000000000000000000001'",
        "refunds SET amount_fen = amount_fen + 1",
    ] {
        let world = World::new();
        let order = world.paid_order(2);
        world.sent_refund(&order, 39_00);
        let conn = stranger(&world.folder.path().join("shop.db"));
        assert_eq!(conn.execute(&format!("UPDATE {set}"), []).unwrap(), 1);
        let verdict = world.reader.verify().unwrap();
        assert_eq!(verdict.first_edited, Some((order.order_no, HistoryFault::Money)), "{set}");
        assert_eq!(verdict.altered.len(), 1, "{set}");
    }
}

#[test]
fn goods_and_counts_are_compared_too() {
    let world = World::new();
    let order = world.paid_order(2);
    let conn = stranger(&world.folder.path().join("shop.db"));
    conn.execute("UPDATE order_lines SET price_fen = price_fen - 1", []).unwrap();
    assert_eq!(world.reader.verify().unwrap().first_wrong_sum.as_ref(), Some(&order.order_no));
    conn.execute("UPDATE order_lines SET price_fen = price_fen + 1", []).unwrap();
    for column in ["total_fen", "created_at"] {
        conn.execute(&format!("UPDATE order_lines SET {column} = {column} + 1"), []).unwrap();
        let wrong = world.reader.verify().unwrap().first_wrong_sum;
        assert_eq!(wrong.as_ref(), Some(&order.order_no), "the goods say another {column} than their order");
        conn.execute(&format!("UPDATE order_lines SET {column} = {column} - 1"), []).unwrap();
    }
    conn.execute("UPDATE tallies SET amount = amount + 1 WHERE name = 'to_ship'", []).unwrap();
    let verdict = world.reader.verify().unwrap();
    assert_eq!(verdict.wrong_tallies.iter().map(|tally| tally.name.as_str()).collect::<Vec<_>>(), ["to_ship"]);
}

#[test]
fn a_changed_file_opens_once_the_owner_says_that_the_change_was_theirs() {
    let (_folder, path) = example();
    stranger(&path)
        .execute("UPDATE products SET name = 'other' WHERE product_id = (SELECT MIN(product_id) FROM products)", [])
        .unwrap();
    let refused = Store::open(&path, ShopId::main()).unwrap_err();
    assert_eq!(refused.to_string(), "rows are not as Zhanggui wrote them: products");
    assert_eq!(accept_rows(&path).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), ["products"]);
    assert_eq!(accept_rows(&path).unwrap(), [], "nothing is left to accept");
    let store = Store::open(&path, ShopId::main()).unwrap();
    assert!(store.reader().unwrap().products().unwrap().iter().any(|product| product.name == "other"));
}

#[test]
fn rows_changed_while_the_shop_is_open_stop_it_when_they_are_found() {
    let world = World::new();
    world.paid_order(2);
    world.store.audit(&StopRequest::never()).unwrap();
    assert!(world.store.damage().is_none());
    stranger(&world.folder.path().join("shop.db")).execute("UPDATE orders SET paid_fen = 1", []).unwrap();
    assert!(matches!(world.store.audit(&StopRequest::never()), Err(StoreError::Altered(_))));
    assert!(matches!(world.store.damage(), Some(StoreError::Altered(_))));
    let asked = world.store.place_order(world.new_order(&[("coffee", 1)]), NOON).wait();
    assert!(matches!(asked, Err(StoreError::Altered(_))), "{asked:?}");
    assert_eq!(world.reader.counts(NOON).unwrap().orders, 1, "what is there can still be looked at");
}

#[test]
fn a_look_through_the_file_ends_when_the_shop_closes() {
    let world = World::new();
    (0..1_200).for_each(|n| world.sells(&format!("p{n}"), "杯", 1_00, 1));
    let stop = StopRequest::never();
    stop.now();
    assert!(matches!(world.store.audit(&stop), Err(StoreError::Closed)));
    assert!(world.store.damage().is_none());
}

#[test]
fn in_a_large_file_what_is_sold_and_refunded_from_is_read_before_it_is_opened() {
    let (_folder, path) = example();
    let large = Tuning { whole_bytes: 0, ..Tuning::default() };
    let store = Store::open_tuned(&path, ShopId::main(), large).unwrap();
    assert!(store.wants_audit());
    store.audit(&StopRequest::never()).unwrap();
    store.close().unwrap();
    for (edit, before) in [
        ("products SET stock = stock + 1", true),
        ("order_lines SET price_fen = 1 WHERE order_no IN (SELECT order_no FROM orders WHERE state = 'to_ship')", true),
        ("refunds SET amount_fen = amount_fen + 1 WHERE state = 'requested'", true),
        ("messages SET text = 'x'", false),
    ] {
        let (_folder, path) = example();
        assert!(stranger(&path).execute(&format!("UPDATE {edit}"), []).unwrap() > 0, "{edit}");
        let opened = Store::open_tuned(&path, ShopId::main(), large);
        assert_eq!(matches!(opened, Err(StoreError::Altered(_))), before, "{edit}: {opened:?}");
        if let Ok(store) = opened {
            assert!(matches!(store.audit(&StopRequest::never()), Err(StoreError::Altered(_))), "{edit}");
        }
    }
}

#[test]
fn an_older_file_counts_from_the_day_it_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop_v1.db"), &path).unwrap();
    assert!(matches!(accept_rows(&path), Err(StoreError::Older)));
    let store = Store::open(&path, ShopId::main()).unwrap();
    assert_eq!(store.reader().unwrap().schema().unwrap(), SCHEMA);
    store.audit(&StopRequest::never()).unwrap();
    store.close().unwrap();
    let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
    assert!(verdict.is_sound() && verdict.without_amounts > 0, "{verdict:?}");
}
