//! The short way for the one shape WeChat writes: each field one text or one CDATA section, nothing escaped.
//!
//! It refuses nothing: what is not plainly of that shape is left to the XML reader, and a test holds the two to the same
//! fields. It is worth its page because two thirds of the time of a notification went into general XML.

use super::fields::{Fields, is_name};
use std::borrow::Cow;

/// The fields, or `None` for a message the XML reader must judge.
pub(super) fn document<'a>(root: &str, text: &'a str, most: usize) -> Option<Fields<'a>> {
    let mut fields = Fields::none();
    let mut rest = tag(text.trim_ascii_start(), "<", root)?;
    loop {
        rest = rest.trim_ascii_start();
        if let Some(end) = tag(rest, "</", root) {
            return end.trim_ascii_start().is_empty().then_some(fields);
        }
        let (name, inside) = cut(rest.strip_prefix('<')?, b'>')?;
        let (value, after) = value(inside)?;
        rest = tag(after, "</", name)?;
        if !is_name(name) || fields.insert(name, Cow::Borrowed(value), most).is_err() {
            return None;
        }
    }
}

/// What follows `<name>` or `</name>`.
fn tag<'a>(text: &'a str, opened_by: &str, name: &str) -> Option<&'a str> {
    text.strip_prefix(opened_by)?.strip_prefix(name)?.strip_prefix('>')
}

/// A value and what follows it, from its first `<` on.
fn value(text: &str) -> Option<(&str, &str)> {
    if let Some(section) = text.strip_prefix("<![CDATA[") {
        let (value, after) = cut(section, b']')?; // a value with `]` in it is not plain
        return Some((value, after.strip_prefix("]>")?));
    }
    let at = text.bytes().position(|b| matches!(b, b'<' | b'>' | b'&'))?;
    let (value, after) = text.split_at_checked(at)?;
    after.starts_with("</").then_some((value, after))
}

/// Before and behind the first `mark`.
fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == mark)?;
    Some((text.get(..at)?, text.get(at.checked_add(1)?..)?))
}

#[cfg(test)]
mod tests {
    use super::super::{FIELDS_MAX, MESSAGE_BYTES_MAX, MalformedXml, read};
    use super::*;
    use proptest::prelude::*;

    fn agrees(bytes: &[u8]) -> bool {
        let Ok(text) = read::text_of(bytes, MESSAGE_BYTES_MAX) else { return true };
        document("xml", text, FIELDS_MAX).is_none_or(|short| read::by_events("xml", text, FIELDS_MAX) == Ok(short))
    }

    fn notification() -> Vec<u8> {
        include_bytes!("../../../../tests/fixtures/wechat/v2-notify-pay-coupons.xml").to_vec()
    }

    #[test]
    fn a_real_notification_takes_the_short_way() {
        let body = notification();
        let text = std::str::from_utf8(&body).unwrap();
        assert!(document("xml", text, FIELDS_MAX).is_some() && agrees(&body));
        assert_eq!(document("xml", "<xml><a>1</a><a>2</a></xml>", FIELDS_MAX), None);
        assert_eq!(Fields::read("xml", b"<xml><a>1</a><a>2</a></xml>"), Err(MalformedXml::Repeated));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_the_short_way_takes_the_xml_reader_reads_alike(text in "[<>/!\\[\\]CDATA?xml&;#='\"a-c \\-]{0,120}") {
            prop_assert!(agrees(format!("<xml>{text}</xml>").as_bytes()), "{}", text);
            prop_assert!(agrees(format!("<xml><a>{text}</a></xml>").as_bytes()), "{}", text);
            prop_assert!(agrees(format!("<xml><a><![CDATA[{text}]]></a>{text}</xml>").as_bytes()), "{}", text);
        }

        #[test]
        fn and_alike_after_any_damage(at: prop::sample::Index, byte in any::<u8>(), a: prop::sample::Index, b: prop::sample::Index) {
            let mut body = notification();
            let length = body.len();
            body[at.index(length)] = byte;
            prop_assert!(agrees(&body));
            let (from, to) = (a.index(length).min(b.index(length)), a.index(length).max(b.index(length)));
            prop_assert!(agrees(&[&body[..from], &body[to..]].concat()));
            prop_assert!(agrees(&[&body[..to], &body[from..]].concat()));
        }
    }
}
