//! One call from its request to its answer: who asks and whether they may, the body, the thread, the handler.

use super::{
    budget::{Asker, BudgetClass},
    calls::{self, BodyKind, CallKind, StorefrontCall},
    forwarded::Origin,
    language::BuyerLanguage,
    openapi,
    problem::{Code, Problem},
    rules,
    state::Storefront,
    token::TokenHash,
};
use crate::listener::{
    body::{self, BodyEnd},
    reply::HttpReply,
    socket_peer::SocketPeer,
};
use hyper::{
    Request, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderMap},
};
use std::{net::IpAddr, sync::Arc};
use tokio::{sync::Semaphore, time::Instant};

const BODY_BYTES_MAX: usize = 64 * 1024;
const KEY_HEADER: &str = "idempotency-key";

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
        let class = self.budget().take(who).ok_or(Code::TooManyRequests)?;
        if self.setup.store.damage().is_some() {
            // Nothing is sold, shown or promised from a damaged file.
            return Err(Code::TryAgain.into());
        }
        let key = idempotency_key(request.headers())?;
        let before = before_of(&call)?;
        if call.spec.body == BodyKind::Picture {
            return self.add_picture(token, call.id, request, caller).await;
        }
        if call.spec.kind == CallKind::Products
            && let Some(reply) = self.shown.now(self.setup.store.changes())
        {
            return Ok(reply);
        }
        let body = if call.spec.body == BodyKind::None { Vec::new() } else { read_body(request, &caller).await? };
        caller.slot.answering();
        let asked = IncomingCall { call, token, key, before, body, from: origin.told };
        self.act_apart(class, asked, caller.answer_deadline()).await
    }

    /// Goes on to its end even if nobody waits for the answer any more: a call to WeChat that has left may count there,
    /// so its answer must be kept.
    async fn act_apart(
        self: &Arc<Self>,
        class: BudgetClass,
        asked: IncomingCall,
        deadline: Instant,
    ) -> Result<HttpReply, Problem> {
        let place = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned().map_err(|_| Code::Busy);
        let permit = place(self.limits.places(class))?;
        let asks_wechat = asked.call.spec.asks_wechat();
        let among_buyers = asks_wechat && class != BudgetClass::Logins;
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
            CallKind::Messages => self.messages(&buyer()?),
            CallKind::CountPermissions => self.count_permissions(buyer()?, &body),
            CallKind::BindWeChat => self.bind_wechat(buyer()?, &body),
            // It does not come this way: its body is not read whole.
            CallKind::AddPicture => Err(Code::Internal.into()),
        }
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
