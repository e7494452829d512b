//! A clock that is wrong decides nothing for good: not at the start, not for seconds, not for years.

use super::world::{Lie, TestWeChat, World, fen};
use std::sync::Arc;
use zhanggui::{
    domain::{OrderState, RefundOutcome, RefundState},
    events::CommandOutcome,
};

const TOTAL: i64 = 128_00;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const YEARS: i64 = 9 * 365 * DAY;
const NUMBER: &str = "SC20260901-00000117";
const TRANSACTION: &str = "4200000000000000000000000001";

#[test]
fn a_clock_a_day_ahead_at_the_start_closes_no_open_order() {
    for ahead in [DAY, YEARS] {
        let world = World::new();
        let order_no = world.order(NUMBER, fen(TOTAL));
        world.live(90);
        world.clock_is_set(ahead);
        world.shop.wake_up().unwrap();
        world.live(600);
        assert_eq!(world.order_state(&order_no), OrderState::ToPay, "{ahead}: its buyer has the sheet open");
        assert!(!world.wechat.is_closed(&order_no));
        world.live(2 * HOUR);
        assert_eq!(world.order_state(&order_no), OrderState::Closed, "{ahead}: once its time is over");
    }
}

#[test]
fn nor_does_a_clock_that_is_behind() {
    for behind in [DAY, 400 * DAY] {
        let world = World::new();
        let order_no = world.order(NUMBER, fen(TOTAL));
        world.live(90);
        world.clock_is_set(-behind);
        world.shop.wake_up().unwrap();
        world.live(600);
        assert_eq!(world.order_state(&order_no), OrderState::ToPay, "{behind}");
        world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
        world.live(2 * HOUR);
        assert_eq!(world.order_state(&order_no), OrderState::ToShip, "{behind}");
    }
}

#[test]
fn an_approved_refund_does_not_fail_because_a_clock_was_wrong_for_seconds() {
    let world = World::with_hold(10);
    let order_no = world.paid_order(NUMBER, fen(TOTAL));
    let refund_no = world.request("RF1", &order_no, fen(10_00));
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    world.clock_is_set(400 * DAY);
    world.run_jobs();
    assert_ne!(world.refund_state(&refund_no), RefundState::Failed);
    world.clock_is_set(-400 * DAY);
    world.live(60);
    world.wechat.settle();
    world.live(2 * HOUR);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
    assert_eq!(world.wechat.payouts().len(), 1);
}

#[test]
fn no_question_waits_for_years_because_a_clock_was_wrong_for_seconds() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(TOTAL));
    let arrived = RefundOutcome::Success { at: None, account: String::new() };
    world.wechat.refunds_by_hand("HAND-1", &order_no, fen(16_00), arrived);
    world.store.search_refunds(order_no.clone(), world.now()).wait().unwrap();
    // Nobody notices: the clock is right again before anybody looks.
    world.clock_is_set(YEARS);
    world.wechat.lie([Lie::AnswerLost]);
    world.run_jobs();
    world.clock_is_set(-YEARS);
    world.live(2 * HOUR);
    assert_eq!(world.reader.order(&order_no).unwrap().unwrap().row.refunded, fen(16_00));
}

#[test]
fn an_order_placed_while_the_clock_was_wrong_has_the_time_it_was_given() {
    let world = World::new();
    world.clock_is_set(YEARS);
    let order_no = world.placed(NUMBER, fen(TOTAL));
    world.clock_is_set(-YEARS);
    world.run_jobs();
    assert_eq!(world.order_state(&order_no), OrderState::ToPay, "not closed at once");
    world.live(2 * HOUR);
    assert_eq!(world.order_state(&order_no), OrderState::Closed, "and not open for years");
}

#[test]
fn a_clock_that_is_right_again_refuses_no_yes_for_what_it_was_before() {
    let mut world = World::new();
    let order_no = world.paid_order(NUMBER, fen(TOTAL));
    world.clock_is_set(-400 * DAY);
    world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    world.run_jobs();
    // It is set right while the program is off, and started again nobody asks WeChat anything.
    world.clock_is_set(400 * DAY);
    world.shop.gateway = Arc::new(TestWeChat::default());
    world.shop.wake_up().unwrap();
    let refund_no = world.request("RF1", &order_no, fen(10_00));
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
}

#[test]
fn no_text_is_forgotten_because_a_clock_is_ahead() {
    let world = World::new();
    let order_no = world.paid_order(NUMBER, fen(TOTAL));
    world.notice(Err(zhanggui::domain::NoticeVerdict::Malformed));
    world.clock_is_set(YEARS);
    world.shop.ask_about_order(&world.reader, &order_no, world.now()).unwrap();
    assert_eq!(world.shop.forget_old_texts(world.now()).unwrap(), 0);
}
