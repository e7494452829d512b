//! `/pay/refundquery`. Source: protocol 4.6.

use super::{
    coupons,
    request::{AnswerField, PayRequest, WireRefusal, code, field},
    rules,
};
use crate::{
    domain::{Fen, OrderNo, RefundId},
    sandbox::{
        ledger::{Ledger, RefundFate, RefundRecord, Trade},
        world::World,
    },
};

/// Asked by order, one answer holds this many refunds.
const PAGE: usize = 10;

/// The refunds an answer shows, and how many there are in all if the question was about an order.
struct FoundRefunds<'l> {
    order: &'l Trade,
    shown: Vec<&'l RefundRecord>,
    total: Option<usize>,
}

pub(super) fn query(world: &World, request: &PayRequest<'_>) -> Result<Vec<AnswerField>, WireRefusal> {
    rules::check_forms(request)?;
    world.ledger(|ledger| find(ledger, request).map(|found| describe(&found)))
}

/// `refund_id` before `out_refund_no` before `transaction_id` before `out_trade_no`.
fn find<'l>(ledger: &'l Ledger, request: &PayRequest<'_>) -> Result<FoundRefunds<'l>, WireRefusal> {
    if let Some(raw) = request.fields.get("refund_id") {
        let id = RefundId::parse(raw).map_err(|_| rules::bad("refund_id", "格式错误"))?;
        return one(ledger, ledger.refund_of(&id));
    }
    if let Some(raw) = request.fields.get("out_refund_no") {
        return one(ledger, ledger.refund(&rules::refund_no(raw)?));
    }
    let order = if let Some(raw) = request.fields.get("transaction_id") {
        ledger.order_of(&rules::transaction_id(raw)?)
    } else {
        let lacking = || code("LACK_PARAMS", "缺少参数：退款单号或订单号");
        let raw = request.fields.get("out_trade_no").ok_or_else(lacking)?;
        ledger.order(&OrderNo::parse(raw).map_err(|_| rules::bad("out_trade_no", "格式错误"))?)
    };
    page(ledger, order.ok_or_else(not_there)?, request)
}

fn one<'l>(ledger: &'l Ledger, record: Option<&'l RefundRecord>) -> Result<FoundRefunds<'l>, WireRefusal> {
    let found = record.and_then(|record| {
        Some(FoundRefunds { order: ledger.order(&record.order_no)?, shown: vec![record], total: None })
    });
    found.ok_or_else(not_there)
}

fn page<'l>(ledger: &'l Ledger, order: &'l Trade, request: &PayRequest<'_>) -> Result<FoundRefunds<'l>, WireRefusal> {
    let offset = request
        .fields
        .get("offset")
        .map_or(Ok(0), str::parse::<usize>)
        .map_err(|_| rules::bad("offset", "格式错误"))?;
    if order.refunds.is_empty() {
        return Err(not_there());
    }
    if offset >= order.refunds.len() {
        return Err(rules::bad("offset", "大于退款总笔数"));
    }
    let shown = ledger.refunds_of(order).skip(offset).take(PAGE).collect();
    Ok(FoundRefunds { order, shown, total: Some(order.refunds.len()) })
}

fn not_there() -> WireRefusal {
    code("REFUNDNOTEXIST", "退款订单查询失败")
}

fn describe(found: &FoundRefunds<'_>) -> Vec<AnswerField> {
    let order = found.order;
    let coupon = order.paid().map(|paid| paid.coupon).unwrap_or_default();
    let mut fields = vec![
        field("out_trade_no", &order.order_no),
        field("total_fee", order.total.get()),
        field("settlement_total_fee", coupons::settled(order.total, coupon).get()),
        field("fee_type", "CNY"),
        field("cash_fee", order.total.checked_sub(coupon).unwrap_or_default().get()),
        field("cash_fee_type", "CNY"),
        field("refund_count", found.shown.len()),
    ];
    if let Some(paid) = order.paid() {
        fields.push(field("transaction_id", &paid.transaction_id));
    }
    if let Some(total) = found.total {
        fields.push(field("total_refund_count", total));
    }
    fields.extend(found.shown.iter().enumerate().flat_map(|(n, refund)| entry(n, refund, coupon)));
    fields
}

/// Every field the protocol has, also those that may be left out: a full page of refunds with coupons has far more of them
/// than a stranger may send.
fn entry(n: usize, refund: &RefundRecord, coupon: Fen) -> Vec<AnswerField> {
    let back = coupons::share(coupon, refund.amount, refund.total);
    let coupons = coupons::of(back);
    let named = |name: &str, value: String| (format!("{name}_{n}").into(), value);
    let mut fields = vec![
        named("out_refund_no", refund.refund_no.to_string()),
        named("refund_id", refund.refund_id.to_string()),
        named("refund_channel", if refund.resent_to.is_some() { "OTHER_BANKCARD" } else { "ORIGINAL" }.to_owned()),
        named("refund_fee", refund.amount.get().to_string()),
        named("settlement_refund_fee", coupons::settled(refund.amount, back).get().to_string()),
        named("coupon_refund_fee", back.get().to_string()),
        named("coupon_refund_count", coupons.len().to_string()),
        named("refund_status", refund.fate.wire().to_owned()),
        named("refund_account", "REFUND_SOURCE_UNSETTLED_FUNDS".to_owned()),
        named("refund_recv_accout", "支付用户零钱".to_owned()), // misspelt in the protocol
    ];
    for (m, coupon) in coupons.iter().enumerate() {
        let of_coupon = |name: &str, value: String| (format!("{name}_{n}_{m}").into(), value);
        fields.extend([
            of_coupon("coupon_type", coupon.kind.to_owned()),
            of_coupon("coupon_refund_id", coupon.id.clone()),
            of_coupon("coupon_refund_fee", coupon.amount.get().to_string()),
        ]);
    }
    if refund.fate == RefundFate::Success {
        let at = refund.settled_at.unwrap_or(refund.accepted_at);
        fields.push(named("refund_success_time", at.to_dashed()));
    }
    fields
}
