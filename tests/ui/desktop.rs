//! The desktop around the window: its size, the order in which Tab goes, its name, and input methods.

use crate::{keyboard::DIALOGS, scanning::bench, shop::Shop, world::World};
use egui::{Key, Rect, ViewportCommand, vec2};

#[test]
fn the_window_is_never_larger_than_its_screen() {
    let mut world = World::open(Shop::camellia());
    // 1366x768 at 150 %.
    let wishes = world.on_a_screen(vec2(910.7, 512.0));
    let least = wishes.iter().find_map(|wish| match wish {
        ViewportCommand::MinInnerSize(size) => Some(*size),
        _ => None,
    });
    let least = least.expect("a least size");
    assert!(least.x <= 910.7 && least.y <= 512.0 - 60.0, "{least:?}");
    assert!(wishes.contains(&ViewportCommand::Maximized(true)), "{wishes:?}");
    assert_eq!(world.on_a_screen(vec2(910.7, 512.0)), [], "asked once");
    let wishes = world.on_a_screen(vec2(2560.0, 1440.0));
    assert_eq!(wishes, [ViewportCommand::MinInnerSize(vec2(960.0, 600.0))]);
}

#[test]
fn in_a_low_window_every_question_shows_its_buttons() {
    for size in [vec2(960.0, 600.0), vec2(910.0, 440.0)] {
        for (name, open, _) in DIALOGS {
            let mut world = World::open(Shop::camellia());
            open(&mut world);
            world.harness.set_size(size);
            world.settle();
            let screen = Rect::from_min_size(egui::Pos2::ZERO, size);
            let leave = world.place_of("Cancel");
            assert!(screen.contains_rect(leave), "{name} {size:?} {leave:?}");
            if let Some((button, does)) = world.focus_place().filter(|(name, _)| name != "What the buyer reads") {
                assert!(screen.contains_rect(does), "{name} {size:?} {button} {does:?}");
            }
        }
    }
}

#[test]
fn the_window_says_its_name() {
    let mut world = World::open(Shop::camellia());
    assert_eq!(world.name(), "Camellia Store · Zhanggui");
    world.click("Settings");
    world.click("中文");
    assert_eq!(world.name(), "Camellia Store · 掌柜");
}

/// A page, how it is opened, and what is decided on it.
type Page = (&'static str, fn(&mut World), &'static str);

/// The stops of the Tab key on what is on show, in its order.
fn stops(world: &mut World) -> Vec<(String, Rect)> {
    let mut all: Vec<(String, Rect)> = Vec::new();
    for _ in 0..120 {
        world.harness.key_press(Key::Tab);
        world.harness.run_steps(2);
        let Some(stop) = world.focus_place() else { continue };
        if all.first() == Some(&stop) {
            break;
        }
        if all.last() != Some(&stop) {
            all.push(stop);
        }
    }
    all
}

#[allow(clippy::float_arithmetic)] // places on a screen
/// True if an eye that read `from` may come to `to`: further on its line, below it, or to the next column.
fn reads_on(from: Rect, to: Rect) -> bool {
    let same_line = from.y_range().intersection(to.y_range()).span() > 0.5 * from.height().min(to.height());
    if same_line { to.left() >= from.left() } else { to.top() > from.top() || to.left() > from.left() }
}

#[test]
fn tab_goes_as_the_eye_reads_on_every_page_and_comes_to_the_decision() {
    let pages: &[Page] = &[
        ("today", |world| world.click("Today"), "Keys"),
        ("orders", |_| {}, "All 13"),
        ("order", |world| world.click_part("SC20260901-00000116"), "Refund…"),
        ("refunds", |world| world.click("Refunds"), "Approve ¥9.90…"),
        ("shipping", |world| world.click("Shipping"), "Import sheet"),
        (
            "parcel",
            |world| {
                world.click("Shipping");
                world.click_part("SC20260901-00000090");
            },
            "Ship and tell the buyer",
        ),
        ("products", |world| world.click("Products"), "Add product"),
        (
            "product",
            |world| {
                world.click("Products");
                world.click_part("手冲壶 ¥128.00");
            },
            "Close",
        ),
        ("messages", |world| world.opens_the_log(), "All"),
        ("status", |world| world.click("System status"), "Receipt printers"),
        ("settings", |world| world.click("Settings"), "Larger text"),
    ];
    for (page, open, decision) in pages {
        let mut world = World::open(bench());
        open(&mut world);
        let stops = stops(&mut world);
        for pair in stops.windows(2) {
            let [(from, from_at), (to, to_at)] = pair else { continue };
            assert!(reads_on(*from_at, *to_at), "{page}: from {from} {from_at:?} back to {to} {to_at:?}");
        }
        let at = stops.iter().position(|(name, _)| name.starts_with(decision));
        let names: Vec<&str> = stops.iter().map(|(name, _)| name.as_str()).collect();
        assert!(at.is_some_and(|at| at < 48), "{page}: {decision} is not among {names:?}");
    }
}

#[test]
fn in_a_question_tab_goes_as_the_eye_reads_and_stays() {
    for (name, open, _) in DIALOGS {
        let mut world = World::open(Shop::camellia());
        open(&mut world);
        let stops = stops(&mut world);
        assert!(stops.len() >= 2, "{name} {stops:?}");
        // The round begins where the keyboard was: one step back to the top is its end.
        let back = stops.windows(2).filter(|pair| !reads_on(pair[0].1, pair[1].1)).count();
        assert!(back <= 1, "{name} {stops:?}");
    }
}

#[test]
fn a_list_is_one_stop_and_the_keyboard_stays_with_its_chosen_row() {
    let mut world = World::open(Shop::camellia());
    world.key(Key::J);
    let listed = |name: &str| name.starts_with("SC20260901");
    let rows = stops(&mut world).into_iter().filter(|(name, _)| listed(name)).count();
    assert_eq!(rows, 1);
    while !world.focused().is_some_and(|name| listed(&name)) {
        world.key(Key::Tab);
    }
    let before = world.focused();
    world.key(Key::ArrowDown);
    let after = world.focused();
    assert_ne!(before, after);
    assert!(after.as_deref().is_some_and(listed), "{before:?} {after:?}");
    world.key(Key::Enter);
    world.sees("Copy order number");
    world.sees_part("00000116");
}

#[test]
fn an_input_method_keeps_its_mode_from_field_to_field_and_opens_below_the_caret() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.focus("Amount");
    let field = world.focus_place().expect("a field").1;
    let told = world.harness.output().platform_output.ime.expect("a field is told of");
    assert!(told.cursor_rect.top() > field.center().y, "{told:?} below the words of {field:?}");
    for press in 0..2 {
        // By key, then by pointer: the input method is never taken away between two fields.
        if press == 0 {
            world.harness.key_press(Key::Tab);
        } else {
            let at = world.place_of_field("Amount").center();
            world.harness.hover_at(at);
            world.harness.drag_at(at);
            world.harness.drop_at(at);
        }
        for _ in 0..4 {
            world.harness.step();
            let ime = world.harness.output().platform_output.ime;
            assert!(ime.is_some_and(|ime| !ime.should_interrupt_composition), "{press} {ime:?}");
        }
    }
}
