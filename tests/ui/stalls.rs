//! A scan that stands still in the middle, as an input method under load makes it: nothing is decided, what fell into a
//! field leaves it, and a part of a code is never taken for a code.

use crate::{
    keyboard::DIALOGS,
    scanning::bench,
    shop::{Shop, order_no},
    typing::{Way, enter, press, scan, scan_that_stands_still},
    world::World,
};
use egui::{Event, ImeEvent, Key};
use zhanggui::jobs::Command;

const LABEL: &str = "SF1234567890123";
const CUT: &str = "The scan came in pieces and was not used. Scan it again.";
const UNKNOWN: &str = "Unknown code: ";

/// Where one scan stands still, and for how long: before a stroke or, at 15, before the Enter.
const STILL: &[&[(usize, f64)]] = &[
    &[(1, 0.12)],
    &[(1, 0.9)],
    &[(3, 0.7)],
    &[(4, 0.12)],
    &[(4, 0.4)],
    &[(4, 8.0)],
    &[(10, 2.0)],
    &[(14, 0.4)],
    &[(14, 3.0)],
    &[(15, 0.4)],
    &[(15, 0.9)],
    &[(4, 0.4), (15, 0.4)],
    &[(5, 0.3), (10, 0.3)],
    &[(1, 0.3), (2, 0.3), (3, 0.3)],
    &[(12, 0.2), (13, 0.2), (14, 0.2)],
];

fn decides(command: &Command) -> bool {
    !matches!(command, Command::MarkSeen(_) | Command::MarkRefundsSeen(_))
}

/// What is wrong on the screen after such a scan of a code nobody knows: it was found whole, or refused with a sentence.
fn wrong(world: &mut World, field: &str, before: &str) -> Option<String> {
    let wishes: Vec<Command> = world.wishes().into_iter().filter(decides).collect();
    if !wishes.is_empty() {
        return Some(format!("it decided: {wishes:?}"));
    }
    let whole = world.shows(&format!("{UNKNOWN}{LABEL}"));
    let said = world.everything_said();
    if let Some(part) = said.split(UNKNOWN).nth(1).filter(|_| !whole) {
        return Some(format!("a part was taken for a code: {:?}", part.lines().next().unwrap_or_default()));
    }
    if !whole && !world.shows(CUT) {
        return Some("neither found nor refused".to_owned());
    }
    if !field.is_empty() && !world.fields().iter().any(|shown| shown == field) {
        return Some("the question is gone".to_owned());
    }
    let after = if field.is_empty() { String::new() } else { world.content(field) };
    (after != before).then(|| format!("{after:?} stands in the field"))
}

#[test]
fn a_scan_that_stands_still_in_the_middle_decides_no_refund_and_no_part_of_it_is_a_code() {
    let (mut wrongs, mut tried) = (Vec::new(), 0);
    let fields = DIALOGS.iter().flat_map(|(name, open, fields)| fields.iter().map(move |field| (name, open, field)));
    for (at, (name, open, field)) in fields.enumerate() {
        for (nth, still) in STILL.iter().enumerate() {
            // Each field by an input method and by keys in turn.
            let way = if (at + nth) % 2 == 0 { Way::Commits } else { Way::Keys };
            let mut world = World::open(Shop::camellia());
            open(&mut world);
            if !field.is_empty() {
                world.focus(field);
            }
            let before = if field.is_empty() { String::new() } else { world.content(field) };
            scan_that_stands_still(&mut world, way, LABEL, still);
            tried += 1;
            if let Some(why) = wrong(&mut world, field, &before) {
                wrongs.push(format!("{name} {field:?} {way:?} {still:?}: {why}"));
            }
        }
    }
    assert!(wrongs.is_empty(), "{} of {tried}:\n{}", wrongs.len(), wrongs.join("\n"));
}

type OpenPage = fn(&mut World);

/// Fields outside of questions, each on its page.
const FIELDS: &[(&str, OpenPage)] = &[
    ("Search", |world| world.command_key(Key::K)),
    ("Find a product", |world| world.click("Products")),
    ("Tracking number", |world| {
        world.click("Shipping");
        world.click_part("SC20260901-00000116");
    }),
    ("Tracking number of SC20260901-00000090", |world| world.click("Shipping")),
];

#[test]
fn in_a_field_of_the_window_such_a_scan_is_whole_or_refused_and_ships_nothing() {
    let mut wrongs = Vec::new();
    for (field, open) in FIELDS {
        for still in STILL {
            let mut world = World::open(bench());
            open(&mut world);
            world.focus(field);
            scan_that_stands_still(&mut world, Way::Commits, LABEL, still);
            let whole = world.fields().iter().any(|shown| shown == field) && world.content(field) == LABEL;
            // Outside of a question an Enter long after the code is the owner's.
            if field.starts_with("Tracking") && whole {
                assert_eq!(world.wishes(), [], "{field} {still:?}");
            } else if let Some(why) = wrong(&mut world, field, "") {
                wrongs.push(format!("{field:?} {still:?}: {why}"));
            }
        }
    }
    assert!(wrongs.is_empty(), "{}:\n{}", wrongs.len(), wrongs.join("\n"));
}

#[test]
fn a_slip_whose_scan_stands_still_opens_its_order_or_none() {
    let slip = order_no(90);
    for still in [&[(1, 0.5)][..], &[(4, 0.3)], &[(12, 0.3)], &[(12, 3.0)], &[(18, 0.6)]] {
        for field in [None, Some("Search")] {
            let mut world = World::open(bench());
            world.click("Shipping");
            if field.is_some() {
                world.command_key(Key::K);
            }
            scan_that_stands_still(&mut world, Way::Commits, slip.as_str(), still);
            assert!(world.shows("Ship to 林堃") || world.shows(CUT), "{still:?} {field:?}");
            world.misses_part(UNKNOWN);
            assert_eq!(world.wishes(), []);
        }
    }
}

#[test]
fn after_a_refused_scan_the_next_one_is_found() {
    let row = format!("Tracking number of {}", order_no(90));
    let mut world = World::open(bench());
    world.click("Shipping");
    world.focus(&row);
    scan_that_stands_still(&mut world, Way::Commits, LABEL, &[(1, 0.5)]);
    world.sees(CUT);
    assert_eq!((world.content(&row), world.focused()), (String::new(), Some(row.clone())));
    scan(&mut world, Way::Commits, LABEL, Some(0.004));
    assert_eq!(world.content(&row), LABEL);
}

#[test]
fn what_an_input_method_made_of_the_first_half_is_not_forgotten_over_a_pause() {
    let preedit = |words: &str| vec![Event::Ime(ImeEvent::Preedit { text: words.into(), active_range_chars: None })];
    for pause in [0.12, 0.5, 0.9] {
        let mut world = World::open(Shop::camellia());
        world.click("Refunds");
        world.click("Approve ¥9.90…");
        world.focus("What the buyer reads");
        let before = world.content("What the buyer reads");
        let chosen = [preedit(""), vec![Event::Ime(ImeEvent::Commit("是否".into()))]].concat();
        let mut strokes = vec![(0.0, preedit("s")), (0.004, preedit("sf")), (0.004, chosen)];
        strokes.extend(Way::Commits.strokes("234567890123").into_iter().map(|stroke| (0.004, stroke)));
        strokes[3].0 = pause;
        strokes.push((0.004, enter()));
        world.frames_after(strokes);
        world.misses_part(UNKNOWN);
        world.sees_part("Switch it to English and scan again");
        assert_eq!(world.content("What the buyer reads"), before, "{pause}");
        assert_eq!(world.wishes(), []);
    }
}

#[test]
fn a_person_who_types_by_hand_and_then_takes_the_scanner_loses_neither() {
    for (typed, pause) in [("S", 1.3), ("SF", 1.3), ("SF12", 1.3), ("ask for SF12", 1.3), ("ask for SF12", 4.0)] {
        for way in [Way::Keys, Way::Commits] {
            let mut world = World::open(bench());
            world.click("Products");
            world.focus("Find a product");
            let mut strokes: Vec<_> = way.strokes(typed).into_iter().map(|stroke| (0.18, stroke)).collect();
            let mut code: Vec<_> = way.strokes(LABEL).into_iter().map(|stroke| (0.004, stroke)).collect();
            code[0].0 = pause;
            strokes.append(&mut code);
            strokes.push((0.004, enter()));
            world.frames_after(strokes);
            world.sees(&format!("{UNKNOWN}{LABEL}"));
            assert_eq!(world.content("Find a product"), typed, "{way:?} {pause}");
        }
    }
}

#[test]
fn words_typed_by_hand_stay_even_if_the_scan_comes_at_once_and_is_refused() {
    let mut world = World::open(bench());
    world.click("Products");
    world.focus("Find a product");
    let mut strokes: Vec<_> = Way::Keys.strokes("drip coffee").into_iter().map(|stroke| (0.15, stroke)).collect();
    strokes.extend(Way::Keys.strokes(LABEL).into_iter().map(|stroke| (0.004, stroke)));
    strokes[11].0 = 0.4;
    strokes.push((0.004, enter()));
    world.frames_after(strokes);
    world.sees(CUT);
    assert_eq!(world.content("Find a product"), "drip coffee");
}

#[test]
fn a_person_who_types_with_pauses_is_never_refused_and_an_enter_is_theirs() {
    for (pace, pause) in [(0.1, 0.4), (0.12, 0.6), (0.2, 0.4), (0.3, 1.5)] {
        let mut world = World::open(bench());
        world.click("Shipping");
        world.click_part("SC20260901-00000116");
        world.focus("Tracking number");
        let mut strokes: Vec<_> = Way::Keys.strokes(LABEL).into_iter().map(|stroke| (pace, stroke)).collect();
        strokes.push((pause, enter()));
        world.frames_after(strokes);
        world.misses(CUT);
        assert_eq!(world.wishes().len(), 1, "{pace} {pause}: it is shipped with the number typed by hand");
    }
}

#[test]
fn a_key_pressed_by_hand_between_two_scans_parts_them() {
    // An arrow or the mouse begins something new: what came before it is of another code.
    for between in [vec![press(Key::Escape, true)], vec![press(Key::ArrowLeft, true)], vec![Event::Paste("x".into())]] {
        let mut world = World::open(bench());
        world.click("Products");
        world.focus("Find a product");
        let mut strokes: Vec<_> = Way::Commits.strokes("SF12").into_iter().map(|stroke| (0.004, stroke)).collect();
        strokes.push((0.2, between.clone()));
        strokes.extend(Way::Commits.strokes("6901234567892").into_iter().map(|stroke| (0.004, stroke)));
        strokes[5].0 = 0.2;
        strokes.push((0.004, enter()));
        world.frames_after(strokes);
        world.sees(&format!("{UNKNOWN}6901234567892"));
    }
}

#[test]
fn a_scan_that_stands_still_where_no_field_has_the_keyboard_presses_no_key() {
    // A approves, R rejects, S ships: letters of a code are no keys, however it comes.
    for (still, pause) in [(4, 0.2), (4, 0.5), (4, 0.9), (4, 3.0), (7, 0.3)] {
        let mut world = World::open(Shop::camellia());
        world.click("Refunds");
        scan_that_stands_still(&mut world, Way::Keys, "AR12-A0001R", &[(still, pause)]);
        world.misses_part("Refund ¥9.90?");
        world.misses_part("Reject 吴瑄");
        let whole = world.shows(&format!("{UNKNOWN}AR12-A0001R"));
        assert!(whole || world.shows(CUT), "{still} {pause}");
        assert!(whole || !world.everything_said().contains(UNKNOWN), "{still} {pause}");
        assert_eq!(world.wishes(), []);
    }
}

#[test]
fn once_a_scanner_ends_its_codes_with_enter_half_a_code_without_one_is_none() {
    let mut world = World::open(bench());
    scan(&mut world, Way::Keys, "SC20260901-00000116", Some(0.004));
    world.sees("Ship to 韩梅梅");
    for pause in [0.2, 0.8, 3.0] {
        world.click("Shipping");
        world.click_part("SC20260901-00000116");
        scan_that_stands_still(&mut world, Way::Keys, LABEL, &[(10, pause)]);
        let number = world.content("Tracking number");
        assert!(number == LABEL || number.is_empty(), "{pause}: {number:?}");
        assert!(number == LABEL || world.shows(CUT), "{pause}");
        assert_eq!(world.wishes(), []);
    }
}
