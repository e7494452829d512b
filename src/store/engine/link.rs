//! The connection a query runs on: the one of SQLite or the one of PostgreSQL. Only here it is told which.

use crate::store::{
    StoreError,
    engine::{
        postgres::session::Session,
        row::Row,
        standing::Standing,
        statement::{self, KnownColumns},
        value::ToSql,
    },
};
use rusqlite::Connection;

/// Lent with each [`Db`](crate::store::engine::db::Db).
#[derive(Clone, Copy)]
pub(in crate::store) enum Link<'c> {
    Sqlite(&'c Connection, &'c KnownColumns),
    Postgres(&'c Session),
}

impl<'c> Link<'c> {
    /// SQLite's connection, for what looks at the file itself.
    pub fn file(self) -> Option<&'c Connection> {
        match self {
            Self::Sqlite(conn, _) => Some(conn),
            Self::Postgres(_) => None,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub fn run(self, sql: &str, params: &[&dyn ToSql]) -> Result<usize, StoreError> {
        match self {
            Self::Sqlite(conn, _) => statement::run(conn, sql, params),
            Self::Postgres(session) => session.run(sql, params),
        }
    }

    /// The first row, if there is one.
    pub fn first<T>(
        self,
        sql: &str,
        params: &[&dyn ToSql],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self {
            Self::Sqlite(conn, columns) => statement::first(conn, columns, sql, params, read),
            Self::Postgres(session) => session.first(sql, params, read),
        }
    }

    /// Every row in turn, until one is answered with an error.
    pub fn each(
        self,
        sql: &str,
        params: &[&dyn ToSql],
        take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn, columns) => statement::each(conn, columns, sql, params, take),
            Self::Postgres(session) => session.each(sql, params, take),
        }
    }

    /// The same for what is held together by the caller: no piece of it is waited for.
    pub fn list(
        self,
        sql: &str,
        params: &[&dyn ToSql],
        take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn, columns) => statement::each(conn, columns, sql, params, take),
            Self::Postgres(session) => session.list(sql, params, take),
        }
    }

    /// How many rows this connection has changed so far; only that it rises says anything.
    pub fn changed(self) -> u64 {
        match self {
            Self::Sqlite(conn, _) => conn.total_changes(),
            Self::Postgres(session) => session.changed(),
        }
    }

    /// How the transaction that was begun stands.
    pub fn standing(self) -> Standing {
        match self {
            Self::Sqlite(conn, _) if conn.is_autocommit() => Standing::Gone,
            Self::Sqlite(..) => Standing::Open,
            Self::Postgres(session) => session.standing(),
        }
    }
}
