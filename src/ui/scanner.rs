//! A scanner is a keyboard that types fast. Here its bursts are told from a person's keys, before anyone else hears them,
//! by whatever way they come: keys, text, or the words of an input method. The letters of a scanned code must not act as
//! keys (A approves a refund), and no Enter on the heels of fast input confirms anything, whether it was a code or not.

mod burst;
mod head;

use super::typing::Keyboard;
use burst::{Burst, GAP, LONG_GAP, long_digits};
use egui::{Event, ImeEvent, Key, Modifiers};
use head::{Head, HeadEnd, REACH, STANDSTILL};

/// An Enter within this long of fast input is not a person's, seconds.
const HEELS: f64 = 0.3;
/// Keys of a burst that may be a code wait this long for its Enter: input methods pass it on another way.
const LATE: f64 = 0.15;
/// A code of a scanner that sends no Enter has come to its end, seconds.
const ALONE: f64 = 0.5;
/// A question counts an Enter only if nothing was typed for this long, seconds.
const REST: f64 = 0.5;
/// No frame takes longer, seconds: a software renderer on a busy computer takes more than one. While something is typed a
/// frame is asked for long before, so that keys without an empty frame between them had no pause between them either.
const LONGEST_FRAME: f64 = 5.0;
/// A pause has passed for certain, seconds.
const PASSED: f64 = 0.01;

/// Who gets what is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// Nobody: characters are keys.
    Keys,
    /// A field: a code leaves it again.
    Field,
}

/// Why nothing is made of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanRefused {
    /// An input method made other words of the code.
    Garbled,
    /// It stood still in the middle, and nobody knows whether all of it came.
    Cut,
}

/// What one frame brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ScannerFrame {
    pub codes: Vec<String>,
    /// A code stands in the field in part: it becomes what it was before.
    pub restore: bool,
    /// A scan of which nothing is made.
    pub refused: Option<ScanRefused>,
    /// A question was given an Enter too soon after something was typed.
    pub hasty: bool,
}

/// What goes on to everyone else; true: it belongs to the burst.
type OutEvents = Vec<(Event, bool)>;

/// Listens to the keyboard.
#[derive(Debug)]
pub(super) struct Scanner {
    /// What came with the burst and is nobody's yet.
    held: Vec<Event>,
    burst: Burst,
    /// What was typed before the burst and may be of the same code.
    head: Head,
    /// The scanner ends its codes with a key, as far as is known: one without is half of one.
    ends: bool,
    /// When somebody looked last, when something was typed last, when it was fast last; seconds.
    looked: f64,
    typed: f64,
    fast: f64,
    /// When the keyboard was busy last.
    busy: f64,
    /// A key that is held down repeats: what it writes is no burst.
    repeats: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        let never = f64::NEG_INFINITY;
        Self {
            held: Vec::new(),
            burst: Burst::default(),
            head: Head::default(),
            ends: false,
            looked: never,
            typed: never,
            fast: never,
            busy: never,
            repeats: false,
        }
    }
}

/// How the events of one frame are to be understood.
#[derive(Debug, Clone, Copy)]
struct KeyFrame {
    at: f64,
    typing: Typing,
    /// A question is on show.
    asks: bool,
}

impl Scanner {
    /// What this frame is to the field that has the keyboard.
    pub fn keyboard(&self, heard: &ScannerFrame) -> Keyboard {
        if heard.restore {
            Keyboard::Restore
        } else if self.head.is_open() || !self.burst.is_empty() && self.burst.earlier {
            Keyboard::Burst
        } else {
            Keyboard::Calm
        }
    }

    /// True while it is not known yet what was typed.
    const fn waits(&self) -> bool {
        !self.held.is_empty() || !self.burst.is_empty()
    }

    /// After how long it must look again, seconds.
    pub fn wakes_after(&self, at: f64) -> Option<f64> {
        let mut pauses = vec![self.fast + HEELS, self.typed + REST];
        if self.waits() {
            pauses.extend([GAP, LONG_GAP, LATE, ALONE, REACH].map(|pause| self.typed + pause));
        }
        pauses.into_iter().map(|pause| pause + PASSED - at).filter(|left| *left > 0.0).reduce(f64::min)
    }

    /// Goes through the events of one frame and takes codes out of them. `asks`: a question is on show.
    pub fn listen(&mut self, events: &mut Vec<Event>, at: f64, typing: Typing, asks: bool) -> ScannerFrame {
        let since = (at - self.looked).clamp(0.0, LONGEST_FRAME);
        let frame = KeyFrame { at, typing, asks };
        let (mut heard, mut out) = (ScannerFrame::default(), OutEvents::new());
        self.forget(at);
        self.burst.earlier = true;
        // Keys that came while the window was being painted come late, all together: bursts are told apart by a frame in
        // which nothing came, and there is one for each pause, because it is asked for.
        // An input method under X11 asks the program about each key and each letting go, and a slow window answers once a
        // frame: in a field a key that is let go belongs to what is typed.
        let of_burst = if typing == Typing::Field { of_keyboard } else { is_typed };
        let keys = events.iter().any(of_burst);
        let more = keys && at - self.looked < LONGEST_FRAME;
        let pause = at - self.busy;
        let gap = if typing == Typing::Field { LONG_GAP } else { GAP };
        if pause > gap && !more && self.waits() {
            self.silence(frame, pause, &mut out, &mut heard);
        }
        if keys {
            self.busy = at;
        }
        if more {
            self.burst.goes_on(since);
            if self.waits() && !self.burst.closed {
                self.typed = at;
                self.mind_the_pace(at);
            }
        }
        for event in events.drain(..) {
            self.one(event, frame, &mut out, &mut heard);
        }
        *events = out.into_iter().map(|(event, _)| event).collect();
        self.looked = at;
        heard
    }

    fn one(&mut self, event: Event, frame: KeyFrame, out: &mut OutEvents, heard: &mut ScannerFrame) {
        match &event {
            // Capitals come with the shift key around them.
            Event::Key { key, .. } if key.name().starts_with("Shift") => out.push((event, false)),
            Event::Key { key: Key::Enter | Key::Space, pressed: true, repeat: true, .. }
                if frame.typing == Typing::Keys => {}
            Event::Key { repeat: true, key, .. } if writes(*key) => {
                self.repeats = true;
                out.push((event, false));
            }
            // The sign between the parts of one code, as scanners type it.
            Event::Key { key: Key::CloseBracket, modifiers, .. } if modifiers.ctrl && !self.burst.is_empty() => {}
            Event::Key { key: Key::Space, pressed: true, .. } if self.is_apart(frame.at) => {
                self.confirm(event, frame, out, heard);
            }
            Event::Key { key, pressed: true, modifiers, .. } if writes(*key) && plain(*modifiers) => {
                self.repeats = false;
                self.typed = frame.at;
                self.give(event, frame, out);
            }
            Event::Text(words) if !self.repeats => {
                let words = words.clone();
                self.words(event, &words, frame, out, heard);
            }
            Event::Ime(ImeEvent::Commit(words)) if !words.is_empty() => {
                let words = words.clone();
                self.words(event, &words, frame, out, heard);
            }
            Event::Ime(ImeEvent::Preedit { text, .. }) if !text.is_empty() => {
                self.typed = frame.at;
                self.begin_or_go_on(frame.at);
                self.burst.garble(frame.at);
                self.mind_the_pace(frame.at);
                self.give(event, frame, out);
            }
            Event::Key { key: Key::Enter, pressed: true, .. } => self.confirm(event, frame, out, heard),
            Event::Key { key: Key::Tab, pressed: true, repeat: false, .. } | Event::Copy
                if self.ended(frame.at, HEELS, out, heard) => {}
            Event::Key { key: Key::J | Key::M, pressed: true, modifiers, .. }
                if modifiers.ctrl && self.ended(frame.at, HEELS, out, heard) => {}
            Event::Paste(_) | Event::MiddleClickPaste { .. } => {
                (self.typed, self.fast) = (frame.at, frame.at);
                self.release(frame, out);
                out.push((event, false));
            }
            Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::Cut
            | Event::PointerButton { .. }
            | Event::AccessKitActionRequest(_) => {
                self.release(frame, out);
                out.push((event, false));
            }
            _ => out.push((event, false)),
        }
    }

    /// Text came, by a key or from an input method.
    fn words(&mut self, event: Event, words: &str, frame: KeyFrame, out: &mut OutEvents, heard: &mut ScannerFrame) {
        self.typed = frame.at;
        let text: String = words.chars().filter(|c| !c.is_control()).map(narrow).collect();
        let of_a_code = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        let alone = text.trim().is_empty() && self.is_apart(frame.at);
        if !of_a_code && matches!(event, Event::Text(_)) || (!text.is_empty() && alone) {
            self.release(frame, out);
            out.push((event, false));
            return;
        }
        if !text.is_empty() {
            self.begin_or_go_on(frame.at);
            if of_a_code {
                self.burst.push(&text, frame.at);
            } else {
                self.burst.garble(frame.at);
            }
            self.mind_the_pace(frame.at);
            self.give(event, frame, out);
        }
        if words.ends_with(ENDS) {
            self.ended(frame.at, HEELS, out, heard);
        }
    }

    /// True if what comes now is of nothing that came before it.
    fn is_apart(&self, at: f64) -> bool {
        let of_a_scan = self.burst.machine() || self.head.of_a_scan();
        self.burst.is_empty() || self.burst.closed && !(of_a_scan && at - self.burst.last <= REACH)
    }

    fn begin_or_go_on(&mut self, at: f64) {
        if self.burst.closed {
            self.head.take(&self.burst);
        }
        if self.burst.is_empty() || self.burst.closed {
            self.burst = Burst::begin(at);
        }
    }

    /// What was typed so long ago that nothing belongs to it any more.
    fn forget(&mut self, at: f64) {
        let machine = self.head.of_a_scan() || self.burst.machine();
        let last = if self.burst.is_empty() { self.head.last } else { self.burst.last };
        let over = self.burst.is_empty() || self.burst.closed;
        if over && at - last > if machine { STANDSTILL } else { REACH } {
            (self.burst, self.head) = (Burst::default(), Head::default());
        }
    }

    fn mind_the_pace(&mut self, at: f64) {
        if self.burst.fast() {
            self.fast = at;
        }
    }

    /// A key that confirms: the end of a code, on the heels of something fast, or a person's.
    fn confirm(&mut self, event: Event, frame: KeyFrame, out: &mut OutEvents, heard: &mut ScannerFrame) {
        let enter = matches!(event, Event::Key { key: Key::Enter, .. });
        // A person may go on from a code that stands in a field. In a question, or where letters are keys, nobody does.
        let late = if frame.asks || frame.typing == Typing::Keys { STANDSTILL } else { REACH };
        if enter && self.ended(frame.at, late, out, heard) {
            self.fast = frame.at;
            return;
        }
        self.release(frame, out);
        let types = !enter && frame.typing == Typing::Field;
        if !types && self.looked - self.fast <= HEELS {
            return;
        }
        if !types && frame.asks && self.looked - self.typed <= REST {
            heard.hasty |= enter;
            return;
        }
        self.typed = frame.at;
        out.push((event, false));
    }

    /// True if what came is the end of a scan: of a code, or of what would have been one. `late`: so long after the last
    /// stroke it may come, seconds.
    fn ended(&mut self, at: f64, late: f64, out: &mut OutEvents, heard: &mut ScannerFrame) -> bool {
        if self.burst.is_empty() || self.burst.closed && at - self.burst.last >= late {
            return false;
        }
        let end = self.head.end(&self.burst);
        let scan = end != HeadEnd::Person;
        if scan {
            self.ends = true;
            self.take_out(end, out, heard);
        }
        scan
    }

    /// Nothing of a scan stays with anyone.
    fn take_out(&mut self, end: HeadEnd, out: &mut OutEvents, heard: &mut ScannerFrame) {
        match end {
            HeadEnd::Code(code) => heard.codes.push(code),
            HeadEnd::Garbled => heard.refused = Some(ScanRefused::Garbled),
            HeadEnd::Cut => heard.refused = Some(ScanRefused::Cut),
            HeadEnd::Person => return,
        }
        heard.restore |= self.burst.earlier || self.head.is_open();
        (self.burst, self.head) = (Burst::default(), Head::default());
        self.held.clear();
        out.retain(|(_, of_burst)| !of_burst);
    }

    /// Into the field at once, or held back while it may belong to a code.
    fn give(&mut self, event: Event, frame: KeyFrame, out: &mut OutEvents) {
        match frame.typing {
            Typing::Keys => self.held.push(event),
            Typing::Field => out.push((event, true)),
        }
    }

    /// Nothing followed for a while: a person's keys, a code without an Enter behind it, or one that stands still.
    fn silence(&mut self, frame: KeyFrame, pause: f64, out: &mut OutEvents, heard: &mut ScannerFrame) {
        let rest = self.head.waits() && !self.head.parted(&self.burst);
        if self.held.is_empty() || frame.typing == Typing::Field || !(rest || self.burst.machine()) {
            self.close();
            self.let_go(frame, out);
            return;
        }
        if pause <= LATE {
            return;
        }
        self.close();
        let may_end = pause > ALONE && !self.ends && !frame.asks;
        match self.head.end_without_enter(&self.burst) {
            HeadEnd::Code(code) if may_end && long_digits(&code) => {
                let last = self.burst.last;
                self.take_out(HeadEnd::Code(code), out, heard);
                self.head = Head::taken(last);
            }
            _ if pause > REACH => {
                self.held.clear();
                heard.refused = Some(ScanRefused::Cut);
                self.ends = false;
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        if !self.burst.is_empty() && !std::mem::replace(&mut self.burst.closed, true) {
            self.burst.tell();
        }
    }

    /// What was held back goes on to everyone else; what only a machine types does not.
    fn let_go(&mut self, frame: KeyFrame, out: &mut OutEvents) {
        // A blank inside of it presses no button either.
        if frame.asks || self.burst.fast() {
            self.held.retain(|event| !matches!(event, Event::Key { key: Key::Space, .. }));
        }
        out.extend(self.held.drain(..).map(|event| (event, false)));
    }

    /// Something else begins.
    fn release(&mut self, frame: KeyFrame, out: &mut OutEvents) {
        if frame.typing == Typing::Keys && (self.burst.machine() || self.head.of_a_scan()) {
            self.held.clear();
        }
        self.let_go(frame, out);
        for (_, of_burst) in out.iter_mut() {
            *of_burst = false;
        }
        (self.burst, self.head) = (Burst::default(), Head::default());
    }
}

/// What may end a code inside a text: ETX, EOT, and the ends of lines.
const ENDS: [char; 5] = ['\u{3}', '\u{4}', '\t', '\r', '\n'];

/// Something a burst is made of, or ends with.
fn is_typed(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Ime(_) => true,
        Event::Key { key, pressed: true, .. } => writes(*key) || *key == Key::Enter,
        _ => false,
    }
}

/// Anything of the keyboard.
fn of_keyboard(event: &Event) -> bool {
    matches!(event, Event::Key { .. } | Event::Text(_) | Event::Ime(_) | Event::ModifiersChanged(_))
}

/// True for a key that is pressed by itself, or with the shift key.
pub(super) const fn plain(modifiers: Modifiers) -> bool {
    !modifiers.ctrl && !modifiers.alt && !modifiers.command && !modifiers.mac_cmd
}

/// Full-width letters, as an input method may write them.
const fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => match char::from_u32((c as u32).wrapping_sub(0xFEE0)) {
            Some(narrow) => narrow,
            None => c,
        },
        _ => c,
    }
}

/// Keys whose character may be in a code.
fn writes(key: Key) -> bool {
    key.name().len() == 1
        || matches!(
            key,
            Key::Minus
                | Key::Period
                | Key::Comma
                | Key::Slash
                | Key::Colon
                | Key::Plus
                | Key::Equals
                | Key::Pipe
                | Key::Backslash
                | Key::Semicolon
                | Key::OpenBracket
                | Key::CloseBracket
                | Key::OpenCurlyBracket
                | Key::CloseCurlyBracket
                | Key::Questionmark
                | Key::Exclamationmark
                | Key::Quote
                | Key::Backtick
                | Key::Space
        )
}

#[cfg(test)]
mod tests;
