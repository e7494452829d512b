//! The mini program's server API: login, access tokens, shipping. Source: protocol 12.

mod couriers;
mod form;
mod login;
mod shipping;
mod token;

use super::{
    calls::{CallSeen, SandboxCall},
    faults::Fault,
    ledger::RefundFate,
    world::World,
};
use crate::domain::RefundNo;
use axum::http::{Method, Uri};
use serde_json::{Value, json};
use std::collections::HashMap;

pub use shipping::ShippedThere;

/// What the mini program's side remembers.
#[derive(Default)]
pub(super) struct MiniProgramState {
    logins: login::Logins,
    tokens: token::IssuedTokens,
    shipments: shipping::Shipments,
    fates: HashMap<RefundNo, RefundFate>,
}

impl MiniProgramState {
    /// How a refund will end: as was said before, else well.
    pub fn fate_of(&self, refund_no: &RefundNo) -> RefundFate {
        self.fates.get(refund_no).copied().unwrap_or(RefundFate::Success)
    }

    pub fn set_fate(&mut self, refund_no: RefundNo, fate: RefundFate) {
        self.fates.insert(refund_no, fate);
    }

    /// Somebody else forced a new token: the one in use is good no more.
    pub fn revoke_token(&mut self) {
        self.tokens.revoke();
    }

    /// The buyer confirms the receipt in WeChat. False while nothing complete was reported.
    pub fn confirm_receipt(&mut self, transaction_id: &crate::domain::TransactionId) -> bool {
        self.shipments.confirm(transaction_id)
    }

    pub fn shipped(&self, transaction_id: &crate::domain::TransactionId) -> Option<ShippedThere> {
        self.shipments.shipped(transaction_id)
    }

    /// These payments are forgotten, and with them what was shipped for them.
    pub fn forget(&mut self, payments: &[crate::domain::TransactionId]) {
        self.shipments.forget(payments);
    }

    pub fn add_login(&mut self, code: String, openid: crate::domain::OpenId, at: crate::domain::UnixSeconds) {
        self.logins.add(code, openid, at);
    }
}

/// An error of the mini program's API: number and words.
type ApiError = (i64, &'static str);

/// Answers a call of the mini program's server API.
pub(super) fn answer(
    world: &World,
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
    world: &World,
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
        SandboxCall::ConfirmReceive => shipping::confirm_receive(world, &asked),
        SandboxCall::DeliveryList => Ok(couriers::list()),
        _ => Err((48_001, "api unauthorized")),
    }
}

/// `-1`, the mini program's SYSTEMERROR.
pub(super) fn system_error() -> Value {
    json!({ "errcode": -1, "errmsg": "system error" })
}

/// `name=value` pairs; WeChat's own values need no escapes but may come escaped.
fn read_query(raw: &str) -> HashMap<String, String> {
    let base = reqwest::Url::parse(&format!("http://localhost/?{raw}"));
    base.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}
