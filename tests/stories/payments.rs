//! Money in, in the owner's words.

use super::world::{Lie, World, fen, paid_facts};
use zhanggui::{
    domain::{
        Attention, Fen, NoticeVerdict, OrderNo, OrderState, PaidFacts, Parcel, SignType, TransactionId, UnpaidAnswer,
    },
    events::{CommandOutcome, OrderAnswer},
    jobs::Command,
    store::{NoticeFilter, OrderFilter, Page, Shipping},
};

const TOTAL: i64 = 128_00;

fn order(world: &World) -> OrderNo {
    world.order("SC20260901-00000117", fen(TOTAL))
}

fn facts(order_no: &OrderNo, total: Fen) -> PaidFacts {
    paid_facts(order_no, total, &TransactionId::parse("4200000000000000000000000001").unwrap(), SignType::HmacSha256)
}

#[test]
fn a_notice_is_confirmed_by_asking_and_then_the_order_can_be_shipped() {
    let world = World::new();
    let order_no = order(&world);
    world.wechat.pays(&order_no, fen(TOTAL), "4200000000000000000000000001");
    let outcome = world.notice(Ok(facts(&order_no, fen(TOTAL))));
    assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Accepted, true));
    assert_eq!(world.order_state(&order_no), OrderState::Confirming, "a notice alone ships nothing");
    world.run_jobs();
    assert_eq!(world.order_state(&order_no), OrderState::ToShip);
    let unseen = world.reader.unseen(10).unwrap();
    assert_eq!(unseen.len(), 1, "and it is new to the owner");
}

#[test]
fn a_perfect_forgery_never_becomes_a_paid_order() {
    let world = World::new();
    let order_no = order(&world);
    world.notice(Ok(facts(&order_no, fen(TOTAL))));
    world.live(7200);
    assert_eq!(world.order_state(&order_no), OrderState::Closed);
    assert!(world.wechat.is_closed(&order_no));
}

#[test]
fn the_same_notice_again_changes_nothing() {
    let world = World::new();
    let order_no = order(&world);
    world.wechat.pays(&order_no, fen(TOTAL), "4200000000000000000000000001");
    world.notice(Ok(facts(&order_no, fen(TOTAL))));
    world.run_jobs();
    let before = world.reader.order(&order_no).unwrap().unwrap();
    for _ in 0..3 {
        let outcome = world.notice(Ok(facts(&order_no, fen(TOTAL))));
        assert_eq!((outcome.verdict, outcome.moved), (NoticeVerdict::Repeated, false));
    }
    assert_eq!(world.reader.order(&order_no).unwrap().unwrap(), before);
}

#[test]
fn a_refused_message_is_listed_with_its_verdict_and_changes_nothing() {
    let world = World::new();
    let order_no = order(&world);
    let before = world.reader.order(&order_no).unwrap().unwrap();
    for verdict in
        [NoticeVerdict::WrongSignature, NoticeVerdict::Unsigned, NoticeVerdict::Malformed, NoticeVerdict::TooLarge]
    {
        assert!(!world.notice(Err(verdict)).moved);
    }
    assert!(!world.notice(Ok(facts(&order_no, fen(1)))).moved, "another amount");
    let eur = PaidFacts { currency: "EUR".to_owned(), ..facts(&order_no, fen(TOTAL)) };
    assert!(!world.notice(Ok(eur)).moved, "another currency");
    let weaker = PaidFacts { sign_type: SignType::Md5, ..facts(&order_no, fen(TOTAL)) };
    assert!(!world.notice(Ok(weaker)).moved, "signed another way than asked for");
    assert_eq!(world.reader.order(&order_no).unwrap().unwrap(), before);
    let verdicts: Vec<NoticeVerdict> =
        world.reader.notices(NoticeFilter::All, None, 10).unwrap().iter().map(|n| n.verdict).collect();
    assert_eq!(verdicts.len(), 7);
    assert!(verdicts.contains(&NoticeVerdict::WrongSignature) && verdicts.contains(&NoticeVerdict::Differs));
}

#[test]
fn a_lost_notification_is_found_by_asking() {
    let world = World::new();
    let order_no = order(&world);
    world.wechat.pays(&order_no, fen(TOTAL), "4200000000000000000000000001");
    world.live(61);
    assert_eq!(world.order_state(&order_no), OrderState::ToShip);
}

#[test]
fn an_unpaid_order_is_closed_at_wechat_first_and_then_its_stock_is_free() {
    let world = World::new();
    let order_no = order(&world);
    assert_eq!(world.stock(fen(TOTAL)), 9);
    world.later(1790);
    world.wechat.lie([Lie::RequestLost; 3]);
    world.live(20);
    assert_eq!(
        (world.order_state(&order_no), world.stock(fen(TOTAL))),
        (OrderState::ToPay, 9),
        "no answer frees nothing"
    );
    world.live(7200);
    assert_eq!((world.order_state(&order_no), world.stock(fen(TOTAL))), (OrderState::Closed, 10));
    assert!(world.wechat.is_closed(&order_no));
}

#[test]
fn an_order_whose_buyer_never_opened_the_payment_sheet_gives_its_stock_back() {
    let world = World::new();
    let order_no = world.placed("SC20260901-00000117", fen(TOTAL));
    assert_eq!(world.stock(fen(TOTAL)), 9);
    world.live(7200);
    assert_eq!((world.order_state(&order_no), world.stock(fen(TOTAL))), (OrderState::Closed, 10));
}

#[test]
fn money_that_does_not_fit_waits_for_the_owner() {
    let world = World::new();
    let other_amount = order(&world);
    world.wechat.pays(&other_amount, fen(1), "4200000000000000000000000001");
    world.live(61);
    let row = world.reader.order(&other_amount).unwrap().unwrap().row;
    assert_eq!((row.state, row.attention), (OrderState::NeedsOwner, Some(Attention::AmountDiffers)));

    let late = world.order("SC20260901-00000118", fen(TOTAL));
    world.live(7200);
    assert_eq!(world.order_state(&late), OrderState::Closed);
    world.wechat.pays(&late, fen(TOTAL), "4200000000000000000000000002");
    world.shop.ask_about_order(&world.reader, &late, world.now()).unwrap();
    let row = world.reader.order(&late).unwrap().unwrap().row;
    assert_eq!((row.state, row.attention), (OrderState::NeedsOwner, Some(Attention::PaidAfterClose)));
    assert_eq!(world.reader.orders(OrderFilter::NeedsOwner, &Page::Newest, 10).unwrap().len(), 2);
}

#[test]
fn the_owner_marks_an_order_shipped_once() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(TOTAL));
    let seen = world.reader.order(&order_no).unwrap().unwrap().version;
    let parcel = Parcel::new("SF", "SF1234567890123");
    let shipping = Shipping::express("SF", "SF1234567890123");
    let ship = Command::Ship { order_no: order_no.clone(), seen, shipping: shipping.clone() };
    assert_eq!(world.shop.carry_out(ship.clone()), CommandOutcome::Done);
    assert_eq!(world.shop.carry_out(ship), CommandOutcome::TooLate);
    let order = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((order.row.state, order.parcel), (OrderState::Shipped, Some(parcel)));
}

#[test]
fn the_owner_who_asks_wechat_about_an_order_hears_what_it_said() {
    let world = World::new();
    let heard = world.hears_answers();
    let order_no = order(&world);
    let ask = || world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    ask();
    world.wechat.pays(&order_no, fen(TOTAL), "4200000000000000000000000001");
    ask();
    let never_sent = world.placed("SC20260901-00000118", fen(TOTAL));
    world.shop.ask_about_order(&world.reader, &never_sent, world.now()).unwrap();
    let said: Vec<_> = heard.try_iter().collect();
    let wanted = [
        (order_no.clone(), OrderAnswer::Unpaid(UnpaidAnswer::NotPaid)),
        (order_no, OrderAnswer::Paid),
        (never_sent, OrderAnswer::Unpaid(UnpaidAnswer::NotThere)),
    ];
    assert_eq!(said, wanted);
}
