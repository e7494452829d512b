//! Money out, in the owner's words.

use super::world::{Lie, World, fen};
use proptest::{collection::vec, prelude::*, sample::select};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zhanggui::{
    domain::{OrderState, RefundNo, RefundState, RefundTrouble, UnsentCause},
    events::{CommandOutcome, HealthState, Subsystem, Trouble},
    jobs::Command,
    store::RefundRejection,
};

fn asked(world: &World) -> RefundNo {
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    world.request("RF20260901-1", &order_no, fen(39_90))
}

#[test]
fn the_owner_approves_a_refund_and_it_arrives() {
    let world = World::new();
    let refund_no = asked(&world);
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::Processing, "accepted is not paid");
    world.wechat.settle();
    world.live(300);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
    let refund = world.reader.refund(&refund_no).unwrap().unwrap();
    assert_eq!(refund.account, "支付用户零钱");
    let order = world.reader.order(&refund.row.order_no).unwrap().unwrap();
    assert_eq!((order.row.refunded, order.row.state), (fen(39_90), OrderState::ToShip));
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(39_90))]);
}

#[test]
fn a_refund_of_everything_ends_the_order() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let refund_no = world.request("RF1", &order_no, fen(128_00));
    world.approve(&refund_no);
    world.run_jobs();
    world.wechat.settle();
    world.live(300);
    assert_eq!(world.order_state(&order_no), OrderState::Refunded);
}

#[test]
fn nothing_leaves_before_the_owner_says_yes() {
    let world = World::new();
    asked(&world);
    world.live(3600);
    assert_eq!(world.wechat.calls("refund"), 0);
}

#[test]
fn an_approval_taken_back_in_time_sends_nothing() {
    let world = World::with_hold(10);
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.live(9);
    let seen = world.reader.refund(&refund_no).unwrap().unwrap().row.version;
    let back = Command::TakeBackRefund { refund_no: refund_no.clone(), seen };
    assert_eq!(world.shop.carry_out(back), CommandOutcome::Done);
    world.live(3600);
    assert_eq!(world.wechat.calls("refund"), 0);
    assert_eq!(world.refund_state(&refund_no), RefundState::Requested);
}

#[test]
fn the_second_click_decides_nothing() {
    let world = World::new();
    let refund_no = asked(&world);
    let seen = world.reader.refund(&refund_no).unwrap().unwrap().row.version;
    assert_eq!(world.approve_seen(&refund_no, seen, fen(39_90)), CommandOutcome::Done);
    assert_eq!(world.approve_seen(&refund_no, seen, fen(39_90)), CommandOutcome::TooLate);
    let no = Command::RejectRefund(RefundRejection {
        refund_no: refund_no.clone(),
        seen,
        reply: "不行".to_owned(),
        picture: None,
    });
    assert_eq!(world.shop.carry_out(no), CommandOutcome::TooLate);
    world.wechat.settle();
    world.live(600);
    assert_eq!(world.wechat.payouts().len(), 1);
}

#[test]
fn a_rejected_request_shows_the_reason_and_sends_nothing() {
    let world = World::new();
    let refund_no = asked(&world);
    let seen = world.reader.refund(&refund_no).unwrap().unwrap().row.version;
    let no = Command::RejectRefund(RefundRejection {
        refund_no: refund_no.clone(),
        seen,
        reply: "已超过七天".to_owned(),
        picture: None,
    });
    assert_eq!(world.shop.carry_out(no), CommandOutcome::Done);
    world.live(3600);
    let refund = world.reader.refund(&refund_no).unwrap().unwrap();
    assert_eq!((refund.row.state, refund.reply.as_str()), (RefundState::Rejected, "已超过七天"));
    assert_eq!(world.wechat.calls("refund"), 0);
}

#[test]
fn more_than_what_is_left_is_never_promised() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(100_00));
    let first = world.request("RF1", &order_no, fen(60_00));
    let second = world.request("RF2", &order_no, fen(60_00));
    assert_eq!(world.approve(&first), CommandOutcome::Done);
    assert!(matches!(world.approve(&second), CommandOutcome::Refused(_)));
    assert_eq!(world.refund_state(&second), RefundState::Requested);
    let seen = world.reader.refund(&second).unwrap().unwrap().row.version;
    assert_eq!(world.approve_seen(&second, seen, fen(40_00)), CommandOutcome::Done, "the rest is fine");
}

#[test]
fn more_than_the_buyer_asked_for_is_never_promised() {
    let world = World::new();
    let refund_no = asked(&world);
    let seen = world.reader.refund(&refund_no).unwrap().unwrap().row.version;
    let outcome = world.approve_seen(&refund_no, seen, fen(39_91));
    assert!(matches!(outcome, CommandOutcome::Refused(_)), "a slip of the finger: {outcome:?}");
    assert_eq!(world.refund_state(&refund_no), RefundState::Requested);
    assert_eq!(world.approve_seen(&refund_no, seen, fen(39_90)), CommandOutcome::Done);
}

#[test]
fn two_refunds_of_one_order_keep_their_distance() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(100_00));
    for number in ["RF1", "RF2"] {
        let refund_no = world.request(number, &order_no, fen(10_00));
        world.approve(&refund_no);
    }
    world.run_jobs();
    assert_eq!(world.wechat.calls("refund"), 1, "one at a time");
    world.wechat.settle();
    world.live(59);
    assert_eq!(world.wechat.calls("refund"), 1, "and a minute between them");
    world.live(120);
    assert_eq!(world.wechat.payouts().len(), 2);
}

#[test]
fn a_lost_answer_is_doubt_and_doubt_is_asked_about() {
    for lie in [Lie::AnswerLost, Lie::ErrorButDone, Lie::Forged, Lie::RequestLost, Lie::Error] {
        let world = World::new();
        let refund_no = asked(&world);
        world.approve(&refund_no);
        world.wechat.lie([lie]);
        world.run_jobs();
        assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt, "{lie:?}");
        world.live(120);
        world.wechat.settle();
        world.live(600);
        assert_eq!(world.refund_state(&refund_no), RefundState::Refunded, "{lie:?}");
        assert_eq!(world.wechat.payouts().len(), 1, "{lie:?}");
    }
}

#[test]
fn without_a_connection_nothing_left_and_the_same_number_goes_out_later() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::Unreachable]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::Approved);
    assert_ne!(world.reader.refund(&refund_no).unwrap().unwrap().row.trouble, None, "the owner sees why");
    world.live(60);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(39_90))]);
}

#[test]
fn without_a_certificate_nothing_is_sent_and_the_owner_sees_the_remedy() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::NoCertificate]);
    world.run_jobs();
    let row = world.reader.refund(&refund_no).unwrap().unwrap().row;
    assert_eq!((row.state, world.wechat.calls("refund")), (RefundState::Approved, 0));
    let Some(RefundTrouble::NotSent(UnsentCause::Certificate(why))) = &row.trouble else { panic!("{:?}", row.trouble) };
    assert!(why.contains("no certificate file"), "{why}");
    let subsystem = world.shop.health.all().remove(&Subsystem::Certificate);
    assert!(matches!(subsystem, Some(HealthState::Dead(Trouble::Certificate, _))), "{subsystem:?}");
    world.live(60);
    assert_eq!(world.wechat.payouts().len(), 1, "once the file is there, the same number goes out");
}

#[test]
fn a_refund_without_money_waits_and_goes_on_under_its_number() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::NotEnough]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::WaitingForMoney);
    world.later(60);
    let go_on = Command::ContinueRefund { refund_no: refund_no.clone() };
    assert_eq!(world.shop.carry_out(go_on), CommandOutcome::Done);
    world.run_jobs();
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(39_90))]);
}

#[test]
fn a_final_refusal_is_shown_and_frees_what_was_promised() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::Declined]);
    world.run_jobs();
    let refund = world.reader.refund(&refund_no).unwrap().unwrap();
    assert_eq!(refund.row.state, RefundState::Failed);
    assert_eq!(refund.row.trouble.as_ref().and_then(RefundTrouble::code), Some("TRADE_OVERDUE"));
    assert_eq!(refund.refundable.left(), fen(128_00));
    assert_eq!(world.wechat.payouts(), []);
}

#[test]
fn a_refusal_that_hides_a_success_is_found_out_by_asking() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::DeclinedButDone]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::Processing);
    assert_eq!(world.wechat.payouts().len(), 1);
}

#[test]
fn a_refusal_that_stands_after_asking_is_final() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::Refused]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt, "the first time it may hide a success");
    world.later(5);
    world.shop.settle_refunds(&world.reader, world.now()).unwrap();
    assert_eq!(world.refund_state(&refund_no), RefundState::Approved);
    world.later(60);
    world.wechat.lie([Lie::Refused]);
    world.run_jobs();
    let row = world.reader.refund(&refund_no).unwrap().unwrap().row;
    assert_eq!(
        (row.state, row.trouble.as_ref().and_then(RefundTrouble::code)),
        (RefundState::Failed, Some("INVALID_REQUEST"))
    );
    assert_eq!(world.wechat.payouts(), []);
}

#[test]
fn killed_while_sending_the_shop_asks_before_it_sends_again() {
    let world = World::new();
    let refund_no = asked(&world);
    world.approve(&refund_no);
    world.wechat.lie([Lie::Killed]);
    assert!(catch_unwind(AssertUnwindSafe(|| world.run_jobs())).is_err());
    assert_eq!(world.refund_state(&refund_no), RefundState::Sending);
    world.later(5);
    assert_eq!(world.shop.wake_up().unwrap(), 1);
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt);
    world.run_jobs();
    assert_eq!((world.wechat.calls("refund"), world.wechat.calls("refundquery")), (1, 1));
    assert_eq!(world.refund_state(&refund_no), RefundState::Processing);
}

/// Everything that can go wrong between a yes and its money, in any order.
const TROUBLES: [Lie; 7] =
    [Lie::Unreachable, Lie::AnswerLost, Lie::RequestLost, Lie::ErrorButDone, Lie::Error, Lie::NotEnough, Lie::Forged];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_goes_wrong_each_approval_is_paid_once(
        lies in vec(select(TROUBLES.to_vec()), 0..40),
        restarts in vec(1..900_i64, 0..6),
        amounts in vec(1..5_000_i64, 1..5),
    ) {
        let world = World::new();
        let order_no = world.paid_order("SC20260901-00000117", fen(200_00));
        for (at, amount) in amounts.iter().enumerate() {
            let refund_no = world.request(&format!("RF{at}"), &order_no, fen(*amount));
            world.approve(&refund_no);
        }
        world.wechat.lie(lies);
        for pause in restarts {
            world.live(pause);
            world.shop.wake_up().unwrap();
        }
        for _ in 0..6 {
            world.live(6 * 3600);
            world.wechat.settle();
        }
        let mut paid: Vec<i64> = world.wechat.payouts().iter().map(|(_, amount)| amount.get()).collect();
        paid.sort_unstable();
        let mut approved = amounts;
        approved.sort_unstable();
        prop_assert_eq!(&paid, &approved);
        let order = world.reader.order(&order_no).unwrap().unwrap();
        prop_assert_eq!(order.row.refunded.get(), approved.iter().sum::<i64>());
    }
}
