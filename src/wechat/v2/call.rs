//! The six calls, and what is written into each.

use super::super::{Channel, NotSent, UnifiedOrder};
use crate::domain::{Day, Fen, OrderNo, Refund, RefundNo, TransactionId, UnixSeconds};

/// A call of API v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum V2Call {
    UnifiedOrder,
    QueryOrder,
    CloseOrder,
    Refund,
    QueryRefund,
    DownloadBill,
}

impl V2Call {
    /// Its name in the record of calls.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnifiedOrder => "unifiedorder",
            Self::QueryOrder => "orderquery",
            Self::CloseOrder => "closeorder",
            Self::Refund => "refund",
            Self::QueryRefund => "refundquery",
            Self::DownloadBill => "downloadbill",
        }
    }

    pub const fn path(self) -> &'static str {
        match self {
            Self::UnifiedOrder => "/pay/unifiedorder",
            Self::QueryOrder => "/pay/orderquery",
            Self::CloseOrder => "/pay/closeorder",
            Self::Refund => "/secapi/pay/refund",
            Self::QueryRefund => "/pay/refundquery",
            Self::DownloadBill => "/pay/downloadbill",
        }
    }
}

/// What a call says beside the fields all calls have.
pub(super) type CallFields = Vec<(&'static str, String)>;

const BODY_BYTES_MAX: usize = 128;
const REASON_CHARS_MAX: usize = 80;
const URL_BYTES_MAX: usize = 256;
/// WeChat refuses an order that can be paid for a shorter time (older servers want five minutes).
const PAYABLE_SECS_MIN: i64 = 60;
/// Stands for a character of four bytes, which API v2 does not carry.
const REPLACEMENT: char = '□';

/// `unifiedorder`. The same order at any moment says the same, so that a repeat goes on with the same order.
pub(super) fn unified_order(order: &UnifiedOrder, now: UnixSeconds) -> Result<CallFields, NotSent> {
    let body = cut_to_bytes(&plain(&order.body), BODY_BYTES_MAX);
    if body.trim().is_empty() {
        return Err(NotSent::BadRequest("an order needs a word on what is sold"));
    }
    at_least_one_fen(order.total)?;
    notify_url(&order.notify_url)?;
    if order.expires_at.since(now) < PAYABLE_SECS_MIN {
        return Err(NotSent::BadRequest("less than a minute is left to pay"));
    }
    let mut said = vec![
        ("body", body),
        ("out_trade_no", order.order_no.to_string()),
        ("fee_type", "CNY".to_owned()),
        ("total_fee", order.total.get().to_string()),
        ("spbill_create_ip", order.client_ip.to_string()),
        ("time_start", order.created_at.to_compact()),
        ("time_expire", order.expires_at.to_compact()),
        ("notify_url", order.notify_url.clone()),
        ("trade_type", trade_type(order.channel).to_owned()),
    ];
    if order.channel == Channel::MiniProgram {
        said.push(("openid", order.openid.to_string()));
    }
    Ok(said)
}

pub(super) const fn trade_type(channel: Channel) -> &'static str {
    match channel {
        Channel::MiniProgram => "JSAPI",
        Channel::App => "APP",
    }
}

/// `orderquery` and `closeorder`.
pub(super) fn by_order_no(order_no: &OrderNo) -> CallFields {
    vec![("out_trade_no", order_no.to_string())]
}

/// `downloadbill`: every trade of the day, packed.
pub(super) fn bill_of(day: Day) -> CallFields {
    vec![
        ("bill_date", day.begins().beijing_day_compact()),
        ("bill_type", "ALL".to_owned()),
        ("tar_type", "GZIP".to_owned()),
    ]
}

/// `refundquery`.
pub(super) fn by_refund_no(refund_no: &RefundNo) -> CallFields {
    vec![("out_refund_no", refund_no.to_string())]
}

/// `refundquery` for a page of a payment's refunds: by its transaction, or by the order's number.
pub(super) fn refunds_of(order_no: &OrderNo, payment: Option<&TransactionId>, from: usize) -> CallFields {
    let of = payment
        .map_or_else(|| ("out_trade_no", order_no.to_string()), |payment| ("transaction_id", payment.to_string()));
    vec![of, ("offset", from.to_string())]
}

/// `refund`. Says the same at every repeat.
pub(super) fn refund(refund: &Refund, url: &str) -> Result<CallFields, NotSent> {
    at_least_one_fen(refund.amount)?;
    if refund.amount > refund.paid {
        return Err(NotSent::BadRequest("a refund larger than the payment"));
    }
    let mut said = vec![
        ("transaction_id", refund.transaction_id.to_string()),
        ("out_refund_no", refund.refund_no.to_string()),
        ("total_fee", refund.paid.get().to_string()),
        ("refund_fee", refund.amount.get().to_string()),
        ("refund_fee_type", "CNY".to_owned()),
    ];
    let reason: String = plain(&refund.reason).chars().take(REASON_CHARS_MAX).collect();
    if !reason.trim().is_empty() {
        said.push(("refund_desc", reason));
    }
    if !url.is_empty() {
        notify_url(url)?;
        said.push(("notify_url", url.to_owned()));
    }
    Ok(said)
}

fn at_least_one_fen(amount: Fen) -> Result<(), NotSent> {
    if amount.is_zero() { Err(NotSent::BadRequest("an amount of nothing")) } else { Ok(()) }
}

fn notify_url(url: &str) -> Result<(), NotSent> {
    let has_form = url.starts_with("https://") && url.len() <= URL_BYTES_MAX;
    let is_bare = url.bytes().all(|b| b.is_ascii_graphic()) && !url.contains(['?', '#']);
    if has_form && is_bare {
        Ok(())
    } else {
        Err(NotSent::BadRequest("the notification address is not a bare https address"))
    }
}

/// Without the characters XML or API v2 cannot carry.
fn plain(text: &str) -> String {
    let carried = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{10000}'.. | '\u{fffe}' | '\u{ffff}' => REPLACEMENT,
        c => c,
    };
    text.chars().map(carried).collect()
}

/// At most `bytes` bytes, ending behind a whole character.
fn cut_to_bytes(text: &str, bytes: usize) -> String {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default().to_owned()
}
