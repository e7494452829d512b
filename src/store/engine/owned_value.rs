//! A value that was taken out of a row, to be put into another.

use crate::store::engine::value::{SqlValue, ToSql};

/// A value of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store::engine) enum OwnedValue {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<SqlValue<'_>> for OwnedValue {
    fn from(value: SqlValue<'_>) -> Self {
        match value {
            SqlValue::Null => Self::Null,
            SqlValue::Integer(number) => Self::Integer(number),
            SqlValue::Text(text) => Self::Text(text.to_owned()),
            SqlValue::Blob(bytes) => Self::Blob(bytes.to_owned()),
        }
    }
}

impl ToSql for OwnedValue {
    fn to_sql(&self) -> SqlValue<'_> {
        match self {
            Self::Null => SqlValue::Null,
            Self::Integer(number) => SqlValue::Integer(*number),
            Self::Text(text) => SqlValue::Text(text),
            Self::Blob(bytes) => SqlValue::Blob(bytes),
        }
    }
}
