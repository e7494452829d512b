//! A connection and whose rows it speaks of: what every query of this room is made with.

use super::StoreError;
use crate::domain::ShopId;
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// Statements are compiled once per connection; no room has more of them than this.
pub(super) const STATEMENTS_KEPT: usize = 256;

/// Lent to each intent by the writer, and to each read by its reader.
#[derive(Clone, Copy)]
pub(super) struct Db<'c> {
    pub conn: &'c Connection,
    /// `?1` of nearly every statement.
    pub shop: &'c ShopId,
}

impl Db<'_> {
    /// Runs a statement; answers how many rows it changed.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
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
        Ok(self.conn.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// The one row of a query that always has one: a count, a sum.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str, params: impl Params) -> Result<T, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }

    /// All rows.
    pub fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
