//! Orders of API v3: the same rules as v2's, over the same ledger.

use super::caller::{JSAPI, MCH, Raw, V3Shop, but, now, order};
use crate::shop::{fen, order_fields, order_no};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use zhanggui::{
    base::env::{Clock, Env},
    domain::{AppId, PrepayId, SignType, UnixSeconds},
    sandbox::{Fault, PayRefused, SandboxCall, TradeState},
};

#[test]
fn an_order_is_opened_paid_and_found_by_both_numbers() {
    let v3 = V3Shop::new();
    let prepay_id = v3.order("SHOP0001", 5000);
    let asked = v3.asked("SHOP0001");
    assert_eq!((asked["trade_state"].as_str(), asked["amount"]["total"].as_i64()), (Some("NOTPAY"), Some(5000)));
    let transaction_id = v3.shop.sandbox.pay_with_coupon(&prepay_id, fen(600)).expect("paid");
    let by_order = v3.asked("SHOP0001");
    let by_transaction = v3.get(&format!("/v3/pay/transactions/id/{transaction_id}?mchid={MCH}")).json();
    for asked in [by_order, by_transaction] {
        assert_eq!(asked["trade_state"], "SUCCESS");
        assert_eq!(asked["transaction_id"], transaction_id.as_str());
        assert_eq!(
            (asked["amount"]["total"].as_i64(), asked["amount"]["payer_total"].as_i64()),
            (Some(5000), Some(4400))
        );
        assert_eq!((asked["mchid"].as_str(), asked["trade_type"].as_str()), (Some(MCH), Some("JSAPI")));
        assert_eq!(asked["payer"]["openid"], "oTEST00000000000000000000001");
        let kinds: BTreeSet<_> =
            asked["promotion_detail"].as_array().expect("a list").iter().map(|one| one["type"].as_str()).collect();
        assert_eq!(kinds, [Some("CASH"), Some("NOCASH")].into());
    }
    let ledger = v3.shop.sandbox.ledger();
    assert_eq!(ledger.order(&order_no("SHOP0001")).expect("it").sign_type, SignType::Rsa);
}

#[test]
fn the_app_has_an_appid_of_its_own_and_no_payer() {
    let app = AppId::parse("wx7e57000000000009").expect("an app");
    let v3 = V3Shop::with(|config| config.account.app_channel_app_id = Some(app.clone()));
    let path = "/v3/pay/transactions/app";
    let good = but(but(order("SHOP0001", 1), "/payer", Value::Null), "/appid", json!(app.as_str()));
    let with_payer = but(good.clone(), "/payer", json!({ "openid": "oTEST00000000000000000000001" }));
    assert_eq!(v3.post(path, &with_payer).verdict(), "PARAM_ERROR");
    assert_eq!(v3.post(path, &but(order("SHOP0001", 1), "/payer", Value::Null)).verdict(), "APPID_MCHID_NOT_MATCH");
    let prepay_id = v3.post(path, &good).json()["prepay_id"].as_str().map(PrepayId::parse);
    v3.shop.sandbox.pay(&prepay_id.expect("one").expect("a prepay id")).expect("paid");
    assert_eq!(
        (v3.asked("SHOP0001")["appid"].as_str(), v3.asked("SHOP0001")["trade_type"].as_str()),
        (Some(app.as_str()), Some("APP"))
    );
}

#[test]
fn a_code_names_no_payer_and_is_paid_by_whoever_scans_it() {
    let v3 = V3Shop::new();
    let path = "/v3/pay/transactions/native";
    assert_eq!(v3.post(path, &order("SHOP0001", 1)).verdict(), "PARAM_ERROR");
    let told = v3.post(path, &but(order("SHOP0001", 1), "/payer", Value::Null)).json();
    assert!(told["prepay_id"].is_null());
    let stranger = v3.shop.sandbox.fresh_buyer();
    v3.shop.sandbox.scan(told["code_url"].as_str().expect("a code"), &stranger).expect("paid");
    let asked = v3.asked("SHOP0001");
    assert_eq!((asked["trade_state"].as_str(), asked["trade_type"].as_str()), (Some("SUCCESS"), Some("NATIVE")));
    assert_eq!(asked["payer"]["openid"], stranger.as_str());
}

#[test]
fn a_request_that_breaks_a_rule_opens_nothing() {
    let v3 = V3Shop::new();
    let soon = now().plus(50).to_rfc3339();
    for (path, value, expected) in [
        ("/appid", Value::Null, "PARAM_ERROR"),
        ("/mchid", Value::Null, "PARAM_ERROR"),
        ("/description", Value::Null, "PARAM_ERROR"),
        ("/out_trade_no", Value::Null, "PARAM_ERROR"),
        ("/notify_url", Value::Null, "PARAM_ERROR"),
        ("/amount", Value::Null, "PARAM_ERROR"),
        ("/amount/total", Value::Null, "PARAM_ERROR"),
        ("/payer", Value::Null, "PARAM_ERROR"),
        ("/payer/openid", Value::Null, "PARAM_ERROR"),
        ("/appid", json!("wx7e57000000000002"), "APPID_MCHID_NOT_MATCH"),
        ("/mchid", json!("1900000002"), "MCH_NOT_EXISTS"),
        ("/description", json!("长".repeat(128)), "PARAM_ERROR"),
        ("/description", json!(""), "PARAM_ERROR"),
        ("/description", json!("茶🫖"), "PARAM_ERROR"),
        ("/attach", json!("长".repeat(129)), "PARAM_ERROR"),
        ("/attach", json!(""), "PARAM_ERROR"),
        ("/goods_tag", json!([]), "PARAM_ERROR"),
        ("/out_trade_no", json!("short"), "PARAM_ERROR"),
        ("/out_trade_no", json!("SHOP|0001"), "PARAM_ERROR"),
        ("/out_trade_no", json!("S".repeat(33)), "PARAM_ERROR"),
        ("/amount/total", json!(0), "PARAM_ERROR"),
        ("/amount/total", json!(-1), "PARAM_ERROR"),
        ("/amount/total", json!(1.0), "PARAM_ERROR"),
        ("/amount/total", json!("1"), "PARAM_ERROR"),
        ("/amount/currency", json!("USD"), "PARAM_ERROR"),
        ("/payer/openid", json!("oSomebodyWhoNeverLoggedIn001"), "OPENID_MISMATCH"),
        ("/time_expire", json!(soon), "PARAM_ERROR"),
        ("/time_expire", json!("20990101000000"), "PARAM_ERROR"),
        ("/time_expire", json!("2099-01-01 00:00:00"), "PARAM_ERROR"),
        ("/notify_url", json!("http://shop.example/pay"), "PARAM_ERROR"),
        ("/notify_url", json!("https://shop.example/pay?x=1"), "PARAM_ERROR"),
        ("/notify_url", json!("https://192.168.1.5/pay"), "PARAM_ERROR"),
        ("/notify_url", json!("shop.example/pay"), "PARAM_ERROR"),
        ("/nobody_knows", json!(1), "PARAM_ERROR"),
        ("/amount/nobody_knows", json!(1), "PARAM_ERROR"),
        ("/scene_info", json!({ "device_id": "1" }), "PARAM_ERROR"),
    ] {
        let body = but(order("SHOP0001", 5000), path, value);
        let raw = v3.post(JSAPI, &body);
        assert_eq!(raw.verdict(), expected, "{body}");
        assert_eq!(raw.status == 500, expected == "OPENID_MISMATCH", "{body}");
    }
    let null = order("SHOP0001", 5000).to_string().replacen('{', "{\"attach\":null,", 1);
    let twice = order("SHOP0001", 5000).to_string().replacen('{', "{\"mchid\":\"1900000001\",", 1);
    for body in [null, twice] {
        let raw = v3.send(v3.request(reqwest::Method::POST, JSAPI, &body)).expect("an answer");
        assert_eq!(raw.verdict(), "PARAM_ERROR", "{body}");
    }
    assert_eq!(v3.shop.sandbox.ledger().orders().count(), 0);
}

#[test]
fn every_field_the_protocol_names_is_taken() {
    let v3 = V3Shop::new();
    let mut whole = order("SHOP0001", 5000);
    for (path, value) in [
        ("/time_expire", json!(now().plus(90).to_rfc3339())),
        ("/attach", json!("store=1")),
        ("/goods_tag", json!("WXG")),
        ("/support_fapiao", json!(true)),
        ("/limit_pay", json!(["no_credit"])),
        ("/settle_info", json!({ "profit_sharing": false })),
        (
            "/detail",
            json!({ "cost_price": 608_800, "invoice_id": "1", "goods_detail": [{ "merchant_goods_id": "1246464644",
                "wechatpay_goods_id": "1001", "goods_name": "iPhone", "quantity": 1, "unit_price": 5000 }] }),
        ),
        (
            "/scene_info",
            json!({ "payer_client_ip": "203.0.113.7", "device_id": "013467007045764",
                "store_info": { "id": "0001", "name": "店", "area_code": "440305", "address": "路" } }),
        ),
    ] {
        whole = but(whole, path, value);
    }
    assert_eq!(v3.post(JSAPI, &whole).verdict(), "SUCCESS");
    let ledger = v3.shop.sandbox.ledger();
    let known = ledger.order(&order_no("SHOP0001")).expect("it");
    assert_eq!((known.attach.as_str(), known.expires_at.is_some()), ("store=1", true));
}

#[test]
fn an_identical_request_goes_on_with_the_order_and_another_is_refused() {
    let v3 = V3Shop::new();
    let (first, second) = (v3.order("SHOP0001", 5000), v3.order("SHOP0001", 5000));
    assert_ne!(first, second);
    assert_eq!(v3.post(JSAPI, &order("SHOP0001", 5001)).verdict(), "INVALID_REQUEST");
    assert_eq!(v3.post(JSAPI, &but(order("SHOP0001", 5000), "/attach", json!("x"))).verdict(), "INVALID_REQUEST");
    assert_eq!(v3.shop.verdict("/pay/unifiedorder", &order_fields("SHOP0001", "5000")), "INVALID_REQUEST");
    v3.shop.sandbox.pay(&first).expect("paid");
    let raw = v3.post(JSAPI, &order("SHOP0001", 5000));
    assert_eq!((raw.status, raw.verdict().as_str()), (403, "OUT_TRADE_NO_USED"));
}

#[test]
fn a_closed_order_is_closed_for_good_and_closing_twice_is_harmless() {
    let v3 = V3Shop::new();
    let prepay_id = v3.order("SHOP0001", 5000);
    let close = |no: &str| v3.post(&format!("/v3/pay/transactions/out-trade-no/{no}/close"), &json!({ "mchid": MCH }));
    for _ in 0..2 {
        let raw = close("SHOP0001");
        assert_eq!((raw.status, raw.body.len(), raw.header("content-type")), (204, 0, ""));
    }
    assert_eq!(v3.shop.sandbox.pay(&prepay_id), Err(PayRefused::Closed));
    assert_eq!(v3.asked("SHOP0001")["trade_state"], "CLOSED");
    assert_eq!(v3.post(JSAPI, &order("SHOP0001", 5000)).verdict(), "ORDER_CLOSED");
    v3.paid("SHOP0002");
    let (paid, unknown) = (close("SHOP0002"), close("SHOP0003"));
    assert_eq!((paid.status, paid.verdict().replace('_', "").as_str()), (400, "ORDERPAID"));
    assert_eq!((unknown.status, unknown.verdict().replace('_', "").as_str()), (404, "ORDERNOTEXIST"));
    let ledger = v3.shop.sandbox.ledger();
    assert_eq!(ledger.order(&order_no("SHOP0001")).expect("it").state, TradeState::Closed);
}

#[test]
fn what_nobody_opened_does_not_exist_under_either_spelling() {
    let v3 = V3Shop::new();
    let asked = |path: &str| v3.get(path);
    let spellings: BTreeSet<_> = (0..60)
        .map(|_| asked(&format!("/v3/pay/transactions/out-trade-no/SHOP0001?mchid={MCH}")))
        .map(|raw| (raw.status, raw.verdict()))
        .collect();
    assert_eq!(spellings, [(404, "ORDER_NOT_EXIST".to_owned()), (404, "ORDERNOTEXIST".to_owned())].into());
    let by_id = |id: &str| asked(&format!("/v3/pay/transactions/id/{id}?mchid={MCH}"));
    assert_eq!(by_id(&"4".repeat(28)).status, 404);
    assert_eq!(by_id("4200000").verdict(), "PARAM_ERROR");
}

#[test]
fn an_escaped_number_is_the_number_and_signed_as_it_travels() {
    let v3 = V3Shop::new();
    v3.order("SHOP*0001", 5000);
    let asked = v3.get(&format!("/v3/pay/transactions/out-trade-no/SHOP%2A0001?mchid={MCH}")).json();
    assert_eq!(asked["out_trade_no"], "SHOP*0001");
}

#[test]
fn an_order_of_one_interface_is_known_to_the_other() {
    let v3 = V3Shop::new();
    v3.shop.paid("SHOP0001");
    v3.paid("SHOP0002");
    assert_eq!(v3.asked("SHOP0001")["trade_state"], "SUCCESS");
    assert_eq!(v3.shop.call("/pay/orderquery", &[("out_trade_no", "SHOP0002")])["trade_state"], "SUCCESS");
}

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> UnixSeconds {
        now().plus(self.0.load(Ordering::SeqCst))
    }
}

#[test]
fn an_order_is_closed_by_itself_at_its_end_or_after_a_week() {
    let clock = Arc::new(SetClock(AtomicI64::new(0)));
    let env = Env { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Env::system() };
    let v3 = V3Shop::with_env(env, |_| {});
    let end = now().plus(120).to_rfc3339();
    v3.post(JSAPI, &but(order("SHOP0001", 1), "/time_expire", json!(end)));
    v3.order("SHOP0002", 1);
    let state = |no: &str| {
        let path = format!("/v3/pay/transactions/out-trade-no/{no}?mchid={MCH}");
        let request = v3.request_at(reqwest::Method::GET, &path, "", clock.now());
        v3.send(request).expect("an answer").json()["trade_state"].as_str().map(str::to_owned)
    };
    let at = |seconds: i64| {
        clock.0.store(seconds, Ordering::SeqCst);
        (state("SHOP0001").unwrap_or_default(), state("SHOP0002").unwrap_or_default())
    };
    let both = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(at(100), both("NOTPAY", "NOTPAY"));
    assert_eq!(at(130), both("CLOSED", "NOTPAY"));
    assert_eq!(at(7 * 86_400 + 10), both("CLOSED", "CLOSED"));
}

#[test]
fn answers_come_in_no_order_and_with_fields_nobody_knows() {
    let v3 = V3Shop::new();
    v3.paid("SHOP0001");
    let path = format!("/v3/pay/transactions/out-trade-no/SHOP0001?mchid={MCH}");
    let all: Vec<String> = (0..40).map(|_| String::from_utf8(v3.get(&path).body).expect("text")).collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert!(distinct.len() > 30, "{} of 40 differ", distinct.len());
    assert!(
        all.iter().any(|text| text.contains("subsidy_info")) && all.iter().any(|text| !text.contains("subsidy_info"))
    );
    assert!(all.iter().any(|text| text.contains("\\u652f")), "escapes nobody needs, now and then");
}

#[test]
fn the_date_of_an_answer_is_the_one_signatures_are_judged_by() {
    let clock = Arc::new(SetClock(AtomicI64::new(-400 * 86_400)));
    let env = Env { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Env::system() };
    let v3 = V3Shop::with_env(env, |_| {});
    let path = format!("/v3/pay/transactions/out-trade-no/SHOP0001?mchid={MCH}");
    let date = |raw: Raw| {
        let date = jiff::fmt::rfc2822::parse(raw.header("date")).expect("a date");
        UnixSeconds::new(date.timestamp().as_second())
    };
    let unsigned = v3.request(reqwest::Method::GET, &path, "");
    assert!(clock.now().since(date(v3.send(unsigned).expect("an answer"))).abs() < 60);
    v3.shop.sandbox.faults().next(SandboxCall::OrderQuery, Fault::BadGateway, 1);
    let signed = v3.request_at(reqwest::Method::GET, &path, "", clock.now());
    assert!(clock.now().since(date(v3.send(signed).expect("an answer"))).abs() < 60);
}
