//! A connection and whose rows it speaks of: what every query of this room is made with.

use crate::domain::ShopId;
use crate::store::{StoreError, engine::damage::Damage};
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql, params_from_iter};

/// Statements are compiled once per connection; no room has more of them than this.
pub(in crate::store) const STATEMENTS_KEPT: usize = 256;

/// Room for most statements that are put together.
const STATEMENT_BYTES: usize = 256;

/// Lent to each intent by the writer, and to each read by its reader.
#[derive(Clone, Copy)]
pub(in crate::store) struct Db<'c> {
    pub conn: &'c Connection,
    /// `?1` of nearly every statement.
    pub shop: &'c ShopId,
    /// Takes note of what shows that the file is damaged.
    pub damage: &'c Damage,
}

impl Db<'_> {
    /// Runs a statement; answers how many rows it changed.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.noted(self.conn.prepare_cached(sql).and_then(|mut query| query.execute(params)))
    }

    /// Changes exactly one row. Anything else means that the row is not as this transaction read it: nothing is kept.
    pub fn run_one(&self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        match self.run(sql, params)? {
            1 => Ok(()),
            rows => Err(StoreError::Other(format!("{rows} rows changed where one had to: {sql}"))),
        }
    }

    /// The first row, if there is one.
    pub fn find<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.noted(self.conn.prepare_cached(sql).and_then(|mut query| query.query_row(params, read).optional()))
    }

    /// The one row of a query that always has one: a count, a sum.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str, params: impl Params) -> Result<T, StoreError> {
        self.noted(self.conn.prepare_cached(sql).and_then(|mut query| query.query_row(params, |row| row.get(0))))
    }

    /// All rows.
    pub fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.conn.prepare_cached(sql).and_then(|mut query| query.query_map(params, read)?.collect());
        self.noted(rows)
    }

    fn noted<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let error = StoreError::from(error);
            self.damage.note(&error);
            error
        })
    }
}

/// The columns of one row that get another value. Only these are written: SQLite goes over every index and every rule of a
/// column that is set, even to what it was.
#[derive(Default)]
pub(in crate::store) struct Changes<'a>(Vec<(&'static str, &'a dyn ToSql)>);

impl<'a> Changes<'a> {
    /// Sets the column if it differs.
    pub fn column<T: ToSql + PartialEq>(mut self, name: &'static str, before: &T, after: &'a T) -> Self {
        if before != after {
            self.0.push((name, after));
        }
        self
    }

    /// Writes the one row of `table` that `is` as the transaction read it; nothing where nothing changes.
    pub fn write(self, db: Db<'_>, table: &str, is: &[(&'static str, &dyn ToSql)]) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut sql = String::with_capacity(STATEMENT_BYTES);
        sql.extend(["UPDATE ", table]);
        for (at, (column, _)) in self.0.iter().enumerate() {
            sql.extend([if at == 0 { " SET " } else { ", " }, column, " = ?"]);
        }
        for (at, (column, _)) in is.iter().enumerate() {
            sql.extend([if at == 0 { " WHERE " } else { " AND " }, column, " = ?"]);
        }
        db.run_one(&sql, params_from_iter(self.0.iter().chain(is).map(|(_, value)| value)))
    }
}
