//! What was typed shortly before a burst and may be of the same code: an input method under load, or a scanner without a
//! wire, can stand still in the middle of one. A part of a code is never a code: either all of it is there for certain, or
//! it is refused and said so.

use super::burst::{Burst, bare, shaped};

/// A person needs at least this long from the keys to the scanner, seconds.
pub(super) const REACH: f64 = 1.0;
/// What came at a machine's pace and has no end yet waits this long for its rest, seconds.
pub(super) const STANDSTILL: f64 = 10.0;
/// More slow strokes in a row than these were typed by hand.
const SLOW_MOST: usize = 3;
/// So many strokes has each piece of a code that stood still, on average: between a person's there are pauses everywhere.
const PIECE_LEAST: usize = 3;

/// What an end behind the burst makes of all that was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HeadEnd {
    /// Nothing: it is a person's.
    Person,
    Code(String),
    /// An input method made other words of a code.
    Garbled,
    /// It is a scan, and perhaps not all of it.
    Cut,
}

/// Whose the pieces before the burst are, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum HeadOrigin {
    /// No faster than a person types.
    #[default]
    Person,
    /// Some of it came at a machine's pace.
    Scan,
    /// It began as a code, not with what may be a person's last keys.
    Code,
    /// It was taken for a code already, because no Enter came.
    Taken,
}

/// Pieces of typing with pauses between them.
#[derive(Debug, Default)]
pub(super) struct Head {
    code: String,
    strokes: usize,
    pieces: usize,
    /// Pieces at the end of it that came no faster than a person types.
    slow: usize,
    of: HeadOrigin,
    garbled: bool,
    pub last: f64,
}

impl Head {
    /// True while it may leave its field again, with all of it.
    pub fn is_open(&self) -> bool {
        self.pieces > 0 && !self.by_hand() && self.of != HeadOrigin::Taken
    }

    /// True if some of it came from a scanner.
    pub fn of_a_scan(&self) -> bool {
        self.of != HeadOrigin::Person
    }

    /// True if what comes now may be its rest.
    pub fn waits(&self) -> bool {
        matches!(self.of, HeadOrigin::Scan | HeadOrigin::Code)
    }

    const fn by_hand(&self) -> bool {
        self.slow > SLOW_MOST
    }

    /// A code without an Enter was made of it.
    pub fn taken(at: f64) -> Self {
        Self { pieces: 1, of: HeadOrigin::Taken, last: at, ..Self::default() }
    }

    /// The next piece begins: this one is over.
    pub fn take(&mut self, burst: &Burst) {
        let machine = burst.machine();
        let after_a_person = self.by_hand();
        if after_a_person && machine || self.parted(burst) && !machine {
            *self = Self::default();
        }
        if self.pieces == 0 && burst.is_code() && !after_a_person {
            self.of = HeadOrigin::Code;
        } else if machine && self.of == HeadOrigin::Person {
            self.of = HeadOrigin::Scan;
        }
        self.slow = if machine { 0 } else { self.slow.saturating_add(1) };
        self.garbled |= burst.garbled;
        self.code.push_str(&burst.code);
        self.strokes = self.strokes.saturating_add(burst.strokes);
        self.pieces = self.pieces.saturating_add(1);
        self.last = burst.last;
        if self.by_hand() {
            self.of = HeadOrigin::Person;
        }
    }

    /// True if a person had the time to begin something else before `tail`.
    pub fn parted(&self, tail: &Burst) -> bool {
        tail.began - self.last >= REACH
    }

    /// What an end behind `tail` makes of both.
    pub fn end(&self, tail: &Burst) -> HeadEnd {
        let own = own_end(tail);
        if self.by_hand() {
            return if own == HeadEnd::Person || self.parted(tail) { own } else { HeadEnd::Cut };
        }
        // Long after a piece of a scan only what is fast can be its rest; an Enter in the same breath is.
        let rest = !self.parted(tail) || self.of_a_scan() && (tail.fast() || !tail.closed);
        if self.pieces == 0 || !rest || !(self.of_a_scan() || tail.machine()) {
            return own;
        }
        if self.garbled || tail.garbled {
            return HeadEnd::Garbled;
        }
        let whole = format!("{}{}", self.code, tail.code);
        let strokes = self.strokes.saturating_add(tail.strokes);
        let dense = strokes >= self.pieces.saturating_add(1).saturating_mul(PIECE_LEAST);
        if self.of == HeadOrigin::Code && dense && shaped(whole.trim()) {
            HeadEnd::Code(bare(whole.trim()).to_owned())
        } else {
            HeadEnd::Cut
        }
    }

    /// What a pause behind `tail` makes of both: each code may be one without an Enter.
    pub fn end_without_enter(&self, tail: &Burst) -> HeadEnd {
        if self.of == HeadOrigin::Taken { own_end(tail) } else { self.end(tail) }
    }
}

fn own_end(burst: &Burst) -> HeadEnd {
    if burst.is_code() {
        HeadEnd::Code(burst.code())
    } else if burst.was_code() {
        HeadEnd::Garbled
    } else {
        HeadEnd::Person
    }
}
