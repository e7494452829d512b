//! What each call of API v3 takes, and the forms of its values. Source: protocol 3.5, 8.

use super::{
    json::{Kind, Rule, may, need},
    refusal::{V3Refusal, param, refusal},
};
use crate::{
    domain::{Fen, OrderNo, RefundNo, TransactionId, UnixSeconds},
    sandbox::{pay::is_notify_url, world::World},
};

const GOODS: &[Rule] = &[
    need("merchant_goods_id", Kind::Text(32)),
    may("wechatpay_goods_id", Kind::Text(32)),
    may("goods_name", Kind::Text(256)),
    need("quantity", Kind::Count),
    need("unit_price", Kind::Fen),
];
const DETAIL: &[Rule] =
    &[may("cost_price", Kind::Count), may("invoice_id", Kind::Text(32)), may("goods_detail", Kind::Objects(GOODS))];
const STORE: &[Rule] = &[
    need("id", Kind::Text(32)),
    may("name", Kind::Text(256)),
    may("area_code", Kind::Text(32)),
    may("address", Kind::Text(512)),
];
const SCENE: &[Rule] = &[
    need("payer_client_ip", Kind::Text(45)),
    may("device_id", Kind::Text(32)),
    may("store_info", Kind::Object(STORE)),
];
const ORDER_AMOUNT: &[Rule] = &[need("total", Kind::Fen), may("currency", Kind::Text(16))];

/// `/v3/pay/transactions/jsapi`, where the payer is needed, and `…/app` and `…/native`, where there is none.
pub(super) const ORDER: &[Rule] = &[
    need("appid", Kind::Text(32)),
    need("mchid", Kind::Text(32)),
    need("description", Kind::Words(127)),
    need("out_trade_no", Kind::Text(32)),
    may("time_expire", Kind::Text(64)),
    may("attach", Kind::Words(128)),
    need("notify_url", Kind::Text(255)),
    may("goods_tag", Kind::Text(32)),
    may("support_fapiao", Kind::Flag),
    may("limit_pay", Kind::Texts(32)),
    need("amount", Kind::Object(ORDER_AMOUNT)),
    may("detail", Kind::Object(DETAIL)),
    may("scene_info", Kind::Object(SCENE)),
    may("payer", Kind::Object(&[need("openid", Kind::Text(128))])),
    may("settle_info", Kind::Object(&[may("profit_sharing", Kind::Flag)])),
];

/// `…/close`.
pub(super) const CLOSE: &[Rule] = &[need("mchid", Kind::Text(32))];

const REFUND_GOODS: &[Rule] = &[
    need("merchant_goods_id", Kind::Text(32)),
    may("wechatpay_goods_id", Kind::Text(32)),
    may("goods_name", Kind::Text(256)),
    need("unit_price", Kind::Fen),
    need("refund_amount", Kind::Fen),
    need("refund_quantity", Kind::Count),
];
const REFUND_AMOUNT: &[Rule] = &[
    need("refund", Kind::Fen),
    need("total", Kind::Fen),
    need("currency", Kind::Text(16)),
    may("from", Kind::Objects(&[need("account", Kind::Text(32)), need("amount", Kind::Fen)])),
];

/// `/v3/refund/domestic/refunds`.
pub(super) const REFUND: &[Rule] = &[
    may("transaction_id", Kind::Text(32)),
    may("out_trade_no", Kind::Text(32)),
    need("out_refund_no", Kind::Text(64)),
    may("reason", Kind::Words(80)),
    may("notify_url", Kind::Text(256)),
    may("funds_account", Kind::Text(32)),
    need("amount", Kind::Object(REFUND_AMOUNT)),
    may("goods_detail", Kind::Objects(REFUND_GOODS)),
];

/// `…/apply-abnormal-refund`.
pub(super) const ABNORMAL: &[Rule] = &[
    need("out_refund_no", Kind::Text(64)),
    need("type", Kind::Text(32)),
    may("bank_type", Kind::Text(32)),
    may("bank_account", Kind::Text(1024)),
    may("real_name", Kind::Text(1024)),
];

/// `/v3/security/echo`.
pub(super) const ECHO: &[Rule] = &[
    need("echo_message", Kind::Text(1024)),
    may("notify_url", Kind::Text(256)),
    may("encrypted_echo_message", Kind::Text(1024)),
];

/// The banks a refund can be sent to instead.
pub(super) const BANKS: [&str; 15] = [
    "CMB_DEBIT",
    "COMM_DEBIT",
    "ABC_DEBIT",
    "CCB_DEBIT",
    "ICBC_DEBIT",
    "BOC_DEBIT",
    "PAB_DEBIT",
    "SPDB_DEBIT",
    "CITIC_DEBIT",
    "CEB_DEBIT",
    "CMBC_DEBIT",
    "CIB_DEBIT",
    "GDB_DEBIT",
    "PSBC_DEBIT",
    "NBCB_DEBIT",
];

const TRANSACTION_DIGITS: usize = 28;

/// The merchant a request speaks for is the one that signed it.
pub(super) fn merchant(world: &World, mchid: &str) -> Result<(), V3Refusal> {
    if mchid == world.config.account.mch_id.as_str() {
        return Ok(());
    }
    Err(refusal(400, "MCH_NOT_EXISTS", "商户号不存在"))
}

/// Six to 32 letters, digits, `_`, `-`, `*`: API v3 takes no bar.
pub(super) fn order_no(raw: &str, location: &str) -> Result<OrderNo, V3Refusal> {
    let parsed = OrderNo::parse(raw).ok().filter(|_| !raw.contains('|'));
    parsed.ok_or_else(|| param(location, "/out_trade_no", "format"))
}

pub(super) fn refund_no(raw: &str, location: &str) -> Result<RefundNo, V3Refusal> {
    RefundNo::parse(raw).map_err(|_| param(location, "/out_refund_no", "format"))
}

pub(super) fn transaction_id(raw: &str, location: &str) -> Result<TransactionId, V3Refusal> {
    let digits = raw.len() == TRANSACTION_DIGITS && raw.bytes().all(|b| b.is_ascii_digit());
    let parsed = TransactionId::parse(raw).ok().filter(|_| digits);
    parsed.ok_or_else(|| param(location, "/transaction_id", "format"))
}

pub(super) fn fen(amount: i64) -> Fen {
    Fen::new(amount).unwrap_or_default()
}

pub(super) fn currency(raw: &str) -> Result<(), V3Refusal> {
    if raw.is_empty() || raw == "CNY" {
        Ok(())
    } else {
        Err(param("body", "/amount/currency", "Currency code is invalid"))
    }
}

/// As [`is_notify_url`] has it; empty for none.
pub(super) fn notify_url(raw: &str) -> Result<(), V3Refusal> {
    if raw.is_empty() || is_notify_url(raw) {
        Ok(())
    } else {
        Err(param("body", "/notify_url", "https without a query"))
    }
}

/// `2026-01-01T08:30:00+08:00`, with any offset.
pub(super) fn moment(raw: &str) -> Result<UnixSeconds, V3Refusal> {
    let bad = || param("body", "/time_expire", "RFC 3339");
    let has_form = raw.len() == 25 && raw.get(10..11) == Some("T");
    let parsed = raw.parse::<jiff::Timestamp>().ok().filter(|_| has_form);
    parsed.map(|at| UnixSeconds::new(at.as_second())).ok_or_else(bad)
}
