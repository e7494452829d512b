//! Packing slips at the window: asked with their number first, marked once they are printed, and none for what is refunded.

use crate::{
    shipping::packing_room,
    shop::{Shop, order_no},
    world::World,
};
use egui::Key;
use zhanggui::{domain::PaperSize, jobs::Command};

const OLDEST: &str = "SC20260901-00000090";

fn shipping_page() -> (Shop, World) {
    let shop = packing_room();
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    (shop, world)
}

/// Writes the slips of the open question as a file.
fn saves(world: &mut World) -> Vec<u8> {
    let path = world.folder.path().join("slips.pdf");
    world.chooser.will_choose(&path);
    world.click("Save as PDF…");
    world.obey_all();
    std::fs::read(path).expect("the slips")
}

#[test]
fn a_slip_is_marked_once_it_is_written_and_the_tab_counts_those_without_one() {
    let (_, mut world) = shipping_page();
    world.sees("Slip not printed 3");
    world.click(&format!("Tick 林堃 {OLDEST}"));
    world.click("Packing slips · 1");
    world.sees("Print 1 packing slip?");
    world.click("Label · 100×150 mm");
    let pdf = saves(&mut world);
    assert!(pdf.starts_with(b"%PDF-"));
    world.sees("Slip not printed 2");
    world.sees_part("Slip printed");
    world.click("Slip not printed 2");
    world.misses_part("林堃");
    world.sees_part("赵小满");
    world.key(Key::P);
    world.misses_part("packing slip?");
}

#[test]
fn what_was_printed_before_is_said_and_left_out_of_all() {
    let (shop, mut world) = shipping_page();
    shop.obey(&Command::KeepSlips { orders: vec![order_no(90)], paper: PaperSize::A5 }, crate::shop::NOW);
    world.hears(&zhanggui::events::ShopEvent::PrintsChanged);
    world.click("Packing slips");
    world.sees("Print 2 packing slips?");
    world.sees("1 of them was printed before: 林堃.");
    world.click("Print those once more");
    world.sees("Print 3 packing slips?");
    world.key(Key::Escape);
    world.misses_part("packing slips?");
}

#[test]
fn what_is_being_refunded_is_named_and_left_out_unless_it_is_ticked_on_purpose() {
    let (shop, mut world) = shipping_page();
    shop.add_refund(41, 90, "119.70", "不想要了", 60);
    world.hears(&zhanggui::events::ShopEvent::OrderChanged(order_no(90)));
    world.click("Packing slips");
    world.sees("Print 2 packing slips?");
    world.sees_part("being refunded and left out: 林堃");
    world.click("Print them too (only what is still to go)");
    world.misses("Print 2 packing slips?");
    world.sees_part(" packing slips?");
    world.click("Do not print");
    assert!(world.wishes().is_empty(), "nothing was printed, so nothing is marked");
}

#[test]
fn one_slip_comes_from_the_order_by_its_button_and_by_p() {
    let (_, mut world) = shipping_page();
    world.key(Key::J);
    world.key(Key::Escape);
    world.key(Key::P);
    world.sees("Print 1 packing slip?");
    world.click("Print");
    world.sees_part("Not printed: no printer.");
    assert!(world.wishes().is_empty(), "what the printer did not take is not marked");
    world.click("Orders");
    world.click_part(OLDEST);
    world.key(Key::Enter);
    world.click("Packing slip");
    world.sees("Print 1 packing slip?");
    saves(&mut world);
    world.sees("The packing slip was printed (A5 · 148×210 mm)");
    world.key(Key::P);
    world.sees_part("The slip of this order was printed");
}
