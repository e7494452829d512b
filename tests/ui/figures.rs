//! The page of the day and the board of money, in a shop with a past.

use crate::{
    shop::{NOW, Shop, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Day, Days, Fen, MoneyStep, ShopId, UnixSeconds},
    store::{
        DayTakings, MoneyStepSum, OrderQuery, Reader, RefundQuery, RefundRow, Store, Takings, ToShipRow, TodayFigures,
        seed_example,
    },
    ui::Lang,
};

/// What the shop in memory says of its day.
pub fn of_the_day(to_ship: Vec<ToShipRow>, refunds: Vec<RefundRow>, now: UnixSeconds) -> TodayFigures {
    let days = (0..30).map(|at| DayTakings {
        day: Day::of(now).plus(at - 29),
        taken: yuan("3000.00"),
        returned: if at == 3 { yuan("49.80") } else { Fen::ZERO },
    });
    let step = |&step: &MoneyStep| MoneyStepSum { step, count: 0, sum: Fen::ZERO };
    TodayFigures {
        at: now,
        taken: Takings { sum: yuan("3482.60"), count: 23 },
        yesterday: Takings { sum: yuan("3109.40"), count: 20 },
        week_ago: Takings { sum: yuan("3660.20"), count: 25 },
        returned: Takings { sum: yuan("49.80"), count: 2 },
        days: days.collect(),
        hours: [yuan("100.00"); 24],
        usual: [yuan("120.00"); 24],
        best: Vec::new(),
        low: Vec::new(),
        steps: MoneyStep::ALL.iter().map(step).collect(),
        oldest_to_ship: to_ship.into_iter().next(),
        oldest_refund: refunds.into_iter().next(),
    }
}

/// The practice shop's past, seen at this moment.
fn practice(lang: Lang) -> (World, Reader, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.db");
    seed_example(&path, NOW).expect("an example");
    let store = Store::open(&path, ShopId::main()).expect("a store");
    let (seen, compared) = (store.reader().expect("a reader"), store.reader().expect("a reader"));
    store.close().expect("closed");
    (World::with_read_model(Box::new(seen), lang), compared, folder)
}

#[test]
fn the_day_says_what_waits_how_long_and_what_came_in() {
    let mut world = World::open(Shop::camellia());
    world.click("Today");
    world.sees_part("Taken today · until");
    world.sees_part("¥3,482.60");
    world.sees("Yesterday until now");
    world.sees("+12%");
    world.sees("−4.9%");
    world.sees_part("Refunded today");
    world.sees_part("to ship");
    world.sees("Nothing was sold in the last 7 days.");
}

#[test]
fn a_figure_opens_the_list_it_was_counted_from() {
    let mut world = World::open(Shop::camellia());
    for (figure, sees) in [("refund", "Approve ¥9.90…"), ("to ship ¥", "To ship 1")] {
        world.click("Today");
        world.click_part(figure);
        world.sees(sees);
    }
}

#[test]
fn what_today_is_compared_with_and_what_went_back_open_the_days_they_count() {
    let (mut world, reader, _folder) = practice(Lang::En);
    let past = reader.past_figures(NOW).expect("the past");
    let figures = reader.today(&past, NOW).expect("the day");
    for (figure, days, then) in [
        ("Yesterday until now", Days::YesterdayUntilNow, figures.yesterday),
        ("Taken today", Days::Today, figures.taken),
    ] {
        world.click("Today");
        world.click_part(figure);
        let query = OrderQuery { paid: Some(days), confirmed: true, ..OrderQuery::default() };
        let totals = reader.list_totals(&query, NOW).expect("totals");
        assert_eq!((totals.count, totals.sum), (then.count, then.sum), "{figure}");
        let orders = if totals.count == 1 { "order" } else { "orders" };
        world.sees(&format!("{} {orders} · {}", totals.count, totals.sum));
    }
    world.click("Today");
    world.click_part("Refunded today");
    let arrived = reader.list_refunds(&RefundQuery::arrived(Days::Today), NOW, None, 100).expect("refunds");
    let sum = Fen::sum(arrived.iter().map(|row| row.amount)).expect("a sum");
    assert_eq!((arrived.len() as u64, sum), (figures.returned.count, figures.returned.sum));
    match arrived.first() {
        Some(first) => {
            let refunds = if arrived.len() == 1 { "refund" } else { "refunds" };
            world.sees(&format!("{} {refunds} · {sum}", arrived.len()));
            assert!(world.offers("Arrived today"));
            world.sees_part(&first.buyer);
        }
        None => world.sees("No refund fits these filters"),
    }
    world.click("Remove the filter: Arrived");
    world.misses_part("No refund fits");
}

#[test]
fn at_midnight_in_beijing_the_figures_are_those_of_the_new_day_without_anything_happening() {
    let (mut world, reader, _folder) = practice(Lang::En);
    world.click("Today");
    let past = reader.past_figures(NOW).expect("the past");
    let taken = reader.today(&past, NOW).expect("the day").taken.sum;
    world.sees_part(&format!("{taken}"));
    let left = Day::of(NOW).plus(1).begins().since(NOW);
    world.time_passes(left - 1);
    world.misses_part("· until 00:0");
    world.time_passes(2);
    world.sees_part("Taken today · until 00:0");
}

#[test]
fn the_money_of_the_shop_is_under_way_in_five_steps_and_each_opens_its_rows() {
    let (mut world, reader, _folder) = practice(Lang::En);
    let month = Day::of(NOW).month().begins();
    let sums = reader.money_steps(month).expect("the steps");
    assert!(sums.iter().any(|one| one.step == MoneyStep::ToShip && one.count > 0), "{sums:?}");
    for one in sums {
        world.click("Today");
        let name = match one.step {
            MoneyStep::ToShip => "To ship",
            MoneyStep::UnderWay => "Under way",
            MoneyStep::Confirmed => "Confirmed",
            MoneyStep::Settling => "Settling",
            MoneyStep::Settled => "Yours this month",
        };
        world.press_by_screen_reader(&format!("{name} {} {}", one.count, one.sum));
        let rows = reader.money_rows(one.step, None, 3).expect("rows");
        match rows.first() {
            Some(row) => world.sees_part(&format!("{} {} {}", row.key.order_no, row.buyer, row.left)),
            None => world.misses_part("SC2"),
        }
        world.sees("Back to Today");
    }
    world.key(Key::Escape);
}

#[test]
fn an_order_on_the_board_opens_where_orders_are_and_the_board_leads_back() {
    let (mut world, reader, _folder) = practice(Lang::Zh);
    world.click("今日");
    let sums = reader.money_steps(Day::of(NOW).begins()).expect("the steps");
    let figure = |step: MoneyStep, name: &str| {
        let one = sums.iter().find(|one| one.step == step).expect("a step");
        format!("{name} {} 笔 {}", one.count, one.sum)
    };
    world.press_by_screen_reader(&figure(MoneyStep::ToShip, "待发货"));
    let row = reader.money_rows(MoneyStep::ToShip, None, 1).expect("rows").remove(0);
    world.click_part(row.key.order_no.as_str());
    world.sees_part(&row.buyer);
    world.click("今日");
    world.press_by_screen_reader(&figure(MoneyStep::UnderWay, "在路上"));
    world.click("回到今日");
    world.sees("近 30 天");
}

#[test]
fn the_board_of_money_is_walked_and_left_by_the_keyboard() {
    let (mut world, reader, _folder) = practice(Lang::En);
    let rows = reader.money_rows(MoneyStep::ToShip, None, 3).expect("rows");
    let waits = reader.money_steps(Day::of(NOW).begins()).expect("the steps").remove(0);
    world.click("Today");
    world.press_by_screen_reader(&format!("To ship {} {}", waits.count, waits.sum));
    for key in [Key::J, Key::J, Key::J, Key::K] {
        world.key(key);
    }
    let chosen = world.chosen_rows();
    assert!(chosen.len() == 1 && chosen[0].starts_with(rows[1].key.order_no.as_str()), "{chosen:?}");
    world.key(Key::Enter);
    world.misses("Back to Today");
    world.sees_part(rows[1].key.order_no.as_str());
    world.click("Today");
    world.press_by_screen_reader(&format!("To ship {} {}", waits.count, waits.sum));
    world.key(Key::Escape);
    world.sees("Last 30 days");
}
