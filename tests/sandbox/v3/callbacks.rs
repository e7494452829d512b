//! Callbacks of API v3: sealed, signed anew at each attempt, repeated on WeChat's schedule under one id.

use super::caller::{Callback, JSAPI, REFUNDS, V3Door, V3Shop, but, door, order, refund_of};
use crate::shop::{TIMEOUT, account, buyer, fen, order_fields, order_no, refund_fields, refund_no};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};
use zhanggui::{
    domain::{Api, PrepayId},
    sandbox::{DeliveryOutcome, Fault, RefundFate, SandboxCall, SandboxConfig, TrustMode},
    wechat::{
        v2::notify::{read_payment, read_refund},
        v3::{NotProven, TrustKey},
    },
};

/// A day of retries in under a tenth of a second.
fn fast(config: &mut SandboxConfig) {
    config.speed = 1_000_000;
}

fn pay(v3: &V3Shop, door: &V3Door, no: &str) {
    let raw = v3.send(v3.request(
        reqwest::Method::POST,
        JSAPI,
        &but(order(no, 1000), "/notify_url", json!(door.url)).to_string(),
    ));
    let prepay_id = raw.expect("an answer").json()["prepay_id"].as_str().map(PrepayId::parse);
    v3.shop.sandbox.pay(&prepay_id.expect("one").expect("a prepay id")).expect("paid");
}

fn quiet(v3: &V3Shop) {
    assert!(v3.shop.sandbox.wait_until(TIMEOUT, |ledger| ledger.deliveries_open() == 0));
}

fn outcomes(v3: &V3Shop) -> Vec<DeliveryOutcome> {
    v3.shop.sandbox.ledger().deliveries().iter().map(|delivery| delivery.outcome).collect()
}

fn platform(v3: &V3Shop) -> TrustKey {
    let pem = fs::read(v3.shop.dir.path().join("platform_cert.pem")).expect("a certificate");
    TrustKey::from_certificate_pem(&pem).expect("a certificate")
}

#[test]
fn a_payment_is_announced_once_and_the_message_is_genuine() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 0);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    let callback = door.arrived.try_recv().expect("a callback");
    assert_eq!(callback.proof(vec![v3.public_key()]), Ok(()));
    let (outer, inner) = (callback.json(), callback.opened());
    assert_eq!(
        (outer["event_type"].as_str(), outer["resource_type"].as_str()),
        (Some("TRANSACTION.SUCCESS"), Some("encrypt-resource"))
    );
    assert_eq!((inner["out_trade_no"].as_str(), inner["trade_state"].as_str()), (Some("SHOP0001"), Some("SUCCESS")));
    assert_eq!((inner["amount"]["total"].as_i64(), inner["mchid"].as_str()), (Some(1000), Some("1900000001")));
    assert_eq!(callback.headers["wechatpay-signature-type"], "WECHATPAY2-SHA256-RSA2048");
    assert!(!String::from_utf8_lossy(&callback.body).contains("SHOP0001"), "nothing of it is in the open");
    assert_eq!(outcomes(&v3), [DeliveryOutcome::Accepted]);
}

#[test]
fn every_attempt_has_the_same_id_and_its_own_time_and_bytes() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 4);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    let mut expected = vec![DeliveryOutcome::Refused(500); 4];
    expected.push(DeliveryOutcome::Accepted);
    assert_eq!(outcomes(&v3), expected);
    let all: Vec<Callback> = door.arrived.try_iter().collect();
    let ids: BTreeSet<_> = all.iter().map(|it| it.json()["id"].as_str().map(str::to_owned)).collect();
    let bytes: BTreeSet<_> = all.iter().map(|it| it.body.clone()).collect();
    let nonces: BTreeSet<_> =
        all.iter().map(|it| it.headers["wechatpay-nonce"].clone().to_str().map(str::to_owned).expect("text")).collect();
    assert_eq!((ids.len(), bytes.len(), nonces.len()), (1, 5, 5));
    assert!(ids.iter().flatten().all(|id| id.len() == 36));
    assert!(all.iter().all(|it| it.proof(vec![v3.public_key()]).is_ok()));
}

#[test]
fn a_shop_that_never_agrees_is_asked_sixteen_times() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, u32::MAX);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    assert_eq!(outcomes(&v3), [DeliveryOutcome::Refused(500); 16]);
}

#[test]
fn the_end_of_a_refund_is_announced_in_the_words_of_the_callback() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 0);
    v3.paid("SHOP0001");
    for (no, fate, event, word) in [
        ("R1", RefundFate::Success, "REFUND.SUCCESS", "SUCCESS"),
        ("R2", RefundFate::Change, "REFUND.ABNORMAL", "ABNORMAL"),
        ("R3", RefundFate::Closed, "REFUND.CLOSED", "CLOSED"),
    ] {
        let asked = but(refund_of("SHOP0001", no, 100), "/notify_url", json!(door.url));
        assert_eq!(v3.post(REFUNDS, &asked).verdict(), "SUCCESS");
        assert!(v3.shop.sandbox.settle(&refund_no(no), fate));
        quiet(&v3);
        let callback = door.arrived.try_recv().expect("a callback");
        assert_eq!(callback.proof(vec![v3.public_key()]), Ok(()));
        let inner = callback.opened();
        assert_eq!(
            (callback.json()["event_type"].as_str(), inner["refund_status"].as_str()),
            (Some(event), Some(word))
        );
        assert_eq!((inner["out_refund_no"].as_str(), inner["amount"]["refund"].as_i64()), (Some(no), Some(100)));
        assert_eq!(inner["success_time"].is_string(), fate == RefundFate::Success);
        assert_eq!(inner["status"], Value::Null, "the name of the answers is not the callback's");
    }
}

#[test]
fn a_notice_has_the_form_of_the_interface_it_belongs_to() {
    let v3 = V3Shop::with(fast);
    let (new, old) = (door(&v3.shop, 0), crate::shop::door(0));
    // A v2 order: announced in XML; its refund through v3 in JSON.
    let answer =
        v3.shop.call("/pay/unifiedorder", &crate::shop::but(order_fields("SHOP0001", "1000"), "notify_url", &old.url));
    v3.shop.sandbox.pay(&PrepayId::parse(&answer["prepay_id"]).expect("a prepay id")).expect("paid");
    quiet(&v3);
    let message = old.arrived.try_recv().expect("XML");
    assert!(read_payment(message.as_bytes(), &account()).is_ok());
    let by_v3 = but(refund_of("SHOP0001", "R1", 100), "/notify_url", json!(new.url));
    assert_eq!(v3.post(REFUNDS, &by_v3).verdict(), "SUCCESS");
    v3.shop.sandbox.settle(&refund_no("R1"), RefundFate::Success);
    quiet(&v3);
    assert_eq!(new.arrived.try_recv().expect("JSON").opened()["out_refund_no"], "R1");
    // A v3 order: the other way round.
    pay(&v3, &new, "SHOP0002");
    quiet(&v3);
    assert_eq!(new.arrived.try_recv().expect("JSON").opened()["out_trade_no"], "SHOP0002");
    let by_v2 = crate::shop::but(refund_fields("SHOP0002", "R2", "100"), "notify_url", &old.url);
    assert_eq!(v3.shop.verdict("/secapi/pay/refund", &by_v2), "SUCCESS");
    v3.shop.sandbox.settle(&refund_no("R2"), RefundFate::Success);
    quiet(&v3);
    assert!(read_refund(old.arrived.try_recv().expect("XML").as_bytes(), &account()).is_ok());
    let apis: Vec<_> = v3.shop.sandbox.ledger().deliveries().iter().map(|it| it.api).collect();
    assert_eq!(apis, [Some(Api::V2), Some(Api::V3), Some(Api::V3), Some(Api::V2)]);
}

#[test]
fn while_the_change_is_under_way_callbacks_come_by_either_key() {
    let v3 = V3Shop::with(|config| {
        fast(config);
        config.trust = TrustMode::Mixed;
    });
    let door = door(&v3.shop, 0);
    for n in 0..30 {
        pay(&v3, &door, &format!("SHOP{n:04}"));
    }
    quiet(&v3);
    let all: Vec<Callback> = door.arrived.try_iter().collect();
    let by = |it: &Callback| it.headers["wechatpay-serial"].to_str().map(str::to_owned).expect("text");
    let signers: BTreeSet<String> = all.iter().map(by).collect();
    assert_eq!(signers, [v3.shop.sandbox.public_key_id(), platform(&v3).id().to_string()].into());
    for callback in &all {
        assert_eq!(callback.proof(vec![v3.public_key(), platform(&v3)]), Ok(()));
    }
}

#[test]
fn the_share_of_the_public_key_is_the_configured_one() {
    for (permille, expected) in [(0, false), (1000, true)] {
        let v3 = V3Shop::with(|config| {
            fast(config);
            (config.trust, config.public_key_permille) = (TrustMode::Mixed, permille);
        });
        let door = door(&v3.shop, 0);
        (0..8).for_each(|n| pay(&v3, &door, &format!("SHOP{n:04}")));
        quiet(&v3);
        let by_public = |it: Callback| it.proof(vec![v3.public_key()]).is_ok();
        assert!(door.arrived.try_iter().all(|it| by_public(it) == expected));
    }
}

#[test]
fn spoilt_callbacks_are_spoilt_in_the_way_they_say_and_the_genuine_one_follows() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 0);
    let public = || vec![v3.public_key()];
    for (n, (fault, expected)) in [
        (Fault::Forged, NotProven::Wrong),
        (Fault::SignTest, NotProven::Probe),
        (Fault::ClockOffSecs(-301), NotProven::Stale),
        (Fault::ClockOffSecs(400), NotProven::Stale),
        (Fault::Reserialised, NotProven::Wrong),
        (Fault::TwoSignatures, NotProven::Malformed),
        (Fault::Unsigned, NotProven::Malformed),
    ]
    .into_iter()
    .enumerate()
    {
        v3.shop.sandbox.faults().next(SandboxCall::PaymentNotice, fault, 1);
        pay(&v3, &door, &format!("SHOP{n:04}"));
        quiet(&v3);
        let proofs: Vec<_> = door.arrived.try_iter().map(|it| it.proof(public())).collect();
        assert_eq!(proofs, [Err(expected), Ok(())], "{fault:?}");
        let told = outcomes(&v3);
        // This door believes everything; that is found out, and does not count.
        assert_eq!(told[told.len() - 2..], [DeliveryOutcome::ForgeryBelieved, DeliveryOutcome::Accepted]);
    }
    v3.shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::OtherKey, 1);
    pay(&v3, &door, "SHOP0100");
    quiet(&v3);
    let first = door.arrived.try_iter().next().expect("a callback");
    assert!(matches!(first.proof(public()), Err(NotProven::UnknownKey(id)) if id.starts_with("PUB_KEY_ID_")));
}

#[test]
fn a_careful_shop_refuses_a_probe_and_nothing_more_is_said() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 1);
    v3.shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::SignTest, 1);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    assert_eq!(outcomes(&v3), [DeliveryOutcome::Forged, DeliveryOutcome::Accepted]);
}

#[test]
fn fifteen_copies_come_at_once_and_the_data_beside_the_seal_may_be_absent() {
    let v3 = V3Shop::with(fast);
    let door = door(&v3.shop, 0);
    v3.shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::Copies(15), 1);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    let ids: Vec<_> = door.arrived.try_iter().map(|it| it.json()["id"].clone()).collect();
    assert_eq!(ids.len(), 15);
    assert!(ids.iter().all(|id| *id == ids[0]));
    v3.shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::NoAssociatedData, 1);
    pay(&v3, &door, "SHOP0002");
    quiet(&v3);
    let callback = door.arrived.try_recv().expect("a callback");
    assert_eq!(callback.json()["resource"]["associated_data"], Value::Null);
    assert_eq!(callback.opened()["out_trade_no"], "SHOP0002");
    assert_eq!(outcomes(&v3).last(), Some(&DeliveryOutcome::Accepted));
}

#[test]
fn without_an_api_v3_key_nothing_is_announced() {
    let v3 = V3Shop::with(|config| {
        fast(config);
        config.api_v3_key = None;
    });
    let door = door(&v3.shop, 0);
    pay(&v3, &door, "SHOP0001");
    quiet(&v3);
    assert_eq!(door.arrived.try_iter().count(), 0);
}

#[test]
fn what_was_told_of_before_is_announced_in_the_merchants_own_form() {
    for (api, expected) in [(Api::V2, false), (Api::V3, true)] {
        let v3 = V3Shop::with(|config| {
            fast(config);
            config.api = api;
        });
        let door = door(&v3.shop, 0);
        let sandbox = &v3.shop.sandbox;
        sandbox.add_paid_order(&order_no("SHOP0001"), fen(1000), &buyer(), None).expect("paid");
        sandbox.refund_by_hand(&order_no("SHOP0001"), fen(300), &door.url).expect("refunded");
        let by_hand = sandbox.ledger().refunds().next().expect("it").refund_no.clone();
        assert!(sandbox.settle(&by_hand, RefundFate::Success));
        assert!(sandbox.wait_until(TIMEOUT, |ledger| !ledger.deliveries().is_empty()));
        let callback = door.arrived.recv_timeout(TIMEOUT).expect("a callback");
        assert_eq!(callback.proof(vec![v3.public_key()]).is_ok(), expected);
    }
}

#[test]
fn a_test_makes_callbacks_of_its_own_that_are_wechats() {
    let v3 = V3Shop::new();
    let plain = json!({ "mchid": "1900000002", "refund_status": "SUCCESS" }).to_string();
    let body = v3.shop.sandbox.sealed_callback("REFUND.SUCCESS", "refund", &plain).expect("a key");
    let headers = v3.shop.sandbox.signature_of(body.as_bytes()).into_iter();
    let named = headers.map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
    let callback = Callback { headers: named.collect(), body: body.into_bytes() };
    assert_eq!(callback.proof(vec![v3.public_key()]), Ok(()));
    assert_eq!(callback.opened()["mchid"], "1900000002");
    assert_eq!(callback.json()["event_type"], "REFUND.SUCCESS");
}
