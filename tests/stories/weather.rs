//! Lost notifications, cut lines, clocks that are set: the same seed ends in the same rows.

use super::seeded::{Life, Weather};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const BUYERS: usize = 40;
const STOCK: u32 = 25;

/// The rows at the end of a life of five hours and what is left of the last orders, checked.
fn lived(seed: u64, stock: u32, weather: Weather) -> String {
    let mut life = Life::new(seed, BUYERS, stock, weather);
    life.live_until(7 * HOUR);
    life.check(stock);
    life.rows()
}

#[test]
fn a_shop_that_gets_no_notification_ends_in_the_same_rows_as_one_that_gets_all() {
    for seed in [1, 2] {
        let all = lived(seed, STOCK, Weather { copies: 2, ..Weather::default() });
        let none = lived(seed, STOCK, Weather { no_notices: true, ..Weather::default() });
        assert_eq!(all, none, "seed {seed}");
        assert!(all.contains("to_ship") && all.contains("closed"), "{all}");
    }
}

#[test]
fn a_line_that_is_cut_for_an_hour_changes_nothing_in_the_end() {
    let cut = Weather { no_notices: true, offline: Some((HOUR, 2 * HOUR)), ..Weather::default() };
    let mut life = Life::new(5, BUYERS, 1000, cut);
    life.live_until(2 * HOUR - 30);
    let calls = life.world.wechat.calls("orderquery");
    life.live_until(2 * HOUR);
    assert_eq!(life.world.wechat.calls("orderquery"), calls, "nothing leaves without a line");
    life.live_until(7 * HOUR);
    life.check(1000);
}

#[test]
fn a_clock_that_goes_a_day_and_ten_years_back_and_forth_changes_nothing_in_the_end() {
    let far = 3650 * DAY;
    let minutes = |n: i64| n * 60;
    for no_notices in [false, true] {
        let steady = lived(7, 1000, Weather { no_notices, ..Weather::default() });
        let clock = vec![
            (minutes(25), DAY),
            (minutes(40), 0),
            (minutes(70), -DAY),
            (minutes(95), DAY),
            (minutes(120), far),
            (minutes(150), -far),
            (minutes(170), 0),
            (minutes(200), far),
            (minutes(230), 0),
        ];
        let jumping = lived(7, 1000, Weather { no_notices, clock, ..Weather::default() });
        assert_eq!(steady, jumping, "no notices: {no_notices}");
    }
}

#[test]
fn a_clock_that_was_wrong_while_the_program_was_off_leaves_no_order_open_for_years() {
    let mut life = Life::new(9, BUYERS, 1000, Weather { no_notices: true, ..Weather::default() });
    life.live_until(HOUR);
    life.world.clock_is_set(3650 * DAY);
    life.live_until(2 * HOUR);
    life.world.clock_is_set(-3650 * DAY);
    life.world.shop.wake_up().unwrap();
    life.live_until(8 * HOUR);
    life.check(1000);
}
