//! Values on their way to PostgreSQL and back. One rule: whole numbers are BIGINT, truth is 0 or 1 in a BIGINT, text is
//! TEXT, bytes are BYTEA. What a query computes may come as a shorter number, a BOOLEAN, or a NUMERIC that is whole (a sum).

use crate::store::engine::value::{self, BadValue, SqlValue};
pub(in crate::store::engine) use postgres::Row;
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use std::error::Error;

type Failed = Box<dyn Error + Sync + Send>;

/// The four kinds, as a parameter is declared: PostgreSQL is told what it gets and guesses nothing. Of nothing it is told
/// nothing.
pub(super) fn declared(value: &SqlValue<'_>) -> Type {
    match value {
        SqlValue::Null => Type::UNKNOWN,
        SqlValue::Integer(_) => Type::INT8,
        SqlValue::Text(_) => Type::TEXT,
        SqlValue::Blob(_) => Type::BYTEA,
    }
}

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Bound<'a>(SqlValue<'a>);

impl<'a> Bound<'a> {
    pub fn of(value: &'a dyn value::ToSql) -> Self {
        Self(value.to_sql())
    }

    pub fn declared(&self) -> Type {
        declared(&self.0)
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        match self.0 {
            SqlValue::Null => Ok(IsNull::Yes),
            SqlValue::Integer(number) => number.to_sql(ty, out),
            // The one sign a text of PostgreSQL cannot hold: whoever sent it reads the sign for "unreadable" there.
            SqlValue::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").to_sql(ty, out),
            SqlValue::Text(text) => text.to_sql(ty, out),
            SqlValue::Blob(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value as it came.
struct Raw<'a>(Result<SqlValue<'a>, BadValue>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        Ok(Self(match *ty {
            Type::INT8 => Ok(SqlValue::Integer(i64::from_sql(ty, raw)?)),
            Type::INT4 => Ok(SqlValue::Integer(i32::from_sql(ty, raw)?.into())),
            Type::INT2 => Ok(SqlValue::Integer(i16::from_sql(ty, raw)?.into())),
            Type::BOOL => Ok(SqlValue::Integer(bool::from_sql(ty, raw)?.into())),
            Type::NUMERIC => whole(raw).map(SqlValue::Integer),
            Type::BYTEA => Ok(SqlValue::Blob(raw)),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {
                std::str::from_utf8(raw).map(SqlValue::Text).map_err(|_| BadValue::NotUtf8)
            }
            _ => Err(BadValue::Kind { wanted: "a number, text or bytes", found: "another kind of value" }),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failed> {
        Ok(Self(Ok(SqlValue::Null)))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The value of a column of a row.
pub(in crate::store::engine) fn value(row: &Row, at: usize) -> Result<SqlValue<'_>, BadValue> {
    row.try_get::<_, Raw<'_>>(at).map_err(BadValue::word)?.0
}

/// True if a column of a row has this name.
pub(in crate::store::engine) fn is_named(row: &Row, at: usize, name: &str) -> bool {
    row.columns().get(at).is_some_and(|column| column.name() == name)
}

/// A NUMERIC that is whole: how many digits (of ten thousand each), the power of the first, the sign, how many decimals are
/// shown, and the digits (`numeric_send` in PostgreSQL's `numeric.c`).
fn whole(raw: &[u8]) -> Result<i64, BadValue> {
    let fraction = BadValue::Kind { wanted: "a whole number", found: "a fraction" };
    let mut words =
        raw.chunks_exact(2).filter_map(|word| word.first_chunk::<2>()).map(|word| i16::from_be_bytes(*word));
    let (Some(_), Some(power), Some(sign), Some(_)) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(fraction);
    };
    let (mut number, mut left) = (0_i128, i32::from(power));
    for digit in words {
        if left < 0 && digit != 0 {
            return Err(fraction);
        }
        if left >= 0 {
            number = number.saturating_mul(10_000).saturating_add(digit.into());
        }
        left = left.saturating_sub(1);
    }
    // Digits at the end that are nothing are not sent.
    for _ in 0..left.saturating_add(1).max(0) {
        number = number.saturating_mul(10_000);
    }
    let signed = match sign {
        0 => number,
        0x4000 => number.saturating_neg(),
        _ => return Err(fraction),
    };
    i64::try_from(signed).map_err(|_| BadValue::word(format!("{signed} is out of range")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(power: i16, sign: u16, digits: &[i16]) -> Result<i64, BadValue> {
        let words = [i16::try_from(digits.len()).unwrap(), power, sign.cast_signed(), 0];
        let bytes: Vec<u8> = words.iter().chain(digits).flat_map(|word| word.to_be_bytes()).collect();
        whole(&bytes)
    }

    #[test]
    fn a_sum_is_a_whole_number_or_it_is_unreadable() {
        assert_eq!(numeric(0, 0, &[]), Ok(0));
        assert_eq!(numeric(0, 0, &[3900]), Ok(3900));
        assert_eq!(numeric(1, 0x4000, &[12, 8000]), Ok(-128_000));
        assert_eq!(numeric(2, 0, &[1]), Ok(100_000_000), "zeros at the end are left away");
        assert_eq!(numeric(0, 0, &[1, 0]), Ok(1));
        assert!(numeric(0, 0, &[1, 5000]).is_err(), "one and a half");
        assert!(numeric(0, 0xC000, &[]).is_err(), "no number at all");
        assert!(numeric(5, 0, &[9999, 9999, 9999, 9999, 9999, 9999]).is_err(), "more than a row can hold");
    }
}
