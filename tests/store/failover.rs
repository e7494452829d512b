//! The server dies under load and its standby takes over: nothing that was answered is lost, nothing is paid out twice, and the
//! one that died comes back without a second truth.
//!
//! `ZHANGGUI_FAILOVERS=50 cargo test --test store failover -- --nocapture` is the whole campaign.

use crate::{
    at_work::ShopAtWork,
    pair::{Pair, Which},
    world::{NOON, fen},
};
use std::time::{Duration, Instant};
use zhanggui::{
    domain::{Product, ProductFacts, ProductId, ShopId},
    store::{ServerAddress, ServerFault, Store, StoreError, Tuning},
};

const SEATS: usize = 10;
const ROUNDS: usize = 2;
/// Between the moment the standby takes changes and the first answer.
const OWN_GAP: Duration = Duration::from_secs(3);
/// So many answers come between two deaths at least.
const BETWEEN: usize = 60;

fn rounds() -> usize {
    std::env::var("ZHANGGUI_FAILOVERS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

fn open(address: &ServerAddress) -> Result<Store, StoreError> {
    Store::on_server(address, ShopId::main(), Tuning::default())
}

fn coffee(store: &Store) -> Result<(), StoreError> {
    let id = ProductId::parse("coffee").unwrap();
    let (name, facts) = ("挂耳咖啡".to_owned(), ProductFacts::default());
    let product = Product { id, name, price: fen(39_00), stock: 1_000_000, on_sale: true, picture: None, facts };
    store.put_product(product, NOON).wait().map(drop)
}

#[track_caller]
fn fault<T: std::fmt::Debug>(result: Result<T, StoreError>) -> ServerFault {
    match result {
        Err(StoreError::Server(fault)) => fault,
        other => panic!("no fault of a server: {other:?}"),
    }
}

/// How long a death was felt: until the first answer, and of that what was the seats' own.
#[derive(Debug)]
struct Gap {
    promotion: Duration,
    own: Duration,
}

/// One death: the standby takes over, and the dead one comes back twice, first as if it had never died.
fn dies_and_comes_back(pair: &mut Pair, shop: &ShopAtWork, dead: Which) -> Gap {
    shop.after_answers(BETWEEN);
    let killed = Instant::now();
    pair.kill(dead);
    pair.promote(dead.other());
    let promoted = Instant::now();
    let first = shop.after_answers(1);
    let gap = Gap { promotion: promoted.duration_since(killed), own: first.saturating_duration_since(promoted) };

    pair.start_as_it_was(dead);
    let before = count(pair, dead.other());
    shop.after_answers(BETWEEN);
    // Whoever names only the old one is refused; who names both goes on with the new one, in whatever order they stand.
    assert_eq!(fault(open(&pair.address_of(dead, "shop", "shop"))), ServerFault::NoStandby);
    let late = open(&pair.address("shop")).unwrap();
    coffee(&late).unwrap();
    late.close().unwrap();
    assert!(count(pair, dead.other()) > before, "the new one is written to, and the old one is not");
    pair.follow(dead);
    gap
}

fn count(pair: &Pair, which: Which) -> i64 {
    pair.connect(which, "shop").query_one("SELECT commits FROM shop_commits", &[]).unwrap().get(0)
}

#[test]
fn a_server_that_dies_under_load_is_followed_by_its_standby_and_nothing_is_lost() {
    let Some(mut pair) = Pair::start() else { return };
    pair.connect(Which::A, "postgres").batch_execute("CREATE DATABASE shop").unwrap();
    let address = pair.address("shop");
    let seats: Vec<Store> = (0..SEATS).map(|_| open(&address).unwrap()).collect();
    coffee(&seats[0]).unwrap();
    // Two others would send what leaves.
    let hosts = ["counter", "packing"].map(|name| (open(&address).unwrap(), name));
    let (shop, rounds, began) = (ShopAtWork::new(), rounds(), Instant::now());
    let gaps = shop.during(&seats, &hosts, || {
        let deaths = [Which::A, Which::B].into_iter().cycle().take(rounds);
        deaths.map(|dead| dies_and_comes_back(&mut pair, &shop, dead)).collect::<Vec<Gap>>()
    });
    for (round, gap) in gaps.iter().enumerate() {
        println!("death {}: promoted after {:?}, first answer {:?} later", round + 1, gap.promotion, gap.own);
    }
    shop.adds_up(&format!("kills {rounds} in {:.0?}", began.elapsed()), &seats[0].reader().unwrap());
    let longest = gaps.iter().map(|gap| gap.own).max().unwrap_or_default();
    assert!(longest <= OWN_GAP, "{longest:?}");
}

/// Without a standby that has it, nothing is confirmed: it is said, and nobody waits for ever at the door.
#[test]
fn a_server_whose_standby_is_gone_and_one_that_starts_again_are_called_what_they_are() {
    let Some(mut pair) = Pair::start() else { return };
    let make = "CREATE ROLE clerk LOGIN; CREATE DATABASE shop OWNER clerk";
    make.split("; ").for_each(|make| pair.connect(Which::A, "postgres").batch_execute(make).unwrap());
    let address = pair.address_of(Which::A, "clerk", "shop");
    let store = open(&address).unwrap();
    let reader = store.reader().unwrap();
    coffee(&store).unwrap();
    assert_eq!(fault(open(&pair.address_of(Which::B, "clerk", "shop"))), ServerFault::Standby);

    pair.kill(Which::A);
    let dead = fault(coffee(&store));
    assert!(matches!(dead, ServerFault::Lost | ServerFault::Unreachable(_)), "{dead:?}");
    assert!(matches!(fault(reader.products()), ServerFault::Lost | ServerFault::Unreachable(_)));
    pair.start_as_it_was(Which::A);
    pair.must_be_followed(Which::A);
    coffee(&store).unwrap();
    assert_eq!(reader.products().unwrap().len(), 1, "by the connections it had, made anew");

    pair.kill(Which::B);
    pair.must_be_alone(Which::A);
    assert_eq!(fault(open(&address)), ServerFault::NoStandby);
    assert_eq!(reader.products().unwrap().len(), 1, "what is there can be read");
}

/// A commit that only the server itself has, and not its standby, is not confirmed either when its connection breaks and it is
/// asked after.
#[test]
fn what_the_standby_does_not_have_yet_is_not_called_kept() {
    let Some(mut pair) = Pair::start() else { return };
    pair.connect(Which::A, "postgres").batch_execute("CREATE DATABASE shop").unwrap();
    let store = open(&pair.address("shop")).unwrap();
    pair.kill(Which::B);
    pair.must_be_alone(Which::A);
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| coffee(&store));
        let waits = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        let mut client = pair.connect(Which::A, "shop");
        let mut waiting = || client.query(waits, &[]).unwrap().first().map(|row| row.get::<_, i32>(0));
        let first = std::iter::repeat_with(&mut waiting).flatten().next().unwrap();
        let mut ends = pair.connect(Which::A, "shop");
        assert!(ends.query_one("SELECT pg_terminate_backend($1, 5000)", &[&first]).unwrap().get::<_, bool>(0));
        // Over another connection it is asked after, and that waits for the standby as well; or is refused, as this one is now.
        assert!(!answer.is_finished());
        pair.start_as_it_was(Which::B);
        pair.must_be_followed(Which::A);
        answer.join().unwrap().unwrap();
    });
    let there = "SELECT COUNT(*) FROM products";
    assert_eq!(pair.connect(Which::B, "shop").query_one(there, &[]).unwrap().get::<_, i64>(0), 1);
}
