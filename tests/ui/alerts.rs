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
    AlertItem { news: News::RefundAsked(refund_no(tail)), amount: yuan(amount) }
}

#[test]
fn a_refund_request_is_on_the_strip_until_it_is_seen() {
    let mut world = World::open(Shop::camellia());
    world.alerts.call(vec![asked(3, "9.90"), asked(2, "168.00")]);
    world.settle();
    world.sees_part("A refund is asked for · ¥9.90 · 1 more");
    world.time_passes(2);
    world.harness.run_steps(1);
    world.click("Show");
    world.sees("Approve ¥9.90…");
    world.misses_part("A refund is asked for");
    world.key(Key::Escape);
    world.click("Orders");
    let strip = world.place_of("Show");
    assert!((strip.center().y - world.place_of("Ship").center().y).abs() > 20.0, "a strip of its own");
    world.alerts.call(Vec::new());
    world.settle();
    world.misses_part("A refund is asked for");
}

#[test]
fn got_it_counts_for_all_of_its_kind() {
    let mut world = World::open(Shop::camellia());
    world.click("Orders");
    world.obey_all();
    world.wishes();
    let order = world.place_of("Got it");
    world.alerts.call(vec![asked(3, "9.90"), asked(2, "168.00")]);
    world.settle();
    // The lower of the two strips; pointing at it is aiming.
    let lower = world.place_of("Got it").center();
    assert!(lower.y > order.center().y);
    world.press_at(lower);
    world.settle();
    assert_eq!(world.wishes(), [Command::MarkRefundsSeen(vec![refund_no(3), refund_no(2)])]);
}

#[test]
fn what_is_broken_says_what_it_means_and_leads_to_the_connection() {
    let mut world = World::open(Shop::camellia());
    world.hears(&ShopEvent::HealthChanged(Subsystem::Listener, HealthState::Dead(Trouble::PortTaken, "in use".into())));
    world.alerts.call(vec![AlertItem { news: News::Broken(Subsystem::Listener), amount: Fen::ZERO }]);
    world.settle();
    world.sees_part("Not working: ");
    world.click("Show");
    world.sees_part("How each piece between you and WeChat is doing");
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
    world.misses_part("New order ·");
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
    world.click("Quit");
    let asked = world.closes_the_window();
    assert!(!asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
}

#[test]
fn a_window_that_does_not_stay_closes() {
    let mut world = World::open(Shop::camellia());
    world.misses("Quit");
    let asked = world.closes_the_window();
    assert!(!asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
}
