//! Notifications: genuine, repeated on WeChat's schedule until the shop says SUCCESS, and then no more.

use crate::shop::{Door, Shop, TIMEOUT, account, but, door, order_fields, refund_fields, refund_no};
use std::{sync::Arc, time::Instant};
use zhanggui::{
    domain::{NoticeVerdict, PrepayId, RefundOutcome},
    sandbox::{DeliveryOutcome, Fault, RefundFate, SandboxCall, SandboxConfig},
    wechat::v2::notify::{read_payment, read_refund},
};

/// A day of retries in under a tenth of a second.
fn fast(config: &mut SandboxConfig) {
    config.speed = 1_000_000;
}

fn pay(shop: &Shop, door: &Door, no: &str) {
    let fields = but(order_fields(no, "1000"), "notify_url", &door.url);
    let answer = shop.call("/pay/unifiedorder", &fields);
    shop.sandbox.pay(&PrepayId::parse(&answer["prepay_id"]).expect("a prepay id")).expect("paid");
}

fn quiet(shop: &Shop) {
    assert!(shop.sandbox.wait_until(TIMEOUT, |ledger| ledger.deliveries_open() == 0));
}

fn outcomes(shop: &Shop) -> Vec<DeliveryOutcome> {
    shop.sandbox.ledger().deliveries().iter().map(|delivery| delivery.outcome).collect()
}

#[test]
fn a_payment_is_announced_once_and_the_message_is_genuine() {
    let (shop, door) = (Shop::with(fast), door(0));
    pay(&shop, &door, "SHOP0001");
    let message = door.arrived.recv_timeout(TIMEOUT).expect("a notification");
    let facts = read_payment(message.as_bytes(), &account()).expect("facts");
    assert_eq!((facts.order_no.as_str(), facts.total.get()), ("SHOP0001", 1000));
    quiet(&shop);
    assert_eq!(outcomes(&shop), [DeliveryOutcome::Accepted]);
}

#[test]
fn it_is_repeated_until_the_shop_says_success_and_then_stops() {
    let (shop, door) = (Shop::with(fast), door(4));
    pay(&shop, &door, "SHOP0001");
    quiet(&shop);
    let mut expected = vec![DeliveryOutcome::Refused(200); 4];
    expected.push(DeliveryOutcome::Accepted);
    assert_eq!(outcomes(&shop), expected);
    let messages: Vec<_> = door.arrived.try_iter().collect();
    assert_eq!(messages.len(), 5);
    assert!(messages.iter().all(|message| *message == messages[0]), "the same message each time");
}

#[test]
fn a_shop_that_never_says_success_is_asked_sixteen_times() {
    let (shop, door) = (Shop::with(fast), door(u32::MAX));
    pay(&shop, &door, "SHOP0001");
    quiet(&shop);
    assert_eq!(outcomes(&shop), [DeliveryOutcome::Refused(200); 16]);
    let unreachable = Shop::with(fast);
    let nobody = Door { url: "http://127.0.0.1:1/hook".to_owned(), ..door };
    pay(&unreachable, &nobody, "SHOP0001");
    quiet(&unreachable);
    assert_eq!(outcomes(&unreachable), [DeliveryOutcome::Unreachable; 16]);
}

#[test]
fn the_waits_are_wechats_scaled() {
    // A hundred times faster: the first waits of 15, 15 and 30 s become 150, 150 and 300 ms.
    let (shop, door) = (Shop::with(|config| config.speed = 100), door(3));
    let start = Instant::now();
    pay(&shop, &door, "SHOP0001");
    let at: Vec<_> =
        (0..4).map(|_| door.arrived.recv_timeout(TIMEOUT).map(|_| start.elapsed().as_millis()).expect("it")).collect();
    for (n, least) in [(1, 150), (2, 300), (3, 600)] {
        assert!(at[n] >= least, "{at:?}");
    }
    quiet(&shop);
}

#[test]
fn the_end_of_a_refund_is_announced_sealed_with_the_key() {
    let (shop, door) = (Shop::with(fast), door(1));
    shop.paid("SHOP0001");
    for (no, fate) in [("R1", RefundFate::Success), ("R2", RefundFate::Change), ("R3", RefundFate::Closed)] {
        let fields = but(refund_fields("SHOP0001", no, "100"), "notify_url", &door.url);
        assert_eq!(shop.verdict("/secapi/pay/refund", &fields), "SUCCESS");
        assert!(shop.sandbox.settle(&refund_no(no), fate));
        quiet(&shop);
        let message = door.arrived.try_iter().last().expect("a notification");
        let facts = read_refund(message.as_bytes(), &account()).expect("facts");
        assert_eq!((facts.refund_no.as_str(), facts.amount.get(), facts.total.get()), (no, 100, 1000));
        let as_announced = match facts.outcome {
            RefundOutcome::Success { at: Some(_), .. } => RefundFate::Success,
            RefundOutcome::Change => RefundFate::Change,
            RefundOutcome::Closed => RefundFate::Closed,
            other => panic!("{other:?}"),
        };
        assert_eq!(as_announced, fate);
    }
}

#[test]
fn copies_arrive_at_the_same_moment_and_lost_ones_come_again() {
    let (shop, door) = (Shop::with(fast), door(0));
    shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::Copies(5), 1);
    pay(&shop, &door, "SHOP0001");
    quiet(&shop);
    assert_eq!(door.arrived.try_iter().count(), 5);
    shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::Lost, 3);
    pay(&shop, &door, "SHOP0002");
    quiet(&shop);
    assert_eq!(door.arrived.try_iter().count(), 1);
    assert_eq!(outcomes(&shop)[1..4], [DeliveryOutcome::Lost; 3]);
}

#[test]
fn a_forged_notification_does_not_verify_and_the_genuine_one_follows() {
    let (shop, door) = (Shop::with(fast), door(0));
    shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::Forged, 1);
    pay(&shop, &door, "SHOP0001");
    quiet(&shop);
    let verdicts: Vec<_> =
        door.arrived.try_iter().map(|message| read_payment(message.as_bytes(), &account()).err()).collect();
    assert_eq!(verdicts, [Some(NoticeVerdict::WrongSignature), None]);
    shop.sandbox.faults().next(SandboxCall::RefundNotice, Fault::Forged, 1);
    shop.call("/secapi/pay/refund", &but(refund_fields("SHOP0001", "R1", "100"), "notify_url", &door.url));
    shop.sandbox.settle(&refund_no("R1"), RefundFate::Success);
    quiet(&shop);
    let verdicts: Vec<_> =
        door.arrived.try_iter().map(|message| read_refund(message.as_bytes(), &account()).is_ok()).collect();
    assert_eq!(verdicts, [false, true]);
}

#[test]
fn a_delayed_notification_is_overtaken() {
    let (shop, door) = (Arc::new(Shop::with(fast)), door(0));
    shop.sandbox.faults().next(SandboxCall::PaymentNotice, Fault::DelayMillis(300), 1);
    pay(&shop, &door, "SHOP0001");
    pay(&shop, &door, "SHOP0002");
    quiet(&shop);
    let order: Vec<_> = door
        .arrived
        .try_iter()
        .map(|message| read_payment(message.as_bytes(), &account()).expect("facts").order_no.to_string())
        .collect();
    assert_eq!(order, ["SHOP0002", "SHOP0001"]);
}

#[test]
fn what_goes_to_the_public_address_arrives_through_the_tunnel() {
    let (shop, door) = (Shop::with(fast), door(0));
    let listener = door.url.trim_end_matches("/wechat/hook");
    shop.sandbox.dig_tunnel("https://shop.example", listener);
    shop.sandbox.pay(&shop.order("SHOP0001", "1000")).expect("paid");
    quiet(&shop);
    assert_eq!((outcomes(&shop), door.arrived.try_iter().count()), (vec![DeliveryOutcome::Accepted], 1));
}
