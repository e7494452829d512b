//! Payments that did not come through our door: WeChat says whether they are real, and the owner what they are for.

use super::world::{Lie, World, fen, paid_facts};
use zhanggui::{
    domain::{Attention, NoticeVerdict, OrderNo, OrderState, PaidFacts, RefundState, SignType, Source, TransactionId},
    events::CommandOutcome,
    jobs::Command,
    store::{NoticeFilter, OrderFilter, Page, Shipping},
};

const TOTAL: i64 = 66_00;
const TRANSACTION: &str = "4200000000000000000000000066";

fn number() -> OrderNo {
    OrderNo::parse("TILL-2026-0007").unwrap()
}

fn facts() -> PaidFacts {
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    paid_facts(&number(), fen(TOTAL), &transaction, SignType::HmacSha256)
}

/// A shop that heard of a payment it knows nothing about; WeChat knows it.
fn heard() -> World {
    let world = World::new();
    world.wechat.pays(&number(), fen(TOTAL), TRANSACTION);
    let outcome = world.notice(Ok(facts()));
    assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::UnknownNumber, true));
    world
}

#[test]
fn a_confirmed_payment_is_listed_for_the_owner_and_ships_only_after_the_owners_yes() {
    let world = heard();
    world.wechat.lie([Lie::Unreachable, Lie::Error, Lie::Forged]);
    world.run_jobs();
    assert_eq!(world.reader.order(&number()).unwrap(), None, "no answer is no order");
    world.live(120);
    let order = world.reader.order(&number()).unwrap().unwrap();
    assert_eq!((order.row.state, order.row.attention), (OrderState::NeedsOwner, Some(Attention::FromElsewhere)));
    assert_eq!((order.row.source, order.row.unseen), (Source::Elsewhere, true));
    assert_eq!(world.reader.orders(OrderFilter::Elsewhere, &Page::Newest, 10).unwrap().len(), 1);
    let shipping = Shipping::express("SF", "1");
    let ship = |seen| Command::Ship { order_no: number(), seen, shipping: shipping.clone() };
    assert_eq!(world.shop.carry_out(ship(order.version)), CommandOutcome::TooLate);
    world.live(7200);
    assert_eq!(world.order_state(&number()), OrderState::NeedsOwner, "it waits");
    let accept = Command::AcceptMoney { order_no: number(), seen: order.version };
    assert_eq!(world.shop.carry_out(accept), CommandOutcome::Done);
    let seen = world.reader.order(&number()).unwrap().unwrap().version;
    assert_eq!(world.shop.carry_out(ship(seen)), CommandOutcome::Done);
    assert_eq!(world.order_state(&number()), OrderState::Shipped);
}

#[test]
fn a_payment_from_elsewhere_goes_back_like_any_other() {
    let world = heard();
    world.live(10);
    let refund_no = world.request("RF-0001", &number(), fen(TOTAL));
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    world.run_jobs();
    world.wechat.settle();
    world.live(600);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(TOTAL))]);
    let order = world.reader.order(&number()).unwrap().unwrap();
    assert_eq!((order.row.state, order.row.attention), (OrderState::Refunded, None));
}

#[test]
fn a_forged_number_with_a_right_signature_never_becomes_an_order() {
    let world = World::new();
    for _ in 0..3 {
        world.notice(Ok(facts()));
    }
    world.live(24 * 3600);
    assert_eq!(world.reader.order(&number()).unwrap(), None);
    assert_eq!(world.wechat.calls("orderquery"), 5, "asked a few times, then given up");
    assert_eq!(world.reader.counts(world.now()).unwrap().orders, 0);
    assert_eq!(world.reader.notices(NoticeFilter::Odd, None, 10).unwrap().len(), 3, "but what came is kept");
}

#[test]
fn without_a_line_an_unknown_number_waits_and_nothing_is_counted() {
    let world = heard();
    world.wechat.offline.store(true, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..50 {
        world.run_jobs();
        world.later(600);
    }
    world.wechat.offline.store(false, std::sync::atomic::Ordering::SeqCst);
    world.run_jobs();
    assert_eq!(world.order_state(&number()), OrderState::NeedsOwner, "found by the first question that gets through");
}
