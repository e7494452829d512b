//! One call of API v3 from the wire to the wire: judged, done, answered, signed; and the faults around it.

use super::{
    authorization, bills, complaints, form, orders, refunds,
    refusal::{V3Refusal, refusal},
    reply::{V3Done, V3Reply, system_error, too_fast},
    request::V3Arrived,
    security, signed,
};
use crate::domain::Api;
use crate::sandbox::{
    calls::{CallSeen, SandboxCall},
    exchange::{JSON, after, after_bytes, before, note},
    faults::Fault,
    pay,
    server::Cut,
    world::World,
};
use axum::{
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::Value;
use std::sync::Arc;

static DATES: DateTimePrinter = DateTimePrinter::new();
const FILE: &str = "application/octet-stream";

/// A call of API v3. Whatever comes back tells the time by the clock that signatures are judged by.
pub(in crate::sandbox) async fn call(world: Arc<World>, arrived: V3Arrived) -> Response {
    let mut response = answered(&world, &arrived).await;
    let now = Timestamp::from_second(world.now().get()).and_then(|now| DATES.timestamp_to_rfc9110_string(&now));
    if let Some(date) = now.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn answered(world: &Arc<World>, arrived: &V3Arrived) -> Response {
    let fault = world.faults.draw(arrived.call);
    if let Some(response) = before(world, arrived.call, fault).await {
        return response;
    }
    let (reply, seen) = answer(world, arrived, fault);
    note(world, seen, fault);
    sent(world, arrived, reply.instead(fault), fault).await
}

/// The answer as it travels.
async fn sent(world: &World, arrived: &V3Arrived, reply: V3Reply, fault: Option<Fault>) -> Response {
    let (text, travels) = reply.text(world.env.rng.number(), fault);
    let key = world.v3.answers_with(arrived.asked_key());
    let signature = reply.spoilt(fault).map(|spoilt| signed::headers(world, &key, text.as_bytes(), spoilt));
    let (status, support) = (reply.status, reply.support);
    let mut response = match reply.content {
        V3Done::File(bytes) => after_bytes(fault, FILE, bytes).await,
        _ if fault == Some(Fault::Gzip) => after_bytes(fault, JSON, pay::pack(&travels)).await,
        _ => after(fault, JSON, travels).await,
    };
    // A cut connection and a gateway's own page know nothing of this.
    if response.extensions().get::<Cut>().is_some() || response.status() == StatusCode::BAD_GATEWAY {
        return response;
    }
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status == StatusCode::NO_CONTENT {
        headers.remove(header::CONTENT_TYPE);
    }
    if fault == Some(Fault::Gzip) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let request_id = format!("{}-{support}", world.env.rng.hex(20).to_uppercase());
    for (name, value) in signature.into_iter().flatten().chain([("Request-ID", request_id)]) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            headers.append(name, value);
        }
    }
    response
}

fn answer(world: &Arc<World>, arrived: &V3Arrived, instead: Option<Fault>) -> (V3Reply, CallSeen) {
    let mut seen = world.seen(arrived.call);
    seen.api = Some(Api::V3);
    seen.body = String::from_utf8_lossy(&arrived.body).into_owned();
    seen.number = number_of(arrived);
    if arrived.call == SandboxCall::PictureUpload {
        return answer_upload(world, arrived, instead, seen);
    }
    let judged = authorization::judged(world, arrived);
    seen.certificate = judged.is_ok();
    let reply = V3Reply::of(judged.and_then(|()| process(world, arrived, instead)));
    seen.verdict.clone_from(&reply.verdict);
    (reply, seen)
}

/// Of a picture only the words beside it are signed.
fn answer_upload(
    world: &Arc<World>,
    arrived: &V3Arrived,
    instead: Option<Fault>,
    mut seen: CallSeen,
) -> (V3Reply, CallSeen) {
    let whole = V3Arrived {
        call: arrived.call,
        method: arrived.method.clone(),
        uri: arrived.uri.clone(),
        headers: arrived.headers.clone(),
        body: arrived.body.clone(),
    };
    let taken = form::parts(whole).ok_or_else(|| refusal(400, "PARAM_ERROR", "参数错误"));
    let done = taken.and_then(|(judged, file)| {
        authorization::judged(world, &judged)?;
        seen.certificate = true;
        seen.body = String::from_utf8_lossy(&judged.body).into_owned();
        may_go_on(world, instead)?;
        complaints::upload(world, &judged, &file)
    });
    if !seen.certificate {
        seen.body = String::new();
    }
    let reply = V3Reply::of(done);
    seen.verdict.clone_from(&reply.verdict);
    (reply, seen)
}

/// The shop's number a call is about: of the refund, else of the order.
fn number_of(arrived: &V3Arrived) -> String {
    let body: Value = serde_json::from_slice(&arrived.body).unwrap_or_default();
    let named = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    named("out_refund_no").or_else(|| named("out_trade_no")).unwrap_or_else(|| arrived.number())
}

/// The permission, and the faults that answer instead.
fn may_go_on(world: &World, instead: Option<Fault>) -> Result<(), V3Refusal> {
    if !world.config.v3_allowed {
        return Err(refusal(403, "NO_AUTH", "商户未开通此接口权限"));
    }
    match instead {
        Some(Fault::SystemErrorBefore) => return Err(system_error()),
        Some(Fault::NotEnough) => return Err(refusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")),
        Some(Fault::TooFast) => return Err(too_fast()),
        _ => {}
    }
    Ok(())
}

fn process(world: &Arc<World>, arrived: &V3Arrived, instead: Option<Fault>) -> Result<V3Done, V3Refusal> {
    may_go_on(world, instead)?;
    let is_get = arrived.method == Method::GET;
    let path = arrived.uri.path();
    match (arrived.call, is_get) {
        (SandboxCall::UnifiedOrder, false) => orders::open(world, arrived, orders::trade_type_of(path)),
        (SandboxCall::OrderQuery, true) if path.starts_with("/v3/pay/transactions/id/") => {
            orders::query_by_transaction(world, arrived)
        }
        (SandboxCall::OrderQuery, true) => orders::query_by_order(world, arrived),
        (SandboxCall::CloseOrder, false) => orders::close(world, arrived),
        (SandboxCall::Refund, false) => refunds::ask(world, arrived),
        (SandboxCall::RefundQuery, true) => refunds::query(world, arrived),
        (SandboxCall::AbnormalRefund, false) => refunds::resend(world, arrived),
        (SandboxCall::DownloadBill, true) => bills::trade(world, arrived),
        (SandboxCall::FundFlowBill, true) => bills::fund_flow(world, arrived),
        (SandboxCall::BillFile, true) => bills::file(world, arrived),
        (SandboxCall::Certificates, true) => security::certificates(world, arrived),
        (SandboxCall::ComplaintList, true) => complaints::list(world, arrived),
        (SandboxCall::ComplaintDetail, true) => complaints::detail(world, arrived),
        (SandboxCall::ComplaintTalk, true) => complaints::talk(world, arrived),
        (SandboxCall::ComplaintReply, false) => complaints::reply(world, arrived),
        (SandboxCall::ComplaintRefund, false) => complaints::progress(world, arrived),
        (SandboxCall::ComplaintDone, false) => complaints::complete(world, arrived),
        (SandboxCall::ComplaintNotices, _) => complaints::notices(world, arrived),
        (SandboxCall::PictureFetch, true) => complaints::picture(world, arrived),
        (SandboxCall::Echo, false) => security::echo(world, arrived),
        _ => Err(refusal(405, "INVALID_REQUEST", "不支持的请求方法")),
    }
}
