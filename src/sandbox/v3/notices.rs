//! Callbacks of API v3: what happened, encrypted for the merchant and signed anew at each attempt. Source: protocol 9.

use super::{
    described,
    reply::reserialised,
    signed::{self, Spoilt},
    written::{with_odd_fields, written},
};
use crate::{
    domain::{ComplaintId, UnixSeconds},
    sandbox::{
        calls::DeliveryOutcome,
        faults::Fault,
        ledger::{RefundFate, RefundRecord, Trade},
        world::World,
    },
    wechat::v3::resource,
};
use serde_json::{Value, json};

const PERMILLE: u64 = 1000;
const ALGORITHM: &str = "AEAD_AES_256_GCM";

/// One thing that happened. Every attempt to tell it has the same id.
#[derive(Debug)]
pub(in crate::sandbox) struct Announcement {
    id: String,
    created_at: UnixSeconds,
    event: &'static str,
    summary: &'static str,
    original: &'static str,
    plain: Value,
}

pub(in crate::sandbox) fn payment(world: &World, order: &Trade) -> Announcement {
    let plain = described::transaction(world, order, world.now());
    announced(world, "transaction", ("TRANSACTION.SUCCESS", "支付成功"), plain)
}

/// Of a refund's end.
pub(in crate::sandbox) fn refund(world: &World, record: &RefundRecord) -> Announcement {
    let event = match record.fate {
        RefundFate::Change => ("REFUND.ABNORMAL", "退款异常"),
        RefundFate::Closed => ("REFUND.CLOSED", "退款关闭"),
        _ => ("REFUND.SUCCESS", "退款成功"),
    };
    let plain = world.ledger(|ledger| described::announced_refund(world, ledger, record));
    announced(world, "refund", event, plain)
}

pub(in crate::sandbox) fn complaint(world: &World, id: &ComplaintId, action: &'static str) -> Announcement {
    let event = if action == "CREATE_COMPLAINT" {
        ("COMPLAINT.CREATE", "产生新投诉")
    } else {
        ("COMPLAINT.STATE_CHANGE", "投诉单状态变化")
    };
    announced(world, "complaint", event, json!({ "complaint_id": id.as_str(), "action_type": action }))
}

fn announced(
    world: &World,
    original: &'static str,
    (event, summary): (&'static str, &'static str),
    plain: Value,
) -> Announcement {
    Announcement { id: fresh_id(world), created_at: world.now(), event, summary, original, plain }
}

/// 36 characters, as WeChat's.
fn fresh_id(world: &World) -> String {
    let hex = world.env.rng.hex(16);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-5{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// True for a message that no careful shop believes.
pub(in crate::sandbox) fn is_spoilt(fault: Option<Fault>) -> bool {
    match Spoilt::by(fault) {
        Spoilt::Not => fault == Some(Fault::Reserialised),
        Spoilt::ClockOff(seconds) => seconds.saturating_abs() >= 300,
        _ => true,
    }
}

/// One attempt. Nobody is told anything whose merchant has no API v3 key.
pub(in crate::sandbox) async fn post(
    world: &World,
    url: &str,
    notice: &Announcement,
    fault: Option<Fault>,
) -> DeliveryOutcome {
    let Some(body) = body(world, notice, fault) else { return DeliveryOutcome::Lost };
    let key = world.v3.announces_with(world.faults.random() % PERMILLE, world.config.public_key_permille);
    let headers = signed::headers(world, &key, body.as_bytes(), Spoilt::by(fault));
    let travels = if fault == Some(Fault::Reserialised) { reserialised(&body) } else { body };
    let mut request = world.http.post(world.through_tunnel(url)).header("content-type", "application/json");
    request = request.header("user-agent", "Mozilla/4.0").header("accept", "*/*").body(travels);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let Ok(response) = request.send().await else { return DeliveryOutcome::Unreachable };
    let status = response.status().as_u16();
    let Ok(text) = response.bytes().await else { return DeliveryOutcome::Unreachable };
    if is_accepted(status, &text) { DeliveryOutcome::Accepted } else { DeliveryOutcome::Refused(status) }
}

/// 200 or 204 without a body, or with one that says SUCCESS.
fn is_accepted(status: u16, text: &[u8]) -> bool {
    let says = || {
        let read: Value = serde_json::from_slice(text).unwrap_or_default();
        read.get("code").and_then(Value::as_str) == Some("SUCCESS")
    };
    matches!(status, 200 | 204) && (text.is_empty() || says())
}

/// The headers WeChat signs `body` with now.
pub(in crate::sandbox) fn signed_headers(world: &World, body: &[u8]) -> Vec<(&'static str, String)> {
    signed::headers(world, &world.v3.answers_with(None), body, Spoilt::Not)
}

/// A callback about whatever `plain` says; `None` without an API v3 key.
pub(in crate::sandbox) fn sealed(world: &World, event: &str, original: &str, plain: &str) -> Option<String> {
    let key = world.v3.api_v3_key()?;
    let nonce = world.env.rng.hex(6);
    let envelope = json!({
        "id": fresh_id(world), "create_time": world.now().to_rfc3339(), "event_type": event,
        "resource_type": "encrypt-resource", "summary": "通知",
        "resource": {
            "original_type": original, "algorithm": ALGORITHM, "nonce": nonce, "associated_data": original,
            "ciphertext": resource::seal(&key, &nonce, Some(original), plain.as_bytes()),
        },
    });
    Some(envelope.to_string())
}

/// Sealed anew each time: of one notice no two attempts have the same bytes.
fn body(world: &World, notice: &Announcement, fault: Option<Fault>) -> Option<String> {
    let key = world.v3.api_v3_key()?;
    let seed = world.env.rng.number();
    let plain = written(&with_odd_fields(notice.plain.clone(), seed), seed);
    let nonce = world.env.rng.hex(6);
    // It may be empty, and it may be absent.
    let data = match seed % 4 {
        _ if fault == Some(Fault::NoAssociatedData) => None,
        0 => None,
        1 => Some(""),
        _ => Some(notice.original),
    };
    let mut resource = json!({
        "original_type": notice.original, "algorithm": ALGORITHM, "nonce": nonce,
        "ciphertext": resource::seal(&key, &nonce, data, plain.as_bytes()),
    });
    if let (Some(fields), Some(data)) = (resource.as_object_mut(), data) {
        fields.insert("associated_data".to_owned(), data.into());
    }
    let envelope = json!({
        "id": notice.id, "create_time": notice.created_at.to_rfc3339(), "event_type": notice.event,
        "resource_type": "encrypt-resource", "summary": notice.summary, "resource": resource,
    });
    Some(written(&envelope, seed))
}
