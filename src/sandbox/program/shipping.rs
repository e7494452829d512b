//! Shipments of paid orders: `upload_shipping_info`, `get_order`, `get_order_list`, `notify_confirm_receive`.
//!
//! Source: protocol 12.4, 12.5, 12.7, 12.8, 12.9.

use super::{
    error::ApiError,
    form::{self, PaymentKey},
    uploaded_shipments::UploadedShipment,
};
use crate::{
    domain::{OrderNo, TransactionId},
    sandbox::{
        ledger::{Ledger, Trade},
        push,
        world::World,
    },
};
use serde_json::{Value, json};
use std::sync::Arc;

const DESCRIPTION_CHARS_MAX: usize = 120;
/// Orders of a page of the list, at most.
const PAGE: u64 = 100;
const NOT_FOUND: ApiError = (10_060_001, "支付单不存在");

/// A payment as the shipping interfaces see it.
struct ShippablePayment {
    order: Trade,
    transaction_id: TransactionId,
    paid_at: i64,
    refunded: bool,
}

pub(super) fn upload(world: &Arc<World>, body: &Value) -> Result<Value, ApiError> {
    let upload = form::read(body)?;
    let payment = find(world, &upload.key)?;
    if payment.order.openid.as_ref().map(crate::domain::OpenId::as_str) != Some(upload.openid.as_str()) {
        return Err((10_060_031, "支付单不属于该 openid"));
    }
    if payment.refunded {
        return Err((10_060_004, "支付单处于不可发货的状态"));
    }
    let complete = upload.complete;
    world.program(|program| program.shipments.upload(&payment.transaction_id, upload))?;
    if complete {
        push::shipped(world, &payment.order.order_no);
    }
    Ok(ok())
}

pub(super) fn get_order(world: &World, body: &Value) -> Result<Value, ApiError> {
    let payment = find(world, &query_key(body)?)?;
    let shipment = world.program(|program| program.shipments.of(&payment.transaction_id).cloned());
    Ok(json!({ "errcode": 0, "errmsg": "ok", "order": describe(world, &payment, shipment.as_ref()) }))
}

/// The payments of a time, the oldest first. A page goes on behind the number the one before ended with.
pub(super) fn get_order_list(world: &World, body: &Value) -> Result<Value, ApiError> {
    let range = body.get("pay_time_range");
    let moment = |name: &str| range.and_then(|range| range.get(name)).and_then(Value::as_i64);
    let (from, until) = (moment("begin_time").unwrap_or(0), moment("end_time").unwrap_or(i64::MAX));
    let size = body.get("page_size").map_or(Some(PAGE), Value::as_u64).filter(|size| (1..=PAGE).contains(size));
    let size = usize::try_from(size.ok_or((10_060_014, "参数错误：page_size"))?).unwrap_or(1);
    let after = form::text(body, "last_index").unwrap_or_default();
    let mut paid: Vec<(i64, OrderNo)> = world.ledger(|ledger| {
        let paid = ledger.orders().filter_map(|order| Some((order.paid()?.at.get(), order.order_no.clone())));
        paid.filter(|(at, _)| (from..=until).contains(at)).collect()
    });
    paid.sort();
    let index = |(at, order_no): &(i64, OrderNo)| format!("{at}-{order_no}");
    let begin = if after.is_empty() {
        Some(0)
    } else {
        paid.iter().position(|it| index(it) == after).map(|at| at.saturating_add(1))
    };
    let rest = paid.get(begin.ok_or((10_060_014, "参数错误：last_index"))?..).unwrap_or_default();
    let (page, more) = rest.split_at(size.min(rest.len()));
    let mut listed = Vec::new();
    for (_, order_no) in page {
        let merchant = world.config.account.mch_id.as_str().to_owned();
        // One that is not in the index yet is not listed either.
        if let Ok(payment) = find(world, &PaymentKey::Order { merchant, order_no: order_no.to_string() }) {
            let shipment = world.program(|program| program.shipments.of(&payment.transaction_id).cloned());
            listed.push(describe(world, &payment, shipment.as_ref()));
        }
    }
    let last = page.last().map(index).unwrap_or_default();
    Ok(json!({ "errcode": 0, "errmsg": "ok", "order_list": listed, "last_index": last, "has_more": !more.is_empty() }))
}

pub(super) fn confirm_receive(world: &World, body: &Value) -> Result<Value, ApiError> {
    let payment = find(world, &query_key(body)?)?;
    let received_at =
        body.get("received_time").and_then(Value::as_i64).ok_or((10_060_014, "参数错误：received_time"))?;
    world.program(|program| program.shipments.remind(&payment.transaction_id, received_at))?;
    Ok(ok())
}

/// The key of the calls that ask. Its names differ from the ones of the upload; those are "wrong fields" here.
fn query_key(body: &Value) -> Result<PaymentKey, ApiError> {
    if let Some(transaction_id) = form::text(body, "transaction_id") {
        return Ok(PaymentKey::Transaction(transaction_id.to_owned()));
    }
    let key = form::text(body, "merchant_id").zip(form::text(body, "merchant_trade_no"));
    let (merchant, order_no) = key.ok_or((47_001, "data format error"))?;
    Ok(PaymentKey::Order { merchant: merchant.to_owned(), order_no: order_no.to_owned() })
}

/// The payment, once the index knows it.
fn find(world: &World, key: &PaymentKey) -> Result<ShippablePayment, ApiError> {
    let lag = i64::try_from(world.config.shipping_lag.as_secs()).unwrap_or(i64::MAX);
    let found = world.ledger(|ledger| {
        let order = order_of(ledger, key, world.config.account.mch_id.as_str())?;
        let paid = order.paid()?;
        let refunded = ledger.refunded_of(order) == order.total;
        Some(ShippablePayment {
            transaction_id: paid.transaction_id.clone(),
            paid_at: paid.at.get(),
            refunded,
            order: order.clone(),
        })
    });
    let fresh = |payment: &ShippablePayment| world.now().get().saturating_sub(payment.paid_at) < lag;
    found.filter(|payment| !fresh(payment)).ok_or(NOT_FOUND)
}

fn order_of<'l>(ledger: &'l Ledger, key: &PaymentKey, our_merchant: &str) -> Option<&'l Trade> {
    match key {
        PaymentKey::Transaction(raw) => ledger.order_of(&TransactionId::parse(raw).ok()?),
        PaymentKey::Order { merchant, order_no } => {
            let order_no = OrderNo::parse(order_no).ok()?;
            ledger.order(&order_no).filter(|_| merchant == our_merchant)
        }
    }
}

fn describe(world: &World, payment: &ShippablePayment, shipment: Option<&UploadedShipment>) -> Value {
    let shipped = shipment.is_some_and(|shipment| shipment.last.complete);
    let confirmed = shipment.is_some_and(|shipment| shipment.confirmed);
    let state = match (payment.refunded, shipped) {
        (true, _) => 5,
        (false, true) if confirmed => 3,
        (false, true) => 2,
        (false, false) => 1,
    };
    let order = &payment.order;
    json!({
        "transaction_id": payment.transaction_id.as_str(),
        "merchant_id": world.config.account.mch_id.as_str(),
        "sub_merchant_id": "",
        "merchant_trade_no": order.order_no.as_str(),
        "description": cut(&order.body),
        "paid_amount": order.total.get(),
        "openid": order.openid.as_ref().map(crate::domain::OpenId::as_str).unwrap_or_default(),
        "trade_create_time": order.created_at.get(),
        "pay_time": payment.paid_at,
        "order_state": state,
        "in_complaint": false,
        "shipping": shipment.map_or_else(|| json!({ "finish_shipping": false, "finish_shipping_count": 0, "shipping_list": [] }), shipping),
    })
}

fn shipping(shipment: &UploadedShipment) -> Value {
    let count = match (shipment.last.complete, shipment.again) {
        (_, true) => 2,
        (true, false) => 1,
        (false, false) => 0,
    };
    let parcels: Vec<Value> = shipment
        .parcels
        .iter()
        .map(|(parcel, at)| {
            json!({
                "tracking_no": parcel.tracking_no,
                "express_company": parcel.company,
                "goods_desc": parcel.items,
                "upload_time": at,
                "contact": { "consignor_contact": parcel.consignor, "receiver_contact": parcel.receiver },
            })
        })
        .collect();
    json!({
        "delivery_mode": shipment.last.mode,
        "logistics_type": shipment.last.logistics,
        "finish_shipping": shipment.last.complete,
        "goods_desc": "",
        "finish_shipping_count": count,
        "shipping_list": parcels,
    })
}

fn cut(description: &str) -> String {
    if description.chars().count() <= DESCRIPTION_CHARS_MAX {
        return description.to_owned();
    }
    let kept: String = description.chars().take(DESCRIPTION_CHARS_MAX.saturating_sub(3)).collect();
    format!("{kept}...")
}

fn ok() -> Value {
    json!({ "errcode": 0, "errmsg": "ok" })
}
