//! What a run of the model tried so far.

use std::cell::Cell;

/// How much was tried.
#[derive(Default)]
pub struct Tally {
    pub sequences: Cell<usize>,
    pub steps: Cell<usize>,
    pub payouts: Cell<usize>,
    pub by_hand: Cell<usize>,
    pub restores: Cell<usize>,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sequences, steps, payouts, by_hand, restores } = self;
        write!(f, "sequences {}, steps {}", sequences.get(), steps.get())?;
        write!(f, ", payouts {}, by hand {}", payouts.get(), by_hand.get())?;
        write!(f, ", restores {}", restores.get())
    }
}

pub fn add(cell: &Cell<usize>, more: usize) {
    cell.set(cell.get() + more);
}
