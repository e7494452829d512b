//! Refunds of API v3: one number pays once, whichever interface it is asked in.

use super::caller::{REFUNDS, V3Shop, but, refund_of};
use crate::shop::{fen, refund_no};
use reqwest::Method;
use serde_json::{Value, json};
use zhanggui::{
    sandbox::{RefundFate, ResentTo, TrustMode},
    wechat::v3::SERIAL,
};

fn asked(v3: &V3Shop, no: &str) -> Value {
    v3.get(&format!("{REFUNDS}/{no}")).json()
}

#[test]
fn a_refund_is_accepted_pays_out_once_and_settles() {
    let v3 = V3Shop::new();
    v3.paid("SHOP0001");
    let accepted = v3.post(REFUNDS, &refund_of("SHOP0001", "R1", 400)).json();
    assert_eq!((accepted["status"].as_str(), accepted["amount"]["refund"].as_i64()), (Some("PROCESSING"), Some(400)));
    assert_eq!(accepted["success_time"], Value::Null);
    assert_eq!(v3.asked("SHOP0001")["trade_state"], "REFUND");
    assert!(v3.shop.sandbox.settle(&refund_no("R1"), RefundFate::Success));
    let settled = asked(&v3, "R1");
    assert_eq!((settled["status"].as_str(), settled["amount"]["total"].as_i64()), (Some("SUCCESS"), Some(1000)));
    assert!(settled["success_time"].as_str().is_some_and(|time| time.ends_with("+08:00")));
    assert_eq!(v3.refund("SHOP0001", "R1", 400), "SUCCESS", "the same number after its end: the same answer");
    assert_eq!(v3.shop.payouts(), 1);
}

#[test]
fn each_end_has_its_word() {
    let v3 = V3Shop::new();
    v3.paid("SHOP0001");
    for (no, fate, word) in [
        ("R1", RefundFate::Success, "SUCCESS"),
        ("R2", RefundFate::Change, "ABNORMAL"),
        ("R3", RefundFate::Closed, "CLOSED"),
    ] {
        assert_eq!(v3.refund("SHOP0001", no, 100), "SUCCESS");
        assert!(v3.shop.sandbox.settle(&refund_no(no), fate));
        assert_eq!(asked(&v3, no)["status"], word);
    }
    let raw = v3.get(&format!("{REFUNDS}/R4"));
    assert_eq!((raw.status, raw.verdict().as_str()), (404, "RESOURCE_NOT_EXISTS"));
}

#[test]
fn an_order_of_either_interface_is_refunded_and_asked_about_by_the_other() {
    let v3 = V3Shop::new();
    let old = v3.shop.paid("SHOP0001");
    v3.paid("SHOP0002");
    let by_transaction = but(refund_of("SHOP0001", "R1", 400), "/out_trade_no", Value::Null);
    let by_transaction = but(by_transaction, "/transaction_id", json!(old.as_str()));
    assert_eq!(v3.post(REFUNDS, &by_transaction).verdict(), "SUCCESS");
    assert_eq!(v3.shop.refund("SHOP0002", "R2", "400"), "SUCCESS");
    // The same numbers through the other door move nothing more.
    assert_eq!(v3.shop.refund("SHOP0001", "R1", "400"), "SUCCESS");
    assert_eq!(v3.refund("SHOP0002", "R2", 400), "SUCCESS");
    assert_eq!(v3.shop.refund("SHOP0001", "R1", "500"), "REFUND_FEE_MISMATCH");
    assert_eq!(v3.refund("SHOP0002", "R2", 500), "INVALID_REQUEST");
    assert_eq!((v3.shop.payouts(), v3.shop.sandbox.ledger().paid_out()), (2, fen(800)));
    for no in ["R1", "R2"] {
        assert_eq!(asked(&v3, no)["out_refund_no"], no);
        assert_eq!(v3.shop.call("/pay/refundquery", &[("out_refund_no", no)])["refund_fee_0"], "400");
    }
}

#[test]
fn a_request_that_breaks_a_rule_moves_nothing() {
    let v3 = V3Shop::with(|config| config.speed = u32::MAX);
    let transaction = v3.paid("SHOP0001");
    for (path, value, expected) in [
        ("/out_refund_no", Value::Null, (400, "PARAM_ERROR")),
        ("/out_refund_no", json!("退款"), (400, "PARAM_ERROR")),
        ("/out_trade_no", Value::Null, (400, "PARAM_ERROR")),
        ("/transaction_id", json!(transaction.as_str()), (400, "PARAM_ERROR")),
        ("/out_trade_no", json!("SHOP0009"), (404, "RESOURCE_NOT_EXISTS")),
        ("/amount/currency", Value::Null, (400, "PARAM_ERROR")),
        ("/amount/currency", json!("USD"), (400, "PARAM_ERROR")),
        ("/amount/refund", json!(0), (400, "PARAM_ERROR")),
        ("/amount/refund", json!(1001), (400, "PARAM_ERROR")),
        ("/amount/refund", json!(4.0), (400, "PARAM_ERROR")),
        ("/amount/total", json!(999), (400, "INVALID_REQUEST")),
        ("/amount/from", json!([{ "account": "AVAILABLE", "amount": 399 }]), (400, "PARAM_ERROR")),
        ("/amount/from", json!([{ "account": "BASIC", "amount": 400 }]), (400, "PARAM_ERROR")),
        ("/funds_account", json!("UNSETTLED"), (400, "PARAM_ERROR")),
        ("/notify_url", json!("http://shop.example/x"), (400, "PARAM_ERROR")),
        ("/reason", json!(""), (400, "PARAM_ERROR")),
        ("/reason", json!("因".repeat(81)), (400, "PARAM_ERROR")),
        ("/op_user_id", json!("1"), (400, "PARAM_ERROR")),
    ] {
        let body = but(refund_of("SHOP0001", "R1", 400), path, value);
        let raw = v3.post(REFUNDS, &body);
        assert_eq!((raw.status, raw.verdict().as_str()), expected, "{body}");
    }
    v3.order("SHOP0002", 1000);
    assert_eq!(v3.refund("SHOP0002", "R1", 400), "RESOURCE_NOT_EXISTS", "not paid");
    assert_eq!(v3.shop.payouts(), 0);
    let from = json!([{ "account": "AVAILABLE", "amount": 300 }, { "account": "UNAVAILABLE", "amount": 100 }]);
    let whole = but(but(refund_of("SHOP0001", "R1", 400), "/amount/from", from), "/funds_account", json!("AVAILABLE"));
    assert_eq!(v3.post(REFUNDS, &whole).verdict(), "SUCCESS");
}

#[test]
fn never_more_than_is_left_goes_back_and_an_empty_purse_is_no_end() {
    let v3 = V3Shop::with(|config| config.speed = u32::MAX);
    v3.paid("SHOP0001");
    v3.shop.sandbox.withdraw_all();
    let raw = v3.post(REFUNDS, &refund_of("SHOP0001", "R1", 600));
    assert_eq!((raw.status, raw.verdict().as_str()), (403, "NOT_ENOUGH"));
    v3.shop.sandbox.fill_balance(fen(5000));
    assert_eq!(v3.refund("SHOP0001", "R1", 600), "SUCCESS", "the same number goes on");
    assert_eq!(v3.refund("SHOP0001", "R2", 401), "INVALID_REQUEST");
    assert_eq!(v3.refund("SHOP0001", "R3", 400), "SUCCESS");
    assert_eq!(v3.refund("SHOP0001", "R4", 1), "INVALID_REQUEST", "nothing is left");
    assert_eq!(v3.shop.sandbox.ledger().paid_out(), fen(1000));
}

#[test]
fn two_refunds_of_one_order_need_a_minute_and_too_many_faulty_ones_shut_the_door() {
    let v3 = V3Shop::with(|config| config.keep_refund_gap = true);
    v3.paid("SHOP0001");
    assert_eq!(v3.refund("SHOP0001", "R1", 100), "SUCCESS");
    let raw = v3.post(REFUNDS, &refund_of("SHOP0001", "R2", 100));
    assert_eq!((raw.status, raw.verdict().as_str()), (429, "FREQUENCY_LIMITED"));
    let faulty: Vec<String> = (0..30).map(|_| v3.refund("SHOP0009", "R3", 100)).collect();
    assert!(faulty.iter().any(|verdict| verdict == "RATELIMIT_EXCEEDED"), "{faulty:?}");
}

/// A refund that could not be paid out; its number at WeChat.
fn stuck(v3: &V3Shop) -> String {
    v3.paid("SHOP0001");
    assert_eq!(v3.refund("SHOP0001", "R1", 400), "SUCCESS");
    assert!(v3.shop.sandbox.settle(&refund_no("R1"), RefundFate::Change));
    asked(v3, "R1")["refund_id"].as_str().expect("a number").to_owned()
}

fn to_a_card(v3: &V3Shop) -> Value {
    let sealed = |text: &str| v3.public_key().seal_sensitive(text).expect("sealed");
    json!({
        "out_refund_no": "R1", "type": "USER_BANK_CARD", "bank_type": "ICBC_DEBIT",
        "bank_account": sealed("6222020200112233445"), "real_name": sealed("欧阳静怡"),
    })
}

#[test]
fn a_stuck_refund_goes_to_the_buyers_card_as_wechat_reads_it() {
    let v3 = V3Shop::new();
    let path = format!("{REFUNDS}/{}/apply-abnormal-refund", stuck(&v3));
    let body = to_a_card(&v3);
    let told = v3.post(&path, &body).json();
    assert_eq!((told["status"].as_str(), told["channel"].as_str()), (Some("PROCESSING"), Some("OTHER_BANKCARD")));
    let to = ResentTo::BuyerCard {
        bank: "ICBC_DEBIT".to_owned(),
        account: "6222020200112233445".to_owned(),
        name: "欧阳静怡".to_owned(),
    };
    assert_eq!(v3.shop.sandbox.ledger().refund(&refund_no("R1")).expect("it").resent_to, Some(to));
    assert_eq!(v3.post(&path, &to_a_card(&v3)).verdict(), "SUCCESS", "sent again, it goes where it goes");
    assert!(v3.shop.sandbox.settle(&refund_no("R1"), RefundFate::Success));
    assert_eq!(asked(&v3, "R1")["status"], "SUCCESS");
    assert_eq!(v3.shop.payouts(), 1);
}

#[test]
fn a_stuck_refund_goes_to_the_shops_own_card() {
    let v3 = V3Shop::new();
    let path = format!("{REFUNDS}/{}/apply-abnormal-refund", stuck(&v3));
    let body = json!({ "out_refund_no": "R1", "type": "MERCHANT_BANK_CARD" });
    assert_eq!(v3.post(&path, &body).verdict(), "SUCCESS");
    assert_eq!(v3.post(&path, &to_a_card(&v3)).verdict(), "INVALID_REQUEST", "it is on its way");
}

#[test]
fn a_card_nobody_can_read_or_another_refund_changes_nothing() {
    let v3 = V3Shop::with(|config| config.trust = TrustMode::Mixed);
    let path = format!("{REFUNDS}/{}/apply-abnormal-refund", stuck(&v3));
    for (at, value) in [
        ("/bank_account", json!("6222020200112233445")),
        ("/bank_account", Value::Null),
        ("/real_name", Value::Null),
        ("/bank_type", Value::Null),
        ("/bank_type", json!("BANK_OF_NOWHERE")),
        ("/type", json!("CASH")),
        ("/bank_account", json!(v3.public_key().seal_sensitive("no number").expect("sealed"))),
    ] {
        assert_eq!(v3.post(&path, &but(to_a_card(&v3), at, value)).verdict(), "PARAM_ERROR", "{at}");
    }
    // Sealed for one key, and another one is named.
    let serial = v3.shop.sandbox.certificate_serials().pop().expect("a certificate");
    let body = to_a_card(&v3).to_string();
    for named in [serial, "PUB_KEY_ID_0119000000990000000000000000000000".to_owned()] {
        let request = v3.request(Method::POST, &path, &body).with(SERIAL, named);
        assert_eq!(v3.send(request).expect("an answer").verdict(), "PARAM_ERROR");
    }
    let elsewhere = format!("{REFUNDS}/50300001234567890123456789012/apply-abnormal-refund");
    assert_eq!(v3.post(&elsewhere, &to_a_card(&v3)).status, 404);
    assert_eq!(v3.post(&path, &but(to_a_card(&v3), "/out_refund_no", json!("R2"))).status, 404);
    assert_eq!(asked(&v3, "R1")["status"], "ABNORMAL");
}
