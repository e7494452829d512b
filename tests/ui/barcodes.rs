//! Barcodes: written or scanned into the form of a product, and scanned while a parcel is packed.

use crate::{
    scanning::{bench, scan},
    shop::{NOW, Shop, product_id},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Barcode, PaperSize},
    events::CommandOutcome,
    jobs::Command,
    store::Refusal,
};

const DRIP: &str = "6901234567892";

fn code(raw: &str) -> Barcode {
    Barcode::parse(raw).expect("a barcode")
}

fn stands_on(shop: &Shop, id: &str, raw: &str) {
    let mut rows = shop.rows();
    let row = rows.products.iter_mut().find(|row| row.product.id == product_id(id)).expect("a product");
    row.barcodes.push(code(raw));
    row.changed_at = NOW;
}

#[test]
fn a_code_that_is_scanned_while_a_product_is_open_stands_on_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Products");
    world.click_part("挂耳咖啡");
    scan(&mut world, DRIP);
    scan(&mut world, DRIP);
    assert_eq!(world.content("Barcodes"), DRIP, "once is enough");
    world.write("Barcodes", &format!("{DRIP}，cf-10b"));
    world.command_key(Key::S);
    let wishes = world.wishes();
    let [Command::PutProduct { change, .. }] = &wishes[..] else { panic!("{wishes:?}") };
    assert_eq!(change.barcodes, Some(vec![code(DRIP), code("CF-10B")]));
    let taken = Refusal::BarcodeTaken { code: code(DRIP), name: "手冲壶".into() };
    world.answers(|wish| matches!(wish, Command::PutProduct { .. }), CommandOutcome::Refused(taken));
    world.sees_part(&format!("the barcode {DRIP} belongs to “手冲壶” already"));
    world.write("Barcodes", "690");
    world.key(Key::Tab);
    world.sees_part("A barcode has 4 to 48 letters or digits");
    scan(&mut world, "SC20260901-00000117");
    assert!(!world.content_anywhere("690 SC20260901-00000117"), "a slip is no barcode");
}

#[test]
fn the_barcode_of_an_item_counts_it_into_the_box_and_a_wrong_one_stops() {
    let shop = bench();
    stands_on(&shop, "P0001", DRIP);
    stands_on(&shop, "P0003", "6900000000001");
    let mut world = World::open(shop);
    world.click("Shipping");
    scan(&mut world, "SC20260901-00000090");
    scan(&mut world, DRIP);
    world.sees("1 of 3");
    scan(&mut world, "6900000000001");
    world.sees("1 of 3");
    world.sees_part("P0003");
    scan(&mut world, DRIP);
    world.sees("2 of 3");
    assert!(world.wishes().is_empty(), "packing ships nothing");
}

#[test]
fn a_slip_holds_the_barcode_of_its_goods() {
    let shop = bench();
    stands_on(&shop, "P0001", DRIP);
    let mut world = World::open(shop);
    world.click("Shipping");
    world.click_part("SC20260901-00000090");
    world.key(Key::P);
    let path = world.folder.path().join("slip.pdf");
    world.chooser.will_choose(&path);
    world.click("Save as PDF…");
    assert!(std::fs::read(path).expect("the slip").starts_with(b"%PDF-"));
    let kept = Command::KeepSlips { orders: vec![crate::shop::order_no(90)], paper: PaperSize::A5 };
    assert_eq!(world.wishes(), [kept]);
}
