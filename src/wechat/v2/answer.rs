//! What comes back from a call, believed in steps: status, XML, `return_code`, signature, app and merchant, then our
//! number and our amounts. Source: API v2, "Layers of a result" and "Signature".

use super::{
    super::{Account, Believed, GatewayError, ListedRefunds, NoAnswer, OrderStatus, RefundStatus},
    call::V2Call,
    errors, notify, sign,
    wire::Fields,
};
use crate::domain::{
    CodeUrl, Fen, OrderNo, PrepayId, Refund, RefundFacts, RefundId, RefundNo, SignType, TransactionId,
};

/// WeChat lists this many refunds at a time.
const PAGE_MAX: usize = 10;

/// An answer that is WeChat's, for this merchant and app, and signed as we asked.
pub(super) struct XmlAnswer<'a> {
    call: V2Call,
    sign_type: SignType,
    fields: Fields<'a>,
}

impl<'a> XmlAnswer<'a> {
    /// # Errors
    /// Nothing in it counts; see the variant for what to do.
    pub fn read(call: V2Call, body: &'a [u8], account: &Account, sign_type: SignType) -> Believed<Self> {
        let fields = Fields::read_answer(body).map_err(|malformed| unreadable(malformed.to_string()))?;
        match fields.get("return_code") {
            Some("SUCCESS") => {}
            Some("FAIL") => return Err(errors::not_understood(fields.get("return_msg").unwrap_or_default())),
            _ => return Err(unreadable("no return_code")),
        }
        let proven = sign::verify(&fields, &account.key, Some(sign_type)).is_ok() && fields.read_one_way();
        if !proven {
            return Err(no_answer(NoAnswer::Unproven));
        }
        if !notify::is_ours(&fields, account) {
            return Err(elsewhere("another app or merchant"));
        }
        Ok(Self { call, sign_type, fields })
    }

    /// The code of a refusal; `None` if WeChat did what was asked.
    fn refusal(&self) -> Believed<Option<&str>> {
        match self.fields.get("result_code") {
            Some("SUCCESS") => Ok(None),
            Some("FAIL") => Ok(Some(self.fields.get("err_code").unwrap_or_default())),
            _ => Err(unreadable("no result_code")),
        }
    }

    fn refused(&self, code: &str) -> GatewayError {
        errors::refused(self.call, code, self.fields.get("err_code_des").unwrap_or_default())
    }

    /// WeChat did what was asked, or the error it gave instead.
    fn done(&self) -> Believed<()> {
        self.refusal()?.map_or(Ok(()), |code| Err(self.refused(code)))
    }

    fn must_say(&self, name: &str, ours: &str, what: &'static str) -> Believed<()> {
        if self.fields.get(name) == Some(ours) { Ok(()) } else { Err(elsewhere(what)) }
    }

    /// A refusal need not repeat our number; if it does, it must be ours.
    fn may_say(&self, name: &str, ours: &str, what: &'static str) -> Believed<()> {
        if self.fields.get(name).is_some() { self.must_say(name, ours, what) } else { Ok(()) }
    }

    fn must_cost(&self, name: &str, ours: Fen, what: &'static str) -> Believed<()> {
        let said = self.fields.get(name).and_then(|fen| Fen::parse_fen(fen).ok());
        if said == Some(ours) { Ok(()) } else { Err(elsewhere(what)) }
    }

    /// The answer to `unifiedorder`.
    pub fn prepay_id(&self, trade_type: &str) -> Believed<PrepayId> {
        self.done()?;
        self.must_say("trade_type", trade_type, "another way of paying")?;
        let prepay_id = self.fields.get("prepay_id").and_then(|id| PrepayId::parse(id).ok());
        prepay_id.ok_or_else(|| unreadable("no prepay_id"))
    }

    /// The answer to `unifiedorder` for an order that is paid by scanning a code.
    pub fn code_url(&self, trade_type: &str) -> Believed<CodeUrl> {
        self.done()?;
        self.must_say("trade_type", trade_type, "another way of paying")?;
        let code = self.fields.get("code_url").and_then(|code| CodeUrl::parse(code).ok());
        code.ok_or_else(|| unreadable("no code_url"))
    }

    /// The answer to `orderquery`.
    pub fn order_status(&self, order_no: &OrderNo) -> Believed<OrderStatus> {
        self.may_say("out_trade_no", order_no.as_str(), "another order")?;
        match self.refusal()? {
            Some("ORDERNOTEXIST") => return Ok(OrderStatus::NotThere),
            Some(code) => return Err(self.refused(code)),
            None => self.must_say("out_trade_no", order_no.as_str(), "another order")?,
        }
        match self.fields.get("trade_state").unwrap_or_default() {
            state @ ("SUCCESS" | "REFUND") => {
                let facts = notify::paid_facts(&self.fields, self.sign_type)
                    .ok_or_else(|| unreadable("a paid order without its figures"))?;
                Ok(OrderStatus::Paid { facts, refund_exists: state == "REFUND" })
            }
            "NOTPAY" | "USERPAYING" | "ACCEPT" | "PAYERROR" => Ok(OrderStatus::NotPaid),
            "CLOSED" | "REVOKED" => Ok(OrderStatus::Closed),
            other => Err(unknown(format!("trade_state {other}"))),
        }
    }

    /// The answer to `closeorder`. Closed before is closed.
    pub fn closed(&self, order_no: &OrderNo) -> Believed<()> {
        self.may_say("out_trade_no", order_no.as_str(), "another order")?;
        match self.refusal()? {
            None | Some("ORDERCLOSED") => Ok(()),
            Some(code) => Err(self.refused(code)),
        }
    }

    /// The answer to `refund`: accepted, which is not paid.
    pub fn refund_accepted(&self, refund: &Refund) -> Believed<()> {
        self.may_say("out_refund_no", refund.refund_no.as_str(), "another refund")?;
        self.may_say("out_trade_no", refund.order_no.as_str(), "another order")?;
        self.may_say("transaction_id", refund.transaction_id.as_str(), "another payment")?;
        self.done()?;
        self.must_say("out_refund_no", refund.refund_no.as_str(), "another refund")?;
        self.must_cost("refund_fee", refund.amount, "another amount")?;
        self.must_cost("total_fee", refund.paid, "another total")
    }

    /// The answer to `refundquery`: among the refunds it lists, ours.
    pub fn refund_status(&self, refund: &Refund) -> Believed<RefundStatus> {
        self.may_say("out_trade_no", refund.order_no.as_str(), "another order")?;
        self.may_say("transaction_id", refund.transaction_id.as_str(), "another payment")?;
        match self.refusal()? {
            Some("REFUNDNOTEXIST") => return Ok(RefundStatus::NotThere),
            Some(code) => return Err(self.refused(code)),
            None => self.must_say("out_trade_no", refund.order_no.as_str(), "another order")?,
        }
        self.must_cost("total_fee", refund.paid, "another total")?;
        let n = self.entry_of(refund)?;
        self.must_cost(&format!("refund_fee_{n}"), refund.amount, "another amount")?;
        let entry = |name: &str| self.fields.get(&format!("{name}_{n}"));
        let status = entry("refund_status").unwrap_or_default();
        let account = entry("refund_recv_accout").unwrap_or_default(); // misspelt in the protocol
        let outcome = notify::refund_outcome(status, entry("refund_success_time"), account);
        Ok(RefundStatus::Known(RefundFacts {
            refund_no: refund.refund_no.clone(),
            order_no: refund.order_no.clone(),
            transaction_id: refund.transaction_id.clone(),
            refund_id: entry("refund_id").and_then(|id| RefundId::parse(id).ok()),
            amount: refund.amount,
            total: refund.paid,
            outcome: outcome.ok_or_else(|| unknown(format!("refund_status {status}")))?,
        }))
    }

    /// The answer to `refundquery` by order or payment: the page of its refunds from the `from`th on. One that cannot be read
    /// makes the page unreadable, so that none is passed over. Where WeChat does not say how many there are, a full page has
    /// others behind it, until one is asked for that is not there.
    pub fn refunds(&self, order_no: &OrderNo, payment: Option<&TransactionId>, from: usize) -> Believed<ListedRefunds> {
        self.may_say("out_trade_no", order_no.as_str(), "another order")?;
        if let Some(payment) = payment {
            self.may_say("transaction_id", payment.as_str(), "another payment")?;
        }
        match self.refusal()? {
            Some("REFUNDNOTEXIST") => return Ok(ListedRefunds { total: from, refunds: Vec::new() }),
            Some("PARAM_ERROR") if from > 0 => return Ok(ListedRefunds { total: from, refunds: Vec::new() }),
            Some(code) => return Err(self.refused(code)),
            None => self.must_say("out_trade_no", order_no.as_str(), "another order")?,
        }
        let number = |name: &str| self.fields.get(name).and_then(|raw| raw.parse::<usize>().ok());
        let count = number("refund_count").filter(|count| *count <= PAGE_MAX);
        let count = count.ok_or_else(|| unreadable("no refund_count"))?;
        let refunds: Option<Vec<_>> = (0..count).map(|n| self.listed(order_no, n)).collect();
        let refunds = refunds.ok_or_else(|| unreadable("a refund that cannot be read"))?;
        let all = if count < PAGE_MAX { from.saturating_add(count) } else { usize::MAX };
        Ok(ListedRefunds { total: number("total_refund_count").unwrap_or(all), refunds })
    }

    /// The `n`th refund of a page.
    fn listed(&self, order_no: &OrderNo, n: usize) -> Option<RefundFacts> {
        let entry = |name: &str| self.fields.get(&format!("{name}_{n}"));
        let account = entry("refund_recv_accout").unwrap_or_default(); // misspelt in the protocol
        Some(RefundFacts {
            refund_no: RefundNo::parse(entry("out_refund_no")?).ok()?,
            order_no: order_no.clone(),
            transaction_id: TransactionId::parse(self.fields.get("transaction_id")?).ok()?,
            refund_id: entry("refund_id").and_then(|id| RefundId::parse(id).ok()),
            amount: Fen::parse_fen(entry("refund_fee")?).ok()?,
            total: Fen::parse_fen(self.fields.get("total_fee")?).ok()?,
            outcome: notify::refund_outcome(entry("refund_status")?, entry("refund_success_time"), account)?,
        })
    }

    /// The `$n` under which our refund is listed, exactly once.
    fn entry_of(&self, refund: &Refund) -> Believed<String> {
        let ours = self.fields.iter().filter(|(_, value)| *value == refund.refund_no.as_str());
        let mut numbers = ours.filter_map(|(name, _)| name.strip_prefix("out_refund_no_"));
        match (numbers.next(), numbers.next()) {
            (Some(n), None) if n.bytes().all(|b| b.is_ascii_digit()) => Ok(n.to_owned()),
            _ => Err(elsewhere("another refund")),
        }
    }
}

fn unreadable(why: impl Into<String>) -> GatewayError {
    no_answer(NoAnswer::Unreadable(why.into()))
}

/// A state that is in no document of WeChat's.
const fn unknown(message: String) -> GatewayError {
    no_answer(NoAnswer::Unknown { code: String::new(), message })
}

const fn elsewhere(what: &'static str) -> GatewayError {
    no_answer(NoAnswer::Elsewhere(what))
}

pub(super) const fn no_answer(why: NoAnswer) -> GatewayError {
    GatewayError::NoAnswer(why)
}
