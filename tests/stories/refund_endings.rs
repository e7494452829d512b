//! What WeChat says about a refund, and what becomes of it: each kind of word has one ending.

use super::world::{Lie, World, fen};
use zhanggui::domain::{RefundNo, RefundOutcome, RefundState, RefundTrouble};

fn sent(world: &World) -> RefundNo {
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    let refund_no = world.request("RF20260901-1", &order_no, fen(39_90));
    world.approve(&refund_no);
    refund_no
}

fn trouble(world: &World, refund_no: &RefundNo) -> Option<RefundTrouble> {
    world.reader.refund(refund_no).unwrap().unwrap().row.trouble
}

#[test]
fn a_refund_closed_by_wechat_has_failed_and_frees_its_money() {
    let world = World::new();
    let refund_no = sent(&world);
    world.run_jobs();
    world.wechat.says(&refund_no, RefundOutcome::Closed);
    world.live(300);
    let refund = world.reader.refund(&refund_no).unwrap().unwrap();
    assert_eq!((refund.row.state, refund.row.trouble), (RefundState::Failed, Some(RefundTrouble::Closed)));
    assert_eq!(refund.refundable.left(), fen(128_00));
    world.live(7200);
    assert_eq!(world.wechat.calls("refund"), 1, "a closed number is never sent again");
}

#[test]
fn a_refund_the_buyers_card_cannot_take_waits_for_the_owner_and_ends_by_wechats_word() {
    let world = World::new();
    let refund_no = sent(&world);
    world.run_jobs();
    world.wechat.says(&refund_no, RefundOutcome::Change);
    world.live(300);
    assert_eq!(
        (world.refund_state(&refund_no), trouble(&world, &refund_no)),
        (RefundState::Stuck, Some(RefundTrouble::Change))
    );
    world.wechat.says(&refund_no, RefundOutcome::Success { at: None, account: "招商银行借记卡".to_owned() });
    world.live(7200);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded, "settled by hand on WeChat's platform");
    assert_eq!(world.wechat.calls("refund"), 1);
}

#[test]
fn no_such_paid_order_is_believed_only_once_the_order_was_asked_about() {
    let world = World::new();
    let refund_no = sent(&world);
    world.wechat.lie([Lie::NoSuchOrder]);
    world.run_jobs();
    assert_eq!(world.wechat.calls("orderquery"), 2, "once when it was paid, and once more now");
    assert_eq!(world.refund_state(&refund_no), RefundState::InDoubt, "the order is paid: WeChat contradicts itself");
    assert_eq!(trouble(&world, &refund_no).as_ref().and_then(RefundTrouble::code), Some("ORDERNOTEXIST"));
    world.live(59);
    assert_eq!(world.wechat.calls("refund"), 1);
    world.live(120);
    assert_eq!(world.wechat.payouts(), [(refund_no, fen(39_90))], "the same number goes out later");
}

#[test]
fn a_refund_in_any_doubt_keeps_its_siblings_waiting() {
    for (lies, expected) in [
        (vec![], RefundState::Processing),
        (vec![Lie::AnswerLost, Lie::AnswerLost], RefundState::InDoubt),
        (vec![Lie::NotEnough], RefundState::WaitingForMoney),
    ] {
        let world = World::new();
        let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
        let first = world.request("RF1", &order_no, fen(10_00));
        let second = world.request("RF2", &order_no, fen(10_00));
        world.approve(&first);
        world.wechat.lie(lies);
        world.shop.submit_refunds(&world.reader, world.now()).unwrap();
        assert_eq!(world.refund_state(&first), expected);
        world.approve(&second);
        world.later(90);
        world.shop.submit_refunds(&world.reader, world.now()).unwrap();
        assert_eq!(world.refund_state(&second), RefundState::Approved, "while its sibling is {expected:?}");
        assert_eq!(world.wechat.calls("refund"), 1);
    }
}
