//! Notifications: the right ones are stored before SUCCESS is said, the others change nothing and can be seen.

use crate::hostile_cases::{TRANSACTION, flip};
use crate::http::{self, send};
use crate::world::*;
use std::sync::{Arc, Barrier};
use zhanggui::domain::{NoticeVerdict, OrderNo, OrderState, PaymentState, RefundNo};
use zhanggui::events::ShopEvent;
use zhanggui::listener::Listener;

const SUCCESS: &str = include_str!("../fixtures/wechat/v2-reply-success.xml");
const SIGN_MISMATCH: &str = include_str!("../fixtures/wechat/v2-reply-fail.xml");

/// Everyone can write them: they help to find out where a message came from, and prove nothing.
#[test]
fn the_headers_that_matter_are_kept_with_the_message_and_a_credential_never() {
    let shop = World::new();
    let sent = [
        ("User-Agent", "Mozilla/4.0"),
        ("X-Forwarded-For", "203.0.113.7"),
        ("Authorization", "Bearer a-buyers-token"),
        ("Cookie", "session=secret"),
        ("X-Something", "else"),
    ];
    http::send(shop.door, &pay_notice("<xml/>", &sent));
    let order_no = shop.order_being_paid();
    http::send(shop.door, &pay_notice(&paid_notice(&order_no, "4200000000202609010000000001", "7800"), &sent));
    for notice in shop.notices() {
        let lines: Vec<&str> = notice.headers.lines().collect();
        assert!(
            lines.contains(&"user-agent: Mozilla/4.0") && lines.contains(&"x-forwarded-for: 203.0.113.7"),
            "{notice:?}"
        );
        assert!(!["token", "secret", "else"].iter().any(|word| notice.headers.contains(word)), "{notice:?}");
    }
    assert_eq!(shop.notices().len(), 2);
    shop.store.forget_texts(shop.now().plus(1)).wait().unwrap();
    assert!(shop.notices().iter().all(|notice| notice.headers.is_empty()), "they name people, and go with the text");
}

#[test]
fn every_refused_message_is_counted_and_the_count_outlives_the_program() {
    let mut shop = World::new();
    for (number, body) in [(40, "<xml><a>1</a></xml>"), (3, "not xml")] {
        (0..number).for_each(|_| drop(shop.notify(body)));
    }
    let listed = shop.notices().len();
    assert!(listed < 43, "a sample is listed: {listed}");
    let counted = |shop: &World| {
        let counts = shop.reader().refused_notices().unwrap();
        counts.iter().map(|count| (count.verdict, count.amount)).collect::<Vec<_>>()
    };
    shop.listener.take().unwrap().stop();
    let first = counted(&shop);
    assert_eq!(first.iter().map(|(_, amount)| amount).sum::<u64>(), 43, "{first:?}");
    let listener = Listener::start(shop.setup("127.0.0.1:0".parse().unwrap())).unwrap();
    shop.door = listener.local_addr();
    drop(shop.notify("not xml"));
    listener.stop();
    assert_eq!(counted(&shop).iter().map(|(_, amount)| amount).sum::<u64>(), 44, "added to what was there");
}

#[test]
fn a_right_notification_is_in_the_file_before_success_is_said() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let reply = shop.notify(&paid_notice(&order_no, TRANSACTION, "7800"));
    assert_eq!((reply.status, reply.body.as_str()), (200, SUCCESS));
    assert_eq!(shop.state(&order_no), OrderState::Confirming, "paid for certain only when WeChat is asked");
    assert_eq!(shop.verdicts(), [NoticeVerdict::Accepted]);
    let notice = &shop.notices()[0];
    assert_eq!((notice.kind.as_str(), notice.peer.as_str()), ("pay_notice", "127.0.0.1"));
    let order_no = OrderNo::parse(&order_no).unwrap();
    assert_eq!(shop.heard(&ShopEvent::PaymentNoticed(order_no)), 1);
    assert_eq!(shop.heard(&ShopEvent::NoticeListed), 1);
}

#[test]
fn sixty_four_copies_at_once_move_the_order_once_and_are_all_answered_success() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let message = Arc::new(pay_notice(&paid_notice(&order_no, TRANSACTION, "7800"), &[]));
    let (door, start) = (shop.door, Arc::new(Barrier::new(64)));
    let copies: Vec<_> = (0..64)
        .map(|_| {
            let (message, start) = (Arc::clone(&message), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                send(door, &message).body
            })
        })
        .collect();
    for copy in copies {
        assert_eq!(copy.join().unwrap(), SUCCESS);
    }
    assert_eq!(shop.verdicts().iter().filter(|verdict| **verdict == NoticeVerdict::Accepted).count(), 1);
    assert_eq!(shop.heard(&ShopEvent::PaymentNoticed(OrderNo::parse(&order_no).unwrap())), 1);
    let order = shop.order(&order_no);
    assert_eq!((order.row.state, order.payment), (OrderState::Confirming, PaymentState::Noticed));
    assert_eq!(order.history.iter().filter(|step| step.step.is_order_to(OrderState::Confirming)).count(), 1);
}

#[test]
fn a_forgery_is_answered_as_wechat_expects() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let forged = paid_notice(&order_no, TRANSACTION, "7800").replace("7800", "1");
    assert_eq!(shop.notify(&forged).body, SIGN_MISMATCH);
}

#[test]
fn a_number_nobody_knows_is_kept_and_asked_for_again() {
    let shop = World::new();
    let reply = shop.notify(&paid_notice("SC20260901-00000000", TRANSACTION, "7800"));
    assert!(reply.body.contains("FAIL"));
    assert_eq!(shop.verdicts(), [NoticeVerdict::UnknownNumber]);
}

#[test]
fn a_notification_that_cannot_be_stored_is_never_answered_success() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    shop.store.clone().close().unwrap();
    let reply = shop.notify(&paid_notice(&order_no, TRANSACTION, "7800"));
    assert!(reply.body.contains("FAIL"), "{reply:?}");
    assert_eq!(shop.heard(&ShopEvent::PaymentNoticed(OrderNo::parse(&order_no).unwrap())), 0);
}

#[test]
fn a_genuine_message_replayed_for_ever_is_always_answered_and_does_not_fill_the_disk() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let message = paid_notice(&order_no, TRANSACTION, "7800");
    for _ in 0..200 {
        assert_eq!(shop.notify(&message).body, SUCCESS);
    }
    assert!(shop.notices().len() <= 21, "{}", shop.notices().len());
    // The same payment with another amount is not the same message, however well the first is known.
    let other = shop.notify(&paid_notice(&order_no, TRANSACTION, "1"));
    assert!(other.body.contains("FAIL"));
    assert_eq!(shop.notices().iter().filter(|notice| notice.verdict == NoticeVerdict::Differs).count(), 1);
}

#[test]
fn a_flood_of_forgeries_leaves_a_few_rows_and_an_honest_notification_is_answered() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let good = paid_notice(&order_no, TRANSACTION, "7800");
    let forged = good.replace("7800", "1");
    let commits = shop.store.commits();
    for _ in 0..500 {
        assert_eq!(shop.notify(&forged).body, SIGN_MISMATCH);
    }
    assert!(shop.notices().len() <= 22, "{}", shop.notices().len());
    assert!(shop.store.commits() - commits <= 22, "refused before any database work");
    assert_eq!(shop.notify(&good).body, SUCCESS);
}

#[test]
fn a_refund_notification_is_a_hint_and_nothing_more() {
    let shop = World::new();
    let (order_no, refund_no) = refund_under_way(&shop);
    let reply = shop.notify_refund(&refund_notice(&order_no, &refund_no, TRANSACTION, "7800"));
    assert_eq!(reply.body, SUCCESS);
    let refund_no = RefundNo::parse(&refund_no).unwrap();
    let refund = shop.reader().refund(&refund_no).unwrap().unwrap();
    assert_eq!(refund.row.state.as_str(), "processing", "only refundquery says that it arrived");
    assert_eq!(refund.row.next_at, shop.now(), "asked about at once");
    assert_eq!(shop.heard(&ShopEvent::RefundChanged(refund_no)), 1);
}

#[test]
fn a_refund_notification_of_another_key_changes_nothing() {
    let shop = World::new();
    let (order_no, refund_no) = refund_under_way(&shop);
    let good = refund_notice(&order_no, &refund_no, TRANSACTION, "7800");
    let sealed_at = good.find("<req_info><![CDATA[").unwrap() + "<req_info><![CDATA[".len();
    for (bad, verdict) in [
        (flip(&good, sealed_at + 40), None),
        (good.replace("req_info", "req_inf0"), Some(NoticeVerdict::Undecryptable)),
        (good.replace(MCH_ID, "1900000110"), Some(NoticeVerdict::OtherMerchant)),
        (paid_notice(&order_no, TRANSACTION, "7800"), Some(NoticeVerdict::Undecryptable)),
        (refund_notice(&order_no, "RF20260901-00000000-0000", TRANSACTION, "7800"), Some(NoticeVerdict::UnknownNumber)),
        (refund_notice(&order_no, &refund_no, TRANSACTION, "1"), Some(NoticeVerdict::Differs)),
    ] {
        let reply = shop.notify_refund(&bad);
        assert!(reply.body.contains("FAIL"), "{verdict:?}: {reply:?}");
        let listed = shop.notices().iter().map(|notice| notice.verdict).collect::<Vec<_>>();
        assert!(verdict.is_none_or(|verdict| listed.contains(&verdict)), "{verdict:?}: {listed:?}");
    }
    let refund = shop.reader().refund(&RefundNo::parse(&refund_no).unwrap()).unwrap().unwrap();
    assert_eq!(refund.row.state.as_str(), "processing");
}

fn refund_under_way(shop: &World) -> (String, String) {
    let order_no = shop.order_being_paid();
    shop.confirm(&order_no, TRANSACTION);
    let token = shop.login(LILEI);
    let wish = r#"{"reason":"不想要了","contact":"13800000000","amount_fen":7800}"#;
    let reply = shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, wish);
    assert_eq!(reply.status, 201, "{reply:?}");
    let refund_no = reply.json()["refund_no"].as_str().unwrap().to_owned();
    shop.refund_is_under_way(&refund_no);
    (order_no, refund_no)
}

#[test]
fn without_an_account_there_is_no_door_for_notifications() {
    let shop = World::with(None);
    let reply = shop.notify(&paid_notice("SC20260901-00000000", TRANSACTION, "7800"));
    assert_eq!((reply.status, reply.body.as_str()), (404, ""));
    assert_eq!(shop.notices(), []);
}

#[test]
fn one_connection_carries_many_notifications() {
    use std::io::Write as _;
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let message = pay_notice(&paid_notice(&order_no, TRANSACTION, "7800"), &[]);
    let mut line = http::connect(shop.door);
    for _ in 0..3 {
        line.write_all(&message).unwrap();
        assert_eq!(http::read_reply(&mut line).unwrap().body, SUCCESS);
    }
    // Two in one breath are answered one after the other.
    line.write_all(&[message.clone(), message].concat()).unwrap();
    assert_eq!(http::read_reply(&mut line).unwrap().body, SUCCESS);
    assert_eq!(http::read_reply(&mut line).unwrap().body, SUCCESS);
}

#[test]
fn the_messages_of_one_second_are_listed_in_the_order_they_came() {
    let shop = World::new();
    let totals: Vec<String> = (1..=9).map(|n| n.to_string()).collect();
    for total in &totals {
        assert!(shop.notify(&paid_notice("SC20260901-00000000", TRANSACTION, total)).body.contains("FAIL"));
    }
    let listed = shop.notices();
    assert!(listed.iter().all(|notice| notice.at == shop.now()));
    let newest_first = totals.iter().rev().map(|total| format!("<total_fee><![CDATA[{total}]]></total_fee>"));
    for (notice, total) in listed.iter().zip(newest_first) {
        assert!(notice.text.contains(&total), "{total}: {}", notice.text);
    }
    assert_eq!(listed.len(), totals.len());
}
