//! Payments under numbers nobody here gave out: only WeChat's own answer makes one an order, and only the owner's click
//! makes it one to ship.

use crate::laws::counts_are_right;
use crate::world::*;
use zhanggui::domain::{
    Attention, NoticeVerdict, OrderNo, OrderState, PaidFacts, PaymentState, RefundStep, SignType, Source,
    TransactionId, UnixSeconds, UnpaidAnswer,
};
use zhanggui::store::{NoticeFilter, OrderFilter, OrderMoved, OrderUpdate, OrderWord, Page, Refusal, Shipping};

/// A payment of 66.00 nobody ordered.
fn elsewhere(tail: u32) -> PaidFacts {
    PaidFacts {
        order_no: OrderNo::parse(&format!("POS-{tail:06}")).unwrap(),
        transaction_id: TransactionId::parse(&format!("4200009{tail:06}")).unwrap(),
        openid: Some(openid("oWalkIn")),
        total: fen(66_00),
        currency: "CNY".to_owned(),
        paid_at: NOON.plus(5),
        sign_type: SignType::HmacSha256,
        app_id: None,
    }
}

impl World {
    fn adopts(&self, facts: &PaidFacts) -> OrderMoved {
        self.store.adopt_order(facts.clone(), Some(self.message("orderquery")), NOON.plus(22)).wait().unwrap()
    }

    fn leaves(&self, facts: &PaidFacts, word: OrderWord, at: UnixSeconds) {
        let answer = Some(self.message("orderquery"));
        self.store
            .leave_unknown_payment(
                OrderUpdate { order_no: facts.order_no.clone(), word, answer, next_ask_at: at.plus(60) },
                at,
            )
            .wait()
            .unwrap();
    }

    fn asked(&self, at: UnixSeconds) -> Vec<OrderNo> {
        self.reader.due_unknown_payments(at, 100).unwrap().into_iter().map(|unknown| unknown.order_no).collect()
    }
}

#[test]
fn what_wechat_confirms_waits_for_the_owner_and_cannot_be_shipped() {
    let shop = World::new();
    let facts = elsewhere(1);
    let outcome = shop.notice(&facts);
    assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::UnknownNumber, true));
    assert_eq!(shop.asked(NOON.plus(21)), std::slice::from_ref(&facts.order_no));
    assert_eq!(shop.reader.next_due().unwrap(), Some(NOON.plus(21)));
    assert_eq!(shop.reader.order(&facts.order_no).unwrap(), None, "a notice alone is no order");
    assert_eq!(shop.adopts(&facts), OrderMoved::NeedsOwner);
    assert!(shop.asked(NOON.plus(99_999)).is_empty());
    let order = shop.order(&facts.order_no);
    assert_eq!((order.row.state, order.row.attention), (OrderState::NeedsOwner, Some(Attention::FromElsewhere)));
    assert_eq!((order.row.source, order.row.unseen, order.lines.len()), (Source::Elsewhere, true, 0));
    assert_eq!((order.payment, order.transaction_id.as_ref()), (PaymentState::Confirmed, Some(&facts.transaction_id)));
    assert_eq!(
        (order.row.total, order.refundable.paid, order.row.paid_at),
        (fen(66_00), fen(66_00), Some(facts.paid_at))
    );
    let counts = shop.reader.counts(NOON).unwrap();
    assert_eq!((counts.elsewhere, counts.needs_owner, counts.unseen, counts.today), (1, 1, 1, fen(66_00)));
    let listed = shop.reader.orders(OrderFilter::Elsewhere, &Page::Newest, 10).unwrap();
    assert_eq!(listed, std::slice::from_ref(&order.row));
    let parcel = Shipping::express("SF", "1");
    let shipping = shop.store.ship_order(facts.order_no.clone(), order.version, parcel, NOON.plus(60)).wait();
    assert_eq!(refused(shipping), Refusal::State(OrderState::NeedsOwner.into()));
    assert_eq!(shop.notice(&facts).verdict, NoticeVerdict::Repeated, "now it is known");
    assert_eq!(shop.adopts(&facts), OrderMoved::Same, "and is not a second one");
    counts_are_right(&shop.reader, &shop.reader.orders(OrderFilter::All, &Page::Newest, 10).unwrap());
}

#[test]
fn the_owner_accepts_it_or_gives_it_back() {
    let shop = World::new();
    let (kept, returned) = (elsewhere(1), elsewhere(2));
    for facts in [&kept, &returned] {
        shop.notice(facts);
        shop.adopts(facts);
    }
    let seen = shop.order(&kept.order_no).version;
    let accept = |seen| shop.store.settle_attention(kept.order_no.clone(), seen, NOON.plus(60)).wait();
    assert_eq!(refused(accept(seen + 1)), Refusal::Stale);
    accept(seen).unwrap();
    assert_eq!(refused(accept(seen)), Refusal::Stale, "a double click accepts once");
    let order = shop.order(&kept.order_no);
    assert_eq!((order.row.state, order.row.attention, order.row.unseen), (OrderState::ToShip, None, false));
    assert_eq!(order.row.source, Source::Elsewhere, "it stays in its own list");

    let placed = zhanggui::domain::Order {
        order_no: returned.order_no.clone(),
        openid: openid("oWalkIn"),
        ..shop.places(&[("coffee", 1)])
    };
    let back = shop.sent_refund(&placed, 66_00);
    shop.update(&back, Some(RefundStep::Settle), "");
    let order = shop.order(&returned.order_no);
    assert_eq!((order.row.state, order.row.attention, order.row.refunded), (OrderState::Refunded, None, fen(66_00)));
}

#[test]
fn a_number_wechat_does_not_know_never_becomes_an_order() {
    let shop = World::new();
    let forged = elsewhere(7);
    shop.notice(&forged);
    let noes = [
        OrderWord::Unpaid(UnpaidAnswer::NotThere),
        OrderWord::Unpaid(UnpaidAnswer::NotPaid),
        OrderWord::Unpaid(UnpaidAnswer::Closed),
        OrderWord::Unpaid(UnpaidAnswer::NotThere),
        OrderWord::Unpaid(UnpaidAnswer::NotPaid),
    ];
    for (no, word) in (0..).zip(noes) {
        let at = NOON.plus(30 + no * 60);
        assert_eq!(shop.asked(at), std::slice::from_ref(&forged.order_no), "asked again: WeChat's books may be behind");
        shop.leaves(&forged, OrderWord::Unpaid(UnpaidAnswer::NoAnswer), at);
        shop.leaves(&forged, word, at);
    }
    assert!(shop.asked(NOON.plus(999_999)).is_empty(), "given up");
    assert_eq!(shop.reader.order(&forged.order_no).unwrap(), None);
    assert_eq!(shop.reader.counts(NOON).unwrap().orders, 0);
    let listed = shop.reader.notices(NoticeFilter::Odd, None, 10).unwrap();
    assert_eq!((listed.len(), listed[0].verdict), (1, NoticeVerdict::UnknownNumber));
    assert!(!shop.notice(&forged).moved, "and not asked about again for every copy");
    let later = NOON.plus(2 * 3600);
    let again = shop.store.record_payment_notice(shop.message("pay_notice"), Ok(forged.clone()), later).wait().unwrap();
    assert!(again.moved, "but hours later it may be true");
    assert_eq!(shop.asked(later), [forged.order_no]);
}

#[test]
fn other_money_or_another_orders_money_is_shown_and_never_given_out() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let known = shop.order(&order.order_no).transaction_id.unwrap();
    let stolen = PaidFacts { transaction_id: known, ..elsewhere(1) };
    let dollars = PaidFacts { currency: "USD".to_owned(), ..elsewhere(2) };
    for facts in [stolen, dollars] {
        shop.notice(&facts);
        assert_eq!(shop.adopts(&facts), OrderMoved::NeedsOwner);
        let order = shop.order(&facts.order_no);
        assert_eq!(
            (order.payment, order.refundable.paid, order.transaction_id),
            (PaymentState::Conflict, fen(0), None)
        );
        let extra = &order.extras[0];
        assert_eq!(
            (extra.kind, &extra.currency, extra.amount),
            (Attention::FromElsewhere, &facts.currency, facts.total)
        );
        let accept = shop.store.settle_attention(facts.order_no.clone(), order.version, NOON.plus(60));
        assert_eq!(refused(accept.wait()), Refusal::State(OrderState::NeedsOwner.into()));
    }
    assert_eq!(shop.reader.counts(NOON).unwrap().today, order.total);
}

#[test]
fn a_number_that_is_known_by_the_time_wechat_answers_is_a_payment_of_that_order() {
    let shop = World::new();
    let wanted = shop.new_order(&[("coffee", 1)]);
    let facts = PaidFacts { order_no: wanted.order_no.clone(), total: fen(39_00), ..elsewhere(1) };
    shop.notice(&facts);
    shop.store.place_order(wanted, NOON).wait().unwrap();
    shop.asks_to_pay(&facts.order_no);
    assert_eq!(shop.adopts(&facts), OrderMoved::Paid);
    let order = shop.order(&facts.order_no);
    assert_eq!((order.row.state, order.row.source), (OrderState::ToShip, Source::Storefront));
}

#[test]
fn whoever_has_the_key_cannot_make_the_shop_ask_without_end() {
    let shop = World::new();
    let answers: Vec<_> = (0..1100)
        .map(|n| shop.store.record_payment_notice(shop.message("pay_notice"), Ok(elsewhere(n)), NOON))
        .collect();
    let moved = answers.into_iter().map(|answer| answer.wait().unwrap()).filter(|o| o.moved).count();
    assert_eq!(moved, 1000);
}
