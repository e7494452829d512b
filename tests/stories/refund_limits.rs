//! What WeChat would refuse is found out before anything leaves, and the owner hears which limit it was.

use super::world::{Lie, World, fen};
use zhanggui::{
    domain::{REFUND_WINDOW_SECS, RefundState, RefundTrouble, SignType},
    events::CommandOutcome,
};

const YEAR: i64 = REFUND_WINDOW_SECS;

#[test]
fn after_a_year_the_owner_cannot_say_yes_any_more() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let (one, two) = (world.request("RF1", &order_no, fen(10_00)), world.request("RF2", &order_no, fen(10_00)));
    world.later(YEAR - 1);
    assert_eq!(world.approve(&one), CommandOutcome::Done, "the last day counts");
    world.later(2);
    let CommandOutcome::Refused(why) = world.approve(&two) else { panic!("a refusal") };
    assert!(why.to_string().contains("365 days"), "{why}");
}

#[test]
fn an_approval_the_year_ran_out_on_is_ended_by_wechats_word() {
    let world = World::with_hold(10);
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let refund_no = world.request("RF1", &order_no, fen(10_00));
    world.later(YEAR - 5);
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    world.live(60);
    let refund = world.reader.refund(&refund_no).unwrap().unwrap();
    assert_eq!(refund.row.state, RefundState::Failed);
    assert_eq!(refund.row.trouble.as_ref().and_then(RefundTrouble::code), Some("TRADE_OVERDUE"));
    assert_eq!((world.wechat.calls("refund"), refund.refundable.left()), (1, fen(128_00)));
    assert!(world.wechat.payouts().is_empty());
}

#[test]
fn one_that_may_have_left_before_the_year_ended_is_wechats_to_judge() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let refund_no = world.request("RF1", &order_no, fen(10_00));
    world.later(YEAR - 5);
    world.approve(&refund_no);
    world.wechat.lie([Lie::RequestLost]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt);
    world.live(600);
    assert_eq!(world.wechat.calls("refund"), 2, "the same number again");
}

#[test]
fn the_fiftieth_refund_of_an_order_is_still_sent() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    for at in 0..50 {
        let refund_no = world.request(&format!("RF{at}"), &order_no, fen(1_00));
        assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
        world.run_jobs();
        world.wechat.settle();
        world.live(120);
    }
    assert_eq!(world.wechat.payouts().len(), 50);
    let order = world.reader.order(&order_no).unwrap().unwrap();
    assert_eq!(order.row.refunded, fen(50_00));
}

#[test]
fn what_is_on_its_way_is_named_when_it_is_in_the_way() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000117", fen(100_00));
    let (one, two) = (world.request("RF1", &order_no, fen(60_00)), world.request("RF2", &order_no, fen(60_00)));
    world.approve(&one);
    let CommandOutcome::Refused(why) = world.approve(&two) else { panic!("a refusal") };
    let said = why.to_string();
    assert!(said.contains("¥40.00") && said.contains("¥60.00"), "{why}");
}

#[test]
fn money_that_did_not_fit_goes_back_with_what_was_paid_as_the_total() {
    let world = World::new();
    let order_no = world.order("SC20260901-00000117", fen(128_00));
    world.wechat.pays(&order_no, fen(100_00), "4200000000000000000000000042");
    world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    let refund_no = world.request("RF1", &order_no, fen(100_00));
    world.approve(&refund_no);
    world.run_jobs();
    assert_eq!(world.wechat.payouts(), [(refund_no.clone(), fen(100_00))]);
    let (refund, sign_type) = world.reader.refund_to_send(&refund_no).unwrap().unwrap();
    assert_eq!((refund.paid, sign_type), (fen(100_00), SignType::HmacSha256));
}
