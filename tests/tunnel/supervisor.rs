//! The program is kept running, whatever it does, and leaves nothing behind.

use crate::world::{World, kill, program, runs, until};
use std::{os::unix::process::CommandExt as _, process::Command, time::Instant};
use zhanggui::{
    events::ShopEvent,
    tunnel::{CannotRun, TunnelState},
};

fn sh(script: &str) -> World {
    World::new(&["sh", "-c", script], Some("https://shop.example"))
}

fn running(world: &World) -> u32 {
    until("the program runs", || match world.status() {
        status if matches!(status.state, TunnelState::Running { .. }) => status.program.map(|(_, pid)| pid),
        _ => None,
    })
}

#[test]
fn a_program_that_ends_is_started_again_and_says_why_it_ended() {
    let world = sh("echo connecting; echo 'connection refused' >&2; exit 7");
    let why = until("it waits", || match world.status().state {
        TunnelState::Waiting { why, .. } => Some(why),
        _ => None,
    });
    assert!(why.contains("code 7") && why.contains("conne"), "{why}");
    until("it was started again", || (world.status().restarts >= 3).then_some(()));
    assert!(world.status().lines.iter().any(|line| line == "connection refused"));
}

#[test]
fn a_killed_program_comes_back_by_itself() {
    let world = sh("exec sleep 1000");
    let first = running(&world);
    kill(first);
    until("another one runs", || (world.status().program.is_some_and(|(_, pid)| pid != first)).then_some(()));
    assert!(!runs(first));
}

#[test]
fn a_program_that_does_not_want_to_end_is_ended() {
    let mut world = sh("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
    let pid = running(&world);
    until("it is deaf", || world.status().lines.contains(&"deaf".to_owned()).then_some(()));
    let began = Instant::now();
    world.stop();
    assert!(!runs(pid));
    assert!(began.elapsed().as_secs() < 30, "it was not waited for");
}

#[test]
fn what_the_program_started_ends_with_it() {
    let mut world = sh("sleep 1000 & echo child $!; trap 'exit 0' TERM; wait");
    let child: u32 = until("the child is named", || {
        world.status().lines.iter().find_map(|line| line.strip_prefix("child ")?.parse().ok())
    });
    assert!(runs(child));
    world.stop();
    until("the child is gone", || (!runs(child)).then_some(()));
}

#[test]
fn what_left_the_group_and_holds_the_output_open_keeps_nobody_waiting() {
    let mut world = sh("setsid sh -c 'exec sleep 20' & echo left; trap 'exit 0' TERM; wait");
    until("it left", || world.status().lines.contains(&"left".to_owned()).then_some(()));
    let began = Instant::now();
    world.stop();
    assert!(began.elapsed().as_secs() < 15, "the end was held up");
}

#[test]
fn endless_output_costs_nothing_but_the_newest_lines() {
    let mut world = World::new(&["yes", "the same line again and again"], Some("https://shop.example"));
    until("it prints", || (world.status().lines.len() == 200).then_some(()));
    assert!(world.status().lines.iter().all(|line| line.len() <= 500));
    world.stop();
}

#[test]
fn a_program_that_is_not_there_is_a_sentence_and_not_a_storm() {
    let world = World::new(&["no-such-tunnel-program"], Some("https://shop.example"));
    let failed = || match world.status().state {
        TunnelState::Failed(why) => Some(why),
        _ => None,
    };
    let why = until("it failed", failed);
    assert_eq!(why, CannotRun::NotThere("no-such-tunnel-program".to_owned()));
    assert_eq!(world.status().restarts, 0);
    world.view.restart();
    until("it was tried again when asked to", || (world.status().restarts == 1).then_some(()));
    assert_eq!(until("it failed again", failed), why);
}

#[test]
fn the_owner_can_start_it_anew() {
    let world = sh("exec sleep 1000");
    let first = running(&world);
    world.view.restart();
    until("another one runs", || (world.status().program.is_some_and(|(_, pid)| pid != first)).then_some(()));
    assert!(!runs(first));
    assert_eq!(world.status().restarts, 1);
}

#[test]
fn the_listeners_port_is_filled_in_and_secrets_are_not_shown() {
    let world = World::new(
        &["sh", "-c", "echo \"$@\"; exec sleep 1000", "sh", "http://{bind}", "{port}", "--token", "s3cretvalue"],
        Some("https://shop.example"),
    );
    let line = until("it prints", || world.status().lines.first().cloned());
    assert_eq!(line, "http://127.0.0.1:8719 8719 --token ***");
}

#[test]
fn a_program_that_outlived_a_killed_shop_is_ended_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    // What a shop that was killed leaves behind: a running program, and the note which one it is.
    let mut left = Command::new("sleep").arg("1000").process_group(0).spawn().unwrap();
    let pid = left.id();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let began = format!("{} {}", boot.trim(), stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap());
    std::fs::write(folder.path().join("tunnel.pid"), format!("{pid} {began}\n")).unwrap();
    let world = World::within(folder, &["sleep", "1000"], Some("https://shop.example"));
    until("the one from before is gone", || (!runs(pid)).then_some(()));
    left.wait().unwrap();
    let own = running(&world);
    assert!(own != pid && runs(own));
}

#[test]
fn the_address_the_program_prints_is_the_shops_and_a_new_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "n=$(cat {0}/n 2>/dev/null || echo 1); echo $((n + 1)) > {0}/n; echo \"INF |  https://tea-$n.trycloudflare.com  |\"; exec sleep 1000",
        folder.path().display()
    );
    let cloudflared = program(folder.path(), "cloudflared", &script);
    let mut world = World::within(folder, &[&cloudflared, "tunnel"], None);
    let address = || world.address.current().map(|url| url.to_string());
    until("the first", || (address().as_deref() == Some("https://tea-1.trycloudflare.com")).then_some(()));
    assert_eq!(world.status().public_url.as_deref(), Some("https://tea-1.trycloudflare.com"));
    world.view.restart();
    until("the second", || (address().as_deref() == Some("https://tea-2.trycloudflare.com")).then_some(()));
    world.stop();
    let told = world.heard.try_iter().filter(|event| *event == ShopEvent::PublicUrlChanged).count();
    assert_eq!(told, 2, "everyone who had told WeChat the first one hears of the second");
}

#[test]
fn an_address_from_the_settings_is_never_replaced_by_a_printed_one() {
    let folder = tempfile::tempdir().unwrap();
    let ngrok = program(
        folder.path(),
        "ngrok",
        "echo 't=now msg=\"started tunnel\" url=https://other.ngrok-free.app'; exec sleep 1000",
    );
    let world = World::within(folder, &[&ngrok, "http"], Some("https://shop.example"));
    until("it prints", || (!world.status().lines.is_empty()).then_some(()));
    assert_eq!(world.address.current().unwrap().as_str(), "https://shop.example");
    assert!(world.folder.path().exists());
}
