//! What calls the owner: the strip, the notice, the bell's mark, and a window that is closed and goes on.

use crate::{
    shop::{Shop, order_no, refund_no, yuan},
    world::World,
};
use egui::{Key, ViewportCommand};
use zhanggui::{
    alerts::{AlertItem, News},
    domain::Fen,
    events::{HealthState, ShopEvent, Subsystem, Trouble},
    jobs::Command,
};

fn asked(tail: u32, amount: &str) -> AlertItem {
    AlertItem { news: News::RefundAsked(refund_no(tail)), amount: yuan(amount), at: None }
}

#[test]
fn a_refund_request_is_on_the_line_until_it_is_seen() {
    let mut world = World::open(Shop::camellia());
    world.click("Show all");
    world.click("Got it");
    world.obey_all();
    world.alerts.call(vec![asked(3, "9.90"), asked(2, "168.00")]);
    world.settle();
    world.sees_part("A refund is asked for · ¥9.90");
    world.sees("1 more");
    world.click("Close alerts");
    world.click("Show");
    world.sees("Approve ¥9.90…");
    world.misses_part("A refund is asked for");
    world.click("Orders");
    world.sees_part("A refund is asked for");
    world.alerts.call(Vec::new());
    world.settle();
    world.misses_part("A refund is asked for");
}

#[test]
fn got_it_counts_for_the_one_it_stands_beside() {
    let mut world = World::open(Shop::camellia());
    world.alerts.call(vec![asked(3, "9.90"), asked(2, "168.00")]);
    world.click("Show all");
    // The last of the three rows.
    world.click("Got it");
    assert_eq!(world.wishes(), [Command::MarkRefundsSeen(vec![refund_no(2)])]);
}

#[test]
fn what_is_broken_says_what_it_means_and_leads_to_what_to_do() {
    let mut world = World::open(Shop::camellia());
    world.hears(&ShopEvent::HealthChanged(Subsystem::Listener, HealthState::Dead(Trouble::PortTaken, "in use".into())));
    world.alerts.call(vec![AlertItem { news: News::Broken(Subsystem::Listener), amount: Fen::ZERO, at: None }]);
    world.settle();
    // It stands before a newer order: nothing comes in any more.
    world.sees_part("No orders come in · The port is taken");
    world.key(Key::N);
    world.sees("What to do");
    world.sees_part("Close that program and open Zhanggui again.");
    world.sees_part("Buyers cannot open the shop, order, or ask for refunds");
}

#[test]
fn a_click_on_the_notice_opens_the_order_and_counts_as_seen() {
    let mut world = World::open(Shop::camellia());
    world.alerts.clicked(vec![News::Order(order_no(117))]);
    world.settle();
    assert_eq!(world.wishes(), [Command::MarkSeen(vec![order_no(117)])]);
    world.sees_part("SC20260901-00000117");
    let many = (115..=117).map(|tail| News::Order(order_no(tail)));
    world.alerts.clicked(many.chain([News::RefundAsked(refund_no(3))]).collect());
    world.settle();
    let seen = (115..=117).map(order_no).collect();
    assert_eq!(world.wishes(), [Command::MarkSeen(seen)], "the request was not on show");
}

#[test]
fn an_order_that_is_opened_and_looked_at_is_seen_once() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000117");
    assert_eq!(world.wishes(), [], "the window is open on another desk");
    world.looked_at(true);
    assert_eq!(world.wishes(), [Command::MarkSeen(vec![order_no(117)])]);
    world.settle();
    assert_eq!(world.wishes(), [], "said once");
    world.obey_all();
    world.sees_part("no new alerts");
}

#[test]
fn a_request_on_show_is_seen() {
    let mut world = World::open(Shop::camellia());
    world.looked_at(true);
    world.alerts.call(vec![asked(3, "9.90"), asked(2, "168.00")]);
    world.click("Refunds");
    world.settle();
    assert_eq!(world.wishes(), [Command::MarkRefundsSeen(vec![refund_no(3)])], "the one on show, and only that");
}

#[test]
fn a_computer_without_sound_has_a_mark() {
    let mut world = World::open(Shop::camellia());
    world.misses("No sound");
    world.alerts.heard(false);
    world.settle();
    world.sees("No sound");
    world.alerts.heard(true);
    world.settle();
    world.misses("No sound");
}

#[test]
fn a_closed_window_goes_on_out_of_sight_and_quit_ends_it() {
    let mut world = World::that_stays(Shop::camellia());
    let asked = world.closes_the_window();
    assert!(asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
    assert!(asked.contains(&ViewportCommand::Minimized(true)), "there is no tray here: {asked:?}");
    world.click("Settings");
    world.click("Program");
    world.click("Quit");
    let asked = world.closes_the_window();
    assert!(!asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
}

#[test]
fn a_window_that_does_not_stay_closes() {
    let mut world = World::open(Shop::camellia());
    world.click("Settings");
    world.click("Program");
    world.misses("Quit");
    let asked = world.closes_the_window();
    assert!(!asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
}
