//! Money of a second transaction goes back by a refund of its own, once, whatever happens on the way.

use super::world::{Lie, World, fen, paid_facts};
use zhanggui::{
    domain::{
        Attention, Fen, OrderNo, OrderState, PaidFacts, RefundNo, RefundOutcome, RefundState, SignType, TransactionId,
    },
    events::CommandOutcome,
    jobs::Command,
    store::{OrderDetail, OrderUpdate, OrderWord, RefundList, Shipping},
};

const TOTAL: i64 = 74_50;
const SECOND: &str = "4200009999202609017777777777";

fn second() -> TransactionId {
    TransactionId::parse(SECOND).unwrap()
}

/// A paid order that WeChat then says was paid once more.
fn paid_twice(world: &World) -> OrderNo {
    let order_no = world.paid_order("SC20260901-00000001", fen(TOTAL));
    world.wechat.pays_again(&order_no, fen(TOTAL), SECOND);
    hears(world, paid_facts(&order_no, fen(TOTAL), &second(), SignType::HmacSha256));
    let order = shown(world, &order_no);
    assert_eq!((order.row.state, order.row.attention), (OrderState::ToShip, Some(Attention::SecondPayment)));
    order_no
}

fn hears(world: &World, facts: PaidFacts) {
    let (order_no, now) = (facts.order_no.clone(), world.now());
    world
        .store
        .record_order_word(OrderUpdate { order_no, word: OrderWord::Paid(facts), answer: None, next_ask_at: now }, now)
        .wait()
        .unwrap();
}

fn shown(world: &World, order_no: &OrderNo) -> OrderDetail {
    world.reader.order(order_no).unwrap().unwrap()
}

fn gives_back(world: &World, order_no: &OrderNo, amount: Fen) -> CommandOutcome {
    let (seen, reason) = (shown(world, order_no).version, "重复付款退回".to_owned());
    let transaction_id = second();
    world.shop.carry_out(Command::ReturnPayment { order_no: order_no.clone(), seen, transaction_id, amount, reason })
}

fn the_refund(world: &World, order_no: &OrderNo) -> RefundNo {
    shown(world, order_no).refunds.last().expect("a refund").refund_no.clone()
}

#[test]
fn the_second_payment_goes_back_and_the_order_goes_on_as_if_nothing_had_been() {
    let world = World::new();
    let order_no = paid_twice(&world);
    let extra = shown(&world, &order_no).extras[0].clone();
    assert_eq!(
        (extra.amount, extra.openid),
        (fen(TOTAL), Some(shown(&world, &order_no).openid)),
        "how much, from whom"
    );
    assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
    let order = shown(&world, &order_no);
    assert_eq!(order.refundable.left(), fen(TOTAL), "the order's own money is untouched");
    assert_eq!(order.row.refund, None, "and its goods are not held back");
    assert_eq!(order.extras[0].refundable.unwrap().in_flight, fen(TOTAL));
    world.run_jobs();
    let refund_no = the_refund(&world, &order_no);
    assert_eq!(world.refund_state(&refund_no), RefundState::Processing);
    let ship =
        |seen| Command::Ship { order_no: order_no.clone(), seen, shipping: Shipping::express("SF", "SF1234567890123") };
    assert_eq!(world.shop.carry_out(ship(shown(&world, &order_no).version)), CommandOutcome::Done);
    world.wechat.settle();
    world.live(600);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
    let order = shown(&world, &order_no);
    assert_eq!((order.row.state, order.row.attention), (OrderState::Shipped, None), "nothing is left to decide");
    assert_eq!((order.row.refunded, order.extras[0].refundable.unwrap().refunded), (Fen::ZERO, fen(TOTAL)));
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(TOTAL))]);
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn no_more_goes_back_than_came_and_the_order_still_goes_back_whole_beside_it() {
    let world = World::new();
    let order_no = paid_twice(&world);
    assert!(matches!(gives_back(&world, &order_no, fen(TOTAL + 1)), CommandOutcome::Refused(_)));
    assert_eq!(gives_back(&world, &order_no, fen(50_00)), CommandOutcome::Done);
    assert!(matches!(gives_back(&world, &order_no, fen(24_51)), CommandOutcome::Refused(_)), "50.00 is promised");
    assert_eq!(gives_back(&world, &order_no, fen(24_50)), CommandOutcome::Done);
    let own = world.request("RF-OWN", &order_no, fen(TOTAL));
    assert_eq!(world.approve(&own), CommandOutcome::Done);
    for _ in 0..6 {
        world.live(120);
        world.wechat.settle();
    }
    world.live(3600);
    let order = shown(&world, &order_no);
    assert!(order.refunds.iter().all(|row| row.state == RefundState::Refunded), "{:?}", order.refunds);
    assert_eq!(order.row.state, OrderState::Refunded);
    let paid_out: i64 = world.wechat.payouts().iter().map(|(_, amount)| amount.get()).sum();
    assert_eq!(paid_out, 2 * TOTAL, "what came twice went back twice, and no fen more");
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn whatever_becomes_of_the_call_the_second_payment_goes_back_once() {
    for lie in [
        Lie::AnswerLost,
        Lie::RequestLost,
        Lie::ErrorButDone,
        Lie::Error,
        Lie::Forged,
        Lie::NotEnough,
        Lie::DeclinedButDone,
        Lie::Unreachable,
    ] {
        let world = World::new();
        let order_no = paid_twice(&world);
        world.wechat.lie([lie]);
        assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
        for _ in 0..4 {
            world.live(3600);
            world.wechat.settle();
        }
        let refund_no = the_refund(&world, &order_no);
        assert_eq!(world.refund_state(&refund_no), RefundState::Refunded, "{lie:?}");
        assert_eq!(world.wechat.payouts(), [(refund_no, fen(TOTAL))], "{lie:?}");
    }
}

#[test]
fn money_in_another_currency_or_of_another_order_is_not_given_back_from_here() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000001", fen(TOTAL));
    let yen =
        PaidFacts { currency: "JPY".to_owned(), ..paid_facts(&order_no, fen(TOTAL), &second(), SignType::HmacSha256) };
    hears(&world, yen);
    assert_eq!(shown(&world, &order_no).extras[0].refundable, None);
    assert!(matches!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Refused(_)));
    let other = world.paid_order("SC20260901-00000002", fen(10_00));
    let theirs = shown(&world, &other).transaction_id.unwrap();
    hears(&world, paid_facts(&order_no, fen(10_00), &theirs, SignType::HmacSha256));
    let extra = shown(&world, &order_no).extras.into_iter().find(|extra| extra.transaction_id == theirs).unwrap();
    assert_eq!(extra.refundable, None, "it pays the other order");
    assert!(world.wechat.payouts().is_empty());
}

#[test]
fn a_refund_of_the_second_payment_made_by_hand_is_found_as_one_of_it() {
    let world = World::new();
    let order_no = paid_twice(&world);
    let by_hand = zhanggui::domain::RefundFacts {
        refund_no: RefundNo::parse("BY-HAND-1").unwrap(),
        order_no: order_no.clone(),
        transaction_id: second(),
        refund_id: None,
        amount: fen(TOTAL),
        total: fen(TOTAL),
        outcome: RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() },
    };
    let now = world.now();
    world.store.search_refunds(order_no.clone(), now).wait().unwrap();
    let new = world
        .store
        .record_listed_refunds(
            RefundList { order_no: order_no.clone(), listed: vec![by_hand], answer: None, next_at: now },
            now,
        )
        .wait()
        .unwrap();
    assert_eq!(new.len(), 1);
    let order = shown(&world, &order_no);
    assert_eq!((order.row.refunded, order.extras[0].refundable.unwrap().left()), (Fen::ZERO, Fen::ZERO));
    assert_eq!((order.row.state, order.row.attention), (OrderState::ToShip, None));
    assert!(matches!(gives_back(&world, &order_no, fen(1)), CommandOutcome::Refused(_)), "it went back already");
}

fn arrived() -> RefundOutcome {
    RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() }
}

#[test]
fn each_payment_is_asked_about_before_the_first_send_and_counted_by_itself() {
    let world = World::new();
    let order_no = paid_twice(&world);
    world.wechat.refunds_second_by_hand("BY-HAND-1", &second(), arrived());
    assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
    let ours = the_refund(&world, &order_no);
    world.live(3600);
    assert_eq!(world.refund_state(&ours), RefundState::Failed, "it gave way: that payment went back by hand");
    assert_eq!(world.wechat.payouts(), [(RefundNo::parse("BY-HAND-1").unwrap(), fen(TOTAL))], "paid once");
    let order = shown(&world, &order_no);
    assert_eq!((order.refundable.left(), order.excess), (fen(TOTAL), Fen::ZERO), "nothing of it counts here");
    assert_eq!(order.extras[0].refundable.unwrap().refunded, fen(TOTAL));
    assert_eq!((order.row.state, order.row.refund), (OrderState::ToShip, None));
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn a_refund_of_the_orders_own_payment_leaves_the_second_as_it_is() {
    let world = World::new();
    let order_no = paid_twice(&world);
    world.wechat.refunds_by_hand("BY-HAND-1", &order_no, fen(TOTAL), arrived());
    assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
    let ours = the_refund(&world, &order_no);
    world.live(3600);
    let order = shown(&world, &order_no);
    assert_eq!((order.row.refunded, order.excess), (fen(TOTAL), Fen::ZERO), "the order's own went back by hand");
    let of_second = order.extras[0].refundable.unwrap();
    assert_eq!((of_second.refunded, of_second.in_flight), (Fen::ZERO, fen(TOTAL)), "the other is still promised");
    let detail = world.reader.refund(&ours).unwrap().unwrap();
    assert!(detail.row.paused, "and waits for the owner, who said yes before this was known");
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn a_second_payment_that_did_not_go_back_after_all_is_marked_again() {
    let world = World::new();
    let order_no = paid_twice(&world);
    assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
    world.run_jobs();
    world.wechat.settle();
    world.live(600);
    assert_eq!(shown(&world, &order_no).row.attention, None);
    let ours = the_refund(&world, &order_no);
    world.wechat.says(&ours, RefundOutcome::Closed);
    let now = world.now();
    world.store.search_refunds(order_no.clone(), now).wait().unwrap();
    world.run_jobs();
    let order = shown(&world, &order_no);
    assert_eq!((world.refund_state(&ours), order.row.attention), (RefundState::Failed, Some(Attention::SecondPayment)));
    assert_eq!(order.extras[0].refundable.unwrap().left(), fen(TOTAL));
    assert_eq!(
        (order.row.state, order.row.refunded),
        (OrderState::ToShip, Fen::ZERO),
        "the order stands where it stood"
    );
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn what_went_back_twice_of_the_second_payment_is_written_down_beside_it() {
    let world = World::new();
    let order_no = paid_twice(&world);
    assert_eq!(gives_back(&world, &order_no, fen(TOTAL)), CommandOutcome::Done);
    world.run_jobs();
    world.wechat.settle();
    world.live(600);
    world.wechat.refunds_second_by_hand("BY-HAND-1", &second(), arrived());
    world.store.search_refunds(order_no.clone(), world.now()).wait().unwrap();
    world.run_jobs();
    let order = shown(&world, &order_no);
    assert_eq!(order.refunds.len(), 2, "nothing WeChat says is left out");
    let of_second = order.extras[0].refundable.unwrap();
    assert_eq!((of_second.refunded, of_second.left()), (fen(TOTAL), Fen::ZERO), "its sum stays within what came");
    assert_eq!((order.row.refunded, order.excess), (Fen::ZERO, Fen::ZERO), "and none of it is the order's");
    assert!(!world.reader.refund_alarms(9).unwrap().is_empty(), "the owner is told");
    assert!(world.reader.verify().unwrap().is_sound());
}
