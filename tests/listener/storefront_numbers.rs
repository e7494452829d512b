//! Numbers given out at the door are nearly all chance; should one be taken all the same, another is tried.

use crate::world::*;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use zhanggui::{
    base::env::{Env, Rng, SystemRng},
    listener::{Listener, ListenerSetup},
};

/// A source of chance that gives the same number so many times before it gives others.
pub struct Stuck(pub AtomicUsize);

impl Rng for Stuck {
    fn fill(&self, bytes: &mut [u8]) {
        SystemRng.fill(bytes);
    }

    fn number(&self) -> u64 {
        let left = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left.is_ok() { 7 } else { SystemRng.number() }
    }
}

/// A shop whose numbers are the same until somebody says otherwise.
pub fn stuck() -> (World, Arc<Stuck>) {
    let mut shop = World::new();
    shop.listener.take().unwrap().stop();
    let rng = Arc::new(Stuck(AtomicUsize::new(usize::MAX)));
    let env = Env { clock: shop.clock.clone(), rng: rng.clone() };
    let listener = Listener::start(ListenerSetup { env, ..shop.setup("127.0.0.1:0".parse().unwrap()) }).unwrap();
    shop.door = listener.local_addr();
    shop.listener = Some(listener);
    (shop, rng)
}

const ASKED: &str = r#"{"reason":"杯子碎了","contact":"13800000000","amount_fen":100}"#;

#[test]
fn an_order_whose_number_is_taken_gets_another() {
    let (shop, rng) = stuck();
    let token = shop.login(LILEI);
    let first = shop.places_order(&token);
    assert_eq!(first, "SC20260901-0000000000007");
    rng.0.store(3, Ordering::SeqCst);
    let second = shop.places_order(&token);
    assert!(second != first && second.len() == first.len(), "{second}");
    let orders = shop.call("GET", "/orders", &token, "").json();
    assert_eq!(orders["orders"].as_array().unwrap().len(), 2);
}

#[test]
fn where_chance_is_broken_nothing_is_half_done_and_the_buyer_may_try_again() {
    let (shop, rng) = stuck();
    let token = shop.login(LILEI);
    shop.places_order(&token);
    let stock = || shop.reader().products().unwrap().into_iter().find(|it| it.id.as_str() == "coffee").unwrap().stock;
    let before = stock();
    let refused = shop.call("POST", "/orders", &token, ORDER);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (503, Some("try_again")), "{refused:?}");
    assert_eq!(stock(), before, "no pieces are held for an order that is not there");
    rng.0.store(0, Ordering::SeqCst);
    shop.places_order(&token);
}

#[test]
fn a_refund_whose_number_is_taken_gets_another() {
    let (shop, rng) = stuck();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, "4200000000000000000000000001");
    let ask = || shop.call("POST", &format!("/orders/{order_no}/refunds"), &token, ASKED);
    let number = |reply: &crate::http::Reply| reply.json()["refund_no"].as_str().unwrap().to_owned();
    let first = ask();
    assert_eq!((first.status, number(&first).as_str()), (201, "RF20260901-0000000000007"), "{first:?}");
    rng.0.store(4, Ordering::SeqCst);
    let second = ask();
    assert!(second.status == 201 && number(&second) != number(&first), "{second:?}");
}
