//! The form of `upload_shipping_info`: every rule of protocol 12.4 that can be judged without knowing the order.

use super::{couriers, error::ApiError};
use serde_json::Value;

const PARCELS_MAX: usize = 15;
const ITEM_CHARS_MAX: usize = 120;
const TEXT_CHARS_MAX: usize = 128;
const CONTACT_CHARS_MAX: usize = 1024;
const VISIBLE_DIGITS: usize = 4;
pub(super) const EXPRESS: i64 = 1;
const SPLIT: i64 = 2;
const SF: &str = "SF";

/// Which payment a call is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PaymentKey {
    Transaction(String),
    Order { merchant: String, order_no: String },
}

/// One parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UploadedParcel {
    pub tracking_no: String,
    pub company: String,
    pub items: String,
    pub consignor: String,
    pub receiver: String,
}

/// A call whose form is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Upload {
    pub key: PaymentKey,
    pub logistics: i64,
    pub mode: i64,
    /// True for a unified shipment, and for the last parcel of a split one.
    pub complete: bool,
    pub parcels: Vec<UploadedParcel>,
    /// Milliseconds since 1970.
    pub at_millis: i64,
    pub openid: String,
}

pub(super) fn read(body: &Value) -> Result<Upload, ApiError> {
    let key = order_key(&body["order_key"])?;
    let logistics = body["logistics_type"].as_i64().filter(|kind| (1..=4).contains(kind));
    let logistics = logistics.ok_or((10_060_005, "物流类型有误"))?;
    let mode = body["delivery_mode"].as_i64().filter(|mode| (1..=SPLIT).contains(mode));
    let mode = mode.ok_or((268_485_224, "发货模式有误"))?;
    let complete = complete(body, logistics, mode)?;
    let parcels = parcels(body, logistics, mode)?;
    let at_millis = text(body, "upload_time").and_then(rfc3339_millis);
    let openid = text(&body["payer"], "openid").filter(|it| it.chars().count() <= TEXT_CHARS_MAX);
    Ok(Upload {
        key,
        logistics,
        mode,
        complete,
        parcels,
        at_millis: at_millis.ok_or((268_485_216, "上传时间非法，请按照 RFC 3339 格式填写"))?,
        openid: openid.ok_or((10_060_014, "参数错误：payer.openid"))?.to_owned(),
    })
}

/// A text that is there and not empty.
pub(super) fn text<'v>(object: &'v Value, name: &str) -> Option<&'v str> {
    object.get(name).and_then(Value::as_str).filter(|it| !it.is_empty())
}

fn order_key(key: &Value) -> Result<PaymentKey, ApiError> {
    let need = |name: &str, code: i64, words: &'static str| text(key, name).map(str::to_owned).ok_or((code, words));
    match key.get("order_number_type").and_then(Value::as_i64) {
        Some(1) => Ok(PaymentKey::Order {
            merchant: need("mchid", 268_485_196, "mchid 不能为空")?,
            order_no: need("out_trade_no", 268_485_197, "out_trade_no 不能为空")?,
        }),
        Some(2) => Ok(PaymentKey::Transaction(need("transaction_id", 268_485_195, "transaction_id 不能为空")?)),
        _ => Err((268_485_194, "订单单号类型有误")),
    }
}

fn complete(body: &Value, logistics: i64, mode: i64) -> Result<bool, ApiError> {
    if mode != SPLIT {
        return Ok(true);
    }
    if logistics != EXPRESS {
        return Err((10_060_006, "非快递发货时不允许分拆发货"));
    }
    body.get("is_all_delivered").and_then(Value::as_bool).ok_or((10_060_007, "分拆发货模式下必须填写 is_all_delivered"))
}

fn parcels(body: &Value, logistics: i64, mode: i64) -> Result<Vec<UploadedParcel>, ApiError> {
    let list = body.get("shipping_list").and_then(Value::as_array).filter(|list| !list.is_empty());
    let list = list.ok_or((10_060_020, "商品信息不能为空"))?;
    if list.len() > PARCELS_MAX {
        return Err((10_060_024, "物流信息列表长度过长"));
    }
    if mode != SPLIT && list.len() != 1 {
        return Err((268_485_228, "统一发货时物流信息只能填写一条"));
    }
    list.iter().map(|parcel| read_parcel(parcel, logistics)).collect()
}

fn read_parcel(parcel: &Value, logistics: i64) -> Result<UploadedParcel, ApiError> {
    let value = |name: &str| text(parcel, name).unwrap_or_default().to_owned();
    let items = text(parcel, "item_desc").ok_or((10_060_008, "商品描述不能为空"))?;
    if items.chars().count() > ITEM_CHARS_MAX {
        return Err((10_060_009, "商品描述超过长度限制"));
    }
    let contact = parcel.get("contact").unwrap_or(&Value::Null);
    let masked = |name: &str| text(contact, name).unwrap_or_default().to_owned();
    let parcel = UploadedParcel {
        tracking_no: value("tracking_no"),
        company: value("express_company"),
        items: items.to_owned(),
        consignor: masked("consignor_contact"),
        receiver: masked("receiver_contact"),
    };
    if logistics == EXPRESS {
        check_express(&parcel)?;
    }
    let badly_masked = [&parcel.consignor, &parcel.receiver].into_iter().any(|it| !it.is_empty() && !is_masked(it));
    if badly_masked {
        Err((10_060_014, "参数错误：联系方式须掩码传输，最后4位数字不能打掩码"))
    } else {
        Ok(parcel)
    }
}

fn check_express(parcel: &UploadedParcel) -> Result<(), ApiError> {
    if parcel.tracking_no.is_empty() {
        return Err((268_485_226, "物流单号不能为空"));
    }
    if parcel.company.is_empty() {
        return Err((268_485_227, "物流公司编码不能为空"));
    }
    if parcel.company.chars().count() > TEXT_CHARS_MAX {
        return Err((10_060_025, "物流公司编码过长"));
    }
    if parcel.tracking_no.chars().count() > TEXT_CHARS_MAX {
        return Err((10_060_026, "物流单号过长"));
    }
    if !couriers::knows(&parcel.company) {
        return Err((10_060_014, "参数错误：物流公司编码不存在"));
    }
    let unreachable = parcel.company == SF && parcel.consignor.is_empty() && parcel.receiver.is_empty();
    if unreachable { Err((10_060_014, "参数错误：顺丰必须填写联系方式")) } else { Ok(()) }
}

/// Something is hidden, and the last four digits are not.
fn is_masked(contact: &str) -> bool {
    let plain: Vec<char> = contact.chars().filter(|c| !"-+".contains(*c)).collect();
    let alphabet = plain.iter().all(|c| c.is_ascii_digit() || *c == '*');
    let shown = plain.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    contact.chars().count() <= CONTACT_CHARS_MAX && alphabet && plain.contains(&'*') && shown >= VISIBLE_DIGITS
}

/// `2026-01-01T09:00:00.000+08:00`: date, `T`, time, and a zone. Looser forms other readers take are refused.
fn rfc3339_millis(raw: &str) -> Option<i64> {
    let (_, time) = raw.split_once('T').filter(|(date, _)| date.len() == "2026-01-01".len())?;
    let zone_at = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let whole = clock.split('.').next()?;
    let good_zone = zone == "Z" || (zone.len() == "+08:00".len() && zone.get(3..4) == Some(":"));
    if whole.len() != "09:00:00".len() || !good_zone {
        return None;
    }
    raw.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_hides_something_and_shows_the_last_four_digits() {
        for good in [
            "189****1234",
            "021-****1234",
            "****1234",
            "0**2-***1234",
            "0**2-******23-10",
            "****123-8008",
            "+86-177****1234",
        ] {
            assert!(is_masked(good), "{good}");
        }
        for bad in ["13812341234", "138****", "189****12**", "", "****12a4"] {
            assert!(!is_masked(bad), "{bad}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_no_upload_time() {
        assert_eq!(rfc3339_millis("2026-01-01T08:03:12.500+08:00"), Some(1_767_225_792_500));
        assert_eq!(rfc3339_millis("2026-01-01T00:03:12Z"), Some(1_767_225_792_000));
        for bad in [
            "2026-01-01 09:00:00",
            "2026-01-01T09:00:00",
            "2026-01-01T09:00+08:00",
            "20260101T090000Z",
            "1767225792",
            "",
        ] {
            assert_eq!(rfc3339_millis(bad), None, "{bad}");
        }
    }
}
