//! A buyer who does not want it any more, and one who has got it.

use crate::http::Reply;
use crate::world::*;
use zhanggui::domain::{OrderNo, OrderState, UnixSeconds, UnpaidAnswer};
use zhanggui::events::ShopEvent;
use zhanggui::store::{OrderUpdate, OrderWord, Shipping};

const TRANSACTION: &str = "4200000000202609010000000001";

fn cancel(shop: &World, token: &str, order_no: &str) -> Reply {
    shop.call("POST", &format!("/orders/{order_no}/cancel"), token, "")
}

fn received(shop: &World, token: &str, order_no: &str) -> Reply {
    shop.call("POST", &format!("/orders/{order_no}/received"), token, "")
}

fn stock(shop: &World) -> i64 {
    shop.call("GET", "/products", "", "").json()["products"][0]["stock"].as_i64().unwrap()
}

fn number(order_no: &str) -> OrderNo {
    OrderNo::parse(order_no).unwrap()
}

fn ship(shop: &World, order_no: &str) {
    let parcel = Shipping::express("SF", "SF1234567890");
    shop.store.ship_order(number(order_no), shop.order(order_no).version, parcel, shop.now()).wait().unwrap();
}

#[test]
fn an_order_wechat_never_heard_of_is_cancelled_at_once_and_its_stock_is_free() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(stock(&shop), 998);
    let first = cancel(&shop, &token, &order_no);
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!((first.json()["state"].as_str(), first.json()["cancelling"].as_bool()), (Some("closed"), Some(false)));
    assert_eq!(stock(&shop), 1000);
    assert_eq!(shop.heard(&ShopEvent::OrderChanged(number(&order_no))), 1);
    assert_eq!(cancel(&shop, &token, &order_no), first, "once more is the same");
    assert_eq!(stock(&shop), 1000, "and frees nothing twice");
    assert_eq!(shop.wants_to_pay(&token, &order_no).code(), "order_closed");
}

#[test]
fn an_order_wechat_knows_is_closed_there_first() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    let reply = cancel(&shop, &token, &order_no);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!((reply.json()["state"].as_str(), reply.json()["cancelling"].as_bool()), (Some("to_pay"), Some(true)));
    assert_eq!(stock(&shop), 998, "still held: the buyer may be paying at this moment");
    assert_eq!(shop.heard(&ShopEvent::PaymentCheckDue(number(&order_no))), 1, "the job is woken");
    assert_eq!(shop.reader().due_payments(shop.now(), 10).unwrap().len(), 1);
    assert_eq!(shop.wants_to_pay(&token, &order_no).code(), "order_cancelling", "no new sheet is opened");
    assert_eq!(cancel(&shop, &token, &order_no).json()["cancelling"], true);

    let word = OrderWord::Unpaid(UnpaidAnswer::Closed);
    shop.store
        .record_order_word(
            OrderUpdate { order_no: number(&order_no), word, answer: None, next_ask_at: shop.now() },
            shop.now(),
        )
        .wait()
        .unwrap();
    let after = cancel(&shop, &token, &order_no).json();
    assert_eq!((after["state"].as_str(), after["cancelling"].as_bool()), (Some("closed"), Some(false)));
    assert_eq!(stock(&shop), 1000);
}

#[test]
fn a_payment_that_was_faster_than_the_cancel_wins() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    assert_eq!(cancel(&shop, &token, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    let reply = cancel(&shop, &token, &order_no);
    assert_eq!((reply.status, reply.code().as_str()), (409, "wrong_state"));
    assert_eq!(reply.json()["state"], "to_ship");
    assert_eq!(stock(&shop), 998);
}

#[test]
fn the_buyer_says_that_it_arrived_as_often_as_they_like() {
    let shop = World::new();
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    assert_eq!(received(&shop, &token, &order_no).code(), "wrong_state", "nothing was sent yet");
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    shop.confirm(&order_no, TRANSACTION);
    ship(&shop, &order_no);
    shop.later(3600);
    let first = received(&shop, &token, &order_no);
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(first.json()["state"], "received");
    let arrived = UnixSeconds::new(NOON + 3600).to_rfc3339();
    assert_eq!(first.json()["received_at"], arrived.as_str());
    shop.later(3600);
    assert_eq!(received(&shop, &token, &order_no).json()["received_at"], arrived.as_str());
    assert_eq!(shop.state(&order_no), OrderState::Received);
}

#[test]
fn nobody_cancels_or_receives_what_is_not_theirs() {
    let shop = World::new();
    let (lilei, han) = (shop.login(LILEI), shop.login(HAN));
    let order_no = shop.places_order(&lilei);
    for there in [order_no.as_str(), "SC20260901-00000000", "%20", "a%00b", "..%2f..%2fhealthz"] {
        for reply in [cancel(&shop, &han, there), received(&shop, &han, there)] {
            assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{there}");
        }
    }
    for reply in [cancel(&shop, "", &order_no), received(&shop, "", &order_no)] {
        assert_eq!((reply.status, reply.code().as_str()), (401, "not_logged_in"));
    }
    assert_eq!(shop.state(&order_no), OrderState::ToPay);
}
