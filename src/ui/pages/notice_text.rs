//! A received message made fit to be looked at: who paid and the proof of it hidden, its fields side by side.

use crate::{
    base::lang::Lang,
    domain::{Fen, UnixSeconds},
    ui::text,
};
use serde_json::Value;

/// What stands in place of a secret.
const HIDDEN: &str = "***";
/// Fields that say who paid, or prove it.
const SECRETS: [&str; 7] = ["openid", "sub_openid", "sign", "paysign", "req_info", "fromusername", "encrypt"];
/// More fields than any message has.
const FIELDS_MOST: usize = 64;
/// A value is cut after this many characters.
const VALUE_MOST: usize = 120;

/// Hides who paid and the proof of it: a screenshot of the page must not be worth anything.
pub(super) fn mask(raw: &str) -> String {
    let mut text = raw.to_owned();
    for field in SECRETS {
        text = mask_between(&text, &format!("<{field}>"), &format!("</{field}>"));
        text = mask_json(&text, &format!("\"{field}\""));
    }
    text
}

fn mask_between(raw: &str, open: &str, close: &str) -> String {
    let mut masked = String::with_capacity(raw.len());
    let mut rest = raw;
    // ASCII lower case keeps every byte where it was, so places found in one text fit the other.
    while let Some(at) = rest.to_ascii_lowercase().find(open) {
        let (before, behind) = rest.split_at(at + open.len());
        masked.push_str(before);
        masked.push_str(HIDDEN);
        rest = behind.to_ascii_lowercase().find(close).map_or("", |end| behind.split_at(end).1);
    }
    masked.push_str(rest);
    masked
}

/// The same in JSON, however its writer spaces it.
fn mask_json(raw: &str, name: &str) -> String {
    let mut masked = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.to_ascii_lowercase().find(name) {
        let (before, behind) = rest.split_at(at + name.len());
        masked.push_str(before);
        rest = behind;
        let value = behind.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
        if let Some(value) = value {
            masked.push_str(":\"");
            masked.push_str(HIDDEN);
            rest = value.find('"').map_or("", |end| value.split_at(end).1);
        }
    }
    masked.push_str(rest);
    masked
}

/// A field as it stands in a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoticeField {
    pub name: String,
    pub value: String,
    pub hidden: bool,
}

/// The fields of a flat message, in its own order. It is only looked at here, never believed: whatever is not of that
/// form gives no fields, and the raw text says the rest.
pub(super) fn fields(masked: &str) -> Vec<NoticeField> {
    if masked.trim_start().starts_with('{') {
        return fields_of_json(masked);
    }
    let mut found = Vec::new();
    let mut rest = masked;
    while let Some(at) = rest.find('<') {
        let behind = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = behind.find('>') else { break };
        let (name, content) = (behind.get(..end).unwrap_or_default(), behind.get(end + 1..).unwrap_or_default());
        rest = content;
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain || name == "xml" || name == "root" {
            continue;
        }
        let Some(close) = content.find(&format!("</{name}>")) else { continue };
        let inside = content.get(..close).unwrap_or_default();
        let value = value_of(inside);
        let hidden = value == HIDDEN;
        found.push(NoticeField { name: name.to_owned(), value, hidden });
        rest = content.get(close + name.len() + 3..).unwrap_or_default();
        if found.len() >= FIELDS_MOST {
            break;
        }
    }
    found
}

/// Those of a message in JSON, if none of them holds others.
fn fields_of_json(masked: &str) -> Vec<NoticeField> {
    let Ok(Value::Object(all)) = serde_json::from_str(masked) else { return Vec::new() };
    let field = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) => text::tame(&text.replace('\n', " "), VALUE_MOST),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null => String::new(),
            Value::Array(_) | Value::Object(_) => return None,
        };
        let hidden = value == HIDDEN;
        Some(NoticeField { name: name.clone(), value, hidden })
    };
    all.iter().take(FIELDS_MOST).map(field).collect::<Option<_>>().unwrap_or_default()
}

fn value_of(inside: &str) -> String {
    let inside = inside.trim();
    let plain = inside.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    let raw = plain.map_or_else(|| unescape(inside), str::to_owned);
    text::tame(&raw.replace('\n', " "), VALUE_MOST)
}

fn unescape(raw: &str) -> String {
    raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// The value as people write it: an amount in yuan, a time with its dashes, what happened in words.
pub(super) fn readable(field: &NoticeField, lang: Lang) -> Option<String> {
    if field.name == "Event" {
        return text::push_event(lang, &field.value).map(str::to_owned);
    }
    if field.name == "CreateTime" || field.name.ends_with("_time") {
        return field.value.parse().ok().map(|at| text::moment_exact(UnixSeconds::new(at)));
    }
    if field.name.ends_with("_fee") {
        return Fen::parse_fen(&field.value).ok().map(|sum| sum.to_string());
    }
    (field.name == "time_end").then(|| UnixSeconds::parse_compact(&field.value).ok()).flatten().map(text::moment_exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_paid_and_the_signature_are_masked_wherever_they_stand() {
        let raw = "<xml><openid><![CDATA[oABC]]></openid><sign>0F3A</sign><total_fee>1</total_fee></xml>";
        assert_eq!(mask(raw), "<xml><openid>***</openid><sign>***</sign><total_fee>1</total_fee></xml>");
        assert_eq!(mask("<OpenID>oABC</OpenID>"), "<OpenID>***</OpenID>");
        assert_eq!(mask("<sign>never closed oABC"), "<sign>***");
        assert_eq!(mask(r#"{"openid":"oABC","x":1}"#), r#"{"openid":"***","x":1}"#);
        assert_eq!(mask("{ \"OpenID\" :\n \"oABC\" }"), r#"{ "OpenID":"***" }"#, "however it is spaced");
        assert_eq!(mask(r#"{"openid":7,"a":"openid"}"#), r#"{"openid":7,"a":"openid"}"#);
        assert_eq!(mask(r#"{"openid":"never closed"#), r#"{"openid":"***"#);
        assert_eq!(mask("<a>中文</a>"), "<a>中文</a>");
    }

    #[test]
    fn the_fields_of_a_message_stand_side_by_side() {
        let raw = "<xml>\n <total_fee>12800</total_fee>\n<attach><![CDATA[a <b> & c]]></attach>\
                   <sign>***</sign><time_end>20260901104207</time_end></xml>";
        let found = fields(raw);
        let plain: Vec<_> =
            found.iter().map(|field| (field.name.as_str(), field.value.as_str(), field.hidden)).collect();
        let wanted = [
            ("total_fee", "12800", false),
            ("attach", "a <b> & c", false),
            ("sign", "***", true),
            ("time_end", "20260901104207", false),
        ];
        assert_eq!(plain, wanted);
        let said: Vec<_> = found.iter().filter_map(|field| readable(field, Lang::En)).collect();
        assert_eq!(said, ["¥128.00", "2026-09-01 10:42:07"]);
    }

    #[test]
    fn a_message_in_json_is_read_like_one_in_xml_and_says_what_happened() {
        let raw = r#"{"FromUserName":"oABC","CreateTime":1788228000,"Event":"trade_manage_order_settlement",
            "merchant_trade_no":"SC20260901-0001","settlement_time":"1788228060"}"#;
        let found = fields(&mask(raw));
        let hidden: Vec<_> = found.iter().filter(|field| field.hidden).map(|field| field.name.as_str()).collect();
        assert_eq!((found.len(), hidden), (5, vec!["FromUserName"]));
        let mut said: Vec<_> = found.iter().filter_map(|field| readable(field, Lang::En)).collect();
        said.sort();
        assert_eq!(said, ["2026-09-01 10:00:00", "2026-09-01 10:01:00", "order shipped or settled"]);
        assert_eq!(fields(r#"{"resource":{"ciphertext":"x"}}"#), [], "what holds more than values is shown as it is");
    }

    #[test]
    fn what_is_no_message_gives_no_fields_and_does_no_harm() {
        for raw in ["", "<", "<>", "<a", "<a>", "no", "<a></b>", "<xml></xml>", "<中>文</中>", "<<<<>>>>"] {
            assert_eq!(fields(raw), [], "{raw:?}");
        }
        let many = "<a>1</a>".repeat(500);
        assert_eq!(fields(&many).len(), FIELDS_MOST);
    }
}
