//! The calls, and what is written into each.

use super::super::{Channel, CodeOrder, NotSent, UnifiedOrder, code_order, wording};
use crate::domain::{Day, OrderNo, Refund, RefundNo, TransactionId, UnixSeconds};

/// A call of API v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum V2Call {
    UnifiedOrder,
    QueryOrder,
    CloseOrder,
    Refund,
    QueryRefund,
    DownloadBill,
    DownloadFundFlow,
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
            Self::DownloadFundFlow => "downloadfundflow",
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
            Self::DownloadFundFlow => "/pay/downloadfundflow",
        }
    }

    /// Whether WeChat wants to see the merchant certificate.
    pub const fn shows_certificate(self) -> bool {
        matches!(self, Self::Refund | Self::DownloadFundFlow)
    }
}

/// What a call says beside the fields all calls have.
pub(super) type CallFields = Vec<(&'static str, String)>;

const BODY_BYTES_MAX: usize = 128;
const URL_BYTES_MAX: usize = 256;

/// `unifiedorder`. The same order at any moment says the same, so that a repeat goes on with the same order.
pub(super) fn unified_order(order: &UnifiedOrder, now: UnixSeconds) -> Result<CallFields, NotSent> {
    let body = wording::of_order(order, BODY_BYTES_MAX, now)?;
    wording::notify_url(&order.notify_url, URL_BYTES_MAX)?;
    let mut said = vec![
        ("body", body),
        ("out_trade_no", order.order_no.to_string()),
        ("fee_type", "CNY".to_owned()),
        ("total_fee", order.total.get().to_string()),
        ("spbill_create_ip", order.client_ip.to_string()),
        ("time_start", order.created_at.to_compact()),
        ("time_expire", order.expires_at.to_compact()),
        ("notify_url", order.notify_url.clone()),
        ("trade_type", order.channel.trade_type().to_owned()),
    ];
    if order.channel == Channel::MiniProgram {
        said.push(("openid", order.openid.to_string()));
    }
    Ok(said)
}

/// `unifiedorder` for an order that is paid by scanning a code. Says the same at every repeat.
pub(super) fn code_order(order: &CodeOrder, now: UnixSeconds) -> Result<CallFields, NotSent> {
    let body = wording::of_order(order, BODY_BYTES_MAX, now)?;
    wording::notify_url(&order.notify_url, URL_BYTES_MAX)?;
    Ok(vec![
        ("body", body),
        ("out_trade_no", order.order_no.to_string()),
        ("fee_type", "CNY".to_owned()),
        ("total_fee", order.total.get().to_string()),
        ("spbill_create_ip", order.client_ip.to_string()),
        ("time_start", order.created_at.to_compact()),
        ("time_expire", order.expires_at.to_compact()),
        ("notify_url", order.notify_url.clone()),
        ("trade_type", code_order::TRADE_TYPE.to_owned()),
        ("product_id", order.product_id.to_string()),
    ])
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

/// `downloadfundflow`: every movement of the main account, packed.
pub(super) fn fund_flow_of(day: Day) -> CallFields {
    vec![
        ("bill_date", day.begins().beijing_day_compact()),
        ("account_type", "Basic".to_owned()),
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
    let reason = wording::of_refund(refund)?;
    let mut said = vec![
        ("transaction_id", refund.transaction_id.to_string()),
        ("out_refund_no", refund.refund_no.to_string()),
        ("total_fee", refund.paid.get().to_string()),
        ("refund_fee", refund.amount.get().to_string()),
        ("refund_fee_type", "CNY".to_owned()),
    ];
    if let Some(reason) = reason {
        said.push(("refund_desc", reason));
    }
    if let Some(operator) = refund.approved_by {
        said.push(("op_user_id", operator.to_string()));
    }
    if !url.is_empty() {
        wording::notify_url(url, URL_BYTES_MAX)?;
        said.push(("notify_url", url.to_owned()));
    }
    Ok(said)
}
