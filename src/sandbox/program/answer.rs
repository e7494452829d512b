//! One call of the mini program's server API: which handler answers it, and what it needs before.

use super::{couriers, error::ApiError, login, shipping, subscribe, token};
use crate::sandbox::{
    calls::{CallSeen, SandboxCall},
    faults::Fault,
    world::World,
};
use axum::http::{Method, Uri};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

/// Answers a call of the mini program's server API.
pub(in crate::sandbox) fn answer(
    world: &Arc<World>,
    call: SandboxCall,
    method: &Method,
    uri: &Uri,
    body: &[u8],
    instead: Option<Fault>,
) -> (Value, CallSeen) {
    let query = read_query(uri.query().unwrap_or_default());
    let mut seen = world.seen(call);
    if !matches!(call, SandboxCall::Login | SandboxCall::Token) {
        seen.body = String::from_utf8_lossy(body).into_owned();
    }
    let outcome = match instead {
        Some(Fault::SystemErrorBefore) => Err((-1, "system error")),
        Some(Fault::TooFast) => Err((45_011, "api minute-quota reach limit, must slower, retry next minute")),
        Some(Fault::Errcode(code)) => Err((code, "by a fault")),
        _ => match call {
            SandboxCall::Login => login::jscode2session(world, method, &query),
            SandboxCall::Token => token::stable_token(world, method, body),
            _ => with_token(world, call, method, &query, body),
        },
    };
    seen.verdict = outcome.as_ref().map_or_else(|(code, _)| code.to_string(), |_| "SUCCESS".to_owned());
    let answer = outcome.unwrap_or_else(|(code, words)| json!({ "errcode": code, "errmsg": words }));
    (answer, seen)
}

/// The calls that need an access token and a JSON body.
fn with_token(
    world: &Arc<World>,
    call: SandboxCall,
    method: &Method,
    query: &HashMap<String, String>,
    body: &[u8],
) -> Result<Value, ApiError> {
    if method != Method::POST {
        return Err((43_002, "require POST method"));
    }
    let token = query.get("access_token").map(String::as_str);
    world.program(|program| program.tokens.check(token, world.now()))?;
    if body.is_empty() {
        return Err((44_002, "empty post data"));
    }
    let asked: Value = serde_json::from_slice(body).map_err(|_| (47_001, "data format error"))?;
    if !asked.is_object() {
        return Err((47_001, "data format error"));
    }
    match call {
        SandboxCall::UploadShipping => shipping::upload(world, &asked),
        SandboxCall::GetOrder => shipping::get_order(world, &asked),
        SandboxCall::OrderList => shipping::get_order_list(world, &asked),
        SandboxCall::ConfirmReceive => shipping::confirm_receive(world, &asked),
        SandboxCall::DeliveryList => Ok(couriers::list()),
        SandboxCall::SendMessage => subscribe::send(world, &asked),
        _ => Err((48_001, "api unauthorized")),
    }
}

/// `-1`, the mini program's SYSTEMERROR.
pub(in crate::sandbox) fn system_error() -> Value {
    json!({ "errcode": -1, "errmsg": "system error" })
}

/// `name=value` pairs; WeChat's own values need no escapes but may come escaped.
fn read_query(raw: &str) -> HashMap<String, String> {
    let base = reqwest::Url::parse(&format!("http://localhost/?{raw}"));
    base.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}
