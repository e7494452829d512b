//! `/pay/unifiedorder`, `/pay/orderquery`, `/pay/closeorder`. Source: protocol 4.1, 4.3, 4.4.

use super::{
    coupons,
    request::{AnswerField, PayRequest, WireRefusal, code, field},
    rules,
};
use crate::{
    domain::{OpenId, OrderNo, UnixSeconds},
    sandbox::{
        codes::{NATIVE, code_of},
        ledger::{Ledger, NewTrade, OpenRefused, Paid, Trade, TradeState},
        world::World,
    },
};
use std::{collections::BTreeMap, net::IpAddr};

const TRADE_TYPES: [&str; 4] = ["JSAPI", "APP", NATIVE, "MWEB"];
/// An order must be payable at least this long.
const EXPIRE_LEAST_SECS: i64 = 60;
/// The end can lie this far ahead.
const EXPIRE_MOST_SECS: i64 = 7 * 24 * 60 * 60;
const CLOSE_WAIT_SECS: i64 = 5 * 60;
/// What may differ when the same order is sent again; everything else must be identical.
const NOT_BUSINESS: [&str; 3] = ["nonce_str", "sign", "sign_type"];

pub(super) fn unified_order(world: &World, request: &PayRequest<'_>) -> Result<Vec<AnswerField>, WireRefusal> {
    let new = read_order(world, request)?;
    let trade_type = new.trade_type.clone();
    let asked_end = new.expires_at;
    let order_no = new.order_no.clone();
    let prepay_id = world.ledger(|ledger| {
        if ledger.order(&order_no).is_none() {
            end_is_ahead(asked_end, world.now())?;
        }
        ledger.open(new, &world.env).map_err(refused)
    })?;
    world.forget_old();
    let mut fields = vec![field("trade_type", &trade_type), field("prepay_id", &prepay_id)];
    match trade_type.as_str() {
        NATIVE => fields.push(field("code_url", code_of(&prepay_id))),
        "MWEB" => fields.push(field("mweb_url", format!("https://wx.tenpay.com/?prepay_id={prepay_id}"))),
        _ => {}
    }
    Ok(fields)
}

fn refused(why: OpenRefused) -> WireRefusal {
    match why {
        OpenRefused::Paid => code("ORDERPAID", "该订单已支付"),
        OpenRefused::Closed => code("ORDERCLOSED", "该订单已关闭"),
        OpenRefused::Expired => code("ORDERCLOSED", "该订单已过期"),
        OpenRefused::OtherParameters => code("INVALID_REQUEST", "201 商户订单号重复"),
    }
}

fn read_order(world: &World, request: &PayRequest<'_>) -> Result<NewTrade, WireRefusal> {
    for name in ["body", "out_trade_no", "total_fee", "spbill_create_ip", "notify_url", "trade_type"] {
        request.need(name)?;
    }
    rules::check_forms(request)?;
    let trade_type = request.need("trade_type")?;
    if !TRADE_TYPES.contains(&trade_type) {
        return Err(rules::bad("trade_type", "不支持"));
    }
    if request.fields.get("appid") != Some(world.config.app_of(trade_type).as_str()) {
        return Err(rules::bad("appid", "与trade_type不匹配"));
    }
    if trade_type == NATIVE {
        request.need("product_id")?;
    }
    request.need("spbill_create_ip")?.parse::<IpAddr>().map_err(|_| rules::bad("spbill_create_ip", "格式错误"))?;
    Ok(NewTrade {
        order_no: order_no(request.need("out_trade_no")?)?,
        total: rules::amount(request, "total_fee")?,
        openid: openid(world, request, trade_type)?,
        trade_type: trade_type.to_owned(),
        sign_type: request.sign_type,
        notify_url: request.need("notify_url")?.to_owned(),
        attach: request.fields.get("attach").unwrap_or_default().to_owned(),
        body: request.need("body")?.to_owned(),
        expires_at: times(request)?,
        parameters: business(request),
    })
}

fn order_no(raw: &str) -> Result<OrderNo, WireRefusal> {
    OrderNo::parse(raw).map_err(|_| rules::bad("out_trade_no", "格式错误"))
}

/// The payer, who must have logged in to this mini program before.
fn openid(world: &World, request: &PayRequest<'_>, trade_type: &str) -> Result<Option<OpenId>, WireRefusal> {
    if trade_type == "JSAPI" {
        request.need("openid")?;
    }
    let Some(raw) = request.fields.get("openid") else { return Ok(None) };
    let openid = OpenId::parse(raw).ok().filter(|openid| world.ledger(|ledger| ledger.knows_buyer(openid)));
    openid.map(Some).ok_or_else(|| code("PARAM_ERROR", "appid和openid不匹配"))
}

fn times(request: &PayRequest<'_>) -> Result<Option<UnixSeconds>, WireRefusal> {
    let read = |name: &'static str| {
        let parsed = request.fields.get(name).map(UnixSeconds::parse_compact).transpose();
        parsed.map_err(|_| rules::bad(name, "格式错误"))
    };
    let (start, end) = (read("time_start")?, read("time_expire")?);
    if start.zip(end).is_some_and(|(start, end)| end <= start) {
        return Err(rules::bad("time_expire", "早于time_start"));
    }
    Ok(end)
}

/// Asked of a new order only: the end of a known one was fixed by its first call.
fn end_is_ahead(end: Option<UnixSeconds>, now: UnixSeconds) -> Result<(), WireRefusal> {
    let Some(ahead) = end.map(|end| end.since(now)) else { return Ok(()) };
    if ahead < EXPIRE_LEAST_SECS {
        return Err(rules::bad("time_expire", "时间过短，刷卡至少1分钟，其他5分钟"));
    }
    if ahead > EXPIRE_MOST_SECS { Err(rules::bad("time_expire", "时间过长")) } else { Ok(()) }
}

fn business(request: &PayRequest<'_>) -> BTreeMap<String, String> {
    let counts = |(name, value): &(&str, &str)| !NOT_BUSINESS.contains(name) && !value.is_empty();
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    request.fields.iter().filter(counts).map(owned).collect()
}

/// The order a request names; `transaction_id` wins.
fn find<'l>(ledger: &'l Ledger, request: &PayRequest<'_>) -> Result<Option<&'l Trade>, WireRefusal> {
    if let Some(raw) = request.fields.get("transaction_id") {
        let transaction_id = rules::transaction_id(raw).map_err(|_| rules::bad("transaction_id", "格式错误"))?;
        return Ok(ledger.order_of(&transaction_id));
    }
    let no = order_no(request.need("out_trade_no")?)?;
    Ok(ledger.order(&no))
}

pub(super) fn query(world: &World, request: &PayRequest<'_>) -> Result<Vec<AnswerField>, WireRefusal> {
    rules::check_forms(request)?;
    world.ledger(|ledger| match find(ledger, request)? {
        None => Err(code("ORDERNOTEXIST", "此交易订单号不存在")),
        Some(order) => Ok(describe(order)),
    })
}

fn describe(order: &Trade) -> Vec<AnswerField> {
    let (state, words) = match &order.state {
        TradeState::Open => ("NOTPAY", "订单未支付"),
        TradeState::Closed => ("CLOSED", "订单已关闭"),
        TradeState::Paid(_) if order.refunds.is_empty() => ("SUCCESS", "支付成功"),
        TradeState::Paid(_) => ("REFUND", "订单发生过退款，退款详情请查询退款单"),
    };
    let mut fields = vec![
        field("out_trade_no", &order.order_no),
        field("attach", &order.attach),
        field("trade_state", state),
        field("trade_state_desc", words),
    ];
    match &order.state {
        TradeState::Open => fields.push(field("total_fee", order.total.get())),
        TradeState::Closed => {}
        TradeState::Paid(paid) => fields.extend(paid_fields(order, paid)),
    }
    fields
}

/// What a query and a notification both say about a payment.
pub(in crate::sandbox) fn paid_fields(order: &Trade, paid: &Paid) -> Vec<AnswerField> {
    let cash = order.total.checked_sub(paid.coupon).unwrap_or_default();
    let mut fields = vec![
        field("is_subscribe", "N"),
        field("trade_type", &order.trade_type),
        field("bank_type", "OTHERS"),
        field("total_fee", order.total.get()),
        field("settlement_total_fee", coupons::settled(order.total, paid.coupon).get()),
        field("fee_type", "CNY"),
        field("cash_fee", cash.get()),
        field("cash_fee_type", "CNY"),
        field("coupon_fee", paid.coupon.get()),
        field("transaction_id", &paid.transaction_id),
        field("time_end", paid.at.to_compact()),
    ];
    if let Some(openid) = &order.openid {
        fields.push(field("openid", openid));
    }
    let coupons = coupons::of(paid.coupon);
    fields.push(field("coupon_count", coupons.len()));
    for (n, coupon) in coupons.iter().enumerate() {
        let named = |name: &str, value: String| (format!("{name}_{n}").into(), value);
        fields.extend([
            named("coupon_type", coupon.kind.to_owned()),
            named("coupon_id", coupon.id.clone()),
            named("coupon_fee", coupon.amount.get().to_string()),
        ]);
    }
    if !coupons.is_empty() {
        fields.push(field("promotion_detail", coupons::promotions(&coupons)));
    }
    fields
}

pub(super) fn close(world: &World, request: &PayRequest<'_>) -> Result<Vec<AnswerField>, WireRefusal> {
    request.need("out_trade_no")?;
    rules::check_forms(request)?;
    let no = order_no(request.need("out_trade_no")?)?;
    world.ledger(|ledger| {
        let order = ledger.order(&no).ok_or_else(|| code("ORDERNOTEXIST", "订单不存在"))?;
        match order.state {
            TradeState::Paid(_) => return Err(code("ORDERPAID", "该订单已支付")),
            TradeState::Closed => return Err(code("ORDERCLOSED", "该订单已关闭")),
            TradeState::Open => {}
        }
        let age = world.now().since(order.created_at);
        if world.config.keep_close_wait && age < CLOSE_WAIT_SECS {
            return Err(code("TRADE_STATE_ERROR", "订单生成后不能马上调用关单接口，最短间隔5分钟"));
        }
        ledger.close(&no);
        Ok(vec![field("result_msg", "OK")])
    })
}
