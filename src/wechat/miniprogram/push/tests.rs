//! The published example and events made like it, checked by independent programs (`mp-message-push.json`), and whatever a
//! stranger may send.

use super::*;
use crate::domain::{OrderNo, PushEvent, PushedOrder, TransactionId};
use proptest::prelude::*;
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../../../../tests/fixtures/wechat/mp-message-push.json");

fn vectors() -> Value {
    serde_json::from_str(VECTORS).expect("JSON")
}

fn account(all: &Value) -> PushAccount {
    PushAccount {
        app_id: AppId::parse(all["appid"].as_str().unwrap()).unwrap(),
        secrets: PushSecrets {
            token: PushToken::parse(all["token"].as_str().unwrap()).unwrap(),
            key: PushKey::parse(all["encoding_aes_key"].as_str().unwrap()).unwrap(),
        },
    }
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_else(|| panic!("{name} in {of}"))
}

/// A case of the vectors as it comes: its query, its body, and the moment it was sent.
fn sent(case: &Value, sealed: &str) -> (PushQuery, Vec<u8>, UnixSeconds) {
    let (timestamp, nonce, signature) = (text(case, "timestamp"), text(case, "nonce"), text(case, "msg_signature"));
    let query = format!("timestamp={timestamp}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}");
    let body = json!({ "ToUserName": "gh_000000000001", "Encrypt": sealed }).to_string();
    (PushQuery::of(Some(&query)), body.into_bytes(), UnixSeconds::new(timestamp.parse().unwrap()))
}

#[test]
fn the_question_for_the_address_is_answered_as_in_the_published_example() {
    let all = vectors();
    let (account, check) = (account(&all), &all["url_check"]["query"]);
    let query = |signature: &str| {
        let (timestamp, nonce, echo) = (text(check, "timestamp"), text(check, "nonce"), text(check, "echostr"));
        PushQuery::of(Some(&format!("signature={signature}&timestamp={timestamp}&nonce={nonce}&echostr={echo}")))
    };
    let right = query(text(check, "signature"));
    assert_eq!(account.proof_of_address(&right).as_deref(), Some(text(&all["url_check"], "reply")));
    assert_eq!(account.proof_of_address(&query(&"0".repeat(40))), None);
    assert_eq!(account.proof_of_address(&query("")), None);
    assert_eq!(account.proof_of_address(&PushQuery::of(None)), None);
    let key = account.secrets.key.clone();
    let other = PushAccount { secrets: PushSecrets { token: PushToken::parse("AAAAB").unwrap(), key }, ..account };
    assert_eq!(other.proof_of_address(&right), None, "another token");
}

#[test]
fn the_published_message_is_opened_and_kept_as_one_we_have_no_use_for() {
    let all = vectors();
    let case = &all["safe_mode"];
    let mut whole = case["query"].clone();
    whole["msg_signature"] = case["query"]["msg_signature"].clone();
    let (query, body, at) = sent(&whole, text(case, "body_encrypt"));
    let (facts, opened) = account(&all).read(&query, &body, at).expect("genuine");
    assert_eq!(opened, text(case, "message"));
    assert_eq!(facts.event, PushEvent::Other("debug_demo".to_owned()));
    assert_eq!(facts.made_at.get(), 1_714_112_445);
}

#[test]
fn what_is_sealed_is_what_the_vectors_hold() {
    let all = vectors();
    let (account, reply) = (account(&all), &all["encrypted_reply"]);
    let random: [u8; 16] = text(reply, "random16").as_bytes().try_into().unwrap();
    let made = account.seal(text(reply, "message"), random, text(reply, "timestamp"), text(reply, "nonce"));
    assert_eq!(made, (text(reply, "encrypt").to_owned(), text(reply, "msg_signature").to_owned()));
}

#[test]
fn an_order_that_was_shipped_or_settled_is_read() {
    let all = vectors();
    let order = PushedOrder {
        order_no: OrderNo::parse("SHOP20260101000001").unwrap(),
        transaction_id: TransactionId::parse("4200000000202601010000000001").unwrap(),
    };
    for case in all["shipping_events"].as_array().unwrap() {
        let (query, body, at) = sent(case, text(case, "encrypt"));
        let (facts, _) = account(&all).read(&query, &body, at).expect("genuine");
        assert_eq!(facts.event, PushEvent::Settlement(order.clone()), "{}", text(case, "name"));
    }
}

#[test]
fn what_must_be_refused_is_refused() {
    let all = vectors();
    for (case, expected) in
        all["must_reject"].as_array().unwrap().iter().zip([NoticeVerdict::OtherMerchant, NoticeVerdict::WrongSignature])
    {
        let (query, body, at) = sent(case, text(case, "encrypt"));
        assert_eq!(account(&all).read(&query, &body, at).err(), Some(expected), "{}", text(case, "name"));
    }
}

fn genuine(message: &str) -> (PushAccount, PushQuery, String, UnixSeconds) {
    let (account, at) = (account(&vectors()), UnixSeconds::new(1_790_000_000));
    let timestamp = at.get().to_string();
    let (sealed, signature) = account.seal(message, [7; 16], &timestamp, "4711");
    let query = format!("signature=x&timestamp={timestamp}&nonce=4711&msg_signature={signature}");
    (account, PushQuery::of(Some(&query)), sealed, at)
}

const SETTLED: &str = r#"{"CreateTime":"1790000000","MsgType":"event","Event":"trade_manage_order_settlement",
    "transaction_id":"4200000000202601010000000001","merchant_trade_no":"SC20260901-0001"}"#;

#[test]
fn both_forms_say_the_same() {
    let xml = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1790000000</CreateTime><MsgType><![CDATA[event]]></MsgType>\
        <Event><![CDATA[trade_manage_order_settlement]]></Event>\
        <transaction_id><![CDATA[4200000000202601010000000001]]></transaction_id>\
        <merchant_trade_no><![CDATA[SC20260901-0001]]></merchant_trade_no></xml>";
    let read = |message: &str, envelope: &dyn Fn(&str) -> String| {
        let (account, query, sealed, at) = genuine(message);
        account.read(&query, envelope(&sealed).as_bytes(), at).map(|(facts, _)| facts)
    };
    let in_json = read(SETTLED, &|sealed| json!({ "Encrypt": sealed }).to_string());
    let in_xml =
        read(xml, &|sealed| format!("<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"));
    assert!(in_json.is_ok() && in_json == in_xml, "{in_json:?} {in_xml:?}");
}

#[test]
fn a_message_that_is_old_or_from_the_future_proves_nothing() {
    let (account, query, sealed, at) = genuine(SETTLED);
    let body = json!({ "Encrypt": sealed }).to_string();
    let verdict = |at| account.read(&query, body.as_bytes(), at).err();
    assert_eq!((verdict(at), verdict(at.plus(599)), verdict(at.plus(-599))), (None, None, None));
    assert_eq!(verdict(at.plus(600)), Some(NoticeVerdict::WrongSignature));
    assert_eq!(verdict(at.plus(-600)), Some(NoticeVerdict::WrongSignature));
}

#[test]
fn what_is_written_openly_is_not_believed() {
    // The plain mode: its signature is right, and covers nothing of the message.
    let (account, _, sealed, at) = genuine(SETTLED);
    let timestamp = at.get().to_string();
    let signature = account.sign_question(&timestamp, "4711");
    let query = PushQuery::of(Some(&format!("signature={signature}&timestamp={timestamp}&nonce=4711")));
    assert_eq!(account.read(&query, SETTLED.as_bytes(), at).err(), Some(NoticeVerdict::Unsigned));
    let body = json!({ "Encrypt": sealed }).to_string();
    assert_eq!(account.read(&query, body.as_bytes(), at).err(), Some(NoticeVerdict::Unsigned), "no msg_signature");
}

#[test]
fn a_message_that_lacks_what_it_must_say_is_no_event() {
    for (message, expected) in [
        (r#"{"MsgType":"event","Event":"x"}"#, NoticeVerdict::BadField),
        (r#"{"CreateTime":1790000000,"MsgType":"event"}"#, NoticeVerdict::BadField),
        (r#"{"CreateTime":1790000000}"#, NoticeVerdict::BadField),
        (
            r#"{"CreateTime":1790000000,"MsgType":"event","Event":"trade_manage_order_settlement"}"#,
            NoticeVerdict::BadField,
        ),
        ("<xml><a><b>1</b></a></xml>", NoticeVerdict::Malformed),
        ("nothing", NoticeVerdict::Malformed),
    ] {
        let (account, query, sealed, at) = genuine(message);
        let body = json!({ "Encrypt": sealed }).to_string();
        assert_eq!(account.read(&query, body.as_bytes(), at).err(), Some(expected), "{message}");
    }
}

#[test]
fn a_secret_is_of_its_shape_and_is_never_shown() {
    for bad in ["", "ab", "with blank", "名字", &"x".repeat(33)] {
        assert_eq!(PushToken::parse(bad).err(), Some(BadPushSecret::Token), "{bad}");
    }
    for bad in ["", &"A".repeat(42), &"A".repeat(44), &format!("{}=", "A".repeat(42)), &"+".repeat(43)] {
        assert_eq!(PushKey::parse(bad).err(), Some(BadPushSecret::Key), "{bad}");
    }
    let odd_end = PushKey::parse(&format!("{}9", "A".repeat(42)));
    assert!(odd_end.is_ok(), "a last character whose spare bits are not 0 is as good as any");
    let shown = format!("{:?}", account(&vectors()));
    assert!(!shown.contains("AAAAA"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_that_was_altered_is_believed(at in 0..10_000_usize, to in any::<u8>(), in_query in any::<bool>()) {
        let (account, query, sealed, now) = genuine(SETTLED);
        let mut body = json!({ "Encrypt": sealed }).to_string().into_bytes();
        let mut query = query;
        if in_query {
            let mut signature = query.msg_signature.into_bytes();
            let place = at.checked_rem(signature.len()).unwrap();
            prop_assume!(!signature[place].eq_ignore_ascii_case(&to));
            signature[place] = to;
            query.msg_signature = String::from_utf8_lossy(&signature).into_owned();
        } else {
            let place = at.checked_rem(body.len()).unwrap();
            prop_assume!(body[place] != to);
            body[place] = to;
        }
        let believed = account.read(&query, &body, now).is_ok_and(|(_, opened)| opened != SETTLED);
        prop_assert!(!believed);
        if in_query {
            prop_assert!(account.read(&query, &body, now).is_err());
        }
    }

    #[test]
    fn whatever_comes_is_answered(body in proptest::collection::vec(any::<u8>(), 0..200), query in ".{0,80}") {
        let account = account(&vectors());
        prop_assert!(account.read(&PushQuery::of(Some(&query)), &body, UnixSeconds::new(0)).is_err());
        prop_assert!(account.proof_of_address(&PushQuery::of(Some(&query))).is_none());
    }

    #[test]
    fn whatever_is_sealed_is_opened_again(message in ".{0,100}", random in any::<[u8; 16]>()) {
        let account = account(&vectors());
        let (sealed, _) = account.seal(&message, random, "1", "2");
        let opened = seal::open(&account.secrets.key, &sealed).expect("ours");
        prop_assert_eq!((opened.message, opened.app_id), (message, account.app_id.to_string()));
    }
}

/// What the vectors of subscribe messages say of each event, in its JSON form.
#[test]
fn a_permission_that_is_taken_back_and_a_message_that_did_not_arrive_are_understood() {
    let text = include_str!("../../../../tests/fixtures/wechat/mp-subscribe.json");
    let vectors: serde_json::Value = serde_json::from_str(text).expect("vectors");
    let facts = |name: &str| {
        let events = vectors["events"].as_array().expect("events");
        let event = events.iter().find(|event| event["name"] == name).expect(name);
        message::facts_of(event["message"].as_str().expect("a message")).expect("facts").event
    };
    let PushEvent::PermissionWithdrawn { openid, templates } = facts("switched off by hand") else {
        panic!("withdrawn")
    };
    assert_eq!((openid.as_str(), templates), ("oTEST00000000000000000000001", vec!["T".repeat(43)]));
    let PushEvent::MessagesNotDelivered { messages } = facts("not delivered") else { panic!("not delivered") };
    assert_eq!(messages, [("2884900000000000001".to_owned(), "system error".to_owned())]);
    // What the phone answered is counted where the mini program tells it, once.
    for name in ["two accepted (List is an array)", "one (List is an object)"] {
        assert_eq!(facts(name), PushEvent::Other("subscribe_msg_popup_event".to_owned()), "{name}");
    }
}
