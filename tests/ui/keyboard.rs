//! No Enter on the heels of fast input confirms anything, by whatever way it came; and codes are found wherever they fall.

use crate::{
    scanning::bench,
    shop::{Shop, order_no},
    typing::{Way, enter, press, scan},
    world::World,
};
use egui::{Event, ImeEvent, Key};
use zhanggui::{devices::ShopSound, domain::RefundState, jobs::Command};

const LABEL: &str = "SF1234567890123";
/// All in one frame, a fast scanner, a slow one; alone, or behind an input method.
const PACES: [(Way, Option<f64>); 8] = [
    (Way::Keys, None),
    (Way::Keys, Some(0.045)),
    (Way::Text, Some(0.015)),
    (Way::Commits, None),
    (Way::Commits, Some(0.002)),
    (Way::Commits, Some(0.045)),
    (Way::Pieces, Some(0.015)),
    (Way::Whole, Some(0.015)),
];

fn unknown(code: &str) -> String {
    format!("Unknown code: {code}")
}

/// Opens one of the questions in which money is decided; the second name is its field, if it has one.
type Open = (&'static str, fn(&mut World), &'static [&'static str]);

pub const DIALOGS: &[Open] = &[
    (
        "approve",
        |world| {
            world.click("Refunds");
            world.click("Approve ¥9.90…");
            world.sees("Refund ¥9.90?");
        },
        &["", "Amount", "What the buyer reads"],
    ),
    (
        "reject",
        |world| {
            world.click("Refunds");
            world.click("Reject…");
            world.sees_part("Reject 吴瑄");
        },
        &["", "What the buyer reads"],
    ),
    (
        "many",
        |world| {
            world.click("Refunds");
            world.click("Tick 吴瑄 ¥9.90");
            world.click("Tick 李雷 ¥39.90");
            world.click("Approve 2…");
        },
        &["", "What each buyer reads"],
    ),
    (
        "unasked",
        |world| {
            world.click_part("SC20260901-00000116");
            world.click("Refund…");
        },
        &["", "Amount", "What the buyer reads"],
    ),
    (
        "go on",
        |world| {
            world.click("Refunds");
            world.click("Refunding 3");
            world.click_part("Waiting for money");
            world.click("Continue…");
            world.sees("Go on with ¥12.00?");
        },
        &[""],
    ),
];

type OpenPage = fn(&mut World);

fn decides(command: &Command) -> bool {
    !matches!(command, Command::MarkSeen(_) | Command::MarkRefundsSeen(_))
}

/// A shop whose window is asked the same again and again: each time it opens anew.
fn asked(open: fn(&mut World), field: &str) -> World {
    let mut world = World::open(Shop::camellia());
    open(&mut world);
    if !field.is_empty() {
        world.focus(field);
    }
    world
}

#[test]
fn no_way_of_typing_a_code_decides_a_refund_and_every_code_is_found() {
    let (mut decided, mut found, mut tried) = (Vec::new(), 0, 0);
    for (name, open, fields) in DIALOGS {
        for field in *fields {
            for (way, gap) in PACES {
                let mut world = asked(*open, field);
                let before = if field.is_empty() { String::new() } else { world.content(field) };
                scan(&mut world, way, LABEL, gap);
                let wishes: Vec<Command> = world.wishes().into_iter().filter(decides).collect();
                if !wishes.is_empty() {
                    decided.push((*name, *field, way, gap, wishes));
                }
                tried += 1;
                found += u32::from(world.shows(&unknown(LABEL)));
                if !field.is_empty() && world.fields().iter().any(|shown| shown == field) {
                    assert_eq!(world.content(field), before, "{name} {field} {way:?} {gap:?}");
                }
            }
        }
    }
    assert_eq!(decided, [], "of {tried}");
    assert_eq!(found, tried, "codes found");
}

#[test]
fn a_slow_input_method_decides_nothing_either() {
    // Slower than any rhythm tells from a person's: the pause before Enter does.
    for (name, open, fields) in DIALOGS {
        for field in *fields {
            for gap in [0.1, 0.2] {
                let mut world = asked(*open, field);
                scan(&mut world, Way::Commits, LABEL, Some(gap));
                let wishes: Vec<Command> = world.wishes().into_iter().filter(decides).collect();
                assert_eq!(wishes, [], "{name} {field} {gap}");
            }
        }
    }
}

#[test]
fn where_money_leaves_enter_counts_on_the_button_alone_and_after_a_rest() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::A);
    world.settle();
    assert_eq!(world.focused().as_deref(), Some("Refund ¥9.90"), "the button has the keyboard");
    world.focus("What the buyer reads");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "in the field Enter only goes on to the button");
    assert_eq!(world.focused().as_deref(), Some("Refund ¥9.90"));
    // Right after something was typed it is not counted, and that is said.
    world.focus("Amount");
    world.frames(vec![vec![Event::Text("1".into())]], 0.0);
    world.focus("What the buyer reads");
    let frames = [vec![Event::Text("x".into())], vec![press(Key::Tab, true)], enter()];
    world.frames(frames.to_vec(), 0.1);
    assert_eq!(world.wishes(), []);
    world.sees("Enter right after typing was not counted. Wait a moment, then press it.");
    world.key(Key::Escape);
    world.key(Key::A);
    world.misses_part("was not counted");
    world.key(Key::Enter);
    assert_eq!(world.wishes().len(), 1);
}

#[test]
fn a_held_or_doubled_enter_does_not_answer_the_question_it_opened() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    while world.focused().as_deref() != Some("Approve ¥9.90…") {
        world.key(Key::Tab);
    }
    world.frames(vec![enter(), enter(), vec![press(Key::Enter, true)], vec![press(Key::Enter, true)]], 0.1);
    world.sees("Refund ¥9.90?");
    assert_eq!(world.wishes(), []);
}

#[test]
fn in_every_field_of_the_window_a_code_is_found_and_leaves_what_stood_there() {
    let pages: &[(&str, OpenPage)] = &[
        ("today", |world| world.click("Today")),
        ("order", |world| world.click_part("SC20260901-00000116")),
        ("products", |world| world.click("Products")),
        ("product", |world| {
            world.click("Products");
            world.click_part("手冲壶 ¥128.00");
        }),
        ("import", |world| {
            world.click("Products");
            world.click("Import CSV…");
        }),
        ("shipping", |world| {
            world.click("Shipping");
            world.click_part("SC20260901-00000090");
        }),
        ("sheet", |world| {
            world.click("Shipping");
            world.click("Import sheet");
        }),
        ("carriers", |world| {
            world.click("Shipping");
            world.click("Carrier of SC20260901-00000090");
        }),
        ("search", |world| world.command_key(Key::K)),
    ];
    let mut fields_tried = 0;
    for (page, open) in pages {
        let mut first = World::open(bench());
        open(&mut first);
        let fields = first.fields();
        for field in fields {
            fields_tried += 1;
            for way in Way::ALL {
                let gap = (way != Way::Pieces).then_some(0.015);
                let mut world = World::open(bench());
                open(&mut world);
                world.focus(&field);
                let before = world.content(&field);
                scan(&mut world, way, LABEL, gap);
                let at = format!("{page} {field} {way:?} {gap:?}");
                assert_eq!(world.wishes(), [], "{at}");
                let after = world.fields().contains(&field).then(|| world.content(&field));
                // A label goes into a field for one, wherever else it fell it leaves.
                if field.starts_with("Tracking number") {
                    assert_eq!(after.as_deref(), Some(LABEL), "{at}");
                } else if field == "Barcodes" {
                    // A product is open: what is scanned is one of its barcodes.
                    assert_eq!(after.as_deref().map(str::trim), Some(LABEL), "{at}");
                } else {
                    assert!(after.is_none_or(|after| after == before), "{at}");
                    let known = world.shows(&unknown(LABEL)) || world.content_anywhere(LABEL);
                    assert!(known, "{at}: the code is lost");
                }
            }
        }
    }
    assert!(fields_tried >= 15, "{fields_tried}");
}

#[test]
fn the_focused_field_gets_the_number_picks_its_carrier_ticks_its_row_and_moves_on() {
    let rows = [90, 116, 117].map(|no| format!("Tracking number of {}", order_no(no)));
    for (way, gap) in PACES {
        let mut world = World::open(bench());
        world.click("Shipping");
        // Another order is open, another row has the keyboard.
        world.click_part("SC20260901-00000116");
        world.focus(&rows[0]);
        scan(&mut world, way, "YT2212345678901", gap);
        assert_eq!(world.content(&rows[0]), "YT2212345678901", "{way:?} {gap:?}");
        assert_eq!(world.content(&rows[1]), "", "{way:?} {gap:?}");
        assert_eq!(world.content("Tracking number"), "", "the open order's form");
        world.sees("YTO Express");
        world.sees("Mark shipped, tell the buyer · 1");
        assert_eq!(world.focused().as_deref(), Some(rows[1].as_str()), "{way:?} {gap:?}");
        assert_eq!(world.wishes(), []);
    }
}

#[test]
fn with_no_order_open_the_focused_field_gets_the_number_too() {
    let field = format!("Tracking number of {}", order_no(90));
    let mut world = World::open(bench());
    world.click("Shipping");
    world.focus(&field);
    scan(&mut world, Way::Keys, LABEL, Some(0.01));
    assert_eq!(world.content(&field), LABEL);
    // The scanner's own pace, one label after the other: each in its row.
    scan(&mut world, Way::Keys, "78123456789012", Some(0.01));
    assert_eq!(world.content(&format!("Tracking number of {}", order_no(116))), "78123456789012");
    world.sees("Mark shipped, tell the buyer · 2");
}

#[test]
fn a_number_that_stands_there_is_not_replaced_without_a_question() {
    let field = format!("Tracking number of {}", order_no(90));
    let mut world = World::open(bench());
    world.click("Shipping");
    world.write(&field, LABEL);
    world.focus(&field);
    scan(&mut world, Way::Commits, "78123456789012", Some(0.01));
    world.sees("Replace SF1234567890123 by 78123456789012?");
    assert_eq!(world.content(&field), LABEL);
    // The next label does not answer it.
    scan(&mut world, Way::Keys, "YT2212345678901", Some(0.01));
    world.sees("Replace SF1234567890123 by 78123456789012?");
    world.click("Leave it");
    assert_eq!(world.content(&field), LABEL);
    world.focus(&field);
    scan(&mut world, Way::Keys, LABEL, Some(0.01));
    world.misses_part("Replace");
    world.focus(&field);
    scan(&mut world, Way::Keys, "78123456789012", Some(0.01));
    world.click("Replace it");
    assert_eq!(world.content(&field), "78123456789012");
    // The open order's number is no different.
    scan(&mut world, Way::Keys, "SC20260901-00000090", None);
    scan(&mut world, Way::Keys, LABEL, None);
    world.sees("Replace 78123456789012 by SF1234567890123?");
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_person_who_types_or_pastes_fast_is_no_scanner() {
    let field = "Find a product";
    for (words, gap) in [("20260901", 0.1), ("20260901", 0.15), ("coffee 500g", 0.1)] {
        let mut world = World::open(bench());
        world.click("Products");
        world.focus(field);
        let mut strokes = Way::Keys.strokes(words);
        strokes.push(enter());
        world.frames(strokes, gap);
        assert_eq!(world.content(field), words, "{gap}");
        world.misses_part("No order and no item");
    }
    let mut world = World::open(bench());
    world.click("Products");
    world.focus(field);
    world.frames(vec![vec![Event::Paste(LABEL.into())], enter()], 0.2);
    assert_eq!(world.content(field), LABEL);
    world.misses_part("No order and no item");
}

#[test]
fn an_enter_on_the_heels_of_a_paste_ships_nothing() {
    let mut world = World::open(bench());
    world.click("Shipping");
    world.click_part("SC20260901-00000090");
    world.focus("Tracking number");
    world.frames(vec![vec![Event::Paste(LABEL.into())], enter()], 0.02);
    assert_eq!(world.wishes(), []);
    assert_eq!(world.content("Tracking number"), LABEL);
    world.focus("Tracking number");
    world.key(Key::Enter);
    assert_eq!(world.wishes().len(), 1, "a person's does");
}

#[test]
fn what_scanners_put_around_a_code_is_understood() {
    let slip = order_no(90);
    for framed in [format!("]C1{slip}"), format!("]E0{slip}"), format!("]Q3{slip}"), format!("]d2{slip}")] {
        let mut world = World::open(bench());
        scan(&mut world, Way::Keys, &framed, Some(0.01));
        world.sees("Ship to 林堃");
    }
    // STX before, ETX behind: control keys, or characters an input method writes.
    let control =
        |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: egui::Modifiers::COMMAND };
    let mut world = World::open(bench());
    let mut strokes = vec![vec![control(Key::B)]];
    strokes.extend(Way::Keys.strokes(slip.as_str()));
    strokes.push(vec![Event::Copy]);
    world.frames(strokes, 0.01);
    world.sees("Ship to 林堃");
    let mut world = World::open(bench());
    world.click("Products");
    world.focus("Find a product");
    world.frames(Way::Whole.strokes(&format!("\u{2}{slip}\u{3}")), 0.01);
    world.sees("Ship to 林堃");
}

#[test]
fn a_slip_that_was_shipped_already_speaks_up() {
    let mut world = World::open(bench());
    scan(&mut world, Way::Commits, "SC20260901-00000114", None);
    world.sees("Already shipped: do not pack this order again.");
    assert_eq!(world.rings.try_iter().collect::<Vec<_>>(), [ShopSound::Blocked]);
}

#[test]
fn a_code_that_an_input_method_changed_is_not_taken_for_another() {
    // Chinese mode: letters become a word, the digit chooses it, the other digits come through.
    let preedit = |words: &str| vec![Event::Ime(ImeEvent::Preedit { text: words.into(), active_range_chars: None })];
    let field = format!("Tracking number of {}", order_no(90));
    let mut world = World::open(bench());
    world.click("Shipping");
    world.focus(&field);
    let mut strokes = vec![preedit("s"), preedit("sf")];
    strokes.push([preedit(""), vec![Event::Ime(ImeEvent::Commit("是否".into()))]].concat());
    strokes.extend(Way::Keys.strokes("234567890123"));
    strokes.push(enter());
    world.frames(strokes, 0.01);
    assert_eq!(world.content(&field), "");
    world.sees_part("Switch it to English and scan again");
    assert_eq!(world.wishes(), []);
}

#[test]
fn characters_nobody_sees_are_kept_out_of_every_field() {
    let open: &[fn(&mut World)] = &[
        |world| {
            world.click("Refunds");
            world.click("Approve ¥9.90…");
        },
        |world| {
            world.click("Products");
            world.click_part("手冲壶 ¥128.00");
        },
        |world| {
            world.click("Shipping");
            world.click_part("SC20260901-00000090");
        },
    ];
    for open in open {
        let mut world = World::open(bench());
        open(&mut world);
        for field in world.fields() {
            for event in [
                Event::Paste("a\0b\u{7}".into()),
                Event::Text("c\u{1b}".into()),
                Event::Ime(ImeEvent::Commit("d\0".into())),
            ] {
                world.focus(&field);
                world.frames(vec![vec![event]], 0.0);
                let said = world.everything_said();
                assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{field}");
            }
            world.write(&field, "x\0y");
            assert!(!world.everything_said().contains('\0'), "{field}, by a screen reader");
        }
    }
}

#[test]
fn behind_a_question_no_key_no_click_and_no_screen_reader_reaches_anything() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    while world.focused().as_deref() != Some("Reject…") {
        world.key(Key::Tab);
    }
    world.click("Approve ¥9.90…");
    world.sees("Refund ¥9.90?");
    for key in [Key::R, Key::N, Key::S, Key::J, Key::F1] {
        world.key(key);
        world.sees("Refund ¥9.90?");
    }
    world.key(Key::F1);
    world.command_key(Key::K);
    assert_ne!(world.focused().as_deref(), Some("Search"));
    world.press_by_screen_reader("Orders");
    world.press_by_screen_reader("Reject…");
    world.sees("Refund ¥9.90?");
    world.misses_part("Reject 吴瑄");
    // Tab and the arrows stay in front.
    for _ in 0..40 {
        world.key(Key::Tab);
        let focused = world.focused().unwrap_or_default();
        assert!(!["Search", "Orders", "Reject…"].contains(&focused.as_str()), "{focused}");
    }
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_parcel_whose_money_goes_back_is_stopped_by_a_code_from_an_input_method_too() {
    let shop = bench();
    shop.add_refund(40, 90, "119.70", "不想要了", 60);
    shop.set_refund(40, RefundState::Requested);
    for way in Way::ALL {
        let mut world = World::open(shop.clone());
        world.click("Shipping");
        scan(&mut world, way, "SC20260901-00000090", Some(0.01));
        world.sees("Refunding, do not ship");
    }
}
