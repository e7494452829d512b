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
use std::cell::Cell;

/// How many columns of a result have their names kept. Those beyond are asked for anew in every row.
const NAMES_KEPT: usize = 48;

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
    sql: &str,
    params: &[&dyn ToSql],
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(bound(params))?;
    let row = rows.next()?;
    row.map(|row| read(&Row { row, names: &Names::default() })).transpose()
}

/// Every row in turn, until one is answered with an error.
pub(super) fn each(
    conn: &Connection,
    sql: &str,
    params: &[&dyn ToSql],
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(bound(params))?;
    let names = Names::default();
    while let Some(row) = rows.next()? {
        names.next.set(0);
        take(&Row { row, names: &names })?;
    }
    Ok(())
}

/// Which column each name was found at. A name is compared with the statement's own once a query, and the search begins
/// behind the column read last: whoever reads in the order of the columns finds each at once.
struct Names {
    known: [Cell<&'static str>; NAMES_KEPT],
    next: Cell<usize>,
}

impl Default for Names {
    fn default() -> Self {
        Self { known: [const { Cell::new("") }; NAMES_KEPT], next: Cell::new(0) }
    }
}

impl Names {
    fn find(&self, row: &rusqlite::Row<'_>, name: &'static str) -> Option<usize> {
        let from = self.next.get();
        let columns = row.as_ref().column_count();
        let at = (from..columns).chain(0..from).find(|&at| self.is(row, at, name))?;
        self.next.set(at.saturating_add(1));
        Some(at)
    }

    fn is(&self, row: &rusqlite::Row<'_>, at: usize, name: &'static str) -> bool {
        let known = self.known.get(at);
        if let Some(known) = known.map(Cell::get).filter(|known| !known.is_empty()) {
            // The same literal of the program lies in the same place.
            return std::ptr::eq(known, name) || known == name;
        }
        let found = row.as_ref().column_name(at).is_ok_and(|column| column == name);
        if found {
            debug_assert!(is_only_one(row, name), "two columns of one result are named {name}");
            if let Some(known) = known {
                known.set(name);
            }
        }
        found
    }
}

fn is_only_one(row: &rusqlite::Row<'_>, name: &str) -> bool {
    row.as_ref().column_names().filter(|column| *column == name).count() == 1
}

/// A row of a result, read by the names of its columns.
pub(in crate::store) struct Row<'r> {
    row: &'r rusqlite::Row<'r>,
    names: &'r Names,
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
        self.names.find(self.row, name).map_or_else(String::new, |at| self.text_at(at))
    }

    /// The first column as text, whatever is in it.
    pub fn first_text(&self) -> String {
        self.text_at(0)
    }

    fn text_at(&self, column: usize) -> String {
        match self.row.get_ref(column) {
            Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            Ok(ValueRef::Integer(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn value(&self, name: &'static str) -> Result<SqlValue<'_>, StoreError> {
        let Some(at) = self.names.find(self.row, name) else {
            debug_assert!(false, "no column is named {name}");
            return Err(StoreError::Other(format!("no column is named {name}")));
        };
        value_of(self.row.get_ref(at)?).map_err(|bad| unreadable(name, &bad))
    }
}

/// The value of the only column: of a count, a sum, a list of numbers.
pub(super) fn only<T: FromSql>(row: &Row<'_>) -> Result<T, StoreError> {
    debug_assert_eq!(row.row.as_ref().column_count(), 1, "one column is read of a result that has more");
    value_of(row.row.get_ref(0)?).and_then(T::from_sql).map_err(|bad| unreadable("the only column", &bad))
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
