//! How fast the door takes notifications in, every one verified, deduplicated and durable before its answer, beside bare
//! SQLite and beside another handler, in one run.
//!
//! ```text
//! cargo bench --bench ingest
//! LD_PRELOAD=libfixsync.so FIXSYNC_US=2000 cargo bench --bench ingest        # a disk with a fixed flush time
//! ZHANGGUI_PEER="node server.js {port} {db} group" cargo bench --bench ingest
//! ```
//!
//! What the search index adds is told apart by the same shop with it and without, in turns.
//!
//! With PostgreSQL on the machine the same runs over a server of its own; without it that is said.
//!
//! `ZHANGGUI_SECS` (3), `ZHANGGUI_FLOOD_SECS` (5) and `ZHANGGUI_ORDERS` (100000) set how long and how big. The handlers run as
//! processes of their own, so that what they cost can be told from what asking costs. `lost` counts acknowledged
//! messages that are not in the file afterwards.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, clippy::print_stdout)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    clippy::must_use_candidate
)]
// Figures for people: no count here is near the end of an f64.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod bare;
mod handler;
mod load;
mod messages;
mod messages_v3;
#[path = "../../tests/postgres/server.rs"]
#[allow(dead_code, clippy::allow_attributes, reason = "the tests of the store use more of it")]
mod postgres_server;
mod server;
mod shop;

use handler::Handler;
use load::Load;
use messages::Messages;
use std::{path::PathBuf, time::Duration};
use zhanggui::domain::Api;

/// What is asked for: the pass marks.
const CONNECTIONS: usize = 64;
const FLOOD_PER_SEC: u32 = 20_000;
/// To sign one takes half a millisecond: so many are enough for the fastest seen.
const V3_PER_SEC_MOST: usize = 15_000;

/// A number from the environment.
pub fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// On the same disk as the sources, not in a folder that lives in memory.
pub fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// One line of figures, and whether the mark was met.
fn mark(what: &str, figure: f64, unit: &str, met: bool, wanted: &str) {
    println!("{} {what}: {figure:.2} {unit} ({wanted})", if met { "met    " } else { "NOT MET" });
}

fn main() {
    if let Ok(role) = std::env::var(server::ROLE) {
        return server::run(&role);
    }
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it starts
    }
    let fixed = std::env::var("FIXSYNC_US").is_ok();
    let secs = Duration::from_secs(setting("ZHANGGUI_SECS", 3));
    let messages = Messages::sign(Api::V2, usize::try_from(secs.as_secs()).unwrap() * 25_000);
    let prepared = shop::prepare(&messages);
    println!(
        "{CONNECTIONS} keep-alive connections, {} s, {} orders, flush: {}",
        secs.as_secs(),
        messages.len(),
        if fixed { "fixed" } else { "this disk" }
    );
    let by_v2 = crowd(&messages, &prepared, secs, fixed);
    crowd_of_v3(secs, by_v2);
    crowd_on_server(&messages, &prepared, secs, by_v2);
    alone(&messages, &prepared, secs);
    index_cost(&messages, &prepared, secs);
    flood(&messages, &prepared);
    ready();
}

/// Many at once: how many a second.
fn crowd(messages: &Messages, prepared: &std::path::Path, secs: Duration, fixed: bool) -> f64 {
    let before = bare::rate();
    let ours = measure(Handler::ours(prepared), messages, CONNECTIONS, secs, "ours");
    let between = bare::rate();
    let peer = Handler::peer().map(|peer| {
        let peer = measure(peer, messages, CONNECTIONS, secs, "peer");
        (peer, bare::rate())
    });
    let floor = f64::midpoint(before, between);
    println!("        bare SQLite, one notification a transaction: {before:.0}/s before, {between:.0}/s after");
    let times = ours.per_sec / floor;
    if fixed {
        mark("rate, times bare SQLite", times, "x", times >= 27.0, "wanted: 27, aim 35");
        mark("p99", ours.p99_ms, "ms", ours.p99_ms <= 15.0, "wanted: at most 15");
    } else {
        println!("        rate, times bare SQLite: {times:.2}");
        mark("CPU for each", ours.cpu_us, "us", ours.cpu_us <= 35.0, "wanted: at most 35");
    }
    if let Some((peer, after)) = peer {
        println!("        bare SQLite after the peer: {after:.0}/s");
        let times = ours.per_sec / peer.per_sec;
        mark("rate, times the peer", times, "x", fixed || times >= 2.5, "wanted on a real disk: 2.5");
    }
    ours.per_sec
}

/// The same by API v3, where each is verified with an RSA key and opened before it is read.
fn crowd_of_v3(secs: Duration, by_v2: f64) {
    let messages = Messages::sign(Api::V3, usize::try_from(secs.as_secs()).unwrap() * V3_PER_SEC_MOST);
    let prepared = shop::prepare(&messages);
    let ours = measure(Handler::ours(&prepared), &messages, CONNECTIONS, secs, "ours by API v3");
    println!("        rate by API v3, times that by API v2: {:.2}", ours.per_sec / by_v2);
}

/// The same in a shop whose rows lie on a PostgreSQL server, where there is one.
fn crowd_on_server(messages: &Messages, prepared: &std::path::Path, secs: Duration, in_file: f64) {
    let Some(server) = postgres_server::server() else { return };
    let database = shop::on_server(server, prepared);
    let ours = measure(Handler::ours_on(server, database), messages, CONNECTIONS, secs, "ours on PostgreSQL");
    let times = ours.per_sec / in_file;
    mark("rate on PostgreSQL, times that in a file", times, "x", times >= 0.7, "wanted: at least 0.7");
}

/// What one run showed.
struct Figures {
    per_sec: f64,
    p99_ms: f64,
    cpu_us: f64,
}

fn measure(mut handler: Handler, messages: &Messages, connections: usize, secs: Duration, name: &str) -> Figures {
    let cpu = handler.cpu_secs();
    let load = Load::run(handler.port, &handler.path, messages, connections, secs);
    let cpu = handler.cpu_secs() - cpu;
    let lost = handler.end_and_count_lost(&load.acked);
    let acked = load.acked.len().max(1) as f64;
    let figures =
        Figures { per_sec: acked / load.took.as_secs_f64(), p99_ms: load.millis(0.99), cpu_us: cpu / acked * 1e6 };
    println!(
        "        {name}: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, CPU {:.0} us each, acked {}, refused {}, lost {lost}",
        figures.per_sec,
        load.millis(0.5),
        figures.p99_ms,
        load.millis(0.999),
        figures.cpu_us,
        load.acked.len(),
        load.refused,
    );
    assert_eq!(lost, 0, "an acknowledged message is missing");
    figures
}

/// One at a time: what the door adds to a commit.
fn alone(messages: &Messages, prepared: &std::path::Path, secs: Duration) {
    let mut handler = Handler::ours(prepared);
    let commit = bare::median_ms();
    let load = Load::run(handler.port, &handler.path, messages, 1, secs);
    let commit = f64::midpoint(commit, bare::median_ms());
    let lost = handler.end_and_count_lost(&load.acked);
    let adds = load.millis(0.5) - commit;
    println!("        one connection: p50 {:.2} ms, a bare commit {commit:.2} ms, lost {lost}", load.millis(0.5));
    mark("one notification alone, beyond a bare commit", adds, "ms", adds <= 0.25, "wanted: at most 0.25");
}

/// What the search index adds to a paid notification: the same shop with it and without, by turns, so that whatever else the
/// machine does falls on both.
fn index_cost(messages: &Messages, prepared: &std::path::Path, secs: Duration) {
    const TURNS: usize = 5;
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let one = |handler: fn(&std::path::Path) -> Handler, name: &str| {
        let many = measure(handler(prepared), messages, CONNECTIONS, secs, name);
        let mut alone = handler(prepared);
        let load = Load::run(alone.port, &alone.path, messages, 1, secs);
        assert_eq!(alone.end_and_count_lost(&load.acked), 0, "an acknowledged message is missing");
        [many.cpu_us, 1e6 / many.per_sec, load.millis(0.5) * 1e3]
    };
    let mut turns: [Vec<[f64; 3]>; 2] = Default::default();
    for turn in 0..TURNS {
        // Neither is always the first.
        let order = if turn % 2 == 0 { [0, 1] } else { [1, 0] };
        for which in order {
            let (handler, name): (fn(&std::path::Path) -> Handler, _) =
                if which == 0 { (Handler::ours, "with the index") } else { (Handler::ours_unindexed, "without it") };
            turns[which].push(one(handler, name));
        }
    }
    for (at, what) in ["CPU for each", "time for each of many", "one alone"].into_iter().enumerate() {
        let of = |which: usize| middle(turns[which].iter().map(|turn| turn[at]).collect());
        let (with, without) = (of(0), of(1));
        let times = with / without;
        println!("        {what}: {with:.1} us with the index, {without:.1} us without");
        mark(&format!("the index, {what}"), times, "x", times <= 1.1, "wanted: at most 1.10");
    }
}

/// Honest messages among forgeries.
fn flood(messages: &Messages, prepared: &std::path::Path) {
    let secs = Duration::from_secs(setting("ZHANGGUI_FLOOD_SECS", 5));
    let mut handler = Handler::ours(prepared);
    let before = handler.rows();
    let load = load::flooded(handler.port, &handler.path, messages, FLOOD_PER_SEC, secs);
    let (log, rows) = (handler.log_bytes(), handler.rows());
    let lost = handler.end_and_count_lost(&load.honest.acked);
    let extra = rows.saturating_sub(before).saturating_sub(load.honest.acked.len());
    println!(
        "        forged {:.0}/s for {} s, honest {} acked, lost {lost}; rows of forgeries {extra} (kept samples), log {} KiB",
        load.forged as f64 / secs.as_secs_f64(),
        secs.as_secs(),
        load.honest.acked.len(),
        log / 1024,
    );
    let p99 = load.honest.millis(0.99);
    mark("honest p99 in a flood", p99, "ms", p99 <= 100.0, "wanted: at most 100");
    mark("forgeries that were believed", load.believed as f64, "", load.believed == 0, "wanted: 0");
    mark("log of the flood", log as f64 / 1024.0, "KiB", log <= 2 << 20, "wanted: at most 2048");
}

/// Killed with a big shop, and open again.
fn ready() {
    let big = shop::big(setting("ZHANGGUI_ORDERS", 100_000));
    let mut slowest = Duration::ZERO;
    for _ in 0..5 {
        let handler = Handler::ours(&big);
        slowest = slowest.max(handler.killed_and_ready_again());
    }
    let millis = slowest.as_secs_f64() * 1e3;
    mark("ready after kill -9", millis, "ms", millis <= 500.0, "wanted: at most 500, slowest of five");
}
