//! A payment and a refund as API v3 tells them, with every field the protocol has. Source: protocol 8.3, 8.5, 9.

use crate::{
    domain::{Fen, UnixSeconds},
    sandbox::{
        ledger::{Ledger, RefundFate, RefundRecord, ResentTo, Trade, TradeState},
        pay::{Coupon, coupons_of, settled, share},
        world::World,
    },
};
use serde_json::{Map, Value, json};

/// An unpaid order without an end of its own is closed after this long.
const OPEN_SECS: i64 = 7 * 24 * 60 * 60;

/// True once an unpaid order is closed by itself.
pub(super) fn is_over(order: &Trade, now: UnixSeconds) -> bool {
    let end = order.expires_at.unwrap_or_else(|| order.created_at.plus(OPEN_SECS));
    order.state == TradeState::Open && now >= end
}

/// The object of a query and of a payment's notification.
pub(super) fn transaction(world: &World, order: &Trade, now: UnixSeconds) -> Value {
    let (state, words) = match &order.state {
        TradeState::Open if is_over(order, now) => ("CLOSED", "订单已关闭"),
        TradeState::Open => ("NOTPAY", "订单未支付"),
        TradeState::Closed => ("CLOSED", "订单已关闭"),
        TradeState::Paid(_) if order.refunds.is_empty() => ("SUCCESS", "支付成功"),
        TradeState::Paid(_) => ("REFUND", "订单发生过退款，退款详情请查询退款单"),
    };
    let mut told = json!({
        "appid": world.config.app_of(&order.trade_type).as_str(),
        "mchid": world.config.account.mch_id.as_str(),
        "out_trade_no": order.order_no.as_str(),
        "trade_state": state,
        "trade_state_desc": words,
        "attach": order.attach,
        "promotion_detail": [],
        "payer": {},
        "amount": { "total": order.total.get() },
    });
    let Some(fields) = told.as_object_mut() else { return told };
    if let Some(paid) = order.paid() {
        let coupons = coupons_of(paid.coupon);
        let cash = order.total.checked_sub(paid.coupon).unwrap_or_default();
        let payer = order.openid.as_ref().map_or_else(|| json!({}), |openid| json!({ "openid": openid.as_str() }));
        let more = [
            ("transaction_id", json!(paid.transaction_id.as_str())),
            ("trade_type", json!(order.trade_type)),
            ("bank_type", json!("OTHERS")),
            ("success_time", json!(paid.at.to_rfc3339())),
            ("payer", payer),
            ("scene_info", json!({ "device_id": "" })),
            ("promotion_detail", coupons.iter().enumerate().map(promotion).collect()),
            (
                "amount",
                json!({ "total": order.total.get(), "payer_total": cash.get(), "currency": "CNY",
                    "payer_currency": "CNY" }),
            ),
        ];
        fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    told
}

fn promotion((n, coupon): (usize, &Coupon)) -> Value {
    json!({
        "coupon_id": coupon.id, "name": "满减券", "scope": if n == 0 { "GLOBAL" } else { "SINGLE" },
        "type": if coupon.kind == "CASH" { "CASH" } else { "NOCASH" }, "amount": coupon.amount.get(),
        "stock_id": format!("{}", n.saturating_add(931_386)), "wechatpay_contribute": 0,
        "merchant_contribute": coupon.amount.get(), "other_contribute": 0, "currency": "CNY", "goods_detail": [],
    })
}

/// Where a refund goes, in words for people.
fn received_by(record: &RefundRecord) -> String {
    match &record.resent_to {
        None => "支付用户零钱".to_owned(),
        Some(ResentTo::MerchantCard) => "商户结算银行卡".to_owned(),
        Some(ResentTo::BuyerCard { bank, account, .. }) => {
            let last = account.get(account.len().saturating_sub(4)..).unwrap_or_default();
            format!("{}借记卡{last}", bank.trim_end_matches("_DEBIT"))
        }
    }
}

/// The word of API v3.
const fn status(fate: RefundFate) -> &'static str {
    match fate {
        RefundFate::Processing => "PROCESSING",
        RefundFate::Success => "SUCCESS",
        RefundFate::Change => "ABNORMAL",
        RefundFate::Closed => "CLOSED",
    }
}

/// What of an order's coupons goes back with a refund.
fn coupons(ledger: &Ledger, record: &RefundRecord) -> (Fen, Fen) {
    let paid = ledger.order(&record.order_no).and_then(|order| Some(order.paid()?.coupon)).unwrap_or_default();
    (paid, share(paid, record.amount, record.total))
}

/// The object of a refund call and of a refund query.
pub(super) fn refund(ledger: &Ledger, record: &RefundRecord) -> Value {
    let (paid, back) = coupons(ledger, record);
    let cash = |all: Fen, coupons: Fen| all.checked_sub(coupons).unwrap_or_default().get();
    let mut told = json!({
        "refund_id": record.refund_id.as_str(),
        "out_refund_no": record.refund_no.as_str(),
        "transaction_id": record.transaction_id.as_str(),
        "out_trade_no": record.order_no.as_str(),
        "channel": if record.resent_to.is_some() { "OTHER_BANKCARD" } else { "ORIGINAL" },
        "user_received_account": received_by(record),
        "create_time": record.accepted_at.to_rfc3339(),
        "status": status(record.fate),
        "funds_account": "UNSETTLED",
        "amount": {
            "total": record.total.get(), "refund": record.amount.get(), "from": [],
            "payer_total": cash(record.total, paid), "payer_refund": cash(record.amount, back),
            "settlement_refund": settled(record.amount, back).get(),
            "settlement_total": settled(record.total, paid).get(),
            "discount_refund": back.get(), "currency": "CNY", "refund_fee": 0,
        },
        "promotion_detail": coupons_of(back).iter().map(returned).collect::<Vec<_>>(),
    });
    add_success_time(&mut told, record);
    told
}

fn returned(coupon: &Coupon) -> Value {
    json!({
        "promotion_id": coupon.id, "scope": "GLOBAL",
        "type": if coupon.kind == "CASH" { "COUPON" } else { "DISCOUNT" },
        "amount": coupon.amount.get(), "refund_amount": coupon.amount.get(), "goods_detail": [],
    })
}

fn add_success_time(told: &mut Value, record: &RefundRecord) {
    let at = record.settled_at.filter(|_| record.fate == RefundFate::Success);
    if let (Some(fields), Some(at)) = (told.as_object_mut(), at) {
        fields.insert("success_time".to_owned(), json!(at.to_rfc3339()));
    }
}

/// The object of a refund's notification: `refund_status` here, `status` everywhere else.
pub(super) fn announced_refund(world: &World, ledger: &Ledger, record: &RefundRecord) -> Value {
    let (paid, back) = coupons(ledger, record);
    let cash = |all: Fen, coupons: Fen| all.checked_sub(coupons).unwrap_or_default().get();
    let mut told = json!({
        "mchid": world.config.account.mch_id.as_str(),
        "transaction_id": record.transaction_id.as_str(),
        "out_trade_no": record.order_no.as_str(),
        "refund_id": record.refund_id.as_str(),
        "out_refund_no": record.refund_no.as_str(),
        "refund_status": status(record.fate),
        "user_received_account": received_by(record),
        "amount": {
            "total": record.total.get(), "refund": record.amount.get(),
            "payer_total": cash(record.total, paid), "payer_refund": cash(record.amount, back),
        },
    });
    add_success_time(&mut told, record);
    told
}

/// The same about another number and amount.
pub(super) fn anothers(told: &mut Value) {
    match told {
        Value::Object(fields) => change(fields),
        Value::Array(all) => all.iter_mut().for_each(anothers),
        _ => {}
    }
}

fn change(fields: &mut Map<String, Value>) {
    for (name, value) in fields {
        match (name.as_str(), &mut *value) {
            ("out_trade_no" | "out_refund_no", Value::String(text)) => *text = text.chars().rev().collect(),
            ("transaction_id" | "refund_id", Value::String(text)) => {
                *text = format!("9{}", text.get(1..).unwrap_or_default());
            }
            ("total" | "refund" | "payer_total", Value::Number(number)) => {
                *value = json!(number.as_i64().unwrap_or_default().saturating_mul(10));
            }
            _ => anothers(value),
        }
    }
}
