//! The rule of the alerts, moment by moment.

use crate::alerts::{
    News,
    rule::{AlertActions, AlertItem, AlertMemory, FLAP_SECS, GAP_SECS, GRACE_SECS, Moment, REPEAT_SECS},
};
use crate::{
    devices::ShopSound,
    domain::{Fen, OrderNo, RefundNo, UnixSeconds},
    events::Subsystem,
    settings::{Alerts, QuietHours},
};

/// 2026-09-01 10:42:07 in Beijing.
const MORNING: UnixSeconds = UnixSeconds::new(1_788_230_527);
/// 23:00 of that day.
const NIGHT: UnixSeconds = UnixSeconds::new(1_788_192_000 + 23 * 3600);

fn order(tail: u32) -> AlertItem {
    let news = News::Order(OrderNo::parse(&format!("SC20260901-{tail:04}")).expect("a number"));
    AlertItem { news, amount: Fen::parse_yuan("12.80").expect("an amount"), at: None }
}

fn refund(tail: u32) -> AlertItem {
    let news = News::RefundAsked(RefundNo::parse(&format!("RF20260901-{tail:04}")).expect("a number"));
    AlertItem { news, amount: Fen::parse_yuan("9.90").expect("an amount"), at: None }
}

fn broken(subsystem: Subsystem) -> AlertItem {
    AlertItem { news: News::Broken(subsystem), amount: Fen::ZERO, at: None }
}

/// A computer at which time passes.
struct SimulatedHost {
    memory: AlertMemory,
    wishes: Alerts,
    now: UnixSeconds,
    watched: bool,
    muted_until: Option<UnixSeconds>,
}

impl SimulatedHost {
    fn at(now: UnixSeconds) -> Self {
        Self { memory: AlertMemory::default(), wishes: Alerts::default(), now, watched: false, muted_until: None }
    }

    fn after(&mut self, secs: i64, open: &[AlertItem]) -> AlertActions {
        self.now = self.now.plus(secs);
        self.memory
            .ring(Moment { now: self.now, open, watched: self.watched, muted_until: self.muted_until }, &self.wishes)
    }
}

#[test]
fn a_new_order_rings_is_shown_and_spoken_once_and_its_sound_comes_again_until_it_is_seen() {
    let mut host = SimulatedHost::at(MORNING);
    let first = host.after(0, &[order(1)]);
    assert_eq!((first.sound, first.notice, first.speech, first.fresh.len()), (Some(ShopSound::Order), true, true, 1));
    assert_eq!(first.look_again, Some(MORNING.plus(REPEAT_SECS)));
    assert_eq!(host.after(10, &[order(1)]).sound, None);
    let again = host.after(20, &[order(1)]);
    assert_eq!((again.sound, again.notice, again.speech, again.fresh), (Some(ShopSound::Order), false, false, vec![]));
    let seen = host.after(30, &[]);
    assert_eq!(seen, AlertActions::default(), "seen, and nothing is looked for any more");
}

#[test]
fn orders_that_come_together_are_told_together() {
    let mut host = SimulatedHost::at(MORNING);
    assert_eq!(host.after(0, &[order(1)]).fresh, [order(1)]);
    let busy = host.after(1, &[order(3), order(2), order(1)]);
    assert_eq!((busy.fresh.len(), busy.sound), (0, None));
    assert_eq!(busy.look_again, Some(MORNING.plus(GAP_SECS)), "but not forgotten");
    assert_eq!(host.after(2, &[order(3), order(2), order(1)]).fresh, [order(3), order(2)]);
}

#[test]
fn whoever_starts_the_program_again_is_told_of_all_that_is_unseen_in_one_ring() {
    let open: Vec<AlertItem> = (1..=10).map(order).collect();
    let rings = SimulatedHost::at(MORNING).after(0, &open);
    assert_eq!((rings.fresh.len(), rings.sound), (10, Some(ShopSound::Order)));
}

#[test]
fn nothing_is_heard_at_night_and_what_is_still_unseen_rings_in_the_morning() {
    for repeat_until_seen in [true, false] {
        let mut host = SimulatedHost::at(NIGHT);
        host.wishes = Alerts { quiet: QuietHours::parse("22:00", "08:00"), repeat_until_seen, ..host.wishes };
        let night = host.after(0, &[order(1)]);
        assert_eq!((night.sound, night.speech, night.notice, night.fresh.len()), (None, false, true, 1));
        assert_eq!(night.look_again, Some(NIGHT.plus(9 * 3600)), "one look, at the end of the night");
        assert_eq!(host.after(4 * 3600, &[order(1)]).sound, None);
        assert_eq!(host.after(5 * 3600, &[order(1)]).sound, Some(ShopSound::Order));
        assert_eq!(host.after(REPEAT_SECS, &[order(1)]).sound.is_some(), repeat_until_seen);
    }
}

#[test]
fn what_was_seen_at_night_does_not_ring_in_the_morning() {
    let mut host = SimulatedHost::at(NIGHT);
    host.wishes.quiet = QuietHours::parse("22:00", "08:00");
    host.after(0, &[order(1)]);
    assert_eq!(host.after(3600, &[]).look_again, None);
    assert_eq!(host.after(9 * 3600, &[]), AlertActions::default());
}

#[test]
fn the_desktop_is_left_alone_while_someone_looks_at_the_window() {
    let mut host = SimulatedHost::at(MORNING);
    host.watched = true;
    let rings = host.after(0, &[order(1)]);
    assert_eq!((rings.notice, rings.sound), (false, Some(ShopSound::Order)));
}

#[test]
fn the_owner_chooses_what_rings() {
    let mut host = SimulatedHost::at(MORNING);
    host.wishes = Alerts { sound: false, desktop: false, speak: false, ..host.wishes };
    let rings = host.after(0, &[order(1)]);
    assert_eq!((rings.sound, rings.notice, rings.speech, rings.look_again), (None, false, false, None));
    assert_eq!(rings.fresh.len(), 1, "the window still asks for attention");
    let mut once = SimulatedHost::at(MORNING);
    once.wishes.repeat_until_seen = false;
    assert_eq!(once.after(0, &[order(1)]).look_again, None);
    assert_eq!(once.after(REPEAT_SECS * 9, &[order(1)]).sound, None);
}

#[test]
fn a_refund_request_has_a_sound_of_its_own_that_comes_again_and_an_order_goes_before_it() {
    let mut host = SimulatedHost::at(MORNING);
    assert_eq!(host.after(0, &[refund(1)]).sound, Some(ShopSound::Attention));
    assert_eq!(host.after(REPEAT_SECS, &[refund(1)]).sound, Some(ShopSound::Attention));
    assert_eq!(host.after(REPEAT_SECS, &[order(1), refund(1)]).sound, Some(ShopSound::Order));
}

#[test]
fn a_line_that_is_down_for_a_moment_rings_nobody_and_one_that_flickers_rings_once() {
    let mut host = SimulatedHost::at(MORNING);
    let tunnel = [broken(Subsystem::Tunnel)];
    let first = host.after(0, &tunnel);
    assert_eq!((first.fresh.len(), first.look_again), (0, Some(MORNING.plus(GRACE_SECS))));
    assert_eq!(host.after(5, &[]), AlertActions::default(), "back before anyone was told");
    host.after(FLAP_SECS, &[]);
    host.after(0, &tunnel);
    let told = host.after(GRACE_SECS, &tunnel);
    assert_eq!((told.fresh.len(), told.sound, told.look_again), (1, Some(ShopSound::Attention), None), "told once");
    for _ in 0..5 {
        host.after(20, &[]);
        assert_eq!(host.after(GRACE_SECS, &tunnel).fresh, [], "the same trouble");
    }
    host.after(FLAP_SECS, &[]);
    host.after(60, &tunnel);
    assert_eq!(host.after(GRACE_SECS, &tunnel).fresh.len(), 1, "a new one");
}

#[test]
fn a_clock_that_is_set_back_silences_nothing() {
    let mut host = SimulatedHost::at(MORNING);
    host.after(0, &[order(1)]);
    let back = host.after(-86_400, &[order(1), order(2)]);
    assert_eq!((back.fresh, back.sound), (vec![order(2)], Some(ShopSound::Order)));
    let again = back.look_again.expect("rings again").since(host.now);
    assert!((1..=REPEAT_SECS).contains(&again), "{again}");
}

#[test]
fn muted_is_silent_and_what_is_still_unseen_rings_when_the_time_is_over() {
    let mut host = SimulatedHost::at(MORNING);
    host.muted_until = Some(MORNING.plus(30 * 60));
    let muted = host.after(0, &[order(1)]);
    assert_eq!((muted.sound, muted.speech, muted.notice), (None, false, true), "shown, and not heard");
    assert_eq!(muted.look_again, Some(MORNING.plus(30 * 60)), "one look, when the time is over");
    assert_eq!(host.after(29 * 60, &[order(2), order(1)]).sound, None);
    assert_eq!(host.after(60, &[order(2), order(1)]).sound, Some(ShopSound::Order));
}

#[test]
fn who_takes_the_mute_back_hears_at_once_and_a_clock_set_back_mutes_for_no_week() {
    let mut host = SimulatedHost::at(MORNING);
    host.muted_until = Some(MORNING.plus(30 * 60));
    assert_eq!(host.after(0, &[order(1)]).sound, None);
    host.muted_until = None;
    assert_eq!(host.after(1, &[order(1)]).sound, Some(ShopSound::Order));
    host.muted_until = Some(MORNING.plus(7 * 24 * 60 * 60));
    assert_eq!(host.after(REPEAT_SECS, &[order(1)]).sound, Some(ShopSound::Order));
}
