//! What comes with a refund: pieces back on the shelf, refunds nobody asked for, and what there was before.

use crate::world::*;
use zhanggui::domain::{
    Order, OrderState, ProductId, Quantity, RefundNo, RefundOrigin, RefundState, RefundStep, UnixSeconds, UnpaidAnswer,
};
use zhanggui::store::{
    Actor, OrderWord, OwnersRefund, RefundApproval, RefundFilter, RefundPiece, RefundRejection, RefundRenewal,
    RefundUpdate, Refusal, StoreError, TextPart,
};

fn pieces(id: &str, quantity: u32) -> (ProductId, Quantity) {
    (ProductId::parse(id).unwrap(), Quantity::new(quantity).unwrap())
}

fn approve(shop: &World, refund_no: &RefundNo, amount: i64, back: &[(&str, u32)]) -> Result<(), StoreError> {
    let seen = shop.refund(refund_no).row.version;
    let back = back.iter().map(|&(id, quantity)| pieces(id, quantity)).collect();
    let (until, now) = (NOON.plus(120), NOON.plus(110));
    shop.store
        .approve_refund(
            RefundApproval {
                refund_no: refund_no.clone(),
                seen,
                amount: fen(amount),
                reply: "好的".into(),
                pieces: None,
                restock: back,
            },
            until,
            now,
        )
        .wait()
}

fn arrives(shop: &World, refund_no: &RefundNo) {
    let facts = Some(shop.refund_facts(refund_no));
    let update = RefundUpdate {
        refund_no: refund_no.clone(),
        step: Some(RefundStep::Settle),
        actor: Actor::WeChat,
        trouble: None,
        facts,
        answer: Some(shop.message("refundquery")),
        next_at: NOON.plus(300),
    };
    assert_eq!(shop.store.update_refund(update, NOON.plus(150)).wait().unwrap(), RefundState::Refunded);
}

fn sends(shop: &World, refund_no: &RefundNo) {
    let at = shop.refund(refund_no).row.next_at;
    shop.begins(refund_no, at).unwrap();
    shop.update(refund_no, Some(RefundStep::Accepted), "");
}

fn owners(shop: &World, order: &Order, amount: i64, back: &[(&str, u32, bool)]) -> OwnersRefund {
    let piece = |&(id, quantity, restock): &(&str, u32, bool)| {
        let (product_id, quantity) = pieces(id, quantity);
        RefundPiece { product_id, quantity, restock }
    };
    OwnersRefund {
        refund_no: RefundNo::parse(&format!("RF20260901-{:08}", shop.number())).unwrap(),
        order_no: order.order_no.clone(),
        seen: shop.order(&order.order_no).version,
        amount: fen(amount),
        pieces: back.iter().map(piece).collect(),
        reason: "缺货，退你差价".to_owned(),
        send_from: NOON.plus(120),
        transaction_id: None,
    }
}

fn starts(shop: &World, refund: OwnersRefund) -> Result<RefundNo, StoreError> {
    let refund_no = refund.refund_no.clone();
    shop.store.start_refund(refund, NOON.plus(110)).wait().map(|()| refund_no)
}

#[test]
fn pieces_go_back_on_the_shelf_once_and_only_when_the_money_arrived() {
    let shop = World::new();
    let order = shop.order_of(&[("coffee", 2), ("pot", 1)]);
    let refund_no = shop.requests(&order, 206_00);
    approve(&shop, &refund_no, 206_00, &[("coffee", 2), ("pot", 1)]).unwrap();
    sends(&shop, &refund_no);
    assert_eq!((shop.stock("coffee"), shop.stock("pot")), (998, 1), "not before WeChat's word");
    arrives(&shop, &refund_no);
    assert_eq!((shop.stock("coffee"), shop.stock("pot")), (1000, 2));
    shop.update(&refund_no, Some(RefundStep::Settle), "");
    assert_eq!((shop.stock("coffee"), shop.stock("pot")), (1000, 2), "WeChat repeats itself");
    let detail = shop.refund(&refund_no);
    assert!(detail.restock.iter().all(|line| line.back_at == Some(NOON.plus(150))), "{:?}", detail.restock);
    let last = detail.history.last().map(|step| (step.actor, step.reason.to_string()));
    assert_eq!(last, Some((Actor::Zhanggui, "restock 挂耳咖啡 ×2, 手冲壶 ×1".into())));
}

#[test]
fn no_more_pieces_go_back_than_the_order_had() {
    let shop = World::new();
    let order = shop.paid_order(3);
    let (one, two) = (shop.requests(&order, 39_00), shop.requests(&order, 78_00));
    let none = refused(approve(&shop, &one, 39_00, &[("pot", 1)]));
    assert_eq!(none, Refusal::Text(TextPart::Restock), "never part of the order");
    assert_eq!(refused(approve(&shop, &one, 39_00, &[("coffee", 1), ("coffee", 1)])), Refusal::Text(TextPart::Restock));
    approve(&shop, &one, 39_00, &[("coffee", 2)]).unwrap();
    let left = |left| Refusal::Restock { name: "挂耳咖啡".into(), left };
    assert_eq!(refused(approve(&shop, &two, 78_00, &[("coffee", 2)])), left(1), "two of three are promised");
    assert_eq!(shop.reader.restockable(&order.order_no).unwrap()[0].left, 1);
    shop.store.take_back_refund(one.clone(), 2, NOON.plus(111)).wait().unwrap();
    assert!(shop.refund(&one).restock.is_empty(), "a second thought takes the wish along");
    approve(&shop, &two, 78_00, &[("coffee", 3)]).unwrap();
    assert_eq!(refused(approve(&shop, &one, 39_00, &[("coffee", 1)])), left(0));
}

#[test]
fn a_refund_that_failed_puts_nothing_back_and_its_successor_does() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let old = shop.requests(&order, 78_00);
    approve(&shop, &old, 78_00, &[("coffee", 2)]).unwrap();
    sends(&shop, &old);
    shop.update(&old, Some(RefundStep::Close), "REFUNDCLOSE");
    assert_eq!(shop.stock("coffee"), 998);
    let fresh = RefundNo::parse("RF20260901-90000001").unwrap();
    let seen = shop.refund(&old).row.version;
    let stands_in = |filter| {
        let rows = shop.reader.refunds(filter, 10).unwrap();
        rows.into_iter().map(|row| row.refund_no).collect::<Vec<_>>()
    };
    let counted = || {
        let counts = shop.reader.counts(NOON).unwrap();
        (counts.refunds_failed, counts.refunds_moving, counts.refunds_done)
    };
    assert_eq!((stands_in(RefundFilter::Failed), counted()), (vec![old.clone()], (1, 0, 0)));
    shop.store
        .renew_refund(
            RefundRenewal { refund_no: old.clone(), fresh: fresh.clone(), seen, send_from: NOON.plus(400) },
            NOON.plus(390),
        )
        .wait()
        .unwrap();
    // What goes on in its place settles it: nobody has to look at it any more.
    assert_eq!((stands_in(RefundFilter::Failed), counted()), (vec![], (0, 1, 1)));
    assert_eq!(stands_in(RefundFilter::Done), std::slice::from_ref(&old));
    assert!(shop.refund(&old).row.renewed && !shop.refund(&fresh).row.renewed);
    sends(&shop, &fresh);
    arrives(&shop, &fresh);
    assert_eq!(stands_in(RefundFilter::Done), [fresh, old]);
    assert_eq!(counted(), (0, 0, 2));
    assert!(shop.reader.wrong_tallies().unwrap().is_empty());
    assert_eq!(shop.stock("coffee"), 1000);
}

#[test]
fn what_went_back_when_an_order_was_closed_does_not_go_back_again() {
    let shop = World::new();
    let order = shop.order_to_pay(2);
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order)));
    assert_eq!((shop.state(&order.order_no), shop.stock("coffee")), (OrderState::NeedsOwner, 1000));
    let refund_no = shop.requests(&order, 78_00);
    let refusal = refused(approve(&shop, &refund_no, 78_00, &[("coffee", 2)]));
    assert_eq!(refusal, Refusal::Restock { name: "挂耳咖啡".into(), left: 0 });
    let version = shop.order(&order.order_no).version;
    shop.store.settle_attention(order.order_no, version, NOON.plus(105)).wait().unwrap();
    assert_eq!(shop.stock("coffee"), 998, "kept after all: taken again");
    approve(&shop, &refund_no, 78_00, &[("coffee", 2)]).unwrap();
}

#[test]
fn the_owner_gives_money_back_without_being_asked() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let refund_no = starts(&shop, owners(&shop, &order, 39_00, &[("coffee", 1, true)])).unwrap();
    let detail = shop.refund(&refund_no);
    assert_eq!((detail.row.state, detail.row.origin), (RefundState::Approved, RefundOrigin::Owner));
    assert_eq!((detail.reply.as_str(), detail.lines.len(), detail.restock.len()), ("缺货，退你差价", 1, 1));
    assert_eq!((detail.refundable.in_flight, detail.refundable.left()), (fen(39_00), fen(39_00)));
    assert_eq!(shop.reader.refunds(RefundFilter::Moving, 9).unwrap().len(), 1);
    sends(&shop, &refund_no);
    arrives(&shop, &refund_no);
    assert_eq!((shop.stock("coffee"), shop.order(&order.order_no).row.refunded), (999, fen(39_00)));
}

#[test]
fn the_owners_own_refund_knows_the_same_limits() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund = |amount| owners(&shop, &order, amount, &[]);
    assert_eq!(refused(starts(&shop, refund(39_01))), Refusal::Amount { left: fen(39_00) });
    assert_eq!(
        refused(starts(&shop, OwnersRefund { reason: " ".into(), ..refund(1) })),
        Refusal::Text(TextPart::Reason)
    );
    assert_eq!(
        refused(starts(&shop, OwnersRefund { reason: "长".repeat(81), ..refund(1) })),
        Refusal::Text(TextPart::Reason)
    );
    assert_eq!(
        refused(starts(&shop, owners(&shop, &order, 1, &[("coffee", 2, false)]))),
        Refusal::Text(TextPart::Items)
    );
    let click = refund(39_00);
    starts(&shop, click.clone()).unwrap();
    assert_eq!(refused(starts(&shop, click)), Refusal::Stale, "a double click is one refund");
    let unpaid = shop.order_to_pay(1);
    assert_eq!(refused(starts(&shop, owners(&shop, &unpaid, 1, &[]))), Refusal::State(OrderState::ToPay.into()));
    let late = owners(&shop, &shop.paid_order(1), 1, &[]);
    let year_after = NOON.plus(20 + 365 * 24 * 3600 + 1);
    let refusal = refused(shop.store.start_refund(late, year_after).wait());
    assert_eq!(refusal, Refusal::RefundsTooLate { paid_at: NOON.plus(20) });
}

#[test]
fn the_owners_own_refund_can_be_taken_back_while_it_is_held() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let refund_no = starts(&shop, owners(&shop, &order, 39_00, &[("coffee", 1, true)])).unwrap();
    shop.store.take_back_refund(refund_no.clone(), 1, NOON.plus(115)).wait().unwrap();
    let detail = shop.refund(&refund_no);
    assert_eq!((detail.row.state, detail.refundable.left()), (RefundState::Rejected, fen(39_00)));
    assert!(shop.reader.refunds(RefundFilter::Waiting, 9).unwrap().is_empty(), "nobody asked for it");
}

#[test]
fn a_buyers_earlier_requests_are_listed_newest_first() {
    let shop = World::new();
    let (one, two) = (shop.paid_order(2), shop.paid_order(1));
    let ask = |order: &Order, at: UnixSeconds| {
        let refund = shop.new_refund(order, 1_00);
        let refund_no = refund.refund_no.clone();
        shop.store.request_refund(refund, at).wait().unwrap();
        refund_no
    };
    let refunds: Vec<RefundNo> =
        (0..24).map(|n| ask(if n % 2 == 0 { &one } else { &two }, NOON.plus(100 + n))).collect();
    let before = |no: &RefundNo| -> Vec<RefundNo> {
        shop.reader.refunds_before(no).unwrap().into_iter().map(|row| row.refund_no).collect()
    };
    assert_eq!(before(&refunds[0]), []);
    assert_eq!(before(&refunds[2]), [refunds[1].clone(), refunds[0].clone()]);
    assert_eq!(before(&refunds[23]).len(), 20);
    assert_eq!(before(&refunds[23])[0], refunds[22]);
}

#[test]
fn the_owners_last_answers_are_remembered_each_once() {
    let shop = World::new();
    let order = shop.paid_order(2);
    for (at, reply) in (0..).zip(["已经拆封", "超过七天", "已经拆封", "请先寄回"]) {
        let refund_no = shop.requests(&order, 1_00);
        shop.store
            .reject_refund(
                RefundRejection { refund_no, seen: 1, reply: reply.to_owned(), picture: None },
                NOON.plus(200 + at),
            )
            .wait()
            .unwrap();
    }
    let refund_no = shop.requests(&order, 1_00);
    shop.approve(&refund_no, 1_00).wait().unwrap();
    assert_eq!(shop.reader.reject_reasons().unwrap(), ["请先寄回", "已经拆封", "超过七天"]);
}
