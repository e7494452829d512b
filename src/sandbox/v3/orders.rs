//! Orders: opened for the mini program, the app or a code that is scanned, asked about by both numbers, closed. Source: protocol 8.1, 8.3, 8.4.

use super::{
    described,
    json::{flattened, number, text},
    refusal::{V3Refusal, param, refusal, spelled, unexpected},
    reply::V3Done,
    request::V3Arrived,
    rules,
};
use crate::{
    domain::{OpenId, SignType, UnixSeconds},
    sandbox::{
        codes::{NATIVE, code_of},
        ledger::{NewTrade, OpenRefused, TradeState},
        world::World,
    },
};
use serde_json::{Value, json};

/// An order must be payable at least this long.
const EXPIRE_LEAST_SECS: i64 = 60;
const CLOSE_WAIT_SECS: i64 = 5 * 60;

/// Which way of paying a path opens an order for.
pub(super) fn trade_type_of(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("app") => "APP",
        Some("native") => NATIVE,
        _ => "JSAPI",
    }
}

/// `/v3/pay/transactions/jsapi`, `…/app` and `…/native`.
pub(super) fn open(world: &World, arrived: &V3Arrived, trade_type: &str) -> Result<V3Done, V3Refusal> {
    let body = arrived.body(rules::ORDER)?;
    let new = read(world, &body, trade_type)?;
    let (order_no, end) = (new.order_no.clone(), new.expires_at);
    let prepay_id = world.ledger(|ledger| {
        // Asked of a new order only: the end of a known one was fixed by its first call.
        if ledger.order(&order_no).is_none() && end.is_some_and(|end| end.since(world.now()) < EXPIRE_LEAST_SECS) {
            return Err(param("body", "/time_expire", "at least one minute ahead"));
        }
        ledger.open(new, &world.env).map_err(refused)
    })?;
    world.forget_old();
    Ok(V3Done::Told(match trade_type {
        NATIVE => json!({ "code_url": code_of(&prepay_id) }),
        _ => json!({ "prepay_id": prepay_id.as_str() }),
    }))
}

fn refused(why: OpenRefused) -> V3Refusal {
    match why {
        OpenRefused::Paid => refusal(403, "OUT_TRADE_NO_USED", "商户订单号已支付"),
        OpenRefused::Closed => refusal(400, "ORDER_CLOSED", "该订单已关闭"),
        OpenRefused::Expired => refusal(400, "ORDER_CLOSED", "该订单已过期"),
        OpenRefused::OtherParameters => refusal(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致"),
    }
}

fn read(world: &World, body: &Value, trade_type: &str) -> Result<NewTrade, V3Refusal> {
    match (trade_type, body.get("payer")) {
        ("JSAPI", None) => return Err(param("body", "/payer", "required")),
        ("APP" | NATIVE, Some(_)) => return Err(unexpected("body", "/payer")),
        _ => {}
    }
    rules::merchant(world, text(body, "/mchid"))?;
    if text(body, "/appid") != world.config.app_of(trade_type).as_str() {
        return Err(refusal(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
    }
    rules::currency(text(body, "/amount/currency"))?;
    rules::notify_url(text(body, "/notify_url"))?;
    Ok(NewTrade {
        order_no: rules::order_no(text(body, "/out_trade_no"), "body")?,
        total: rules::fen(number(body, "/amount/total")),
        openid: openid(world, text(body, "/payer/openid"))?,
        trade_type: trade_type.to_owned(),
        sign_type: SignType::Rsa,
        notify_url: text(body, "/notify_url").to_owned(),
        attach: text(body, "/attach").to_owned(),
        body: text(body, "/description").to_owned(),
        expires_at: end(text(body, "/time_expire"))?,
        parameters: flattened(body),
    })
}

/// The payer, who must have logged in to this mini program before.
fn openid(world: &World, raw: &str) -> Result<Option<OpenId>, V3Refusal> {
    if raw.is_empty() {
        return Ok(None);
    }
    let known = OpenId::parse(raw).ok().filter(|openid| world.ledger(|ledger| ledger.knows_buyer(openid)));
    // The protocol's own oddity: a wrong parameter under a status of 500.
    known.map(Some).ok_or_else(|| refusal(500, "OPENID_MISMATCH", "openid和appid不匹配"))
}

fn end(raw: &str) -> Result<Option<UnixSeconds>, V3Refusal> {
    if raw.is_empty() { Ok(None) } else { rules::moment(raw).map(Some) }
}

/// `…/out-trade-no/{out_trade_no}`.
pub(super) fn query_by_order(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    asked_by(world, arrived)?;
    let no = rules::order_no(&arrived.number(), "url")?;
    let now = world.now();
    let told = world.ledger(|ledger| ledger.order(&no).map(|order| described::transaction(world, order, now)));
    told.map(V3Done::Told).ok_or_else(|| not_there(world))
}

/// `…/id/{transaction_id}`.
pub(super) fn query_by_transaction(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    asked_by(world, arrived)?;
    let id = rules::transaction_id(&arrived.number(), "url")?;
    let now = world.now();
    let told = world.ledger(|ledger| ledger.order_of(&id).map(|order| described::transaction(world, order, now)));
    told.map(V3Done::Told).ok_or_else(|| not_there(world))
}

/// The merchant number is the query's only value, and needed.
fn asked_by(world: &World, arrived: &V3Arrived) -> Result<(), V3Refusal> {
    let [mchid] = arrived.query(&["mchid"])?;
    if mchid.is_empty() {
        return Err(param("query", "mchid", "required"));
    }
    rules::merchant(world, &mchid)
}

fn not_there(world: &World) -> V3Refusal {
    refusal(404, spelled(world, ["ORDER_NOT_EXIST", "ORDERNOTEXIST"]), "订单不存在")
}

/// `…/out-trade-no/{out_trade_no}/close`. Closed again it stays closed.
pub(super) fn close(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let body = arrived.body(rules::CLOSE)?;
    rules::merchant(world, text(&body, "/mchid"))?;
    let no = rules::order_no(&arrived.number(), "url")?;
    let (now, waits) = (world.now(), world.config.keep_close_wait);
    let (absent, paid) = (not_there(world), spelled(world, ["ORDER_PAID", "ORDERPAID"]));
    world.ledger(|ledger| {
        let order = ledger.order(&no).ok_or(absent)?;
        match order.state {
            TradeState::Paid(_) => return Err(refusal(400, paid, "该订单已支付")),
            TradeState::Closed => return Ok(V3Done::Nothing),
            TradeState::Open => {}
        }
        if waits && now.since(order.created_at) < CLOSE_WAIT_SECS {
            return Err(refusal(400, "TRADE_STATE_ERROR", "订单生成后不能马上调用关单接口，最短间隔5分钟"));
        }
        ledger.close(&no);
        Ok(V3Done::Nothing)
    })
}
