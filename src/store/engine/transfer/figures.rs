//! What the rows of a table add up to, the same for both engines.

use super::shape::TableShape;
use crate::store::{
    StoreError,
    engine::{
        checksums::row_hash::hash,
        db::Db,
        value::{SqlValue, params},
    },
};

/// Rows, and what they add up to: each row's hash, and every whole number in it.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct RowFigures {
    pub rows: u64,
    hashes: i64,
    numbers: i128,
}

pub(super) fn of_table(db: Db<'_>, table: &TableShape) -> Result<RowFigures, StoreError> {
    let sql = format!("SELECT {} FROM {} WHERE shop_id = ?1", table.selected(), table.name);
    let (mut figures, mut bytes) = (RowFigures::default(), Vec::new());
    db.each(&sql, params![db.shop], |row| {
        bytes.clear();
        for at in 0..table.columns.len() {
            let value = row.at(at)?;
            if let SqlValue::Integer(number) = value {
                figures.numbers = figures.numbers.wrapping_add(number.into());
            }
            put(&mut bytes, value);
        }
        figures.rows = figures.rows.saturating_add(1);
        figures.hashes = figures.hashes.wrapping_add(hash(&bytes));
        Ok(())
    })?;
    Ok(figures)
}

/// A value with its kind and length before it, so that nothing can move from one column into the next. The sign that no text
/// of a server can hold counts as the one that stands in its place there.
fn put(bytes: &mut Vec<u8>, value: SqlValue<'_>) {
    let of_length = |bytes: &mut Vec<u8>, kind: u8, data: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&u64::try_from(data.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(data);
    };
    match value {
        SqlValue::Null => bytes.push(0),
        SqlValue::Integer(number) => {
            bytes.push(1);
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        SqlValue::Text(text) if text.contains('\0') => of_length(bytes, 2, text.replace('\0', "\u{fffd}").as_bytes()),
        SqlValue::Text(text) => of_length(bytes, 2, text.as_bytes()),
        SqlValue::Blob(blob) => of_length(bytes, 3, blob),
    }
}
