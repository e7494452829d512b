//! Waking up: after a sleep or a jump of the clock everything WeChat may have news about is due, and nothing sleeps on
//! until a moment only a wrong clock could name.

use crate::world::*;
use zhanggui::domain::{RefundState, RefundStep, UnixSeconds, UnpaidAnswer};
use zhanggui::store::RefundApproval;

const TEN_YEARS: i64 = 3650 * 24 * 3600;

fn woken(shop: &World, now: UnixSeconds) -> usize {
    shop.store.look_again(0, now).wait().unwrap()
}

#[test]
fn whatever_wechat_may_have_news_about_is_due_at_once() {
    let shop = World::new();
    let waiting = shop.order_to_pay(1);
    let (unsent, paid) = (shop.places(&[("coffee", 1)]), shop.paid_order(1));
    let moving = shop.sent_refund(&paid, 39_00);
    shop.update(&moving, Some(RefundStep::Accepted), "");
    let now = NOON.plus(140);
    assert!(shop.reader.due_refund_asks(now, 10).unwrap().is_empty());
    assert_eq!(woken(&shop, NOON.plus(1)), 2, "one payment, one refund");
    let due: Vec<_> = shop.reader.due_payments(NOON.plus(1), 10).unwrap().into_iter().map(|due| due.order_no).collect();
    assert_eq!(due, [waiting.order_no], "{} has nothing to be asked about yet", unsent.order_no);
    assert_eq!(shop.reader.due_refund_asks(NOON.plus(1), 10).unwrap().len(), 1);
    assert_eq!(woken(&shop, NOON.plus(1)), 0, "waking twice wakes nobody");
}

#[test]
fn an_approved_refund_keeps_its_time_to_think_again() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    let seen = shop.refund(&refund_no).row.version;
    let approve = |at: UnixSeconds| {
        shop.store.approve_refund(
            RefundApproval {
                refund_no: refund_no.clone(),
                seen,
                amount: fen(39_00),
                reply: String::new(),
                pieces: None,
                restock: Vec::new(),
            },
            at,
            NOON.plus(110),
        )
    };
    approve(NOON.plus(170)).wait().unwrap();
    woken(&shop, NOON.plus(111));
    assert_eq!(shop.refund(&refund_no).row.next_at, NOON.plus(170));
    assert!(shop.reader.due_refund_sends(NOON.plus(111), 10).unwrap().is_empty());
}

#[test]
fn nothing_sleeps_for_ten_years_because_a_clock_was_wrong() {
    let shop = World::new();
    let ahead = NOON.plus(TEN_YEARS);
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    let seen = shop.refund(&refund_no).row.version;
    shop.store
        .approve_refund(
            RefundApproval {
                refund_no: refund_no.clone(),
                seen,
                amount: fen(39_00),
                reply: String::new(),
                pieces: None,
                restock: Vec::new(),
            },
            ahead,
            NOON.plus(110),
        )
        .wait()
        .unwrap();
    let mut unsent = shop.new_order(&[("coffee", 1)]);
    unsent.pay_before = ahead.plus(1800);
    shop.store.place_order(unsent, ahead).wait().unwrap();
    assert_eq!(shop.reader.next_due().unwrap(), Some(ahead));
    assert_eq!(woken(&shop, NOON.plus(200)), 2);
    assert_eq!(shop.reader.due_payments(NOON.plus(200), 10).unwrap().len(), 1);
    assert_eq!(shop.reader.due_refund_sends(NOON.plus(200), 10).unwrap().len(), 1);
    assert_eq!(shop.refund(&refund_no).row.state, RefundState::Approved, "woken, not decided");
}

#[test]
fn an_open_order_keeps_what_it_had_left_of_its_time() {
    let shop = World::new();
    let (waiting, unsent, closed) = (shop.order_to_pay(1), shop.places(&[("coffee", 1)]), shop.order_to_pay(1));
    shop.word(&closed.order_no, zhanggui::store::OrderWord::Unpaid(UnpaidAnswer::Closed));
    let before = |order: &zhanggui::domain::Order| shop.order(&order.order_no).pay_before;
    for jump in [TEN_YEARS, -TEN_YEARS, 86_400, -86_400] {
        let (was, now) = (before(&waiting), NOON.plus(100 + jump.max(0)));
        shop.store.look_again(jump, now).wait().unwrap();
        assert_eq!((before(&waiting), before(&unsent)), (was.plus(jump), was.plus(jump)));
        let due = shop.reader.due_payments(now, 10).unwrap();
        assert_eq!(due.iter().map(|due| &due.order_no).collect::<Vec<_>>(), [&waiting.order_no]);
    }
    assert_eq!(before(&closed), NOON.plus(1800), "what is over is over");
}
