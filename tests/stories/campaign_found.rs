//! What the campaigns found, each as the story of one refund.

use super::{
    campaign::{Campaign, liar::Lie},
    world::fen,
};
use zhanggui::{
    domain::{OrderNo, RefundNo, RefundState},
    events::CommandOutcome,
    jobs::Command,
    store::{RefundApproval, StoreError},
};

const HOUR: i64 = 3600;

/// A shop with refunds of 39.90 that were approved, each of an order of its own; nothing was sent yet.
fn approved<const N: usize>() -> (Campaign, [RefundNo; N]) {
    let shop = Campaign::new(1, 0);
    let refunds = std::array::from_fn(|at| {
        let order_no = OrderNo::parse(&format!("SC20260901-{at:08}")).unwrap();
        shop.paid_orders(std::slice::from_ref(&order_no));
        let refund_no = RefundNo::parse(&format!("RF{at}")).unwrap();
        shop.request(&refund_no, &order_no, fen(39_90)).wait().unwrap();
        let (no, reply) = (refund_no.clone(), "同意退款".to_owned());
        let yes = Command::ApproveRefund(RefundApproval {
            refund_no: no,
            seen: 1,
            amount: fen(39_90),
            reply,
            pieces: None,
            restock: Vec::new(),
        });
        assert_eq!(shop.shop.carry_out(yes), CommandOutcome::Done);
        refund_no
    });
    (shop, refunds)
}

fn state(shop: &Campaign, refund_no: &RefundNo) -> RefundState {
    shop.reader.refund(refund_no).unwrap().unwrap().row.state
}

/// Time passes in steps of a second, then of an hour.
fn live(shop: &Campaign) {
    (0..200).for_each(|_| shop.tick(1));
    (0..24).for_each(|_| shop.tick(HOUR));
}

#[test]
fn a_request_that_arrives_a_minute_late_is_never_called_failed() {
    let (shop, [refund_no]) = approved();
    // Lost to us and on its way at WeChat; not there yet when asked; a second request of it is refused meanwhile.
    for answer in [Some(Lie::Late), None, Some(Lie::Refused), None] {
        shop.liar.next(answer);
    }
    live(&shop);
    assert_eq!(shop.liar.payout(&refund_no), Some(fen(39_90)));
    assert_eq!(state(&shop, &refund_no), RefundState::Refunded, "the money is gone; nobody may be told it is not");
}

#[test]
fn what_may_be_on_its_way_at_wechat_is_not_sent_sooner_for_a_click() {
    let (shop, [refund_no]) = approved();
    // Refused, which nobody proved; then lost to us and on its way at WeChat, and not there yet when the owner asks.
    for answer in [Some(Lie::Declined), Some(Lie::WrongSignature)] {
        shop.liar.next(answer);
    }
    shop.tick(1);
    shop.tick(5);
    shop.liar.next(Some(Lie::Late));
    shop.tick(61);
    assert_eq!(state(&shop, &refund_no), RefundState::InDoubt);
    shop.shop.ask_about_refund(&shop.reader, &refund_no, shop.now()).unwrap();
    assert_eq!(state(&shop, &refund_no), RefundState::Approved);
    // One more would be refused while the one before it is carried out.
    let go_on = Command::ContinueRefund { refund_no: refund_no.clone() };
    let clicked = shop.shop.carry_out(go_on);
    shop.liar.next(Some(Lie::Refused));
    for _ in 0..200 {
        shop.tick(1);
        // Whoever read that nothing left would send it again under a new number, and pay twice.
        assert_ne!(state(&shop, &refund_no), RefundState::Failed);
    }
    live(&shop);
    assert_eq!(shop.liar.payout(&refund_no), Some(fen(39_90)));
    assert_eq!(state(&shop, &refund_no), RefundState::Refunded, "the money is gone; nobody may be told it is not");
    assert_eq!(clicked, CommandOutcome::TooLate, "nothing waited for money");
}

#[test]
fn an_answer_about_another_refund_leaves_none_half_sent() {
    let (shop, [first, second]) = approved();
    // The first goes well. The second is refused, and the question whether that is true is answered about the first.
    for answer in [None, Some(Lie::Declined), Some(Lie::Anothers)] {
        shop.liar.next(answer);
    }
    live(&shop);
    assert_eq!((state(&shop, &first), state(&shop, &second)), (RefundState::Refunded, RefundState::Refunded));
    assert_eq!(shop.liar.payouts(), 2);
}

#[test]
fn an_answer_that_could_not_be_written_is_asked_for_again() {
    let (shop, [refund_no]) = approved();
    shop.liar.next(Some(Lie::FileHeld));
    let stopped = shop.shop.step(&shop.reader, shop.now());
    assert!(matches!(stopped, Err(StoreError::Locked)), "{stopped:?}");
    shop.liar.lets_go();
    live(&shop);
    assert_eq!(state(&shop, &refund_no), RefundState::Refunded, "without a restart");
}
