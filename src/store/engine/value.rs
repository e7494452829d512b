//! A value on its way into a statement or out of a row: the four kinds every engine knows, and nothing of any driver.

use std::fmt::Display;

/// A value as it stands in a row or is bound to a statement. The shop knows no fractions, and truth is 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum SqlValue<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl SqlValue<'_> {
    /// What kind of value it is, for whoever mends the row.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Integer(_) => "a number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
        }
    }
}

/// Why a value of a row is none that this program wrote.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::store) enum BadValue {
    #[error("{found} where {wanted} is to stand")]
    Kind { wanted: &'static str, found: &'static str },
    #[error("{0} is out of range")]
    OutOfRange(i64),
    #[error("{found} bytes where {wanted} are to stand")]
    Length { wanted: usize, found: usize },
    #[error("its text is not UTF-8")]
    NotUtf8,
    #[error("{0}")]
    Word(String),
}

impl BadValue {
    /// A word or number that its type does not let in.
    pub fn word(why: impl Display) -> Self {
        Self::Word(why.to_string())
    }

    /// Another kind of value than the one that is to stand there.
    pub const fn instead(wanted: &'static str, found: &SqlValue<'_>) -> Self {
        Self::Kind { wanted, found: found.kind() }
    }
}

/// What can be bound to a statement. It lends its text and bytes: the engine copies them once, if at all.
pub(in crate::store) trait ToSql {
    fn to_sql(&self) -> SqlValue<'_>;
}

/// What can be read out of a row.
pub(in crate::store) trait FromSql: Sized {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue>;
}

/// The values of a statement, in the order of their numbers: `?1`, `?2`, …
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::store::engine::value::ToSql),*]
    };
}
pub(in crate::store) use params;

impl<T: ToSql + ?Sized> ToSql for &T {
    fn to_sql(&self) -> SqlValue<'_> {
        (**self).to_sql()
    }
}

impl<T: ToSql> ToSql for Option<T> {
    fn to_sql(&self) -> SqlValue<'_> {
        self.as_ref().map_or(SqlValue::Null, ToSql::to_sql)
    }
}

impl<T: FromSql> FromSql for Option<T> {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        if value == SqlValue::Null { Ok(None) } else { T::from_sql(value).map(Some) }
    }
}

impl ToSql for str {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Text(self)
    }
}

impl ToSql for String {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Text(self)
    }
}

impl FromSql for String {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        text(value).map(str::to_owned)
    }
}

/// The text of a value, lent.
pub(in crate::store) const fn text(value: SqlValue<'_>) -> Result<&str, BadValue> {
    match value {
        SqlValue::Text(text) => Ok(text),
        other => Err(BadValue::instead("text", &other)),
    }
}

impl ToSql for [u8] {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Blob(self)
    }
}

impl<const N: usize> ToSql for [u8; N] {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Blob(self)
    }
}

impl<const N: usize> FromSql for [u8; N] {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        let found = bytes(value)?;
        found.try_into().map_err(|_| BadValue::Length { wanted: N, found: found.len() })
    }
}

impl FromSql for Vec<u8> {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        bytes(value).map(<[u8]>::to_vec)
    }
}

const fn bytes(value: SqlValue<'_>) -> Result<&[u8], BadValue> {
    match value {
        SqlValue::Blob(bytes) => Ok(bytes),
        other => Err(BadValue::instead("bytes", &other)),
    }
}

impl ToSql for i64 {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Integer(*self)
    }
}

impl FromSql for i64 {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        match value {
            SqlValue::Integer(number) => Ok(number),
            other => Err(BadValue::instead("a number", &other)),
        }
    }
}

impl ToSql for bool {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Integer(i64::from(*self))
    }
}

impl FromSql for bool {
    fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
        i64::from_sql(value).map(|number| number != 0)
    }
}

impl ToSql for u32 {
    fn to_sql(&self) -> SqlValue<'_> {
        SqlValue::Integer(i64::from(*self))
    }
}

/// Smaller numbers, and those without a sign.
macro_rules! as_smaller_number {
    ($($name:ty),+) => {$(
        impl FromSql for $name {
            fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
                let number = i64::from_sql(value)?;
                Self::try_from(number).map_err(|_| BadValue::OutOfRange(number))
            }
        }
    )+};
}
as_smaller_number!(u8, u32, u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_and_another_kind_is_named() {
        assert_eq!(Option::<String>::from_sql(Some("挂耳咖啡").to_sql()), Ok(Some("挂耳咖啡".to_owned())));
        assert_eq!(Option::<String>::from_sql(SqlValue::Null), Ok(None));
        assert_eq!(<[u8; 2]>::from_sql([7, 8].to_sql()), Ok([7, 8]));
        assert_eq!(bool::from_sql(true.to_sql()), Ok(true));
        assert_eq!(u32::from_sql(SqlValue::Integer(-1)), Err(BadValue::OutOfRange(-1)));
        assert_eq!(<[u8; 2]>::from_sql(SqlValue::Blob(&[7])), Err(BadValue::Length { wanted: 2, found: 1 }));
        let wrong = i64::from_sql(SqlValue::Text("12")).expect_err("text is no number");
        assert_eq!(wrong.to_string(), "text where a number is to stand");
    }
}
