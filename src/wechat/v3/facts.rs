//! What answers and notifications of API v3 say alike: a paid order and a refund. Their words for a refund differ: `status` in an
//! answer is `refund_status` in a notification.

use super::json::{MalformedJson, Object};
use crate::domain::{
    AppId, Fen, OpenId, OrderNo, PaidFacts, RefundFacts, RefundId, RefundNo, RefundOutcome, SignType, TransactionId,
};

/// The facts of a paid order.
pub(super) fn paid(object: &Object<'_>) -> Result<PaidFacts, MalformedJson> {
    let amount = object.object("amount")?;
    let payer = object.object_if_any("payer")?.map(|payer| payer.text_if_any("openid")).transpose()?.flatten();
    let openid = payer.map(OpenId::parse).transpose().map_err(|_| MalformedJson::NoSense("openid"))?;
    Ok(PaidFacts {
        order_no: object.parsed("out_trade_no", OrderNo::parse)?,
        transaction_id: object.parsed("transaction_id", TransactionId::parse)?,
        openid,
        total: amount.fen("total")?,
        currency: amount.text_if_any("currency")?.unwrap_or("CNY").to_owned(),
        paid_at: object.time("success_time")?,
        sign_type: SignType::Rsa,
        app_id: Some(object.parsed("appid", AppId::parse)?),
    })
}

/// The facts of a refund, whose state stands in the field `status`.
pub(super) fn refund(object: &Object<'_>, status: &'static str) -> Result<RefundFacts, MalformedJson> {
    let (amount, total) = refund_amounts(object)?;
    let refund_id = object.text_if_any("refund_id")?.map(RefundId::parse).transpose();
    Ok(RefundFacts {
        refund_no: object.parsed("out_refund_no", RefundNo::parse)?,
        order_no: object.parsed("out_trade_no", OrderNo::parse)?,
        transaction_id: object.parsed("transaction_id", TransactionId::parse)?,
        refund_id: refund_id.map_err(|_| MalformedJson::NoSense("refund_id"))?,
        amount,
        total,
        outcome: outcome(object, status)?,
    })
}

/// What goes back and what was paid, fen.
pub(super) fn refund_amounts(object: &Object<'_>) -> Result<(Fen, Fen), MalformedJson> {
    let amount = object.object("amount")?;
    Ok((amount.fen("refund")?, amount.fen("total")?))
}

/// How far a refund is. The time is for people: one we cannot read is left out rather than holding up the news that money
/// arrived.
fn outcome(object: &Object<'_>, status: &'static str) -> Result<RefundOutcome, MalformedJson> {
    match object.text(status)? {
        "SUCCESS" => {
            let account = object.text_if_any("user_received_account")?.unwrap_or_default().to_owned();
            Ok(RefundOutcome::Success { at: object.time("success_time").ok(), account })
        }
        "PROCESSING" => Ok(RefundOutcome::Processing),
        "ABNORMAL" => Ok(RefundOutcome::Change),
        // The shorter word stands in older documents.
        "CLOSED" | "CLOSE" => Ok(RefundOutcome::Closed),
        _ => Err(MalformedJson::NoSense(status)),
    }
}
