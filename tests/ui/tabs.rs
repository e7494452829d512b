//! The Tab key: how far it is to a decision, and where the arrows lead.

use crate::{
    shop::{Shop, order_no},
    world::World,
};
use egui::{Key, vec2};

const PAGES: [&str; 9] =
    ["Today", "Orders", "Refunds", "Shipping", "Products", "Bills", "Backup", "System status", "Settings"];

fn held(world: &World) -> String {
    world.focus_place().map(|(name, _)| name).unwrap_or_default()
}

/// What has the keyboard, Tab by Tab, until all the window was walked round once.
fn walked(world: &mut World) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for _ in 0..200 {
        world.key(Key::Tab);
        let name = held(world);
        if all.first() == Some(&name) && all.len() > 3 {
            break;
        }
        all.push(name);
    }
    all
}

fn is_page(name: &str) -> bool {
    PAGES.contains(&name)
}

#[test]
fn the_pages_are_one_stop_and_the_arrows_walk_them() {
    let mut world = World::open(Shop::camellia());
    let all = walked(&mut world);
    assert_eq!(all.iter().filter(|name| is_page(name)).collect::<Vec<_>>(), ["Orders"], "{all:#?}");
    world.focus_on("Orders");
    world.key(Key::ArrowDown);
    assert_eq!(held(&world), "Refunds");
    assert!(world.offers("Sort by amount"), "nothing is opened on the way");
    world.key(Key::End);
    assert_eq!(held(&world), "Settings");
    world.key(Key::ArrowDown);
    assert_eq!(held(&world), "Today", "round");
    world.key(Key::ArrowUp);
    world.key(Key::Home);
    world.key(Key::ArrowDown);
    world.key(Key::ArrowDown);
    world.key(Key::Enter);
    world.sees("Approve ¥9.90…");
    assert_eq!(held(&world), "Refunds", "the keyboard stays where it was");
    world.key(Key::Num2);
    assert!(world.offers("Sort by amount"), "the digits change pages as ever");
}

#[test]
fn the_tabs_of_a_page_are_one_stop_and_the_arrows_walk_them() {
    let mut world = World::open(Shop::camellia());
    world.focus_on("All 12");
    world.key(Key::ArrowRight);
    world.key(Key::ArrowRight);
    assert_eq!(held(&world), "To ship 1");
    assert_eq!(world.rows_on_screen().len(), 12, "nothing is chosen on the way");
    world.key(Key::Enter);
    assert_eq!(world.rows_on_screen().len(), 1);
    world.key(Key::Tab);
    assert_eq!(held(&world), "View");
}

#[test]
fn the_decision_about_an_order_is_well_within_forty_eight_tabs() {
    for width in [1280.0, 1920.0] {
        let mut world = World::open(Shop::camellia());
        world.harness.set_size(vec2(width, 800.0));
        world.settle();
        world.click_part(order_no(116).as_str());
        let all = walked(&mut world);
        let at =
            all.iter().position(|name| name == "Mark shipped…").unwrap_or_else(|| panic!("no way to it: {all:#?}"));
        assert!(at < 40, "{width}: {at} {all:#?}");
    }
}
