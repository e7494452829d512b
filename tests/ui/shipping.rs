//! The shipping page: what waits, how it goes out, and what can still be changed.

use crate::{
    shop::{NOW, Shop, order_no, product_id, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{
        OrderLine, OrderState, Parcel, Quantity, RefundState, ReportState, ReportTrouble, SettleState, ShipKind,
        UnixSeconds,
    },
    events::ShopEvent,
    jobs::Command,
    store::{NewParcel, OrderDetail, Shipping},
};

/// Three orders to ship; the oldest is urgent.
pub fn packing_room() -> Shop {
    let shop = Shop::camellia();
    shop.add_order(90, 44 * 3600, "林堃", "挂耳咖啡 ×6", "119.70", OrderState::ToShip);
    shop.add_order(91, 20 * 3600, "赵小满", "手冲壶", "48.20", OrderState::ToShip);
    shop
}

fn open() -> (Shop, World) {
    let shop = packing_room();
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    (shop, world)
}

pub fn edit(shop: &Shop, tail: u32, change: impl FnOnce(&mut OrderDetail)) {
    let mut rows = shop.rows();
    change(rows.orders.iter_mut().find(|detail| detail.row.key.order_no == order_no(tail)).expect("an order"));
}

pub fn shipped(tail: u32, carrier: &str, number: &str) -> Command {
    Command::Ship { order_no: order_no(tail), seen: 3, shipping: Shipping::express(carrier, number) }
}

/// An order WeChat was told of.
fn reported(shop: &Shop, tail: u32, number: &str) {
    let wish = Command::Ship { order_no: order_no(tail), seen: 3, shipping: Shipping::express("SF", number) };
    assert!(shop.obey(&wish, NOW.plus(-7200)));
    edit(shop, tail, |detail| {
        let sent = detail.shipment.as_mut().expect("a shipment");
        (sent.report, sent.reported_at, sent.can_take_back) = (ReportState::Reported, Some(NOW.plus(-7000)), false);
        sent.settle = Some(SettleState::Shipped);
    });
}

/// The page with the parcel of order 90 before the owner; WeChat was told of it.
pub fn told_parcel() -> World {
    let shop = packing_room();
    reported(&shop, 90, "SF1234567890123");
    let mut world = World::open(shop);
    world.click("Shipping");
    world.click("Shipped");
    world.click_part("林堃 ¥119.70 Reported");
    world
}

#[test]
fn the_queue_holds_what_is_to_be_shipped_oldest_first_and_says_how_long_is_left() {
    let (_, world) = open();
    let rows: Vec<String> = world.rows_on_screen().into_iter().map(|(name, _)| name).collect();
    let wanted = [
        "SC20260901-00000090 林堃 ¥119.70",
        "SC20260901-00000091 赵小满 ¥48.20",
        "SC20260901-00000115 王喆 ¥168.00 Being refunded, do not ship",
        "SC20260901-00000116 韩梅梅 ¥86.00",
        "SC20260901-00000117 李雷 ¥128.00 Being refunded, do not ship",
    ];
    assert_eq!(rows, wanted, "orders with an open refund say that they stay");
    for refunding in ["Tracking number of SC20260901-00000117", "Tick 李雷 SC20260901-00000117"] {
        world.misses(refunding);
    }
    world.sees("4 h left");
    world.sees("28 h left");
    world.sees("2 more are being refunded: do not ship them");
    world.sees("¥253.90");
    world.sees("To ship 3");
}

#[test]
fn numbers_tick_their_rows_and_one_button_ships_them_all() {
    let (_, mut world) = open();
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.write("Tracking number of SC20260901-00000116", "78123456789012");
    world.sees("Mark shipped, tell the buyer · 2");
    world.click("Tick 韩梅梅 SC20260901-00000116");
    world.sees("Mark shipped, tell the buyer · 1");
    world.click("Tick 韩梅梅 SC20260901-00000116");
    world.click("Mark shipped, tell the buyer · 2");
    world.sees("Mark 2 orders as shipped?");
    assert_eq!(world.wishes(), [], "several are asked about once");
    world.click("Ship them all");
    assert_eq!(world.wishes(), [shipped(90, "SF", "SF1234567890123"), shipped(116, "ZTO", "78123456789012")]);
    world.obey_all();
    world.sees_part("2 orders shipped · WeChat and the buyers are told at 10:42:17");
    world.sees("To ship 1");
    world.key(Key::Z);
    assert_eq!(world.wishes(), [90, 116].map(|no| Command::Unship { order_no: order_no(no), seen: 4 }).to_vec());
    world.obey_all();
    world.sees("To ship 3");
    world.misses_part("orders shipped · WeChat");
}

#[test]
fn after_ten_seconds_nothing_can_be_undone_by_a_key() {
    let (_, mut world) = open();
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes().len(), 1, "Enter ships what is ticked");
    world.obey_all();
    world.time_passes(11);
    world.misses_part("1 order shipped");
    world.key(Key::Z);
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_number_a_spreadsheet_broke_or_that_is_an_order_ships_nothing() {
    let (_, mut world) = open();
    for (typed, says) in [
        ("7.3E+13", "A spreadsheet turned this number into 7.3E+13"),
        ("SC20260901-00000091", "This is an order number, not a tracking number."),
    ] {
        world.write("Tracking number of SC20260901-00000090", typed);
        world.sees_part(says);
        world.sees("Mark shipped, tell the buyer · 0");
    }
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.write("Tracking number of SC20260901-00000091", "SF1234567890123");
    world.sees("This number is on another row too.");
}

#[test]
fn the_carrier_is_searched_for_and_a_doubt_is_said() {
    let (_, mut world) = open();
    world.click("Carrier of SC20260901-00000090");
    world.write("Find a carrier", "yto");
    world.misses("SF Express");
    world.click("YTO Express");
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("This number looks like SF Express.");
    world.click("Mark shipped, tell the buyer · 1");
    assert_eq!(world.wishes(), [shipped(90, "YTO", "SF1234567890123")]);
}

#[test]
fn from_the_alert_to_shipped_it_takes_three_actions() {
    let shop = packing_room();
    edit(&shop, 117, |detail| detail.row.unseen = false);
    edit(&shop, 116, |detail| detail.row.unseen = true);
    let mut world = World::open(shop);
    world.opens_the_log();
    world.key(Key::N);
    world.write("Tracking number", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [shipped(116, "SF", "SF1234567890123")]);
}

#[test]
fn n_jumps_to_the_newest_order_from_anywhere() {
    let shop = packing_room();
    edit(&shop, 117, |detail| detail.row.unseen = false);
    let mut world = World::open(shop);
    for page in ["Today", "Refunds", "System status"] {
        world.click(page);
        world.key(Key::N);
        world.sees("Ship to 韩梅梅");
    }
    world.key(Key::S);
    world.write("Tracking number", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [shipped(116, "SF", "SF1234567890123")]);
}

#[test]
fn the_queue_is_walked_by_key() {
    let (_, mut world) = open();
    world.key(Key::J);
    world.sees("Ship to 林堃");
    world.key(Key::J);
    world.sees("Ship to 赵小满");
    world.key(Key::K);
    world.sees("Ship to 林堃");
    world.sees("Copy address");
    world.key(Key::Escape);
    world.key(Key::Escape);
    world.misses("Copy address");
}

#[test]
fn what_needs_no_carrier_asks_for_no_number() {
    let (_, mut world) = open();
    world.key(Key::J);
    world.click("Pick-up");
    world.misses("Tracking number");
    world.click("Ship and tell the buyer");
    let shipping = Shipping::without_carrier(ShipKind::Pickup);
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 3, shipping }]);
}

#[test]
fn an_order_goes_out_in_parcels_and_says_what_follows() {
    let shop = packing_room();
    let quantity = |pieces| Quantity::new(pieces).expect("a quantity");
    edit(&shop, 90, |detail| {
        detail.lines = vec![OrderLine {
            product_id: product_id("P0001"),
            name: "挂耳咖啡".into(),
            price: yuan("19.95"),
            quantity: quantity(6),
        }];
    });
    let mut world = World::open(shop);
    world.click("Shipping");
    world.key(Key::J);
    world.click("Split into parcels");
    world.write("Tracking number", "SF1234567890123");
    world.write("Tracking number, parcel 2", "SF1234567890124");
    world.scroll_to("One fewer in parcel 1: 挂耳咖啡");
    for _ in 0..3 {
        world.click("One fewer in parcel 1: 挂耳咖啡");
    }
    world.scroll_to("One more into parcel 2: 挂耳咖啡");
    world.click("One more into parcel 2: 挂耳咖啡");
    world.sees_part("2 pieces follow later");
    world.scroll_to("Ship these now");
    world.click("Ship these now");
    let parcel = |number: &str, pieces| NewParcel {
        parcel: Parcel::new("SF", number),
        items: vec![(product_id("P0001"), quantity(pieces))],
    };
    let parcels = vec![parcel("SF1234567890123", 3), parcel("SF1234567890124", 1)];
    let shipping = Shipping { kind: ShipKind::Express, parcels, complete: false, even_refunded: false };
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 3, shipping }]);
    world.obey_all();
    world.sees("Partly shipped · 2 parcels");
    world.key(Key::S);
    world.write("Tracking number", "SF1234567890125");
    world.key(Key::Enter);
    let parcels = vec![parcel("SF1234567890125", 2)];
    let shipping = Shipping { kind: ShipKind::Express, parcels, complete: true, even_refunded: false };
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 4, shipping }]);
}

#[test]
fn what_left_shows_wechats_word_or_the_cause_and_the_next_step() {
    let shop = packing_room();
    reported(&shop, 90, "SF1234567890123");
    reported(&shop, 91, "SF1234567890124");
    edit(&shop, 91, |detail| {
        let sent = detail.shipment.as_mut().expect("a shipment");
        (sent.report, sent.trouble) = (ReportState::Stopped, ReportTrouble::parse("10060001 payment not found"));
    });
    let mut world = World::open(shop);
    world.click("Shipping");
    world.click("Shipped");
    world.sees_part("林堃 ¥119.70 Reported · buyer told");
    world.click("Needs you 1");
    world.click_part("赵小满 ¥48.20 Not accepted");
    world.sees_part("check that order shipping management is on");
    world.click("Tell WeChat again");
    assert_eq!(world.wishes(), [Command::ReportAgain { order_no: order_no(91) }]);
}

#[test]
fn a_queue_longer_than_its_list_says_so() {
    let shop = Shop::camellia();
    (1000..1510).for_each(|tail| shop.add_order(tail, 3600, "林堃", "挂耳咖啡 ×6", "119.70", OrderState::ToShip));
    let mut world = World::open(shop);
    world.click("Shipping");
    world.sees("The oldest 500 of 511 are shown; the next appear as these are shipped");
}

#[test]
fn the_one_correction_asks_before_it_is_spent() {
    let mut world = told_parcel();
    world.click("Correct…");
    world.write("Tracking number", "SF1234567890999");
    world.key(Key::Enter);
    world.sees("SF Express SF1234567890123 → becomes SF Express SF1234567890999");
    assert_eq!(world.wishes(), []);
    world.click("Leave it");
    assert_eq!(world.wishes(), []);
    world.click("Correct…");
    world.click("Use the one correction");
    let shipping = Shipping::express("SF", "SF1234567890999");
    assert_eq!(world.wishes(), [Command::CorrectShipping { order_no: order_no(90), seen: 4, shipping }]);
    world.obey_all();
    world.sees("The one correction of this order is used.");
    world.misses("Correct…");
}

#[test]
fn the_buyer_is_reminded_once_and_after_a_question() {
    let mut world = told_parcel();
    world.click("Remind the buyer…");
    assert_eq!(world.wishes(), []);
    world.click("Remind now");
    world.sees_part("Enter the day and time of the delivery");
    assert_eq!(world.wishes(), [], "nobody has said when it was delivered");
    for wrong in ["2026-09-01 08:00", "2026-09-02 10:00", "yesterday"] {
        world.write("Delivered, as the carrier says", wrong);
        world.click("Remind now");
        assert_eq!(world.wishes(), [], "{wrong}: before it left, ahead, or no time");
    }
    world.write("Delivered, as the carrier says", "10:30");
    world.click("Remind now");
    let delivered_at = UnixSeconds::parse_dashed("2026-09-01 10:30:00").expect("a time");
    assert_eq!(world.wishes(), [Command::RemindBuyer { order_no: order_no(90), delivered_at }]);
    world.obey_all();
    world.sees("Buyer reminded");
    world.misses("Remind the buyer…");
}

#[test]
fn a_refund_that_is_asked_for_meanwhile_takes_the_order_out_of_the_queue_and_its_form_away() {
    let (shop, mut world) = open();
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("Ship to 林堃");
    shop.add_refund(30, 90, "119.70", "不想要了", 10);
    world.hears(&ShopEvent::OrderChanged(order_no(90)));
    world.sees("Mark shipped, tell the buyer · 0");
    world.misses("Ship to 林堃");
    world.sees_part("Decide it before you ship");
    world.key(Key::S);
    world.misses("Ship to 林堃");
    shop.set_refund(30, RefundState::Rejected);
    world.hears(&ShopEvent::OrderChanged(order_no(90)));
    world.sees("To ship 3");
}

#[test]
fn a_row_that_was_not_shipped_says_why() {
    let (shop, mut world) = open();
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    edit(&shop, 90, |detail| detail.version = 9);
    world.click("Mark shipped, tell the buyer · 1");
    world.obey_all();
    world.sees_part("This changed a moment ago, so your click did nothing");
    world.sees("To ship 3");
}

#[test]
fn packing_slips_ask_with_their_number_and_take_the_ticked_ones() {
    let (_, mut world) = open();
    world.click("Packing slips");
    world.sees("Print 3 packing slips?");
    world.sees_part("Nothing is ticked, so one for every listed order");
    world.click("Do not print");
    world.misses_part("Not printed");
    world.click("Tick 林堃 SC20260901-00000090");
    world.click("Packing slips · 1");
    world.sees("Print 1 packing slip?");
    world.sees("One for each ticked order.");
    world.click("Print");
    world.sees_part("Not printed: no printer.");
    world.sees("Mark shipped, tell the buyer · 0");
}

#[test]
fn after_a_closed_detail_the_queue_is_walked_on_from_there() {
    let (_, mut world) = open();
    world.key(Key::J);
    world.key(Key::J);
    world.sees("Ship to 赵小满");
    world.key(Key::Escape);
    world.key(Key::Escape);
    world.misses("Copy address");
    world.key(Key::J);
    world.sees("Ship to 韩梅梅");
}

#[test]
fn behind_a_question_no_key_and_no_click_does_anything() {
    let (_, mut world) = open();
    world.click("Packing slips");
    for key in [Key::J, Key::N, Key::S, Key::Z, Key::F1] {
        world.key(key);
        world.sees("Print 3 packing slips?");
        world.misses_part("Ship to");
    }
    world.command_key(Key::K);
    let today = world.place_of("Today").center();
    world.press_at(today);
    world.settle();
    world.sees("Print 3 packing slips?");
    world.misses("Taken today");
    world.key(Key::Escape);
    world.sees("To ship 3");
    assert_eq!(world.wishes(), []);
}

#[test]
fn the_form_that_opens_above_a_detail_that_was_scrolled_down_comes_into_view() {
    let shop = packing_room();
    let mut world = World::open(shop);
    world.harness.set_size(egui::vec2(1280.0, 520.0));
    world.click("Orders");
    world.click_part("SC20260901-00000116 韩梅梅");
    world.scroll_to("Copy address");
    world.key(Key::S);
    world.settle();
    let field = world.place_of("Tracking number");
    let head = world.place_of("Copy order number");
    assert!(field.top() > head.bottom() && field.bottom() < 520.0, "{field:?} under {head:?}");
}
