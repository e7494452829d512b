//! From bytes to values. The syntax is read by `serde_json`, which also unescapes; what it lets pass is refused here.

use super::value::{MalformedJson, Object, Value};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, cell::Cell, fmt};

/// Longer than any message of WeChat's, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// WeChat nests five deep.
const DEPTH_MAX: u8 = 16;
/// No object of WeChat's has a hundred.
const FIELDS_MAX: usize = 200;
/// A notification of a payment has fifteen, most objects fewer.
const FIELDS_USUAL: usize = 16;
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Reads a message, which is one object.
///
/// # Errors
/// [`MalformedJson`]: nothing of it counts.
pub fn read(body: &[u8]) -> Result<Object<'_>, MalformedJson> {
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(MalformedJson::TooLarge);
    }
    if body.starts_with(MARK) {
        return Err(MalformedJson::Mark);
    }
    let text = std::str::from_utf8(body).map_err(|_| MalformedJson::NotUtf8)?;
    if text.contains('\0') {
        return Err(MalformedJson::Nul);
    }
    let why = Cell::new(MalformedJson::Syntax);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Inside { depth: 0, why: &why }.deserialize(&mut reader).map_err(|_| why.get())?;
    reader.end().map_err(|_| MalformedJson::Syntax)?;
    if let Value::Object(object) = value { Ok(object) } else { Err(MalformedJson::Syntax) }
}

/// A value so many objects and lists deep.
#[derive(Clone, Copy)]
struct Inside<'w> {
    depth: u8,
    /// What is wrong, if it is not the syntax: an error of serde's carries a sentence only.
    why: &'w Cell<MalformedJson>,
}

impl Inside<'_> {
    fn refused<E: serde::de::Error>(self, why: MalformedJson) -> E {
        self.why.set(why);
        E::custom(why)
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.saturating_add(1);
        if depth > DEPTH_MAX { Err(self.refused(MalformedJson::TooDeep)) } else { Ok(Self { depth, ..self }) }
    }

    fn text<E: serde::de::Error>(self, text: Cow<'_, str>) -> Result<Cow<'_, str>, E> {
        if text.contains('\0') { Err(self.refused(MalformedJson::Nul)) } else { Ok(text) }
    }
}

impl<'de> DeserializeSeed<'de> for Inside<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or(Value::OtherNumber, Value::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::OtherNumber)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        self.text(Cow::Borrowed(text)).map(Value::Text)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value<'de>, E> {
        self.text(Cow::Owned(text.to_owned())).map(Value::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut list = Vec::new();
        while let Some(value) = all.next_element_seed(inside)? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value<'de>, A::Error> {
        let inside = self.deeper()?;
        let mut fields: Vec<(Cow<'de, str>, Value<'de>)> = Vec::with_capacity(FIELDS_USUAL);
        while let Some(name) = all.next_key_seed(Name(self))? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(self.refused(MalformedJson::Repeated));
            }
            // Thousands of names would make the comparison above slow.
            if fields.len() >= FIELDS_MAX {
                return Err(self.refused(MalformedJson::TooLarge));
            }
            fields.push((name, all.next_value_seed(inside)?));
        }
        Ok(Value::Object(Object(fields)))
    }
}

/// The name of a field.
struct Name<'w>(Inside<'w>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'_> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        self.0.text(Cow::Borrowed(name))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        self.0.text(Cow::Owned(name.to_owned()))
    }
}
