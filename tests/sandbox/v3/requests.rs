//! Who may call: judged before anything else of a request.

use super::caller::{JSAPI, MCH, NONCE, V3Shop, now, order};
use reqwest::Method;
use serde_json::Value;
use zhanggui::{
    domain::MchId,
    wechat::v3::{SERIAL, authorization},
};

const QUERY: &str = "/v3/pay/transactions/out-trade-no/SHOP0001?mchid=1900000001";

#[test]
fn a_request_that_is_not_provably_the_merchants_is_a_sign_error() {
    let v3 = V3Shop::new();
    let body = order("SHOP0001", 5000).to_string();
    let good = || v3.request(Method::POST, JSAPI, &body);
    let authorized = |from: &str, to: &str| {
        let request = good();
        let (_, value) = &request.headers[0];
        let spoilt = value.replace(from, to);
        assert_ne!(*value, spoilt);
        request.with("authorization", spoilt)
    };
    let at = |seconds: i64| v3.request_at(Method::POST, JSAPI, &body, now().plus(seconds));
    let merchant = MchId::parse(MCH).expect("a merchant");
    let serial = v3.key.serial().to_owned();
    let long_nonce = authorization(&merchant, &v3.key, "POST", JSAPI, now(), &"n".repeat(33), &body);
    let lower = serial.to_lowercase();
    let mut altered = good();
    altered.body = altered.body.replace("5000", "5001");
    let mut elsewhere = v3.request(Method::POST, "/v3/pay/transactions/app", &body);
    elsewhere.path = JSAPI.to_owned();
    let mut other_query = v3.request(Method::GET, QUERY, "");
    other_query.path = QUERY.replace("mchid", "%6Dchid");
    let cases = [
        ("nothing", good().without("authorization")),
        ("scheme", authorized("WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SM2-WITH-SM3")),
        ("scheme's blank", authorized("RSA2048 ", "RSA2048")),
        ("merchant", authorized(MCH, "1900000002")),
        ("serial", authorized(&serial, &"A".repeat(40))),
        ("serial in lower case", authorized(&serial, &lower)),
        ("attribute missing", authorized(&format!(",serial_no=\"{serial}\""), "")),
        ("attribute twice", authorized("mchid=", "nonce_str=\"x\",mchid=")),
        ("nonce of another", authorized(NONCE, &NONCE.replace('5', "6"))),
        ("nonce of none", authorized(NONCE, "")),
        ("nonce too long", good().with("authorization", long_nonce)),
        ("not base64", authorized("signature=\"", "signature=\" ")),
        ("too old", at(-300)),
        // Later by what passes between signing and judging.
        ("too new", at(310)),
        ("body", altered),
        ("path", elsewhere),
        ("query", other_query),
    ];
    for (name, request) in cases {
        let raw = v3.send(request).expect("an answer");
        assert_eq!((raw.status, raw.verdict().as_str()), (401, "SIGN_ERROR"), "{name}");
        assert_eq!(v3.proof(&raw), Ok(()), "{name}: a refusal is signed, too");
    }
    assert_eq!(v3.shop.sandbox.ledger().orders().count(), 0);
    for (name, request) in [("old", at(-290)), ("new", at(290))] {
        assert_eq!(v3.send(request).expect("an answer").verdict(), "SUCCESS", "{name}");
    }
}

#[test]
fn a_wrong_signature_is_told_what_wechat_signed() {
    let v3 = V3Shop::new();
    let mut request = v3.request(Method::POST, JSAPI, &order("SHOP0001", 5000).to_string());
    request.body.push(' ');
    let told = v3.send(request).expect("an answer").json();
    let information = &told["detail"]["sign_information"];
    assert_eq!((information["method"].as_str(), information["url"].as_str()), (Some("POST"), Some(JSAPI)));
    assert!(information["truncated_sign_message"].as_str().is_some_and(|text| text.starts_with("POST\n/v3/pay")));
    assert!(information["sign_message_length"].as_u64().is_some_and(|length| length > 300));
}

#[test]
fn the_attributes_come_in_any_order() {
    let v3 = V3Shop::new();
    let request = v3.request(Method::GET, QUERY, "");
    let (scheme, list) = request.headers[0].1.split_once(' ').expect("a scheme");
    let mut parts: Vec<&str> = list.split(',').collect();
    parts.reverse();
    let turned = format!("{scheme} {}", parts.join(","));
    let raw = v3.send(request.with("authorization", turned)).expect("an answer");
    assert_eq!(raw.status, 404, "judged, and no such order");
}

#[test]
fn the_other_headers_are_needed() {
    let v3 = V3Shop::new();
    let body = order("SHOP0001", 5000).to_string();
    let good = || v3.request(Method::POST, JSAPI, &body);
    for request in [
        good().without("user-agent"),
        good().with("accept", "text/html"),
        good().without("content-type"),
        good().with("content-type", "text/xml"),
        good().with("content-type", "application/json; charset=gbk"),
    ] {
        let raw = v3.send(request).expect("an answer");
        assert_eq!((raw.status, raw.verdict().as_str()), (400, "PARAM_ERROR"));
    }
    for request in
        [good().with("content-type", "application/json; charset=utf-8"), good().with("accept", "*/*").without(SERIAL)]
    {
        assert_eq!(v3.send(request).expect("an answer").verdict(), "SUCCESS");
    }
}

#[test]
fn another_method_or_a_value_nobody_asked_for_is_refused() {
    let v3 = V3Shop::new();
    assert_eq!(v3.get(JSAPI).status, 405);
    assert_eq!(v3.post(QUERY, &order("SHOP0001", 1)).status, 405);
    let more = format!("{QUERY}&x=1");
    assert_eq!(v3.get(&more).verdict(), "PARAM_ERROR");
    assert_eq!(v3.get("/v3/pay/transactions/out-trade-no/SHOP0001").verdict(), "PARAM_ERROR");
    assert_eq!(v3.get("/v3/pay/transactions/out-trade-no/SHOP0001?mchid=1900000002").verdict(), "MCH_NOT_EXISTS");
    let raw = v3.send(v3.request(Method::GET, QUERY, "{}").with("content-type", "application/json"));
    assert_eq!(raw.expect("an answer").verdict(), "PARAM_ERROR", "a GET has no body");
}

#[test]
fn a_merchant_without_permission_is_told_so() {
    let v3 = V3Shop::with(|config| config.v3_allowed = false);
    for raw in [v3.post(JSAPI, &order("SHOP0001", 1)), v3.get(QUERY)] {
        assert_eq!((raw.status, raw.verdict().as_str()), (403, "NO_AUTH"));
    }
}

#[test]
fn every_answer_has_a_request_id_and_errors_a_number_for_the_support() {
    let v3 = V3Shop::new();
    assert!(v3.post(JSAPI, &order("SHOP0001", 1)).header("Request-ID").ends_with("-0"));
    assert!(v3.get(&QUERY.replace("SHOP0001", "SHOP0002")).header("Request-ID").ends_with("-268512771"));
    let unknown = super::caller::but(order("SHOP0003", 1), "/x", Value::from(1));
    assert!(v3.post(JSAPI, &unknown).header("Request-ID").ends_with("-270924358"));
    assert_eq!(v3.shop.sandbox.ledger().orders().count(), 1);
}
