//! Notices that the computer slept or that its clock was set: the two ways of measuring a pause then disagree.

use crate::domain::UnixSeconds;
use std::time::Duration;

/// Clocks are corrected by seconds all the time; that is no jump.
const JUMP_SECS: i64 = 30;

/// The last moment that was looked at, on the wall and on a clock that only ever runs forward.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    wall: UnixSeconds,
    steady: Duration,
}

impl Watch {
    /// Starts watching.
    pub const fn new(wall: UnixSeconds, steady: Duration) -> Self {
        Self { wall, steady }
    }

    /// True if the wall clock and the steady one went on differently since the last look, or if this thread was held up
    /// far longer than the `pause` it asked for.
    pub fn jumped(&mut self, wall: UnixSeconds, steady: Duration, pause: Duration) -> bool {
        let went = steady.saturating_sub(self.steady);
        let secs = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let apart = wall.since(self.wall).saturating_sub(secs(went)).saturating_abs();
        let held_up = secs(went.saturating_sub(pause));
        *self = Self { wall, steady };
        apart >= JUMP_SECS || held_up >= JUMP_SECS.saturating_mul(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(20);

    fn after(wall: i64, steady: u64) -> bool {
        let began = UnixSeconds::new(1_790_000_000);
        Watch::new(began, Duration::ZERO).jumped(began.plus(wall), Duration::from_secs(steady), PAUSE)
    }

    #[test]
    fn a_sleep_and_a_clock_that_is_set_are_noticed() {
        assert!(after(8 * 3600, 20), "asleep on a computer whose steady clock sleeps too");
        assert!(after(8 * 3600, 8 * 3600), "asleep on a computer whose steady clock goes on");
        assert!(after(24 * 3600, 20) && after(-24 * 3600, 20), "a day forth and back");
        assert!(after(315_360_000, 1) && after(-315_360_000, 1), "ten years");
    }

    #[test]
    fn an_ordinary_pause_is_no_jump() {
        assert!(!after(20, 20) && !after(0, 0) && !after(21, 20) && !after(60, 58), "and a slow answer is none");
    }
}
