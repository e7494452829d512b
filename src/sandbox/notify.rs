//! Notifications of payments and refunds, sent again and again as WeChat does until the shop says SUCCESS.
//!
//! Source: protocol 5, 9.

use super::{
    calls::{Delivery, DeliveryOutcome, SandboxCall},
    faults::Fault,
    ledger::{Ledger, RefundFate, RefundRecord, Trade},
    pay::{paid_fields, settled, share},
    push_message::PushMessage,
    v3,
    world::World,
};
use crate::{
    domain::{Api, ComplaintId, SignType},
    wechat::v2::{notify::seal_refund, sign, wire},
};
use std::{sync::Arc, time::Duration};

/// The waits between attempts, in seconds of WeChat's time.
const SCHEDULE: [u64; 15] =
    [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];
const CONTENT_TYPE: &str = "text/xml";

/// A message on its way to the shop.
struct OutgoingNotice {
    call: SandboxCall,
    number: String,
    url: String,
    message: SentMessage,
}

/// What it says, in the form of the API its order or refund was made in.
enum SentMessage {
    V2 {
        body: String,
        /// The same with a seal or signature that is wrong.
        forged: String,
    },
    V3(v3::Announcement),
    /// Of the mini program: no payment's.
    Push(PushMessage),
}

impl SentMessage {
    const fn api(&self) -> Option<Api> {
        match self {
            Self::V2 { .. } => Some(Api::V2),
            Self::V3(_) => Some(Api::V3),
            Self::Push(_) => None,
        }
    }
}

/// Announces a payment.
pub(super) fn payment(world: &Arc<World>, order: &Trade) {
    let message = match order.sign_type.api() {
        Api::V2 => payment_text(world, order).map(|(body, forged)| SentMessage::V2 { body, forged }),
        Api::V3 => Some(SentMessage::V3(v3::payment(world, order))),
    };
    if let Some(message) = message {
        let (number, url) = (order.order_no.to_string(), order.notify_url.clone());
        begin(world, OutgoingNotice { call: SandboxCall::PaymentNotice, number, url, message });
    }
}

/// Announces the end of a refund.
pub(super) fn refund(world: &Arc<World>, record: &RefundRecord) {
    let message = match record.api {
        Api::V2 => refund_text(world, record).map(|(body, forged)| SentMessage::V2 { body, forged }),
        Api::V3 => Some(SentMessage::V3(v3::refund(world, record))),
    };
    if let Some(message) = message {
        let (number, url) = (record.refund_no.to_string(), record.notify_url.clone());
        begin(world, OutgoingNotice { call: SandboxCall::RefundNotice, number, url, message });
    }
}

/// Announces what happened to a complaint, where the shop said where to.
pub(super) fn complaint(world: &Arc<World>, id: &ComplaintId, action: &'static str) {
    if let Some(url) = world.complaints(|ledger| ledger.notify_url.clone()) {
        let message = SentMessage::V3(v3::complaint(world, id, action));
        begin(world, OutgoingNotice { call: SandboxCall::ComplaintNotice, number: id.to_string(), url, message });
    }
}

/// Pushes what happened to an order's shipment.
pub(super) fn push(world: &Arc<World>, about: &str, url: &str, message: PushMessage) {
    let (number, message) = (about.to_owned(), SentMessage::Push(message));
    begin(world, OutgoingNotice { call: SandboxCall::Push, number, url: url.to_owned(), message });
}

fn begin(world: &Arc<World>, notice: OutgoingNotice) {
    if notice.url.is_empty() {
        return;
    }
    world.ledger(Ledger::delivery_begins);
    let runtime = world.runtime.clone();
    let world = Arc::clone(world);
    runtime.spawn(async move {
        deliver(&world, &Arc::new(notice)).await;
        world.ledger(Ledger::delivery_ends);
    });
}

/// The first attempt at once, then one after each wait of the schedule; ends with the first SUCCESS.
async fn deliver(world: &Arc<World>, notice: &Arc<OutgoingNotice>) {
    let waits = SCHEDULE.iter().map(|secs| Some(Duration::from_secs(*secs))).chain([None]);
    for (attempt, wait) in (1_usize..).zip(waits) {
        if send_once(world, notice, attempt).await == DeliveryOutcome::Accepted {
            return;
        }
        if let Some(wait) = wait {
            tokio::time::sleep(world.config.scaled(wait)).await;
        }
    }
    tracing::debug!(number = %notice.number, "the sandbox gives up a notification");
}

async fn send_once(world: &Arc<World>, notice: &Arc<OutgoingNotice>, attempt: usize) -> DeliveryOutcome {
    let fault = world.faults.draw(notice.call);
    tokio::time::sleep(fault.map_or(Duration::ZERO, Fault::delay)).await;
    let outcome = match fault {
        Some(Fault::Lost) => DeliveryOutcome::Lost,
        Some(Fault::Copies(copies)) => post_copies(world, notice, copies).await,
        _ => post(world, notice, fault).await,
    };
    let delivery = Delivery {
        call: notice.call,
        api: notice.message.api(),
        number: notice.number.clone(),
        attempt,
        at: world.now().get(),
        outcome,
    };
    world.ledger(|ledger| ledger.delivered(delivery));
    outcome
}

/// Several servers of WeChat at the same moment; one SUCCESS is enough.
async fn post_copies(world: &Arc<World>, notice: &Arc<OutgoingNotice>, copies: u8) -> DeliveryOutcome {
    let mut posts = tokio::task::JoinSet::new();
    for _ in 0..copies {
        let (world, notice) = (Arc::clone(world), Arc::clone(notice));
        posts.spawn(async move { post(&world, &notice, None).await });
    }
    let outcomes = posts.join_all().await;
    let accepted = outcomes.iter().find(|outcome| **outcome == DeliveryOutcome::Accepted);
    accepted.or(outcomes.first()).copied().unwrap_or(DeliveryOutcome::Lost)
}

/// One message, and what became of it; a spoilt one counts for nothing.
async fn post(world: &World, notice: &OutgoingNotice, fault: Option<Fault>) -> DeliveryOutcome {
    let (spoilt, outcome) = match &notice.message {
        SentMessage::V2 { body, forged } => {
            let spoilt = fault == Some(Fault::Forged);
            (spoilt, post_xml(world, &notice.url, if spoilt { forged } else { body }).await)
        }
        SentMessage::Push(message) => {
            let spoilt = fault == Some(Fault::Forged);
            (spoilt, post_push(world, &notice.url, message, spoilt).await)
        }
        SentMessage::V3(announcement) => {
            (v3::is_spoilt(fault), v3::post(world, &notice.url, announcement, fault).await)
        }
    };
    match (spoilt, outcome) {
        (false, outcome) => outcome,
        (true, DeliveryOutcome::Accepted) => DeliveryOutcome::ForgeryBelieved,
        (true, _) => DeliveryOutcome::Forged,
    }
}

async fn post_xml(world: &World, url: &str, body: &str) -> DeliveryOutcome {
    let request = world.http.post(world.through_tunnel(url)).header("content-type", CONTENT_TYPE).body(body.to_owned());
    let Ok(response) = request.send().await else { return DeliveryOutcome::Unreachable };
    let status = response.status().as_u16();
    let Ok(text) = response.bytes().await else { return DeliveryOutcome::Unreachable };
    let fields = wire::Fields::read("xml", &text);
    let said_success = fields.is_ok_and(|fields| fields.get("return_code") == Some("SUCCESS"));
    if status == 200 && said_success { DeliveryOutcome::Accepted } else { DeliveryOutcome::Refused(status) }
}

/// Taken with the word `success`, or with nothing.
async fn post_push(world: &World, url: &str, message: &PushMessage, spoilt: bool) -> DeliveryOutcome {
    let url = format!("{}?{}", world.through_tunnel(url), message.query);
    let body = if spoilt { &message.forged } else { &message.body };
    let request = world.http.post(url).header("content-type", "application/json").body(body.clone());
    let Ok(response) = request.send().await else { return DeliveryOutcome::Unreachable };
    let status = response.status().as_u16();
    let Ok(text) = response.bytes().await else { return DeliveryOutcome::Unreachable };
    let taken = status == 200 && (text.is_empty() || &*text == b"success");
    if taken { DeliveryOutcome::Accepted } else { DeliveryOutcome::Refused(status) }
}

fn payment_text(world: &World, order: &Trade) -> Option<(String, String)> {
    let account = &world.config.account;
    let mut fields = paid_fields(order, order.paid()?);
    let mut add = |name: &'static str, value: String| fields.push((name.into(), value));
    add("return_code", "SUCCESS".to_owned());
    add("result_code", "SUCCESS".to_owned());
    add("appid", world.config.app_of(&order.trade_type).to_string());
    add("mch_id", account.mch_id.to_string());
    add("nonce_str", world.env.rng.hex(16));
    add("out_trade_no", order.order_no.to_string());
    if !order.attach.is_empty() {
        add("attach", order.attach.clone());
    }
    if order.sign_type == SignType::HmacSha256 {
        add("sign_type", "HMAC-SHA256".to_owned());
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, value.as_str())).collect();
    let body = sign::write_signed(&fields, &account.key, order.sign_type);
    // A forger does not have the key: the total is doubled under the old signature.
    let total = format!("<total_fee><![CDATA[{}]]>", order.total.get());
    let forged = body.replace(&total, &format!("<total_fee><![CDATA[{}]]>", order.total.get().saturating_mul(2)));
    Some((body, forged))
}

fn refund_text(world: &World, record: &RefundRecord) -> Option<(String, String)> {
    let account = &world.config.account;
    let settled_at = record.settled_at.unwrap_or(record.accepted_at).to_dashed();
    let (amount, total) = (record.amount.get().to_string(), record.total.get().to_string());
    let coupon = world.ledger(|ledger| ledger.order(&record.order_no).and_then(|order| Some(order.paid()?.coupon)));
    let coupon = coupon.unwrap_or_default();
    let back = share(coupon, record.amount, record.total);
    let settled_amount = settled(record.amount, back).get().to_string();
    let settled_total = settled(record.total, coupon).get().to_string();
    let cash_back = record.amount.checked_sub(back).unwrap_or_default().get().to_string();
    let mut fields = vec![
        ("out_refund_no", record.refund_no.as_str()),
        ("out_trade_no", record.order_no.as_str()),
        ("refund_account", "REFUND_SOURCE_UNSETTLED_FUNDS"),
        ("refund_fee", &amount),
        ("refund_id", record.refund_id.as_str()),
        ("refund_recv_accout", "支付用户零钱"), // misspelt in the protocol
        ("refund_request_source", if record.by_api { "API" } else { "VENDOR_PLATFORM" }),
        ("refund_status", record.fate.wire()),
        ("cash_refund_fee", &cash_back),
        ("settlement_refund_fee", &settled_amount),
        ("settlement_total_fee", &settled_total),
        ("total_fee", &total),
        ("transaction_id", record.transaction_id.as_str()),
    ];
    if record.fate == RefundFate::Success {
        fields.push(("success_time", &settled_at));
    }
    let sealed = seal_refund(&wire::write_as("root", &fields), &account.key)?;
    let backwards: String = sealed.chars().rev().collect();
    Some((outer(world, &sealed), outer(world, &backwards)))
}

/// The unsigned envelope of a refund notification.
fn outer(world: &World, sealed: &str) -> String {
    let account = &world.config.account;
    let nonce = world.env.rng.hex(16);
    let (app_id, mch_id) = (account.app_id.as_str(), account.mch_id.as_str());
    let fields = [
        ("return_code", "SUCCESS"),
        ("appid", app_id),
        ("mch_id", mch_id),
        ("nonce_str", &nonce),
        ("req_info", sealed),
    ];
    wire::write(&fields)
}
