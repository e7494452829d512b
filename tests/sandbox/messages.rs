//! Subscribe messages at the stand-in: WeChat's rules, and what reached whom.

use crate::shop::{SECRET, Shop, buyer};
use serde_json::{Value, json};
use zhanggui::sandbox::{Fault, SandboxCall};

const VECTORS: &str = include_str!("../fixtures/wechat/mp-subscribe.json");

fn post(shop: &Shop, path: &str, body: &Value) -> Value {
    let (status, text) = shop.post(&shop.without, path, body.to_string()).expect("an answer");
    assert_eq!(status, 200);
    serde_json::from_str(&text).expect("JSON")
}

fn send(shop: &Shop, body: &Value) -> i64 {
    let asked = json!({ "grant_type": "client_credential", "appid": "wx7e57000000000001", "secret": SECRET });
    let token = post(shop, "/cgi-bin/stable_token", &asked)["access_token"].as_str().expect("a token").to_owned();
    let answer = post(shop, &format!("/cgi-bin/message/subscribe/send?access_token={token}"), body);
    answer["errcode"].as_i64().unwrap_or(0)
}

fn message() -> Value {
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors");
    let mut request = vectors["request"].clone();
    request["touser"] = json!(buyer().as_str());
    request
}

#[test]
fn one_permission_is_one_message() {
    let shop = Shop::new();
    let id = message()["template_id"].as_str().expect("an id").to_owned();
    assert_eq!(send(&shop, &message()), 43_101);
    shop.sandbox.allow_messages(&buyer(), &id, 2);
    assert_eq!([(); 3].map(|()| send(&shop, &message())), [0, 0, 43_101]);
    let there = shop.sandbox.delivered_messages();
    assert_eq!((there.len(), there[0].openid.as_str()), (2, buyer().as_str()));
    assert_eq!(there[0].data["phrase5"], "已发货");
    assert!(there.iter().all(|one| one.number > 1 << 53), "larger than a JavaScript number holds");
    shop.sandbox.allow_messages(&buyer(), &id, 2);
    shop.sandbox.forbid_messages(&buyer(), &id);
    assert_eq!(send(&shop, &message()), 43_101);
    shop.sandbox.allow_messages(&buyer(), &id, 2);
    shop.sandbox.delete_template(&id);
    assert_eq!(send(&shop, &message()), 40_037);
}

/// Each value of the vectors alone, as WeChat judges it.
#[test]
fn a_value_that_breaks_its_rule_refuses_all_of_it_and_uses_no_permission() {
    let shop = Shop::new();
    let id = message()["template_id"].as_str().expect("an id").to_owned();
    let vectors: Value = serde_json::from_str(VECTORS).expect("vectors");
    let mut good = 0;
    for case in vectors["values"].as_array().expect("values") {
        let key = case["key"].as_str().expect("a key");
        let body =
            json!({ "touser": buyer().as_str(), "template_id": id, "data": { key: { "value": case["value"] } } });
        shop.sandbox.allow_messages(&buyer(), &id, 1);
        let allowed = case["allowed"].as_bool().expect("a word");
        assert_eq!(send(&shop, &body), if allowed { 0 } else { 47_003 }, "{case}");
        good += usize::from(allowed);
        shop.sandbox.forbid_messages(&buyer(), &id);
    }
    assert_eq!(shop.sandbox.delivered_messages().len(), good);
}

#[test]
fn what_is_no_message_is_told_apart() {
    let shop = Shop::new();
    let with = |name: &str, value: Value| {
        let mut body = message();
        body[name] = value;
        body
    };
    for (body, code) in [
        (with("touser", json!("")), 40_003),
        (with("template_id", json!("T")), 40_037),
        (with("page", json!("http://elsewhere")), 41_030),
        (with("lang", json!("fr")), 47_003),
        (with("data", json!({})), 47_003),
        (with("data", json!([])), 47_003),
        (with("data", json!({ "thing1": "x" })), 47_003),
        (with("data", json!({ "thing": { "value": "x" } })), 47_003),
    ] {
        assert_eq!(send(&shop, &body), code, "{body}");
    }
    shop.sandbox.faults().next(SandboxCall::SendMessage, Fault::Errcode(45_168), 1);
    assert_eq!(send(&shop, &message()), 45_168);
    let (_, text) =
        shop.post(&shop.without, "/cgi-bin/message/subscribe/send", message().to_string()).expect("an answer");
    assert!(text.contains("41001"), "{text}");
}
