//! What was read: values, and the fields of an object by their types.

use crate::domain::{Fen, UnixSeconds};
use std::borrow::Cow;

/// As many digits as an amount has at most; the same as in API v2.
const FEN_MAX: i64 = 999_999_999_999;

/// Why a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedJson {
    /// Longer than any message of WeChat's.
    #[error("longer than any message of WeChat's")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A byte order mark before it.
    #[error("a byte order mark")]
    Mark,
    /// NUL, as a byte or escaped.
    #[error("NUL in it")]
    Nul,
    /// Not JSON, or something behind it.
    #[error("not JSON")]
    Syntax,
    /// Deeper than any message of WeChat's.
    #[error("nested too deep")]
    TooDeep,
    /// A name that stands twice in one object.
    #[error("a name that stands twice")]
    Repeated,
    /// A field we need is not there, is `null` or empty.
    #[error("no {0}")]
    Absent(&'static str),
    /// A field is of another type: a number as text, an object that is a list.
    #[error("{0} is of another type")]
    OtherType(&'static str),
    /// An amount that is not plain digits: `1e2`, `-0`, `9.0`, `-1`, or more than twelve of them.
    #[error("{0} is no whole amount")]
    NotWhole(&'static str),
    /// A text that has no sense there: no number of an order, no time.
    #[error("{0} has no sense")]
    NoSense(&'static str),
}

/// One value as it stands there.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Value<'a> {
    Null,
    Bool(bool),
    /// Plain digits, perhaps with a minus before them.
    Whole(i64),
    /// Any other number: with a point or an exponent, `-0`, or longer than 64 bits.
    OtherNumber,
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// The fields of one object in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object<'a>(pub(super) Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Object<'a> {
    /// `null` and absent are the same.
    fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value).filter(|value| **value != Value::Null)
    }

    /// A text that must be there and not be empty.
    ///
    /// # Errors
    /// [`MalformedJson::Absent`], [`MalformedJson::OtherType`].
    pub fn text(&self, name: &'static str) -> Result<&str, MalformedJson> {
        self.text_if_any(name)?.ok_or(MalformedJson::Absent(name))
    }

    /// The same for one that may be absent or empty.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`].
    pub fn text_if_any(&self, name: &'static str) -> Result<Option<&str>, MalformedJson> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.as_ref()).filter(|text| !text.is_empty())),
            Some(_) => Err(MalformedJson::OtherType(name)),
        }
    }

    /// A text that becomes an id or a number of ours.
    ///
    /// # Errors
    /// As [`Self::text`], and [`MalformedJson::NoSense`].
    pub fn parsed<T, E>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, MalformedJson> {
        parse(self.text(name)?).map_err(|_| MalformedJson::NoSense(name))
    }

    /// An amount in fen: plain digits.
    ///
    /// # Errors
    /// [`MalformedJson::Absent`], [`MalformedJson::OtherType`], [`MalformedJson::NotWhole`].
    pub fn fen(&self, name: &'static str) -> Result<Fen, MalformedJson> {
        match self.get(name) {
            None => Err(MalformedJson::Absent(name)),
            Some(Value::Whole(fen)) if *fen <= FEN_MAX => Fen::new(*fen).ok_or(MalformedJson::NotWhole(name)),
            Some(Value::Whole(_) | Value::OtherNumber) => Err(MalformedJson::NotWhole(name)),
            Some(_) => Err(MalformedJson::OtherType(name)),
        }
    }

    /// Whether it says `true`. Absent is `false`.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`].
    pub fn is_true(&self, name: &'static str) -> Result<bool, MalformedJson> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(truth)) => Ok(*truth),
            Some(_) => Err(MalformedJson::OtherType(name)),
        }
    }

    /// A count that may be absent: plain digits.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`], [`MalformedJson::NotWhole`].
    pub fn count_if_any(&self, name: &'static str) -> Result<Option<u32>, MalformedJson> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Whole(count)) => u32::try_from(*count).map(Some).map_err(|_| MalformedJson::NotWhole(name)),
            Some(Value::OtherNumber) => Err(MalformedJson::NotWhole(name)),
            Some(_) => Err(MalformedJson::OtherType(name)),
        }
    }

    /// A list of texts that may be absent, without its empty ones.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`].
    pub fn texts_if_any(&self, name: &'static str) -> Result<Vec<&str>, MalformedJson> {
        let Some(list) = self.get(name) else { return Ok(Vec::new()) };
        let Value::List(list) = list else { return Err(MalformedJson::OtherType(name)) };
        let text = |value: &'_ Value<'a>| matches!(value, Value::Text(text) if !text.is_empty());
        if list.iter().any(|value| !matches!(value, Value::Text(_))) {
            return Err(MalformedJson::OtherType(name));
        }
        let texts = list.iter().filter(|value| text(value));
        Ok(texts.filter_map(|value| if let Value::Text(text) = value { Some(text.as_ref()) } else { None }).collect())
    }

    /// The objects of a field that is a list of them, one of them, or absent: WeChat writes some fields in both ways.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`].
    pub fn objects_if_any(&self, name: &'static str) -> Result<Vec<&Self>, MalformedJson> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(object)) => Ok(vec![object]),
            Some(_) => self.objects(name),
        }
    }

    /// A time as API v3 writes it: `2026-01-01T08:03:12+08:00`.
    ///
    /// # Errors
    /// As [`Self::parsed`].
    pub fn time(&self, name: &'static str) -> Result<UnixSeconds, MalformedJson> {
        self.parsed(name, UnixSeconds::parse_rfc3339)
    }

    /// An object in it.
    ///
    /// # Errors
    /// [`MalformedJson::Absent`], [`MalformedJson::OtherType`].
    pub fn object(&self, name: &'static str) -> Result<&Self, MalformedJson> {
        self.object_if_any(name)?.ok_or(MalformedJson::Absent(name))
    }

    /// The same for one that may be absent.
    ///
    /// # Errors
    /// [`MalformedJson::OtherType`].
    pub fn object_if_any(&self, name: &'static str) -> Result<Option<&Self>, MalformedJson> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(MalformedJson::OtherType(name)),
        }
    }

    /// A list of objects in it.
    ///
    /// # Errors
    /// [`MalformedJson::Absent`], [`MalformedJson::OtherType`].
    pub fn objects(&self, name: &'static str) -> Result<Vec<&Self>, MalformedJson> {
        let Some(list) = self.get(name) else { return Err(MalformedJson::Absent(name)) };
        let Value::List(list) = list else { return Err(MalformedJson::OtherType(name)) };
        list.iter()
            .map(
                |value| {
                    if let Value::Object(object) = value { Ok(object) } else { Err(MalformedJson::OtherType(name)) }
                },
            )
            .collect()
    }
}
