//! Refunds: one number pays once, for ever; never more than was paid.

use crate::shop::{
    Answer, Shop, TIMEOUT, account, but, buyer, fen, order_no, read, refund_fields, refund_no, signed, verdict,
};
use std::{sync::Arc, time::Duration};
use zhanggui::{
    base::env::{Clock, Env},
    domain::{REFUND_WINDOW_SECS, SignType, TransactionId, UnixSeconds},
    sandbox::RefundFate,
    wechat::v2::sign,
};

const REFUND: &str = "/secapi/pay/refund";
const QUERY: &str = "/pay/refundquery";

#[test]
fn a_refund_is_accepted_pays_out_once_and_settles() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    let before = shop.sandbox.ledger().balance();
    let answer = shop.call(REFUND, &refund_fields("SHOP0001", "R1", "400"));
    assert_eq!(
        (verdict(&answer).as_str(), answer["refund_fee"].as_str(), answer["total_fee"].as_str()),
        ("SUCCESS", "400", "1000")
    );
    let asked = shop.call(QUERY, &[("out_refund_no", "R1")]);
    assert_eq!((asked["refund_status_0"].as_str(), asked["refund_fee_0"].as_str()), ("PROCESSING", "400"));
    assert_eq!(shop.call("/pay/orderquery", &[("out_trade_no", "SHOP0001")])["trade_state"], "REFUND");
    assert!(shop.sandbox.settle(&refund_no("R1"), RefundFate::Success));
    let asked = shop.call(QUERY, &[("out_refund_no", "R1")]);
    assert_eq!(asked["refund_status_0"], "SUCCESS");
    assert!(UnixSeconds::parse_dashed(&asked["refund_success_time_0"]).is_ok());
    assert_eq!(before.checked_sub(fen(400)), Some(shop.sandbox.ledger().balance()));
    assert_eq!(shop.refund("SHOP0001", "R1", "400"), "SUCCESS", "the same number after its end: the same answer");
    assert_eq!(shop.payouts(), 1);
}

#[test]
fn a_hundred_identical_refunds_at_once_are_one_payout() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    let url = shop.url(REFUND);
    let verdicts = shop.runtime.block_on(async {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let body = signed(&refund_fields("SHOP0001", "R1", "700"), SignType::HmacSha256);
            let request = shop.with_certificate.post(&url).body(body);
            calls
                .spawn(async move { verdict(&read(&request.send().await.expect("sent").text().await.expect("text"))) });
        }
        calls.join_all().await
    });
    assert!(verdicts.iter().all(|verdict| verdict == "SUCCESS"), "{verdicts:?}");
    assert_eq!(shop.sandbox.ledger().payout_counts(), [(refund_no("R1"), 1)].into());
    assert_eq!(shop.sandbox.ledger().paid_out(), fen(700));
}

#[test]
fn a_hundred_different_refunds_at_once_never_exceed_the_payment() {
    let shop = Shop::with(|config| config.speed = u32::MAX);
    shop.paid("SHOP0001");
    let url = shop.url(REFUND);
    shop.runtime.block_on(async {
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..100 {
            let no = format!("R{n}");
            let body = signed(&refund_fields("SHOP0001", &no, "300"), SignType::HmacSha256);
            let request = shop.with_certificate.post(&url).body(body);
            calls.spawn(async move { request.send().await.expect("sent").text().await.expect("text") });
        }
        calls.join_all().await
    });
    assert_eq!(shop.sandbox.ledger().paid_out(), fen(900), "three times three yuan of ten");
}

#[test]
fn a_number_never_means_another_refund() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    shop.paid("SHOP0002");
    assert_eq!(shop.refund("SHOP0001", "R1", "400"), "SUCCESS");
    assert_eq!(shop.refund("SHOP0001", "R1", "401"), "REFUND_FEE_MISMATCH");
    assert_eq!(shop.refund("SHOP0002", "R1", "400"), "REFUND_FEE_MISMATCH");
    let other_total = but(refund_fields("SHOP0001", "R2", "400"), "total_fee", "999");
    assert_eq!(shop.verdict(REFUND, &other_total), "REFUND_FEE_MISMATCH");
    assert_eq!(shop.payouts(), 1);
}

#[test]
fn never_more_than_is_left_goes_back() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    assert_eq!(shop.refund("SHOP0001", "R0", "1001"), "invalid refund_fee");
    assert_eq!(shop.refund("SHOP0001", "R1", "600"), "SUCCESS");
    assert_eq!(shop.refund("SHOP0001", "R2", "401"), "INVALID_REQUEST");
    assert_eq!(shop.refund("SHOP0001", "R3", "400"), "SUCCESS");
    assert_eq!(shop.refund("SHOP0001", "R4", "1"), "ERROR", "nothing is left");
    assert_eq!(shop.sandbox.ledger().paid_out(), fen(1000));
}

#[test]
fn a_closed_refund_gives_its_money_back_and_its_number_is_spent() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    assert_eq!(shop.refund("SHOP0001", "R1", "1000"), "SUCCESS");
    assert!(shop.sandbox.settle(&refund_no("R1"), RefundFate::Closed));
    assert_eq!(shop.call(QUERY, &[("out_refund_no", "R1")])["refund_status_0"], "REFUNDCLOSE");
    assert_eq!(shop.refund("SHOP0001", "R1", "1000"), "ERROR");
    assert_eq!(shop.refund("SHOP0001", "R2", "1000"), "SUCCESS");
    assert!(!shop.sandbox.settle(&refund_no("R1"), RefundFate::Success), "an ending is final");
    assert_eq!(shop.sandbox.ledger().paid_out(), fen(1000));
    assert_eq!(shop.sandbox.ledger().balance(), fen(0));
}

#[test]
fn a_refund_that_cannot_be_paid_out_waits_and_can_still_end() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    assert_eq!(shop.refund("SHOP0001", "R1", "1000"), "SUCCESS");
    assert!(shop.sandbox.settle(&refund_no("R1"), RefundFate::Change));
    assert_eq!(shop.call(QUERY, &[("out_refund_no", "R1")])["refund_status_0"], "CHANGE");
    assert!(shop.sandbox.settle(&refund_no("R1"), RefundFate::Success));
}

#[test]
fn an_empty_purse_pays_nothing_and_the_same_number_goes_on_when_it_is_filled() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    assert_eq!(shop.sandbox.withdraw_all(), fen(1000));
    for _ in 0..20 {
        assert_eq!(shop.refund("SHOP0001", "R1", "1000"), "NOTENOUGH");
    }
    assert_eq!(shop.verdict(QUERY, &[("out_refund_no", "R1")]), "REFUNDNOTEXIST");
    assert_eq!(shop.refund("SHOP0001", "R1", "999"), "REFUND_FEE_MISMATCH", "a number keeps its figures");
    shop.sandbox.fill_balance(fen(1000));
    assert_eq!(shop.refund("SHOP0001", "R1", "1000"), "SUCCESS");
    assert_eq!(shop.payouts(), 1);
}

#[test]
fn a_request_that_breaks_a_rule_moves_nothing() {
    let shop = Shop::with(|config| config.speed = u32::MAX); // so that faulty requests block nothing
    shop.paid("SHOP0001");
    shop.order("SHOP0009", "1000");
    let good = || refund_fields("SHOP0001", "R1", "100");
    let (long_no, long_reason) = ("R".repeat(65), "长".repeat(81));
    for (name, value, expected) in [
        ("out_refund_no", "", "LACK_PARAMS"),
        ("total_fee", "", "LACK_PARAMS"),
        ("refund_fee", "", "LACK_PARAMS"),
        ("out_trade_no", "", "LACK_PARAMS"),
        ("out_refund_no", "退款一", "PARAM_ERROR"),
        ("out_refund_no", long_no.as_str(), "PARAM_ERROR"),
        ("refund_fee", "0", "PARAM_ERROR"),
        ("refund_fee", "1.00", "PARAM_ERROR"),
        ("refund_desc", long_reason.as_str(), "PARAM_ERROR"),
        ("refund_desc", "不喜欢😡", "PARAM_ERROR"),
        ("refund_fee_type", "USD", "PARAM_ERROR"),
        ("refund_account", "MY_POCKET", "PARAM_ERROR"),
        ("notify_url", "http://shop.example/refund", "PARAM_ERROR"),
        ("transaction_id", "123", "INVALID_TRANSACTIONID"),
        ("transaction_id", "4200000999202601019999999999", "ORDERNOTEXIST"),
        ("out_trade_no", "SHOP0404", "ORDERNOTEXIST"),
        ("out_trade_no", "SHOP0009", "ORDERNOTEXIST"),
    ] {
        assert_eq!(shop.verdict(REFUND, &but(good(), name, value)), expected, "{name}={value}");
    }
    assert_eq!(shop.payouts(), 0);
}

#[test]
fn the_seventh_faulty_refund_within_a_second_shuts_the_door() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    for _ in 0..7 {
        assert_eq!(shop.refund("SHOP0404", "R1", "1000"), "ORDERNOTEXIST");
    }
    assert_eq!(shop.refund("SHOP0001", "R2", "1000"), "INVALID_REQ_TOO_MUCH");
    assert_eq!(shop.payouts(), 0);
}

#[test]
fn two_refunds_of_one_order_keep_their_distance() {
    let shop = Shop::with(|config| config.keep_refund_gap = true);
    shop.paid("SHOP0001");
    shop.paid("SHOP0002");
    assert_eq!(shop.refund("SHOP0001", "R1", "100"), "SUCCESS");
    assert_eq!(shop.refund("SHOP0001", "R2", "100"), "FREQUENCY_LIMITED");
    assert_eq!(shop.refund("SHOP0001", "R1", "100"), "SUCCESS", "a repeat is no second refund");
    assert_eq!(shop.refund("SHOP0002", "R3", "100"), "SUCCESS", "another order does not wait");
    assert_eq!(shop.payouts(), 2);
    let fast = Shop::with(|config| (config.keep_refund_gap, config.speed) = (true, 1_000_000));
    fast.paid("SHOP0001");
    assert_eq!(fast.refund("SHOP0001", "R1", "100"), "SUCCESS");
    assert_eq!(fast.refund("SHOP0001", "R2", "100"), "SUCCESS");
}

#[test]
fn an_order_takes_fifty_partial_refunds() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    for n in 0..50 {
        assert_eq!(shop.refund("SHOP0001", &format!("R{n}"), "1"), "SUCCESS");
    }
    assert_eq!(shop.refund("SHOP0001", "R50", "1"), "INVALID_REQUEST");
    assert_eq!(shop.payouts(), 50);
}

#[test]
fn after_a_year_nothing_goes_back() {
    let shop = Shop::new();
    let now = Env::system().now();
    for (no, age, expected) in
        [("SHOP0001", REFUND_WINDOW_SECS + 5, "TRADE_OVERDUE"), ("SHOP0002", REFUND_WINDOW_SECS - 60, "SUCCESS")]
    {
        let added = shop.sandbox.add_order_paid_at(&order_no(no), fen(1000), &buyer(), None, now.plus(-age));
        assert!(added.is_some());
        assert_eq!(shop.refund(no, &format!("R-{no}"), "100"), expected);
    }
}

#[test]
fn the_transaction_wins_over_the_order_number() {
    let shop = Shop::new();
    let transaction_id = shop.paid("SHOP0001");
    shop.paid("SHOP0002");
    let mut fields = refund_fields("SHOP0002", "R1", "100");
    fields.push(("transaction_id", transaction_id.as_str()));
    assert_eq!(shop.call(REFUND, &fields)["out_trade_no"], "SHOP0001");
}

#[test]
fn refunds_are_found_by_every_key_and_page_by_page() {
    let shop = Shop::new();
    let transaction_id = shop.paid("SHOP0001");
    for n in 0..25 {
        shop.refund("SHOP0001", &format!("R{n:02}"), "1");
    }
    let page = |key: (&str, &str), offset: &str| shop.call(QUERY, &[key, ("offset", offset)]);
    for key in [("out_trade_no", "SHOP0001"), ("transaction_id", transaction_id.as_str())] {
        let counts: Vec<_> = ["0", "10", "20"].map(|offset| numbers(&page(key, offset))).into();
        assert_eq!(counts.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
        assert_eq!(counts.concat(), (0..25).map(|n| format!("R{n:02}")).collect::<Vec<_>>());
        assert_eq!(page(key, "0")["total_refund_count"], "25");
        assert_eq!(verdict(&page(key, "25")), "PARAM_ERROR");
    }
    let by_number = shop.call(QUERY, &[("out_refund_no", "R07")]);
    let refund_id = by_number["refund_id_0"].clone();
    let by_id = shop.call(QUERY, &[("refund_id", &refund_id), ("out_refund_no", "R08"), ("out_trade_no", "SHOP0001")]);
    assert_eq!((numbers(&by_number), numbers(&by_id)), (vec!["R07".to_owned()], vec!["R07".to_owned()]));
    shop.paid("SHOP0002");
    for fields in [
        vec![("out_refund_no", "R99")],
        vec![("refund_id", "50300000")],
        vec![("out_trade_no", "SHOP0002")],
        vec![("out_trade_no", "SHOP0003")],
    ] {
        assert_eq!(shop.verdict(QUERY, &fields), "REFUNDNOTEXIST");
    }
    assert_eq!(shop.verdict(QUERY, &[]), "LACK_PARAMS");
}

fn numbers(answer: &Answer) -> Vec<String> {
    let count: usize = answer["refund_count"].parse().expect("a count");
    (0..count).map(|n| answer[&format!("out_refund_no_{n}")].clone()).collect()
}

#[test]
fn a_refund_settles_by_itself_as_it_was_said_to() {
    let shop = Shop::with(|config| config.refund_settles_after = Duration::from_millis(5));
    shop.paid("SHOP0001");
    shop.sandbox.refund_ends_as(&refund_no("R2"), RefundFate::Closed);
    shop.refund("SHOP0001", "R1", "100");
    shop.refund("SHOP0001", "R2", "100");
    let settled = shop.sandbox.wait_until(TIMEOUT, |ledger| {
        let fate = |no| ledger.refund(&refund_no(no)).map(|refund| refund.fate);
        fate("R1") == Some(RefundFate::Success) && fate("R2") == Some(RefundFate::Closed)
    });
    assert!(settled);
}

#[test]
fn a_refund_made_by_hand_counts_against_the_order() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    assert!(shop.sandbox.refund_by_hand(&order_no("SHOP0001"), fen(700), "").is_some());
    assert_eq!(shop.refund("SHOP0001", "R1", "400"), "INVALID_REQUEST");
    assert!(shop.sandbox.refund_by_hand(&order_no("SHOP0001"), fen(700), "").is_none());
}

#[test]
fn an_order_paid_before_the_sandbox_started_can_be_refunded() {
    let shop = Shop::new();
    let known = TransactionId::parse("4200000000202601010000000001").expect("a transaction");
    let added = shop.sandbox.add_paid_order(&order_no("SHOP0001"), fen(1000), &buyer(), Some(known.clone()));
    assert_eq!(added, Some(known));
    let fields = but(refund_fields("", "R1", "1000"), "transaction_id", "4200000000202601010000000001");
    assert_eq!(shop.verdict(REFUND, &fields), "SUCCESS");
    assert!(
        shop.sandbox.add_paid_order(&order_no("SHOP0001"), fen(1000), &buyer(), None).is_none(),
        "one number, one order"
    );
}

/// A clock that a test moves.
struct Hand(std::sync::atomic::AtomicI64);

impl Clock for Hand {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[test]
fn a_shop_in_virtual_time_waits_its_minute_there() {
    let hand = Arc::new(Hand(1_788_230_400.into()));
    let env = Env { clock: hand.clone(), ..Env::system() };
    let shop = Shop::with_env(env, |config| config.keep_refund_gap = true);
    shop.paid("SHOP0001");
    assert_eq!(shop.refund("SHOP0001", "R1", "100"), "SUCCESS");
    hand.0.fetch_add(59, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(shop.refund("SHOP0001", "R2", "100"), "FREQUENCY_LIMITED");
    hand.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(shop.refund("SHOP0001", "R2", "100"), "SUCCESS");
}

#[test]
fn without_the_merchants_certificate_nothing_is_refunded() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    let body = signed(&refund_fields("SHOP0001", "R1", "100"), SignType::HmacSha256);
    let (_, text) = shop.post(&shop.without, REFUND, body).expect("an answer");
    assert_eq!(verdict(&read(&text)), "CERT_ERROR");
    let fields = zhanggui::wechat::v2::wire::Fields::read_answer(text.as_bytes()).expect("fields");
    assert!(sign::verify(&fields, &account().key, Some(SignType::HmacSha256)).is_ok());
    assert_eq!(shop.payouts(), 0);
}

#[test]
fn every_optional_field_is_sent_also_on_a_full_page_of_refunds_with_coupons() {
    let shop = Shop::with(|config| {
        config.speed = u32::MAX;
        config.keep_refund_gap = false;
    });
    let prepay_id = shop.order("SHOP0001", "1000");
    shop.sandbox.pay_with_coupon(&prepay_id, fen(600)).expect("paid");
    for n in 0..10 {
        let answer = shop.call(REFUND, &refund_fields("SHOP0001", &format!("R{n}"), "100"));
        for name in
            ["settlement_refund_fee", "cash_refund_fee", "coupon_refund_fee", "coupon_type_0", "coupon_refund_id_0"]
        {
            assert!(answer.contains_key(name), "{name} in {answer:?}");
        }
    }
    let page = shop.call("/pay/refundquery", &[("out_trade_no", "SHOP0001"), ("offset", "0")]);
    assert!(page.len() > 128, "{} fields are more than a stranger may send", page.len());
    for name in ["settlement_total_fee", "settlement_refund_fee_9", "coupon_refund_count_9", "coupon_refund_fee_9_0"] {
        assert!(page.contains_key(name), "{name} in {page:?}");
    }
}
