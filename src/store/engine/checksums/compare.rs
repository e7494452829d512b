//! Reading rows again and comparing them with their figures.

use crate::store::{
    FileDamage, StoreError,
    engine::checksums::{
        difference::Difference,
        figures::{Figure, Figures, SummedTable, bucket},
        search_words,
        stop::StopRequest,
    },
};
use rusqlite::{Connection, Params, Transaction, TransactionBehavior, params};
use std::collections::BTreeSet;

/// How many rows are read between two looks at whether to stop.
const ROWS_BETWEEN_LOOKS: usize = 1_024;
/// What SQLite says about a value that breaks a rule of its column. Such a row is no torn page: it is set aside by itself.
const OF_ONE_ROW: [&str; 2] = ["CHECK constraint failed", " value in "];

/// What can still move, each along the index made for it: a million orders that ended are not looked at.
pub(in crate::store) const OPEN: [(&str, &str); 6] = [
    ("SELECT shop_id, order_no FROM orders WHERE state IN ('to_pay', 'confirming')", "orders_to_pay"),
    (
        "SELECT shop_id, order_no FROM orders WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0",
        "orders_ship_queue",
    ),
    ("SELECT shop_id, order_no FROM orders WHERE open_refund IS NOT NULL", "orders_refunding"),
    ("SELECT shop_id, order_no FROM orders WHERE attention IS NOT NULL", "orders_needs_owner"),
    ("SELECT shop_id, refund_no FROM refunds WHERE state = 'requested'", "refunds_waiting"),
    (
        "SELECT shop_id, refund_no FROM refunds INDEXED BY refunds_moving
         WHERE state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck')",
        "refunds_moving",
    ),
];

/// Every row of the file, at one moment.
pub(in crate::store) fn whole(conn: &Connection, stop: &StopRequest) -> Result<Vec<Difference>, StoreError> {
    let _snapshot = snapshot(conn)?;
    let mut found = Vec::new();
    for table in SummedTable::all(conn)? {
        found.extend(of_table(conn, &table, stop)?);
    }
    found.extend(search_words::differ(conn, stop)?);
    Ok(found)
}

/// What is sold, shipped and refunded from next, at one moment: of the tables by order or refund the days on which something
/// is open, of the others all rows, except for what only explains (messages, sheets that ended).
pub(in crate::store) fn hot(conn: &Connection) -> Result<Vec<Difference>, StoreError> {
    let _snapshot = snapshot(conn)?;
    let (open, mut found) = (open_days(conn)?, Vec::new());
    for table in SummedTable::all(conn)? {
        if matches!(table.name.as_str(), "history" | "messages" | "ship_run_rows") {
            continue;
        }
        if table.numbered_by.is_none() {
            found.extend(of_table(conn, &table, &StopRequest::never())?);
            continue;
        }
        for day in &open {
            found.extend(of_day(conn, &table, day)?);
        }
    }
    Ok(found)
}

/// Unless a transaction is open already.
fn snapshot(conn: &Connection) -> Result<Option<Transaction<'_>>, StoreError> {
    let own = conn.is_autocommit().then(|| Transaction::new_unchecked(conn, TransactionBehavior::Deferred));
    Ok(own.transpose()?)
}

/// All rows of a table.
pub(in crate::store) fn of_table(
    conn: &Connection,
    table: &SummedTable,
    stop: &StopRequest,
) -> Result<Vec<Difference>, StoreError> {
    let kept = kept(conn, "table_name = ?1", [&table.name])?;
    Ok(differences(&table.name, &kept, &counted(conn, table, stop)?))
}

fn of_day(conn: &Connection, table: &SummedTable, day: &(String, String)) -> Result<Vec<Difference>, StoreError> {
    let Some(number) = table.numbered_by else { return Ok(Vec::new()) };
    let (shop, front) = day;
    let kept = kept(conn, "table_name = ?1 AND shop_id = ?2 AND bucket = ?3", params![table.name, shop, front])?;
    // '.' is the sign behind '-': all numbers between begin with this front.
    let sql = format!(
        "SELECT {} FROM {} WHERE shop_id = ?1 AND {number} >= ?2 || '-' AND {number} < ?2 || '.'",
        table.selected(),
        table.name
    );
    Ok(differences(&table.name, &kept, &figures(conn, table, &sql, [shop, front], &StopRequest::never())?))
}

/// Shops and days whose orders or refunds can still move.
fn open_days(conn: &Connection) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut days = BTreeSet::new();
    for (sql, _) in OPEN {
        let mut query = conn.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (shop, number): (String, String) = (row.get(0)?, row.get(1)?);
            days.insert((shop, bucket(&number).to_owned()));
        }
    }
    days.retain(|(_, front)| !front.is_empty());
    Ok(days)
}

/// What the rows say.
pub(super) fn counted(conn: &Connection, table: &SummedTable, stop: &StopRequest) -> Result<Figures, StoreError> {
    figures(conn, table, &format!("SELECT {} FROM {}", table.selected(), table.name), [], stop)
}

fn figures(
    conn: &Connection,
    table: &SummedTable,
    sql: &str,
    params: impl Params,
    stop: &StopRequest,
) -> Result<Figures, StoreError> {
    let mut figures = Figures::new();
    let mut query = conn.prepare(sql)?;
    let (mut rows, mut read) = (query.query(params)?, 0_usize);
    while let Some(row) = rows.next()? {
        let (bucket, hash) = table.look_at(row)?;
        let figure = figures.entry(bucket).or_default();
        figure.rows = figure.rows.saturating_add(1);
        figure.folded ^= hash;
        read = read.wrapping_add(1);
        if read % ROWS_BETWEEN_LOOKS == 0 {
            stop.check()?;
        }
    }
    Ok(figures)
}

/// What was kept.
fn kept(conn: &Connection, of: &str, params: impl Params) -> Result<Figures, StoreError> {
    let sql = format!("SELECT shop_id, bucket, row_count, folded FROM checksums WHERE {of}");
    let mut query = conn.prepare(&sql)?;
    let rows = query
        .query_map(params, |row| Ok(((row.get(0)?, row.get(1)?), Figure { rows: row.get(2)?, folded: row.get(3)? })))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn differences(table: &str, kept: &Figures, counted: &Figures) -> Vec<Difference> {
    let buckets: BTreeSet<_> = kept.keys().chain(counted.keys()).collect();
    let of = |figures: &Figures, bucket| figures.get(bucket).copied().unwrap_or_default();
    let differ = buckets.into_iter().filter(|bucket| of(kept, bucket) != of(counted, bucket));
    differ.map(|(_, bucket)| Difference { table: table.to_owned(), bucket: bucket.clone() }).collect()
}

/// Pages and indices of the whole file.
pub(in crate::store) fn structure(conn: &Connection) -> Result<(), StoreError> {
    is_whole(conn, "PRAGMA main.integrity_check")
}

/// Pages and indices of one table.
pub(in crate::store) fn structure_of(conn: &Connection, table: &SummedTable) -> Result<(), StoreError> {
    is_whole(conn, &format!("PRAGMA main.integrity_check('{}')", table.name))
}

fn is_whole(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    let said: Vec<String> = conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let torn = said.iter().find(|line| *line != "ok" && !OF_ONE_ROW.iter().any(|words| line.contains(words)));
    torn.map_or(Ok(()), |line| Err(FileDamage::Torn(line.clone()).into()))
}
