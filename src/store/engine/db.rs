//! A connection and whose rows it speaks of: what every query of this room is made with.

use crate::domain::{Acting, OperatorId, ShopId};
use crate::store::{
    StoreError,
    engine::{
        damage::Damage,
        link::Link,
        row::{self, Row},
        value::{FromSql, ToSql},
    },
};

/// Room for most statements that are put together.
const STATEMENT_BYTES: usize = 256;

/// Lent to each intent by the writer, and to each read by its reader.
#[derive(Clone, Copy)]
pub(in crate::store) struct Db<'c> {
    /// The engine's own.
    pub(in crate::store::engine) link: Link<'c>,
    /// `?1` of nearly every statement.
    pub shop: &'c ShopId,
    /// Takes note of what shows that the file is damaged.
    pub damage: &'c Damage,
    /// Who acts: the person of every history row that is written for somebody at the counter.
    pub acting: Acting,
}

impl<'c> Db<'c> {
    /// What the program itself does.
    pub const fn of(link: Link<'c>, shop: &'c ShopId, damage: &'c Damage) -> Self {
        Self { link, shop, damage, acting: Acting::AtThisComputer }
    }

    /// The same by somebody else.
    pub const fn acting_as(self, acting: Acting) -> Self {
        Self { acting, ..self }
    }
}

impl Db<'_> {
    /// The person who acts, where the shop has people of its own.
    pub const fn operator(&self) -> Option<OperatorId> {
        if let Acting::Operator(id) = self.acting { Some(id) } else { None }
    }

    /// Runs a statement; answers how many rows it changed.
    pub fn run(&self, sql: &str, params: &[&dyn ToSql]) -> Result<usize, StoreError> {
        self.noted(self.link.run(sql, params))
    }

    /// Changes exactly one row. Anything else means that the row is not as this transaction read it: nothing is kept.
    pub fn run_one(&self, sql: &str, params: &[&dyn ToSql]) -> Result<(), StoreError> {
        match self.run(sql, params)? {
            1 => Ok(()),
            rows => Err(StoreError::Other(format!("{rows} rows changed where one had to: {sql}"))),
        }
    }

    /// Adds one row with these columns, for tables whose rows are too wide to count question marks.
    pub fn insert(&self, table: &str, columns: &[(&'static str, &dyn ToSql)]) -> Result<(), StoreError> {
        let mut sql = String::with_capacity(STATEMENT_BYTES);
        sql.extend(["INSERT INTO ", table]);
        for (at, (column, _)) in columns.iter().enumerate() {
            sql.extend([if at == 0 { " (" } else { ", " }, column]);
        }
        for at in 0..columns.len() {
            sql.push_str(if at == 0 { ") VALUES (?" } else { ", ?" });
        }
        sql.push(')');
        self.run_one(&sql, &values(columns))
    }

    /// The first row, if there is one.
    pub fn find<T>(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.noted(self.link.first(sql, params, read))
    }

    /// The only column of the first row, if there is one.
    pub fn find_value<T: FromSql>(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Option<T>, StoreError> {
        self.find(sql, params, row::only)
    }

    /// The one row of a query that always has one: a count, a sum.
    pub fn value<T: FromSql>(&self, sql: &str, params: &[&dyn ToSql]) -> Result<T, StoreError> {
        self.find_value(sql, params)?.ok_or_else(|| StoreError::Other(format!("no row where one had to be: {sql}")))
    }

    /// All rows.
    pub fn list<T>(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        let take = |row: &Row<'_>| {
            rows.push(read(row)?);
            Ok(())
        };
        self.each_of_list(sql, params, take)?;
        Ok(rows)
    }

    /// Every row in turn, of what is held together anyway: a server answers with all of them at once.
    pub fn each_of_list(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.noted(self.link.list(sql, params, take))
    }

    /// The only column of all rows.
    pub fn values<T: FromSql>(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Vec<T>, StoreError> {
        self.list(sql, params, row::only)
    }

    /// Every row in turn, for what is too long to be held together; until one is answered with an error.
    pub fn each(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.noted(self.link.each(sql, params, take))
    }

    fn noted<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        result.inspect_err(|error| self.damage.note(error))
    }
}

fn values<'a>(columns: &[(&'static str, &'a dyn ToSql)]) -> Vec<&'a dyn ToSql> {
    columns.iter().map(|(_, value)| *value).collect()
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
        db.run_one(&sql, &[values(&self.0), values(is)].concat())
    }
}
