//! The buyers of the practice shop know its public storefront and nothing else.

use crate::shop::{SECRET, Shop, TIMEOUT, order_fields, read, signed};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use zhanggui::{
    domain::{Receiver, SignType},
    sandbox::{BuyersConfig, TradeState},
};

/// The least a shop must do: it speaks to the sandbox as a real one would.
#[derive(Clone)]
struct TinyShop {
    wechat: reqwest::Client,
    base: String,
    books: Arc<Mutex<Books>>,
}

#[derive(Default)]
struct Books {
    tokens: BTreeMap<String, String>,
    orders: BTreeMap<String, (String, i64, Value)>,
    refunds: Vec<(String, Value)>,
}

type Answer = (StatusCode, Json<Value>);

impl TinyShop {
    fn buyer(&self, headers: &HeaderMap) -> String {
        let bearer =
            headers["authorization"].to_str().expect("text").strip_prefix("Bearer ").expect("a bearer").to_owned();
        self.books.lock().expect("books").tokens[&bearer].clone()
    }
}

async fn login(State(shop): State<TinyShop>, Json(asked): Json<Value>) -> Answer {
    let code = asked["code"].as_str().expect("a code");
    let url = format!(
        "{}/sns/jscode2session?appid=wx7e57000000000001&secret={SECRET}&js_code={code}&grant_type=authorization_code",
        shop.base
    );
    let who: Value = shop.wechat.get(url).send().await.expect("sent").json().await.expect("JSON");
    let openid = who["openid"].as_str().expect("an openid").to_owned();
    shop.books.lock().expect("books").tokens.insert(code.to_owned(), openid);
    (StatusCode::OK, Json(json!({ "token": code, "expires_in": 7200 })))
}

async fn products() -> Answer {
    let product = |id: &str, price: i64, stock: i64| json!({ "id": id, "name": "x", "price_fen": price, "stock": stock, "picture": null });
    (
        StatusCode::OK,
        Json(json!({ "products": [product("P1", 1200, 9), product("P2", 3990, 1), product("P3", 100, 0)] })),
    )
}

async fn order(State(shop): State<TinyShop>, headers: HeaderMap, Json(asked): Json<Value>) -> Answer {
    let buyer = shop.buyer(&headers);
    assert!(headers.contains_key("idempotency-key"));
    let mut books = shop.books.lock().expect("books");
    let (no, total) = (format!("TINY{:04}", books.orders.len()), 1000);
    books.orders.insert(no.clone(), (buyer, total, asked));
    (StatusCode::CREATED, Json(json!({ "order_no": no, "total_fen": total, "state": "to_pay", "pay_before": "" })))
}

async fn pay(
    State(shop): State<TinyShop>,
    headers: HeaderMap,
    Path(no): Path<String>,
    Json(asked): Json<Value>,
) -> Answer {
    assert_eq!(asked["channel"], "mini_program");
    let buyer = shop.buyer(&headers);
    let mut fields = order_fields(&no, "1000");
    fields.retain(|(name, _)| *name != "openid");
    fields.push(("openid", &buyer));
    let body = signed(&fields, SignType::HmacSha256);
    let text = shop
        .wechat
        .post(format!("{}/pay/unifiedorder", shop.base))
        .body(body)
        .send()
        .await
        .expect("sent")
        .text()
        .await
        .expect("text");
    (StatusCode::OK, Json(json!({ "package": format!("prepay_id={}", read(&text)["prepay_id"]) })))
}

async fn cancel() -> Answer {
    (StatusCode::OK, Json(json!({})))
}

async fn refund(State(shop): State<TinyShop>, Path(no): Path<String>, Json(asked): Json<Value>) -> Answer {
    let mut books = shop.books.lock().expect("books");
    books.refunds.push((no, asked));
    (StatusCode::CREATED, Json(json!({ "refund_no": format!("R{}", books.refunds.len()), "state": "requested" })))
}

/// Opens the tiny shop; its address and its books.
fn open(shop: &Shop) -> (String, Arc<Mutex<Books>>) {
    open_at(shop, "127.0.0.1:0".parse().expect("an address"))
}

fn open_at(shop: &Shop, address: std::net::SocketAddr) -> (String, Arc<Mutex<Books>>) {
    let tiny = TinyShop { wechat: shop.without.clone(), base: shop.sandbox.base_url(), books: Arc::default() };
    let books = Arc::clone(&tiny.books);
    let routes = Router::new()
        .route("/api/v1/login", post(login))
        .route("/api/v1/products", get(products))
        .route("/api/v1/orders", post(order))
        .route("/api/v1/orders/{no}/pay", post(pay))
        .route("/api/v1/orders/{no}/cancel", post(cancel))
        .route("/api/v1/orders/{no}/refunds", post(refund))
        .with_state(tiny);
    let listener = shop.runtime.block_on(tokio::net::TcpListener::bind(address)).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    shop.runtime.spawn(async move { axum::serve(listener, routes).await });
    (url, books)
}

fn hurried(url: &str) -> BuyersConfig {
    let mut config = BuyersConfig::new(url, 20_260_901);
    config.first_after_millis = 0;
    config.pace_millis = 1..=3;
    config.thinks_millis = 0..=2;
    config.regrets_after_millis = 0..=2;
    config.pays_permille = 800;
    config
}

#[test]
fn buyers_order_pay_and_some_want_their_money_back() {
    let shop = Shop::new();
    let (url, books) = open(&shop);
    let buyers = shop.sandbox.send_buyers(hurried(&url));
    let regretted = || books.lock().expect("books").refunds.len() >= 8;
    assert!(shop.sandbox.wait_until(TIMEOUT, |_| regretted()));
    drop(buyers);
    let (ledger, books) = (shop.sandbox.ledger(), books.lock().expect("books"));
    let paid = ledger.orders().filter(|order| order.paid().is_some()).count();
    assert!(paid >= 24 && paid < books.orders.len(), "most pay, some do not: {paid} of {}", books.orders.len());
    for (_, total, order) in books.orders.values() {
        let text = |name: &str| order["receiver"][name].as_str().expect("text").to_owned();
        assert!(Receiver::new(&text("name"), &text("phone"), &text("address")).is_ok(), "{order}");
        let items = order["items"].as_array().expect("items");
        assert!((1..=2).contains(&items.len()), "what is sold out is not ordered");
        assert!(
            items
                .iter()
                .all(|item| item["product_id"] != "P3"
                    && item["quantity"].as_i64().is_some_and(|n| (1..=2).contains(&n)))
        );
        assert_eq!(*total, 1000);
    }
    for (no, asked) in &books.refunds {
        let amount = asked["amount_fen"].as_i64().expect("an amount");
        assert!((1..=1000).contains(&amount) && asked["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
        let order = ledger.order(&crate::shop::order_no(no)).expect("the order");
        assert!(matches!(order.state, TradeState::Paid(_)), "only what was paid is asked back");
    }
    let amounts: std::collections::BTreeSet<_> =
        books.refunds.iter().map(|(_, asked)| asked["amount_fen"].as_i64()).collect();
    assert!(amounts.len() > 1, "in full and in part");
}

#[test]
fn buyers_come_back_when_a_closed_shop_opens() {
    let shop = Shop::new();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    let buyers = shop.sandbox.send_buyers(hurried(&format!("http://{address}")));
    let (_, books) = open_at(&shop, address);
    let ordered = || !books.lock().expect("books").orders.is_empty();
    assert!(shop.sandbox.wait_until(TIMEOUT, |_| ordered()));
    drop(buyers);
}
