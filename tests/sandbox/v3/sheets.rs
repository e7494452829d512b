//! The phone opens a payment sheet only if it is signed as its order is.

use super::caller::{APP, JSAPI, MCH, V3Shop, now, order};
use crate::shop::{account, order_no};
use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use zhanggui::{
    domain::{AppId, MchId, PrepayId, SignType},
    sandbox::{BuyersConfig, PayRefused},
    wechat::{
        PaymentSheet,
        v2::sign,
        v3::{MerchantKey, authorization, payment_sheet_text},
    },
};

fn sheet(prepay_id: &PrepayId, sign_type: SignType, pay_sign: impl FnOnce(&str, &str, &str) -> String) -> PaymentSheet {
    let (time_stamp, nonce_str) = ("1767225600".to_owned(), "593BEC0C930BF1AF".to_owned());
    let package = format!("prepay_id={prepay_id}");
    let pay_sign = pay_sign(&time_stamp, &nonce_str, &package);
    PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type, pay_sign }
}

fn by_rsa(key: &MerchantKey, prepay_id: &PrepayId) -> PaymentSheet {
    sheet(prepay_id, SignType::Rsa, |at, nonce, package| key.sign(&payment_sheet_text(APP, at, nonce, package)))
}

fn by_hmac(prepay_id: &PrepayId) -> PaymentSheet {
    sheet(prepay_id, SignType::HmacSha256, |at, nonce, package| {
        let fields =
            [("appId", APP), ("timeStamp", at), ("nonceStr", nonce), ("package", package), ("signType", "HMAC-SHA256")];
        sign::sign(&fields, &account().key, SignType::HmacSha256)
    })
}

#[test]
fn a_sheet_of_the_orders_own_kind_opens_and_any_other_does_not() {
    let v3 = V3Shop::new();
    let (new, old) = (v3.order("SHOP0001", 1000), v3.shop.order("SHOP0002", "1000"));
    let bare =
        sheet(&new, SignType::Rsa, |at, nonce, _| v3.key.sign(&payment_sheet_text(APP, at, nonce, new.as_str())));
    let other_app = sheet(&new, SignType::Rsa, |at, nonce, package| {
        v3.key.sign(&payment_sheet_text("wx7e57000000000002", at, nonce, package))
    });
    let stranger = V3Shop::with(|_| {});
    let unsigned = sheet(&new, SignType::Rsa, |_, _, _| String::new());
    for wrong in [bare, other_app, unsigned, by_hmac(&new), by_rsa(&v3.key, &old)] {
        assert_eq!(v3.shop.sandbox.pay_with_sheet(&wrong), Err(PayRefused::SheetNotSigned));
    }
    assert_eq!(stranger.shop.sandbox.pay_with_sheet(&by_rsa(&v3.key, &new)), Err(PayRefused::UnknownPrepay));
    v3.shop.sandbox.pay_with_sheet(&by_rsa(&v3.key, &new)).expect("paid");
    v3.shop.sandbox.pay_with_sheet(&by_hmac(&old)).expect("paid");
    assert_eq!(v3.shop.sandbox.pay_with_sheet(&by_rsa(&v3.key, &new)), Err(PayRefused::AlreadyPaid));
}

#[test]
fn the_app_signs_the_bare_prepay_id() {
    let app = AppId::parse("wx7e57000000000009").expect("an app");
    let v3 = V3Shop::with(|config| config.account.app_channel_app_id = Some(app.clone()));
    let mut body = order("SHOP0001", 1000);
    let fields = body.as_object_mut().expect("an object");
    fields.remove("payer");
    fields.insert("appid".to_owned(), json!(app.as_str()));
    let told = v3.post("/v3/pay/transactions/app", &body).json();
    let prepay_id = PrepayId::parse(told["prepay_id"].as_str().expect("one")).expect("a prepay id");
    let of = |text: String| PaymentSheet::App {
        app_id: app.clone(),
        partner_id: MchId::parse(MCH).expect("a merchant"),
        prepay_id: prepay_id.clone(),
        nonce_str: "n".to_owned(),
        timestamp: "1".to_owned(),
        sign: v3.key.sign(&payment_sheet_text(app.as_str(), "1", "n", &text)),
    };
    let wrong = of(format!("prepay_id={prepay_id}"));
    assert_eq!(v3.shop.sandbox.pay_with_sheet(&wrong), Err(PayRefused::SheetNotSigned));
    v3.shop.sandbox.pay_with_sheet(&of(prepay_id.to_string())).expect("paid");
}

/// A shop of one product that speaks API v3, and signs its sheets rightly or not.
#[derive(Clone)]
struct TinyShop {
    v3: reqwest::Client,
    base: String,
    key: MerchantKey,
    signs_rightly: Arc<AtomicBool>,
    orders: Arc<Mutex<Vec<String>>>,
}

async fn pay(State(shop): State<TinyShop>, Path(no): Path<String>) -> Json<Value> {
    let merchant = MchId::parse(MCH).expect("a merchant");
    let body = order(&no, 1000).to_string();
    let signed = authorization(&merchant, &shop.key, "POST", JSAPI, now(), "n", &body);
    let request = shop.v3.post(format!("{}{JSAPI}", shop.base)).body(body).header("authorization", signed);
    let request = request.header("user-agent", "tests").header("content-type", "application/json");
    let told: Value = request.send().await.expect("sent").json().await.expect("JSON");
    let package = format!("prepay_id={}", told["prepay_id"].as_str().expect("a prepay id"));
    let text = if shop.signs_rightly.load(Ordering::SeqCst) { package.clone() } else { "prepay_id=x".to_owned() };
    let pay_sign = shop.key.sign(&payment_sheet_text(APP, "1", "n", &text));
    shop.orders.lock().expect("orders").push(no);
    Json(json!({ "timeStamp": "1", "nonceStr": "n", "package": package, "signType": "RSA", "paySign": pay_sign }))
}

#[test]
fn the_practice_buyers_pay_only_what_is_signed_rightly() {
    let v3 = V3Shop::new();
    let tiny = TinyShop {
        v3: v3.shop.without.clone(),
        base: v3.shop.sandbox.base_url(),
        key: v3.key.clone(),
        signs_rightly: Arc::new(AtomicBool::new(false)),
        orders: Arc::default(),
    };
    let number = Arc::new(Mutex::new(0));
    let products = || async { Json(json!({ "products": [{ "id": "P1", "price_fen": 1000, "stock": 9 }] })) };
    let placed = move || async move {
        let mut number = number.lock().expect("a number");
        *number += 1;
        (axum::http::StatusCode::CREATED, Json(json!({ "order_no": format!("TINY{number:04}"), "total_fen": 1000 })))
    };
    let routes = Router::new()
        .route("/api/v1/login", post(|| async { Json(json!({ "token": "t" })) }))
        .route("/api/v1/products", get(products))
        .route("/api/v1/orders", post(placed))
        .route("/api/v1/orders/{no}/pay", post(pay))
        .with_state(tiny.clone());
    let listener = v3.shop.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    v3.shop.runtime.spawn(async move { axum::serve(listener, routes).await });
    let config = BuyersConfig {
        first_after_millis: 0,
        pace_millis: 1..=3,
        thinks_millis: 0..=2,
        pays_permille: 1000,
        refund_every: 0,
        ..BuyersConfig::new(&url, 1)
    };
    let buyers = v3.shop.sandbox.send_buyers(config);
    let opened = |count: usize| tiny.orders.lock().expect("orders").len() >= count;
    assert!(v3.shop.sandbox.wait_until(crate::shop::TIMEOUT, |_| opened(10)));
    assert_eq!(v3.shop.sandbox.ledger().paid_in().get(), 0, "no sheet opened");
    tiny.signs_rightly.store(true, Ordering::SeqCst);
    let paid = |ledger: &zhanggui::sandbox::Ledger| ledger.paid_in().get() >= 3000;
    assert!(v3.shop.sandbox.wait_until(crate::shop::TIMEOUT, paid));
    drop(buyers);
    assert!(v3.shop.sandbox.ledger().order(&order_no("TINY0001")).is_some_and(|order| order.paid().is_none()));
}
