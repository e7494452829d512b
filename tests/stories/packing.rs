//! The packing table asks WeChat whether money of an order went back: what is found stops the parcel, what is not answered
//! changes nothing, and no answer moves money.

use super::{
    wechat::LIST,
    world::{Lie, World, fen},
};
use std::sync::mpsc;
use zhanggui::{
    domain::{OrderNo, OrderState, RefundOutcome, RefundState},
    events::{CommandOutcome, RefundsAnswer, ShopEvent},
    jobs::Command,
    store::{Refusal, Shipping},
};

fn paid() -> (World, OrderNo, mpsc::Receiver<RefundsAnswer>) {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let (tell, told) = mpsc::channel();
    world.shop.events.listen(move |event| {
        if let ShopEvent::RefundsAsked { said, .. } = event {
            tell.send(*said).expect("the test listens");
        }
    });
    (world, order_no, told)
}

fn asks(world: &World, order_no: &OrderNo) {
    world.shop.ask_for_packing(&world.reader, order_no, world.now(), world.now()).unwrap();
}

#[test]
fn a_refund_made_by_hand_is_found_while_the_box_is_packed_and_keeps_it_here() {
    let (world, order_no, told) = paid();
    asks(&world, &order_no);
    assert_eq!(told.recv(), Ok(RefundsAnswer::Nothing));
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(128_00), RefundOutcome::Processing);
    asks(&world, &order_no);
    assert_eq!(told.recv(), Ok(RefundsAnswer::Back(fen(128_00))));
    let shown = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!(shown.refunds.len(), 1);
    let ship = Command::Ship { order_no, seen: shown.version, shipping: Shipping::express("SF", "SF1234567890123") };
    assert!(matches!(world.shop.carry_out(ship), CommandOutcome::Refused(Refusal::Refund(_))));
    assert_eq!(world.wechat.payouts().len(), 1, "only the one made by hand");
}

#[test]
fn without_an_answer_the_shops_own_state_stands_and_nothing_is_remembered() {
    let (world, order_no, told) = paid();
    let own = world.request("RF20260901-1", &order_no, fen(16_00));
    for (lie, said) in [(Lie::Unreachable, RefundsAnswer::NoLine), (Lie::AnswerLost, RefundsAnswer::NoAnswer)] {
        world.wechat.lie_about_lists([Some(lie)]);
        asks(&world, &order_no);
        assert_eq!(told.recv(), Ok(said));
    }
    assert_eq!(world.refund_state(&own), RefundState::Requested);
    assert_eq!(world.order_state(&order_no), OrderState::ToShip);
    let due = world.reader.due_refund_searches(world.now().plus(86_400), 9).unwrap();
    assert_eq!(due.count(), 0, "the next scan asks again");
}

#[test]
fn a_question_nobody_waits_for_any_more_and_one_about_no_paid_order_is_not_asked() {
    let (world, order_no, told) = paid();
    let before = world.wechat.calls(LIST);
    world.shop.ask_for_packing(&world.reader, &order_no, world.now().plus(-6), world.now()).unwrap();
    let unpaid = world.order("SC20260901-00000118", fen(10_00));
    asks(&world, &unpaid);
    assert_eq!((told.recv(), told.recv()), (Ok(RefundsAnswer::NoAnswer), Ok(RefundsAnswer::NoAnswer)));
    assert_eq!(world.wechat.calls(LIST), before);
}
