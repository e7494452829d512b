//! What comes back from a call, believed in steps: its signature over the bytes as they came, before anything else is looked at;
//! then status and JSON; then merchant and app, our number and our amounts. Source: API v3, "Verifying responses", "Errors".

use super::{
    super::{Believed, GatewayError, NoAnswer, OrderStatus, Pause, RefundStatus, http::HttpsReply},
    AGE_SECS, NotProven, SignatureHeaders, TrustKeys, V3Account,
    call::V3Call,
    errors, facts,
    json::{self, MalformedJson, Object},
    verify,
};
use crate::domain::{CodeUrl, OrderNo, PrepayId, Refund, RefundNo, UnixSeconds};

/// When a request was signed, and what time it was when its answer came: both by WeChat's clock as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    pub signed_at: UnixSeconds,
    pub answered_at: UnixSeconds,
}

/// What is in an answer that is WeChat's.
#[derive(Debug)]
enum Content<'a> {
    /// It did what was asked, and says so.
    Done(Object<'a>),
    /// It did what was asked, and says no more (204).
    Empty,
    /// It did not, or does not know: the code as WeChat spells it, and its own sentence.
    Refused { code: String, message: String },
}

/// An answer that is WeChat's.
#[derive(Debug)]
pub(super) struct JsonAnswer<'a> {
    call: V3Call,
    status: u16,
    moments: Moments,
    content: Content<'a>,
}

impl<'a> JsonAnswer<'a> {
    /// # Errors
    /// Nothing in it counts; see the variant for what to do.
    pub fn read(call: V3Call, reply: &'a HttpsReply, keys: &TrustKeys, moments: Moments) -> Believed<Self> {
        prove(reply, keys, moments.answered_at)?;
        let content = match reply.status {
            200 => Content::Done(json::read(&reply.body).map_err(unreadable)?),
            204 if reply.body.is_empty() => Content::Empty,
            204 => return Err(unreadable(MalformedJson::Syntax)),
            202 | 400..=599 => refusal(&reply.body).ok_or_else(|| no_answer(NoAnswer::Status(reply.status)))?,
            status => return Err(no_answer(NoAnswer::Status(status))),
        };
        Ok(Self { call, status: reply.status, moments, content })
    }

    fn refused(&self, code: &str, message: &str) -> GatewayError {
        // A sleep of this computer, or somebody setting its clock, spoilt the time we signed with. WeChat looked at nothing else,
        // and we know its time now.
        let late = self.moments.answered_at.since(self.moments.signed_at).saturating_abs() >= AGE_SECS;
        if self.status == 401 && late {
            return GatewayError::Wait { code: errors::spelt(code).to_owned(), pause: Pause::This };
        }
        errors::refused(self.call, self.status, code, message)
    }

    /// What it says where WeChat did what was asked.
    pub fn done(&self) -> Believed<&Object<'a>> {
        match &self.content {
            Content::Done(object) => Ok(object),
            Content::Empty => Err(unreadable(MalformedJson::Syntax)),
            Content::Refused { code, message } => Err(self.refused(code, message)),
        }
    }

    /// Whether WeChat refused with this status and code.
    pub fn is_refused_with(&self, status: u16, code: &str) -> bool {
        let said = |content: &Content<'_>| matches!(content, Content::Refused { code: said, .. } if errors::same_code(said, code));
        self.status == status && said(&self.content)
    }

    /// The answer to a new order.
    pub fn prepay_id(&self) -> Believed<PrepayId> {
        self.done()?.parsed("prepay_id", PrepayId::parse).map_err(unreadable)
    }

    /// The answer to an order that is paid by scanning a code.
    pub fn code_url(&self) -> Believed<CodeUrl> {
        self.done()?.parsed("code_url", CodeUrl::parse).map_err(unreadable)
    }

    /// The answer about an order.
    pub fn order_status(&self, order_no: &OrderNo, account: &V3Account) -> Believed<OrderStatus> {
        if self.is_refused_with(404, "ORDERNOTEXIST") {
            return Ok(OrderStatus::NotThere);
        }
        let object = self.done()?;
        must_say(object, "mchid", account.mch_id.as_str(), "another merchant")?;
        must_say(object, "appid", account.app_id.as_str(), "another app")?;
        must_say(object, "out_trade_no", order_no.as_str(), "another order")?;
        match object.text("trade_state").map_err(unreadable)? {
            state @ ("SUCCESS" | "REFUND") => {
                let facts = facts::paid(object).map_err(unreadable)?;
                Ok(OrderStatus::Paid { facts, refund_exists: state == "REFUND" })
            }
            "NOTPAY" | "USERPAYING" | "ACCEPT" | "PAYERROR" => Ok(OrderStatus::NotPaid),
            "CLOSED" | "REVOKED" => Ok(OrderStatus::Closed),
            other => Err(unknown(format!("trade_state {other}"))),
        }
    }

    /// The answer to closing. Closed before is closed.
    pub fn closed(&self) -> Believed<()> {
        match &self.content {
            Content::Empty => Ok(()),
            Content::Refused { .. } if self.is_refused_with(400, "ORDERCLOSED") => Ok(()),
            Content::Refused { .. } | Content::Done(_) => self.done().map(|_| ()),
        }
    }

    /// The answer to what is told without a word back (204).
    pub fn taken(&self) -> Believed<()> {
        match &self.content {
            Content::Empty | Content::Done(_) => Ok(()),
            Content::Refused { code, message } => Err(self.refused(code, message)),
        }
    }

    /// The answer to a refund: accepted, which is not paid.
    pub fn refund_accepted(&self, refund: &Refund) -> Believed<()> {
        is_about(self.done()?, refund)
    }

    /// The answer about a refund.
    pub fn refund_status(&self, refund: &Refund) -> Believed<RefundStatus> {
        if self.is_refused_with(404, "RESOURCE_NOT_EXISTS") {
            Ok(RefundStatus::NotThere)
        } else {
            self.refund_done(refund)
        }
    }

    /// The answer about a number of the order that need not be ours, whatever its amounts are.
    pub fn any_refund(&self, order_no: &OrderNo, refund_no: &RefundNo) -> Believed<RefundStatus> {
        if self.is_refused_with(404, "RESOURCE_NOT_EXISTS") {
            return Ok(RefundStatus::NotThere);
        }
        let object = self.done()?;
        must_say(object, "out_refund_no", refund_no.as_str(), "another refund")?;
        must_say(object, "out_trade_no", order_no.as_str(), "another order")?;
        known(object)
    }

    /// A refund of ours as WeChat has it.
    pub fn refund_done(&self, refund: &Refund) -> Believed<RefundStatus> {
        let object = self.done()?;
        is_about(object, refund)?;
        known(object)
    }
}

fn known(object: &Object<'_>) -> Believed<RefundStatus> {
    match facts::refund(object, "status") {
        Ok(facts) => Ok(RefundStatus::Known(facts)),
        Err(MalformedJson::NoSense("status")) => Err(unknown("an unknown status".to_owned())),
        Err(why) => Err(unreadable(why)),
    }
}

/// That the bytes are WeChat's. What bears no signature at all says nothing but its status.
pub(super) fn prove(reply: &HttpsReply, keys: &TrustKeys, at: UnixSeconds) -> Believed<()> {
    let Some(headers) = SignatureHeaders::of(&reply.headers) else {
        let unsigned = !SignatureHeaders::any_in(&reply.headers) && !(200..300).contains(&reply.status);
        return Err(no_answer(if unsigned { NoAnswer::Status(reply.status) } else { NoAnswer::Unproven }));
    };
    verify(&headers, &reply.body, keys, at).map_err(|why| match why {
        NotProven::UnknownKey(id) => no_answer(NoAnswer::UnknownKey(id)),
        _ => no_answer(NoAnswer::Unproven),
    })
}

fn refusal(body: &[u8]) -> Option<Content<'static>> {
    let object = json::read(body).ok()?;
    let text = |name| Some(object.text_if_any(name).ok()?.unwrap_or_default().to_owned());
    Some(Content::Refused { code: text("code")?, message: text("message")? })
}

/// Number, order, payment and both amounts are ours.
fn is_about(object: &Object<'_>, refund: &Refund) -> Believed<()> {
    must_say(object, "out_refund_no", refund.refund_no.as_str(), "another refund")?;
    must_say(object, "out_trade_no", refund.order_no.as_str(), "another order")?;
    must_say(object, "transaction_id", refund.transaction_id.as_str(), "another payment")?;
    let (amount, total) = facts::refund_amounts(object).map_err(unreadable)?;
    if amount != refund.amount {
        return Err(elsewhere("another amount"));
    }
    if total == refund.paid { Ok(()) } else { Err(elsewhere("another total")) }
}

fn must_say(object: &Object<'_>, name: &'static str, ours: &str, what: &'static str) -> Believed<()> {
    if object.text(name).map_err(unreadable)? == ours { Ok(()) } else { Err(elsewhere(what)) }
}

pub(super) fn unreadable(why: MalformedJson) -> GatewayError {
    no_answer(NoAnswer::Unreadable(why.to_string()))
}

/// A state that is in no document of WeChat's.
const fn unknown(message: String) -> GatewayError {
    no_answer(NoAnswer::Unknown { code: String::new(), message })
}

pub(super) const fn elsewhere(what: &'static str) -> GatewayError {
    no_answer(NoAnswer::Elsewhere(what))
}

pub(super) const fn no_answer(why: NoAnswer) -> GatewayError {
    GatewayError::NoAnswer(why)
}
