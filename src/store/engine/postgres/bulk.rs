//! Many rows in one statement: a list for each column, of the kind the column has, so that nothing is guessed.

use crate::store::{
    StoreError,
    engine::{
        owned_value::OwnedValue,
        postgres::session::Session,
        transfer::shape::{ColumnKind, TableShape},
    },
};
use postgres::types::ToSql;

/// The values of one column.
enum ColumnList {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Blobs(Vec<Option<Vec<u8>>>),
}

impl ColumnList {
    fn of(kind: ColumnKind, values: Vec<OwnedValue>) -> Result<Self, StoreError> {
        Ok(match kind {
            ColumnKind::Integer => Self::Integers(values.iter().map(integer).collect::<Result<_, _>>()?),
            ColumnKind::Text => Self::Texts(values.into_iter().map(text).collect::<Result<_, _>>()?),
            ColumnKind::Blob => Self::Blobs(values.into_iter().map(blob).collect::<Result<_, _>>()?),
        })
    }

    fn lent(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Integers(all) => all,
            Self::Texts(all) => all,
            Self::Blobs(all) => all,
        }
    }
}

fn integer(value: &OwnedValue) -> Result<Option<i64>, StoreError> {
    match value {
        OwnedValue::Null => Ok(None),
        OwnedValue::Integer(number) => Ok(Some(*number)),
        OwnedValue::Text(_) | OwnedValue::Blob(_) => Err(other_kind()),
    }
}

/// As one is bound: without the sign a text of PostgreSQL cannot hold.
fn text(value: OwnedValue) -> Result<Option<String>, StoreError> {
    match value {
        OwnedValue::Null => Ok(None),
        OwnedValue::Text(text) if text.contains('\0') => Ok(Some(text.replace('\0', "\u{fffd}"))),
        OwnedValue::Text(text) => Ok(Some(text)),
        OwnedValue::Integer(_) | OwnedValue::Blob(_) => Err(other_kind()),
    }
}

fn blob(value: OwnedValue) -> Result<Option<Vec<u8>>, StoreError> {
    match value {
        OwnedValue::Null => Ok(None),
        OwnedValue::Blob(bytes) => Ok(Some(bytes)),
        OwnedValue::Integer(_) | OwnedValue::Text(_) => Err(other_kind()),
    }
}

fn other_kind() -> StoreError {
    StoreError::Unreadable("a value of another kind than its column".to_owned())
}

impl Session {
    /// Adds rows, each with a value for every column of the table.
    pub(in crate::store::engine) fn insert_rows(
        &self,
        table: &TableShape,
        rows: Vec<Vec<OwnedValue>>,
    ) -> Result<(), StoreError> {
        let mut columns: Vec<Vec<OwnedValue>> = table.columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for row in rows {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let lists = table.columns.iter().zip(columns);
        let lists = lists.map(|(column, values)| ColumnList::of(column.kind, values)).collect::<Result<Vec<_>, _>>()?;
        let kinds: Vec<String> = table.columns.iter().enumerate().map(|(at, column)| kind(at, column.kind)).collect();
        let sql =
            format!("INSERT INTO {} ({}) SELECT * FROM unnest({})", table.name, table.selected(), kinds.join(", "));
        let lent: Vec<&(dyn ToSql + Sync)> = lists.iter().map(ColumnList::lent).collect();
        self.with(|client| client.execute(&sql, &lent)).map(drop)
    }
}

/// As the statement names the list of a column.
fn kind(at: usize, kind: ColumnKind) -> String {
    let word = match kind {
        ColumnKind::Integer => "BIGINT",
        ColumnKind::Text => "TEXT",
        ColumnKind::Blob => "BYTEA",
    };
    format!("${}::{word}[]", at.saturating_add(1))
}
