//! What a scanner types is a code; what a person types stays keys.

use super::{ScanRefused, Scanner, ScannerFrame, Typing};
use egui::{Event, ImeEvent, Key, Modifiers};

fn press(key: Key, repeat: bool) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat, modifiers: Modifiers::NONE }
}

/// As a keyboard sends it: the key, then its character.
fn typed(c: char) -> Vec<Event> {
    let key = Key::from_name(&c.to_ascii_uppercase().to_string());
    key.map(|key| press(key, false)).into_iter().chain([Event::Text(c.to_string())]).collect()
}

/// Types `words` with this time between the characters; gives the codes and what is left for everyone else.
fn types(words: &str, gap: f64, typing: Typing, enter: bool) -> (Vec<String>, Vec<Event>) {
    let mut scanner = Scanner::default();
    let (mut codes, mut left, mut at) = (Vec::new(), Vec::new(), 10.0);
    let mut frames: Vec<Vec<Event>> = words.chars().map(typed).collect();
    if enter {
        frames.push(vec![press(Key::Enter, false)]);
    }
    for mut events in frames {
        codes.extend(scanner.listen(&mut events, at, typing, false).codes);
        left.append(&mut events);
        at += gap;
        let pause = if typing == Typing::Field { super::LONG_GAP } else { super::GAP };
        if gap > pause {
            // The frame that is asked for while a key is held back.
            let mut nothing = Vec::new();
            codes.extend(scanner.listen(&mut nothing, at - 0.01, typing, false).codes);
            left.append(&mut nothing);
        }
    }
    let mut nothing = Vec::new();
    codes.extend(scanner.listen(&mut nothing, at + 1.0, typing, false).codes);
    left.append(&mut nothing);
    (codes, left)
}

#[test]
fn a_code_typed_fast_is_a_code_and_no_key_of_it_reaches_anyone() {
    for gap in [0.0, 0.004, 0.03, 0.049] {
        let (codes, left) = types("SC20260901-00000117", gap, Typing::Keys, true);
        assert_eq!(codes, ["SC20260901-00000117"]);
        assert_eq!(left, [], "{gap}");
    }
}

#[test]
fn the_shift_key_of_a_capital_does_not_cut_a_code() {
    let Some(shift) = Key::from_name("ShiftLeft") else { return };
    let mut scanner = Scanner::default();
    let mut events: Vec<Event> =
        "SC20260901".chars().flat_map(|c| [vec![press(shift, false)], typed(c)].concat()).collect();
    events.push(press(Key::Enter, false));
    assert_eq!(scanner.listen(&mut events, 1.0, Typing::Keys, false).codes, ["SC20260901"]);
    assert!(events.iter().all(|event| *event == press(shift, false)), "{events:?}");
}

#[test]
fn keys_of_a_person_stay_keys_in_their_order() {
    let (codes, left) = types("sanj", 0.12, Typing::Keys, true);
    assert_eq!(codes, [""; 0]);
    let mut wanted: Vec<Event> = "sanj".chars().flat_map(typed).collect();
    wanted.push(press(Key::Enter, false));
    assert_eq!(left, wanted);
}

#[test]
fn a_scanner_that_sends_no_enter_is_heard_too() {
    assert_eq!(types("SC20260901-00000117", 0.01, Typing::Keys, false).0, ["SC20260901-00000117"]);
    let (codes, left) = types("jjkk", 0.01, Typing::Keys, false);
    assert_eq!((codes.len(), left.len()), (0, 8), "a few quick keys are no code");
}

#[test]
fn a_key_that_is_held_down_is_no_scanner() {
    let mut scanner = Scanner::default();
    let mut left = Vec::new();
    for at in 0..40_i32 {
        let mut events = vec![press(Key::J, at > 0), Event::Text("j".into())];
        assert_eq!(scanner.listen(&mut events, f64::from(at) * 0.03, Typing::Keys, false).codes, [""; 0]);
        left.append(&mut events);
    }
    assert!(left.len() >= 78, "{}", left.len());
}

#[test]
fn in_a_field_a_code_is_taken_out_again_and_its_enter_confirms_nothing() {
    let (codes, left) = types("4006381333931", 0.01, Typing::Field, true);
    assert_eq!(codes, ["4006381333931"]);
    assert!(!left.contains(&press(Key::Enter, false)));
    // What came in earlier frames stands in the field: it is put back. What came in this one never gets there.
    let mut scanner = Scanner::default();
    let mut first: Vec<Event> = "40063813".chars().flat_map(typed).collect();
    let mut second: Vec<Event> = "33931".chars().flat_map(typed).chain([press(Key::Enter, false)]).collect();
    assert_eq!(scanner.listen(&mut first, 1.0, Typing::Field, false).codes, [""; 0]);
    assert_eq!(first.len(), 16);
    let heard = scanner.listen(&mut second, 1.02, Typing::Field, false);
    assert_eq!((heard.codes, heard.restore), (vec!["4006381333931".to_owned()], true));
    assert_eq!(second, []);
    let mut all: Vec<Event> = "40063813".chars().flat_map(typed).chain([press(Key::Enter, false)]).collect();
    let heard = scanner.listen(&mut all, 3.0, Typing::Field, false);
    assert_eq!((heard.codes.len(), heard.restore, all.len()), (1, false, 0));
    let (codes, left) = types("SF123", 0.1, Typing::Field, true);
    assert_eq!(codes, [""; 0]);
    assert!(left.contains(&press(Key::Enter, false)));
}

#[test]
fn a_burst_that_a_slow_frame_cut_in_two_is_one_code() {
    let mut scanner = Scanner::default();
    let mut first: Vec<Event> = "SC2026".chars().flat_map(typed).collect();
    let mut second: Vec<Event> = "0901-00000117".chars().flat_map(typed).chain([press(Key::Enter, false)]).collect();
    assert_eq!(scanner.listen(&mut first, 1.0, Typing::Keys, false).codes, [""; 0]);
    assert_eq!(scanner.listen(&mut second, 1.5, Typing::Keys, false).codes, ["SC20260901-00000117"]);
    assert_eq!((first, second), (vec![], vec![]));
}

#[test]
fn ctrl_k_is_never_part_of_a_code() {
    let mut scanner = Scanner::default();
    let find =
        Event::Key { key: Key::K, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::COMMAND };
    let mut events = vec![find.clone()];
    assert_eq!(scanner.listen(&mut events, 1.0, Typing::Keys, false).codes, [""; 0]);
    assert_eq!(events, [find]);
    assert_eq!(scanner.wakes_after(1.0), None);
}

fn commit(words: &str) -> Event {
    Event::Ime(ImeEvent::Commit(words.to_owned()))
}

/// One frame each, `gap` apart; gives what each left of its events.
fn frames(
    scanner: &mut Scanner,
    all: &[Vec<Event>],
    gap: f64,
    typing: Typing,
    asks: bool,
) -> (Vec<Event>, ScannerFrame) {
    let (mut left, mut heard, mut at) = (Vec::new(), ScannerFrame::default(), 50.0);
    for events in all {
        let mut events = events.clone();
        let now = scanner.listen(&mut events, at, typing, asks);
        left.append(&mut events);
        heard.codes.extend(now.codes);
        heard.restore |= now.restore;
        heard.refused = heard.refused.or(now.refused);
        heard.hasty |= now.hasty;
        at += gap;
    }
    (left, heard)
}

#[test]
fn an_enter_behind_fast_letters_confirms_nothing_even_if_they_are_no_code() {
    for typing in [Typing::Keys, Typing::Field] {
        for fast in [vec![commit("abc")], "abc".chars().flat_map(typed).collect(), vec![Event::Paste("x".into())]] {
            let mut scanner = Scanner::default();
            let (left, heard) = frames(&mut scanner, &[fast, vec![press(Key::Enter, false)]], 0.02, typing, false);
            assert!(!left.contains(&press(Key::Enter, false)), "{typing:?} {left:?}");
            assert_eq!(heard.codes, [""; 0]);
        }
    }
}

#[test]
fn while_a_question_is_on_show_an_enter_soon_after_anything_typed_is_not_counted() {
    let quiet = vec![];
    for typed_before in [vec![commit("x")], typed('x'), vec![press(Key::Enter, false)]] {
        let mut scanner = Scanner::default();
        let all = [typed_before.clone(), quiet.clone(), vec![press(Key::Enter, false)]];
        let (left, heard) = frames(&mut scanner, &all, 0.2, Typing::Field, true);
        assert_eq!(left, typed_before);
        assert!(heard.hasty);
        let mut scanner = Scanner::default();
        let all = [typed_before, quiet.clone(), quiet.clone(), quiet.clone(), vec![press(Key::Enter, false)]];
        let (left, heard) = frames(&mut scanner, &all, 0.2, Typing::Field, true);
        assert!(left.ends_with(&[press(Key::Enter, false)]) && !heard.hasty);
    }
}

#[test]
fn a_blank_inside_of_a_code_presses_no_button() {
    let mut scanner = Scanner::default();
    let mut events: Vec<Event> = "AB 12".chars().flat_map(typed).collect();
    events.insert(4, press(Key::Space, false));
    let (left, heard) = frames(&mut scanner, &[events, vec![press(Key::Enter, false)]], 0.01, Typing::Keys, true);
    assert_eq!((left, heard.codes), (vec![], vec!["AB 12".to_owned()]));
}

#[test]
fn prefixes_of_scanners_are_no_part_of_the_code_and_brackets_of_a_code_are() {
    for (typed_so, code) in
        [("]C112345", "12345"), ("]E04006381333931", "4006381333931"), ("]1234", "]1234"), ("]C1", "")]
    {
        let (codes, _) = types(typed_so, 0.01, Typing::Keys, true);
        let wanted: Vec<&str> = Some(code).filter(|code| !code.is_empty()).into_iter().collect();
        assert_eq!(codes, wanted, "{typed_so}");
    }
}

#[test]
fn full_width_letters_of_an_input_method_are_a_code_too() {
    let mut scanner = Scanner::default();
    let all = [vec![commit("ＳＦ１２３４５６７８９０１２３")], vec![press(Key::Enter, false)]];
    let (_, heard) = frames(&mut scanner, &all, 0.01, Typing::Field, false);
    assert_eq!(heard.codes, ["SF1234567890123"]);
}

#[test]
fn one_character_a_frame_while_each_frame_takes_long_is_a_code_and_with_pauses_between_it_is_a_person() {
    // An input method asks the program about each character, and a slow window answers once a frame.
    let mut slow: Vec<Vec<Event>> = "SF1234567890123".chars().map(|c| vec![commit(&c.to_string())]).collect();
    slow.push(vec![press(Key::Enter, false)]);
    for frame in [0.3, 1.3, 3.0] {
        let (left, heard) = frames(&mut Scanner::default(), &slow, frame, Typing::Field, true);
        assert_eq!((heard.codes.as_slice(), heard.restore), (["SF1234567890123".to_owned()].as_slice(), true));
        assert!(!left.contains(&press(Key::Enter, false)), "{frame}");
    }
    let paused: Vec<Vec<Event>> = slow.into_iter().flat_map(|stroke| [stroke, vec![]]).collect();
    let (_, heard) = frames(&mut Scanner::default(), &paused, 0.1, Typing::Field, false);
    assert_eq!(heard.codes, [""; 0]);
}

#[test]
fn half_a_code_of_a_scanner_that_sends_enter_is_none_and_one_that_sends_none_is_learned() {
    let half: Vec<Vec<Event>> = "SF12345678".chars().map(typed).chain(std::iter::repeat_n(vec![], 300)).collect();
    let all: Vec<Vec<Event>> = "SF1234567890123".chars().map(typed).chain([vec![press(Key::Enter, false)]]).collect();
    let mut scanner = Scanner::default();
    assert_eq!(frames(&mut scanner, &all, 0.004, Typing::Keys, false).1.codes, ["SF1234567890123"]);
    for codes in [vec![], vec!["SF12345678".to_owned()]] {
        let mut heard = ScannerFrame::default();
        for (at, events) in (0..).zip(&half) {
            let now = scanner.listen(&mut events.clone(), 60.0 + f64::from(at) * 0.005, Typing::Keys, false);
            heard.codes.extend(now.codes);
            heard.refused = heard.refused.or(now.refused);
        }
        assert_eq!((heard.refused, heard.codes), (codes.is_empty().then_some(ScanRefused::Cut), codes));
        scanner.listen(&mut vec![press(Key::Escape, false)], 61.7, Typing::Keys, false);
    }
}
