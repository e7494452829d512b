//! How WeChat writes JSON: the names in no order anyone could rely on, now and then with escapes nobody needs, now and then
//! with a field nobody has heard of.

use crate::sandbox::faults::next_random;
use serde_json::{Value, json};

/// One message of so many has escapes it does not need.
const ESCAPED_EVERY: u64 = 4;
/// And one of so many has a field that no document names.
const ODD_EVERY: u64 = 3;

/// The text of `value`, by the random number `seed`.
pub(super) fn written(value: &Value, mut seed: u64) -> String {
    let escaped = next_random(&mut seed).is_multiple_of(ESCAPED_EVERY);
    let mut text = String::new();
    write(value, &mut seed, escaped, &mut text);
    text
}

/// The same with newer fields in it, now and then.
pub(super) fn with_odd_fields(mut value: Value, seed: u64) -> Value {
    if let (Some(fields), true) = (value.as_object_mut(), seed.is_multiple_of(ODD_EVERY)) {
        fields.insert("subsidy_info".to_owned(), json!({ "subsidies": [], "note": null, "rate": 0.6 }));
        if let Some(payer) = fields.get_mut("payer").and_then(Value::as_object_mut) {
            payer.insert("identity".to_owned(), json!({ "type": "IDCARD" }));
        }
    }
    value
}

fn write(value: &Value, seed: &mut u64, escaped: bool, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut left: Vec<_> = fields.iter().collect();
            text.push('{');
            while !left.is_empty() {
                let at = usize::try_from(next_random(seed)).unwrap_or_default().checked_rem(left.len());
                let (name, value) = left.swap_remove(at.unwrap_or_default());
                string(name, false, text);
                text.push(':');
                write(value, seed, escaped, text);
                if !left.is_empty() {
                    text.push(',');
                }
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write(value, seed, escaped, text);
            }
            text.push(']');
        }
        Value::String(value) => string(value, escaped, text),
        other => text.push_str(&other.to_string()),
    }
}

fn string(value: &str, escaped: bool, text: &mut String) {
    let plain = Value::from(value).to_string();
    if !escaped {
        text.push_str(&plain);
        return;
    }
    for c in plain.chars() {
        match c {
            '/' => text.push_str("\\/"),
            c if c.is_ascii() => text.push(c),
            c => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| text.extend(["\\u".to_owned(), format!("{unit:04x}")])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_writing_means_the_same_and_few_look_alike() {
        let value = json!({ "a": 1, "b": [true, { "c": "山/茶🫖" }], "d": null, "e": {}, "f": "\"\\\n" });
        let all: BTreeSet<String> = (0..100).map(|seed| written(&value, seed)).collect();
        assert!(all.len() > 20, "{all:?}");
        for text in all {
            assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value, "{text}");
        }
    }
}
