//! Whether the public address really ends here is asked, not assumed.

use crate::world::{Found, World, until};
use zhanggui::{
    events::{HealthState, Trouble},
    tunnel::ProbeOutcome,
};

fn manual() -> World {
    World::new(&[], Some("https://shop.example"))
}

#[test]
fn a_stranger_who_took_over_the_name_is_noticed() {
    let world = manual();
    world.subsystem("good", |state| *state == HealthState::Good);
    for page in ["<html>Tunnel parked</html>", "ours:0000", ""] {
        world.find(Found::Other(page));
        world.subsystem("somebody else's", |state| matches!(state, HealthState::Dead(Trouble::TunnelElsewhere, _)));
        world.find(Found::Us);
        world.subsystem("good again", |state| *state == HealthState::Good);
    }
}

#[test]
fn a_tunnel_that_is_down_is_a_light_and_comes_back_by_itself() {
    let world = manual();
    world.find(Found::Nobody);
    let down = world.subsystem("down", |state| matches!(state, HealthState::Troubled(Trouble::TunnelDown, _)));
    assert_eq!(down, HealthState::Troubled(Trouble::TunnelDown, "no connection".to_owned()));
    world.find(Found::Us);
    world.subsystem("good", |state| *state == HealthState::Good);
    let probe = until("the last probe is ours", || {
        world.status().last_probe.filter(|probe| probe.outcome == ProbeOutcome::Ours)
    });
    assert!(probe.at.get() > 1_700_000_000);
}

#[test]
fn without_an_address_there_is_nobody_to_knock_at() {
    let mut world = World::new(&["sleep", "1000"], None);
    world.find(Found::Other("never asked"));
    world.view.probe_now();
    until("it runs", || world.status().program);
    assert_eq!(world.status().last_probe, None);
    world.stop();
}
