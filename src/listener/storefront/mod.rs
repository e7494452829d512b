//! The storefront API: what the mini program of the shop calls. JSON in and out; the shapes are in `json.rs`, what can
//! go wrong in `problem.rs`. A buyer sees their own rows and nothing else; another buyer's order is not there.
//!
//! It has budgets of its own: however many buyers come, and however slowly WeChat answers them, a notification finds
//! its seat and its thread.

mod budget;
mod calls;
mod forwarded;
mod json;
mod language;
mod openapi;
mod orders;
mod pay;
mod picture;
mod pictures;
mod problem;
mod refunds;
mod rules;
mod schemas;
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
use budget::{Asker, Budget};
pub(super) use calls::Call;
use calls::{Body, Kind};
use hyper::{
    Request, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderMap},
};
use language::Language;
pub(super) use pictures::sweep;
use problem::{Code, Problem};
use session::TokenHash;
use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

const BODY_BYTES_MAX: usize = 64 * 1024;
/// Calls being answered at one time.
pub(super) const CALLS_MAX: usize = 32;
/// Threads for them and for pictures on their way in.
pub(super) const THREADS_MAX: usize = CALLS_MAX + pictures::UPLOADS_MAX;
/// Of these, the ones that wait for WeChat; the others go on while it is slow.
const WECHAT_CALLS_MAX: usize = 20;
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
    /// The folder of the pictures.
    pub pictures: PathBuf,
    pub limits: Limits,
}

/// What keeps one caller from using up everyone's share.
pub(super) struct Limits {
    budget: Mutex<Budget>,
    calls: Arc<Semaphore>,
    wechat_calls: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    decoding: Arc<Semaphore>,
}

impl Limits {
    /// All budgets full.
    pub fn new() -> Self {
        Self {
            budget: Mutex::new(Budget::new()),
            calls: Arc::new(Semaphore::new(CALLS_MAX)),
            wechat_calls: Arc::new(Semaphore::new(WECHAT_CALLS_MAX)),
            uploads: Arc::new(Semaphore::new(pictures::UPLOADS_MAX)),
            decoding: Arc::new(Semaphore::new(pictures::DECODING_MAX)),
        }
    }
}

/// A call with everything that came along.
struct Asked {
    call: Call,
    token: Option<TokenHash>,
    key: Option<String>,
    before: Option<String>,
    body: Vec<u8>,
    /// Where the buyer is, as far as anyone says.
    from: IpAddr,
}

impl Storefront {
    /// Answers one call.
    pub async fn answer(self: &Arc<Self>, call: Call, request: Request<Incoming>, caller: Caller) -> Reply {
        let language = Language::of(request.headers());
        let spec = call.spec;
        match self.serve(call, request, caller).await {
            Ok(reply) => reply,
            Err(problem) => {
                debug_assert!(spec.codes().any(|code| code == problem.code), "undocumented: {problem:?}");
                problem.reply(language)
            }
        }
    }

    async fn serve(self: &Arc<Self>, call: Call, request: Request<Incoming>, caller: Caller) -> Result<Reply, Problem> {
        let token = TokenHash::from_headers(request.headers());
        let address = forwarded::address(request.headers());
        let who = match &token {
            _ if call.spec.kind == Kind::Picture => Asker::Onlooker,
            Some(token) => Asker::Token(token),
            None => Asker::Stranger(address),
        };
        if !self.budget().take(who) {
            return Err(Code::TooManyRequests.into());
        }
        let key = idempotency_key(request.headers())?;
        let before = before_of(&call)?;
        if call.spec.body == Body::Picture {
            return self.add_picture(token, call.id, request, caller).await;
        }
        let body = if call.spec.body == Body::None { Vec::new() } else { read_body(request, &caller).await? };
        caller.seat.answering();
        let from = address.unwrap_or(caller.peer.ip());
        let asked = Asked { call, token, key, before, body, from };
        self.act_apart(asked, caller.answer_deadline()).await
    }

    /// Goes on to its end even if nobody waits for the answer any more: a call to WeChat that has left may count there,
    /// so its answer must be kept.
    async fn act_apart(self: &Arc<Self>, asked: Asked, deadline: Instant) -> Result<Reply, Problem> {
        let busy = |_| Code::Busy;
        let permit = Arc::clone(&self.limits.calls).try_acquire_owned().map_err(busy)?;
        let asks_wechat = asked.call.spec.asks_wechat();
        let wechat =
            asks_wechat.then(|| Arc::clone(&self.limits.wechat_calls).try_acquire_owned()).transpose().map_err(busy)?;
        let outcome = self.apart(deadline, move |front| {
            let _held_until_done = (permit, wechat);
            front.act(asked)
        });
        outcome.await.map_err(|problem| match problem.code {
            Code::TryAgain if asks_wechat && Instant::now() >= deadline => Code::WechatUnreachable.into(),
            _ => problem,
        })
    }

    /// On a thread where one may wait.
    async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        deadline: Instant,
        act: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let front = Arc::clone(self);
        match timeout_at(deadline, tokio::task::spawn_blocking(move || act(&front))).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(%error, "a storefront call broke off");
                Err(Code::Internal.into())
            }
            Err(_) => Err(Code::TryAgain.into()),
        }
    }

    fn act(&self, asked: Asked) -> Result<Reply, Problem> {
        let Asked { call, token, key, before, body, from } = asked;
        let (buyer, id) = (|| self.buyer(token), call.id.as_str());
        match call.spec.kind {
            Kind::OpenApi => Ok(Reply::new(StatusCode::OK, "application/json", openapi::document())),
            Kind::Login => self.login(&body),
            Kind::Products => self.products(),
            Kind::Picture => self.product_picture(id),
            Kind::PlaceOrder => self.place_order(buyer()?, key, &body),
            Kind::Orders => self.orders(&buyer()?, before.as_deref()),
            Kind::Order => self.order(&buyer()?, id),
            Kind::Pay => self.pay(&buyer()?, id, from, &body),
            Kind::Cancel => self.cancel(&buyer()?, id),
            Kind::Received => self.received(&buyer()?, id),
            Kind::RequestRefund => self.request_refund(&buyer()?, id, key.as_deref(), &body),
            Kind::Refund => self.refund(&buyer()?, id),
            // It does not come this way: its body is not read whole.
            Kind::AddPicture => Err(Code::Internal.into()),
        }
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.limits.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands behind the question mark is described, or refused like an unknown field.
fn before_of(call: &Call) -> Result<Option<String>, Problem> {
    let Some(query) = &call.query else { return Ok(None) };
    let rule = call.spec.query.ok_or(Problem::field("query"))?;
    let value = query.strip_prefix(rule.name).and_then(|rest| rest.strip_prefix('=')).and_then(calls::unescaped);
    let value = value.filter(|value| rule.fits(value)).ok_or(Problem::field(rule.name))?;
    Ok(Some(value))
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
    let key = value.to_str().map_err(|_| Problem::field(rules::KEY.name))?;
    rules::KEY.check(key)?;
    Ok(Some(key.to_owned()))
}
