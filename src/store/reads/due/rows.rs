//! Rows a job has to do with, each read for itself: one that cannot be read stands beside the others and stops none.

use crate::store::StoreError;
use crate::store::engine::{db::Db, row::Row, value::ToSql};
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
    /// All rows, each read for itself. The first column is the row's number, `order_no` that of its order.
    pub fn list_due<T>(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Due<T>, StoreError> {
        let mut due = Due { rows: Vec::new(), unreadable: Vec::new() };
        self.each_of_list(sql, params, |row| match read(row) {
            Ok(read) => {
                due.rows.push(read);
                Ok(())
            }
            Err(error) => due.leave(row.first_text(), row.any_text("order_no"), error),
        })?;
        Ok(due)
    }

    /// The rows of a list on the screen. One that cannot be read is left out, and the others stand: the jobs set it aside,
    /// with a mark of its own.
    pub fn list_readable<T>(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let due = self.list_due(sql, params, read)?;
        for row in due.unreadable() {
            tracing::error!(row = row.key, error = %row.error, "a row of a list cannot be read and is left out");
        }
        Ok(due.rows)
    }
}
