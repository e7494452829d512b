//! The tables of a shop as an engine has them: their columns with the kind of each, their keys, and what they refer to.

use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
};
use std::collections::BTreeSet;

/// What is an engine's own, and is made anew where the shop arrives; by how the names begin.
const OF_AN_ENGINE: [&str; 10] = [
    "checksums",
    "file_epoch",
    "file_mark",
    "hosts",
    "moves",
    "presences",
    "refinery_schema_history",
    "search_",
    "shop_commits",
    "shop_writers",
];

/// What a column holds. No column of a shop holds anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store::engine) enum ColumnKind {
    Integer,
    Text,
    Blob,
}

impl ColumnKind {
    /// By an engine's word for it.
    fn of(word: &str) -> Result<Self, StoreError> {
        match word {
            "INTEGER" | "bigint" => Ok(Self::Integer),
            "TEXT" | "text" => Ok(Self::Text),
            "BLOB" | "bytea" => Ok(Self::Blob),
            other => Err(StoreError::Other(format!("no column of a shop is {other}"))),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store::engine) struct ShapedColumn {
    pub name: String,
    pub kind: ColumnKind,
    /// Its place in the key, from 1; 0 where it is not in it.
    pub key: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store::engine) struct TableShape {
    pub name: String,
    pub columns: Vec<ShapedColumn>,
    parents: BTreeSet<String>,
}

impl TableShape {
    /// The columns as a statement names them.
    pub fn selected(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Where the columns of the key stand, in its order. The first is the shop.
    pub fn keys(&self) -> Vec<usize> {
        let mut keys: Vec<(i64, usize)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.key > 0)
            .map(|(at, column)| (column.key, at))
            .collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, at)| at).collect()
    }

    /// The names of the columns of the key.
    pub fn key_names(&self) -> Vec<&str> {
        self.keys().into_iter().filter_map(|at| self.columns.get(at)).map(|column| column.name.as_str()).collect()
    }
}

/// Every table of a shop, those that others refer to first.
pub(in crate::store::engine) fn tables(db: Db<'_>) -> Result<Vec<TableShape>, StoreError> {
    let names = if db.link.file().is_some() {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    } else {
        "SELECT relname::TEXT AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
         ORDER BY 1"
    };
    let names: Vec<String> = db.list(names, &[], |row| row.get("name"))?;
    let ours = names.into_iter().filter(|name| !OF_AN_ENGINE.iter().any(|begins| name.starts_with(begins)));
    let mut left = ours.map(|name| shape(db, name)).collect::<Result<Vec<_>, _>>()?;
    let mut sorted: Vec<TableShape> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let (free, waiting): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|table| table.parents.iter().all(|parent| sorted.iter().any(|known| known.name == *parent)));
        if free.is_empty() {
            return Err(StoreError::Other("the tables of a shop refer to each other in a circle".to_owned()));
        }
        sorted.extend(free);
        left = waiting;
    }
    Ok(sorted)
}

fn shape(db: Db<'_>, name: String) -> Result<TableShape, StoreError> {
    let (columns, parents) = if db.link.file().is_some() {
        (
            "SELECT name, type AS kind, pk AS place FROM pragma_table_info(?1) ORDER BY cid",
            "SELECT DISTINCT \"table\" AS parent FROM pragma_foreign_key_list(?1)",
        )
    } else {
        (
            "SELECT attname::TEXT AS name, format_type(atttypid, atttypmod) AS kind,
                 COALESCE(array_position(conkey, attnum), 0)::BIGINT AS place
             FROM pg_attribute LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
             WHERE attrelid = ?1::TEXT::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            "SELECT DISTINCT confrelid::regclass::TEXT AS parent FROM pg_constraint
             WHERE conrelid = ?1::TEXT::regclass AND contype = 'f'",
        )
    };
    let columns = db.list(columns, params![name], |row| {
        Ok(ShapedColumn { name: row.get("name")?, kind: ColumnKind::of(row.text("kind")?)?, key: row.get("place")? })
    })?;
    let parents: Vec<String> = db.list(parents, params![name], |row| row.get("parent"))?;
    Ok(TableShape { parents: parents.into_iter().filter(|parent| *parent != name).collect(), name, columns })
}
