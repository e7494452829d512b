//! The queue of refunds: what the owner sees before deciding, and the many ways to decide.

use crate::{shop::Shop, world::World};
use eframe::egui::Key;

#[test]
fn evidence_opens_large_is_zoomed_and_walked_through() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.sees("Picture 1 of 2");
    world.sees("100%");
    world.click("Zoom in");
    world.sees("150%");
    world.key(Key::Plus);
    world.sees("225%");
    world.key(Key::Minus);
    world.sees("150%");
    world.key(Key::Num0);
    world.sees("100%");
    world.key(Key::ArrowRight);
    world.sees("Picture 2 of 2");
    world.click("Previous picture");
    world.sees("Picture 1 of 2");
    world.key(Key::Escape);
    world.misses("Picture 1 of 2");
}

#[test]
fn while_a_picture_is_large_no_key_decides_beneath_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.key(Key::A);
    world.key(Key::R);
    world.key(Key::J);
    world.key(Key::Escape);
    world.sees("Approve ¥9.90…");
    world.misses("Refund ¥9.90?");
    assert_eq!(world.wishes(), []);
}
