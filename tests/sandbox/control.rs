//! A sandbox that runs alone is steered over HTTPS.

use crate::shop::{Shop, buyer, fen};
use serde_json::{Value, json};
use zhanggui::sandbox::{Fault, SandboxCall};

fn send(shop: &Shop, method: reqwest::Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let mut request = shop.without.request(method, shop.url(path));
    if let Some(body) = body {
        request = request.json(&body);
    }
    shop.runtime.block_on(async {
        let response = request.send().await.expect("sent");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    })
}

fn post(shop: &Shop, path: &str, body: Value) -> (u16, Value) {
    send(shop, reqwest::Method::POST, path, Some(body))
}

#[test]
fn a_buyer_logs_in_and_pays_and_the_ledger_shows_it() {
    let shop = Shop::new();
    let (_, login) = post(&shop, "/sandbox/login_code", json!({ "openid": buyer().as_str() }));
    assert_eq!(login["openid"], buyer().as_str());
    let (_, stranger) = post(&shop, "/sandbox/login_code", json!({}));
    assert!(stranger["openid"].as_str().is_some_and(|openid| openid.len() == 28));
    let prepay_id = shop.order("SHOP0001", "1000");
    let package = format!("prepay_id={prepay_id}");
    let (status, paid) = post(&shop, "/sandbox/pay", json!({ "prepay_id": package }));
    assert_eq!((status, paid["transaction_id"].as_str().map(str::len)), (200, Some(28)));
    let (status, refused) = post(&shop, "/sandbox/pay", json!({ "prepay_id": package }));
    assert_eq!((status, refused["error"].as_str()), (422, Some("the order is paid already")));
    assert_eq!(shop.refund("SHOP0001", "R1", "400"), "SUCCESS");
    let (_, books) = send(&shop, reqwest::Method::GET, "/sandbox/ledger", None);
    assert_eq!(books["audit"], "ok");
    assert_eq!(books["payouts"], json!({ "R1": 1 }));
    assert_eq!(
        (books["paid_in_fen"].as_i64(), books["paid_out_fen"].as_i64(), books["balance_fen"].as_i64()),
        (Some(1000), Some(400), Some(600))
    );
    let (_, changed) = post(&shop, "/sandbox/refunds", json!({ "refund_no": "R1", "fate": "success" }));
    assert_eq!(changed["changed"], true);
    let (_, calls) = send(&shop, reqwest::Method::GET, "/sandbox/calls", None);
    assert_eq!(calls["calls"].as_array().map(Vec::len), Some(2));
}

#[test]
fn faults_and_the_balance_are_set_from_outside() {
    let shop = Shop::new();
    let (_, waiting) = post(&shop, "/sandbox/faults", json!({ "call": "refund", "fault": "answer_lost", "times": 2 }));
    assert_eq!(waiting["waiting"], 2);
    post(&shop, "/sandbox/faults", json!({ "call": "order_query", "fault": { "slow_millis": 1 }, "permille": 1000 }));
    let (_, cleared) = send(&shop, reqwest::Method::DELETE, "/sandbox/faults", None);
    assert_eq!(cleared["waiting"], 0);
    let (_, balance) = post(&shop, "/sandbox/balance", json!({ "amount_fen": 500 }));
    assert_eq!((balance["balance_fen"].as_i64(), shop.sandbox.ledger().balance()), (Some(500), fen(500)));
    let (_, withdrawn) = send(&shop, reqwest::Method::DELETE, "/sandbox/balance", None);
    assert_eq!(withdrawn["withdrawn_fen"], 500);
    let (status, _) = post(&shop, "/sandbox/balance", json!({ "amount_fen": -1 }));
    assert_eq!(status, 422);
    let tunnel = |end: &str| {
        post(&shop, "/sandbox/tunnel", json!({ "public_url": "https://shop.example", "listener_url": end })).0
    };
    assert_eq!((tunnel("http://127.0.0.1:8719"), tunnel("http://192.168.1.9:80")), (200, 422));
    let order = json!({ "order_no": "SHOP0001", "total_fen": 1000, "openid": buyer().as_str() });
    assert_eq!(post(&shop, "/sandbox/paid_orders", order.clone()).0, 200);
    assert_eq!(post(&shop, "/sandbox/paid_orders", order).0, 422);
}

#[test]
fn somebody_refunds_on_the_platform_past_the_shop() {
    let shop = Shop::new();
    let order = json!({ "order_no": "SHOP0001", "total_fen": 1000, "openid": buyer().as_str() });
    post(&shop, "/sandbox/paid_orders", order);
    post(&shop, "/sandbox/balance", json!({ "amount_fen": 500 }));
    let by_hand = |fen| post(&shop, "/sandbox/refunds_by_hand", json!({ "order_no": "SHOP0001", "amount_fen": fen }));
    let (status, made) = by_hand(400);
    assert_eq!(status, 200);
    assert_eq!(shop.sandbox.ledger().refunds().count(), 1);
    assert!(made["refund_no"].as_str().is_some_and(|refund_no| !refund_no.is_empty()));
    assert_eq!(by_hand(700).0, 422, "more than is left");
}

#[test]
fn a_fault_is_named_as_the_documentation_names_it() {
    let named = |fault| serde_json::to_value(fault).expect("JSON");
    assert_eq!(named(Fault::SystemErrorAfter), "system_error_after");
    assert_eq!(serde_json::to_value(SandboxCall::PaymentNotice).expect("JSON"), "payment_notice");
    assert_eq!(named(Fault::Copies(3)), json!({ "copies": 3 }));
}

#[test]
fn the_keys_of_the_merchant_are_changed_by_hand() {
    let shop = Shop::new();
    let (status, told) = post(&shop, "/sandbox/trust", json!({ "mode": "mixed" }));
    assert_eq!((status, told["mode"].as_str()), (200, Some("mixed")));
    let serials = |act: &str| {
        let (status, told) = post(&shop, "/sandbox/certificates", json!({ "act": act }));
        assert_eq!(status, 200, "{act}");
        told["serials"].as_array().expect("a list").len()
    };
    assert_eq!((serials("rotate"), serials("retire"), serials("expire")), (2, 1, 1));
    assert_eq!(post(&shop, "/sandbox/api_v3_key", json!({ "key": "short" })).0, 422);
    assert_eq!(post(&shop, "/sandbox/api_v3_key", json!({ "key": "AnotherApiV3Key00000000000000003" })).0, 200);
}
