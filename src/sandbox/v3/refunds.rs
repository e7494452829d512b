//! Refunds: asked for, asked about, and sent another way where they could not be paid out. Source: protocol 8.5 to 8.7.

use super::{
    described,
    json::{number, text},
    refusal::{V3Refusal, param, refusal},
    reply::V3Done,
    request::V3Arrived,
    rules,
};
use crate::{
    domain::{Api, OrderNo, RefundId},
    sandbox::{
        ledger::{RefundFate, RefundFigures, RefundRecord, RefundRefused, ResentTo},
        settle,
        world::World,
    },
};
use serde_json::Value;
use std::sync::Arc;

/// `POST /v3/refund/domestic/refunds`.
pub(super) fn ask(world: &Arc<World>, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    if world.refunds_blocked() {
        return Err(refusal(429, "RATELIMIT_EXCEEDED", "无效请求过多，请稍后重试"));
    }
    let outcome = accept(world, arrived);
    // An empty purse and a call that came too soon are no faulty requests; everything else that is refused is.
    if outcome.as_ref().err().is_some_and(|refused| !matches!(refused.code, "NOT_ENOUGH" | "FREQUENCY_LIMITED")) {
        world.faulty_refund();
    }
    let (record, moved_now) = outcome?;
    if moved_now {
        settle::after_a_while(world, &record.refund_no);
    }
    Ok(told(world, &record))
}

fn told(world: &World, record: &RefundRecord) -> V3Done {
    V3Done::Told(world.ledger(|ledger| described::refund(ledger, record)))
}

fn accept(world: &World, arrived: &V3Arrived) -> Result<(RefundRecord, bool), V3Refusal> {
    let body = arrived.body(rules::REFUND)?;
    let figures = read(world, &body)?;
    let gap = world.config.refund_gap();
    world.ledger(|ledger| ledger.accept_refund(figures, gap, &world.env)).map_err(refused)
}

fn read(world: &World, body: &Value) -> Result<RefundFigures, V3Refusal> {
    rules::currency(text(body, "/amount/currency"))?;
    rules::notify_url(text(body, "/notify_url"))?;
    if !matches!(text(body, "/funds_account"), "" | "AVAILABLE") {
        return Err(param("body", "/funds_account", "AVAILABLE"));
    }
    let (total, amount) = (number(body, "/amount/total"), number(body, "/amount/refund"));
    if amount > total {
        return Err(param("body", "/amount/refund", "more than the order's total"));
    }
    sources(body, amount)?;
    Ok(RefundFigures {
        refund_no: rules::refund_no(text(body, "/out_refund_no"), "body")?,
        order_no: order_no(world, body)?,
        amount: rules::fen(amount),
        total: rules::fen(total),
        reason: text(body, "/reason").to_owned(),
        notify_url: text(body, "/notify_url").to_owned(),
        by_api: true,
        api: Api::V3,
    })
}

/// Where the money is taken from, if the shop says it: together as much as goes back.
fn sources(body: &Value, amount: i64) -> Result<(), V3Refusal> {
    let Some(from) = body.pointer("/amount/from").and_then(Value::as_array) else { return Ok(()) };
    let known = |one: &Value| matches!(text(one, "/account"), "AVAILABLE" | "UNAVAILABLE");
    if !from.iter().all(known) {
        return Err(param("body", "/amount/from", "AVAILABLE or UNAVAILABLE"));
    }
    let sum = from.iter().fold(0_i64, |sum, one| sum.saturating_add(number(one, "/amount")));
    if sum == amount { Ok(()) } else { Err(param("body", "/amount/from", "not as much as goes back")) }
}

/// The order to refund, by exactly one of its numbers. Whether it was paid is the ledger's to say.
fn order_no(world: &World, body: &Value) -> Result<OrderNo, V3Refusal> {
    let (transaction, order) = (text(body, "/transaction_id"), text(body, "/out_trade_no"));
    match (transaction.is_empty(), order.is_empty()) {
        (true, false) => {
            // A number with a bar is one of API v2's orders, which can be refunded here, too.
            OrderNo::parse(order).map_err(|_| param("body", "/out_trade_no", "format"))
        }
        (false, true) => {
            let id = rules::transaction_id(transaction, "body")?;
            let found = world.ledger(|ledger| ledger.order_of(&id).map(|order| order.order_no.clone()));
            found.ok_or_else(|| refused(RefundRefused::NoSuchOrder))
        }
        _ => Err(param("body", "/transaction_id", "either this or out_trade_no")),
    }
}

fn refused(why: RefundRefused) -> V3Refusal {
    let invalid = |message: &'static str| refusal(400, "INVALID_REQUEST", message);
    match why {
        RefundRefused::NoSuchOrder => refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在"),
        RefundRefused::OtherFigures => invalid("订单金额或退款金额与之前请求不一致，请核实后再试"),
        RefundRefused::NumberClosed => invalid("退款单已关闭，请使用新的退款单号"),
        RefundRefused::TooOld => invalid("订单已经超过可退款的最大期限"),
        RefundRefused::NothingLeft => invalid("订单已全额退款"),
        RefundRefused::MoreThanLeft => invalid("申请退款金额大于可退金额"),
        RefundRefused::TooMany => invalid("部分退款次数超过限制"),
        RefundRefused::TooSoon => refusal(429, "FREQUENCY_LIMITED", "频率限制，同一笔订单两次退款需间隔1分钟"),
        RefundRefused::NotEnough => refusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起"),
    }
}

/// `GET /v3/refund/domestic/refunds/{out_refund_no}`.
pub(super) fn query(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    arrived.query(&[])?;
    let no = rules::refund_no(&arrived.number(), "url")?;
    let told = world.ledger(|ledger| ledger.refund(&no).map(|record| described::refund(ledger, record)));
    told.map(V3Done::Told).ok_or_else(|| refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在"))
}

/// `POST …/refunds/{refund_id}/apply-abnormal-refund`.
pub(super) fn resend(world: &Arc<World>, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let body = arrived.body(rules::ABNORMAL)?;
    let to = target(world, arrived, &body)?;
    let refund_id = RefundId::parse(&arrived.number()).map_err(|_| param("url", "/refund_id", "format"))?;
    let refund_no = rules::refund_no(text(&body, "/out_refund_no"), "body")?;
    let found = world.ledger(|ledger| ledger.refund_of(&refund_id).filter(|it| it.refund_no == refund_no).cloned());
    let record = found.ok_or_else(|| refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在"))?;
    if record.resent_to.as_ref() == Some(&to) {
        return Ok(told(world, &record)); // sent again: it goes where it goes
    }
    let resent = world.ledger(|ledger| ledger.resend(&refund_no, to));
    let record = resent.ok_or_else(|| refusal(400, "INVALID_REQUEST", "退款单状态不是退款异常"))?;
    world.program(|program| program.set_fate(refund_no, RefundFate::Success));
    settle::after_a_while(world, &record.refund_no);
    Ok(told(world, &record))
}

fn target(world: &World, arrived: &V3Arrived, body: &Value) -> Result<ResentTo, V3Refusal> {
    match text(body, "/type") {
        "MERCHANT_BANK_CARD" => Ok(ResentTo::MerchantCard),
        "USER_BANK_CARD" => {
            let bank = text(body, "/bank_type");
            if !rules::BANKS.contains(&bank) {
                return Err(param("body", "/bank_type", "no bank of the list"));
            }
            let (account, name) =
                (opened(world, arrived, body, "/bank_account")?, opened(world, arrived, body, "/real_name")?);
            if account.len() < 8 || !account.bytes().all(|b| b.is_ascii_digit()) {
                return Err(param("body", "/bank_account", "no card's number"));
            }
            Ok(ResentTo::BuyerCard { bank: bank.to_owned(), account, name })
        }
        _ => Err(param("body", "/type", "USER_BANK_CARD or MERCHANT_BANK_CARD")),
    }
}

/// A sensitive field, encrypted for the key the request names.
pub(super) fn opened(world: &World, arrived: &V3Arrived, body: &Value, path: &str) -> Result<String, V3Refusal> {
    let key = arrived.asked_key().and_then(|id| world.v3.named(id));
    let key = key.ok_or_else(|| param("header", "Wechatpay-Serial", "no key of WeChat's"))?;
    let plain = key.open_sensitive(text(body, path)).filter(|plain| !plain.is_empty());
    plain.ok_or_else(|| param("body", path, "cannot be decrypted"))
}
