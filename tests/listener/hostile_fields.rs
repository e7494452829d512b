//! Genuine messages about something else, rightly signed: a buyer of another order, another shop's payment. Each field
//! that matters is changed alone; nothing moves, and each leaves one mark for the owner.

use crate::hostile_cases::TRANSACTION;
use crate::http;
use crate::world::*;
use zhanggui::domain::{NoticeVerdict, OrderNo, OrderState, PaymentState, SignType};
use zhanggui::events::ShopEvent;
use zhanggui::wechat::v2::sign;

/// What the notification says instead, how it is signed, the verdict, and whether WeChat is asked about the order.
struct Other {
    field: &'static str,
    value: &'static str,
    verdict: NoticeVerdict,
    asked: bool,
}

const fn other(field: &'static str, value: &'static str, verdict: NoticeVerdict, asked: bool) -> Other {
    Other { field, value, verdict, asked }
}

const OTHERS: &[Other] = &[
    other("mch_id", "1900000110", NoticeVerdict::OtherMerchant, false),
    other("mch_id", "190000010", NoticeVerdict::OtherMerchant, false),
    other("appid", "wx2421b1c4370ec43c", NoticeVerdict::OtherMerchant, false),
    other("appid", "WX2421B1C4370EC43B", NoticeVerdict::OtherMerchant, false),
    other("total_fee", "7799", NoticeVerdict::Differs, true),
    other("total_fee", "7801", NoticeVerdict::Differs, true),
    other("total_fee", "0", NoticeVerdict::Differs, true),
    other("total_fee", "99999999999", NoticeVerdict::Differs, true),
    other("total_fee", "9223372036854775807", NoticeVerdict::BadField, false),
    other("total_fee", "7.8e3", NoticeVerdict::BadField, false),
    other("fee_type", "USD", NoticeVerdict::Differs, true),
    other("fee_type", "cny", NoticeVerdict::Differs, true),
    other("out_trade_no", "SC20260901-00000000", NoticeVerdict::UnknownNumber, true),
    other("out_trade_no", "x", NoticeVerdict::BadField, false),
    other("transaction_id", "", NoticeVerdict::BadField, false),
    other("transaction_id", "42' OR 1=1", NoticeVerdict::BadField, false),
    other("time_end", "", NoticeVerdict::BadField, false),
    other("result_code", "FAIL", NoticeVerdict::NotPaid, false),
    other("result_code", "", NoticeVerdict::BadField, false),
    other("return_code", "FAIL", NoticeVerdict::NotPaid, false),
    other("return_code", "", NoticeVerdict::BadField, false),
    other("sign_type", "MD5", NoticeVerdict::Differs, true),
];

/// Signed as `sign_type` says, with the right key.
fn message(order_no: &str, field: &str, value: &str) -> String {
    let mut fields = paid_fields(order_no, TRANSACTION, "7800");
    fields.iter_mut().filter(|(name, _)| *name == field).for_each(|it| it.1 = value);
    let way = if (field, value) == ("sign_type", "MD5") { SignType::Md5 } else { SignType::HmacSha256 };
    sign::write_signed(&fields, &account().key, way)
}

#[test]
fn every_field_of_a_rightly_signed_message_must_be_our_orders() {
    for Other { field, value, verdict, asked } in OTHERS {
        let shop = World::new();
        let order_no = shop.order_being_paid();
        let (before, place) = (shop.order(&order_no), format!("{field} = {value:?}"));
        shop.heard.lock().unwrap().clear();
        let reply = shop.notify(&message(&order_no, field, value));
        assert_eq!(reply.body.contains("SUCCESS"), *verdict == NoticeVerdict::NotPaid, "{place}: {reply:?}");
        assert_eq!(shop.verdicts(), [*verdict], "{place}: one mark");
        assert_eq!(shop.heard(&ShopEvent::NoticeListed), 1, "{place}: told once");
        let after = shop.order(&order_no);
        assert_eq!((after.row, after.payment), (before.row, before.payment), "{place}: nothing moves");
        assert_eq!(after.history.len(), before.history.len(), "{place}: nothing is in the history");
        let about = if *field == "out_trade_no" { *value } else { &order_no };
        let asks = OrderNo::parse(about).map_or(0, |no| shop.heard(&ShopEvent::PaymentNoticed(no)));
        assert_eq!(asks, usize::from(*asked), "{place}: only WeChat's own word can tell what it is");
    }
    println!("fields that differ {}, steps taken 0", OTHERS.len());
}

#[test]
fn a_tiny_order_does_not_pay_a_big_one() {
    let shop = World::new();
    let (tiny, big) = (shop.order_being_paid(), shop.order_being_paid());
    assert!(shop.notify(&paid_notice(&tiny, TRANSACTION, "7800")).body.contains("SUCCESS"));
    // The very transaction of the one, rightly signed, about the other.
    let reply = shop.notify(&paid_notice(&big, TRANSACTION, "7800"));
    assert!(reply.body.contains("FAIL"), "{reply:?}");
    let order = shop.order(&big);
    assert_eq!((order.row.state, order.payment), (OrderState::ToPay, PaymentState::Waiting));
    assert_eq!(shop.verdicts().iter().filter(|verdict| **verdict == NoticeVerdict::Differs).count(), 1);
}

#[test]
fn a_page_in_a_browser_or_a_name_that_leads_back_here_has_no_effect() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.order_being_paid();
    let before = shop.order(&order_no);
    let forged = paid_notice(&order_no, TRANSACTION, "7800").replace("7800", "1");
    let pages: [&[(&str, &str)]; 4] = [
        &[("Origin", "https://evil.example"), ("Content-Type", "text/plain")],
        &[("Origin", "null"), ("Content-Type", "application/x-www-form-urlencoded")],
        // DNS rebinding: the page's own name now means this computer.
        &[("Host", "evil.example:8719"), ("Origin", "http://evil.example:8719"), ("Sec-Fetch-Site", "same-origin")],
        &[("Host", "localhost:8719"), ("Referer", "http://localhost:8719/"), ("Cookie", "session=1")],
    ];
    let order_path = format!("/api/v1/orders/{order_no}");
    for headers in pages {
        let hook = http::send(shop.door, &pay_notice(&forged, headers));
        assert!(hook.body.contains("FAIL"), "{hook:?}");
        for (method, path, body) in [
            ("GET", "/api/v1/products", ""),
            ("GET", order_path.as_str(), ""),
            ("POST", "/api/v1/orders", ORDER),
            ("POST", &format!("{order_path}/pay"), r#"{"channel":"app"}"#),
            ("OPTIONS", "/api/v1/orders", ""),
            ("GET", "/healthz?probe=c0ffee", ""),
        ] {
            let reply = http::send(shop.door, &http::request(method, path, headers, body));
            for (name, _) in &reply.headers {
                assert!(!name.starts_with("access-control-") && name != "set-cookie", "{method} {path}: {reply:?}");
            }
            let public = path.ends_with("/products") || path.starts_with("/healthz");
            assert!(public || matches!(reply.status, 401 | 404 | 415), "{method} {path}: {reply:?}");
        }
    }
    assert_eq!(shop.order(&order_no), before);
    let mine = shop.call("GET", "/orders", &token, "").json();
    assert_eq!(mine["orders"].as_array().map(Vec::len), Some(1), "no page has ordered anything");
}
