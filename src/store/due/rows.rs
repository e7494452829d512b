//! Rows a job has to do with, each read for itself: one that cannot be read stands beside the others and stops none.

use crate::store::{StoreError, engine::db::Db};
use rusqlite::{Params, Row, types::ValueRef};
use std::ops::Deref;

/// What is due: the rows, and those that are due and cannot be read.
#[derive(Debug, Default)]
pub struct Due<T> {
    rows: Vec<T>,
    unreadable: Vec<Unreadable>,
}

/// A row that is due and cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its number, as it stands in the file.
    pub key: String,
    /// The order it belongs to, as it stands in the file; empty where that cannot be read either.
    pub order_no: String,
    /// Why not.
    pub error: StoreError,
}

impl<T> Due<T> {
    /// Those that cannot be read.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// How many there are, readable or not.
    pub const fn count(&self) -> usize {
        self.rows.len().saturating_add(self.unreadable.len())
    }

    /// The others behind these.
    pub(in crate::store) fn extend(&mut self, others: Self) {
        self.rows.extend(others.rows);
        self.unreadable.extend(others.unreadable);
    }

    /// Goes on with each row; what cannot be read on the way joins those that could not be read before.
    pub(in crate::store) fn and_then<U>(
        self,
        keys: impl Fn(&T) -> String,
        read: impl Fn(T) -> Result<U, StoreError>,
    ) -> Result<Due<U>, StoreError> {
        let mut due = Due { rows: Vec::with_capacity(self.rows.len()), unreadable: self.unreadable };
        for row in self.rows {
            let key = keys(&row);
            match read(row) {
                Ok(row) => due.rows.push(row),
                Err(error) => due.leave(key.clone(), key, error)?,
            }
        }
        Ok(due)
    }

    /// What concerns the whole file is nobody's row.
    fn leave(&mut self, key: String, order_no: String, error: StoreError) -> Result<(), StoreError> {
        if !error.is_of_one_row() {
            return Err(error);
        }
        self.unreadable.push(Unreadable { key, order_no, error });
        Ok(())
    }
}

impl<T> Deref for Due<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<T> IntoIterator for Due<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl Db<'_> {
    /// All rows, each read for itself. The first column is the row's number, column `order_no` that of its order.
    pub fn list_due<T>(
        &self,
        sql: &str,
        params: impl Params,
        order_no: usize,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Due<T>, StoreError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params)?;
        let mut due = Due { rows: Vec::new(), unreadable: Vec::new() };
        while let Some(row) = rows.next()? {
            match read(row) {
                Ok(read) => due.rows.push(read),
                Err(error) => due.leave(text_at(row, 0), text_at(row, order_no), error.into())?,
            }
        }
        Ok(due)
    }
}

impl Db<'_> {
    /// The rows of a list on the screen. One that cannot be read is left out, and the others stand: the jobs set it aside,
    /// with a mark of its own.
    pub fn list_readable<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let due = self.list_due(sql, params, 0, read)?;
        for row in due.unreadable() {
            tracing::error!(row = row.key, error = %row.error, "a row of a list cannot be read and is left out");
        }
        Ok(due.rows)
    }
}

/// A column as text, whatever is in it.
fn text_at(row: &Row<'_>, column: usize) -> String {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(ValueRef::Integer(number)) => number.to_string(),
        _ => String::new(),
    }
}
