//! What the person at the counter hears and sees, on rows of a real file.

use crate::{
    host::Host,
    world::{World, fen},
};
use std::sync::atomic::Ordering;
use zhanggui::{
    alerts::{AlertUpdate, DeviceHealth, News},
    devices::{ShopSound, speech::SpokenSentence},
    events::{HealthState, ShopEvent, Subsystem, Trouble},
    settings::{Alerts, QuietHours},
    store::{OrderMoved, OrderWord},
};

#[test]
fn a_paid_order_is_heard_said_and_shown_and_a_click_on_the_notice_names_it() {
    let world = World::new();
    let host = Host::over(&world);
    let order = world.paid_order(2);
    host.hears(&ShopEvent::OrderPaid(order.order_no.clone()));
    assert_eq!((host.plays(), host.says()), (ShopSound::Order, "New order, 78 yuan".to_owned()));
    let notice = host.shows();
    assert_eq!(notice.title, "New order · ¥78.00");
    (notice.on_click)();
    let clicked = host.tells(|told| matches!(told, AlertUpdate::Clicked(_)));
    assert_eq!(clicked, AlertUpdate::Clicked(vec![News::Order(order.order_no)]));
}

#[test]
fn ten_orders_after_a_break_are_one_ring_with_their_sum() {
    let world = World::new();
    for _ in 0..10 {
        world.paid_order(1);
    }
    let host = Host::over(&world);
    assert_eq!((host.plays(), host.says()), (ShopSound::Order, "10 new orders, 390 yuan".to_owned()));
    assert_eq!(host.shows().title, "10 orders, ¥390.00");
    let (played, said, shown) = host.close();
    assert_eq!((played.len(), said.len(), shown.len()), (0, 0, 0));
}

#[test]
fn what_was_not_seen_rings_again_after_a_restart_and_what_was_seen_does_not() {
    let world = World::new();
    let order = world.paid_order(1);
    let refund_no = world.requests(&order, 10_00);
    for _ in 0..2 {
        let host = Host::over(&world);
        assert_eq!(host.plays(), ShopSound::Order);
        host.close();
    }
    world.store.mark_seen(vec![order.order_no.clone()], crate::world::NOON).wait().unwrap();
    let host = Host::over(&world);
    assert_eq!(host.plays(), ShopSound::Attention, "the request is still unseen");
    assert_eq!(host.shows().title, "A refund is asked for · ¥10.00");
    host.close();
    world.store.mark_refunds_seen(vec![refund_no]).wait().unwrap();
    let (played, said, shown) = {
        let host = Host::over(&world);
        host.hears(&ShopEvent::OrderChanged(order.order_no));
        host.close()
    };
    assert_eq!((played.len(), said.len(), shown.len()), (0, 0, 0));
}

#[test]
fn a_decided_request_calls_nobody_and_one_taken_back_was_seen() {
    let world = World::new();
    let order = world.paid_order(1);
    world.store.mark_seen(Vec::new(), crate::world::NOON).wait().unwrap();
    let refund_no = world.requests(&order, 10_00);
    let host = Host::over(&world);
    host.waits_until(|alerts| alerts.calls().len() == 1);
    assert_eq!(host.alerts.calls()[0].news, News::RefundAsked(refund_no.clone()));
    world.approve(&refund_no, 10_00).wait().unwrap();
    host.hears(&ShopEvent::RefundChanged(refund_no.clone()));
    host.waits_until(|alerts| alerts.calls().is_empty());
    let seen = world.refund(&refund_no).row.version;
    world.store.take_back_refund(refund_no.clone(), seen, crate::world::NOON).wait().unwrap();
    assert_eq!(world.reader.open_alerts(9).unwrap().refunds_asked, []);
}

#[test]
fn money_that_does_not_fit_calls_until_it_is_decided() {
    let world = World::new();
    let order = world.order_to_pay(1);
    let facts = zhanggui::domain::PaidFacts { total: fen(1_00), ..world.facts(&order) };
    assert_eq!(world.word(&order.order_no, OrderWord::Paid(facts)), OrderMoved::NeedsOwner);
    let host = Host::over(&world);
    assert_eq!((host.plays(), host.shows().title), (ShopSound::Attention, "A payment needs you · ¥39.00".to_owned()));
    host.waits_until(|alerts| alerts.calls().len() == 1);
    host.alerts.acknowledge(News::NeedsYou(order.order_no));
    host.waits_until(|alerts| alerts.calls().is_empty());
}

#[test]
fn a_tunnel_that_stays_down_calls_once_and_is_gone_when_it_is_up() {
    let world = World::new();
    let host = Host::over(&world);
    let subsystem = |state| ShopEvent::HealthChanged(Subsystem::Tunnel, state);
    host.hears(&subsystem(HealthState::Dead(Trouble::TunnelDown, "no answer".into())));
    // Two looks: the first learns of it, the second finds that it lasts.
    host.hears(&subsystem(HealthState::Dead(Trouble::TunnelDown, "no answer".into())));
    host.alerts.watched(false);
    while host.alerts.calls().is_empty() {
        host.time_passes(31);
        host.hears(&ShopEvent::CommandDone {
            ticket: zhanggui::events::Ticket(0),
            outcome: zhanggui::events::CommandOutcome::Done,
        });
        std::thread::yield_now();
    }
    assert_eq!(host.plays(), ShopSound::Attention);
    assert!(host.shows().title.starts_with("Not working"));
    host.hears(&subsystem(HealthState::Good));
    host.waits_until(|alerts| alerts.calls().is_empty());
    let (played, ..) = host.close();
    assert_eq!(played, []);
}

#[test]
fn a_computer_without_sound_says_so_and_the_shop_goes_on() {
    let world = World::new();
    let host = Host::over(&world);
    host.broken.store(true, Ordering::SeqCst);
    host.alerts.ring(ShopSound::Blocked);
    assert_eq!(host.plays(), ShopSound::Blocked);
    host.waits_until(|alerts| alerts.sound() == DeviceHealth::Silent);
    host.broken.store(false, Ordering::SeqCst);
    let order = world.paid_order(1);
    host.hears(&ShopEvent::OrderPaid(order.order_no));
    assert_eq!(host.plays(), ShopSound::Order);
    host.waits_until(|alerts| alerts.sound() == DeviceHealth::Good);
}

#[test]
fn a_sound_device_that_hangs_keeps_nobody_waiting() {
    let world = World::new();
    let host = Host::with(&world, Alerts::default(), true);
    for _ in 0..500 {
        host.alerts.ring(ShopSound::Blocked);
    }
    let order = world.paid_order(1);
    host.hears(&ShopEvent::OrderPaid(order.order_no));
    assert_eq!(host.shows().title, "New order · ¥39.00", "while the speaker hangs");
    drop(host);
}

#[test]
fn nobody_is_disturbed_who_does_not_want_to_be() {
    let world = World::new();
    let order = world.paid_order(1);
    let host = Host::with(&world, Alerts { sound: false, desktop: false, speak: false, ..Alerts::default() }, false);
    host.alerts.ring(ShopSound::Blocked);
    host.hears(&ShopEvent::OrderPaid(order.order_no));
    let (played, said, shown) = host.close();
    assert_eq!((played.len(), said.len(), shown.len()), (0, 0, 0));
}

#[test]
fn the_answer_to_a_scan_is_spoken_unless_the_owner_wants_to_hear_nothing() {
    let say = |words: &str| SpokenSentence { words: words.into(), chinese: false, after_sound: false };
    let world = World::new();
    let host = Host::over(&world);
    host.alerts.say(say("Three pieces"));
    assert_eq!(host.says(), "Three pieces");
    host.alerts.mute(Some(crate::world::NOON.plus(30 * 60)));
    host.alerts.say(say("Already shipped"));
    host.alerts.mute(None);
    host.alerts.say(say("Unknown code"));
    assert_eq!(host.says(), "Unknown code", "what was muted is not said later");
    host.close();
    let night = QuietHours::parse("00:01", "23:59");
    for wishes in [Alerts { quiet: night, ..Alerts::default() }, Alerts { speak: false, ..Alerts::default() }] {
        let host = Host::with(&world, wishes, false);
        host.alerts.say(say("Three pieces"));
        let (_, said, _) = host.close();
        assert_eq!(said, [""; 0]);
    }
}
