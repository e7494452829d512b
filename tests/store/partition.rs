//! The line between a seat and the server is cut, or breaks in the middle of anything: what was answered is there, what was not is
//! there once or not at all, and of two seats that each believe they work one sends.
//!
//! `ZHANGGUI_CUTS=1,30,300 cargo test --test store partition -- --nocapture` cuts it for so many seconds each.

use crate::{
    at_work::ShopAtWork,
    server::server,
    wire::{Way, Wire},
    world::{NOON, World, fen},
};
use std::{
    thread,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{Product, ProductFacts, ProductId, ShopId},
    store::{HostChange, ServerAddress, Store, StoreError, Tuning},
};

/// Too short for anybody to miss the host, and long enough.
const CUTS: &str = "1,8";
/// A host that is cut off is followed within this.
const FOLLOWED: Duration = Duration::from_secs(10);
/// The server misses it after this, so that a shorter cut changes nothing.
const MISSED: u64 = 6;
/// The line breaks at so many places of an intent, each way.
const PLACES: i64 = 60;

fn cuts() -> Vec<u64> {
    let cuts = std::env::var("ZHANGGUI_CUTS").unwrap_or_else(|_| CUTS.to_owned());
    cuts.split(',').map(|secs| secs.trim().parse().expect("seconds")).collect()
}

fn open(address: &ServerAddress) -> Store {
    Store::on_server(address, ShopId::main(), Tuning::default()).unwrap()
}

fn product(id: &str, stock: u32) -> Product {
    let id = ProductId::parse(id).unwrap();
    let (name, facts) = (id.as_str().to_owned(), ProductFacts::default());
    Product { id, name, price: fen(39_00), stock, on_sale: true, picture: None, facts }
}

/// Cuts a line for so long.
fn cut(wire: &Wire, secs: u64) -> Instant {
    let began = Instant::now();
    wire.is_cut();
    thread::sleep(Duration::from_secs(secs));
    wire.is_mended();
    began
}

#[test]
fn a_host_that_is_cut_off_is_followed_and_sends_nothing_when_its_line_is_mended() {
    let Some(server) = server() else { return };
    let name = server.made();
    let (to_host, to_seat) = (Wire::to(&server.socket()), Wire::to(&server.socket()));
    let mut seats: Vec<Store> = (0..3).map(|_| open(&server.address(&name))).collect();
    seats.push(open(&to_seat.address(&name)));
    seats[0].put_product(product("coffee", 1_000_000), NOON).wait().unwrap();
    let hosts = [(open(&to_host.address(&name)), "counter"), (open(&server.address(&name)), "packing")];
    assert_eq!(hosts[0].0.look_for_host("counter", NOON).unwrap(), HostChange::Became);
    hosts[0].0.begin_to_work();

    let (shop, cuts) = (ShopAtWork::new(), cuts());
    let mut longest = Duration::ZERO;
    shop.during(&seats, &hosts, || {
        for secs in &cuts {
            shop.after_answers(40);
            // Whoever works is cut off by its own line only: the counter.
            let counter_works = hosts[0].0.is_host();
            let began = cut(&to_host, *secs);
            if counter_works && *secs > MISSED {
                let patience = Instant::now();
                let took = loop {
                    if let Some(took) = shop.took_over("packing").filter(|took| *took > began) {
                        break took - began;
                    }
                    assert!(patience.elapsed() < FOLLOWED, "nobody took the shop over");
                    thread::sleep(Duration::from_millis(10));
                };
                longest = longest.max(took);
                println!("the host was cut off for {secs} s; the next one worked after {took:.1?}");
            }
            shop.after_answers(20);
            cut(&to_seat, *secs);
            shop.after_answers(20);
            // The next cut shall meet a host again.
            if !hosts[0].0.is_host() {
                hosts[1].0.give_host_up();
            }
        }
    });
    shop.adds_up(&format!("cuts of {cuts:?} s to the host and to a seat"), &seats[0].reader().unwrap());
    assert!(longest <= FOLLOWED, "{longest:?}");
}

#[test]
fn seats_whose_clocks_are_an_hour_apart_lose_nothing_and_send_nothing_twice() {
    let Some(server) = server() else { return };
    for apart in [3_600, -3_600] {
        let name = server.made();
        let seats: Vec<Store> = (0..4).map(|_| open(&server.address(&name))).collect();
        seats[0].put_product(product("coffee", 1_000_000), NOON).wait().unwrap();
        let shop = ShopAtWork::apart(apart);
        let hosts = [(open(&server.address(&name)), "counter")];
        shop.during(&seats, &hosts, || {
            shop.after_answers(100);
        });
        shop.adds_up(&format!("clocks apart by {apart} s"), &seats[0].reader().unwrap());
    }
}

/// What is written at once: an order of two kinds of goods.
fn order(world: &World) -> Result<(), StoreError> {
    world.store.place_order(world.new_order(&[("coffee", 1), ("pot", 1)]), NOON).wait().map(drop)
}

#[test]
fn a_line_that_breaks_anywhere_in_an_intent_or_its_answers_keeps_it_once_or_not_at_all() {
    let Some(server) = server() else { return };
    let name = server.made();
    let wire = Wire::to(&server.socket());
    let store = open(&wire.address(&name));
    for id in ["coffee", "pot"] {
        store.put_product(product(id, 100_000), NOON).wait().unwrap();
    }
    let world = World::at_with(store, tempfile::tempdir().unwrap(), 1);
    let there = || -> i64 { server.connect(&name).query_one("SELECT COUNT(*) FROM orders", &[]).unwrap().get(0) };
    let kept = || -> i64 { server.connect(&name).query_one("SELECT commits FROM shop_commits", &[]).unwrap().get(0) };
    order(&world).unwrap(); // its statements are prepared
    for way in [Way::ToServer, Way::FromServer] {
        const FAR: i64 = 1 << 40;
        wire.breaks_after(FAR, way);
        order(&world).unwrap();
        let bytes = FAR - wire.holds_again(way);
        assert!(bytes > 1_000, "{way:?}: {bytes}");
        let (mut broken, mut unanswered) = (0, 0);
        for place in 0..PLACES {
            let (before, counted) = (there(), kept());
            wire.breaks_after(bytes * place / PLACES, way);
            let answer = order(&world);
            broken += i32::from(wire.holds_again(way) == i64::MAX);
            let more = there() - before;
            unanswered += i32::from(answer.is_err());
            assert_eq!(
                (more, kept() - counted),
                (i64::from(answer.is_ok()), i64::from(answer.is_ok())),
                "{way:?} {place}: {answer:?}"
            );
            order(&world).unwrap();
        }
        println!("{way:?}: {bytes} bytes, broken at {broken} places of {PLACES}, {unanswered} of them refused");
        assert!(broken >= i32::try_from(PLACES * 9 / 10).unwrap(), "{broken}");
    }
    assert!(world.reader.verify().unwrap().is_sound());
}
