//! What a buyer does, from the login to the money back.

use crate::world::*;
use std::sync::mpsc;
use zhanggui::domain::{InstallationId, OrderNo, OrderState, PaymentState, RefundNo};
use zhanggui::events::ShopEvent;
use zhanggui::listener::{Listener, ListenerSetup};
use zhanggui::store::{LeaseOpening, Shipping};
use zhanggui::wechat::{Channel, GatewayError, NoAnswer};

const TRANSACTION: &str = "4200000000202609010000000001";

#[test]
fn a_buyer_logs_in_orders_pays_gets_the_parcel_and_asks_for_money_back() {
    let shop = World::new();
    let login = shop.call("POST", "/login", "", &format!(r#"{{"code":"{LILEI}"}}"#)).json();
    assert_eq!(login["expires_in"], 30 * 24 * 3600);
    let token = login["token"].as_str().unwrap();
    assert_eq!(token.len(), 43, "256 bits");

    let products = shop.call("GET", "/products", "", "").json();
    let coffee = serde_json::json!({"id": "coffee", "name": "挂耳咖啡", "price_fen": 3900, "stock": 1000, "picture": null,
            "category": "", "description": "", "weight_g": null, "refundable": true, "refund_days": null, "variants": []});
    assert_eq!(products["products"][0], coffee);
    assert_eq!(products["products"].as_array().unwrap().len(), 2, "the tea is off sale");

    let placed = shop.call("POST", "/orders", token, ORDER);
    assert_eq!(placed.status, 201);
    let placed = placed.json();
    let order_no = placed["order_no"].as_str().unwrap();
    let expected = serde_json::json!({"order_no": order_no, "total_fen": 7800, "freight_fen": 0, "state": "to_pay", "pay_before": "2026-09-01T10:30:00+08:00"});
    assert_eq!(placed, expected);
    assert_eq!(shop.heard(&ShopEvent::OrderPlaced(OrderNo::parse(order_no).unwrap())), 1);

    let sheet = shop.wants_to_pay(token, order_no);
    assert_eq!(sheet.status, 200);
    let expected = serde_json::json!({"timeStamp": NOON.to_string(), "nonceStr": "nonce", "package": "prepay_id=wx-prepay-1",
        "signType": "HMAC-SHA256", "paySign": "SIGNED"});
    assert_eq!(sheet.json(), expected);
    let asked = shop.gateway.asked.lock().unwrap()[0].clone();
    assert_eq!((asked.total.get(), asked.channel, asked.openid.as_str()), (ORDER_TOTAL, Channel::MiniProgram, LILEI));
    assert_eq!(asked.notify_url, format!("https://shop.example.com/wechat/{PAY_HOOK}/pay"));

    shop.notify(&paid_notice(order_no, TRANSACTION, "7800"));
    assert_eq!(shop.call("GET", &format!("/orders/{order_no}"), token, "").json()["state"], "confirming");
    shop.confirm(order_no, TRANSACTION);
    shop.later(3600);
    let number = OrderNo::parse(order_no).unwrap();
    let parcel = Shipping::express("SF", "SF1234567890");
    shop.store.ship_order(number, shop.order(order_no).version, parcel, shop.now()).wait().unwrap();

    let wish = r#"{"reason":"杯子碎了","contact":"13800000000","amount_fen":3900,"items":[{"product_id":"coffee","quantity":1}]}"#;
    let refund = shop.call("POST", &format!("/orders/{order_no}/refunds"), token, wish);
    assert_eq!(refund.status, 201, "{refund:?}");
    let refund_no = refund.json()["refund_no"].as_str().unwrap().to_owned();
    assert_eq!(refund.json()["state"], "requested");
    assert_eq!(shop.heard(&ShopEvent::RefundRequested(RefundNo::parse(&refund_no).unwrap())), 1);
    shop.refund_is_under_way(&refund_no);

    let seen = shop.call("GET", &format!("/refunds/{refund_no}"), token, "").json();
    let at = "2026-09-01T11:00:00+08:00";
    let expected = serde_json::json!({"refund_no": refund_no, "order_no": order_no, "amount_fen": 3900, "state": "processing",
        "reason": "杯子碎了", "reply": "好的", "reply_picture": null, "pictures": 0,
        "items": [{"product_id": "coffee", "name": "挂耳咖啡", "price_fen": 3900, "quantity": 1}], "steps": [
            {"state": "requested", "at": at}, {"state": "approved", "at": at}, {"state": "processing", "at": at}]});
    assert_eq!(seen, expected);

    let order = shop.call("GET", &format!("/orders/{order_no}"), token, "").json();
    let expected = serde_json::json!({"order_no": order_no, "state": "shipped", "total_fen": 7800, "freight_fen": 0, "refunded_fen": 0,
        "cancelling": false, "delivery": "parcel", "pickup": null, "received_at": null, "created_at": "2026-09-01T10:00:00+08:00", "pay_before": "2026-09-01T10:30:00+08:00", "paid_at": "2026-09-01T10:00:00+08:00",
        "items": [{"product_id": "coffee", "name": "挂耳咖啡", "price_fen": 3900, "quantity": 2}],
        "parcels": [{"carrier": "SF", "tracking_no": "SF1234567890", "shipped_at": at}],
        "refunds": [{"refund_no": refund_no, "amount_fen": 3900, "state": "processing", "requested_at": at}]});
    assert_eq!(order, expected);
}

#[test]
fn another_buyers_things_are_not_there() {
    let shop = World::new();
    let (lilei, han) = (shop.login(LILEI), shop.login(HAN));
    let order_no = shop.places_order(&lilei);
    assert_eq!(shop.wants_to_pay(&lilei, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    let wish = r#"{"reason":"不想要了","contact":"","amount_fen":1}"#;
    let refund = shop.call("POST", &format!("/orders/{order_no}/refunds"), &lilei, wish).json();
    let refund_no = refund["refund_no"].as_str().unwrap();
    let nowhere = "SC20260901-00000000";
    for (method, mine, nobodys, body) in [
        ("GET", format!("/orders/{order_no}"), format!("/orders/{nowhere}"), ""),
        ("POST", format!("/orders/{order_no}/pay"), format!("/orders/{nowhere}/pay"), r#"{"channel":"app"}"#),
        ("POST", format!("/orders/{order_no}/refunds"), format!("/orders/{nowhere}/refunds"), wish),
        ("GET", format!("/refunds/{refund_no}"), "/refunds/RF20260901-00000000-0000".to_owned(), ""),
    ] {
        let reply = shop.call(method, &mine, &han, body);
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{method} {mine}");
        assert_eq!(reply, shop.call(method, &nobodys, &han, body), "not even a hint that there is something");
    }
    assert_eq!(shop.call("GET", "/orders", &han, "").json(), serde_json::json!({"orders": [], "before": null}));
    assert_eq!(shop.call("GET", "/orders", &lilei, "").json()["orders"].as_array().unwrap().len(), 1);
}

#[test]
fn one_wish_on_a_bad_line_is_one_order_and_one_refund() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let key = [("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];
    let first = shop.call_with("POST", "/orders", &token, ORDER, &key);
    shop.later(60);
    let again = shop.call_with("POST", "/orders", &token, ORDER, &key);
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    let order_no = first.json()["order_no"].as_str().unwrap().to_owned();
    assert_eq!(shop.heard(&ShopEvent::OrderPlaced(OrderNo::parse(&order_no).unwrap())), 1);
    let other = ORDER.replace("\"quantity\":2", "\"quantity\":3");
    assert_eq!(shop.call_with("POST", "/orders", &token, &other, &key).code(), "key_reused");
    let han = shop.login(HAN);
    let hers = shop.call_with("POST", "/orders", &han, ORDER, &key);
    assert_ne!(hers.json()["order_no"], first.json()["order_no"], "a key is its buyer's");

    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    let path = format!("/orders/{order_no}/refunds");
    let wish = r#"{"reason":"不想要了","contact":"","amount_fen":100}"#;
    let first = shop.call_with("POST", &path, &token, wish, &key);
    let again = shop.call_with("POST", &path, &token, wish, &key);
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    assert_eq!(shop.order(&order_no).refunds.len(), 1);
    let more = wish.replace("100", "200");
    assert_eq!(shop.call_with("POST", &path, &token, &more, &key).code(), "key_reused");
    assert_eq!(shop.call("POST", &path, &token, wish).status, 201, "without a key it is another wish");
    assert_eq!(shop.order(&order_no).refunds.len(), 2);
}

#[test]
fn a_live_payment_sheet_is_given_again_and_a_dead_one_is_not() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let first = shop.wants_to_pay(&token, &order_no).json();
    let again = shop.wants_to_pay(&token, &order_no).json();
    assert_eq!(first["package"], again["package"]);
    assert_eq!(shop.gateway.asked.lock().unwrap().len(), 1, "WeChat was asked once");
    shop.later(1801);
    assert_eq!(shop.wants_to_pay(&token, &order_no).code(), "order_expired");
}

#[test]
fn a_prepay_id_is_given_again_for_two_hours_and_not_a_minute_longer() {
    let mut shop = World::new();
    let a_day_to_pay = ListenerSetup { pay_within_secs: 86_400, ..shop.setup("127.0.0.1:0".parse().unwrap()) };
    let listener = Listener::start(a_day_to_pay).unwrap();
    shop.door = listener.local_addr();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let package = || shop.wants_to_pay(&token, &order_no).json()["package"].as_str().unwrap().to_owned();
    assert_eq!(package(), "prepay_id=wx-prepay-1");
    shop.later(6_899);
    assert_eq!(package(), "prepay_id=wx-prepay-1", "five minutes are left to use it");
    shop.later(2);
    assert_eq!(package(), "prepay_id=wx-prepay-2", "the buyer gets one that still lives");
    let asked = shop.gateway.asked.lock().unwrap();
    assert_eq!(
        (&asked[0].order_no, asked[0].total, asked[0].expires_at),
        (&asked[1].order_no, asked[1].total, asked[1].expires_at)
    );
}

#[test]
fn when_wechat_says_the_number_is_spent_it_is_asked_at_once() {
    for spent in ["ORDERPAID", "ORDERCLOSED", "OUT_TRADE_NO_USED"] {
        let shop = World::new();
        let token = shop.login(LILEI);
        let order_no = shop.places_order(&token);
        let declined = GatewayError::Declined { code: spent.to_owned(), message: String::new() };
        shop.gateway.script.lock().unwrap().push_back(Err(declined));
        let reply = shop.wants_to_pay(&token, &order_no);
        assert_eq!((reply.status, reply.code().as_str()), (409, "payment_unclear"), "{spent}");
        assert_eq!(shop.heard(&ShopEvent::PaymentCheckDue(OrderNo::parse(&order_no).unwrap())), 1, "{spent}");
        let due = shop.reader().due_payments(shop.now(), 10).unwrap();
        assert_eq!(due.len(), 1, "{spent}: due now");
        assert_eq!(shop.state(&order_no), OrderState::ToPay, "{spent}: nothing is believed yet");
    }
}

#[test]
fn a_payment_without_an_answer_is_on_record_and_the_same_number_goes_on() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let silence = GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned()));
    shop.gateway.script.lock().unwrap().push_back(Err(silence));
    let reply = shop.wants_to_pay(&token, &order_no);
    assert_eq!((reply.status, reply.code().as_str()), (503, "wechat_unreachable"));
    assert!(reply.header("retry-after").is_some());
    assert_eq!(shop.order(&order_no).payment, PaymentState::Waiting, "it may have left: WeChat will be asked");
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    let asked = shop.gateway.asked.lock().unwrap();
    assert_eq!(asked[0].order_no, asked[1].order_no);
    assert_eq!((asked[0].expires_at, &asked[0].body), (asked[1].expires_at, &asked[1].body), "identical parameters");
}

#[test]
fn a_payment_that_arrives_while_its_sheet_is_asked_for_opens_no_second_one() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let (left, has_left) = mpsc::channel();
    let (go_on, gate) = mpsc::channel();
    *shop.gateway.gate.lock().unwrap() = Some((left, gate));
    std::thread::scope(|scope| {
        let buyer = scope.spawn(|| shop.wants_to_pay(&token, &order_no));
        has_left.recv().unwrap();
        assert!(shop.notify(&paid_notice(&order_no, TRANSACTION, "7800")).body.contains("SUCCESS"));
        go_on.send(()).unwrap();
        assert_eq!(buyer.join().unwrap().code(), "payment_unclear");
    });
    assert_eq!(shop.state(&order_no), OrderState::Confirming);
}

#[test]
fn an_order_that_is_past_paying_opens_no_sheet() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.notify(&paid_notice(&order_no, TRANSACTION, "7800"));
    assert_eq!(shop.wants_to_pay(&token, &order_no).code(), "order_paid");
    shop.confirm(&order_no, TRANSACTION);
    assert_eq!(shop.wants_to_pay(&token, &order_no).code(), "order_paid");
    assert_eq!(shop.gateway.asked.lock().unwrap().len(), 1);
}

#[test]
fn a_long_list_of_orders_comes_in_pages_that_new_orders_do_not_move() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let mut placed = Vec::new();
    for _ in 0..25 {
        shop.later(1);
        placed.push(shop.places_order(&token));
    }
    placed.reverse();
    let page = shop.call("GET", "/orders", &token, "").json();
    shop.later(1);
    shop.places_order(&token);
    let before = page["before"].as_str().unwrap();
    let next = shop.call("GET", &format!("/orders?before={before}"), &token, "").json();
    assert_eq!(next["before"], serde_json::Value::Null);
    let numbers = |page: &serde_json::Value| -> Vec<String> {
        page["orders"].as_array().unwrap().iter().map(|o| o["order_no"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!([numbers(&page), numbers(&next)].concat(), placed);
    assert_eq!(shop.call("GET", "/orders?before=nonsense", &token, "").code(), "bad_field");
}

#[test]
fn the_api_describes_itself() {
    let shop = World::new();
    let document = shop.call("GET", "/openapi.json", "", "");
    assert_eq!((document.status, document.header("content-type")), (200, Some("application/json")));
    let document = document.json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/orders/{order_no}/cancel") && paths.contains_key("/refunds/{refund_no}/pictures"));
}

#[test]
fn a_login_ends_after_thirty_days() {
    let shop = World::new();
    let token = shop.login(LILEI);
    shop.later(30 * 24 * 3600 - 1);
    assert_eq!(shop.call("GET", "/orders", &token, "").status, 200);
    shop.later(2);
    let reply = shop.call("GET", "/orders", &token, "");
    assert_eq!((reply.status, reply.code().as_str()), (401, "not_logged_in"));
    assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
}

#[test]
fn a_token_is_not_in_the_file() {
    let shop = World::new();
    let token = shop.login(LILEI);
    assert_eq!(shop.call("GET", "/orders", &token, "").status, 200);
    for entry in std::fs::read_dir(shop.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    }
}

/// Whoever runs it now would never hear of them.
#[test]
fn a_shop_that_was_handed_over_takes_no_new_orders_and_lets_the_others_be_seen() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let here = InstallationId::of([1; 16]);
    shop.store.open_lease(LeaseOpening { here, lost: Vec::new(), has_address: false }, shop.now()).wait().unwrap();
    assert_eq!(shop.call("POST", "/orders", &token, ORDER).status, 201);
    shop.store.hand_over(shop.now()).wait().unwrap();
    let refused = shop.call("POST", "/orders", &token, ORDER);
    assert_eq!((refused.status, refused.code().as_str()), (503, "shop_not_ready"));
    assert_eq!(shop.call("GET", &format!("/orders/{order_no}"), &token, "").status, 200);
}
