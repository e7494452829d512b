//! API v3 beside v2 in the rows: each order and each number keeps the interface it was born in.

use crate::world::*;
use zhanggui::domain::{
    Api, NoticeVerdict, OrderNo, OrderState, PaidFacts, PaymentState, RefundStep, RefundTrouble, SignType, UnsentCause,
};
use zhanggui::store::{NewPayment, OrderMoved, OrderWord, Refusal};

fn by_v3(facts: PaidFacts) -> PaidFacts {
    PaidFacts { sign_type: SignType::Rsa, ..facts }
}

/// An order whose sheet was opened by API v3.
fn order_of_v3(shop: &World) -> zhanggui::domain::Order {
    let order = shop.places(&[("coffee", 1)]);
    let payment = NewPayment {
        order_no: order.order_no.clone(),
        sign_type: SignType::Rsa,
        channel: "mini_program",
        public_url: String::new(),
        call: shop.message("unifiedorder"),
        next_ask_at: NOON.plus(60),
    };
    shop.store.begin_payment(payment, NOON).wait().unwrap();
    order
}

#[test]
fn an_order_keeps_the_interface_it_was_born_in_until_it_is_paid_and_refunded() {
    let shop = World::new();
    let order = order_of_v3(&shop);
    assert_eq!(shop.notice(&by_v3(shop.facts(&order))).verdict, NoticeVerdict::Accepted);
    let due = shop.reader.due_payments(NOON.plus(21), 10).unwrap();
    assert_eq!(due.iter().map(|due| due.sign_type).collect::<Vec<_>>(), [SignType::Rsa]);
    let noticed = by_v3(shop.facts(&order));
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(noticed)), OrderMoved::Paid);
    let refund_no = shop.requests(&order, 39_00);
    shop.approve(&refund_no, 39_00).wait().unwrap();
    let due = shop.reader.due_refund_sends(NOON.plus(121), 10).unwrap();
    assert_eq!(due.iter().map(|(_, sign_type)| *sign_type).collect::<Vec<_>>(), [SignType::Rsa]);
}

#[test]
fn a_message_by_the_other_interface_moves_nothing_and_has_wechat_asked_at_once() {
    let shop = World::new();
    let (of_v2, of_v3) = (shop.order_to_pay(1), order_of_v3(&shop));
    let messages = [(&of_v2, by_v3(shop.facts(&of_v2))), (&of_v3, shop.facts(&of_v3))];
    for (order, facts) in messages {
        assert!(!shop.reader.due_payments(NOON.plus(21), 10).unwrap().iter().any(|due| due.order_no == order.order_no));
        let outcome = shop.notice(&facts);
        assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Differs, false));
        let detail = shop.order(&order.order_no);
        assert_eq!((detail.row.state, detail.payment), (OrderState::ToPay, PaymentState::Waiting));
        let due = shop.reader.due_payments(NOON.plus(21), 10).unwrap();
        assert!(due.iter().any(|due| due.order_no == order.order_no), "WeChat's own answer is the truth");
        assert_eq!(shop.word(&order.order_no, OrderWord::Paid(facts)), OrderMoved::Paid);
    }
}

#[test]
fn a_number_nobody_knows_is_asked_about_in_the_interface_that_spoke_of_it() {
    let shop = World::new();
    let mut facts = by_v3(shop.facts(&shop.order_to_pay(1)));
    facts.order_no = OrderNo::parse("NOBODYKNOWS").unwrap();
    assert_eq!(shop.notice(&facts).verdict, NoticeVerdict::UnknownNumber);
    let due = shop.reader.due_unknown_payments(NOON.plus(21), 10).unwrap();
    assert_eq!(due.iter().map(|due| due.sign_type).collect::<Vec<_>>(), [SignType::Rsa]);
    shop.store.adopt_order(facts.clone(), None, NOON.plus(30)).wait().unwrap();
    assert_eq!(shop.order(&facts.order_no).sign_type, Some(SignType::Rsa));
}

#[test]
fn a_number_that_left_by_one_interface_never_leaves_by_the_other() {
    for (first, other, known_as) in [(Api::V2, Api::V3, SignType::HmacSha256), (Api::V3, Api::V2, SignType::Rsa)] {
        let shop = World::new();
        let order = shop.paid_order(1);
        let refund_no = shop.requests(&order, 39_00);
        shop.approve(&refund_no, 39_00).wait().unwrap();
        shop.begins_by(&refund_no, first, NOON.plus(120)).unwrap();
        shop.update(&refund_no, Some(RefundStep::NoAnswer), "SYSTEMERROR");
        assert_eq!(shop.refund(&refund_no).api, first, "the window offers what that interface can do");
        let asked = shop.reader.due_refund_asks(NOON.plus(400), 10).unwrap();
        assert_eq!(asked[0].1, known_as, "it is asked about where it is known");
        shop.update(&refund_no, Some(RefundStep::NotThere), "REFUNDNOTEXIST");
        assert!(matches!(refused(shop.begins_by(&refund_no, other, NOON.plus(900))), Refusal::State(_)));
        assert_eq!(shop.reader.due_refund_sends(NOON.plus(900), 10).unwrap()[0].1, known_as);
        shop.begins_by(&refund_no, first, NOON.plus(900)).unwrap();
    }
}

#[test]
fn a_number_that_provably_never_left_may_leave_by_the_other_interface() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    shop.approve(&refund_no, 39_00).wait().unwrap();
    shop.begins_by(&refund_no, Api::V2, NOON.plus(120)).unwrap();
    shop.update(&refund_no, Some(RefundStep::NotSent), "not sent: no connection (refused)");
    shop.begins_by(&refund_no, Api::V3, NOON.plus(900)).unwrap();
    shop.update(&refund_no, Some(RefundStep::NoAnswer), "SYSTEMERROR");
    assert_eq!(shop.reader.due_refund_asks(NOON.plus(1300), 10).unwrap()[0].1, SignType::Rsa);
}

#[test]
fn every_number_the_money_of_an_order_may_have_gone_back_under_is_known() {
    let shop = World::new();
    let (order, another) = (shop.paid_order(2), shop.paid_order(1));
    let (first, second) = (shop.requests(&order, 10_00), shop.requests(&another, 10_00));
    let mut facts = shop.refund_facts(&first);
    facts.refund_no = zhanggui::domain::RefundNo::parse("BYHAND0001").unwrap();
    shop.store.record_refund_notice(shop.message("refund_notice"), Ok(facts.clone()), NOON.plus(40)).wait().unwrap();
    let mut known = shop.reader.refund_numbers_of(&order.order_no).unwrap();
    known.sort_by_key(ToString::to_string);
    assert_eq!(known, [facts.refund_no, first]);
    assert_eq!(shop.reader.refund_numbers_of(&another.order_no).unwrap(), [second]);
}

#[test]
fn what_was_not_sent_for_want_of_a_key_is_known_as_that() {
    for api in [Api::V2, Api::V3] {
        let trouble = RefundTrouble::NotSent(UnsentCause::NoKeyFor(api));
        assert_eq!(RefundTrouble::parse(&trouble.to_string()), Some(trouble));
    }
}
