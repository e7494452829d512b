//! What one buyer may take of the shop, counted in the file: nobody fills the disk or holds the stock alone.

use crate::http::Reply;
use crate::world::*;
use zhanggui::domain::{BuyerLimits, OrderNo, UnpaidAnswer};
use zhanggui::listener::Listener;
use zhanggui::store::{OrderUpdate, OrderWord};
use zhanggui::wechat::{GatewayError, NoAnswer};

const TRANSACTION: &str = "4200000000202609010000000001";
const DAY: i64 = 24 * 3600;

fn limits(orders: u32, open_unpaid_pieces: u32) -> BuyerLimits {
    BuyerLimits { orders, open_unpaid_pieces, ..BuyerLimits::NONE }
}

fn order(shop: &World, token: &str) -> Reply {
    shop.call("POST", "/orders", token, ORDER)
}

fn cancel(shop: &World, token: &str, placed: &Reply) {
    let path = format!("/orders/{}/cancel", placed.json()["order_no"].as_str().unwrap());
    assert_eq!(shop.call("POST", &path, token, "").status, 200);
}

#[test]
fn a_days_orders_are_counted_also_the_cancelled_ones_and_over_a_restart() {
    let mut shop = World::limited(limits(3, u32::MAX));
    let (token, other) = (shop.login(LILEI), shop.login(HAN));
    let key = [("Idempotency-Key", "the-first")];
    let first = shop.call_with("POST", "/orders", &token, ORDER, &key);
    cancel(&shop, &token, &first);
    for _ in 0..2 {
        cancel(&shop, &token, &order(&shop, &token));
    }
    let fourth = order(&shop, &token);
    assert_eq!((fourth.status, fourth.code().as_str()), (429, "orders_used_up"));
    assert_eq!(fourth.json()["detail"], "今天下单次数已达上限，请明天再来。");
    let again = shop.call_with("POST", "/orders", &token, ORDER, &key);
    assert_eq!((again.status, &again.json()["order_no"]), (201, &first.json()["order_no"]), "what was placed before");
    shop.listener.take().unwrap().stop();
    let listener = Listener::start(shop.setup("127.0.0.1:0".parse().unwrap())).unwrap();
    shop.door = listener.local_addr();
    assert_eq!(order(&shop, &token).code(), "orders_used_up", "another login or a restart changes nothing");
    assert_eq!(order(&shop, &shop.login(LILEI)).code(), "orders_used_up");
    assert_eq!(order(&shop, &other).status, 201, "another buyer is another buyer");
    shop.later(DAY);
    assert_eq!(order(&shop, &token).status, 201, "tomorrow is another day");
}

#[test]
fn a_refused_order_is_not_counted() {
    let shop = World::limited(limits(2, u32::MAX));
    let token = shop.login(LILEI);
    let too_many = ORDER.replace("\"coffee\",\"quantity\":2", "\"pot\",\"quantity\":3");
    for _ in 0..5 {
        assert_eq!(shop.call("POST", "/orders", &token, &too_many).code(), "out_of_stock");
    }
    assert_eq!((order(&shop, &token).status, order(&shop, &token).status), (201, 201));
}

#[test]
fn one_buyer_holds_so_many_pieces_unpaid_and_paying_or_cancelling_frees_them() {
    let shop = World::limited(limits(u32::MAX, 5));
    let (token, other) = (shop.login(LILEI), shop.login(HAN));
    let placed = [order(&shop, &token), order(&shop, &token)];
    let third = order(&shop, &token);
    assert_eq!((third.status, third.code().as_str(), third.json()["left"].as_u64()), (429, "unpaid_pieces", Some(1)));
    assert_eq!(order(&shop, &other).status, 201);
    cancel(&shop, &token, &placed[0]);
    assert_eq!(order(&shop, &token).status, 201);
    let order_no = placed[1].json()["order_no"].as_str().unwrap().to_owned();
    assert_eq!(shop.wants_to_pay(&token, &order_no).status, 200);
    assert_eq!(order(&shop, &token).code(), "unpaid_pieces", "a sheet that is open is not paid");
    shop.confirm(&order_no, TRANSACTION);
    assert_eq!(order(&shop, &token).status, 201);
}

/// Each tap asks WeChat for another prepay, as long as it gives none, and keeps what was said.
#[test]
fn whoever_asks_for_payment_sheets_for_ever_is_told_to_stop() {
    let shop = World::limited(limits(2, u32::MAX));
    let token = shop.login(LILEI);
    let order_no = shop.places_order(&token);
    let no_answer = || Err(GatewayError::NoAnswer(NoAnswer::Broken("deadline".to_owned())));
    shop.gateway.script.lock().unwrap().extend(std::iter::repeat_with(no_answer).take(20));
    let tap = |_| shop.wants_to_pay(&token, &order_no);
    let refused = (0..20).map(tap).find(|reply| reply.status != 503).expect("a limit");
    assert_eq!((refused.status, refused.code().as_str()), (429, "payments_used_up"));
    assert_eq!(shop.gateway.asked.lock().unwrap().len(), 6, "three sheets for each order of a day");
}

/// A buyer who says "cancel" a thousand times while WeChat gives no answer does not have it asked a thousand times.
#[test]
fn a_cancel_that_is_repeated_writes_nothing_and_asks_nothing() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let token = shop.login(LILEI);
    let path = format!("/orders/{order_no}/cancel");
    assert_eq!(shop.call("POST", &path, &token, "").status, 200);
    let (no, now) = (OrderNo::parse(&order_no).unwrap(), shop.now());
    shop.store
        .record_order_word(
            OrderUpdate {
                order_no: no,
                word: OrderWord::Unpaid(UnpaidAnswer::NoAnswer),
                answer: None,
                next_ask_at: now.plus(60),
            },
            now,
        )
        .wait()
        .unwrap();
    let before = shop.order(&order_no);
    shop.later(1);
    for _ in 0..10 {
        assert_eq!(shop.call("POST", &path, &token, "").status, 200);
    }
    assert_eq!(shop.order(&order_no), before);
    assert!(shop.reader().due_payments(shop.now(), 10).unwrap().is_empty(), "asked when it was to be");
    shop.later(60);
    assert_eq!(shop.reader().due_payments(shop.now(), 10).unwrap().len(), 1);
}
