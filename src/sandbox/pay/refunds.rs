//! `/secapi/pay/refund`. Source: protocol 4.5.

use super::{
    coupons,
    request::{AnswerField, PayRequest, WireRefusal, code, field},
    rules,
};
use crate::{
    domain::{Api, Fen, OrderNo},
    sandbox::{
        ledger::{RefundFigures, RefundRecord, RefundRefused},
        settle,
        world::World,
    },
};
use std::sync::Arc;

const SOURCES: [&str; 2] = ["REFUND_SOURCE_UNSETTLED_FUNDS", "REFUND_SOURCE_RECHARGE_FUNDS"];

pub(super) fn refund(world: &Arc<World>, request: &PayRequest<'_>) -> Result<Vec<AnswerField>, WireRefusal> {
    if world.refunds_blocked() {
        return Err(code("INVALID_REQ_TOO_MUCH", "无效请求过多，请稍后重试"));
    }
    let outcome = accept(world, request);
    if outcome.as_ref().err().is_some_and(is_faulty) {
        world.faulty_refund();
    }
    let (record, moved_now) = outcome?;
    if moved_now {
        settle::after_a_while(world, &record.refund_no);
    }
    let coupon = world.ledger(|ledger| ledger.order(&record.order_no).and_then(|order| Some(order.paid()?.coupon)));
    Ok(describe(&record, coupon.unwrap_or_default()))
}

/// An empty purse and a call that came too soon are no faulty requests; everything else that is refused is.
fn is_faulty(refusal: &WireRefusal) -> bool {
    !matches!(refusal, WireRefusal::Code("NOTENOUGH" | "FREQUENCY_LIMITED", _))
}

fn accept(world: &World, request: &PayRequest<'_>) -> Result<(RefundRecord, bool), WireRefusal> {
    let figures = read(world, request)?;
    let gap = world.config.refund_gap();
    world.ledger(|ledger| ledger.accept_refund(figures, gap, &world.env)).map_err(refused)
}

fn read(world: &World, request: &PayRequest<'_>) -> Result<RefundFigures, WireRefusal> {
    for name in ["out_refund_no", "total_fee", "refund_fee"] {
        request.need(name)?;
    }
    rules::check_forms(request)?;
    if request.fields.get("refund_account").is_some_and(|source| !SOURCES.contains(&source)) {
        return Err(rules::bad("refund_account", "不支持"));
    }
    let (total, amount) = (rules::amount(request, "total_fee")?, rules::amount(request, "refund_fee")?);
    if amount > total {
        return Err(WireRefusal::NotUnderstood("invalid refund_fee".into()));
    }
    Ok(RefundFigures {
        refund_no: rules::refund_no(request.need("out_refund_no")?)?,
        order_no: order_no(world, request)?,
        amount,
        total,
        reason: request.fields.get("refund_desc").unwrap_or_default().to_owned(),
        notify_url: request.fields.get("notify_url").unwrap_or_default().to_owned(),
        by_api: true,
        api: Api::V2,
    })
}

/// The order to refund; `transaction_id` wins. Whether it was paid is the ledger's to say.
fn order_no(world: &World, request: &PayRequest<'_>) -> Result<OrderNo, WireRefusal> {
    if let Some(raw) = request.fields.get("transaction_id") {
        let transaction_id = rules::transaction_id(raw)?;
        let found = world.ledger(|ledger| ledger.order_of(&transaction_id).map(|order| order.order_no.clone()));
        return found.ok_or_else(|| refused(RefundRefused::NoSuchOrder));
    }
    let raw = request.need("out_trade_no").map_err(|_| code("LACK_PARAMS", "缺少参数out_trade_no或transaction_id"))?;
    OrderNo::parse(raw).map_err(|_| rules::bad("out_trade_no", "格式错误"))
}

fn refused(why: RefundRefused) -> WireRefusal {
    match why {
        RefundRefused::NoSuchOrder => code("ORDERNOTEXIST", "订单不存在"),
        RefundRefused::OtherFigures => code("REFUND_FEE_MISMATCH", "订单金额或退款金额与之前请求不一致，请核实后再试"),
        RefundRefused::NumberClosed => code("ERROR", "退款单已关闭，请使用新的退款单号"),
        RefundRefused::TooOld => code("TRADE_OVERDUE", "订单已经超过退款期限"),
        RefundRefused::NothingLeft => code("ERROR", "订单已全额退款"),
        RefundRefused::MoreThanLeft => code("INVALID_REQUEST", "申请退款金额大于可退金额"),
        RefundRefused::TooMany => code("INVALID_REQUEST", "部分退款次数超过限制"),
        RefundRefused::TooSoon => code("FREQUENCY_LIMITED", "频率限制，同一笔订单两次退款需间隔1分钟"),
        RefundRefused::NotEnough => code("NOTENOUGH", "基本账户余额不足，请充值后重新发起"),
    }
}

/// Every field the protocol has, also those that may be left out.
fn describe(record: &RefundRecord, coupon: Fen) -> Vec<AnswerField> {
    let back = coupons::share(coupon, record.amount, record.total);
    let coupons = coupons::of(back);
    let cash = |all: Fen, coupons: Fen| all.checked_sub(coupons).unwrap_or_default().get();
    let mut fields = vec![
        field("transaction_id", &record.transaction_id),
        field("out_trade_no", &record.order_no),
        field("out_refund_no", &record.refund_no),
        field("refund_id", &record.refund_id),
        field("refund_channel", ""),
        field("refund_fee", record.amount.get()),
        field("settlement_refund_fee", coupons::settled(record.amount, back).get()),
        field("total_fee", record.total.get()),
        field("settlement_total_fee", coupons::settled(record.total, coupon).get()),
        field("fee_type", "CNY"),
        field("cash_fee", cash(record.total, coupon)),
        field("cash_fee_type", "CNY"),
        field("cash_refund_fee", cash(record.amount, back)),
        field("coupon_refund_fee", back.get()),
        field("coupon_refund_count", coupons.len()),
    ];
    for (n, coupon) in coupons.iter().enumerate() {
        let named = |name: &str, value: String| (format!("{name}_{n}").into(), value);
        fields.extend([
            named("coupon_type", coupon.kind.to_owned()),
            named("coupon_refund_id", coupon.id.clone()),
            named("coupon_refund_fee", coupon.amount.get().to_string()),
        ]);
    }
    fields
}
