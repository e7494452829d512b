//! A table, its rows as bytes, and what these add up to.

use crate::store::{
    StoreError,
    engine::{checksums::row_hash::hash, search_index::TABLES},
};
use rusqlite::{Connection, Row, types::ValueRef};
use std::collections::BTreeMap;

/// The tables that have no figure: what keeps the figures, which opening the file belongs to, and what the
/// migrations keep for themselves. The
/// words of the search are added up by themselves ([`search_index`](crate::store::engine::search_index)).
const WITHOUT: [&str; 4] = ["checksums", "file_epoch", "file_mark", "refinery_schema_history"];
/// How long the front of a number is that has the day in it, and what stands behind it: `SC20260901-…`.
const FRONT_BYTES: usize = 10;
/// Room for nearly every row, so that hashing one asks for memory once.
const ROW_BYTES: usize = 512;

/// A table as its figures are kept.
#[derive(Debug)]
pub(in crate::store) struct SummedTable {
    pub name: String,
    /// In the order of the schema; `shop_id` is the first.
    pub(super) columns: Vec<String>,
    /// The column whose front is the bucket.
    pub(super) numbered_by: Option<&'static str>,
}

/// Rows and what they add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Figure {
    pub rows: i64,
    pub folded: i64,
}

/// By shop and bucket.
pub(super) type Figures = BTreeMap<(String, String), Figure>;

impl SummedTable {
    /// Every table of the file that has figures.
    pub fn all(conn: &Connection) -> Result<Vec<Self>, StoreError> {
        let names: Vec<String> = conn
            .prepare(
                "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        names
            .into_iter()
            .filter(|name| !WITHOUT.contains(&name.as_str()) && !TABLES.iter().any(|begins| name.starts_with(begins)))
            .map(|name| Self::read(conn, name))
            .collect()
    }

    fn read(conn: &Connection, name: String) -> Result<Self, StoreError> {
        let columns: Vec<(String, bool)> = conn
            .prepare_cached("SELECT name, pk > 0 FROM pragma_table_info(?1, 'main') ORDER BY cid")?
            .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let is_key = |wanted: &&str| columns.iter().any(|(column, key)| *key && column == wanted);
        let numbered_by = ["order_no", "refund_no"].into_iter().find(is_key);
        Ok(Self { name, columns: columns.into_iter().map(|(column, _)| column).collect(), numbered_by })
    }

    /// The columns as a statement reads them.
    pub(in crate::store::engine) fn selected(&self) -> String {
        self.columns.join(", ")
    }

    /// Where the number stands among the columns.
    fn number_at(&self) -> Option<usize> {
        self.numbered_by.and_then(|number| self.columns.iter().position(|column| column == number))
    }

    /// The shop and the bucket of a row, and its hash. The row was read by [`SummedTable::selected`].
    pub(super) fn look_at(&self, row: &Row<'_>) -> Result<((String, String), i64), StoreError> {
        let mut bytes = row_bytes(&self.name);
        for column in 0..self.columns.len() {
            put(&mut bytes, row.get_ref(column)?);
        }
        let text = |column| row.get_ref(column).map(|value| String::from_utf8_lossy(bytes_of(value)).into_owned());
        let number = self.number_at().map(text).transpose()?.unwrap_or_default();
        Ok(((text(0)?, bucket(&number).to_owned()), hash(&bytes)))
    }
}

/// The front of a number of ours; '' for any other.
pub(super) fn bucket(number: &str) -> &str {
    let front =
        number.as_bytes().get(FRONT_BYTES).filter(|&&byte| byte == b'-').and_then(|_| number.get(..FRONT_BYTES));
    front.unwrap_or_default()
}

const fn bytes_of(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    }
}

/// Where a row's bytes begin: with the name of its table, so that no row counts in another table.
pub(super) fn row_bytes(table: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ROW_BYTES);
    put(&mut bytes, ValueRef::Text(table.as_bytes()));
    bytes
}

/// A value with its kind and length before it, so that nothing can move from one column into the next.
pub(super) fn put(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let of_length = |bytes: &mut Vec<u8>, kind: u8, data: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&u64::try_from(data.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(data);
    };
    match value {
        ValueRef::Null => bytes.push(0),
        ValueRef::Integer(number) => {
            bytes.push(1);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        ValueRef::Real(number) => {
            bytes.push(2);
            bytes.extend_from_slice(&number.to_bits().to_be_bytes());
        }
        ValueRef::Text(text) => of_length(bytes, 3, text),
        ValueRef::Blob(blob) => of_length(bytes, 4, blob),
    }
}
