//! One statement over SQLite's driver: values in, rows out.

use crate::store::{
    StoreError,
    engine::{
        row::{Columns, DriverRow, Row, unnamed},
        value::{SqlValue, ToSql},
    },
};
use rusqlite::{
    Connection,
    types::{ToSqlOutput, ValueRef},
};
use std::{
    cell::RefCell,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::Arc,
};

/// Statements are compiled once per connection; no room has more of them than this.
pub(in crate::store) const STATEMENTS_KEPT: usize = 256;
/// How much of a statement is hashed.
const HASHED_BYTES: usize = 64;
/// Spreads what was hashed over all bits, of which the map looks at the lowest and the highest.
const SPREAD: u64 = 0x517c_c1b7_2722_0a95;

/// A value on its way to the driver, which copies text and bytes once.
struct BoundValue<'a>(SqlValue<'a>);

impl rusqlite::ToSql for BoundValue<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            SqlValue::Null => ValueRef::Null,
            SqlValue::Integer(number) => ValueRef::Integer(number),
            SqlValue::Text(text) => ValueRef::Text(text.as_bytes()),
            SqlValue::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn bound<'a>(params: &'a [&dyn ToSql]) -> impl rusqlite::Params + use<'a> {
    rusqlite::params_from_iter(params.iter().map(|param| BoundValue(param.to_sql())))
}

/// Runs a statement; answers how many rows it changed.
pub(super) fn run(conn: &Connection, sql: &str, params: &[&dyn ToSql]) -> Result<usize, StoreError> {
    Ok(conn.prepare_cached(sql)?.execute(bound(params))?)
}

/// The first row, if there is one.
pub(super) fn first<T>(
    conn: &Connection,
    known: &KnownColumns,
    sql: &str,
    params: &[&dyn ToSql],
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut query = conn.prepare_cached(sql)?;
    let columns = known.of(sql, query.column_count());
    let mut rows = query.query(bound(params))?;
    let row = rows.next()?;
    row.map(|row| read(&Row::new(DriverRow::Sqlite(row), &columns))).transpose()
}

/// Every row in turn, until one is answered with an error.
pub(super) fn each(
    conn: &Connection,
    known: &KnownColumns,
    sql: &str,
    params: &[&dyn ToSql],
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(sql)?;
    let columns = known.of(sql, query.column_count());
    let mut rows = query.query(bound(params))?;
    while let Some(row) = rows.next()? {
        take(&Row::new(DriverRow::Sqlite(row), &columns))?;
    }
    Ok(())
}

/// The columns of the statements a connection has run. A statement always names them alike.
#[derive(Default)]
pub(in crate::store) struct KnownColumns(RefCell<HashMap<Box<str>, Arc<Columns>, BuildHasherDefault<EndHasher>>>);

impl KnownColumns {
    fn of(&self, sql: &str, count: usize) -> Arc<Columns> {
        let mut known = self.0.borrow_mut();
        if let Some(columns) = known.get(sql) {
            return Arc::clone(columns);
        }
        if known.len() >= STATEMENTS_KEPT {
            known.clear();
        }
        let columns: Arc<Columns> = unnamed(count);
        known.insert(sql.into(), Arc::clone(&columns));
        columns
    }
}

/// Hashes a statement by its end, where nearly all of them differ: the hash of all of it takes as long as reading a row.
#[derive(Default)]
struct EndHasher(u64);

impl Hasher for EndHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= bytes.len() as u64;
        let end = bytes.get(bytes.len().saturating_sub(HASHED_BYTES)..).unwrap_or_default();
        for word in end.chunks(8) {
            let word = word.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(SPREAD);
        }
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::value::params;

    const ROWS: &str = "SELECT 1 AS number, 'a' AS word, NULL AS remark, 0.5 AS share WHERE ?1 = 1
         UNION ALL SELECT 2, x'ff', x'00', 7";

    fn rows<T>(read: impl FnMut(&Row<'_>) -> Result<T, StoreError>) -> Vec<T> {
        let (conn, known, mut read) = (Connection::open_in_memory().unwrap(), KnownColumns::default(), read);
        let mut found = Vec::new();
        for _ in 0..2 {
            each(&conn, &known, ROWS, params![1_i64], |row| {
                found.push(read(row)?);
                Ok(())
            })
            .unwrap();
        }
        found
    }

    #[test]
    fn a_column_is_found_by_its_name_in_any_order_and_row() {
        let read = |row: &Row<'_>| Ok((row.any_text("word"), row.get::<u32>("number")?, row.first_text()));
        let (first, second) = (("a".to_owned(), 1, "1".to_owned()), ("\u{fffd}".to_owned(), 2, "2".to_owned()));
        assert_eq!(rows(read), [first.clone(), second.clone(), first, second]);
    }

    #[test]
    fn what_no_program_wrote_is_unreadable_and_says_where() {
        let read = |row: &Row<'_>| Ok((row.get::<Option<String>>("remark"), row.get::<i64>("share")));
        let found = rows(read);
        let said = |result: &StoreError| result.to_string();
        assert_eq!(found[0].0.as_ref().unwrap(), &None);
        let fraction = "the row cannot be read: share: a fraction where a whole number is to stand";
        assert_eq!(said(found[0].1.as_ref().unwrap_err()), fraction);
        let bytes = "the row cannot be read: remark: bytes where text is to stand";
        assert_eq!(said(found[1].0.as_ref().unwrap_err()), bytes);
    }

    #[test]
    #[should_panic(expected = "no column is named nobody")]
    fn a_name_no_column_has_is_met_by_a_test() {
        rows(|row| row.get::<i64>("nobody"));
    }
}
