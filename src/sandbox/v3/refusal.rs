//! Why a call of API v3 is refused: status, code, words and what the words are about. Source: protocol 7.7.

use crate::sandbox::world::World;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A refusal. Nothing was done.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct V3Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: Cow<'static, str>,
    /// `detail`; null for none.
    pub detail: Value,
    /// What WeChat's support reads at the end of `Request-ID`.
    pub support: u32,
}

impl V3Refusal {
    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let (Some(fields), false) = (body.as_object_mut(), self.detail.is_null()) {
            fields.insert("detail".to_owned(), self.detail.clone());
        }
        body
    }
}

/// A refusal by status and code.
pub(in crate::sandbox) fn refusal(status: u16, code: &'static str, message: impl Into<Cow<'static, str>>) -> V3Refusal {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    V3Refusal { status, code, message: message.into(), detail: Value::Null, support: support(code) }
}

/// `PARAM_ERROR` about one value; `location` is `body`, `url`, `query`, `header`.
pub(in crate::sandbox) fn param(location: &str, field: &str, issue: &str) -> V3Refusal {
    let detail = json!({ "location": location, "field": field, "issue": issue });
    V3Refusal { detail, ..refusal(400, "PARAM_ERROR", "参数错误") }
}

/// A value the call does not know.
pub(super) fn unexpected(location: &str, field: &str) -> V3Refusal {
    V3Refusal { support: 270_924_358, ..param(location, field, "unexpected parameter") }
}

/// One of the two spellings the documents have: mostly the first.
pub(super) fn spelled(world: &World, [usual, other]: [&'static str; 2]) -> &'static str {
    if world.env.rng.number().is_multiple_of(4) { other } else { usual }
}

fn support(code: &str) -> u32 {
    match code {
        "ORDER_NOT_EXIST" | "ORDERNOTEXIST" => 268_512_771,
        "FREQUENCY_LIMITED" | "RATELIMIT_EXCEEDED" => 268_447_840,
        "PARAM_ERROR" => 268_435_461,
        "OUT_TRADE_NO_USED" => 268_449_538,
        "INVALID_REQUEST" => 268_498_688,
        "ORDER_CLOSED" => 268_447_914,
        "SIGN_ERROR" => 268_443_699,
        "APPID_MCHID_NOT_MATCH" => 268_445_527,
        "ORDERPAID" | "ORDER_PAID" => 268_498_689,
        _ => 268_435_464,
    }
}
