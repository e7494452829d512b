//! The two forms a push is written in, XML and JSON, and what each says.

use crate::{
    domain::{NoticeVerdict, OpenId, OrderNo, PushEvent, PushFacts, PushedOrder, TransactionId, UnixSeconds},
    wechat::v2::wire::{Fields, MalformedXml},
};
use serde::Deserialize;
use serde_json::Value;

/// What is sealed in a body; `None` where it is written openly. The form is told by the first sign.
pub(super) fn sealed_in(body: &[u8]) -> Result<Option<String>, NoticeVerdict> {
    if is_xml(body) {
        let fields = Fields::read("xml", body).map_err(verdict_of)?;
        return Ok(fields.get("Encrypt").map(str::to_owned));
    }
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| NoticeVerdict::Malformed)?;
    Ok(envelope.sealed.filter(|sealed| !sealed.is_empty()))
}

/// What a message says that was opened.
pub(super) fn facts_of(message: &str) -> Result<PushFacts, NoticeVerdict> {
    let fields =
        if is_xml(message.as_bytes()) { EventFields::of_xml(message)? } else { EventFields::of_json(message)? };
    fields.facts().ok_or(NoticeVerdict::BadField)
}

fn is_xml(text: &[u8]) -> bool {
    text.trim_ascii_start().first() == Some(&b'<')
}

fn verdict_of(malformed: MalformedXml) -> NoticeVerdict {
    match malformed {
        MalformedXml::TooLarge => NoticeVerdict::TooLarge,
        _ => NoticeVerdict::Malformed,
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Encrypt")]
    sealed: Option<String>,
}

/// The fields we want of a message. JSON writes times as numbers, XML as digits.
#[derive(Deserialize, Default)]
#[serde(default)]
struct EventFields {
    #[serde(rename = "CreateTime", deserialize_with = "whole")]
    made_at: Option<i64>,
    #[serde(rename = "MsgType")]
    kind: String,
    #[serde(rename = "Event")]
    event: String,
    #[serde(rename = "FromUserName")]
    from: String,
    /// An object where there is one, an array where there are several.
    #[serde(rename = "List")]
    list: Value,
    transaction_id: String,
    merchant_trade_no: String,
}

/// A number, or its digits as text.
fn whole<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    })
}

impl EventFields {
    fn of_json(message: &str) -> Result<Self, NoticeVerdict> {
        serde_json::from_str(message).map_err(|_| NoticeVerdict::Malformed)
    }

    fn of_xml(message: &str) -> Result<Self, NoticeVerdict> {
        let fields = Fields::read("xml", message.as_bytes()).map_err(verdict_of)?;
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        Ok(Self {
            made_at: fields.get("CreateTime").and_then(|digits| digits.parse().ok()),
            from: text("FromUserName"),
            // Only JSON has the list of a subscribe event in one piece.
            list: Value::Null,
            kind: text("MsgType"),
            event: text("Event"),
            transaction_id: text("transaction_id"),
            merchant_trade_no: text("merchant_trade_no"),
        })
    }

    fn facts(&self) -> Option<PushFacts> {
        let made_at = UnixSeconds::new(self.made_at?);
        let event = match (self.kind.as_str(), self.event.as_str()) {
            ("event", "trade_manage_order_settlement") => PushEvent::Settlement(self.order()?),
            ("event", "trade_manage_remind_shipping") => PushEvent::ShippingLate(self.order()?),
            ("event", "trade_manage_remind_access_api") => PushEvent::NeverShipped,
            ("event", "wxa_trade_controlled") => PushEvent::MustShip,
            ("event", "subscribe_msg_change_event") if !self.withdrawn().is_empty() => {
                PushEvent::PermissionWithdrawn { openid: OpenId::parse(&self.from).ok()?, templates: self.withdrawn() }
            }
            ("event", "subscribe_msg_sent_event") if !self.not_delivered().is_empty() => {
                PushEvent::MessagesNotDelivered { messages: self.not_delivered() }
            }
            ("event", name) if !name.is_empty() => PushEvent::Other(name.to_owned()),
            ("event" | "", _) => return None,
            (kind, _) => PushEvent::Other(kind.to_owned()),
        };
        Some(PushFacts { made_at, event })
    }

    fn listed(&self) -> &[Value] {
        match &self.list {
            Value::Array(many) => many,
            one @ Value::Object(_) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    /// The templates of the list that were switched off.
    fn withdrawn(&self) -> Vec<String> {
        let off = self.listed().iter().filter(|one| one["SubscribeStatusString"] == "reject");
        off.filter_map(|one| one["TemplateId"].as_str().map(str::to_owned)).collect()
    }

    /// Numbers and reasons of the list's messages that did not arrive. Numbers may be written as text.
    fn not_delivered(&self) -> Vec<(String, String)> {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let failed = self.listed().iter().filter(|one| !matches!(text(&one["ErrorCode"]).as_str(), "" | "0"));
        let named = failed.map(|one| (text(&one["MsgID"]), text(&one["ErrorStatus"])));
        named.filter(|(number, _)| !number.is_empty()).collect()
    }

    fn order(&self) -> Option<PushedOrder> {
        Some(PushedOrder {
            order_no: OrderNo::parse(&self.merchant_trade_no).ok()?,
            transaction_id: TransactionId::parse(&self.transaction_id).ok()?,
        })
    }
}
