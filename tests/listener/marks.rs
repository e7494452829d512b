//! What the owner keeps for themselves never leaves by the door; a blocked buyer is told so, plainly, and only at ordering.

use crate::world::*;
use zhanggui::domain::{MarkSubject, OpenId, OrderNo, RefundNo, Seat, Tag, TagColor, TagName};

const TRANSACTION: &str = "4200000000202609010000000001";
/// Stands in every note, tag and reason.
const SECRET: &str = "暗号";

fn openid() -> OpenId {
    OpenId::parse(LILEI).unwrap()
}

#[test]
fn a_blocked_buyer_reads_a_plain_sentence_and_everything_else_goes_on() {
    let shop = World::new();
    let (token, other) = (shop.login(LILEI), shop.login(HAN));
    let order_no = shop.places_order(&token);
    shop.store.block_buyer(openid(), SECRET.to_owned(), Seat::owner(), shop.now()).wait().unwrap();
    let refused = shop.call("POST", "/orders", &token, ORDER);
    assert_eq!((refused.status, refused.code().as_str()), (403, "blocked"));
    let detail = "店铺暂时不接受你的新订单，之前的订单和退款照常处理，有疑问请联系商家。";
    assert_eq!(refused.json()["detail"], detail);
    let english = shop.call_with("POST", "/orders", &token, ORDER, &[("Accept-Language", "en")]);
    let words =
        "This shop takes no new orders from you; earlier orders and refunds go on, and the shop can tell you more.";
    assert_eq!(english.json()["detail"], words);
    // What was ordered before is paid, looked at and refunded as ever; others order.
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    let wish = r#"{"reason":"不想要了","contact":"","amount_fen":100}"#;
    assert_eq!(shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, wish).status, 201);
    assert_eq!(shop.call("POST", "/orders", &other, ORDER).status, 201);
    assert_eq!(shop.call("GET", "/products", "", "").status, 200);
    let again = shop.login(LILEI);
    assert_eq!(shop.call("POST", "/orders", &again, ORDER).code(), "blocked", "another login changes nothing");
    shop.store.unblock_buyer(openid(), Seat::owner(), shop.now()).wait().unwrap();
    assert_eq!(shop.call("POST", "/orders", &token, ORDER).status, 201);
}

/// Every call the storefront documents, on an order and a refund with notes, tags and a block all around them.
#[test]
fn no_answer_of_the_storefront_has_a_word_of_the_owners_notes_in_it() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    let wish = r#"{"reason":"不想要了","contact":"","amount_fen":100}"#;
    let refund = shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, wish).json();
    let refund_no = refund["refund_no"].as_str().unwrap().to_owned();
    let (now, name) = (shop.now(), TagName::parse(SECRET).unwrap());
    shop.store.make_tag(Tag { name: name.clone(), color: TagColor::Red }, now).wait().unwrap();
    for subject in [
        MarkSubject::Order(OrderNo::parse(&order_no).unwrap()),
        MarkSubject::Refund(RefundNo::parse(&refund_no).unwrap()),
        MarkSubject::Buyer(openid()),
    ] {
        shop.store.write_note(subject.clone(), SECRET.to_owned(), Seat::owner(), now).wait().unwrap();
        shop.store.put_tag(subject, name.clone(), Seat::owner(), now).wait().unwrap();
    }
    shop.store.block_buyer(openid(), SECRET.to_owned(), Seat::owner(), now).wait().unwrap();
    let document = shop.call("GET", "/openapi.json", "", "").json();
    let mut asked = 0;
    for (path, calls) in document["paths"].as_object().unwrap() {
        for method in calls.as_object().unwrap().keys().filter(|key| ["get", "post"].contains(&key.as_str())) {
            let path = path.trim_start_matches("/api/v1").replace("{order_no}", &order_no);
            let path = path.replace("{refund_no}", &refund_no);
            let body = if method == "post" { ORDER } else { "" };
            let reply = shop.call(&method.to_uppercase(), &path, &token, body);
            assert!(reply.status < 500, "{method} {path}: {reply:?}");
            assert!(!reply.body.contains(SECRET), "{method} {path}: {reply:?}");
            asked += 1;
        }
    }
    assert!(asked >= 12, "{asked} calls");
    for path in [format!("/orders/{order_no}"), format!("/refunds/{refund_no}"), "/orders".to_owned()] {
        assert_eq!(shop.call("GET", &path, &token, "").status, 200, "{path} is really answered");
    }
}
