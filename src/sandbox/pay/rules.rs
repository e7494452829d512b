//! The form of each value: lengths, characters, addresses. What is refused here was never looked at.

use super::request::{PayRequest, WireRefusal, code};
use crate::domain::{Fen, RefundNo, TransactionId};
use std::net::{IpAddr, Ipv4Addr};

/// The longest value of each field of a request, in characters.
const LENGTHS: [(&str, usize); 27] = [
    ("appid", 32),
    ("attach", 127),
    ("body", 128),
    ("detail", 6000),
    ("device_info", 32),
    ("fee_type", 16),
    ("goods_tag", 32),
    ("limit_pay", 32),
    ("mch_id", 32),
    ("notify_url", 256),
    ("op_user_id", 32),
    ("openid", 128),
    ("out_refund_no", 64),
    ("out_trade_no", 32),
    ("product_id", 32),
    ("profit_sharing", 16),
    ("receipt", 8),
    ("refund_account", 30),
    ("refund_desc", 80),
    ("refund_fee_type", 8),
    ("refund_id", 32),
    ("scene_info", 256),
    ("spbill_create_ip", 64),
    ("time_expire", 14),
    ("time_start", 14),
    ("trade_type", 16),
    ("transaction_id", 32),
];
/// Text that people write, in which WeChat takes no character of more than three bytes (emoji and the rarest names).
const PLAIN_TEXT: [&str; 3] = ["body", "attach", "refund_desc"];
const TRANSACTION_DIGITS: usize = 28;

/// Looks at every value the request has.
pub(super) fn check_forms(request: &PayRequest<'_>) -> Result<(), WireRefusal> {
    for (name, value) in request.fields.iter().filter(|(_, value)| !value.is_empty()) {
        let longest = LENGTHS.iter().find(|(known, _)| *known == name);
        if longest.is_some_and(|(_, longest)| value.chars().count() > *longest) {
            return Err(bad(name, "长度有误"));
        }
        if PLAIN_TEXT.contains(&name) && value.chars().any(|c| c.len_utf8() > 3) {
            return Err(bad(name, "含有不支持的字符"));
        }
    }
    for currency in ["fee_type", "refund_fee_type"] {
        if request.fields.get(currency).is_some_and(|it| it != "CNY") {
            return Err(bad(currency, "只支持CNY"));
        }
    }
    request.fields.get("notify_url").map_or(Ok(()), notify_url)
}

pub(super) fn bad(name: &str, why: &str) -> WireRefusal {
    code("PARAM_ERROR", format!("参数错误：{name}{why}"))
}

/// A required amount of at least one fen, digits only, no leading zero.
pub(super) fn amount(request: &PayRequest<'_>, name: &'static str) -> Result<Fen, WireRefusal> {
    let raw = request.need(name)?;
    let amount = Fen::parse_fen(raw).map_err(|_| bad(name, "格式错误"))?;
    if amount.is_zero() || raw.starts_with('0') {
        return Err(bad(name, "必须为大于0的整数"));
    }
    Ok(amount)
}

pub(super) fn refund_no(raw: &str) -> Result<RefundNo, WireRefusal> {
    RefundNo::parse(raw).map_err(|_| bad("out_refund_no", "格式错误"))
}

pub(super) fn transaction_id(raw: &str) -> Result<TransactionId, WireRefusal> {
    let digits = raw.len() == TRANSACTION_DIGITS && raw.bytes().all(|b| b.is_ascii_digit());
    let parsed = TransactionId::parse(raw).ok().filter(|_| digits);
    parsed.ok_or_else(|| code("INVALID_TRANSACTIONID", "无效transaction_id"))
}

fn notify_url(raw: &str) -> Result<(), WireRefusal> {
    if is_notify_url(raw) {
        Ok(())
    } else {
        Err(bad("notify_url", "必须为外网可访问的https地址，不能携带参数"))
    }
}

/// A public https address without query; or, because this is a sandbox, plain http on this very computer.
pub(in crate::sandbox) fn is_notify_url(raw: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(raw) else { return false };
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return false;
    }
    let host = url.host_str().unwrap_or_default();
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let loopback = host == "localhost" || address.is_some_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => loopback || address.is_none_or(is_public),
        "http" => loopback,
        _ => false,
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !(ip.is_private() || ip.is_link_local() || ip == Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(ip) => !(ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()),
    }
}
