//! When the list on show is counted: a step after its rows, so that they never wait for it, and while orders pour in only
//! for a small part of the time.

use super::model::{Gaze, Snapshot};
use std::time::{Duration, Instant};

/// A count that took a second is not made again for so many.
const REST: u32 = 20;

/// Whether there is something to count, and when.
#[derive(Debug, Default)]
pub(super) struct Counting {
    wanted: bool,
    not_before: Option<Instant>,
}

/// Whether this page has a list that is counted.
pub(super) fn is_counted(gaze: &Gaze) -> bool {
    gaze.counted().is_some()
}

impl Counting {
    /// How long until the next count; `None` while there is nothing to count.
    pub fn due_in(&self) -> Option<Duration> {
        let wait = |at: Instant| at.saturating_duration_since(Instant::now());
        self.wanted.then(|| self.not_before.map_or(Duration::ZERO, wait))
    }

    /// What was counted of the same list stands until it is counted again.
    pub fn carried(&mut self, shot: Snapshot, last: Option<&Snapshot>, changed: bool) -> Snapshot {
        let same = last.filter(|last| last.gaze.same_counted(&shot.gaze));
        let totals = same.and_then(|last| last.totals);
        if same.is_none() {
            self.not_before = None;
        }
        self.wanted = is_counted(&shot.gaze) && (self.wanted || changed || totals.is_none());
        Snapshot { totals, ..shot }
    }

    /// A count that began then is done.
    pub fn counted(&mut self, begun: Instant) {
        self.wanted = false;
        self.not_before = begun.elapsed().checked_mul(REST).and_then(|rest| Instant::now().checked_add(rest));
    }
}
