//! One statement over SQLite's driver: values in, rows out, each column by its name. A second engine brings these three
//! functions and a [`Row`] of its own; all queries of the rooms are made of them.

use crate::store::{
    StoreError,
    engine::value::{self, BadValue, FromSql, SqlValue, ToSql},
};
use rusqlite::{
    Connection,
    types::{ToSqlOutput, ValueRef},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::{Arc, OnceLock},
};

/// Statements are compiled once per connection; no room has more of them than this.
pub(in crate::store) const STATEMENTS_KEPT: usize = 256;
/// How much of a statement is hashed.
const HASHED_BYTES: usize = 64;
/// Spreads what was hashed over all bits, of which the map looks at the lowest and the highest.
const SPREAD: u64 = 0x517c_c1b7_2722_0a95;

/// A value on its way to the driver, which copies text and bytes once.
struct Bound<'a>(SqlValue<'a>);

impl rusqlite::ToSql for Bound<'_> {
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
    rusqlite::params_from_iter(params.iter().map(|param| Bound(param.to_sql())))
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
    row.map(|row| read(&Row { result: row, columns: &columns, next: Cell::new(0) })).transpose()
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
        take(&Row { result: row, columns: &columns, next: Cell::new(0) })?;
    }
    Ok(())
}

/// The columns of one statement's results, each with the name it was found under: a literal of the program, so that the next
/// row, or the next time the statement runs, only compares where it lies.
type Columns = [OnceLock<&'static str>];

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
        let columns: Arc<Columns> = (0..count).map(|_| OnceLock::new()).collect();
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

/// A row of a result, read by the names of its columns.
pub(in crate::store) struct Row<'r> {
    result: &'r rusqlite::Row<'r>,
    columns: &'r Columns,
    /// The column behind the one read last: whoever reads in the order of the columns finds each at once.
    next: Cell<usize>,
}

impl Row<'_> {
    /// The value of a column. [`StoreError::Unreadable`] where it is none this program can have written.
    pub fn get<T: FromSql>(&self, name: &'static str) -> Result<T, StoreError> {
        self.value(name).and_then(|value| T::from_sql(value).map_err(|bad| unreadable(name, &bad)))
    }

    /// The text of a column, lent.
    pub fn text(&self, name: &'static str) -> Result<&str, StoreError> {
        self.value(name).and_then(|value| value::text(value).map_err(|bad| unreadable(name, &bad)))
    }

    /// A column as text, whatever is in it; empty where it is not there.
    pub fn any_text(&self, name: &'static str) -> String {
        self.find(name).map_or_else(String::new, |at| self.text_at(at))
    }

    /// The first column as text, whatever is in it.
    pub fn first_text(&self) -> String {
        self.text_at(0)
    }

    fn text_at(&self, column: usize) -> String {
        match self.result.get_ref(column) {
            Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            Ok(ValueRef::Integer(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn value(&self, name: &'static str) -> Result<SqlValue<'_>, StoreError> {
        let Some(at) = self.find(name) else {
            debug_assert!(false, "no column is named {name}");
            return Err(StoreError::Other(format!("no column is named {name}")));
        };
        value_of(self.result.get_ref(at)?).map_err(|bad| unreadable(name, &bad))
    }

    fn find(&self, name: &'static str) -> Option<usize> {
        let from = self.next.get();
        let at = (from..self.columns.len()).chain(0..from).find(|&at| self.is(at, name))?;
        self.next.set(at.saturating_add(1));
        Some(at)
    }

    fn is(&self, at: usize, name: &'static str) -> bool {
        let Some(column) = self.columns.get(at) else { return false };
        if let Some(known) = column.get() {
            return std::ptr::eq(*known, name) || *known == name;
        }
        let found = self.result.as_ref().column_name(at).is_ok_and(|known| known == name);
        if found {
            debug_assert!(self.has_one(name), "two columns of one result are named {name}");
            column.get_or_init(|| name);
        }
        found
    }

    fn has_one(&self, name: &str) -> bool {
        self.result.as_ref().column_names().filter(|column| *column == name).count() == 1
    }
}

/// The value of the only column: of a count, a sum, a list of numbers.
pub(super) fn only<T: FromSql>(row: &Row<'_>) -> Result<T, StoreError> {
    debug_assert_eq!(row.result.as_ref().column_count(), 1, "one column is read of a result that has more");
    value_of(row.result.get_ref(0)?).and_then(T::from_sql).map_err(|bad| unreadable("the only column", &bad))
}

fn value_of(value: ValueRef<'_>) -> Result<SqlValue<'_>, BadValue> {
    Ok(match value {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Integer(number),
        ValueRef::Real(_) => return Err(BadValue::Kind { wanted: "a whole number", found: "a fraction" }),
        ValueRef::Text(text) => SqlValue::Text(std::str::from_utf8(text).map_err(|_| BadValue::NotUtf8)?),
        ValueRef::Blob(bytes) => SqlValue::Blob(bytes),
    })
}

fn unreadable(name: &str, bad: &BadValue) -> StoreError {
    StoreError::Unreadable(format!("{name}: {bad}"))
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
