//! One call from the wire to the wire: the faults that strike before and after it, and the answer between them.

use super::{
    calls::{CallSeen, SandboxCall},
    faults::Fault,
    pay::{self, Arrived},
    program,
    server::{Cut, Peer},
    world::World,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use hyper::body::Frame;
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

const XML: &str = "text/xml; charset=utf-8";
const BYTES: &str = "application/x-gzip";
pub(super) const JSON: &str = "application/json; charset=utf-8";
/// Between the half that is sent and the cut, so that the half does arrive.
const CUT_PAUSE: Duration = Duration::from_millis(50);
/// Where a redirected call would go: nobody is there.
const ELSEWHERE: &str = "https://elsewhere.invalid/";
const GATEWAY_PAGE: &str =
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

/// A call of WeChat Pay.
pub(super) async fn pay_call(
    world: Arc<World>,
    call: SandboxCall,
    peer: Peer,
    method: Method,
    body: Bytes,
) -> Response {
    let fault = world.faults.draw(call);
    if let Some(response) = before(&world, call, fault).await {
        return response;
    }
    let ours = peer.merchant.as_deref() == Some(world.config.account.mch_id.as_str());
    let arrived = Arrived { call, is_post: method == Method::POST, certificate: ours, body: &body };
    let (reply, seen) = pay::answer(&world, &arrived, fault);
    note(&world, seen, fault);
    let reply = match fault {
        Some(Fault::SystemErrorAfter) => reply.into_system_error(),
        Some(Fault::AnothersAnswer) => reply.into_anothers(),
        Some(Fault::TooFastAfter) => reply.into_too_fast(),
        _ => reply,
    };
    after(fault, XML, reply.into_xml(&world, fault)).await
}

/// The bill of a day: no XML where there is one, and never signed.
pub(super) async fn bill_call(world: Arc<World>, method: Method, body: Bytes) -> Response {
    let call = SandboxCall::DownloadBill;
    let fault = world.faults.draw(call);
    if let Some(response) = before(&world, call, fault).await {
        return response;
    }
    let arrived = Arrived { call, is_post: method == Method::POST, certificate: false, body: &body };
    let (bytes, seen) = pay::bill_answer(&world, &arrived);
    note(&world, seen, fault);
    after_bytes(fault, BYTES, bytes).await
}

/// The day's movements of money: for the merchant certificate only, with the hash of the file in a header.
pub(super) async fn fund_flow_call(world: Arc<World>, peer: Peer, method: Method, body: Bytes) -> Response {
    let call = SandboxCall::FundFlowBill;
    let fault = world.faults.draw(call);
    if let Some(response) = before(&world, call, fault).await {
        return response;
    }
    let ours = peer.merchant.as_deref() == Some(world.config.account.mch_id.as_str());
    let arrived = Arrived { call, is_post: method == Method::POST, certificate: ours, body: &body };
    let (bytes, digest, seen) = pay::fund_flow_answer(&world, &arrived);
    note(&world, seen, fault);
    let mut response = after_bytes(fault, BYTES, bytes).await;
    if let Some(digest) = digest.and_then(|digest| HeaderValue::from_str(&digest).ok()) {
        response.headers_mut().insert("Digest", digest);
    }
    response
}

/// A call of the mini program's server API.
pub(super) async fn program_call(
    world: Arc<World>,
    call: SandboxCall,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    let fault = world.faults.draw(call);
    if let Some(response) = before(&world, call, fault).await {
        return response;
    }
    let (mut answer, seen) = program::answer(&world, call, &method, &uri, &body, fault);
    note(&world, seen, fault);
    if fault == Some(Fault::SystemErrorAfter) {
        answer = program::system_error();
    }
    after(fault, JSON, answer.to_string()).await
}

/// The faults that keep a call from being done at all.
pub(super) async fn before(world: &World, call: SandboxCall, fault: Option<Fault>) -> Option<Response> {
    let response = match fault? {
        Fault::SlowMillis(_) => {
            tokio::time::sleep(fault?.delay()).await;
            return None;
        }
        Fault::CutBefore => cut(),
        Fault::BadGateway => bad_gateway(),
        Fault::Redirect => (StatusCode::FOUND, [(header::LOCATION, ELSEWHERE)]).into_response(),
        Fault::Hang => {
            note(world, world.seen(call), fault);
            std::future::pending().await
        }
        _ => return None,
    };
    note(world, world.seen(call), fault);
    Some(response)
}

/// The faults that strike once everything is done.
pub(super) async fn after(fault: Option<Fault>, kind: &'static str, text: String) -> Response {
    match fault {
        Some(Fault::AnswerLost) => cut(),
        Some(Fault::HangAfter) => std::future::pending().await,
        Some(Fault::BadGatewayAfter) => bad_gateway(),
        Some(Fault::Truncated) => whole(kind, first_half(&text)),
        Some(Fault::CutHalfway) => cut_halfway(kind, &text),
        _ => whole(kind, text),
    }
}

/// The same for what is no text.
pub(super) async fn after_bytes(fault: Option<Fault>, kind: &'static str, mut bytes: Vec<u8>) -> Response {
    match fault {
        Some(Fault::AnswerLost) => return cut(),
        Some(Fault::HangAfter) => std::future::pending().await,
        Some(Fault::BadGatewayAfter) => return bad_gateway(),
        Some(Fault::Truncated) => bytes.truncate(bytes.len().div_euclid(2)),
        _ => {}
    }
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response()
}

fn whole(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

fn bad_gateway() -> Response {
    (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], GATEWAY_PAGE).into_response()
}

fn cut() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Cut);
    response
}

/// Promises the whole length, gives half of it and cuts the connection.
fn cut_halfway(kind: &'static str, text: &str) -> Response {
    let half = Half { first: Some(first_half(text).into()), pause: Box::pin(tokio::time::sleep(CUT_PAUSE)) };
    let length = (header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), length], Body::new(half)).into_response()
}

/// The first half of an answer, a pause in which it is sent, and no more.
struct Half {
    first: Option<Bytes>,
    pause: Pin<Box<tokio::time::Sleep>>,
}

impl hyper::body::Body for Half {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.pause.as_mut().poll(cx).map(|()| Some(Err(std::io::Error::other("cut by a fault"))))
    }
}

fn first_half(text: &str) -> String {
    let half = text.chars().count().div_euclid(2);
    text.chars().take(half).collect()
}

/// Puts a call on the list, with the fault that struck it.
pub(super) fn note(world: &World, mut seen: CallSeen, fault: Option<Fault>) {
    if let Some(fault) = fault {
        let verdict = if seen.verdict.is_empty() { "-" } else { &seen.verdict };
        seen.verdict = format!("{verdict} ({fault:?})");
    }
    world.saw(seen);
}
