//! A scanner is a keyboard that types fast. Here its bursts are told from a person's keys, before anyone else hears them:
//! the letters of a scanned code must not act as keys (A approves a refund), and the Enter behind it must confirm nothing.

use eframe::egui::{Event, Key, Modifiers};

/// Two characters of one burst are at most this far apart, seconds. Fast typists need twice as long.
const GAP: f64 = 0.05;
/// A burst has at least this many characters. Shorter codes are typed into the field for them.
const LEAST: usize = 4;
/// Without an Enter behind it, a burst is a code from here on: scanners can be set up to send none.
const LEAST_WITHOUT_ENTER: usize = 8;
/// No frame takes longer, seconds.
const LONGEST_FRAME: f64 = 1.0;
/// What a slow frame may add to the time a whole burst takes, seconds.
const SLACK: f64 = 0.15;
/// No code is longer.
const MOST: usize = 128;

/// Who gets what is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// Nobody: characters are keys.
    Keys,
    /// A field: a code's characters are taken out of it again.
    Field,
}

/// Listens to the keyboard.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    /// What came with the burst and is nobody's yet.
    held: Vec<Event>,
    burst: String,
    began: f64,
    last: f64,
    /// A key that is held down repeats: what it writes is no burst.
    repeats: bool,
}

impl Scanner {
    /// True while it is not known yet whether this is a burst.
    pub fn waits(&self) -> bool {
        !self.held.is_empty() || !self.burst.is_empty()
    }

    /// How long that moment is, seconds.
    pub const fn patience() -> f64 {
        GAP
    }

    /// Goes through the events of one frame and takes codes out of them.
    pub fn listen(&mut self, events: &mut Vec<Event>, at: f64, typing: Typing) -> Vec<String> {
        let mut codes = Vec::new();
        let mut out = Vec::new();
        // Keys that came while the window was being painted come late, all together: bursts are told apart by a frame in
        // which nothing came, and there is one for each pause, because it is asked for.
        let pause = at - self.last;
        let more = events.iter().any(is_typed) && pause < LONGEST_FRAME;
        if pause > GAP && !more && self.waits() {
            self.silence(&mut out, &mut codes);
        }
        for event in events.drain(..) {
            self.one(event, at, typing, &mut out, &mut codes);
        }
        *events = out;
        codes
    }

    fn one(&mut self, event: Event, at: f64, typing: Typing, out: &mut Vec<Event>, codes: &mut Vec<String>) {
        match &event {
            // Capitals come with the shift key around them.
            Event::Key { key, .. } if key.name().starts_with("Shift") => out.push(event),
            Event::Key { repeat: true, key, .. } if writes(*key) => {
                self.repeats = true;
                out.push(event);
            }
            Event::Key { key, pressed: true, modifiers, .. } if writes(*key) && plain(*modifiers) => {
                self.repeats = false;
                self.last = at;
                self.give(event, typing, out);
            }
            Event::Text(words) if !self.repeats && words.chars().all(|c| c.is_ascii_graphic()) => {
                self.last = at;
                if self.burst.is_empty() {
                    self.began = at;
                }
                if self.burst.len() + words.len() <= MOST {
                    self.burst.push_str(words);
                }
                self.give(event, typing, out);
            }
            Event::Key { key: Key::Enter | Key::Tab, pressed: true, repeat: false, .. } if self.is_code() => {
                codes.push(std::mem::take(&mut self.burst));
                self.held.clear();
                if typing == Typing::Field {
                    let written = codes.last().map_or(0, |code| code.chars().count());
                    out.extend((0..written).map(|_| backspace()));
                }
            }
            Event::Key { pressed: true, .. } | Event::Text(_) | Event::PointerButton { .. } | Event::Paste(_) => {
                self.release(out);
                out.push(event);
            }
            _ => out.push(event),
        }
    }

    /// True if the whole burst came faster than a person types. Every code has a digit.
    fn is_code(&self) -> bool {
        let fast = self.last - self.began <= GAP * self.burst.len() as f64 + SLACK;
        self.burst.len() >= LEAST && fast && self.burst.chars().any(|c| c.is_ascii_digit())
    }

    /// Into the field at once, or held back while it may belong to a code.
    fn give(&mut self, event: Event, typing: Typing, out: &mut Vec<Event>) {
        match typing {
            Typing::Keys => self.held.push(event),
            Typing::Field => out.push(event),
        }
    }

    /// Nothing followed: a person's keys, or a code without an Enter behind it.
    fn silence(&mut self, out: &mut Vec<Event>, codes: &mut Vec<String>) {
        let digits = self.burst.chars().filter(char::is_ascii_digit).count();
        if !self.held.is_empty() && self.burst.len() >= LEAST_WITHOUT_ENTER && digits * 2 >= self.burst.len() {
            codes.push(std::mem::take(&mut self.burst));
            self.held.clear();
        }
        self.release(out);
    }

    fn release(&mut self, out: &mut Vec<Event>) {
        out.append(&mut self.held);
        self.burst.clear();
    }
}

/// Something a burst is made of, or ends with.
fn is_typed(event: &Event) -> bool {
    match event {
        Event::Text(_) => true,
        Event::Key { key, pressed: true, .. } => writes(*key) || *key == Key::Enter,
        _ => false,
    }
}

const fn plain(modifiers: Modifiers) -> bool {
    !modifiers.ctrl && !modifiers.alt && !modifiers.command && !modifiers.mac_cmd
}

/// Keys whose character may be in a code.
fn writes(key: Key) -> bool {
    key.name().len() == 1
        || matches!(
            key,
            Key::Minus
                | Key::Period
                | Key::Slash
                | Key::Colon
                | Key::Plus
                | Key::Equals
                | Key::Pipe
                | Key::Backslash
                | Key::Semicolon
        )
}

const fn backspace() -> Event {
    Event::Key { key: Key::Backspace, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
}

#[cfg(test)]
mod tests;
