//! The merchant certificate: its end is announced while there is time, however long the program stays open.

use super::world::{World, fen};
use zhanggui::{
    events::{HealthState, Subsystem, Trouble},
    wechat::{BadCertificate, CertificateFacts, CertificatePart},
};

const DAY: i64 = 24 * 60 * 60;

fn subsystem(world: &World) -> Option<HealthState> {
    world.shop.health.all().remove(&Subsystem::Certificate)
}

#[test]
fn a_shop_that_is_never_closed_hears_of_the_end_thirty_days_ahead() {
    let world = World::new();
    let end = world.now().plus(40 * DAY);
    let facts = CertificateFacts { valid_from: world.now(), expires_at: end, key_open_to_others: false };
    world.wechat.shows(Ok(facts));
    world.live(9 * DAY);
    assert_eq!(subsystem(&world), Some(HealthState::GoodUntil(end)));
    world.live(DAY + 1);
    let ending = Trouble::CertificateEnding { at: end };
    assert!(matches!(subsystem(&world), Some(HealthState::Troubled(why, _)) if why == ending));
    world.live(30 * DAY);
    let ended = Trouble::CertificateEnded { at: end };
    assert!(matches!(subsystem(&world), Some(HealthState::Dead(why, _)) if why == ended));
    let renewed = CertificateFacts { expires_at: end.plus(1825 * DAY), ..facts };
    world.wechat.shows(Ok(renewed));
    world.run_jobs();
    assert_eq!(subsystem(&world), Some(HealthState::GoodUntil(renewed.expires_at)));
}

#[test]
fn a_key_others_can_read_and_a_file_that_goes_away_reach_the_owner() {
    let world = World::new();
    let end = world.now().plus(400 * DAY);
    let facts = CertificateFacts { valid_from: world.now(), expires_at: end, key_open_to_others: true };
    world.wechat.shows(Ok(facts));
    world.run_jobs();
    assert!(matches!(subsystem(&world), Some(HealthState::Troubled(Trouble::KeyOpenToOthers, _))));
    world.wechat.shows(Err(BadCertificate::Missing { what: CertificatePart::Key }));
    world.run_jobs();
    assert!(matches!(subsystem(&world), Some(HealthState::Dead(Trouble::Certificate, _))));
}

#[test]
fn no_certificate_ends_and_none_is_too_early_because_a_clock_was_set() {
    let world = World::new();
    let end = world.now().plus(400 * DAY);
    let facts = CertificateFacts { valid_from: world.now(), expires_at: end, key_open_to_others: false };
    world.wechat.shows(Ok(facts));
    world.paid_order("SC20260901-00000001", fen(1_00));
    for wrong in [9 * 365 * DAY, -400 * DAY] {
        world.clock_is_set(wrong);
        world.run_jobs();
        assert_eq!(subsystem(&world), Some(HealthState::GoodUntil(end)), "{wrong}");
        world.clock_is_set(-wrong);
    }
}
