//! The mini program's server API: logins, tokens, shipments.

use crate::shop::{SECRET, Shop, account, buyer, fen, order_no};
use serde_json::{Value, json};
use std::time::Duration;
use zhanggui::{
    base::env::{Clock, Env},
    domain::{OpenId, TransactionId, UnixSeconds},
    sandbox::{Fault, RefundFate, SandboxCall},
};

const UPLOAD: &str = "/wxa/sec/order/upload_shipping_info";
const GET: &str = "/wxa/sec/order/get_order";
const REMIND: &str = "/wxa/sec/order/notify_confirm_receive";
const VECTORS: &str = include_str!("../fixtures/wechat/mp-shipping.json");

fn login(shop: &Shop, query: &str) -> Value {
    let request = shop.without.get(shop.url(&format!("/sns/jscode2session?{query}")));
    let text = shop.runtime.block_on(async { request.send().await.expect("sent").text().await.expect("text") });
    serde_json::from_str(&text).expect("JSON")
}

fn good_query(code: &str) -> String {
    format!("appid=wx7e57000000000001&secret={SECRET}&js_code={code}&grant_type=authorization_code")
}

fn post(shop: &Shop, path: &str, body: &Value) -> Value {
    let (status, text) = shop.post(&shop.without, path, body.to_string()).expect("an answer");
    assert_eq!(status, 200);
    serde_json::from_str(&text).expect("JSON")
}

fn token(shop: &Shop, force: bool) -> Value {
    let asked = json!({ "grant_type": "client_credential", "appid": "wx7e57000000000001", "secret": SECRET, "force_refresh": force });
    post(shop, "/cgi-bin/stable_token", &asked)
}

fn call(shop: &Shop, path: &str, body: &Value) -> Value {
    let token = token(shop, false)["access_token"].as_str().expect("a token").to_owned();
    post(shop, &format!("{path}?access_token={token}"), body)
}

fn code_of(answer: &Value) -> i64 {
    answer["errcode"].as_i64().unwrap_or(0)
}

/// A shop with the order of the vectors, paid.
fn shop_of_the_vectors() -> Shop {
    let shop = Shop::new();
    let transaction = TransactionId::parse("4200000000202601010000000001").expect("a transaction");
    shop.sandbox
        .add_paid_order(&order_no("SHOP20260101000001"), fen(5000), &buyer(), Some(transaction))
        .expect("added");
    shop
}

fn vector(name: &str) -> Value {
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors");
    let cases = vectors["upload_shipping_info"].as_array().expect("cases").clone();
    cases.into_iter().find(|case| case["name"] == name).expect("the case")["request"].clone()
}

#[test]
fn a_login_code_is_worth_one_buyer_once() {
    let shop = Shop::new();
    let who = OpenId::parse("oSomebody-else_0000000000001").expect("an openid");
    let code = shop.sandbox.login_code(&who);
    let answer = login(&shop, &good_query(&code));
    assert_eq!(answer["openid"], who.as_str());
    assert!(answer["session_key"].as_str().is_some_and(|key| key.len() == 24));
    assert_eq!(code_of(&login(&shop, &good_query(&code))), 40_163);
    assert_eq!(code_of(&login(&shop, &good_query("made-up"))), 40_029);
}

#[test]
fn a_wrong_app_or_secret_logs_nobody_in_and_spends_no_code() {
    let shop = Shop::new();
    let code = shop.sandbox.login_code(&buyer());
    let good = good_query(&code);
    for (from, to, expected) in [
        ("wx7e57000000000001", "wx7e57000000000002", 40_013),
        (SECRET, "ffffffffffffffffffffffffffffffff", 40_125),
        ("authorization_code", "client_credential", 40_002),
        ("js_code", "code", 41_008),
        ("appid=", "app=", 41_002),
        ("secret=", "key=", 41_004),
    ] {
        assert_eq!(code_of(&login(&shop, &good.replace(from, to))), expected, "{from}");
    }
    shop.sandbox.faults().next(SandboxCall::Login, Fault::SystemErrorBefore, 1);
    assert_eq!(code_of(&login(&shop, &good)), -1);
    assert_eq!(login(&shop, &good)["openid"], buyer().as_str());
}

/// A clock that a test moves.
struct Hand(std::sync::atomic::AtomicI64);

impl Clock for Hand {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

fn by_hand() -> (std::sync::Arc<Hand>, Shop) {
    let hand = std::sync::Arc::new(Hand(1_788_230_400.into()));
    let env = Env { clock: hand.clone(), ..Env::system() };
    (hand.clone(), Shop::with_env(env, |_| {}))
}

fn pass(hand: &Hand, secs: i64) {
    hand.0.fetch_add(secs, std::sync::atomic::Ordering::SeqCst);
}

#[test]
fn a_login_code_lives_five_minutes() {
    let (hand, shop) = by_hand();
    let (first, second) = (shop.sandbox.login_code(&buyer()), shop.sandbox.login_code(&buyer()));
    pass(&hand, 299);
    assert_eq!(code_of(&login(&shop, &good_query(&first))), 0);
    pass(&hand, 1);
    assert_eq!(code_of(&login(&shop, &good_query(&second))), 40_029);
}

#[test]
fn a_token_stays_the_same_until_five_minutes_before_its_end() {
    let (hand, shop) = by_hand();
    let text = |answer: &Value| answer["access_token"].as_str().expect("a token").to_owned();
    let first = text(&token(&shop, false));
    pass(&hand, 6800);
    assert_eq!(first, text(&token(&shop, false)));
    pass(&hand, 200);
    let second = token(&shop, false);
    assert_ne!(first, text(&second));
    assert_eq!(second["expires_in"], 7200);
    let with =
        |token: &str| code_of(&post(&shop, &format!("{GET}?access_token={token}"), &json!({ "transaction_id": "1" })));
    assert_eq!((with(&first), with(&text(&second))), (10_060_001, 10_060_001), "both are good for five minutes");
    pass(&hand, 200);
    assert_eq!((with(&first), with(&text(&second)), with("x"), with("")), (42_001, 10_060_001, 40_014, 41_001));
    let third = text(&token(&shop, true));
    assert_eq!((with(&text(&second)), with(&third)), (40_001, 10_060_001), "a forced refresh kills the one before");
    assert_eq!(code_of(&token(&shop, true)), 45_011);
    for _ in 0..19 {
        pass(&hand, 30);
        assert_eq!(code_of(&token(&shop, true)), 0);
    }
    pass(&hand, 30);
    assert_eq!(code_of(&token(&shop, true)), 45_009);
}

#[test]
fn every_shipping_case_of_the_vectors_is_judged_as_it_says() {
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors");
    for case in vectors["upload_shipping_info"].as_array().expect("cases") {
        let shop = shop_of_the_vectors();
        let answer = call(&shop, UPLOAD, &case["request"]);
        let valid = case["locally_valid"].as_bool().expect("a verdict");
        assert_eq!(code_of(&answer) == 0, valid, "{}: {answer}", case["name"]);
        if let Some(expected) = case["would_be_error"].as_i64() {
            assert_eq!(code_of(&answer), expected, "{}", case["name"]);
        }
    }
}

#[test]
fn an_order_is_shipped_once_and_once_again() {
    let shop = shop_of_the_vectors();
    let first = vector("express, one parcel (SF with masked contact)");
    assert_eq!(code_of(&call(&shop, UPLOAD, &first)), 0);
    assert_eq!(code_of(&call(&shop, UPLOAD, &first)), 10_060_023, "a repeat after a lost answer changes nothing");
    let mut other = first.clone();
    other["shipping_list"][0]["tracking_no"] = json!("SF2");
    assert_eq!(code_of(&call(&shop, UPLOAD, &other)), 10_060_014, "the time must grow");
    other["upload_time"] = json!("2026-01-01T09:00:01.000+08:00");
    assert_eq!(code_of(&call(&shop, UPLOAD, &other)), 0);
    other["upload_time"] = json!("2026-01-01T09:00:02.000+08:00");
    other["shipping_list"][0]["tracking_no"] = json!("SF3");
    assert_eq!(code_of(&call(&shop, UPLOAD, &other)), 10_060_003);
    let key = json!({ "merchant_id": account().mch_id.as_str(), "merchant_trade_no": "SHOP20260101000001" });
    let order = call(&shop, GET, &key)["order"].clone();
    assert_eq!(order["shipping"]["shipping_list"][0]["tracking_no"], "SF2");
    assert_eq!(
        (order["order_state"].as_i64(), order["shipping"]["finish_shipping_count"].as_i64()),
        (Some(2), Some(2))
    );
}

#[test]
fn a_split_shipment_grows_parcel_by_parcel() {
    let shop = shop_of_the_vectors();
    let key = json!({ "transaction_id": "4200000000202601010000000001" });
    assert_eq!(code_of(&call(&shop, UPLOAD, &vector("split delivery, first of two parcels"))), 0);
    assert_eq!(call(&shop, GET, &key)["order"]["order_state"], 1);
    assert_eq!(code_of(&call(&shop, UPLOAD, &vector("split delivery, both parcels"))), 0);
    let order = call(&shop, GET, &key)["order"].clone();
    assert_eq!(
        (order["order_state"].as_i64(), order["shipping"]["finish_shipping_count"].as_i64()),
        (Some(2), Some(1))
    );
    assert_eq!(order["shipping"]["shipping_list"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_does_not_fit_the_payment_is_not_shipped() {
    let shop = shop_of_the_vectors();
    let good = vector("express, one parcel (SF with masked contact)");
    let with = |path: &[&str], value: &str| {
        let mut request = good.clone();
        let place = path.iter().fold(&mut request, |place, name| &mut place[*name]);
        *place = json!(value);
        code_of(&call(&shop, UPLOAD, &request))
    };
    assert_eq!(with(&["order_key", "out_trade_no"], "SHOP20260101000009"), 10_060_001);
    assert_eq!(with(&["order_key", "mchid"], "1900000002"), 10_060_001);
    assert_eq!(with(&["payer", "openid"], "oSomebodyElse"), 10_060_031);
    let token = token(&shop, false)["access_token"].as_str().expect("a token").to_owned();
    let (_, text) =
        shop.post(&shop.without, &format!("{UPLOAD}?access_token={token}"), "not JSON".to_owned()).expect("an answer");
    assert!(text.contains("47001"));
    let refunded = [
        ("out_trade_no", "SHOP20260101000001"),
        ("out_refund_no", "R1"),
        ("total_fee", "5000"),
        ("refund_fee", "5000"),
    ];
    assert_eq!(shop.verdict("/secapi/pay/refund", &refunded), "SUCCESS");
    shop.sandbox.settle(&zhanggui::domain::RefundNo::parse("R1").expect("a number"), RefundFate::Success);
    assert_eq!(code_of(&call(&shop, UPLOAD, &good)), 10_060_004);
}

#[test]
fn a_fresh_payment_is_not_known_to_the_shipping_interfaces_yet() {
    let hand = std::sync::Arc::new(Hand(1_788_230_400.into()));
    let env = Env { clock: hand.clone(), ..Env::system() };
    let shop = Shop::with_env(env, |config| config.shipping_lag = Duration::from_mins(1));
    let transaction_id = shop.paid("SHOP0001");
    let key = json!({ "transaction_id": transaction_id.as_str() });
    assert_eq!(code_of(&call(&shop, GET, &key)), 10_060_001);
    pass(&hand, 60);
    assert_eq!(code_of(&call(&shop, GET, &key)), 0);
}

#[test]
fn the_names_of_the_upload_are_wrong_where_one_asks() {
    let shop = shop_of_the_vectors();
    let wrong = json!({ "mchid": "1900000001", "out_trade_no": "SHOP20260101000001" });
    assert_eq!(code_of(&call(&shop, GET, &wrong)), 47_001);
}

#[test]
fn a_buyer_is_reminded_once_and_only_of_an_express_parcel() {
    let shop = shop_of_the_vectors();
    let remind = |at: i64| {
        let asked = json!({ "transaction_id": "4200000000202601010000000001", "received_time": at });
        code_of(&call(&shop, REMIND, &asked))
    };
    assert_eq!(remind(1_767_300_000), 10_060_028);
    call(&shop, UPLOAD, &vector("express, one parcel (SF with masked contact)"));
    assert_eq!((remind(1_767_000_000), remind(1_767_300_000), remind(1_767_300_000)), (10_060_029, 0, 10_060_030));
    let other = shop_of_the_vectors();
    call(&other, UPLOAD, &vector("self pick-up"));
    let asked = json!({ "transaction_id": "4200000000202601010000000001", "received_time": 1_767_300_000 });
    assert_eq!(code_of(&call(&other, REMIND, &asked)), 10_060_032);
}

#[test]
fn the_delivery_companies_are_listed() {
    let shop = Shop::new();
    let list = call(&shop, "/cgi-bin/express/delivery/open_msg/get_delivery_list", &json!({}));
    let companies = list["delivery_list"].as_array().expect("a list");
    assert_eq!(list["count"].as_u64(), u64::try_from(companies.len()).ok());
    assert!(companies.iter().any(|company| company["delivery_id"] == "YD" && company["delivery_name"] == "韵达速递"));
}
