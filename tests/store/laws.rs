//! Laws: whatever order things happen in, pages show each row once, money never exceeds what was paid, counts are right.

use crate::world::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use zhanggui::domain::{
    OrderNo, OrderState, RefundNo, RefundState, RefundStep, SIBLING_WAIT_SECS, Source, UnixSeconds, UnpaidAnswer,
};
use zhanggui::store::{
    NoticeFilter, OrderFilter, OrderKey, OrderRow, OrderWord, Page, Reader, RefundApproval, RefundFilter, ShipFilter,
    Shipping,
};

/// The one meaning of "to ship".
fn is_to_ship(row: &OrderRow) -> bool {
    row.state == OrderState::ToShip && row.refund.is_none() && !row.nothing_to_send
}

fn belongs(filter: OrderFilter, row: &OrderRow) -> bool {
    match filter {
        OrderFilter::All => true,
        OrderFilter::ToPay => matches!(row.state, OrderState::ToPay | OrderState::Confirming),
        OrderFilter::ToShip => is_to_ship(row),
        OrderFilter::Shipped => row.state == OrderState::Shipped,
        OrderFilter::Refunding => row.refund.is_some(),
        OrderFilter::NeedsOwner => row.attention.is_some(),
        OrderFilter::Done => {
            matches!(row.state, OrderState::Received | OrderState::Refunded | OrderState::Closed)
                || (row.state == OrderState::ToShip && row.refund.is_none() && row.nothing_to_send)
        }
        OrderFilter::Elsewhere => row.source == Source::Elsewhere,
    }
}

/// All rows of a filter, walked page by page from the newest to the oldest.
fn walk_down(reader: &Reader, filter: OrderFilter, size: u32) -> Vec<OrderRow> {
    let (mut rows, mut page) = (Vec::<OrderRow>::new(), Page::Newest);
    loop {
        let next = reader.orders(filter, &page, size).unwrap();
        let Some(last) = next.last() else { return rows };
        page = Page::Before(last.key.clone());
        rows.extend(next);
    }
}

/// The same from the oldest up; each page still reads newest first.
fn walk_up(reader: &Reader, filter: OrderFilter, size: u32) -> Vec<OrderRow> {
    let (mut pages, mut page) = (Vec::<Vec<OrderRow>>::new(), Page::Oldest);
    loop {
        let next = reader.orders(filter, &page, size).unwrap();
        let Some(first) = next.first() else { break };
        page = Page::After(first.key.clone());
        pages.push(next);
    }
    pages.into_iter().rev().flatten().collect()
}

/// An order placed at one of few moments and taken to one of twelve fates.
fn place(shop: &World, minute: i64, fate: u8) -> OrderNo {
    let at = NOON.plus(minute * 60);
    let order = shop.store.place_order(shop.new_order(&[("coffee", 1)]), at).wait().unwrap();
    let no = order.order_no.clone();
    if fate > 0 {
        shop.asks_to_pay(&no);
    }
    let paid = || shop.word(&no, OrderWord::Paid(shop.facts(&order)));
    match fate {
        1 => drop(shop.notice(&shop.facts(&order))),
        2 => drop(shop.word(&no, OrderWord::Unpaid(UnpaidAnswer::Closed))),
        3 => drop(shop.word(&no, OrderWord::Paid(zhanggui::domain::PaidFacts { total: fen(1), ..shop.facts(&order) }))),
        4..=7 => drop(paid()),
        _ => {}
    }
    let version = || shop.order(&no).version;
    match fate {
        8 => drop(shop.store.wish_cancel(no.clone(), None, at).wait().unwrap()),
        9 => {
            shop.store.wish_cancel(no.clone(), None, at).wait().unwrap();
            shop.word(&no, OrderWord::Unpaid(UnpaidAnswer::Closed));
        }
        10 | 11 => {
            let number = OrderNo::parse(&format!("ELSEWHERE{}", shop.number())).unwrap();
            let facts = zhanggui::domain::PaidFacts { order_no: number.clone(), ..shop.facts(&order) };
            shop.notice(&facts);
            shop.store.adopt_order(facts, None, at).wait().unwrap();
            if fate == 11 {
                let seen = shop.order(&number).version;
                shop.store.settle_attention(number, seen, at).wait().unwrap();
            }
        }
        _ => {}
    }
    match fate {
        5 => drop(shop.requests(&order, 39_00)),
        6 => drop(shop.update(&shop.sent_refund(&order, 39_00), Some(RefundStep::Settle), "")),
        7 => {
            let parcel = Shipping::express("SF", "1");
            shop.store.ship_order(no.clone(), version(), parcel, at).wait().unwrap();
        }
        _ => {}
    }
    no
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn walking_all_pages_shows_every_order_exactly_once(
        orders in prop::collection::vec((0..3_i64, 0..12_u8), 0..30),
        size in 1..9_u32,
    ) {
        let shop = World::new();
        for (minute, fate) in orders {
            place(&shop, minute, fate);
        }
        let all = shop.reader.orders(OrderFilter::All, &Page::Newest, 1000).unwrap();
        prop_assert!(all.is_sorted_by(|a, b| (a.key.created_at, &a.key.order_no) > (b.key.created_at, &b.key.order_no)));
        for &filter in OrderFilter::ALL {
            let wanted: Vec<_> = all.iter().filter(|row| belongs(filter, row)).cloned().collect();
            prop_assert_eq!(&walk_down(&shop.reader, filter, size), &wanted, "{:?} down", filter);
            prop_assert_eq!(&walk_up(&shop.reader, filter, size), &wanted, "{:?} up", filter);
        }
        counts_are_right(&shop.reader, &all);
        prop_assert!(shop.reader.verify().unwrap().is_sound(), "{:?}", shop.reader.verify());
    }

    #[test]
    fn no_sequence_of_clicks_and_answers_refunds_more_than_was_paid(
        deeds in prop::collection::vec((0..9_u8, 0..4_usize, 1..60_00_i64), 1..60),
    ) {
        let shop = World::new();
        let order = shop.paid_order(1);
        let mut refunds = Vec::new();
        let mut now = NOON.plus(100);
        for (deed, which, amount) in deeds {
            now = now.plus(40);
            do_one(&shop, &order, &mut refunds, (deed, which, amount), now);
            money_is_right(&shop, &order.order_no);
        }
        let all = shop.reader.orders(OrderFilter::All, &Page::Newest, 10).unwrap();
        counts_are_right(&shop.reader, &all);
        prop_assert!(shop.reader.verify().unwrap().is_sound(), "{:?}", shop.reader.verify());
    }
}

/// One click or answer, allowed or not. What the domain allows must happen, what it does not must not.
fn do_one(
    shop: &World,
    order: &zhanggui::domain::Order,
    refunds: &mut Vec<(RefundNo, Option<UnixSeconds>)>,
    (deed, which, amount): (u8, usize, i64),
    now: UnixSeconds,
) {
    let Some((no, _)) = refunds.get(which).cloned().filter(|_| deed > 1) else {
        let wanted = shop.new_refund(order, amount);
        if shop.store.request_refund(wanted.clone(), now).wait().is_ok() {
            refunds.push((wanted.refund_no, None));
        }
        return;
    };
    let before = shop.refund(&no).row;
    let seen = before.version;
    let answers = [
        RefundStep::Accepted,
        RefundStep::NoAnswer,
        RefundStep::NotThere,
        RefundStep::Settle,
        RefundStep::Close,
        RefundStep::NotEnough,
        RefundStep::Continue,
        RefundStep::Stick,
        RefundStep::Decline,
    ];
    match deed {
        2 | 3 => drop(
            shop.store
                .approve_refund(
                    RefundApproval {
                        refund_no: no,
                        seen,
                        amount: fen(amount),
                        reply: "好".into(),
                        pieces: None,
                        restock: Vec::new(),
                    },
                    now,
                    now,
                )
                .wait(),
        ),
        4 => drop(shop.store.take_back_refund(no, seen, now).wait()),
        5 | 6 => {
            let free = nothing_is_in_its_way(shop, order, refunds, &no, now);
            let left = shop.begins(&no, now).is_ok();
            assert!(free || !left, "{no} leaves while another may still be on its way");
            if left {
                refunds[which].1 = Some(now);
            }
        }
        _ => {
            let step = answers[usize::try_from(amount).unwrap() % answers.len()];
            let after = shop.update(&no, Some(step), "x");
            assert_eq!(after, before.state.after(step).unwrap_or(before.state));
            assert_eq!(shop.refund(&no).row.amount, before.amount, "no answer changes an amount");
        }
    }
}

fn money_is_right(shop: &World, order_no: &OrderNo) {
    let detail = shop.order(order_no);
    let sum = |holds: fn(RefundState) -> bool| -> i64 {
        detail.refunds.iter().filter(|row| holds(row.state)).map(|row| row.amount.get()).sum()
    };
    let (back, moving) = (sum(|state| state == RefundState::Refunded), sum(RefundState::holds_money));
    assert!(back + moving <= detail.refundable.paid.get());
    assert_eq!((detail.row.refunded.get(), detail.refundable.in_flight.get()), (back, moving));
    assert_eq!(detail.row.state == OrderState::Refunded, back == detail.refundable.paid.get());
    assert!(detail.refunds.iter().filter(|row| row.state == RefundState::Sending).count() <= 1);
}

/// One that travels keeps the order's others waiting, for ten minutes after it was sent: one in doubt holds its own money
/// for ever, and no other.
fn nothing_is_in_its_way(
    shop: &World,
    order: &zhanggui::domain::Order,
    refunds: &[(RefundNo, Option<UnixSeconds>)],
    no: &RefundNo,
    now: UnixSeconds,
) -> bool {
    let rows = shop.order(&order.order_no).refunds;
    let travels_lately = |sent_at: UnixSeconds| now.since(sent_at) < SIBLING_WAIT_SECS;
    refunds.iter().filter(|(other, _)| other != no).all(|(other, sent_at)| {
        match rows.iter().find(|row| row.refund_no == *other).unwrap().state {
            RefundState::Sending => false,
            RefundState::Processing | RefundState::InDoubt => !sent_at.is_some_and(travels_lately),
            _ => true,
        }
    })
}

/// The kept counts against the rows themselves.
pub fn counts_are_right(reader: &Reader, all: &[OrderRow]) {
    let counts = reader.counts(NOON).unwrap();
    let many = |filter: &OrderFilter| all.iter().filter(|row| belongs(*filter, row)).count() as u64;
    let counted = [
        counts.orders,
        counts.to_pay,
        counts.to_ship,
        counts.shipped,
        counts.refunding,
        counts.needs_owner,
        counts.done,
        counts.elsewhere,
    ];
    assert!(OrderFilter::ALL.iter().map(many).eq(counted), "{counts:?}");
    let kept = |row: &&OrderRow| row.state == OrderState::ToShip && row.refund.is_some();
    assert_eq!(counts.to_ship_kept, all.iter().filter(kept).count() as u64);
    assert_eq!(counts.to_ship, reader.to_ship(None, 1000).unwrap().len() as u64);
    let queue = reader.to_ship(None, 1000).unwrap();
    assert_eq!(counts.to_ship_fen.get(), queue.iter().map(|row| row.paid.get() - row.refunded.get()).sum::<i64>());
    let reports = |filter| reader.shipments(filter, None, 1000).unwrap().len() as u64;
    assert_eq!(counts.report_waiting, reports(ShipFilter::Waiting));
    assert_eq!(counts.report_stopped, reports(ShipFilter::Stopped));
    assert_eq!(counts.unseen, all.iter().filter(|row| row.unseen).count() as u64);
    let list = |filter| reader.refunds(filter, 1000).unwrap();
    each_refund_is_in_one_list(reader, all);
    let waiting = list(RefundFilter::Waiting);
    assert_eq!(counts.refunds_waiting, waiting.len() as u64);
    assert_eq!(counts.refunds_waiting_fen.get(), waiting.iter().map(|row| row.amount.get()).sum::<i64>());
    assert_eq!(counts.refunds_moving, list(RefundFilter::Moving).len() as u64);
    assert_eq!(counts.refunds_failed, list(RefundFilter::Failed).len() as u64);
    assert_eq!(counts.refunds_done, list(RefundFilter::Done).len() as u64);
    assert_eq!(counts.notices_odd, reader.notices(NoticeFilter::Odd, None, 10_000).unwrap().len() as u64);
}

/// Each refund of these orders stands in the one list of its state, and nothing else stands in any.
fn each_refund_is_in_one_list(reader: &Reader, all: &[OrderRow]) {
    let lists: Vec<_> =
        RefundFilter::ALL.iter().map(|filter| (*filter, reader.refunds(*filter, 1000).unwrap())).collect();
    let mut listed = BTreeSet::new();
    for (filter, row) in lists.iter().flat_map(|(filter, rows)| rows.iter().map(move |row| (filter, row))) {
        assert_eq!(RefundFilter::of(row.state, row.renewed), *filter, "{}", row.refund_no);
        assert!(listed.insert(row.refund_no.clone()), "{} is listed twice", row.refund_no);
    }
    let refunds = |row: &OrderRow| reader.order(&row.key.order_no).unwrap().unwrap().refunds;
    let there: BTreeSet<_> = all.iter().flat_map(refunds).map(|refund| refund.refund_no).collect();
    assert_eq!(listed, there);
}

#[test]
fn a_buyer_pages_through_their_own_orders_only() {
    let shop = World::new();
    let mut mine = BTreeSet::new();
    for minute in [0, 0, 1, 1, 2] {
        mine.insert(place(&shop, minute, 0));
    }
    let mut other = shop.new_order(&[("coffee", 1)]);
    other.openid = openid("oSomebodyElse");
    shop.store.place_order(other, NOON).wait().unwrap();
    let (mut seen, mut before) = (Vec::new(), None::<OrderKey>);
    loop {
        let page = shop.reader.buyer_orders(&openid(LILEI), before.as_ref(), 2).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.key.clone());
        seen.extend(page.into_iter().map(|row| row.key.order_no));
    }
    assert_eq!(seen.len(), mine.len());
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), mine);
}

#[test]
fn sixty_four_callers_share_their_commits_and_each_is_answered_after_its_own() {
    let shop = World::new();
    let before = shop.store.commits();
    std::thread::scope(|scope| {
        for _ in 0..64 {
            let reader = shop.store.reader().unwrap();
            let wanted: Vec<_> = (0..10).map(|_| shop.new_order(&[("coffee", 1)])).collect();
            let store = shop.store.clone();
            scope.spawn(move || {
                for order in wanted {
                    let placed = store.place_order(order, NOON).wait().unwrap();
                    assert!(reader.order(&placed.order_no).unwrap().is_some(), "answered, so it is there for everyone");
                }
            });
        }
    });
    let commits = shop.store.commits() - before;
    assert!(commits * 4 < 640, "{commits} commits for 640 intents");
    assert_eq!(shop.stock("coffee"), 360);
}
