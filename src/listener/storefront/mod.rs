//! The storefront API: what the mini program of the shop calls. JSON in and out; the shapes are in `json.rs`, what can
//! go wrong in `problem.rs`. A buyer sees their own rows and nothing else; another buyer's order is not there.
//!
//! It has budgets of its own: however many buyers come, and however slowly WeChat answers them, a notification finds
//! its seat and its thread.

mod budget;
mod json;
mod language;
mod orders;
mod pay;
mod problem;
mod refunds;
mod session;

use super::{
    body::{self, End},
    readers::Readers,
    reply::Reply,
    routes::Caller,
};
use crate::{
    address::Address,
    domain::SignType,
    events::Events,
    nature::Nature,
    store::Store,
    wechat::{Gateway, MiniProgram},
};
use budget::Budget;
use hyper::{
    Method, Request, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderMap},
};
use language::Language;
use problem::{Code, Problem};
use session::TokenHash;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

/// Every call, its shapes and every `code`, for whoever writes the mini program.
const OPEN_API: &str = include_str!("openapi.json");
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Calls being answered at one time.
pub(super) const CALLS_MAX: usize = 32;
/// Of these, the ones that wait for WeChat; the others go on while it is slow.
const WECHAT_CALLS_MAX: usize = 20;
const KEY_CHARS_MAX: usize = 128;
const KEY_HEADER: &str = "idempotency-key";

/// The storefront and all it needs.
pub(super) struct Storefront {
    pub store: Arc<dyn Store>,
    pub readers: Readers,
    pub gateway: Arc<dyn Gateway>,
    pub mini: Arc<dyn MiniProgram>,
    pub events: Events,
    pub nature: Nature,
    /// What WeChat sees of this door.
    pub address: Address,
    /// The secret part of the path WeChat reports payments to.
    pub pay_hook: String,
    pub sign_type: SignType,
    pub pay_within_secs: i64,
    pub first_ask_after_secs: i64,
    pub limits: Limits,
}

/// What keeps one caller from using up everyone's share.
pub(super) struct Limits {
    budget: Mutex<Budget>,
    calls: Arc<Semaphore>,
    wechat_calls: Arc<Semaphore>,
}

impl Limits {
    /// All budgets full.
    pub fn new() -> Self {
        Self {
            budget: Mutex::new(Budget::new()),
            calls: Arc::new(Semaphore::new(CALLS_MAX)),
            wechat_calls: Arc::new(Semaphore::new(WECHAT_CALLS_MAX)),
        }
    }
}

/// One of the calls there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    OpenApi,
    Login,
    Products,
    PlaceOrder,
    Orders { before: Option<String> },
    Order(String),
    Pay(String),
    RequestRefund(String),
    Refund(String),
}

impl Call {
    /// Which call this is; `None` if there is no such call.
    pub fn of(method: &Method, path: &[&str], query: Option<&str>) -> Option<Self> {
        match (method.as_str(), path) {
            ("GET", ["openapi.json"]) => Some(Self::OpenApi),
            ("POST", ["login"]) => Some(Self::Login),
            ("GET", ["products"]) => Some(Self::Products),
            ("POST", ["orders"]) => Some(Self::PlaceOrder),
            ("GET", ["orders"]) => Some(Self::Orders { before: query.and_then(before_of) }),
            ("GET", ["orders", order_no]) => Some(Self::Order((*order_no).to_owned())),
            ("POST", ["orders", order_no, "pay"]) => Some(Self::Pay((*order_no).to_owned())),
            ("POST", ["orders", order_no, "refunds"]) => Some(Self::RequestRefund((*order_no).to_owned())),
            ("GET", ["refunds", refund_no]) => Some(Self::Refund((*refund_no).to_owned())),
            _ => None,
        }
    }

    const fn has_body(&self) -> bool {
        matches!(self, Self::Login | Self::PlaceOrder | Self::Pay(_) | Self::RequestRefund(_))
    }

    const fn asks_wechat(&self) -> bool {
        matches!(self, Self::Login | Self::Pay(_))
    }
}

/// A call with everything that came along.
struct Asked {
    call: Call,
    token: Option<TokenHash>,
    key: Option<String>,
    body: Vec<u8>,
    peer: IpAddr,
}

impl Storefront {
    /// Answers one call.
    pub async fn answer(self: &Arc<Self>, call: Call, request: Request<Incoming>, caller: Caller) -> Reply {
        let language = Language::of(request.headers());
        match self.serve(call, request, caller).await {
            Ok(reply) => reply,
            Err(problem) => problem.reply(language),
        }
    }

    async fn serve(self: &Arc<Self>, call: Call, request: Request<Incoming>, caller: Caller) -> Result<Reply, Problem> {
        let token = TokenHash::from_headers(request.headers());
        if !self.budget().take(token.as_ref()) {
            return Err(Code::TooManyRequests.into());
        }
        let key = idempotency_key(request.headers())?;
        let body = if call.has_body() { read_body(request, &caller).await? } else { Vec::new() };
        caller.seat.answering();
        let asked = Asked { call, token, key, body, peer: caller.peer.ip() };
        self.act_apart(asked, caller.answer_deadline()).await
    }

    /// On a thread where one may wait. Goes on to its end even if nobody waits for the answer any more: a call to
    /// WeChat that has left is answered into a row.
    async fn act_apart(self: &Arc<Self>, asked: Asked, deadline: Instant) -> Result<Reply, Problem> {
        let busy = |_| Code::Busy;
        let permit = Arc::clone(&self.limits.calls).try_acquire_owned().map_err(busy)?;
        let asks_wechat = asked.call.asks_wechat();
        let wechat =
            asks_wechat.then(|| Arc::clone(&self.limits.wechat_calls).try_acquire_owned()).transpose().map_err(busy)?;
        let front = Arc::clone(self);
        let acting = tokio::task::spawn_blocking(move || {
            let _held_until_done = (permit, wechat);
            front.act(asked)
        });
        match timeout_at(deadline, acting).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(%error, "a storefront call broke off");
                Err(Code::Internal.into())
            }
            Err(_) => Err(if asks_wechat { Code::WechatUnreachable } else { Code::TryAgain }.into()),
        }
    }

    fn act(&self, asked: Asked) -> Result<Reply, Problem> {
        let Asked { call, token, key, body, peer } = asked;
        let buyer = || self.buyer(token);
        match call {
            Call::OpenApi => Ok(Reply::new(StatusCode::OK, "application/json", OPEN_API)),
            Call::Login => self.login(&body),
            Call::Products => self.products(),
            Call::PlaceOrder => self.place_order(buyer()?, key, &body),
            Call::Orders { before } => self.orders(&buyer()?, before.as_deref()),
            Call::Order(order_no) => self.order(&buyer()?, &order_no),
            Call::Pay(order_no) => self.pay(&buyer()?, &order_no, peer, &body),
            Call::RequestRefund(order_no) => self.request_refund(&buyer()?, &order_no, key.as_deref(), &body),
            Call::Refund(refund_no) => self.refund(&buyer()?, &refund_no),
        }
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.limits.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn before_of(query: &str) -> Option<String> {
    query.split('&').find_map(|part| part.strip_prefix("before=")).map(str::to_owned)
}

async fn read_body(request: Request<Incoming>, caller: &Caller) -> Result<Vec<u8>, Problem> {
    // A page in a browser can send anything else across origins without asking first; this it cannot.
    if !is_json(request.headers()) {
        return Err(Code::NotJson.into());
    }
    match body::read(request.into_body(), BODY_BYTES_MAX, caller.body_deadline()).await {
        (bytes, End::Whole) => Ok(bytes),
        (_, End::TooLarge) => Err(Code::TooLarge.into()),
        (_, End::TooSlow) => Err(Code::TooSlow.into()),
        (_, End::Broken) => Err(Code::Unreadable.into()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY_HEADER) else { return Ok(None) };
    let key = value.to_str().map_err(|_| Problem::field("Idempotency-Key"))?;
    let fits = (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(Some(key.to_owned())) } else { Err(Problem::field("Idempotency-Key")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_describes_every_call_and_every_code_and_no_others() {
        let document: serde_json::Value = serde_json::from_str(OPEN_API).expect("JSON");
        let mut described = Vec::new();
        for (path, calls) in document["paths"].as_object().expect("paths") {
            for method in calls.as_object().expect("methods").keys() {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                let segments: Vec<&str> = path.split('/').skip(1).collect();
                described.extend(Call::of(&method, &segments, None).map(|call| std::mem::discriminant(&call)));
            }
        }
        assert_eq!(described.len(), 8, "each call once: the document's own address is not in it");
        let all = |pointer: &str| document.pointer(pointer).expect("a list").clone();
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(all("/components/schemas/Problem/properties/code/enum"), serde_json::json!(codes));
        let states: Vec<&str> = crate::domain::OrderState::ALL.iter().map(|state| state.as_str()).collect();
        assert_eq!(all("/components/schemas/OrderState/enum"), serde_json::json!(states));
        let refunds = all("/components/schemas/RefundState/enum");
        let known = |word: &str| refunds.as_array().is_some_and(|all| all.iter().any(|w| w == word));
        assert!(crate::domain::RefundState::ALL.iter().all(|state| known(state.wire())));
    }

    #[test]
    fn only_the_calls_that_are_written_down_exist() {
        let call = |method: &Method, path: &str| Call::of(method, &path.split('/').collect::<Vec<_>>(), None);
        assert_eq!(call(&Method::POST, "login"), Some(Call::Login));
        assert_eq!(
            call(&Method::GET, "orders/SC20260901-48213907"),
            Some(Call::Order("SC20260901-48213907".to_owned()))
        );
        for (method, path) in [
            (Method::GET, "login"),
            (Method::DELETE, "orders/SC20260901-48213907"),
            (Method::POST, "orders/SC20260901-48213907"),
            (Method::POST, "refunds/RF1/approve"),
            (Method::GET, "orders/SC20260901-48213907/"),
            (Method::GET, ""),
            (Method::OPTIONS, "orders"),
        ] {
            assert_eq!(call(&method, path), None, "{method} {path}");
        }
    }
}
