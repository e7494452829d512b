//! The rows of the shipping page: a parcel is packed from its row, and what must not leave stands among them in red.

use crate::{
    scanning::scan,
    shipping::{edit, shipped},
    shop::{Shop, order_no, product_id, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{OrderLine, OrderState, Quantity},
    events::ShopEvent,
};

const OLDEST: &str = "SC20260901-00000090";

fn shipping_page() -> (Shop, World) {
    let shop = Shop::camellia();
    shop.add_order(90, 44 * 3600, "林堃", "挂耳咖啡 ×2", "119.70", OrderState::ToShip);
    edit(&shop, 90, |detail| {
        detail.lines = vec![OrderLine {
            product_id: product_id("P0001"),
            name: "挂耳咖啡".into(),
            price: yuan("59.85"),
            quantity: Quantity::new(2).expect("a quantity"),
        }];
    });
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    (shop, world)
}

#[test]
fn rows_are_as_high_as_they_must_be_to_pack_from_them() {
    let (_, mut world) = shipping_page();
    for width in [1100.0, 1280.0, 1920.0] {
        world.harness.set_size(egui::vec2(width, 800.0));
        world.settle();
        let tops: Vec<i32> = world.rows_on_screen().into_iter().map(|(_, top)| top).collect();
        assert!(tops.len() >= 4 && tops.windows(2).all(|two| two[1] - two[0] == 72), "{width}: {tops:?}");
        for column in ["Buyer", "Pack", "Send to", "Carrier · tracking number"] {
            world.sees(column);
        }
        assert!(world.offers("Sort by deadline"));
    }
    world.harness.set_size(egui::vec2(900.0, 800.0));
    world.settle();
    world.sees("Pack");
    world.misses("Send to");
}

#[test]
fn what_is_being_refunded_stands_in_red_and_cannot_be_ticked_or_walked_into() {
    let (_, mut world) = shipping_page();
    world.sees("Being refunded, do not ship");
    world.click("Tick all");
    world.sees("Mark shipped, tell the buyer · 0");
    world.click("Packing slips · 2");
    world.sees("Print 2 packing slips?");
    world.key(Key::Escape);
    world.click("Tick all");
    world.click_part("SC20260901-00000115 王喆");
    world.sees("Copy address");
    world.key(Key::J);
    world.sees("Ship to 韩梅梅");
}

#[test]
fn the_row_says_why_its_carrier_stands_there() {
    let (_, mut world) = shipping_page();
    world.sees("ZTO carried the last parcel");
    world.write("Tracking number of SC20260901-00000090", "sf 1234 5678 90123");
    world.sees("SF, by the number's shape");
}

#[test]
fn the_strip_counts_the_box_that_is_packed_and_stops_it() {
    let (_, mut world) = shipping_page();
    world.sees("Scan a slip to begin a box");
    scan(&mut world, OLDEST);
    world.sees("0 of 2");
    scan(&mut world, "P0001");
    world.sees("1 of 2");
    world.sees("1 of 2 scanned");
    world.click("Stop");
    world.misses("1 of 2");
    world.sees("Scan a slip to begin a box");
    world.sees_part(OLDEST);
}

#[test]
fn the_carrier_that_went_to_the_address_last_stands_there_until_the_number_says_another() {
    let (shop, mut world) = shipping_page();
    edit(&shop, 90, |detail| detail.carrier_before = Some("YTO".into()));
    world.hears(&ShopEvent::OrderChanged(order_no(90)));
    world.sees("YTO last time to this address");
    world.write("Tracking number of SC20260901-00000090", "SF1234567890123");
    world.sees("SF, by the number's shape");
    world.write("Tracking number of SC20260901-00000090", "YT2212345678901");
    world.click("Mark shipped, tell the buyer · 1");
    assert_eq!(world.wishes(), [shipped(90, "YTO", "YT2212345678901")]);
}

#[test]
fn a_number_like_nobodys_is_said_and_goes_with_the_second_press() {
    let (_, mut world) = shipping_page();
    world.write("Tracking number of SC20260901-00000090", "75X0012");
    world.sees("No carrier's numbers look like this");
    world.click("Mark shipped, tell the buyer · 1");
    assert_eq!(world.wishes(), [], "the owner looks at it first");
    world.sees("No carrier's numbers look like this. If it is right, ship once more");
    world.click("Mark shipped, tell the buyer · 1");
    assert_eq!(world.wishes(), [shipped(90, "ZTO", "75X0012")]);
}

#[test]
fn the_form_warns_of_a_number_like_nobodys_too() {
    let (_, mut world) = shipping_page();
    world.key(Key::J);
    world.write("Tracking number", "75X0012");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "the owner looks at it first");
    world.sees("No carrier's numbers look like this. If it is right, ship once more");
    world.write("Tracking number", "75X0013");
    world.sees("No carrier's numbers look like this");
    world.click("Ship and tell the buyer");
    assert_eq!(world.wishes(), [], "another number, another look");
    world.click("Ship and tell the buyer");
    assert_eq!(world.wishes(), [shipped(90, "ZTO", "75X0013")]);
}
