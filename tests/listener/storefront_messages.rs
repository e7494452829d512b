//! What a mini program asks permission for, what its phones answered, and binding the WeChat of somebody of the shop.

use crate::world::*;
use zhanggui::domain::{
    MessageContent, MessageEvent, MessageEvent as Event, MessageField, MessageTemplate, OperatorName,
};
use zhanggui::events::ShopEvent;

fn template_id(event: MessageEvent) -> String {
    format!("{:-<43}", event.as_str())
}

fn sets(shop: &World, event: MessageEvent, template_id: &str) {
    let field =
        MessageField { key: "character_string1".to_owned(), content: MessageContent::OrderNo, fixed: String::new() };
    let template = MessageTemplate { event, template_id: template_id.to_owned(), fields: vec![field] };
    shop.store.put_message_template(template, shop.now()).wait().unwrap();
}

/// A shop with a template for every event.
fn telling() -> World {
    let shop = World::new();
    for event in MessageEvent::ALL {
        sets(&shop, *event, &template_id(*event));
    }
    shop
}

fn asks(shop: &World, token: &str) -> serde_json::Value {
    let reply = shop.call("GET", "/messages", token, "");
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

fn answers(template_id: &str, answer: &str) -> String {
    serde_json::json!({ "answers": [{ "template_id": template_id, "answer": answer }] }).to_string()
}

#[test]
fn a_phone_is_asked_for_three_templates_at_most_and_its_answers_are_counted() {
    let shop = telling();
    let token = shop.login(LILEI);
    let asked = asks(&shop, &token);
    let ids = |events: &[MessageEvent]| events.iter().map(|event| template_id(*event)).collect::<Vec<_>>();
    assert_eq!(asked["at_pay"], serde_json::json!(ids(&[Event::Shipped, Event::PickupReady, Event::Refunded])));
    let at_refund = ids(&[Event::Refunded, Event::RefundRefused, Event::ComplaintAnswered]);
    assert_eq!(asked["at_refund"], serde_json::json!(at_refund));
    assert_eq!(asked["for_the_shop"], serde_json::json!([]));
    let shipped = template_id(Event::Shipped);
    let says = |answer: &str| {
        let reply = shop.call("POST", "/messages/permissions", &token, &answers(&shipped, answer));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["counted"].as_u64().unwrap()
    };
    assert_eq!([says("accept"), says("accept"), says("reject"), says("filter")], [1, 1, 0, 0]);
    let left = |token: &str| {
        let left = asks(&shop, token)["left"].as_array().unwrap().clone();
        left.iter().find(|one| one["template_id"] == shipped.as_str()).unwrap()["count"].as_u64().unwrap()
    };
    assert_eq!((left(&token), left(&shop.login("oHanMeimei0000000000000001"))), (2, 0), "each for themselves");
    assert_eq!((says("ban"), left(&token)), (0, 0));
    let reply = shop.call("POST", "/messages/permissions", &token, &answers(&"X".repeat(43), "accept"));
    assert_eq!((reply.status, reply.json()["counted"].as_u64()), (200, Some(0)), "another program's");
    assert_eq!(shop.heard(&ShopEvent::MessagesChanged), 2);
}

#[test]
fn one_template_for_two_events_is_asked_for_once() {
    let shop = World::new();
    let same = "S".repeat(43);
    for event in [MessageEvent::Shipped, MessageEvent::PickupReady] {
        sets(&shop, event, &same);
    }
    let asked = asks(&shop, &shop.login(LILEI));
    assert_eq!((&asked["at_pay"], asked["left"].as_array().unwrap().len()), (&serde_json::json!([same]), 1));
}

#[test]
fn a_wechat_is_bound_by_a_code_once() {
    let shop = telling();
    let token = shop.login(LILEI);
    let code = "code-for-a-worker-01";
    let name = OperatorName::parse("小林").unwrap();
    shop.store.make_bind_code(code.to_owned(), name, shop.now()).wait().unwrap();
    let bind = |token: &str, code: &str| {
        shop.call("POST", "/messages/bind", token, &serde_json::json!({ "code": code }).to_string())
    };
    assert_eq!(bind(&token, "code-nobody-made-0001").code(), "bad_bind_code");
    let bound = bind(&token, code);
    assert_eq!((bound.status, bound.json()["name"].as_str()), (200, Some("小林")));
    assert_eq!(bind(&shop.login("oHanMeimei0000000000000001"), code).code(), "bad_bind_code", "used");
    let paid = template_id(MessageEvent::Paid);
    assert_eq!(asks(&shop, &token)["for_the_shop"], serde_json::json!([paid]));
    let desk = shop.reader().message_setup(shop.now()).unwrap();
    assert_eq!((desk.receivers.len(), desk.receivers[0].openid.as_str()), (1, LILEI));
}

#[test]
fn nobody_is_told_or_counted_without_a_login_and_what_does_not_fit_is_named() {
    let shop = telling();
    for (method, path) in [("GET", "/messages"), ("POST", "/messages/permissions"), ("POST", "/messages/bind")] {
        assert_eq!(shop.call(method, path, "", "{}").code(), "not_logged_in", "{path}");
    }
    let token = shop.login(LILEI);
    let good = template_id(MessageEvent::Shipped);
    let none = serde_json::json!({ "answers": [] }).to_string();
    let six: Vec<_> = (0..6).map(|_| serde_json::json!({ "template_id": good, "answer": "accept" })).collect();
    let six = serde_json::json!({ "answers": six }).to_string();
    for body in [answers("short", "accept"), answers(&good, "perhaps"), answers("模板", "accept"), none, six] {
        let reply = shop.call("POST", "/messages/permissions", &token, &body);
        assert_eq!(reply.code(), "bad_field", "{body}");
    }
    let reply = shop.call("POST", "/messages/permissions", &token, "{\"answers\":7}");
    assert_eq!(reply.code(), "bad_json");
    let reply = shop.call("POST", "/messages/bind", &token, "{\"code\":\"short\"}");
    assert_eq!(reply.code(), "bad_field");
}
