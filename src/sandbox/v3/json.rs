//! The JSON of a request, read as strictly as WeChat reads it: each name once, nothing after the end, no null, nothing empty,
//! nothing unknown, amounts as whole numbers. Source: protocol 7.1, 8.

use super::refusal::{V3Refusal, param, unexpected};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt};

/// What a value of a request must be. Lengths in characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Text of at least one and at most so many characters.
    Text(usize),
    /// The same, written by people: WeChat takes no character of more than three bytes in it.
    Words(usize),
    /// A whole number from one on.
    Fen,
    /// Any whole number from zero on.
    Count,
    /// True or false.
    Flag,
    /// At least one text, of at most so many characters each.
    Texts(usize),
    /// An object of these.
    Object(&'static [Rule]),
    /// At least one object of these.
    Objects(&'static [Rule]),
}

/// One value of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    name: &'static str,
    required: bool,
    kind: Kind,
}

/// A required value.
pub(super) const fn need(name: &'static str, kind: Kind) -> Rule {
    Rule { name, required: true, kind }
}

/// A value that may be left out.
pub(super) const fn may(name: &'static str, kind: Kind) -> Rule {
    Rule { name, required: false, kind }
}

/// The object of a request's body, of nothing but `rules`.
pub(super) fn read(body: &[u8], rules: &[Rule]) -> Result<Value, V3Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = OnceNamed::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value.0));
    let value = read.map_err(|e| param("body", "", &e.to_string()))?;
    object(&value, rules, "")?;
    Ok(value)
}

fn object(value: &Value, rules: &[Rule], at: &str) -> Result<(), V3Refusal> {
    let fields = value.as_object().ok_or_else(|| param("body", at, "not an object"))?;
    if let Some(unknown) = fields.keys().find(|name| !rules.iter().any(|rule| rule.name == *name)) {
        return Err(unexpected("body", &format!("{at}/{unknown}")));
    }
    for rule in rules {
        let at = format!("{at}/{}", rule.name);
        match fields.get(rule.name) {
            None if rule.required => return Err(param("body", &at, "required")),
            None => {}
            Some(value) => fits(value, rule.kind, &at)?,
        }
    }
    Ok(())
}

fn fits(value: &Value, kind: Kind, at: &str) -> Result<(), V3Refusal> {
    let bad = |issue: &str| Err(param("body", at, issue));
    match kind {
        Kind::Text(most) | Kind::Words(most) => match value.as_str() {
            None => bad("not a text"),
            Some(text) if !(1..=most).contains(&text.chars().count()) => bad("length"),
            Some(text) if matches!(kind, Kind::Words(_)) && text.chars().any(|c| c.len_utf8() > 3) => bad("character"),
            Some(_) => Ok(()),
        },
        Kind::Fen => {
            if value.as_i64().is_some_and(|fen| fen >= 1) {
                Ok(())
            } else {
                bad("not a whole number from 1 on")
            }
        }
        Kind::Count => {
            if value.as_u64().is_some() {
                Ok(())
            } else {
                bad("not a whole number")
            }
        }
        Kind::Flag => {
            if value.is_boolean() {
                Ok(())
            } else {
                bad("not a boolean")
            }
        }
        Kind::Texts(most) => each(value, at, |one, at| fits(one, Kind::Text(most), at)),
        Kind::Object(rules) => object(value, rules, at),
        Kind::Objects(rules) => each(value, at, |one, at| object(one, rules, at)),
    }
}

fn each(value: &Value, at: &str, fits: impl Fn(&Value, &str) -> Result<(), V3Refusal>) -> Result<(), V3Refusal> {
    let all = value.as_array().filter(|all| !all.is_empty()).ok_or_else(|| param("body", at, "not a filled list"))?;
    all.iter().enumerate().try_for_each(|(n, one)| fits(one, &format!("{at}/{n}")))
}

/// A text of a request, by its path; empty where it is left out.
pub(super) fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// A number of a request, by its path.
pub(super) fn number(value: &Value, path: &str) -> i64 {
    value.pointer(path).and_then(Value::as_i64).unwrap_or_default()
}

/// Every value by its path: the same whatever the order of the names was.
pub(super) fn flattened(value: &Value) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    flatten(value, String::new(), &mut all);
    all
}

fn flatten(value: &Value, at: String, all: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(value, format!("{at}/{name}"), all)),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| flatten(value, format!("{at}/{n}"), all));
        }
        other => drop(all.insert(at, other.to_string())),
    }
}

/// JSON in which no object has a name twice.
struct OnceNamed(Value);

impl<'de> Deserialize<'de> for OnceNamed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceNamedVisitor).map(OnceNamed)
    }
}

struct OnceNamedVisitor;

impl<'de> Visitor<'de> for OnceNamedVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON in which each name stands once")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(OnceNamed(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((name, OnceNamed(value))) = object.next_entry::<String, OnceNamed>()? {
            if fields.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("{name} stands twice")));
            }
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[Rule] = &[
        need("text", Kind::Text(3)),
        may("words", Kind::Words(3)),
        may("amount", Kind::Object(&[need("total", Kind::Fen)])),
        may("flag", Kind::Flag),
        may("list", Kind::Objects(&[may("count", Kind::Count)])),
        may("limits", Kind::Texts(4)),
    ];

    #[test]
    fn what_the_rules_name_is_read_in_any_order() {
        let body =
            r#"{"limits":["no"],"list":[{"count":0}],"flag":false,"amount":{"total":1},"words":"茶","text":"abc"}"#;
        let read = read(body.as_bytes(), RULES).expect("read");
        assert_eq!((text(&read, "/text"), number(&read, "/amount/total")), ("abc", 1));
        let other =
            r#"{"text":"abc","words":"茶","amount":{"total":1},"flag":false,"list":[{"count":0}],"limits":["no"]}"#;
        assert_eq!(flattened(&read), flattened(&super::read(other.as_bytes(), RULES).expect("read")));
    }

    #[test]
    fn what_wechat_would_refuse_is_refused() {
        for body in [
            "",
            "[]",
            "{}",
            "null",
            "\u{FEFF}{\"text\":\"a\"}",
            "{\"text\":\"a\"} x",
            "{\"text\":\"a\",\"text\":\"a\"}",
            "{\"text\":null}",
            "{\"text\":\"\"}",
            "{\"text\":\"abcd\"}",
            "{\"text\":1}",
            "{\"text\":\"a\",\"words\":\"🫖\"}",
            "{\"text\":\"a\",\"flag\":null}",
            "{\"text\":\"a\",\"flag\":\"true\"}",
            "{\"text\":\"a\",\"other\":1}",
            "{\"text\":\"a\",\"amount\":{\"total\":\"1\"}}",
            "{\"text\":\"a\",\"amount\":{\"total\":0}}",
            "{\"text\":\"a\",\"amount\":{\"total\":-0}}",
            "{\"text\":\"a\",\"amount\":{\"total\":1.0}}",
            "{\"text\":\"a\",\"amount\":{\"total\":1e2}}",
            "{\"text\":\"a\",\"amount\":{\"total\":1,\"x\":1}}",
            "{\"text\":\"a\",\"amount\":{}}",
            "{\"text\":\"a\",\"list\":[]}",
            "{\"text\":\"a\",\"list\":[1]}",
            "{\"text\":\"a\",\"limits\":[\"\"]}",
            "{\"text\":\"a\u{0}b\"}",
        ] {
            assert!(read(body.as_bytes(), RULES).is_err(), "{body}");
        }
        assert!(read(b"{\"text\":\"\xFF\"}", RULES).is_err(), "no UTF-8");
        assert!(read("[".repeat(100_000).as_bytes(), RULES).is_err(), "deep");
    }
}
