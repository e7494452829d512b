//! The mini program's message push: what WeChat says of a shipment is kept, and asked about at once; nothing else moves.

use crate::http::{self, Reply};
use crate::world::*;
use zhanggui::domain::{AppId, NoticeVerdict, OrderNo, OrderState, ReportStep, UnixSeconds};
use zhanggui::events::ShopEvent;
use zhanggui::listener::Listener;
use zhanggui::store::{ReportUpdate, Shipping};
use zhanggui::wechat::miniprogram::{PushAccount, PushKey, PushSecrets, PushToken};

const TRANSACTION: &str = "4200000000202609010000000001";

/// What the owner wrote into the mini program's console for its message push.
pub fn push_account() -> PushAccount {
    PushAccount {
        app_id: AppId::parse(APP_ID).unwrap(),
        secrets: PushSecrets {
            token: PushToken::parse("TestPushToken1").unwrap(),
            key: PushKey::parse(&"k".repeat(43)).unwrap(),
        },
    }
}

/// A message as WeChat writes it about this order.
fn settled(order_no: &str) -> String {
    format!(
        r#"{{"ToUserName":"gh_1","CreateTime":{NOON},"MsgType":"event","Event":"trade_manage_order_settlement","transaction_id":"{TRANSACTION}","merchant_id":"{MCH_ID}","sub_merchant_id":"","merchant_trade_no":"{order_no}","settlement_time":{NOON}}}"#
    )
}

fn post(shop: &World, query: &str, body: &str) -> Reply {
    let path = format!("/wechat/{PUSH_HOOK}/push?{query}");
    http::send(shop.door, &http::request("POST", &path, &[("Content-Type", "application/json")], body))
}

/// Sealed and signed at this moment with these secrets.
fn sealed(account: &PushAccount, message: &str, at: i64) -> (String, String) {
    let timestamp = at.to_string();
    let (sealed, signature) = account.seal(message, [7; 16], &timestamp, "4711");
    let query = format!("timestamp={timestamp}&nonce=4711&encrypt_type=aes&msg_signature={signature}");
    (query, serde_json::json!({ "ToUserName": "gh_1", "Encrypt": sealed }).to_string())
}

/// The shop's own but for the token.
fn with_token(token: &str) -> PushAccount {
    let ours = push_account();
    let secrets = PushSecrets { token: PushToken::parse(token).unwrap(), ..ours.secrets };
    PushAccount { secrets, ..ours }
}

fn push(shop: &World, message: &str) -> Reply {
    let (query, body) = sealed(&push_account(), message, shop.now().get());
    post(shop, &query, &body)
}

/// An order that was paid, shipped, and reported to WeChat; nobody asks about its money for hours.
fn reported(shop: &World) -> String {
    let raw = shop.order_being_paid();
    shop.confirm(&raw, TRANSACTION);
    let (order_no, now) = (OrderNo::parse(&raw).unwrap(), shop.now());
    shop.store
        .ship_order(order_no.clone(), shop.order(&raw).version, Shipping::express("SF", "SF1234567890"), now)
        .wait()
        .unwrap();
    shop.later(60);
    shop.store.begin_report(order_no.clone(), shop.now()).wait().unwrap();
    let done = ReportUpdate {
        order_no,
        step: Some(ReportStep::Done),
        trouble: None,
        in_doubt: false,
        answer: None,
        seen: None,
        next_at: shop.now(),
    };
    shop.store.update_report(done, shop.now()).wait().unwrap();
    raw
}

fn due(shop: &World, at: UnixSeconds) -> usize {
    shop.reader().due_settlements(at, 9).unwrap().count()
}

#[test]
fn wechat_is_shown_that_the_address_is_ours_and_nobody_else_is() {
    let shop = World::new();
    let ask = |signature: &str, echo: &str| {
        let path = format!("/wechat/{PUSH_HOOK}/push?signature={signature}&timestamp=1&nonce=2&echostr={echo}");
        http::send(shop.door, &http::request("GET", &path, &[], ""))
    };
    let right = push_account().sign_question("1", "2");
    let reply = ask(&right, "4375120948345356249");
    assert_eq!((reply.status, reply.body.as_str()), (200, "4375120948345356249"));
    let other = with_token("another");
    for reply in [ask(&other.sign_question("1", "2"), "1"), ask("", "1"), ask(&right, "")] {
        assert_eq!((reply.status, reply.body.as_str()), (404, ""), "as if nothing were here");
    }
}

#[test]
fn what_wechat_says_of_a_shipment_is_kept_as_it_was_opened_and_asked_about_at_once() {
    let shop = World::new();
    let order_no = reported(&shop);
    assert_eq!(due(&shop, shop.now()), 0, "the next question is hours away");
    let (message, number) = (settled(&order_no), OrderNo::parse(&order_no).unwrap());
    let heard = || shop.heard(&ShopEvent::OrderChanged(number.clone()));
    let before = heard();
    let reply = push(&shop, &message);
    assert_eq!((reply.status, reply.body.as_str()), (200, "success"));
    assert_eq!((due(&shop, shop.now()), heard() - before), (1, 1), "the shipments hear of it");
    let kept = shop.notices().remove(0);
    assert_eq!((kept.kind.as_str(), kept.verdict, kept.order_no), ("push", NoticeVerdict::Accepted, Some(number)));
    assert_eq!(kept.text, message, "the key may be another one tomorrow");
    assert_eq!(shop.state(&order_no), OrderState::Shipped, "it moves nothing by itself");
}

#[test]
fn a_message_that_comes_again_asks_nothing_again() {
    let shop = World::new();
    let order_no = reported(&shop);
    push(&shop, &settled(&order_no));
    let answered = zhanggui::store::SettlementUpdate {
        order_no: OrderNo::parse(&order_no).unwrap(),
        seen: None,
        answer: None,
        next_at: shop.now().plus(3600),
    };
    shop.store.record_settlement(answered, shop.now()).wait().unwrap();
    for _ in 0..30 {
        let reply = push(&shop, &settled(&order_no));
        assert_eq!((reply.status, reply.body.as_str()), (200, "success"));
    }
    assert_eq!(due(&shop, shop.now()), 0);
    let verdicts = shop.verdicts();
    assert!(
        verdicts.len() <= 22 && verdicts.iter().filter(|it| **it == NoticeVerdict::Accepted).count() == 1,
        "{verdicts:?}"
    );
}

#[test]
fn what_is_about_no_order_of_ours_is_kept_and_moves_nothing() {
    let shop = World::new();
    let order_no = reported(&shop);
    let other_payment = settled(&order_no).replace(TRANSACTION, "4200000000202609019999999999");
    let strange = format!(r#"{{"CreateTime":{NOON},"MsgType":"event","Event":"something_new","a":{{"b":[1]}}}}"#);
    let named = [
        (settled("SC-NOBODY-KNOWS-1"), NoticeVerdict::UnknownNumber),
        (other_payment, NoticeVerdict::Differs),
        (strange, NoticeVerdict::Accepted),
    ];
    for (message, verdict) in named {
        let reply = push(&shop, &message);
        assert_eq!((reply.status, reply.body.as_str()), (200, "success"), "{message}");
        assert_eq!(shop.notices().remove(0).verdict, verdict, "{message}");
        assert_eq!(shop.notices().remove(0).text, message);
    }
    assert_eq!(due(&shop, shop.now()), 0);
}

#[test]
fn what_wechat_did_not_seal_for_this_shop_is_refused_and_moves_nothing() {
    let shop = World::new();
    let order_no = reported(&shop);
    let (message, now) = (settled(&order_no), shop.now().get());
    let (query, body) = sealed(&push_account(), &message, now);
    let stranger = with_token("another");
    let other_app = PushAccount { app_id: AppId::parse(APP_CHANNEL).unwrap(), ..push_account() };
    let late = sealed(&push_account(), &message, now - 601);
    let by_stranger = sealed(&stranger, &message, now);
    let for_other = sealed(&other_app, &message, now);
    for (name, query, body, status) in [
        ("open", query.as_str(), message.as_str(), 401),
        ("unsigned", "timestamp=1&nonce=2", body.as_str(), 401),
        ("another body under the signature", &query, &body.replace("Encrypt\":\"", "Encrypt\":\"AAAA"), 401),
        ("another token", &by_stranger.0, &by_stranger.1, 401),
        ("another app", &for_other.0, &for_other.1, 403),
        ("old", &late.0, &late.1, 401),
        ("no message", &query, "{}", 401),
        ("no JSON", &query, "hello", 400),
    ] {
        assert_eq!(post(&shop, query, body).status, status, "{name}");
    }
    assert_eq!(due(&shop, shop.now()), 0);
    assert!(shop.verdicts().iter().all(|verdict| verdict.is_refused()), "{:?}", shop.verdicts());
}

#[test]
fn without_the_secrets_of_the_push_there_is_no_such_door() {
    let mut shop = World::new();
    shop.listener.take().unwrap().stop();
    let setup = zhanggui::listener::ListenerSetup { push: None, ..shop.setup("127.0.0.1:0".parse().unwrap()) };
    let listener = Listener::start(setup).unwrap();
    shop.door = listener.local_addr();
    assert_eq!(push(&shop, &settled("SC20260901-0001")).status, 404);
    let reply = http::send(shop.door, &http::request("GET", &format!("/wechat/{PUSH_HOOK}/push"), &[], ""));
    assert_eq!(reply.status, 404);
    listener.stop();
}

#[test]
fn each_path_takes_its_own_messages_only() {
    let shop = World::new();
    let order_no = reported(&shop);
    let (query, body) = sealed(&push_account(), &settled(&order_no), shop.now().get());
    for path in [format!("/wechat/{PAY_HOOK}/push?{query}"), format!("/wechat/{PUSH_HOOK}/pay?{query}")] {
        assert_eq!(http::send(shop.door, &http::request("POST", &path, &[], &body)).status, 404, "{path}");
    }
    let at_pay = http::send(shop.door, &http::request("POST", &format!("/wechat/{PAY_HOOK}/pay?{query}"), &[], &body));
    assert!(at_pay.body.contains("FAIL"), "{at_pay:?}");
    assert_eq!(due(&shop, shop.now()), 0);
}
