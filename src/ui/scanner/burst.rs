//! Characters that came faster than a person types, and what they are.

/// Two characters of one burst are at most this far apart, seconds. Fast typists need twice as long.
pub(super) const GAP: f64 = 0.05;
/// The same in a long row of mostly digits, which nobody types at even half this pace: an input method asks its own program
/// about each character, and may be slow.
pub(super) const LONG_GAP: f64 = 0.08;
/// So many characters at that pace are a machine's.
const FAST_LEAST: usize = 3;
/// A code has at least this many characters. Shorter codes are typed into the field for them.
const LEAST: usize = 4;
/// Without a digit it has at least this many: fingers that fall on four letters together are no scanner.
const LETTERS_LEAST: usize = 6;
/// Without an Enter behind it, a burst is a code from here on: scanners can be set up to send none.
const LEAST_WITHOUT_ENTER: usize = 8;
/// No code is longer.
const MOST: usize = 128;

/// What was typed in one breath.
#[derive(Debug, Default)]
pub(super) struct Burst {
    /// The characters a code may have.
    pub code: String,
    /// Strokes, as far as they can be told: an input method may bring many characters at once.
    pub strokes: usize,
    /// An input method made something else of some of them: the code is lost.
    pub garbled: bool,
    pub began: f64,
    pub last: f64,
    /// How long those frames were together in which the keyboard was busy, seconds: keys that came while the window was being
    /// painted come late.
    frames: f64,
    /// A pause followed: the next character begins another burst, but an Enter still ends this one.
    pub closed: bool,
    /// Some of it came before this frame, and may stand in a field already.
    pub earlier: bool,
}

impl Burst {
    /// One that begins now.
    pub fn begin(at: f64) -> Self {
        Self { began: at, last: at, ..Self::default() }
    }

    pub const fn is_empty(&self) -> bool {
        self.strokes == 0
    }

    /// The keyboard was busy in a frame that took so long, seconds.
    pub fn goes_on(&mut self, frame: f64) {
        if !self.is_empty() && !self.closed {
            self.frames += frame;
        }
    }

    /// Characters came.
    pub fn push(&mut self, words: &str, at: f64) {
        self.code.push_str(words);
        self.stroke(words.chars().count(), at);
    }

    /// An input method wrote, or is writing, what is no code's.
    pub const fn garble(&mut self, at: f64) {
        self.garbled = true;
        self.stroke(1, at);
    }

    const fn stroke(&mut self, strokes: usize, at: f64) {
        self.strokes = self.strokes.saturating_add(strokes);
        self.last = at;
    }

    /// True if it came faster than a person types, as far as frames can tell. A pause would have closed it.
    pub fn fast(&self) -> bool {
        let gap = if long_digits(&self.code) { LONG_GAP } else { GAP };
        let least = self.last - self.began - self.frames;
        self.strokes >= FAST_LEAST && least <= gap * self.strokes.saturating_sub(1) as f64
    }

    /// True if an Enter makes a code of it.
    pub fn is_code(&self) -> bool {
        self.fast() && !self.garbled && shaped(self.code.trim())
    }

    /// True if no person typed it: it is a code, or was to become one.
    pub fn machine(&self) -> bool {
        self.is_code() || self.was_code()
    }

    /// What is known of it, for the log: not what was typed.
    pub fn tell(&self) {
        if self.strokes >= LEAST_WITHOUT_ENTER {
            let (strokes, secs, frames) = (self.strokes, self.last - self.began, self.frames);
            tracing::debug!(strokes, secs, frames, garbled = self.garbled, fast = self.fast(), "typed in one breath");
        }
    }

    /// True if it was a code before an input method took a part of it.
    pub fn was_code(&self) -> bool {
        self.garbled && self.fast() && self.code.len() >= LEAST && has_digit(&self.code)
    }

    /// The code, as it is printed: without what scanners may put around it.
    pub fn code(&self) -> String {
        bare(self.code.trim()).to_owned()
    }
}

/// True for what may be printed as a code: long enough for one.
pub(super) fn shaped(code: &str) -> bool {
    let enough = if has_digit(code) { LEAST } else { LETTERS_LEAST };
    (enough..=MOST).contains(&code.len())
}

/// A long row of mostly digits: a code also without an Enter behind it.
pub(super) fn long_digits(code: &str) -> bool {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    code.len() >= LEAST_WITHOUT_ENTER && digits.saturating_mul(2) >= code.len()
}

fn has_digit(code: &str) -> bool {
    code.chars().any(|c| c.is_ascii_digit())
}

/// Without the AIM prefix that tells the kind of the code: `]C1` GS1-128, `]E0` EAN-13, `]Q3` QR.
pub(super) fn bare(code: &str) -> &str {
    let mut rest = code.chars();
    let prefix = [rest.next(), rest.next(), rest.next()];
    match prefix {
        [Some(']'), Some(kind), Some(more)] if kind.is_ascii_alphabetic() && more.is_ascii_alphanumeric() => {
            if rest.as_str().is_empty() { code } else { rest.as_str() }
        }
        _ => code,
    }
}
