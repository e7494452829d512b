//! What WeChat sends by itself.

use super::{
    SENT_AT, account, headers, json, list, notice_of, number, private_key, public_key_id, signed_headers, text,
    trust_keys,
};
use crate::{
    domain::{AppId, Fen, MchId, NoticeVerdict, RefundOutcome, SignType, UnixSeconds},
    wechat::v3::{
        ApiV3Key, SignatureHeaders, TrustKeys, V3Account,
        json::MESSAGE_BYTES_MAX,
        notify::{self, payment, refund},
    },
};

struct ReceivedVector {
    name: String,
    headers: SignatureHeaders,
    body: Vec<u8>,
    at: UnixSeconds,
}

fn cases() -> Vec<ReceivedVector> {
    let all = json("v3-notifications.json");
    let case = |case: &serde_json::Value| ReceivedVector {
        name: text(&case["name"]).to_owned(),
        headers: headers(&case["headers"]).unwrap(),
        body: text(&case["body"]).as_bytes().to_vec(),
        at: number(&case["now_unix"]),
    };
    list(&all["cases"]).iter().map(case).collect()
}

fn case(name: &str) -> ReceivedVector {
    cases().into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn a_payment_notification_becomes_facts_with_either_key_and_only_with_one_that_is_loaded() {
    for (name, total) in [
        ("payment success with coupons", 5000),
        ("payment success signed by platform certificate", 5000),
        ("payment success, amount differs from the local order of 5000", 1),
    ] {
        let case = case(name);
        let facts = payment(&case.headers, &case.body, &account(), &trust_keys(), case.at).unwrap();
        assert_eq!(facts.order_no.as_str(), "SHOP20260101000001");
        assert_eq!(facts.transaction_id.as_str(), "4200000000202601010000000001");
        assert_eq!((facts.total.get(), facts.currency.as_str()), (total, "CNY"), "the figure with coupons in it");
        assert_eq!(facts.openid.unwrap().as_str(), "oTEST00000000000000000000001");
        assert_eq!(facts.paid_at.to_compact(), "20260101080312");
        assert_eq!((facts.sign_type, facts.app_id), (SignType::Rsa, Some(account().app_id)));
        let none = payment(&case.headers, &case.body, &account(), &TrustKeys::default(), case.at);
        assert_eq!(none, Err(NoticeVerdict::WrongSignature));
        let on_the_other_hook = refund(&case.headers, &case.body, &account(), &trust_keys(), case.at);
        assert_eq!(on_the_other_hook, Err(NoticeVerdict::BadField));
    }
}

#[test]
fn a_refund_notification_says_how_far_it_is() {
    let arrived = RefundOutcome::Success {
        at: Some(UnixSeconds::parse_compact("20260101090005").unwrap()),
        account: "支付用户零钱".to_owned(),
    };
    for (name, expected) in [
        ("refund success", arrived),
        ("refund abnormal", RefundOutcome::Change),
        ("refund closed", RefundOutcome::Closed),
    ] {
        let case = case(name);
        let facts = refund(&case.headers, &case.body, &account(), &trust_keys(), case.at).unwrap();
        assert_eq!(facts.outcome, expected, "{name}");
        assert_eq!(facts.refund_no.as_str(), "SHOP20260101000001R1");
        assert_eq!(facts.order_no.as_str(), "SHOP20260101000001");
        assert_eq!(facts.refund_id.unwrap().as_str(), "50300000000202601010000000001");
        assert_eq!((facts.amount.get(), facts.total.get()), (1500, 5000));
        let on_the_other_hook = payment(&case.headers, &case.body, &account(), &trust_keys(), case.at);
        assert_eq!(on_the_other_hook, Err(NoticeVerdict::BadField), "{name}");
    }
}

#[test]
fn a_message_put_back_from_the_file_is_read_at_the_moment_it_arrived() {
    let case = case("refund success");
    let at = |at: UnixSeconds| refund(&case.headers, &case.body, &account(), &trust_keys(), at).map(|_| ());
    assert_eq!(at(case.at), Ok(()));
    assert_eq!(at(SENT_AT.plus(300)), Err(NoticeVerdict::WrongSignature));
}

#[test]
fn a_genuine_message_for_another_merchant_or_app_is_not_ours() {
    let paid = case("payment success with coupons");
    let back = case("refund success");
    let payment_of =
        |account: &V3Account| payment(&paid.headers, &paid.body, account, &trust_keys(), paid.at).map(|_| ());
    let refund_of =
        |account: &V3Account| refund(&back.headers, &back.body, account, &trust_keys(), back.at).map(|_| ());
    let other_merchant = V3Account { mch_id: MchId::parse("1900000002").unwrap(), ..account() };
    let other_app = V3Account { app_id: AppId::parse("wx7e57000000000002").unwrap(), ..account() };
    let own_app = V3Account { app_channel_app_id: Some(account().app_id), ..other_app.clone() };
    let other_key = V3Account { api_v3_key: ApiV3Key::parse("TestApiV3Key00000000000000000003").unwrap(), ..account() };
    assert_eq!(payment_of(&other_merchant), Err(NoticeVerdict::OtherMerchant));
    assert_eq!(refund_of(&other_merchant), Err(NoticeVerdict::OtherMerchant));
    assert_eq!(payment_of(&other_app), Err(NoticeVerdict::OtherMerchant));
    assert_eq!(payment_of(&own_app), Ok(()), "the shop's own app");
    assert_eq!(payment_of(&other_key), Err(NoticeVerdict::Undecryptable));
    assert_eq!(refund_of(&other_key), Err(NoticeVerdict::Undecryptable));
}

/// What a payment notification of the vectors says.
fn paid() -> serde_json::Value {
    json("v3-notifications.json")["cases"][0]["decrypted"].clone()
}

fn verdict_of_payment(plain: &[u8], change: impl FnOnce(&mut serde_json::Value)) -> Result<Fen, NoticeVerdict> {
    let mut outer = notice_of("TRANSACTION.SUCCESS", "transaction", plain);
    change(&mut outer);
    let body = outer.to_string().into_bytes();
    let key = private_key(&json("v3-keys.json")["wechat_pay_public_key"]);
    let headers = signed_headers(&key, &public_key_id(), SENT_AT, &body);
    payment(&headers, &body, &account(), &trust_keys(), SENT_AT).map(|facts| facts.total)
}

#[test]
fn a_field_we_need_that_has_no_sense_is_a_bad_field_and_one_we_do_not_know_is_passed_over() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut plain = paid();
        change(&mut plain);
        verdict_of_payment(plain.to_string().as_bytes(), |_| ())
    };
    let total = Ok(Fen::new(5000).unwrap());
    assert_eq!(with(&|_| ()), total);
    assert_eq!(with(&|plain| plain["a_field_of_next_year"] = serde_json::json!({ "deep": [1, 2.5] })), total);
    assert_eq!(with(&|plain| plain["payer"] = serde_json::Value::Null), total);
    assert_eq!(with(&|plain| plain["trade_state"] = "NOTPAY".into()), Err(NoticeVerdict::NotPaid));
    for (name, value) in [
        ("out_trade_no", serde_json::json!("short")),
        ("out_trade_no", serde_json::json!(12_345_678)),
        ("transaction_id", serde_json::json!("")),
        ("success_time", serde_json::json!("yesterday")),
        ("amount", serde_json::json!(5000)),
        ("amount", serde_json::json!({ "total": "5000" })),
        ("amount", serde_json::json!({ "total": 50.0 })),
        ("amount", serde_json::json!({ "total": -1 })),
        ("payer", serde_json::json!({ "openid": "no id" })),
        ("mchid", serde_json::Value::Null),
        ("appid", serde_json::json!([])),
    ] {
        assert_eq!(with(&|plain| plain[name] = value.clone()), Err(NoticeVerdict::BadField), "{name}: {value}");
    }
}

#[test]
fn amounts_in_another_form_and_doubled_names_are_never_a_payment() {
    let plain = paid().to_string();
    for (amount, expected) in [
        ("1e2", NoticeVerdict::BadField),
        ("-0", NoticeVerdict::BadField),
        ("5000.0", NoticeVerdict::BadField),
        ("\"5000\"", NoticeVerdict::BadField),
        ("5000,\"total\":5000", NoticeVerdict::Malformed),
        ("05000", NoticeVerdict::Malformed),
    ] {
        let changed = plain.replace("\"total\":5000", &format!("\"total\":{amount}"));
        assert_ne!(changed, plain);
        assert_eq!(verdict_of_payment(changed.as_bytes(), |_| ()), Err(expected), "{amount}");
    }
    let broken = [&plain.as_bytes()[..20], b"\xFF", &plain.as_bytes()[20..]].concat();
    assert_eq!(verdict_of_payment(&broken, |_| ()), Err(NoticeVerdict::Malformed), "broken UTF-8 under a right seal");
}

#[test]
fn the_envelope_is_read_as_strictly() {
    let plain = paid().to_string();
    let with = |change: &dyn Fn(&mut serde_json::Value)| verdict_of_payment(plain.as_bytes(), |outer| change(outer));
    let total = Ok(Fen::new(5000).unwrap());
    assert_eq!(with(&|outer| drop(outer["resource"].as_object_mut().unwrap().remove("original_type"))), total);
    for (change, expected) in [
        (
            &(|outer: &mut serde_json::Value| outer["event_type"] = "REFUND.SUCCESS".into())
                as &dyn Fn(&mut serde_json::Value),
            NoticeVerdict::BadField,
        ),
        (&|outer| outer["resource"]["original_type"] = "refund".into(), NoticeVerdict::BadField),
        (&|outer| outer["resource"] = serde_json::Value::Null, NoticeVerdict::BadField),
        (&|outer| outer["resource"]["nonce"] = 1.into(), NoticeVerdict::BadField),
        (&|outer| outer["resource"]["nonce"] = "short".into(), NoticeVerdict::Undecryptable),
        (&|outer| outer["resource"]["nonce"] = "n".repeat(200).into(), NoticeVerdict::Undecryptable),
        (&|outer| outer["resource"]["ciphertext"] = "MTIzNDU=".into(), NoticeVerdict::Undecryptable),
        (&|outer| outer["resource"]["associated_data"] = "refund".into(), NoticeVerdict::Undecryptable),
        (&|outer| outer["resource"]["algorithm"] = "AEAD_SM4_GCM".into(), NoticeVerdict::Undecryptable),
        (&|outer| outer["summary"] = "x".repeat(MESSAGE_BYTES_MAX).into(), NoticeVerdict::TooLarge),
        (&|outer| outer["summary"] = "\0".into(), NoticeVerdict::Malformed),
    ] {
        assert_eq!(with(change), Err(expected));
    }
}

#[test]
fn associated_data_may_be_absent() {
    let plain = paid().to_string();
    let sealed = crate::wechat::v3::resource::seal(&account().api_v3_key, "0123456789ab", None, plain.as_bytes());
    let verdict = verdict_of_payment(plain.as_bytes(), |outer| {
        let resource = outer["resource"].as_object_mut().unwrap();
        resource.remove("associated_data");
        resource.insert("ciphertext".to_owned(), sealed.into());
    });
    assert_eq!(verdict, Ok(Fen::new(5000).unwrap()));
}

#[test]
fn what_is_not_json_but_rightly_signed_is_malformed() {
    let key = private_key(&json("v3-keys.json")["wechat_pay_public_key"]);
    for body in [&b"<xml></xml>"[..], b"", b"\xEF\xBB\xBF{}", b"{\"id\":1,\"id\":2}", b"\x1F\x8B\x08\0"] {
        let headers = signed_headers(&key, &public_key_id(), SENT_AT, body);
        assert_eq!(
            payment(&headers, body, &account(), &trust_keys(), SENT_AT),
            Err(NoticeVerdict::Malformed),
            "{body:?}"
        );
        assert_eq!(
            refund(&headers, body, &account(), &trust_keys(), SENT_AT),
            Err(NoticeVerdict::Malformed),
            "{body:?}"
        );
    }
}

#[test]
fn a_trial_of_wechats_and_a_signature_that_is_no_base64_are_plainly_refused() {
    let case = case("payment success with coupons");
    let probe = format!("WECHATPAY/SIGNTEST/{}", &case.headers.signature[19..]);
    for signature in [probe, String::new(), "=".repeat(400), case.headers.signature.replace('A', " ")] {
        let headers = SignatureHeaders { signature, ..case.headers.clone() };
        let verdict = payment(&headers, &case.body, &account(), &trust_keys(), case.at);
        assert_eq!(verdict, Err(NoticeVerdict::WrongSignature));
    }
}

#[test]
fn a_refusal_is_the_body_wechat_expects() {
    assert_eq!(notify::fail_reply("失败"), text(&json("v3-notifications.json")["reply_fail"]["body"]));
}
