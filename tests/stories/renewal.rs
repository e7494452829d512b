//! A new number only where the old one provably paid nothing, by the owner's wish, and once.

use super::world::{Lie, World, fen};
use zhanggui::{
    domain::{RefundNo, RefundOutcome, RefundState},
    events::CommandOutcome,
    jobs::Command,
};

fn refund(world: &World) -> RefundNo {
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let refund_no = world.request("RF20260901-1", &order_no, fen(100_00));
    world.approve(&refund_no);
    refund_no
}

/// A refund WeChat accepted and closed.
fn closed(world: &World) -> RefundNo {
    let refund_no = refund(world);
    world.run_jobs();
    world.wechat.says(&refund_no, RefundOutcome::Closed);
    world.live(300);
    assert_eq!(world.refund_state(&refund_no), RefundState::Failed);
    refund_no
}

fn renew(world: &World, refund_no: &RefundNo) -> CommandOutcome {
    let seen = world.reader.refund(refund_no).unwrap().unwrap().row.version;
    world.shop.carry_out(Command::RenewRefund { refund_no: refund_no.clone(), seen })
}

fn successor(world: &World, refund_no: &RefundNo) -> RefundNo {
    world.reader.refund(refund_no).unwrap().unwrap().renewed_as.expect("a successor")
}

#[test]
fn a_closed_refund_goes_on_under_a_new_number_and_is_paid_once() {
    let world = World::new();
    let old = closed(&world);
    assert_eq!(renew(&world, &old), CommandOutcome::Done);
    let new = successor(&world, &old);
    assert_ne!(new, old);
    world.live(300);
    world.wechat.settle();
    world.live(600);
    let (was, is) = (world.reader.refund(&old).unwrap().unwrap(), world.reader.refund(&new).unwrap().unwrap());
    assert_eq!((was.row.state, is.row.state), (RefundState::Failed, RefundState::Refunded));
    assert_eq!((is.renews, is.row.amount, is.reply), (Some(old), fen(100_00), was.reply));
    let order = world.reader.order(&is.row.order_no).unwrap().unwrap();
    assert_eq!(order.row.refunded, fen(100_00));
}

#[test]
fn a_definite_refusal_can_be_renewed_and_taken_back_while_it_is_held() {
    let world = World::with_hold(10);
    let old = refund(&world);
    world.later(10);
    world.wechat.lie([Lie::Declined]);
    world.run_jobs();
    assert_eq!(world.refund_state(&old), RefundState::Failed);
    assert_eq!(renew(&world, &old), CommandOutcome::Done);
    let new = successor(&world, &old);
    world.live(9);
    assert_eq!(world.wechat.calls("refund"), 1, "the hold counts for the new number too");
    let back = Command::TakeBackRefund { refund_no: new, seen: 1 };
    assert_eq!(world.shop.carry_out(back), CommandOutcome::Done);
    world.live(3600);
    assert_eq!(world.wechat.calls("refund"), 1);
}

#[test]
fn nothing_but_a_failed_refund_ever_gets_a_new_number() {
    for (lies, state) in [
        (vec![], RefundState::Processing),
        (vec![Lie::AnswerLost, Lie::AnswerLost], RefundState::InDoubt),
        (vec![Lie::NotEnough], RefundState::WaitingForMoney),
        (vec![Lie::Unreachable], RefundState::Approved),
    ] {
        let world = World::new();
        let refund_no = refund(&world);
        world.wechat.lie(lies);
        world.shop.submit_refunds(&world.reader, world.now()).unwrap();
        assert_eq!(world.refund_state(&refund_no), state);
        assert_eq!(renew(&world, &refund_no), CommandOutcome::TooLate, "{state:?}");
        assert_eq!(world.reader.refund(&refund_no).unwrap().unwrap().renewed_as, None);
    }
    let world = World::new();
    let refund_no = refund(&world);
    world.run_jobs();
    for (outcome, state) in [
        (RefundOutcome::Change, RefundState::Stuck),
        (RefundOutcome::Success { at: None, account: String::new() }, RefundState::Refunded),
    ] {
        world.wechat.says(&refund_no, outcome);
        world.live(7200);
        assert_eq!(world.refund_state(&refund_no), state);
        assert_eq!(renew(&world, &refund_no), CommandOutcome::TooLate, "{state:?}");
    }
}

#[test]
fn the_second_click_makes_no_second_successor() {
    let world = World::new();
    let old = closed(&world);
    assert_eq!(renew(&world, &old), CommandOutcome::Done);
    for _ in 0..3 {
        assert_eq!(renew(&world, &old), CommandOutcome::TooLate);
    }
    let first = successor(&world, &old);
    world.live(300);
    world.wechat.says(&first, RefundOutcome::Closed);
    world.live(7200);
    assert_eq!(renew(&world, &old), CommandOutcome::TooLate, "the chain goes on at its end only");
    assert_eq!(renew(&world, &first), CommandOutcome::Done);
}

#[test]
fn money_that_was_promised_elsewhere_meanwhile_is_not_promised_again() {
    let world = World::new();
    let old = closed(&world);
    let order_no = world.reader.refund(&old).unwrap().unwrap().row.order_no;
    let other = world.request("RF2", &order_no, fen(50_00));
    assert_eq!(world.approve(&other), CommandOutcome::Done);
    let CommandOutcome::Refused(why) = renew(&world, &old) else { panic!("a refusal") };
    assert!(why.to_string().contains("¥78.00"), "{why}");
    world.live(60);
    world.wechat.settle();
    world.live(600);
    let CommandOutcome::Refused(_) = renew(&world, &old) else { panic!("a refusal") };
    assert_eq!(world.reader.order(&order_no).unwrap().unwrap().row.refunded, fen(50_00));
}
