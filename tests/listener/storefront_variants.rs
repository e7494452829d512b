//! What the phone is told of variants, categories, freight and refunds, and what of it an order and a request keep.

use crate::world::*;
use serde_json::{Value, json};
use std::slice;
use zhanggui::{
    domain::{
        Fen, FreightRegion, FreightRules, ProductChange, ProductFacts, ProductId, RefundRule, StockChange,
        VariantChange,
    },
    listener::{Listener, ListenerSetup},
};

const TRANSACTION: &str = "4200000000202609010000000002";

fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

fn variant(id: &str, words: &str, price: i64, stock: u32) -> VariantChange {
    VariantChange {
        id: ProductId::parse(id).unwrap(),
        words: words.to_owned(),
        price: fen(price),
        stock: StockChange::Set(stock),
        on_sale: true,
        picture: None,
        barcodes: None,
        weight_g: None,
    }
}

/// A shop that sells shirts in two colours, and sends for 8 yuan, to the far west for 20.
fn shirts(refunds: RefundRule) -> World {
    let mut shop = World::new();
    shop.listener.take().unwrap().stop();
    let freight = FreightRules {
        flat: fen(800),
        free_from: Some(fen(30_000)),
        regions: vec![FreightRegion::parse("新疆 西藏 20").unwrap()],
    };
    let listener = Listener::start(ListenerSetup { freight, ..shop.setup("127.0.0.1:0".parse().unwrap()) }).unwrap();
    shop.door = listener.local_addr();
    shop.listener = Some(listener);
    let change = ProductChange {
        id: ProductId::parse("shirt").unwrap(),
        name: "T恤".to_owned(),
        price: fen(9_900),
        stock: StockChange::Set(0),
        on_sale: true,
        picture: Some("shirt-1.jpg".to_owned()),
        barcodes: None,
        facts: ProductFacts {
            category: "衣服".to_owned(),
            description: "纯棉\n手洗，平铺晾干".to_owned(),
            weight_g: Some(200),
            refunds,
            variant: None,
        },
        variants: Some(vec![variant("shirt-red", "红色", 9_900, 3), variant("shirt-blue", "蓝色", 8_900, 5)]),
    };
    shop.store.change_product(change, None, shop.now()).wait().unwrap();
    shop
}

fn order(shop: &World, token: &str, product: &str, address: &str) -> (u16, Value) {
    let body = json!({
        "items": [{"product_id": product, "quantity": 2}],
        "receiver": {"name": "李雷", "phone": "13800000000", "address": address},
    });
    let reply = shop.call("POST", "/orders", token, &body.to_string());
    (reply.status, reply.json())
}

#[test]
fn the_phone_is_told_the_choices_of_a_product_its_category_and_what_sending_costs() {
    let shop = shirts(RefundRule::Within(7));
    let offer = shop.call("GET", "/products", "", "").json();
    let shirt = offer["products"].as_array().unwrap().iter().find(|it| it["id"] == "shirt").unwrap();
    assert_eq!((&shirt["price_fen"], &shirt["stock"]), (&json!(8_900), &json!(8)), "the cheapest, and all together");
    assert_eq!(
        (&shirt["category"], &shirt["description"], &shirt["weight_g"]),
        (&json!("衣服"), &json!("纯棉\n手洗，平铺晾干"), &json!(200))
    );
    assert_eq!((&shirt["refundable"], &shirt["refund_days"]), (&json!(true), &json!(7)));
    let red = json!({"id": "shirt-red", "name": "红色", "price_fen": 9_900, "stock": 3,
        "picture": "/api/v1/pictures/shirt-1.jpg", "weight_g": 200});
    assert_eq!(slice::from_ref(&shirt["variants"][0]), [red]);
    assert_eq!(offer["categories"], json!(["衣服"]));
    assert_eq!(offer["products"].as_array().unwrap().len(), 3, "a variant is no product beside its own");
    let freight = json!({"flat_fen": 800, "free_from_fen": 30_000, "regions": [{"provinces": ["新疆", "西藏"], "fee_fen": 2_000}]});
    assert_eq!(offer["freight"], freight);
    let coffee = offer["products"].as_array().unwrap().iter().find(|it| it["id"] == "coffee").unwrap();
    assert_eq!(
        (&coffee["variants"], &coffee["weight_g"], &coffee["refund_days"]),
        (&json!([]), &Value::Null, &Value::Null)
    );
}

#[test]
fn a_variant_is_ordered_by_its_own_id_and_the_order_says_what_sending_costs() {
    let shop = shirts(RefundRule::Open);
    let token = shop.login(LILEI);
    let (status, problem) = order(&shop, &token, "shirt", "广东省广州市 1 号");
    assert_eq!((status, &problem["code"], &problem["product"]), (409, &json!("choose_variant"), &json!("shirt")));
    let (status, placed) = order(&shop, &token, "shirt-red", "新疆维吾尔自治区乌鲁木齐市 1 号");
    assert_eq!((status, &placed["total_fen"], &placed["freight_fen"]), (201, &json!(21_800), &json!(2_000)));
    let seen = shop.call("GET", &format!("/orders/{}", placed["order_no"].as_str().unwrap()), &token, "").json();
    let item = json!({"product_id": "shirt-red", "name": "T恤 · 红色", "price_fen": 9_900, "quantity": 2});
    assert_eq!(
        (&seen["items"], &seen["freight_fen"], &seen["total_fen"]),
        (&json!([item]), &json!(2_000), &json!(21_800))
    );
    let (status, short) = order(&shop, &token, "shirt-red", "广东省广州市 1 号");
    assert_eq!((status, &short["code"], &short["left"]), (409, &json!("out_of_stock"), &json!(1)));
}

#[test]
fn a_refund_of_what_was_sold_without_one_is_refused_in_the_buyers_language() {
    let shop = shirts(RefundRule::Never);
    let offer = shop.call("GET", "/products", "", "").json();
    assert!(offer["products"].as_array().unwrap().iter().any(|it| it["id"] == "shirt" && it["refundable"] == false));
    let token = shop.login(LILEI);
    let (_, placed) = order(&shop, &token, "shirt-blue", "广东省广州市 1 号");
    let order_no = placed["order_no"].as_str().unwrap();
    shop.wants_to_pay(&token, order_no);
    shop.confirm(order_no, TRANSACTION);
    let ask = |amount: i64, items: Value| {
        let body = json!({"reason": "不喜欢", "amount_fen": amount, "items": items});
        shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, &body.to_string())
    };
    let refused = ask(8_900, json!([{"product_id": "shirt-blue", "quantity": 1}]));
    assert_eq!((refused.status, refused.code().as_str()), (409, "not_refundable"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("T恤 · 蓝色"), "{refused:?}");
    let body = json!({"reason": "晚到", "amount_fen": 800});
    let reply = shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, &body.to_string());
    assert_eq!(reply.status, 201, "what sending cost can be asked for: {reply:?}");
}
