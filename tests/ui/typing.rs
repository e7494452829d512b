//! Ways a keyboard, a scanner or an input method says a code: the very events they send.

use crate::world::World;
use egui::{Event, ImeEvent, Key, Modifiers};

pub fn press(key: Key, pressed: bool) -> Event {
    Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
}

fn commit(words: &str) -> Vec<Event> {
    // As a window under X11 hears it.
    vec![
        Event::Ime(ImeEvent::Preedit { text: String::new(), active_range_chars: None }),
        Event::Ime(ImeEvent::Commit(words.to_owned())),
    ]
}

/// A way a code comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A keyboard: the key, then its character.
    Keys,
    /// Characters without keys.
    Text,
    /// An input method, character by character.
    Commits,
    /// An input method that writes several characters at a time.
    Pieces,
    /// An input method that writes all of it at once.
    Whole,
}

impl Way {
    pub const ALL: [Self; 5] = [Self::Keys, Self::Text, Self::Commits, Self::Pieces, Self::Whole];

    /// The events, stroke by stroke.
    pub fn strokes(self, code: &str) -> Vec<Vec<Event>> {
        let text = |c: char| vec![Event::Text(c.to_string())];
        match self {
            Self::Keys => code
                .chars()
                .map(|c| {
                    let key = Key::from_name(&c.to_ascii_uppercase().to_string());
                    let down = key.map(|key| press(key, true));
                    let up = key.map(|key| press(key, false));
                    down.into_iter().chain(text(c)).chain(up).collect()
                })
                .collect(),
            Self::Text => code.chars().map(text).collect(),
            Self::Commits => code.chars().map(|c| commit(&c.to_string())).collect(),
            Self::Pieces => {
                let all: Vec<char> = code.chars().collect();
                all.chunks(3).map(|piece| commit(&piece.iter().collect::<String>())).collect()
            }
            Self::Whole => vec![commit(code)],
        }
    }
}

pub fn enter() -> Vec<Event> {
    vec![press(Key::Enter, true), press(Key::Enter, false)]
}

/// A code with Enter behind it: all in one frame, or with this many seconds between the strokes.
pub fn scan(world: &mut World, way: Way, code: &str, gap: Option<f64>) {
    let mut strokes = way.strokes(code);
    strokes.push(enter());
    match gap {
        None => world.frames(vec![strokes.concat()], 0.0),
        Some(gap) => world.frames(strokes, gap),
    }
}

/// A scan that stands still in the middle: before the stroke of this number, for so many seconds each.
pub fn scan_that_stands_still(world: &mut World, way: Way, code: &str, still: &[(usize, f64)]) {
    let mut strokes = way.strokes(code);
    strokes.push(enter());
    let pause = |at: usize| still.iter().find(|(before, _)| *before == at).map_or(0.004, |(_, pause)| *pause);
    world.frames_after(strokes.into_iter().enumerate().map(|(at, stroke)| (pause(at), stroke)).collect());
}
