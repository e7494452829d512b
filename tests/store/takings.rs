//! The figures of the day equal what the rows add up to, and money is shown at the step where WeChat says it is.

use crate::world::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zhanggui::domain::{
    MoneyStep, Order, OrderNo, PaidFacts, RefundStep, ReportStep, SeenShipping, SettleState, UnixSeconds,
};
use zhanggui::store::{
    Actor, MoneyStepSum, OrderMoved, OrderWord, RefundUpdate, ReportUpdate, SettlementUpdate, Shipping,
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn paid_at(shop: &World, pieces: u32, at: UnixSeconds) -> Order {
    let order = shop.order_to_pay(pieces);
    let facts = PaidFacts { paid_at: at, ..shop.facts(&order) };
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(facts)), OrderMoved::Paid);
    order
}

fn day_start(at: UnixSeconds) -> i64 {
    (at.get() + 8 * HOUR).div_euclid(DAY) * DAY - 8 * HOUR
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_came_in_adds_up_by_the_moment_the_hour_and_the_day(
        paid in prop::collection::vec((0..40 * DAY, 1_u32..4), 1..25),
        now in 0..10 * DAY,
    ) {
        let shop = World::new();
        let now = NOON.plus(now);
        let mut all = Vec::new();
        for (ago, pieces) in paid {
            let at = now.plus(-ago);
            paid_at(&shop, pieces, at);
            all.push((at.get(), i64::from(pieces) * 39_00));
        }
        let sum = |from: i64, to: i64| -> (i64, u64) {
            let these = all.iter().filter(|(at, _)| (from..to).contains(at));
            these.fold((0, 0), |(sum, count), (_, fen)| (sum + fen, count + 1))
        };
        let past = shop.reader.past_figures(now).unwrap();
        let figures = shop.reader.today(&past, now).unwrap();
        let today = day_start(now);
        let until = |days: i64| (today - days * DAY, now.get() + 1 - days * DAY);
        for (read, days) in [(figures.taken, 0), (figures.yesterday, 1), (figures.week_ago, 7)] {
            let (from, to) = until(days);
            prop_assert_eq!((read.sum.get(), read.count), sum(from, to));
        }
        prop_assert_eq!(figures.days.len(), 30);
        for (at, day) in (0..).zip(&figures.days) {
            let from = today - (29 - at) * DAY;
            prop_assert_eq!(day.day.begins().get(), from);
            prop_assert_eq!(day.taken.get(), sum(from, from + DAY).0);
        }
        for (hour, taken) in (0..).zip(figures.hours) {
            let from = today + hour * HOUR;
            prop_assert_eq!(taken.get(), sum(from, from + HOUR).0);
        }
        for (hour, usual) in (0..).zip(figures.usual) {
            let four_weeks: i64 = (1..=28).map(|ago| sum(today - ago * DAY + hour * HOUR, today - ago * DAY + (hour + 1) * HOUR).0).sum();
            prop_assert_eq!(usual.get(), four_weeks / 28);
        }
        let (week, _) = sum(today - 6 * DAY, now.get() + 1);
        let best: i64 = figures.best.iter().map(|sold| sold.lately_sum.get()).sum();
        prop_assert_eq!(best, week);
    }
}

#[test]
fn the_days_before_are_read_again_when_the_day_is_over() {
    let shop = World::new();
    let past = shop.reader.past_figures(NOON).unwrap();
    let midnight = UnixSeconds::new(day_start(NOON) + DAY);
    assert!(past.is_for(NOON) && past.is_for(midnight.plus(-1)));
    assert!(!past.is_for(midnight), "a new day has other days before it");
}

#[test]
fn what_went_back_whole_was_not_sold_and_hangs_below_its_day() {
    let shop = World::new();
    let kept = shop.paid_order(1);
    let returned = shop.order_of(&[("pot", 1)]);
    let refund_no = shop.sent_refund(&returned, 128_00);
    shop.update(&refund_no, Some(RefundStep::Accepted), "");
    let facts = Some(shop.refund_facts(&refund_no));
    let update = RefundUpdate {
        refund_no,
        step: Some(RefundStep::Settle),
        actor: Actor::WeChat,
        trouble: None,
        facts,
        answer: None,
        next_at: NOON.plus(300),
    };
    shop.store.update_refund(update, NOON.plus(150)).wait().unwrap();
    let now = NOON.plus(200);
    let figures = shop.reader.today(&shop.reader.past_figures(now).unwrap(), now).unwrap();
    assert_eq!((figures.returned.sum, figures.returned.count), (fen(128_00), 1));
    assert_eq!(figures.days.last().map(|day| day.returned), Some(fen(128_00)));
    assert_eq!(figures.taken.sum, kept.total.checked_add(fen(128_00)).unwrap(), "what came in came in");
    let names: Vec<&str> = figures.best.iter().map(|sold| sold.name.as_str()).collect();
    assert_eq!(names, ["挂耳咖啡"]);
}

#[test]
fn what_is_gone_within_two_weeks_is_said_before_it_is() {
    let shop = World::new();
    shop.order_of(&[("pot", 1)]);
    shop.paid_order(2);
    let now = NOON.plus(HOUR);
    let figures = shop.reader.today(&shop.reader.past_figures(now).unwrap(), now).unwrap();
    // One of two pots went in four weeks: the other lasts four more. A thousand coffees last for years.
    assert_eq!(figures.low, []);
    shop.order_of(&[("pot", 1)]);
    let figures = shop.reader.today(&shop.reader.past_figures(now).unwrap(), now).unwrap();
    assert_eq!(
        figures.low.iter().map(|low| (low.name.as_str(), low.stock, low.days)).collect::<Vec<_>>(),
        [("手冲壶", 0, 0)]
    );
}

fn ships(shop: &World, order_no: &OrderNo) {
    let seen = shop.order(order_no).version;
    shop.store
        .ship_order(order_no.clone(), seen, Shipping::express("SF", "SF1234567890"), NOON.plus(200))
        .wait()
        .unwrap();
    shop.store.begin_report(order_no.clone(), NOON.plus(212)).wait().unwrap();
    let done = ReportUpdate {
        order_no: order_no.clone(),
        step: Some(ReportStep::Done),
        trouble: None,
        in_doubt: false,
        answer: None,
        seen: None,
        next_at: NOON.plus(213),
    };
    shop.store.update_report(done, NOON.plus(213)).wait().unwrap();
}

fn hears(shop: &World, order_no: &OrderNo, state: SettleState, disputed: bool, at: UnixSeconds) {
    let seen = SeenShipping { state: Some(state), complete: true, disputed, ..SeenShipping::default() };
    let update = SettlementUpdate { order_no: order_no.clone(), seen: Some(seen), answer: None, next_at: at.plus(60) };
    shop.store.record_settlement(update, at).wait().unwrap();
}

fn steps(shop: &World) -> BTreeMap<&'static str, (u64, i64)> {
    let sums = shop.reader.money_steps(UnixSeconds::new(day_start(NOON))).unwrap();
    let filled = sums.into_iter().filter(|one: &MoneyStepSum| one.count > 0);
    filled.map(|one| (one.step.as_str(), (one.count, one.sum.get()))).collect()
}

#[test]
fn money_is_shown_at_the_step_where_wechat_says_it_is() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let no = &order.order_no;
    assert_eq!(steps(&shop), BTreeMap::from([("to_ship", (1, 39_00))]));
    ships(&shop, no);
    assert_eq!(steps(&shop), BTreeMap::from([("under_way", (1, 39_00))]));
    for (at, (state, step)) in (0..).zip([
        (SettleState::Shipped, MoneyStep::UnderWay),
        (SettleState::Confirmed, MoneyStep::Confirmed),
        (SettleState::Settling, MoneyStep::Settling),
        (SettleState::Completed, MoneyStep::Settled),
    ]) {
        let at = NOON.plus(1000 + at);
        hears(&shop, no, state, false, at);
        assert_eq!(steps(&shop), BTreeMap::from([(step.as_str(), (1, 39_00))]), "{state}");
        for &other in MoneyStep::ALL {
            let rows = shop.reader.money_rows(other, None, 10).unwrap();
            let listed: Vec<&OrderNo> = rows.iter().map(|row| &row.key.order_no).collect();
            assert_eq!(listed, if other == step { vec![no] } else { Vec::new() }, "{other}");
        }
    }
    // What settled last month is no money of this one.
    let next_month = UnixSeconds::new(day_start(NOON) + 31 * DAY);
    assert!(shop.reader.money_steps(next_month).unwrap().iter().all(|one| one.count == 0));
}

#[test]
fn an_open_dispute_and_a_used_correction_stand_on_the_board() {
    let shop = World::new();
    let order = shop.paid_order(1);
    ships(&shop, &order.order_no);
    hears(&shop, &order.order_no, SettleState::Shipped, true, NOON.plus(500));
    let row = || shop.reader.money_rows(MoneyStep::UnderWay, None, 10).unwrap().remove(0);
    assert!(row().disputed && !row().corrected);
    hears(&shop, &order.order_no, SettleState::Shipped, false, NOON.plus(600));
    assert!(!row().disputed, "it was closed");
}

#[test]
fn the_board_is_read_page_by_page_and_each_order_comes_once() {
    let shop = World::new();
    let all: Vec<OrderNo> = (0..7).map(|at| paid_at(&shop, 1, NOON.plus(at / 2)).order_no).collect();
    let (mut read, mut last) = (Vec::new(), None);
    loop {
        let page = shop.reader.money_rows(MoneyStep::ToShip, last.as_ref(), 3).unwrap();
        let Some(row) = page.last() else { break };
        last = Some(row.key.clone());
        read.extend(page.into_iter().map(|row| row.key.order_no));
    }
    let mut sorted = read.clone();
    sorted.sort();
    assert_eq!((read.len(), sorted), (all.len(), all), "the longest waiting first, none twice");
}
