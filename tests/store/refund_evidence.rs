//! WeChat's list of an order against the rows: what it says counts, the sums hold, and the owner is told once.

use crate::world::*;
use zhanggui::domain::{
    Fen, OrderState, RefundAlarm, RefundFacts, RefundNo, RefundOrigin, RefundOutcome, RefundState, RefundStep,
    RefundTrouble, UnixSeconds,
};
use zhanggui::store::{RefundList, RefundWish, Refusal};

fn arrived() -> RefundOutcome {
    RefundOutcome::Success { at: Some(NOON.plus(140)), account: "支付用户零钱".to_owned() }
}

fn lists(shop: &World, order: &zhanggui::domain::Order, listed: Vec<RefundFacts>, at: UnixSeconds) -> Vec<RefundNo> {
    let answer = Some(shop.message("refundquery"));
    shop.store
        .record_listed_refunds(
            RefundList { order_no: order.order_no.clone(), listed, answer, next_at: at.plus(60) },
            at,
        )
        .wait()
        .unwrap()
}

fn facts_of(of: &RefundFacts, refund_no: &str, amount: i64, outcome: RefundOutcome) -> RefundFacts {
    RefundFacts { refund_no: RefundNo::parse(refund_no).unwrap(), amount: fen(amount), outcome, ..of.clone() }
}

fn alarms(shop: &World) -> Vec<RefundAlarm> {
    shop.reader.refund_alarms(99).unwrap().into_iter().map(|alarm| alarm.kind).collect()
}

#[test]
fn whatever_wechat_lists_under_our_numbers_in_whatever_order_the_sums_hold() {
    for ours in [RefundState::Requested, RefundState::Approved, RefundState::Processing, RefundState::Failed] {
        for (first, then) in [
            (arrived(), RefundOutcome::Closed),
            (RefundOutcome::Closed, arrived()),
            (RefundOutcome::Processing, RefundOutcome::Change),
            (RefundOutcome::Change, arrived()),
        ] {
            for amount in [1, 39_00, 78_00, 99_00] {
                let shop = World::new();
                let order = shop.paid_order(2);
                let refund_no = shop.requests(&order, 39_00);
                if ours != RefundState::Requested {
                    shop.approve(&refund_no, 39_00).wait().unwrap();
                }
                if matches!(ours, RefundState::Processing | RefundState::Failed) {
                    shop.begins(&refund_no, NOON.plus(120)).unwrap();
                    let step = if ours == RefundState::Failed { RefundStep::Decline } else { RefundStep::Accepted };
                    shop.update(&refund_no, Some(step), "");
                }
                let facts = shop.refund_facts(&refund_no);
                for (at, outcome) in [(200, first.clone()), (300, then.clone())] {
                    lists(&shop, &order, vec![facts_of(&facts, refund_no.as_str(), amount, outcome)], NOON.plus(at));
                    let detail = shop.order(&order.order_no);
                    let row = shop.refund(&refund_no).row;
                    let gone = detail.row.refunded.get() + detail.refundable.in_flight.get() + detail.excess.get();
                    let counts = row.state.holds_money() || row.state == RefundState::Refunded;
                    assert_eq!(gone, if counts { row.amount.get() } else { 0 }, "{ours:?} {amount} {:?}", row.state);
                    assert_eq!(detail.excess.get(), if counts { (row.amount.get() - 78_00).max(0) } else { 0 });
                    assert!(shop.reader.verify().unwrap().is_sound());
                }
            }
        }
    }
}

#[test]
fn the_same_list_twice_moves_nothing_and_tells_nobody_again() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let refund_no = shop.requests(&order, 39_00);
    let facts = shop.refund_facts(&refund_no);
    let listed = vec![facts.clone(), facts_of(&facts, "HAND1", 10_00, arrived())];
    assert_eq!(lists(&shop, &order, listed.clone(), NOON.plus(200)).len(), 2);
    let (before, told) = (shop.order(&order.order_no), alarms(&shop));
    assert_eq!(told.len(), 2);
    for at in [260, 320] {
        assert_eq!(lists(&shop, &order, listed.clone(), NOON.plus(at)), []);
        assert_eq!((shop.order(&order.order_no), alarms(&shop)), (before.clone(), told.clone()));
    }
    shop.store.acknowledge_refund_alarms(refund_no, NOON.plus(400)).wait().unwrap();
    shop.store.acknowledge_refund_alarms(RefundNo::parse("HAND1").unwrap(), NOON.plus(400)).wait().unwrap();
    assert_eq!(lists(&shop, &order, listed, NOON.plus(500)), []);
    assert_eq!(alarms(&shop), [], "seen is seen");
}

#[test]
fn what_did_not_leave_gives_way_first_and_what_is_left_waits_for_another_word() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let (one, two) = (shop.requests(&order, 30_00), shop.requests(&order, 40_00));
    shop.approve(&one, 30_00).wait().unwrap();
    shop.approve(&two, 40_00).wait().unwrap();
    let facts = shop.refund_facts(&one);
    lists(&shop, &order, vec![facts_of(&facts, "HAND1", 20_00, arrived())], NOON.plus(115));
    let (first, second) = (shop.refund(&one).row, shop.refund(&two).row);
    assert_eq!((first.state, first.paused), (RefundState::Approved, true));
    assert_eq!(
        (second.state, second.trouble.clone()),
        (RefundState::Failed, Some(RefundTrouble::LimitLeft)),
        "the last gives way"
    );
    assert!(shop.reader.due_refund_sends(NOON.plus(500), 9).unwrap().is_empty());
    assert_eq!(
        refused(shop.begins(&one, NOON.plus(500))),
        Refusal::State(RefundState::Approved.into()),
        "not even by mistake"
    );
    assert_eq!(shop.reader.next_due().unwrap(), None, "nothing is due while the owner is asked");
    let wish = |seen| shop.store.wish_refund(one.clone(), seen, RefundWish::SendAlso, NOON.plus(510)).wait();
    assert_eq!(refused(wish(first.version - 1)), Refusal::Stale);
    wish(first.version).unwrap();
    assert_eq!(refused(wish(first.version)), Refusal::Stale, "the second click");
    shop.begins(&one, NOON.plus(520)).unwrap();
    let found = shop.refund(&RefundNo::parse("HAND1").unwrap()).row;
    assert_eq!((found.origin, found.amount), (RefundOrigin::Platform, fen(20_00)));
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn our_own_clicks_never_put_more_on_an_order_than_was_paid() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = shop.requests(&order, 39_00);
    let facts = shop.refund_facts(&refund_no);
    lists(&shop, &order, vec![facts_of(&facts, refund_no.as_str(), 50_00, arrived())], NOON.plus(200));
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.row.refunded, detail.excess), (OrderState::Refunded, fen(39_00), fen(11_00)));
    assert_eq!(detail.refundable.left(), Fen::ZERO);
    assert!(matches!(
        refused(shop.store.request_refund(shop.new_refund(&order, 1), NOON.plus(300)).wait()),
        Refusal::Amount { .. }
    ));
}

#[test]
fn a_wish_is_taken_only_where_it_leads_on() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let refund_no = shop.sent_refund(&order, 39_00);
    shop.update(&refund_no, Some(RefundStep::NoAnswer), "deadline passed");
    let wish = |wish| {
        let seen = shop.refund(&refund_no).row.version;
        shop.store.wish_refund(refund_no.clone(), seen, wish, NOON.plus(400)).wait()
    };
    assert_eq!(refused(wish(RefundWish::SendAlso)), Refusal::State(RefundState::InDoubt.into()), "nothing was asked");
    assert_eq!(shop.order(&order.order_no).row.refund, Some(RefundState::InDoubt));
    wish(RefundWish::SetAside).unwrap();
    assert_eq!(shop.order(&order.order_no).row.refund, None, "it holds the order up no more");
    assert_eq!(shop.order(&order.order_no).refundable.in_flight, fen(39_00), "but its money");
    assert_eq!(refused(wish(RefundWish::SetAside)), Refusal::State(RefundState::InDoubt.into()));
    wish(RefundWish::SendAgain).unwrap();
    assert_eq!(shop.refund(&refund_no).row.state, RefundState::Approved);
    let seen = shop.refund(&refund_no).row.version;
    let back = shop.store.take_back_refund(refund_no.clone(), seen, NOON.plus(410)).wait();
    assert_eq!(refused(back), Refusal::State(RefundState::Approved.into()), "it may have left");
    assert!(shop.reader.refund_to_send(&refund_no).unwrap().unwrap().0.may_have_left);
    assert!(shop.reader.verify().unwrap().is_sound());
}
