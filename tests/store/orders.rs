//! Orders: priced by us, stock held, one key one order, shipped once.

use crate::world::*;
use zhanggui::domain::{OrderState, Parcel, PaymentState, Product, ProductId, UnixSeconds, UnpaidAnswer};
use zhanggui::store::{OrderFilter, OrderMoved, OrderWord, Page, Refusal, Shipping, TextPart, WebhookSecrets};

fn shipping() -> Shipping {
    Shipping::express("SF", "SF1234567890")
}

#[test]
fn an_order_is_priced_from_our_products_and_holds_its_stock() {
    let shop = World::new();
    let order = shop.places(&[("coffee", 2), ("pot", 1)]);
    assert_eq!(order.total, fen(2 * 39_00 + 128_00));
    assert_eq!((shop.stock("coffee"), shop.stock("pot")), (998, 1));
    let detail = shop.order(&order.order_no);
    assert_eq!(detail.row.items, "挂耳咖啡 ×2, 手冲壶");
    assert_eq!((detail.row.state, detail.payment), (OrderState::ToPay, PaymentState::Unsent));
    assert_eq!(detail.history.len(), 2);
}

#[test]
fn nothing_is_sold_that_is_not_there() {
    let shop = World::new();
    let wanted = shop.new_order(&[("coffee", 1), ("pot", 3)]);
    let refusal = refused(shop.store.place_order(wanted, NOON).wait());
    assert_eq!(refusal, Refusal::OutOfStock { name: "手冲壶".to_owned(), left: 2 });
    assert_eq!(shop.stock("coffee"), 1000, "a refused order takes nothing");
    let nothing = ProductId::parse("nothing").unwrap();
    let wanted = shop.new_order(&[("nothing", 1)]);
    assert_eq!(refused(shop.store.place_order(wanted, NOON).wait()), Refusal::NotOnSale(nothing));
    let off = Product {
        id: ProductId::parse("pot").unwrap(),
        name: "手冲壶".to_owned(),
        price: fen(1),
        stock: 9,
        on_sale: false,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    shop.store.put_product(off, NOON).wait().unwrap();
    let wanted = shop.new_order(&[("pot", 1)]);
    assert!(matches!(refused(shop.store.place_order(wanted, NOON).wait()), Refusal::NotOnSale(_)));
}

#[test]
fn orders_that_make_no_sense_are_refused() {
    let shop = World::new();
    shop.sells("free", "赠品", 0, 10);
    for (items, part) in [
        (&[][..], TextPart::Items),
        (&[("coffee", 1), ("coffee", 2)], TextPart::Items),
        (&[("free", 1)], TextPart::Total),
    ] {
        let wanted = shop.new_order(items);
        assert_eq!(refused(shop.store.place_order(wanted, NOON).wait()), Refusal::Text(part));
    }
    let mut wanted = shop.new_order(&[("coffee", 1)]);
    wanted.note = "字".repeat(200);
    shop.store.place_order(wanted.clone(), NOON).wait().expect("200 characters fit, however many bytes they are");
    wanted.note.push('字');
    assert_eq!(refused(shop.store.place_order(wanted, NOON).wait()), Refusal::Text(TextPart::Note));
}

#[test]
fn a_repeated_tap_is_one_order() {
    let shop = World::new();
    let mut wanted = shop.new_order(&[("coffee", 2)]);
    wanted.idempotency_key = Some("tap-1".to_owned());
    let first = shop.store.place_order(wanted.clone(), NOON).wait().unwrap();
    let mut again = shop.new_order(&[("coffee", 2)]);
    again.idempotency_key = Some("tap-1".to_owned());
    assert_eq!(shop.store.place_order(again, NOON.plus(5)).wait().unwrap(), first);
    assert_eq!(shop.stock("coffee"), 998);
    let mut other = shop.new_order(&[("coffee", 3)]);
    other.idempotency_key = Some("tap-1".to_owned());
    assert_eq!(refused(shop.store.place_order(other.clone(), NOON).wait()), Refusal::KeyReused);
    other.openid = openid("oAnotherBuyer");
    shop.store.place_order(other, NOON).wait().expect("a key belongs to one buyer");
    wanted.idempotency_key = None;
    assert_eq!(refused(shop.store.place_order(wanted, NOON).wait()), Refusal::NumberTaken);
}

#[test]
fn an_order_ships_once_and_only_when_it_is_paid() {
    let shop = World::new();
    let unpaid = shop.order_to_pay(1);
    let send = |order_no: &zhanggui::domain::OrderNo, seen| {
        shop.store.ship_order(order_no.clone(), seen, shipping(), NOON.plus(200)).wait()
    };
    assert_eq!(refused(send(&unpaid.order_no, 1)), Refusal::State(OrderState::ToPay.into()));
    let paid = shop.paid_order(1);
    let seen = shop.order(&paid.order_no).version;
    send(&paid.order_no, seen).unwrap();
    assert_eq!(refused(send(&paid.order_no, seen)), Refusal::Stale, "the second click was made on an older picture");
    let detail = shop.order(&paid.order_no);
    assert_eq!((detail.parcel, detail.shipped_at), (Some(Parcel::new("SF", "SF1234567890")), Some(NOON.plus(200))));
    assert_eq!(detail.row.state, OrderState::Shipped);
    assert!(!detail.row.unseen, "whoever ships an order has seen it");
}

#[test]
fn a_parcel_is_received_by_its_buyer() {
    let shop = World::new();
    let order = shop.paid_order(1);
    let receive = |who: &str| shop.store.receive_order(order.order_no.clone(), openid(who), NOON.plus(300)).wait();
    assert_eq!(refused(receive(LILEI)), Refusal::State(OrderState::ToShip.into()));
    let seen = shop.order(&order.order_no).version;
    shop.store.ship_order(order.order_no.clone(), seen, shipping(), NOON.plus(200)).wait().unwrap();
    assert_eq!(refused(receive("oStranger")), Refusal::NotFound);
    receive(LILEI).unwrap();
    receive(LILEI).expect("saying it twice changes nothing");
    assert_eq!(shop.state(&order.order_no), OrderState::Received);
}

#[test]
fn what_the_owner_has_seen_stays_seen_and_keeps_clicks_fresh() {
    let shop = World::new();
    let (first, second, third) = (shop.paid_order(1), shop.paid_order(2), shop.paid_order(3));
    assert_eq!(shop.reader.unseen(10).unwrap().len(), 3);
    let version = shop.order(&first.order_no).version;
    shop.store.mark_seen(vec![first.order_no.clone()], NOON).wait().unwrap();
    shop.store.mark_seen(vec![first.order_no.clone()], NOON).wait().unwrap();
    assert_eq!(shop.reader.counts(NOON).unwrap().unseen, 2);
    assert_eq!(shop.order(&first.order_no).version, version, "looking makes no click stale");
    shop.store.mark_seen(Vec::new(), NOON).wait().unwrap();
    assert_eq!(shop.reader.counts(NOON).unwrap().unseen, 0);
    for order in [second, third] {
        assert!(!shop.order(&order.order_no).row.unseen);
    }
}

#[test]
fn a_closed_order_gives_its_stock_back_once() {
    let shop = World::new();
    let order = shop.places(&[("coffee", 5), ("pot", 2)]);
    shop.asks_to_pay(&order.order_no);
    assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed)), OrderMoved::Closed);
    assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed)), OrderMoved::Same);
    assert_eq!((shop.stock("coffee"), shop.stock("pot")), (1000, 2));
    assert_eq!(shop.state(&order.order_no), OrderState::Closed);
}

#[test]
fn an_order_nobody_paid_for_comes_up_when_its_time_is_over() {
    let shop = World::new();
    let order = shop.places(&[("pot", 2)]);
    assert!(shop.reader.due_payments(NOON.plus(1799), 10).unwrap().is_empty());
    let due = shop.reader.due_payments(NOON.plus(1800), 10).unwrap();
    assert_eq!(due.first().map(|due| (&due.order_no, due.state)), Some((&order.order_no, PaymentState::Unsent)));
    shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    assert_eq!(shop.stock("pot"), 2);
    assert!(shop.reader.due_payments(NOON.plus(99_999), 10).unwrap().is_empty());
}

#[test]
fn a_session_lives_until_its_hour_and_hooks_are_made_once() {
    let shop = World::new();
    let token = [7; 32];
    shop.store.open_session(openid(LILEI), token, NOON.plus(60), NOON).wait().unwrap();
    assert_eq!(shop.reader.session(&token, NOON.plus(59)).unwrap(), Some(openid(LILEI)));
    assert_eq!(shop.reader.session(&token, NOON.plus(60)).unwrap(), None);
    let webhook_secrets = |c: &str| WebhookSecrets { pay: c.repeat(32), refund: c.repeat(32), push: c.repeat(32) };
    assert_eq!(shop.reader.webhook_secrets().unwrap(), None);
    assert_eq!(shop.store.webhook_secrets(webhook_secrets("a"), NOON).wait().unwrap(), webhook_secrets("a"));
    assert_eq!(shop.store.webhook_secrets(webhook_secrets("b"), NOON).wait().unwrap(), webhook_secrets("a"));
}

#[test]
fn counts_follow_the_rows_and_today_is_a_day_in_beijing() {
    let shop = World::new();
    shop.order_to_pay(1);
    shop.paid_order(2);
    let counts = shop.reader.counts(NOON).unwrap();
    assert_eq!((counts.orders, counts.to_pay, counts.to_ship, counts.unseen), (2, 1, 1, 1));
    assert_eq!(counts.today, fen(78_00));
    let midnight = UnixSeconds::parse_compact("20260902000000").unwrap();
    assert_eq!(shop.reader.counts(midnight.plus(-1)).unwrap().today, fen(78_00));
    assert_eq!(shop.reader.counts(midnight).unwrap().today, fen(0));
    assert_eq!(shop.reader.orders(OrderFilter::ToShip, &Page::Newest, 10).unwrap().len(), 1);
}
