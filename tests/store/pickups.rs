//! Orders that are picked up: one code each, one hand-over, told to WeChat once and as what it is.

use crate::world::{World, refused};
use zhanggui::{
    domain::{Order, OrderNo, OrderState, PickupCode, RefundState, ReportState, ReportStep, ShipKind, UnixSeconds},
    store::{NewOrder, OrderMoved, OrderWord, Refusal, ReportUpdate, SearchField, Shipping, StoreError, TextPart},
};

const NOON: UnixSeconds = crate::world::NOON;

fn code(number: u64) -> PickupCode {
    PickupCode::fresh(number)
}

fn picked_up(shop: &World, code: &PickupCode) -> Order {
    shop.sells("coffee", "挂耳咖啡", 39_00, 1000);
    let new = NewOrder { pickup: Some(code.clone()), ..shop.new_order(&[("coffee", 1)]) };
    let order = shop.store.place_order(new, NOON).wait().unwrap();
    shop.asks_to_pay(&order.order_no);
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(shop.facts(&order))), OrderMoved::Paid);
    order
}

fn to_be_picked_up(shop: &World, code: &PickupCode) -> OrderNo {
    picked_up(shop, code).order_no
}

fn hand_over(shop: &World, order_no: &OrderNo) -> Result<(), StoreError> {
    let seen = shop.reader.order(order_no).unwrap().unwrap().version;
    shop.store.ship_order(order_no.clone(), seen, Shipping::without_carrier(ShipKind::Pickup), NOON.plus(600)).wait()
}

#[test]
fn a_code_leads_to_its_order_before_and_after_it_was_handed_over_once() {
    let shop = World::new();
    let order_no = to_be_picked_up(&shop, &code(48_271_936));
    assert_eq!(shop.reader.order_of_pickup(&code(48_271_936)).unwrap(), Some(order_no.clone()));
    assert_eq!(shop.reader.order_of_pickup(&code(1)).unwrap(), None);
    let waits = shop.reader.to_ship(None, 9).unwrap();
    assert_eq!(waits.iter().map(|row| row.pickup.clone()).collect::<Vec<_>>(), [Some(code(48_271_936))]);
    hand_over(&shop, &order_no).unwrap();
    assert!(hand_over(&shop, &order_no).is_err(), "once");
    let order = shop.reader.order(&order_no).unwrap().unwrap();
    assert_eq!((order.row.state, order.picked_up_at()), (OrderState::Shipped, Some(NOON.plus(600))));
    assert_eq!(shop.reader.order_of_pickup(&code(48_271_936)).unwrap(), Some(order_no), "the code stays its own");
}

#[test]
fn a_code_is_given_out_once_and_no_barcode_is_one() {
    let shop = World::new();
    let order_no = to_be_picked_up(&shop, &code(7));
    hand_over(&shop, &order_no).unwrap();
    let again = NewOrder { pickup: Some(code(7)), ..shop.new_order(&[("coffee", 1)]) };
    let answer = shop.store.place_order(again.clone(), NOON).wait();
    assert!(matches!(answer, Err(StoreError::Refused(Refusal::NumberTaken))), "{answer:?}");
    assert!(shop.reader.order(&again.order_no).unwrap().is_none(), "nothing of it is half there");
    shop.store.place_order(NewOrder { pickup: Some(code(8)), ..again }, NOON).wait().unwrap();
}

#[test]
fn what_is_being_refunded_is_not_handed_over() {
    let shop = World::new();
    let order = picked_up(&shop, &code(7));
    shop.requests(&order, 10_00);
    let answer = hand_over(&shop, &order.order_no);
    assert!(matches!(answer, Err(StoreError::Refused(Refusal::Refund(RefundState::Requested)))), "{answer:?}");
}

#[test]
fn wechat_is_told_once_that_it_was_picked_up() {
    let shop = World::new();
    let order_no = to_be_picked_up(&shop, &code(7));
    hand_over(&shop, &order_no).unwrap();
    let due = shop.reader.due_reports(NOON.plus(700), 9).unwrap();
    let kinds: Vec<ShipKind> = due.iter().map(|due| due.report.kind).collect();
    assert_eq!(kinds, [ShipKind::Pickup]);
    shop.store.begin_report(order_no.clone(), NOON.plus(700)).wait().unwrap();
    let update = ReportUpdate {
        order_no: order_no.clone(),
        step: Some(ReportStep::Done),
        trouble: None,
        in_doubt: false,
        answer: None,
        seen: None,
        next_at: NOON.plus(700),
    };
    shop.store.update_report(update, NOON.plus(701)).wait().unwrap();
    let sent = shop.reader.order(&order_no).unwrap().unwrap().shipment.unwrap();
    assert_eq!((sent.report, sent.kind), (ReportState::Reported, ShipKind::Pickup));
    assert_eq!(shop.reader.due_reports(NOON.plus(90_000), 9).unwrap().count(), 0);
}

#[test]
fn the_search_finds_the_code_and_its_end() {
    let shop = World::new();
    let order_no = to_be_picked_up(&shop, &code(48_271_936));
    to_be_picked_up(&shop, &code(11_112_222));
    for typed in ["48271936", "4827 1936", "1936"] {
        let page = shop.reader.search(typed, None, 9).unwrap();
        let found: Vec<_> = page.hits.iter().map(|hit| (hit.order.key.order_no.clone(), hit.field)).collect();
        assert_eq!(found, [(order_no.clone(), SearchField::Pickup)], "{typed}");
    }
    assert!(shop.reader.search("99998888", None, 9).unwrap().hits.is_empty());
}

#[test]
fn a_code_of_the_shops_own_is_no_tracking_number() {
    let shop = World::new();
    let order = picked_up(&shop, &code(7));
    let seen = shop.order(&order.order_no).version;
    for own in ["ZG-11111", "zg-00000007"] {
        let answer = shop.store.ship_order(order.order_no.clone(), seen, Shipping::express("SF", own), NOON).wait();
        assert_eq!(refused(answer), Refusal::Text(TextPart::TrackingNumber), "{own}");
    }
    assert_eq!(shop.state(&order.order_no), OrderState::ToShip);
}
