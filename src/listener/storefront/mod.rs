//! The storefront API: what the mini program of the shop calls. JSON in and out; the shapes are in `json.rs`, what can
//! go wrong in `problem.rs`. A buyer sees their own rows and nothing else; another buyer's order is not there.
//!
//! It has budgets of its own: however many buyers come, and however slowly WeChat answers them, a notification finds
//! its slot and its thread.

mod budget;
mod calls;
mod forwarded;
mod json;
mod language;
mod one_at_a_time;
mod openapi;
mod orders;
mod pay;
mod picture;
mod picture_cost;
mod pictures;
mod problem;
mod refunds;
mod rules;
mod schemas;
mod session;
mod shown;
mod token;

use crate::listener::{
    body::{self, BodyEnd},
    reader_pool::ReaderPool,
    reply::HttpReply,
    socket_peer::SocketPeer,
};
use crate::{
    base::{address::Address, disk::FreeSpace, env::Env},
    domain::{AppId, SignType},
    events::Events,
    store::Store,
    wechat::{Gateway, MiniProgram},
};
use budget::{Asker, Budget, BudgetClass};
pub(super) use calls::StorefrontCall;
use calls::{BodyKind, CallKind};
use forwarded::Origin;
use hyper::{
    Request, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderMap},
};
use language::BuyerLanguage;
pub(super) use one_at_a_time::OneAtATime;
pub(super) use pictures::sweep;
use problem::{Code, Problem};
pub(super) use shown::CachedAnswer;
use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use token::TokenHash;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

const BODY_BYTES_MAX: usize = 64 * 1024;
/// Calls of buyers being answered at one time.
const BUYERS_MAX: usize = 28;
/// Of these, the ones that wait for WeChat; the others go on while it is slow.
const WECHAT_CALLS_MAX: usize = 20;
/// Logins being answered at one time: all of them wait for WeChat.
const LOGINS_MAX: usize = 8;
/// Calls of everyone else.
const ANONYMOUS_MAX: usize = 6;
/// Threads for all of them, and for pictures on their way in. Fewer than there are slots at the door.
pub(super) const THREADS_MAX: usize = BUYERS_MAX + LOGINS_MAX + ANONYMOUS_MAX + pictures::UPLOADS_MAX;
const KEY_HEADER: &str = "idempotency-key";

/// The storefront and all it needs.
pub(super) struct Storefront {
    pub store: Store,
    pub readers: ReaderPool,
    pub gateway: Arc<dyn Gateway>,
    pub mini: Arc<dyn MiniProgram>,
    pub events: Events,
    pub env: Env,
    /// What WeChat sees of this door.
    pub address: Address,
    /// The secret part of the path WeChat reports payments to.
    pub pay_webhook: String,
    pub sign_type: SignType,
    /// The shop's own app, where it has one: the APP channel.
    pub app_channel: Option<AppId>,
    pub paying: OneAtATime,
    pub pay_within_secs: i64,
    pub first_ask_after_secs: i64,
    /// The folder of the pictures.
    pub pictures: PathBuf,
    /// How many bytes are free there.
    pub room: FreeSpace,
    pub shown: CachedAnswer,
    pub limits: StorefrontLimits,
}

/// What keeps one caller from using up everyone's share.
pub(super) struct StorefrontLimits {
    budget: Mutex<Budget>,
    buyers: Arc<Semaphore>,
    logins: Arc<Semaphore>,
    anonymous: Arc<Semaphore>,
    wechat_calls: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    in_flight: pictures::InFlights,
    decoding: Arc<Semaphore>,
}

impl StorefrontLimits {
    /// All budgets full.
    pub fn new() -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self {
            budget: Mutex::new(Budget::new()),
            buyers: places(BUYERS_MAX),
            logins: places(LOGINS_MAX),
            anonymous: places(ANONYMOUS_MAX),
            wechat_calls: places(WECHAT_CALLS_MAX),
            uploads: places(pictures::UPLOADS_MAX),
            in_flight: pictures::InFlights::default(),
            decoding: places(pictures::DECODING_MAX),
        }
    }

    const fn places(&self, crowd: BudgetClass) -> &Arc<Semaphore> {
        match crowd {
            BudgetClass::Buyers => &self.buyers,
            BudgetClass::Logins => &self.logins,
            BudgetClass::Anonymous => &self.anonymous,
        }
    }
}

/// A call with everything that came along.
struct IncomingCall {
    call: StorefrontCall,
    token: Option<TokenHash>,
    key: Option<String>,
    before: Option<String>,
    body: Vec<u8>,
    /// Where the buyer is, as far as anyone says.
    from: IpAddr,
}

impl Storefront {
    /// Answers one call.
    pub async fn answer(
        self: &Arc<Self>,
        call: StorefrontCall,
        request: Request<Incoming>,
        caller: SocketPeer,
    ) -> HttpReply {
        let language = BuyerLanguage::of(request.headers());
        let spec = call.spec;
        match self.serve(call, request, caller).await {
            Ok(reply) => reply,
            Err(problem) => {
                debug_assert!(spec.codes().any(|code| code == problem.code), "undocumented: {problem:?}");
                problem.reply(language)
            }
        }
    }

    async fn serve(
        self: &Arc<Self>,
        call: StorefrontCall,
        request: Request<Incoming>,
        caller: SocketPeer,
    ) -> Result<HttpReply, Problem> {
        let token = TokenHash::from_headers(request.headers());
        let origin = Origin::of(request.headers(), caller.peer.ip());
        let who = match (call.spec.kind, &token) {
            (CallKind::Picture, _) => Asker::Onlooker,
            (CallKind::Login, _) => Asker::Login(origin.share),
            (_, Some(token)) => Asker::Token(token),
            (CallKind::Products, None) => Asker::Visitor(origin.share),
            (_, None) => Asker::Anonymous(origin.share),
        };
        let crowd = self.budget().take(who).ok_or(Code::TooManyRequests)?;
        if self.store.damage().is_some() {
            // Nothing is sold, shown or promised from a damaged file.
            return Err(Code::TryAgain.into());
        }
        let key = idempotency_key(request.headers())?;
        let before = before_of(&call)?;
        if call.spec.body == BodyKind::Picture {
            return self.add_picture(token, call.id, request, caller).await;
        }
        if call.spec.kind == CallKind::Products
            && let Some(reply) = self.shown.now(self.store.changes())
        {
            return Ok(reply);
        }
        let body = if call.spec.body == BodyKind::None { Vec::new() } else { read_body(request, &caller).await? };
        caller.slot.answering();
        let asked = IncomingCall { call, token, key, before, body, from: origin.told };
        self.act_apart(crowd, asked, caller.answer_deadline()).await
    }

    /// Goes on to its end even if nobody waits for the answer any more: a call to WeChat that has left may count there,
    /// so its answer must be kept.
    async fn act_apart(
        self: &Arc<Self>,
        crowd: BudgetClass,
        asked: IncomingCall,
        deadline: Instant,
    ) -> Result<HttpReply, Problem> {
        let place = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned().map_err(|_| Code::Busy);
        let permit = place(self.limits.places(crowd))?;
        let asks_wechat = asked.call.spec.asks_wechat();
        let among_buyers = asks_wechat && crowd != BudgetClass::Logins;
        let wechat = among_buyers.then(|| place(&self.limits.wechat_calls)).transpose()?;
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

    fn act(&self, asked: IncomingCall) -> Result<HttpReply, Problem> {
        let IncomingCall { call, token, key, before, body, from } = asked;
        let (buyer, id) = (|| self.buyer(token), call.id.as_str());
        match call.spec.kind {
            CallKind::OpenApi => Ok(HttpReply::new(StatusCode::OK, "application/json", openapi::document())),
            CallKind::Login => self.login(&body),
            CallKind::Products => self.products(),
            CallKind::Picture => self.product_picture(id),
            CallKind::PlaceOrder => self.place_order(buyer()?, key, &body),
            CallKind::Orders => self.orders(&buyer()?, before.as_deref()),
            CallKind::Order => self.order(&buyer()?, id),
            CallKind::Pay => self.pay(&buyer()?, id, from, &body),
            CallKind::Cancel => self.cancel(&buyer()?, id),
            CallKind::Received => self.received(&buyer()?, id),
            CallKind::RequestRefund => self.request_refund(&buyer()?, id, key.as_deref(), &body),
            CallKind::Refund => self.refund(&buyer()?, id),
            // It does not come this way: its body is not read whole.
            CallKind::AddPicture => Err(Code::Internal.into()),
        }
    }

    /// Those who are logged in already are known before the first of them calls.
    pub fn know_tokens(&self) {
        let most = u32::try_from(budget::TOKENS_MAX).unwrap_or(u32::MAX);
        match self.readers.read(|reader| reader.sessions(self.env.now(), most)) {
            Ok(sessions) => {
                let mut budget = self.budget();
                for (token, openid) in sessions {
                    budget.know(TokenHash(token), openid);
                }
            }
            // Each is found in the file when it calls.
            Err(error) => tracing::warn!(%error, "those who are logged in could not be read"),
        }
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.limits.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands behind the question mark is described, or refused like an unknown field.
fn before_of(call: &StorefrontCall) -> Result<Option<String>, Problem> {
    let Some(query) = &call.query else { return Ok(None) };
    let rule = call.spec.query.ok_or(Problem::field("query"))?;
    let value = query.strip_prefix(rule.name).and_then(|rest| rest.strip_prefix('=')).and_then(calls::unescaped);
    let value = value.filter(|value| rule.fits(value)).ok_or(Problem::field(rule.name))?;
    Ok(Some(value))
}

async fn read_body(request: Request<Incoming>, caller: &SocketPeer) -> Result<Vec<u8>, Problem> {
    // A page in a browser can send anything else across origins without asking first; this it cannot.
    if !is_json(request.headers()) {
        return Err(Code::NotJson.into());
    }
    match body::read(request.into_body(), BODY_BYTES_MAX, caller.body_deadline()).await {
        (bytes, BodyEnd::Whole) => Ok(bytes),
        (_, BodyEnd::TooLarge) => Err(Code::TooLarge.into()),
        (_, BodyEnd::TooSlow) => Err(Code::TooSlow.into()),
        (_, BodyEnd::Broken) => Err(Code::Unreadable.into()),
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
