//! What WeChat sends: the reader, the signatures, the notifications.

use super::{account, file, json, list, pairs, sign_type, text};
use crate::{
    domain::{AppId, Fen, MchId, NoticeVerdict, RefundOutcome, SignType, UnixSeconds},
    wechat::{
        Account, ApiKey,
        v2::{notify, sign, wire},
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::collections::BTreeMap;

#[test]
fn hostile_documents_are_refused_and_odd_ones_read_exactly() {
    let all = json("v2-hostile-xml.json");
    for case in list(&all["reject"]) {
        let body = STANDARD.decode(text(&case["body_base64"])).unwrap();
        assert!(wire::Fields::read("xml", &body).is_err(), "{}", case["name"]);
    }
    for case in list(&all["accept"]) {
        let body = STANDARD.decode(text(&case["body_base64"])).unwrap();
        let fields = wire::Fields::read("xml", &body).unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
        assert_eq!(fields.iter().collect::<BTreeMap<_, _>>(), pairs(&case["expected_fields"]), "{}", case["name"]);
    }
}

#[test]
fn signatures_are_those_of_four_other_implementations() {
    let all = json("v2-sign.json");
    for case in list(&all["cases"]) {
        let key = ApiKey::of_a_vector(text(&case["key"]));
        let fields: Vec<_> = pairs(&case["params"]).into_iter().rev().collect();
        assert_eq!(sign::sign(&fields, &key, sign_type(&case["sign_type"])), text(&case["sign"]), "{}", case["name"]);
    }
}

#[test]
fn signatures_made_in_another_way_are_refused() {
    let all = json("v2-sign.json");
    let example = &all["cases"][0];
    let key = ApiKey::of_a_vector(text(&example["key"]));
    for case in list(&all["must_reject"]) {
        let params = case.get("params").unwrap_or(&example["params"]);
        let mut fields = pairs(params);
        fields.insert("sign", text(&case["sign"]));
        let pinned = case.get("sign_type").map(sign_type);
        let body = wire::write(&fields.into_iter().collect::<Vec<_>>());
        let read = wire::Fields::read("xml", body.as_bytes()).unwrap();
        assert_eq!(sign::verify(&read, &key, pinned), Err(sign::Unproven::Wrong), "{}", case["name"]);
        assert_eq!(sign::verify(&read, &key, Some(SignType::Md5)), Err(sign::Unproven::Wrong), "{}", case["name"]);
    }
}

#[test]
fn every_message_reads_as_others_read_it_and_its_signature_is_judged_right() {
    let all = json("v2-xml-index.json");
    let messages = list(&all["messages"]);
    assert!(messages.len() > 25);
    for case in messages {
        let name = text(&case["file"]);
        let body = file(name);
        let fields = wire::Fields::read("xml", &body).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(fields.iter().collect::<BTreeMap<_, _>>(), pairs(&case["expected_fields"]), "{name}");
        let pinned = case["sign_type"].as_str().map(|word| SignType::parse(word).unwrap());
        let expected = match text(&case["signature"]) {
            "valid" => Ok(pinned.unwrap()),
            "absent" => Err(sign::Unproven::Missing),
            _ => Err(sign::Unproven::Wrong),
        };
        assert_eq!(sign::verify(&fields, &account().key, pinned), expected, "{name}");
        assert_eq!(sign::verify(&fields, &account().key, None), expected, "{name}");
    }
}

#[test]
fn a_payment_notification_becomes_facts_only_with_its_signature() {
    let read = |name: &str| notify::read_payment(&file(name), &account());
    let coupons = read("v2-notify-pay-coupons.xml").unwrap();
    assert_eq!(coupons.order_no.as_str(), "SHOP20260101000001");
    assert_eq!(coupons.transaction_id.as_str(), "4200000000202601010000000001");
    assert_eq!(coupons.openid.unwrap().as_str(), "oTEST00000000000000000000001");
    assert_eq!(coupons.total, Fen::new(5000).unwrap(), "the total, not the cash of 4400");
    assert_eq!((coupons.currency.as_str(), coupons.sign_type), ("CNY", SignType::Md5));
    assert_eq!(coupons.paid_at, UnixSeconds::parse_compact("20260101080312").unwrap());
    assert_eq!(read("v2-notify-pay-hmac.xml").unwrap().sign_type, SignType::HmacSha256);
    assert_eq!(read("v2-notify-pay-wrong-amount.xml").unwrap().total, Fen::new(1).unwrap());
    assert_eq!(read("v2-notify-pay-tampered-fee.xml"), Err(NoticeVerdict::WrongSignature));
    assert_eq!(read("v2-notify-pay-unsigned.xml"), Err(NoticeVerdict::Unsigned));
    assert_eq!(read("v2-response-return-fail.xml"), Err(NoticeVerdict::NotPaid));
    assert_eq!(read("v2-notify-refund-success.xml"), Err(NoticeVerdict::Unsigned));
}

#[test]
fn a_genuine_notification_for_another_merchant_or_app_is_not_ours() {
    let body = file("v2-notify-pay-coupons.xml");
    let other_merchant = Account { mch_id: MchId::parse("1900000002").unwrap(), ..account() };
    let other_app = Account { app_id: AppId::parse("wx7e57000000000002").unwrap(), ..account() };
    assert_eq!(notify::read_payment(&body, &other_merchant), Err(NoticeVerdict::OtherMerchant));
    assert_eq!(notify::read_payment(&body, &other_app), Err(NoticeVerdict::OtherMerchant));
}

#[test]
fn refund_notifications_open_with_our_key_and_only_with_it() {
    let all = json("v2-notify-refund.json");
    for case in list(&all["cases"]) {
        let name = text(&case["file"]);
        let facts = notify::read_refund(&file(name), &account()).unwrap_or_else(|verdict| panic!("{name}: {verdict}"));
        let expected = pairs(&case["expected_fields"]);
        assert_eq!(facts.refund_no.as_str(), expected["out_refund_no"], "{name}");
        assert_eq!(facts.order_no.as_str(), expected["out_trade_no"], "{name}");
        assert_eq!(facts.transaction_id.as_str(), expected["transaction_id"], "{name}");
        assert_eq!(facts.refund_id.unwrap().as_str(), expected["refund_id"], "{name}");
        assert_eq!((facts.amount.get(), facts.total.get()), (1500, 5000), "{name}");
        let outcome = match expected["refund_status"] {
            "SUCCESS" => RefundOutcome::Success {
                at: Some(UnixSeconds::parse_dashed("2026-01-01 09:00:05").unwrap()),
                account: expected["refund_recv_accout"].to_owned(),
            },
            "CHANGE" => RefundOutcome::Change,
            _ => RefundOutcome::Closed,
        };
        assert_eq!(facts.outcome, outcome, "{name}");
        let sealed = notify::seal_refund(text(&case["plaintext_xml"]), &account().key);
        assert_eq!(sealed.as_deref(), Some(text(&case["req_info"])), "{name}");
        let other = Account { key: ApiKey::of_a_vector("TestApiV2Key00000000000000000002"), ..account() };
        assert_eq!(notify::read_refund(&file(name), &other), Err(NoticeVerdict::Undecryptable), "{name}");
        let other = Account { mch_id: MchId::parse("1900000002").unwrap(), ..account() };
        assert_eq!(notify::read_refund(&file(name), &other), Err(NoticeVerdict::OtherMerchant), "{name}");
    }
    for case in list(&all["must_fail"]) {
        let fields = [("appid", "wx7e57000000000001"), ("mch_id", "1900000001"), ("req_info", text(&case["req_info"]))];
        let read = notify::read_refund(wire::write(&fields).as_bytes(), &account());
        assert!(
            matches!(read, Err(NoticeVerdict::Undecryptable | NoticeVerdict::Malformed)),
            "{}: {read:?}",
            case["name"]
        );
    }
}

#[test]
fn replies_are_the_bytes_wechat_expects() {
    assert_eq!(notify::SUCCESS_REPLY.as_bytes(), file("v2-reply-success.xml"));
    assert_eq!(notify::fail_reply("SIGN_MISMATCH").as_bytes(), file("v2-reply-fail.xml"));
}

#[test]
fn fields_cut_in_another_way_under_the_same_signature_are_refused() {
    // `fee_type=USD` hidden in the value before it: the same signed text, but no fee_type any more.
    let key = account().key;
    let said = [("appid", "wx7e57000000000001"), ("device_info", "WEB"), ("fee_type", "USD"), ("mch_id", "1900000001")];
    let signature = sign::sign(&said, &key, SignType::Md5);
    let recut = [
        ("appid", "wx7e57000000000001"),
        ("device_info", "WEB&fee_type=USD"),
        ("mch_id", "1900000001"),
        ("sign", &signature),
    ];
    let body = wire::write(&recut);
    let fields = wire::Fields::read("xml", body.as_bytes()).unwrap();
    assert_eq!(sign::verify(&fields, &key, None), Ok(SignType::Md5), "the signature alone cannot tell");
    assert!(!fields.read_one_way());
    assert_eq!(notify::read_payment(body.as_bytes(), &account()), Err(NoticeVerdict::WrongSignature));
}

#[test]
fn a_message_at_the_limits_is_read_and_one_past_them_is_not() {
    let names: Vec<String> = (0..=wire::FIELDS_MAX).map(|n| format!("f{n}")).collect();
    let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    assert!(wire::Fields::read("xml", wire::write(&fields[..wire::FIELDS_MAX]).as_bytes()).is_ok());
    let more = wire::write(&fields);
    assert_eq!(wire::Fields::read("xml", more.as_bytes()), Err(wire::MalformedXml::TooManyFields));
    let long = wire::write(&[("a", &"x".repeat(wire::MESSAGE_BYTES_MAX))]);
    assert_eq!(wire::Fields::read("xml", long.as_bytes()), Err(wire::MalformedXml::TooLarge));
    assert_eq!(notify::read_payment(long.as_bytes(), &account()), Err(NoticeVerdict::TooLarge));
}

#[test]
fn what_other_readers_let_pass_is_refused() {
    for body in [
        "<?xml version='1.0' encoding='GBK'?><xml><a>1</a></xml>",
        " <?xml version='1.0'?><xml><a>1</a></xml>",
        "<?xml version='1.0'?><?xml version='1.0'?><xml><a>1</a></xml>",
        "<xml a='1'><a>1</a></xml>",
        "<xml><a>1</a></xml>x",
        "<xml><a>1</a></xml><!-- x -->",
        "<xml>x<a>1</a></xml>",
        "<xml><![CDATA[x]]><a>1</a></xml>",
        "<xml><a>1</b></xml>",
        "<xml><a >1</a></xml>",
        "<xml><a>1</a ></xml>",
        "<xml><a:b>1</a:b></xml>",
        "<xml><1a>1</1a></xml>",
        "<xml><a>x]]>y</a></xml>",
        "<xml><a>&#0;</a></xml>",
        "<xml><a>&#x1f;</a></xml>",
        "<xml><a>&#xD800;</a></xml>",
        "<xml><a>&amp</a></xml>",
        "<xml><a>&</a></xml>",
        "<xml/>",
        "<xml></xml",
        "\u{feff}\u{feff}<xml><a>1</a></xml>",
        "<XML><a>1</a></XML>",
        "<xml><![cdata[1]]></xml>",
    ] {
        assert!(wire::Fields::read("xml", body.as_bytes()).is_err(), "{body}");
    }
    let inner = wire::Fields::read("root", b"<root><a>1</a></root>").map(|fields| fields.get("a").map(str::to_owned));
    assert_eq!(inner, Ok(Some("1".to_owned())));
}
