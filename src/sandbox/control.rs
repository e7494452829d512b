//! `/sandbox/*`: the same switches as [`super::Sandbox`] has, over HTTPS as JSON, for a sandbox that runs alone.

use crate::domain::{Fen, OpenId, OrderNo, PrepayId, RefundNo, TransactionId};
use crate::sandbox::{
    actions::Actions,
    calls::SandboxCall,
    complaints::{self, NewComplaint},
    faults::Fault,
    ledger::{Ledger, MoneyMovement, RefundFate, RefundRecord, Trade},
    push_message::PushTarget,
    v3::TrustMode,
    world::World,
};
use crate::wechat::{
    miniprogram::{PushAccount, PushKey, PushSecrets, PushToken},
    v3::ApiV3Key,
};
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{fmt::Display, sync::Arc};

type ControlAnswer = Result<Json<Value>, (StatusCode, Json<Value>)>;
type SharedWorld = State<Arc<World>>;

/// The routes, to be joined with WeChat's.
pub(super) fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/sandbox/login_code", post(login_code))
        .route("/sandbox/pay", post(pay))
        .route("/sandbox/scan", post(scan))
        .route("/sandbox/paid_orders", post(add_paid_order))
        .route("/sandbox/ledger", get(ledger))
        .route("/sandbox/calls", get(calls))
        .route("/sandbox/faults", post(add_fault).delete(clear_faults))
        .route("/sandbox/balance", post(fill_balance).delete(withdraw_all))
        .route("/sandbox/refunds", post(end_refund))
        .route("/sandbox/refunds_by_hand", post(refund_by_hand))
        .route("/sandbox/complaints", post(complain))
        .route("/sandbox/tunnel", post(dig_tunnel))
        .route("/sandbox/push", post(set_push))
        .route("/sandbox/subscribe", post(subscribe))
        .route("/sandbox/trust", post(set_trust))
        .route("/sandbox/certificates", post(change_certificates))
        .route("/sandbox/api_v3_key", post(set_api_v3_key))
}

#[derive(Deserialize)]
struct Buyer {
    openid: Option<String>,
}

async fn login_code(State(world): SharedWorld, Json(asked): Json<Buyer>) -> ControlAnswer {
    let openid = asked.openid.as_deref().map(OpenId::parse).transpose().map_err(refuse)?;
    let openid = openid.unwrap_or_else(|| Actions::of(&world).fresh_buyer());
    let code = Actions::of(&world).login_code(&openid);
    Ok(Json(json!({ "code": code, "openid": openid.as_str() })))
}

#[derive(Deserialize)]
struct SubscribeForm {
    openid: String,
    template_id: String,
    /// `accept`, or anything else to switch it off.
    answer: String,
}

async fn subscribe(State(world): SharedWorld, Json(asked): Json<SubscribeForm>) -> ControlAnswer {
    let openid = OpenId::parse(&asked.openid).map_err(refuse)?;
    if asked.answer == "accept" {
        Actions::of(&world).allow_messages(&openid, &asked.template_id, 1);
    } else {
        Actions::of(&world).forbid_messages(&openid, &asked.template_id);
    }
    Ok(Json(json!({ "answer": asked.answer })))
}

#[derive(Deserialize)]
struct PayForm {
    /// Bare, or with `prepay_id=` before it as the payment sheet has it.
    prepay_id: String,
}

async fn pay(State(world): SharedWorld, Json(asked): Json<PayForm>) -> ControlAnswer {
    let bare = asked.prepay_id.strip_prefix("prepay_id=").unwrap_or(&asked.prepay_id);
    let prepay_id = PrepayId::parse(bare).map_err(refuse)?;
    let transaction_id = Actions::of(&world).pay(&prepay_id, Fen::ZERO).map_err(refuse)?;
    Ok(Json(json!({ "transaction_id": transaction_id.as_str() })))
}

#[derive(Deserialize)]
struct ScanForm {
    code_url: String,
    /// Who scans it; left out for somebody nobody has seen.
    openid: Option<String>,
}

async fn scan(State(world): SharedWorld, Json(asked): Json<ScanForm>) -> ControlAnswer {
    let openid = asked.openid.as_deref().map(OpenId::parse).transpose().map_err(refuse)?;
    let openid = openid.unwrap_or_else(|| Actions::of(&world).fresh_buyer());
    let transaction_id = Actions::of(&world).scan(&asked.code_url, &openid).map_err(refuse)?;
    Ok(Json(json!({ "transaction_id": transaction_id.as_str(), "openid": openid.as_str() })))
}

#[derive(Deserialize)]
struct PaidOrderForm {
    order_no: String,
    total_fen: i64,
    openid: String,
    transaction_id: Option<String>,
}

async fn add_paid_order(State(world): SharedWorld, Json(asked): Json<PaidOrderForm>) -> ControlAnswer {
    let order_no = OrderNo::parse(&asked.order_no).map_err(refuse)?;
    let openid = OpenId::parse(&asked.openid).map_err(refuse)?;
    let transaction_id = asked.transaction_id.as_deref().map(TransactionId::parse).transpose().map_err(refuse)?;
    let added = Actions::of(&world).add_paid_order(&order_no, fen(asked.total_fen)?, &openid, transaction_id);
    let added = added.ok_or_else(|| refuse("the number or the transaction is taken"))?;
    Ok(Json(json!({ "transaction_id": added.as_str() })))
}

#[derive(Deserialize)]
struct NewFault {
    call: SandboxCall,
    fault: Fault,
    /// The next so many calls …
    times: Option<u32>,
    /// … or so many of a thousand.
    permille: Option<u32>,
}

async fn add_fault(State(world): SharedWorld, Json(asked): Json<NewFault>) -> ControlAnswer {
    match asked.permille {
        Some(permille) => world.faults.often(asked.call, asked.fault, permille),
        None => world.faults.next(asked.call, asked.fault, asked.times.unwrap_or(1)),
    }
    Ok(Json(json!({ "waiting": world.faults.waiting() })))
}

async fn clear_faults(State(world): SharedWorld) -> ControlAnswer {
    world.faults.clear();
    Ok(Json(json!({ "waiting": 0 })))
}

#[derive(Deserialize)]
struct Filling {
    amount_fen: i64,
}

async fn fill_balance(State(world): SharedWorld, Json(asked): Json<Filling>) -> ControlAnswer {
    let amount = fen(asked.amount_fen)?;
    Ok(Json(json!({ "balance_fen": Actions::of(&world).fill_balance(amount).get() })))
}

async fn withdraw_all(State(world): SharedWorld) -> ControlAnswer {
    Ok(Json(json!({ "withdrawn_fen": world.ledger(Ledger::withdraw_all).get() })))
}

#[derive(Deserialize)]
struct RefundEndForm {
    refund_no: String,
    fate: RefundFate,
}

async fn end_refund(State(world): SharedWorld, Json(asked): Json<RefundEndForm>) -> ControlAnswer {
    let refund_no = RefundNo::parse(&asked.refund_no).map_err(refuse)?;
    let settled = super::settle::settle(&world, &refund_no, asked.fate);
    Ok(Json(json!({ "changed": settled.is_some() })))
}

#[derive(Deserialize)]
struct ComplaintForm {
    order_no: String,
    words: String,
    wants_fen: Option<i64>,
    #[serde(default)]
    phone: String,
}

async fn complain(State(world): SharedWorld, Json(asked): Json<ComplaintForm>) -> ControlAnswer {
    let wants = asked.wants_fen.map(fen).transpose()?;
    let ComplaintForm { order_no, words, phone, .. } = asked;
    let new = NewComplaint { order_no, words, wants, phone, pictures: Vec::new() };
    let now = world.now();
    let id = complaints::complain(&world, new, now).ok_or_else(|| refuse("no number is left"))?;
    Ok(Json(json!({ "complaint_id": id.as_str() })))
}

#[derive(Deserialize)]
struct ByHand {
    order_no: String,
    amount_fen: i64,
    /// Under this number; left out for one the shop has never seen.
    refund_no: Option<String>,
    /// Where its end is announced; left out for nowhere.
    #[serde(default)]
    notify_url: String,
}

/// Somebody refunds on WeChat's merchant platform, past the shop.
async fn refund_by_hand(State(world): SharedWorld, Json(asked): Json<ByHand>) -> ControlAnswer {
    let order_no = OrderNo::parse(&asked.order_no).map_err(refuse)?;
    let refund_no = asked.refund_no.as_deref().map(RefundNo::parse).transpose().map_err(refuse)?;
    let made = Actions::of(&world).refund_by_hand(&order_no, fen(asked.amount_fen)?, refund_no, &asked.notify_url);
    let made = made.ok_or_else(|| refuse("WeChat's rules forbid it"))?;
    Ok(Json(json!({ "refund_no": made.refund_no.as_str() })))
}

#[derive(Deserialize)]
struct Ends {
    public_url: String,
    listener_url: String,
}

async fn dig_tunnel(State(world): SharedWorld, Json(asked): Json<Ends>) -> ControlAnswer {
    let inside = reqwest::Url::parse(&asked.listener_url).map_err(refuse)?;
    // A page that reaches this port must not make the sandbox call elsewhere.
    if !matches!(inside.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")) {
        return Err(refuse("a tunnel ends on this computer"));
    }
    world.dig_tunnel(&asked.public_url, &asked.listener_url);
    Ok(Json(json!({ "listener_url": asked.listener_url })))
}

#[derive(Deserialize)]
struct NewPush {
    url: String,
    token: String,
    encoding_aes_key: String,
}

async fn set_push(State(world): SharedWorld, Json(asked): Json<NewPush>) -> ControlAnswer {
    let account = PushAccount {
        app_id: world.config.account.app_id.clone(),
        secrets: PushSecrets {
            token: PushToken::parse(&asked.token).map_err(refuse)?,
            key: PushKey::parse(&asked.encoding_aes_key).map_err(refuse)?,
        },
    };
    world.push_to(PushTarget { url: asked.url.clone(), account });
    Ok(Json(json!({ "url": asked.url })))
}

#[derive(Deserialize)]
struct NewTrust {
    mode: TrustMode,
}

async fn set_trust(State(world): SharedWorld, Json(asked): Json<NewTrust>) -> ControlAnswer {
    world.v3.set_mode(asked.mode, &world.config.dir, &world.env).map_err(refuse)?;
    Ok(Json(json!({ "mode": asked.mode })))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum CertificateAct {
    Rotate,
    Retire,
    Expire,
}

#[derive(Deserialize)]
struct CertificateChange {
    act: CertificateAct,
}

async fn change_certificates(State(world): SharedWorld, Json(asked): Json<CertificateChange>) -> ControlAnswer {
    match asked.act {
        CertificateAct::Rotate => world.v3.rotate(&world.env).map_err(refuse)?,
        CertificateAct::Retire => world.v3.retire_old(),
        CertificateAct::Expire => world.v3.expire(&world.env).map_err(refuse)?,
    }
    let serials: Vec<_> = world.v3.certificates().iter().map(|it| it.key.serial().to_owned()).collect();
    Ok(Json(json!({ "serials": serials })))
}

#[derive(Deserialize)]
struct NewKey {
    key: String,
}

async fn set_api_v3_key(State(world): SharedWorld, Json(asked): Json<NewKey>) -> ControlAnswer {
    world.v3.set_api_v3_key(ApiV3Key::parse(&asked.key).map_err(refuse)?);
    Ok(Json(json!({})))
}

async fn ledger(State(world): SharedWorld) -> ControlAnswer {
    Ok(Json(world.ledger(|ledger| books(ledger))))
}

async fn calls(State(world): SharedWorld) -> ControlAnswer {
    Ok(Json(
        world
            .ledger(|ledger| json!({ "calls": ledger.calls().collect::<Vec<_>>(), "deliveries": ledger.deliveries() })),
    ))
}

fn books(ledger: &Ledger) -> Value {
    json!({
        "balance_fen": ledger.balance().get(),
        "paid_in_fen": ledger.paid_in().get(),
        "paid_out_fen": ledger.paid_out().get(),
        "audit": ledger.audit().map_or_else(|broken| broken, |()| "ok".to_owned()),
        "orders": ledger.orders().map(|trade| order(ledger, trade)).collect::<Vec<_>>(),
        "refunds": ledger.refunds().map(refund).collect::<Vec<_>>(),
        "payouts": ledger.payout_counts().iter().map(|(no, count)| (no.to_string(), json!(count))).collect::<serde_json::Map<_, _>>(),
        "journal": ledger.journal().iter().map(entry).collect::<Vec<_>>(),
    })
}

fn order(ledger: &Ledger, order: &Trade) -> Value {
    let state = match order.state {
        super::ledger::TradeState::Open => "open",
        super::ledger::TradeState::Paid(_) => "paid",
        super::ledger::TradeState::Closed => "closed",
    };
    json!({
        "order_no": order.order_no.as_str(),
        "total_fen": order.total.get(),
        "state": state,
        "transaction_id": order.paid().map(|paid| paid.transaction_id.as_str()),
        "openid": order.openid.as_ref().map(OpenId::as_str),
        "code_url": ledger.code_of(&order.order_no),
    })
}

fn refund(refund: &RefundRecord) -> Value {
    json!({
        "refund_no": refund.refund_no.as_str(),
        "order_no": refund.order_no.as_str(),
        "amount_fen": refund.amount.get(),
        "fate": refund.fate,
    })
}

fn entry(entry: &MoneyMovement) -> Value {
    match entry {
        MoneyMovement::Filled(amount) => json!({ "kind": "filled", "amount_fen": amount.get() }),
        MoneyMovement::Withdrawn(amount) => json!({ "kind": "withdrawn", "amount_fen": amount.get() }),
        MoneyMovement::Payment(no, amount) => {
            json!({ "kind": "payment", "order_no": no.as_str(), "amount_fen": amount.get() })
        }
        MoneyMovement::Payout(payout) => {
            json!({ "kind": "payout", "refund_no": payout.refund_no.as_str(), "amount_fen": payout.amount.get() })
        }
        MoneyMovement::CameBack(no, amount) => {
            json!({ "kind": "came_back", "refund_no": no.as_str(), "amount_fen": amount.get() })
        }
    }
}

fn fen(raw: i64) -> Result<Fen, (StatusCode, Json<Value>)> {
    Fen::new(raw).ok_or_else(|| refuse("an amount is never negative"))
}

fn refuse(why: impl Display) -> (StatusCode, Json<Value>) {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": format!("{why}") })))
}
