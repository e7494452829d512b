//! One call of WeChat Pay: what every call has in common, and which handler does the rest.

use super::{
    orders, refund_query, refunds,
    reply::UnsignedReply,
    request::{AnswerField, Arrived, PayRequest, WireRefusal, code},
};
use crate::domain::Api;
use crate::sandbox::{
    calls::{CallSeen, SandboxCall},
    faults::Fault,
    world::World,
};
use std::sync::Arc;

/// Answers a call. With `instead` (a fault) the request is checked as always, but nothing is done.
pub(in crate::sandbox) fn answer(
    world: &Arc<World>,
    arrived: &Arrived<'_>,
    instead: Option<Fault>,
) -> (UnsignedReply, CallSeen) {
    let mut seen = world.seen(arrived.call);
    (seen.api, seen.certificate) = (Some(Api::V2), arrived.certificate);
    seen.body = String::from_utf8_lossy(arrived.body).into_owned();
    let reply = match PayRequest::read(world, arrived) {
        Err(refusal) => {
            let (code, why) = refusal.words();
            let why = code.map_or_else(|| why.to_string(), |code| format!("{code} {why}"));
            UnsignedReply::not_understood(&why)
        }
        Ok(request) => {
            let number = request.fields.get("out_refund_no").or_else(|| request.fields.get("out_trade_no"));
            number.or_else(|| request.fields.get("transaction_id")).unwrap_or_default().clone_into(&mut seen.number);
            match process(world, arrived, &request, instead) {
                Ok(fields) => UnsignedReply::done(world, &request, fields),
                Err(WireRefusal::Code(code, why)) => UnsignedReply::refused(world, &request, code, why),
                Err(refusal) => UnsignedReply::not_understood(&refusal.words().1),
            }
        }
    };
    seen.verdict.clone_from(&reply.verdict);
    (reply, seen)
}

fn process(
    world: &Arc<World>,
    arrived: &Arrived<'_>,
    request: &PayRequest<'_>,
    instead: Option<Fault>,
) -> Result<Vec<AnswerField>, WireRefusal> {
    if arrived.call == SandboxCall::Refund && !arrived.certificate {
        return Err(code("CERT_ERROR", "证书校验错误"));
    }
    let account = &world.config.account;
    let asks = request.fields.get("appid");
    let in_the_app = account.app_channel_app_id.as_ref().is_some_and(|app| asks == Some(app.as_str()));
    if asks != Some(account.app_id.as_str()) && !in_the_app {
        return Err(code("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
    }
    match instead {
        Some(Fault::SystemErrorBefore) => return Err(system_error()),
        Some(Fault::NotEnough) => return Err(code("NOTENOUGH", "基本账户余额不足，请充值后重新发起")),
        Some(Fault::TooFast) => return Err(code("FREQUENCY_LIMITED", "频率限制")),
        _ => {}
    }
    match arrived.call {
        SandboxCall::UnifiedOrder => orders::unified_order(world, request),
        SandboxCall::OrderQuery => orders::query(world, request),
        SandboxCall::CloseOrder => orders::close(world, request),
        SandboxCall::Refund => refunds::refund(world, request),
        SandboxCall::RefundQuery => refund_query::query(world, request),
        other => Err(WireRefusal::NotUnderstood(format!("{other:?}").into())),
    }
}

fn system_error() -> WireRefusal {
    code("SYSTEMERROR", "系统超时")
}
