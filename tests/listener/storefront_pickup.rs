//! A buyer who comes for the order: offered by the shop, chosen at ordering, known at the counter by a code.

use crate::{storefront_numbers::stuck, world::*};
use std::sync::{Arc, atomic::Ordering};
use zhanggui::{
    base::env::{Env, Rng, SystemRng},
    domain::{OrderNo, PickupCode, PickupPlace, ShipKind},
    listener::{Listener, ListenerSetup},
    store::Shipping,
};

const TRANSACTION: &str = "4200000000202609010000000001";

/// A shop whose buyers may come, with this source of chance.
fn counter(mut shop: World, rng: Arc<dyn Rng>) -> World {
    shop.listener.take().unwrap().stop();
    let place = PickupPlace { address: "翠湖南路 12 号".to_owned(), hours: "10:00–20:00".to_owned() };
    let env = Env { clock: shop.clock.clone(), rng };
    let setup = ListenerSetup { pickup: Some(place), env, ..shop.setup("127.0.0.1:0".parse().unwrap()) };
    let listener = Listener::start(setup).unwrap();
    shop.door = listener.local_addr();
    shop.listener = Some(listener);
    shop
}

fn pickup_order(note: &str) -> String {
    ORDER.replace("\"note\":\"轻放\"", &format!("\"note\":\"{note}\",\"delivery\":\"pickup\""))
}

fn placed(shop: &World, token: &str, body: &str) -> String {
    let reply = shop.call("POST", "/orders", token, body);
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.json()["order_no"].as_str().unwrap().to_owned()
}

#[test]
fn the_phone_shows_the_code_once_the_order_is_paid_and_when_it_was_picked_up() {
    let shop = counter(World::new(), Arc::new(SystemRng));
    let offer = shop.call("GET", "/products", "", "").json();
    assert_eq!(offer["pickup"], serde_json::json!({"address": "翠湖南路 12 号", "hours": "10:00–20:00"}));
    let token = shop.login(LILEI);
    let order_no = placed(&shop, &token, &pickup_order(""));
    let seen = || shop.call("GET", &format!("/orders/{order_no}"), &token, "").json();
    assert_eq!((seen()["delivery"].as_str(), seen()["pickup"].is_null()), (Some("pickup"), true), "not paid yet");
    assert_eq!(shop.order(&order_no).receiver.address, "翠湖南路 12 号", "nothing is sent to the buyer's own");
    shop.wants_to_pay(&token, &order_no);
    shop.confirm(&order_no, TRANSACTION);
    let code = shop.order(&order_no).pickup.expect("a code");
    let expected = serde_json::json!({"code": code.to_string(), "scan": format!("ZG-{}", code.as_str()),
        "address": "翠湖南路 12 号", "hours": "10:00–20:00", "picked_up_at": null});
    assert_eq!(seen()["pickup"], expected);
    let list = shop.call("GET", "/orders", &token, "").json();
    assert_eq!(list["orders"][0]["pickup"], expected);
    let stranger = shop.login(HAN);
    assert_eq!(shop.call("GET", &format!("/orders/{order_no}"), &stranger, "").status, 404);
    shop.later(60);
    let (number, version) = (OrderNo::parse(&order_no).unwrap(), shop.order(&order_no).version);
    shop.store.ship_order(number, version, Shipping::without_carrier(ShipKind::Pickup), shop.now()).wait().unwrap();
    assert_eq!(seen()["state"], "shipped");
    assert_eq!(seen()["pickup"]["picked_up_at"], "2026-09-01T10:01:00+08:00");
}

#[test]
fn a_repeat_under_the_same_key_is_the_same_order_with_its_first_code() {
    let shop = counter(World::new(), Arc::new(SystemRng));
    let token = shop.login(LILEI);
    let key = [("idempotency-key", "once")];
    let first = shop.call_with("POST", "/orders", &token, &pickup_order(""), &key).json();
    let again = shop.call_with("POST", "/orders", &token, &pickup_order(""), &key);
    assert_eq!((again.status, again.json()), (201, first));
    let sent = ORDER.replace("轻放", "");
    let other = shop.call_with("POST", "/orders", &token, &sent, &key);
    assert_eq!(other.json()["code"], "key_reused", "sent is not picked up");
}

#[test]
fn without_the_shops_offer_nothing_is_picked_up_and_an_unknown_way_is_refused() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let reply = shop.call("POST", "/orders", &token, &pickup_order(""));
    assert_eq!((reply.status, reply.code().as_str()), (409, "no_pickup"));
    assert!(shop.call("GET", "/products", "", "").json()["pickup"].is_null());
    let parcel = pickup_order("").replace("\"pickup\"", "\"parcel\"");
    assert_eq!(shop.order(&placed(&shop, &token, &parcel)).pickup, None);
    let by_drone = pickup_order("").replace("\"pickup\"", "\"drone\"");
    assert_eq!(shop.call("POST", "/orders", &token, &by_drone).code(), "bad_json");
}

#[test]
fn two_orders_never_have_one_code() {
    let (shop, rng) = stuck();
    let shop = counter(shop, rng.clone());
    let token = shop.login(LILEI);
    let code = |note: &str| shop.order(&placed(&shop, &token, &pickup_order(note))).pickup.expect("a code");
    rng.0.store(2, Ordering::SeqCst);
    assert_eq!(code("a"), PickupCode::fresh(7));
    // The same chance again: the code is taken, and both numbers are drawn anew.
    rng.0.store(1, Ordering::SeqCst);
    assert_ne!(code("b"), PickupCode::fresh(7));
}
