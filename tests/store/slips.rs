//! Packing slips that were printed: kept with their time, counted, and no excuse for a parcel of which something is still to go.

use crate::world::*;
use zhanggui::domain::{Order, OrderNo, PaperSize, Parcel, ProductId, Quantity, ShipKind};
use zhanggui::store::{NewParcel, OrderWord, Shipping, SlipPrint, ToShipRow};

fn paid(shop: &World, pieces: u32) -> Order {
    let order = shop.store.place_order(shop.new_order(&[("coffee", pieces)]), NOON).wait().unwrap();
    shop.asks_to_pay(&order.order_no);
    shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order)));
    order
}

fn keeps(shop: &World, orders: &[&OrderNo], paper: PaperSize, secs: i64) -> usize {
    let orders = orders.iter().map(|order_no| (*order_no).clone()).collect();
    shop.store.keep_slips(orders, paper, NOON.plus(secs)).wait().unwrap()
}

fn row(shop: &World, order: &Order) -> ToShipRow {
    let rows = shop.store.reader().unwrap().to_ship(None, 50).unwrap();
    rows.into_iter().find(|row| row.order_no == order.order_no).unwrap()
}

fn unprinted(shop: &World) -> (u64, Vec<OrderNo>) {
    let reader = shop.store.reader().unwrap();
    let rows = reader.to_ship_unprinted(50).unwrap();
    assert!(rows.iter().all(|row| row.slip_at.is_none() && !row.to_send.lines.is_empty()));
    (reader.count_unprinted().unwrap(), rows.into_iter().map(|row| row.order_no).collect())
}

#[test]
fn a_slip_that_was_printed_is_remembered_and_each_later_one_too() {
    let shop = World::new();
    let (one, two) = (paid(&shop, 1), paid(&shop, 1));
    assert_eq!(unprinted(&shop).0, 2);
    let stranger = OrderNo::parse("SC20991231-00000001").unwrap();
    assert_eq!(keeps(&shop, &[&one.order_no, &stranger], PaperSize::Label, 60), 1, "no order of this shop");
    assert_eq!(row(&shop, &one).slip_at, Some(NOON.plus(60)));
    assert_eq!(row(&shop, &two).slip_at, None);
    assert_eq!(unprinted(&shop), (1, vec![two.order_no.clone()]));
    assert_eq!(keeps(&shop, &[&one.order_no, &two.order_no], PaperSize::A5, 90), 2);
    assert_eq!(unprinted(&shop), (0, Vec::new()));
    let slip = |secs, paper| SlipPrint { printed_at: NOON.plus(secs), paper };
    assert_eq!(shop.order(&one.order_no).slips, [slip(60, PaperSize::Label), slip(90, PaperSize::A5)]);
    assert_eq!(shop.order(&two.order_no).slips, [slip(90, PaperSize::A5)]);
}

#[test]
fn what_is_left_after_a_first_parcel_has_no_slip_yet() {
    let shop = World::new();
    let order = paid(&shop, 3);
    keeps(&shop, &[&order.order_no], PaperSize::A5, 60);
    let parcel = NewParcel {
        parcel: Parcel::new("SF", "SF1234567890123"),
        items: vec![(ProductId::parse("coffee").unwrap(), Quantity::new(1).unwrap())],
    };
    let part = Shipping { kind: ShipKind::Express, parcels: vec![parcel], complete: false, even_refunded: false };
    let seen = shop.order(&order.order_no).version;
    shop.store.ship_order(order.order_no.clone(), seen, part, NOON.plus(100)).wait().unwrap();
    assert_eq!(unprinted(&shop), (1, vec![order.order_no.clone()]), "the slip names what is gone");
    keeps(&shop, &[&order.order_no], PaperSize::A5, 200);
    assert_eq!((unprinted(&shop).0, row(&shop, &order).slip_at), (0, Some(NOON.plus(200))));
}
