//! Which carrier stands in a row before anyone chooses one: the one of the address, else the one used last.

use crate::world::*;
use zhanggui::domain::{Order, Receiver};
use zhanggui::store::{OrderWord, Shipping, ToShipRow};

fn paid_to(shop: &World, address: &str) -> Order {
    let mut new = shop.new_order(&[("coffee", 1)]);
    new.receiver = Receiver::new("李雷", "13800000000", address).unwrap();
    let order = shop.store.place_order(new, NOON).wait().unwrap();
    shop.asks_to_pay(&order.order_no);
    shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order)));
    order
}

fn ships(shop: &World, order: &Order, carrier: &str, number: &str, secs: i64) {
    let seen = shop.order(&order.order_no).version;
    let (order_no, shipping) = (order.order_no.clone(), Shipping::express(carrier, number));
    shop.store.ship_order(order_no, seen, shipping, NOON.plus(secs)).wait().unwrap();
}

fn row(shop: &World, order: &Order) -> ToShipRow {
    let rows = shop.store.reader().unwrap().to_ship(None, 50).unwrap();
    rows.into_iter().find(|row| row.order_no == order.order_no).unwrap()
}

#[test]
fn the_carrier_of_the_same_address_is_remembered_and_no_other() {
    let shop = World::new();
    let (here, there) = ("云南省昆明市五华区翠湖路 1 号", "广东省广州市海珠区新港中路 397 号");
    let (one, two, three) = (paid_to(&shop, here), paid_to(&shop, there), paid_to(&shop, here));
    assert_eq!(row(&shop, &three).carrier_before, None);
    ships(&shop, &one, "YTO", "YT2212345678901", 10);
    ships(&shop, &two, "STO", "773123456789012", 20);
    assert_eq!(row(&shop, &three).carrier_before.as_deref(), Some("YTO"));
    assert_eq!(shop.order(&three.order_no).carrier_before.as_deref(), Some("YTO"), "the form says the same");
    let elsewhere = paid_to(&shop, "浙江省杭州市西湖区文三路 90 号");
    assert_eq!(row(&shop, &elsewhere).carrier_before, None);
}

#[test]
fn the_carrier_used_last_is_the_first_to_choose_from() {
    let shop = World::new();
    let orders: Vec<Order> = (0..3).map(|n| paid_to(&shop, &format!("云南省昆明市翠湖路 {n} 号"))).collect();
    ships(&shop, &orders[0], "ZTO", "73100000000001", 10);
    ships(&shop, &orders[1], "ZTO", "73100000000002", 20);
    ships(&shop, &orders[2], "STO", "773123456789012", 30);
    let carriers = shop.store.reader().unwrap().carriers().unwrap();
    assert_eq!((carriers[0].id.as_str(), carriers[1].id.as_str()), ("STO", "ZTO"));
    let named = shop.store.reader().unwrap().with_usual_carrier(Some("YD".to_owned())).carriers().unwrap();
    assert_eq!((named[0].id.as_str(), named[1].id.as_str()), ("YD", "ZTO"), "the settings name one");
}
