//! A shop that speaks either interface, or has just changed from one to the other: each order and each refund number keeps its
//! own, money goes back once, and where WeChat lists nothing the numbers are asked about one by one.

use super::world::{World, fen};
use zhanggui::{
    domain::{
        Api, OrderNo, OrderState, RefundAlarm, RefundFacts, RefundNo, RefundOrigin, RefundOutcome, RefundState,
        RefundTrouble, RefundWish, SignType, UnsentCause,
    },
    events::CommandOutcome,
    jobs::Command,
    store::RefundDetail,
};

use super::wechat::Lie;

const NUMBER: &str = "SC20260901-00000117";
const REFUND: &str = "RF20260901-00000001";

fn born_by(new_orders: SignType) -> World {
    let world = World::new();
    world.new_orders.set(new_orders);
    world
}

fn by_v3() -> World {
    born_by(SignType::Rsa)
}

fn refund(world: &World, refund_no: &RefundNo) -> RefundDetail {
    world.reader.refund(refund_no).unwrap().unwrap()
}

fn trouble(world: &World, refund_no: &RefundNo) -> Option<RefundTrouble> {
    refund(world, refund_no).row.trouble
}

/// The owner said yes to a part of the order's money.
fn approved(world: &World, order_no: &OrderNo, number: &str, amount: i64) -> RefundNo {
    let refund_no = world.request(number, order_no, fen(amount));
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    refund_no
}

fn arrived() -> RefundOutcome {
    RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() }
}

#[test]
fn the_whole_life_of_an_order_and_its_refund_goes_by_the_interface_it_was_born_in() {
    for (sign_type, own, other) in
        [(SignType::Rsa, Api::V3, Api::V2), (SignType::HmacSha256, Api::V2, Api::V3), (SignType::Md5, Api::V2, Api::V3)]
    {
        let world = born_by(sign_type);
        let order_no = world.paid_order(NUMBER, fen(128_00));
        let refund_no = approved(&world, &order_no, REFUND, 28_00);
        world.live(60);
        world.wechat.settle();
        world.live(3600);
        assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
        assert_eq!(world.wechat.payouts(), [(refund_no, fen(28_00))]);
        for call in ["orderquery", "refund", "refundquery"] {
            assert_eq!(world.wechat.calls_by(call, other), 0, "{sign_type} {call}");
            assert!(world.wechat.calls_by(call, own) > 0, "{sign_type} {call}");
        }
        assert_eq!(world.wechat.calls_by("number", Api::V3) > 0, own == Api::V3, "asked before it first left");
    }
}

#[test]
fn without_a_v2_key_what_was_born_in_v2_is_asked_about_closed_and_refunded_by_v3() {
    let world = World::new();
    let (paid, unpaid) = (world.paid_order(NUMBER, fen(128_00)), world.order("SC20260901-00000118", fen(39_00)));
    let refund_no = approved(&world, &paid, REFUND, 128_00);
    world.wechat.has_keys_for(&[Api::V3]);
    world.live(3 * 3600);
    world.wechat.settle();
    world.live(3600);
    assert_eq!(world.wechat.payouts(), [(refund_no.clone(), fen(128_00))]);
    assert_eq!(
        (world.refund_state(&refund_no), world.order_state(&paid)),
        (RefundState::Refunded, OrderState::Refunded)
    );
    assert_eq!((world.wechat.calls_by("refund", Api::V2), world.wechat.calls_by("refund", Api::V3)), (0, 1));
    assert_eq!(world.order_state(&unpaid), OrderState::Closed);
    assert!(world.wechat.is_closed(&unpaid) && world.wechat.calls_by("closeorder", Api::V3) == 1);
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn with_both_keys_a_v2_order_is_refunded_by_v2_though_new_orders_are_born_in_v3() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    world.new_orders.set(SignType::Rsa);
    world.wechat.has_keys_for(&[Api::V2, Api::V3]);
    let newer = world.paid_order("SC20260901-00000118", fen(39_00));
    approved(&world, &order_no, REFUND, 128_00);
    approved(&world, &newer, "RF20260901-00000002", 39_00);
    world.live(600);
    assert_eq!((world.wechat.calls_by("refund", Api::V2), world.wechat.calls_by("refund", Api::V3)), (1, 1));
}

#[test]
fn a_number_that_may_have_left_by_v2_waits_for_the_v2_key_and_is_never_sent_by_v3() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    world.wechat.lie([Lie::RequestLost]);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt);
    world.wechat.has_keys_for(&[Api::V3]);
    world.live(24 * 3600);
    assert_eq!(world.wechat.payouts(), [], "WeChat has never seen it, and it may be on its way all the same");
    assert_eq!(world.refund_state(&refund_no), RefundState::Approved);
    assert_eq!(trouble(&world, &refund_no), Some(RefundTrouble::NotSent(UnsentCause::NoKeyFor(Api::V2))));
    world.wechat.has_keys_for(&[Api::V2, Api::V3]);
    world.live(3600);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(128_00))]);
    assert_eq!((world.wechat.calls_by("refund", Api::V2), world.wechat.calls_by("refund", Api::V3)), (2, 0));
}

#[test]
fn a_number_that_left_by_v2_and_was_taken_is_found_settled_by_v3() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    world.wechat.lie([Lie::AnswerLost]);
    world.run_jobs();
    world.wechat.has_keys_for(&[Api::V3]);
    world.wechat.settle();
    world.live(3600);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(128_00))]);
}

#[test]
fn in_doubt_by_v3_it_goes_on_by_v3_though_the_v2_key_is_back() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    world.wechat.has_keys_for(&[Api::V3]);
    // The order is asked about, its one number is, and then it leaves.
    world.wechat.lie_after(2, Lie::RequestLost);
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt);
    world.wechat.has_keys_for(&[Api::V2, Api::V3]);
    world.live(24 * 3600);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(128_00))]);
    assert_eq!((world.wechat.calls_by("refund", Api::V2), world.wechat.calls_by("refund", Api::V3)), (0, 2));
}

#[test]
fn money_that_went_back_under_a_number_nobody_knows_holds_a_refund_until_the_number_is_known() {
    let world = by_v3();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(28_00), arrived());
    let refund_no = approved(&world, &order_no, REFUND, 28_00);
    world.live(12 * 3600);
    assert_eq!((world.wechat.calls("refund"), world.refund_state(&refund_no)), (0, RefundState::Approved));
    assert_eq!(trouble(&world, &refund_no), Some(RefundTrouble::Unexplained));
    // A message names it: it is found, counted, and the refund waits for a second yes.
    let detail = world.reader.order(&order_no).unwrap().unwrap();
    let facts = RefundFacts {
        refund_no: RefundNo::parse("HAND1").unwrap(),
        order_no: order_no.clone(),
        transaction_id: detail.transaction_id.unwrap(),
        refund_id: None,
        amount: fen(28_00),
        total: fen(128_00),
        outcome: arrived(),
    };
    world.store.record_refund_notice(world.message("refund_notice"), Ok(facts), world.now()).wait().unwrap();
    world.live(3600);
    let found = refund(&world, &RefundNo::parse("HAND1").unwrap());
    assert_eq!((found.row.origin, found.row.state), (RefundOrigin::Platform, RefundState::Refunded));
    assert_eq!(found.alarms.iter().map(|alarm| alarm.kind).collect::<Vec<_>>(), [RefundAlarm::Found]);
    assert!(refund(&world, &refund_no).row.paused && world.wechat.calls("refund") == 0);
    let seen = refund(&world, &refund_no).row.version;
    let wish = RefundWish::SendAlso;
    world.shop.carry_out(Command::WishRefund { refund_no: refund_no.clone(), seen, wish });
    world.live(3600);
    assert_eq!(world.wechat.calls("refund"), 1, "the owner said so");
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn a_second_refund_of_an_order_leaves_where_the_first_explains_what_went_back() {
    let world = by_v3();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    approved(&world, &order_no, REFUND, 28_00);
    world.live(60);
    world.wechat.settle();
    world.live(3600);
    let second = approved(&world, &order_no, "RF20260901-00000002", 50_00);
    world.live(3600);
    assert_eq!(world.refund_state(&second), RefundState::Processing);
    assert_eq!(world.wechat.payouts().len(), 2);
}

#[test]
fn a_refund_the_file_believes_unsent_and_wechat_paid_is_not_paid_again() {
    let world = by_v3();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    // As an older file that was put back: the number left after the copy was made.
    world.wechat.refunds_by_hand(REFUND, &order_no, fen(128_00), arrived());
    world.live(3600);
    assert_eq!((world.wechat.calls("refund"), world.refund_state(&refund_no)), (0, RefundState::Refunded));
    assert_eq!(world.order_state(&order_no), OrderState::Refunded);
}

#[test]
fn what_cannot_be_paid_out_waits_for_the_owner_as_in_v2() {
    let world = by_v3();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    world.live(60);
    world.wechat.says(&refund_no, RefundOutcome::Change);
    world.live(3600);
    assert_eq!(world.refund_state(&refund_no), RefundState::Stuck);
    assert_eq!(trouble(&world, &refund_no), Some(RefundTrouble::Change));
}

#[test]
fn no_refund_leaves_while_one_of_its_numbers_has_no_answer() {
    let world = by_v3();
    let order_no = world.paid_order(NUMBER, fen(128_00));
    let refund_no = approved(&world, &order_no, REFUND, 128_00);
    for lie in [Lie::Forged, Lie::Error, Lie::RequestLost, Lie::Unreachable] {
        for honest in [0, 1] {
            world.wechat.lie_after(honest, lie);
            world.run_jobs();
            assert_eq!((world.wechat.calls("refund"), world.refund_state(&refund_no)), (0, RefundState::Approved));
            world.later(3600);
        }
    }
    world.live(3600);
    assert_eq!(world.wechat.payouts().len(), 1);
}
