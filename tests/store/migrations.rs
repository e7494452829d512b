//! A file of an earlier version comes through whole, or is left as it was.

use crate::laws::counts_are_right;
use crate::world::*;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zhanggui::domain::{OrderState, ReportState, ShopId, Source};
use zhanggui::store::{NoticeFilter, OrderFilter, Page, SCHEMA, ShipFilter, Store, StoreError};

/// A copy of the example shop as the first version wrote it.
fn first_version() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop_v1.db"), &path).unwrap();
    (folder, path)
}

/// Every row of a table, as text, in the columns the first version had.
fn rows(path: &Path, table: &str, columns: &[String]) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ' ' || "));
    let mut query = conn.prepare(&sql).unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn tables(path: &Path) -> Vec<(String, Vec<String>)> {
    let conn = Connection::open(path).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut query = conn.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let names = list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'refinery%' ORDER BY name");
    let columns = |table: &str| list(&format!("SELECT name FROM pragma_table_info('{table}')"));
    names.into_iter().map(|name| (name.clone(), columns(&name))).collect()
}

#[test]
fn a_shop_of_the_first_version_keeps_every_row() {
    let (_folder, path) = first_version();
    let before: Vec<_> =
        tables(&path).into_iter().map(|(table, columns)| (rows(&path, &table, &columns), table, columns)).collect();
    assert!(before.iter().any(|(rows, table, _)| table == "orders" && rows.len() == 60));
    assert!(before.iter().any(|(rows, table, _)| table == "payment_extras" && !rows.is_empty()));
    Store::open(&path, ShopId::main()).unwrap().close().unwrap();
    for (mut old, table, columns) in before {
        let mut new = rows(&path, &table, &columns);
        if table == "tallies" {
            // "To ship" and "done" mean something narrower by now; the counts are held against the rows below.
            let later = ["notices_odd", "to_ship", "frozen_fen", "report_waiting", "refunds_done", "refunds_failed"];
            for tallies in [&mut old, &mut new] {
                tallies.retain(|row| !later.iter().any(|name| row.contains(name)));
            }
        }
        assert_eq!(new, old, "{table}");
    }
    let conn = Connection::open(&path).unwrap();
    let broken: i64 = conn.query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    let whole: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!((broken, whole.as_str()), (0, "ok"));
}

#[test]
fn a_shop_of_the_first_version_goes_on_as_a_shop_of_this_one() {
    let (_folder, path) = first_version();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.schema().unwrap(), SCHEMA);
    let all = reader.orders(OrderFilter::All, &Page::Newest, 1000).unwrap();
    assert_eq!(all.len(), 60);
    counts_are_right(&reader, &all);
    for row in &all {
        let order = reader.order(&row.key.order_no).unwrap().unwrap();
        assert_eq!((row.source, order.cancel_wished, order.public_url.as_str()), (Source::Storefront, false, ""));
        let step = order.history.iter().rfind(|step| step.step.is_order_to(OrderState::Received));
        assert_eq!(order.received_at, step.map(|step| step.at), "{}", row.key.order_no);
    }
    assert!(all.iter().any(|row| row.state == OrderState::Received));
    let extras = all.iter().map(|row| reader.order(&row.key.order_no).unwrap().unwrap().extras.len()).sum::<usize>();
    assert_eq!(extras, 3, "another amount, too late, and paid twice");
    let shipped: Vec<_> = all.iter().filter(|row| row.state == OrderState::Shipped).collect();
    let waiting = reader.shipments(ShipFilter::Waiting, None, 100).unwrap();
    assert!(!shipped.is_empty() && waiting.len() == shipped.len(), "what is under way was never reported: it is due");
    assert_eq!(reader.due_reports(NOON.plus(365 * 86_400), 100).unwrap().len(), shipped.len());
    for row in shipped {
        let order = reader.order(&row.key.order_no).unwrap().unwrap();
        let (shipment, parcel) = (order.shipment.unwrap(), order.parcel.unwrap());
        assert_eq!(shipment.parcels[0].parcel.tracking_no, parcel.tracking_no);
        assert_eq!((shipment.report, shipment.complete, shipment.corrected), (ReportState::Waiting, true, false));
    }
    let odd = reader.notices(NoticeFilter::Odd, None, 100).unwrap();
    assert_eq!(reader.counts(NOON).unwrap().notices_odd, odd.len() as u64);
    store.mark_seen(Vec::new(), NOON).wait().expect("it can be written");
    let conn = Connection::open(&path).unwrap();
    let orphan = "INSERT INTO order_lines VALUES ('main', 'NOSUCHORDER', 0, 'p', 'p', 1, 1, 0, 0)";
    conn.execute_batch(&format!("PRAGMA foreign_keys = ON; {orphan}")).expect_err("references still count");
}

#[test]
fn a_file_whose_references_are_broken_is_not_migrated_half() {
    let (_folder, path) = first_version();
    let conn = Connection::open(&path).unwrap();
    let orphan = "INSERT INTO order_lines VALUES ('main', 'NOSUCHORDER', 0, 'p', 'p', 1, 1)";
    conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {orphan}")).unwrap();
    conn.close().unwrap();
    let before = tables(&path);
    let error = Store::open(&path, ShopId::main()).expect_err("one order line belongs to nothing");
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    assert_eq!(tables(&path), before, "all of it or nothing");
}

#[test]
fn refunds_that_failed_before_they_had_a_list_are_counted_in_it() {
    let (_folder, path) = first_version();
    let conn = Connection::open(&path).unwrap();
    // Both were "done" then, and neither moved money.
    conn.execute("UPDATE refunds SET state = 'failed' WHERE state = 'rejected'", []).unwrap();
    let sql = "SELECT COUNT(*) FROM refunds WHERE state = 'failed'";
    let failed: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    conn.close().unwrap();
    assert!(failed > 0);
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.counts(NOON).unwrap().refunds_failed, failed.unsigned_abs());
    counts_are_right(&reader, &reader.orders(OrderFilter::All, &Page::Newest, 1000).unwrap());
}
