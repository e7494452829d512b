//! Of several seats of a shop one works. When it dies another one does within ten seconds, and what the dead one believed is
//! refused where it would leave.

use crate::{
    server::{Server, server},
    world::{NOON, fen, refused},
};
use std::time::{Duration, Instant};
use zhanggui::{
    domain::{OrderNo, Product, ProductFacts, ProductId, ShopId},
    jobs::{LOOK_EVERY, POLL_EVERY},
    store::{HostChange, Refusal, Store, Tuning, WindowHere},
};

/// The server gives a line up that says nothing for so long.
const MISSED_AFTER: Duration = Duration::from_secs(6);

fn seats(server: &Server) -> (String, [Store; 2]) {
    let name = server.made();
    let seats = [(); 2].map(|()| Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap());
    (name, seats)
}

fn looks(store: &Store, seat: &str) -> HostChange {
    let turn = store.look_for_host(seat, NOON).unwrap();
    if turn == HostChange::Became {
        store.begin_to_work();
    }
    turn
}

fn sells(store: &Store, id: &str) {
    let id = ProductId::parse(id).unwrap();
    let product = Product {
        name: id.as_str().to_owned(),
        id,
        price: fen(39_00),
        stock: 7,
        on_sale: true,
        picture: None,
        facts: ProductFacts::default(),
    };
    store.put_product(product, NOON).wait().unwrap();
}

/// What the store says when something is about to leave of an order that is not there.
fn sends(store: &Store) -> Refusal {
    let nobodys = OrderNo::parse("SC20260901-00000099").unwrap();
    refused(store.begin_report(nobodys, NOON).wait())
}

/// The connection that holds the lock ends, as with a computer that lost its power.
fn dies(server: &Server, name: &str) {
    let holder = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = $1)";
    assert_eq!(server.connect("postgres").query(holder, &[&name]).unwrap().len(), 1);
    let gone = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = $1)";
    let mut client = server.connect("postgres");
    while client.query_one(gone, &[&name]).unwrap().get::<_, i64>(0) > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn one_of_two_seats_works_and_the_other_sends_nothing() {
    let Some(server) = server() else { return };
    let (_, [counter, packing]) = seats(server);
    assert_eq!((looks(&counter, "counter"), looks(&packing, "packing")), (HostChange::Became, HostChange::Same));
    assert_eq!((looks(&counter, "counter"), looks(&packing, "packing")), (HostChange::Same, HostChange::Same));
    assert_eq!((counter.is_host(), packing.is_host()), (true, false));
    assert_eq!((sends(&counter), sends(&packing)), (Refusal::NotFound, Refusal::NotHost));
    let host = packing.reader().unwrap().host().unwrap().unwrap();
    assert_eq!((host.epoch, host.seat.as_str()), (1, "counter"), "it knows who does");
}

#[test]
fn a_seat_that_dies_is_followed_within_ten_seconds_and_sends_nothing_any_more() {
    let Some(server) = server() else { return };
    let (name, [counter, packing]) = seats(server);
    looks(&counter, "counter");
    looks(&packing, "packing");
    dies(server, &name);
    assert!(MISSED_AFTER + LOOK_EVERY <= Duration::from_secs(10));
    assert_eq!(looks(&packing, "packing"), HostChange::Became, "at its next look");
    // The other one does not know yet, and is stopped by its number.
    assert!(counter.is_host());
    assert_eq!((sends(&counter), sends(&packing)), (Refusal::NotHost, Refusal::NotFound));
    assert_eq!(looks(&counter, "counter"), HostChange::Lost);
    assert_eq!((counter.is_host(), looks(&counter, "counter")), (false, HostChange::Same));
    assert_eq!(packing.reader().unwrap().host().unwrap().unwrap().epoch, 2);
}

#[test]
fn a_seat_that_is_closed_makes_room_at_once() {
    let Some(server) = server() else { return };
    let (_, [counter, packing]) = seats(server);
    looks(&counter, "counter");
    assert_eq!(looks(&packing, "packing"), HostChange::Same);
    counter.close().unwrap();
    let took = (0..1_000).find(|_| looks(&packing, "packing") == HostChange::Became);
    assert!(took.is_some());
    // One that could not take it after all gives it back.
    packing.give_host_up();
    assert_eq!((packing.is_host(), sends(&packing)), (false, Refusal::NotHost));
}

#[test]
fn what_another_seat_changes_is_heard_and_ones_own_changes_are_not() {
    let Some(server) = server() else { return };
    let (_, [counter, packing]) = seats(server);
    let mut watch = packing.watch_elsewhere("b".repeat(32)).unwrap().unwrap();
    let mut hears = || watch.look(&WindowHere::default(), Instant::now()).unwrap().changed;
    assert!(!hears());
    let before = packing.changes();
    sells(&counter, "tea");
    assert!(hears());
    assert!(packing.changes() > before, "what was read before is read again");
    assert!(!hears(), "once");
    sells(&packing, "coffee");
    assert!(!hears());
    sells(&counter, "pot");
    sells(&packing, "cup");
    assert!(hears());
    assert!(POLL_EVERY < Duration::from_millis(500), "which is half a second at most");
}

#[test]
fn a_shop_in_a_file_has_one_seat_and_it_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).unwrap();
    assert!(store.is_host() && !store.has_seats() && store.watch_elsewhere("a".repeat(32)).unwrap().is_none());
    assert_eq!((looks(&store, "counter"), sends(&store)), (HostChange::Same, Refusal::NotFound));
    store.give_host_up();
    assert!(store.is_host());
}
