//! Whether a call comes from our merchant, judged before anything else of it. Source: protocol 7.1, 7.2.

use super::{
    refusal::{V3Refusal, param, refusal},
    request::{V3Arrived, only},
};
use crate::{domain::UnixSeconds, sandbox::world::World, wechat::v3::request_text};
use axum::http::{Method, header};
use serde_json::json;

const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";
const NONCE_MAX: usize = 32;
/// A call's time is less than this far from WeChat's.
const TOLERANCE_SECS: i64 = 300;
/// As much of the text as WeChat shows to whom it refuses.
const SHOWN_CHARS: usize = 60;

/// The five attributes of `Authorization`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Attributes {
    mchid: String,
    nonce: String,
    signature: String,
    timestamp: String,
    serial: String,
}

/// Whether it is the merchant's, and has what every call has.
pub(super) fn judged(world: &World, arrived: &V3Arrived) -> Result<(), V3Refusal> {
    judge(world, arrived)?;
    judge_headers(arrived)
}

/// Scheme, attributes, merchant, certificate, time and signature.
fn judge(world: &World, arrived: &V3Arrived) -> Result<(), V3Refusal> {
    let header = only(&arrived.headers, header::AUTHORIZATION.as_str());
    let header = header.ok_or_else(|| sign_error("Authorization", "missing, or there twice"))?;
    let asked = Attributes::read(header).ok_or_else(|| sign_error("Authorization", "format"))?;
    let merchant = world.v3.merchant();
    if asked.mchid != world.config.account.mch_id.as_str() {
        return Err(sign_error("mchid", "no such merchant"));
    }
    if asked.serial != merchant.id().as_str() {
        return Err(sign_error("serial_no", "no such certificate of this merchant"));
    }
    if asked.nonce.chars().count() > NONCE_MAX {
        return Err(sign_error("nonce_str", "longer than 32 characters"));
    }
    let sent_at = seconds(&asked.timestamp).ok_or_else(|| sign_error("timestamp", "not in seconds"))?;
    if world.now().since(sent_at).saturating_abs() >= TOLERANCE_SECS {
        return Err(sign_error("timestamp", "more than 5 minutes away"));
    }
    let body = std::str::from_utf8(&arrived.body).map_err(|_| sign_error("signature", "the body is no UTF-8"))?;
    let url = arrived.uri.path_and_query().map_or("/", |it| it.as_str());
    let text = request_text(arrived.method.as_str(), url, sent_at, &asked.nonce, body);
    if merchant.verify(&text, &asked.signature) {
        return Ok(());
    }
    let begin: String = String::from_utf8_lossy(&text).chars().take(SHOWN_CHARS).collect();
    let mut refused = sign_error("signature", "sign not match");
    if let Some(detail) = refused.detail.as_object_mut() {
        let told = json!({ "method": arrived.method.as_str(), "url": url, "truncated_sign_message": begin,
            "sign_message_length": text.len() });
        detail.insert("sign_information".to_owned(), told);
    }
    Err(refused)
}

/// The other headers, and that there is a body where there must be one.
fn judge_headers(arrived: &V3Arrived) -> Result<(), V3Refusal> {
    let there = |name: &header::HeaderName| only(&arrived.headers, name.as_str()).filter(|value| !value.is_empty());
    if there(&header::USER_AGENT).is_none() {
        return Err(param("header", "User-Agent", "Http头缺少Accept或User-Agent"));
    }
    let accepts = there(&header::ACCEPT).is_some_and(|accepts| {
        accepts.split(',').any(|one| ["application/json", "*/*"].iter().any(|fits| one.trim().starts_with(fits)))
    });
    if !accepts {
        return Err(param("header", "Accept", "Http头缺少Accept或User-Agent"));
    }
    if arrived.method == Method::GET {
        return if arrived.body.is_empty() { Ok(()) } else { Err(param("body", "", "a GET has none")) };
    }
    let is_json = there(&header::CONTENT_TYPE).is_some_and(|kind| {
        let mut parts = kind.split(';').map(str::trim);
        parts.next() == Some("application/json") && parts.all(|rest| rest.eq_ignore_ascii_case("charset=utf-8"))
    });
    if is_json { Ok(()) } else { Err(param("header", "Content-Type", "application/json in UTF-8")) }
}

fn sign_error(field: &str, issue: &str) -> V3Refusal {
    let detail = json!({ "location": "authorization", "field": field, "issue": issue });
    V3Refusal { detail, ..refusal(401, "SIGN_ERROR", "签名错误") }
}

/// Digits as a number is written.
fn seconds(raw: &str) -> Option<UnixSeconds> {
    let digits = raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0');
    raw.parse().ok().filter(|_| digits).map(UnixSeconds::new)
}

impl Attributes {
    /// Each of the five once, in any order, in quotes, and no other.
    fn read(header: &str) -> Option<Self> {
        let list = header.strip_prefix(SCHEME)?.strip_prefix(' ')?;
        let mut read = Self::default();
        for one in list.split(',') {
            let (name, value) = one.split_once('=')?;
            let value = value.strip_prefix('"')?.strip_suffix('"').filter(|it| !it.is_empty() && !it.contains('"'))?;
            let place = match name {
                "mchid" => &mut read.mchid,
                "nonce_str" => &mut read.nonce,
                "signature" => &mut read.signature,
                "timestamp" => &mut read.timestamp,
                "serial_no" => &mut read.serial,
                _ => return None,
            };
            if !place.is_empty() {
                return None;
            }
            value.clone_into(place);
        }
        let all = [&read.mchid, &read.nonce, &read.signature, &read.timestamp, &read.serial];
        all.iter().all(|value| !value.is_empty()).then_some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="2",signature="3=",timestamp="4",serial_no="5""#;

    #[test]
    fn the_five_attributes_are_read_in_any_order() {
        let read = Attributes::read(GOOD).expect("read");
        assert_eq!((read.mchid.as_str(), read.signature.as_str(), read.serial.as_str()), ("1", "3=", "5"));
        let other = r#"WECHATPAY2-SHA256-RSA2048 serial_no="5",timestamp="4",signature="3=",nonce_str="2",mchid="1""#;
        assert_eq!(Attributes::read(other), Some(read));
    }

    #[test]
    fn a_header_of_another_form_is_none() {
        let cases = [
            GOOD.replace("RSA2048", "RSA4096"),
            GOOD.replace(",serial_no=\"5\"", ""),
            GOOD.replace("\"5\"", "\"\""),
            GOOD.replace("\"5\"", "5"),
            GOOD.replace(',', ", "),
            GOOD.replace("mchid", "mch_id"),
            format!("{GOOD},mchid=\"1\""),
            format!("{GOOD},other=\"1\""),
            GOOD.replacen(' ', "", 1),
            String::new(),
        ];
        for header in cases {
            assert_eq!(Attributes::read(&header), None, "{header}");
        }
    }
}
