//! A row of a result, read by the names of its columns, whichever engine found it.

use crate::store::{
    StoreError,
    engine::{
        postgres::wire,
        value::{self, BadValue, FromSql, SqlValue},
    },
};
use rusqlite::types::ValueRef;
use std::{cell::Cell, sync::OnceLock};

/// The columns of one statement's results, each with the name it was found under: a literal of the program, so that the next
/// row, or the next time the statement runs, only compares where it lies.
pub(in crate::store::engine) type Columns = [OnceLock<&'static str>];

/// For a statement with so many columns, none of them named yet.
pub(in crate::store::engine) fn unnamed<C: FromIterator<OnceLock<&'static str>>>(count: usize) -> C {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// A row as its driver gives it.
#[derive(Clone, Copy)]
pub(in crate::store::engine) enum DriverRow<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r wire::Row),
}

impl<'r> DriverRow<'r> {
    fn value(self, at: usize) -> Result<Result<SqlValue<'r>, BadValue>, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => value_of(row.get_ref(at)?),
            Self::Postgres(row) => wire::value(row, at),
        })
    }

    fn is_named(self, at: usize, name: &str) -> bool {
        match self {
            Self::Sqlite(row) => row.as_ref().column_name(at).is_ok_and(|known| known == name),
            Self::Postgres(row) => wire::is_named(row, at, name),
        }
    }

    /// As text, whatever it is.
    fn text(self, at: usize) -> String {
        match self {
            Self::Sqlite(row) => match row.get_ref(at) {
                Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                Ok(ValueRef::Integer(number)) => number.to_string(),
                _ => String::new(),
            },
            Self::Postgres(row) => match wire::value(row, at) {
                Ok(SqlValue::Text(text)) => text.to_owned(),
                Ok(SqlValue::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                Ok(SqlValue::Integer(number)) => number.to_string(),
                Ok(SqlValue::Null) | Err(_) => String::new(),
            },
        }
    }
}

/// A row of a result, read by the names of its columns.
pub(in crate::store) struct Row<'r> {
    found: DriverRow<'r>,
    columns: &'r Columns,
    /// The column behind the one read last: whoever reads in the order of the columns finds each at once.
    next: Cell<usize>,
}

impl<'r> Row<'r> {
    pub(in crate::store::engine) const fn new(found: DriverRow<'r>, columns: &'r Columns) -> Self {
        Self { found, columns, next: Cell::new(0) }
    }

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
        self.find(name).map_or_else(String::new, |at| self.found.text(at))
    }

    /// The value of a column by its place.
    pub(in crate::store::engine) fn at(&self, at: usize) -> Result<SqlValue<'r>, StoreError> {
        self.found.value(at)?.map_err(|bad| unreadable("a column", &bad))
    }

    /// The first column as text, whatever is in it.
    pub fn first_text(&self) -> String {
        self.found.text(0)
    }

    fn value(&self, name: &'static str) -> Result<SqlValue<'r>, StoreError> {
        let Some(at) = self.find(name) else {
            debug_assert!(false, "no column is named {name}");
            return Err(StoreError::Other(format!("no column is named {name}")));
        };
        self.found.value(at)?.map_err(|bad| unreadable(name, &bad))
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
        let found = self.found.is_named(at, name);
        if found {
            debug_assert!(self.has_one(name), "two columns of one result are named {name}");
            column.get_or_init(|| name);
        }
        found
    }

    fn has_one(&self, name: &str) -> bool {
        (0..self.columns.len()).filter(|&at| self.found.is_named(at, name)).count() == 1
    }
}

/// The value of the only column: of a count, a sum, a list of numbers.
pub(in crate::store::engine) fn only<T: FromSql>(row: &Row<'_>) -> Result<T, StoreError> {
    debug_assert_eq!(row.columns.len(), 1, "one column is read of a result that has more");
    row.found.value(0)?.and_then(T::from_sql).map_err(|bad| unreadable("the only column", &bad))
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
