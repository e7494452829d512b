//! Notices that the computer slept or that its clock was set: the two ways of measuring a pause then disagree.

use crate::domain::UnixSeconds;
use std::time::Duration;

/// Clocks are corrected by seconds all the time; that is no jump.
const JUMP_SECS: i64 = 30;
/// Calls under way may keep a thread for minutes; longer, and the computer slept on a clock that goes on in its sleep.
const HELD_UP_SECS: i64 = 300;

/// The last moment that was looked at, on the wall and on a clock that only ever runs forward.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockWatch {
    wall: UnixSeconds,
    steady: Duration,
}

impl ClockWatch {
    /// Starts watching.
    pub const fn new(wall: UnixSeconds, steady: Duration) -> Self {
        Self { wall, steady }
    }

    /// By how much the wall clock went on differently from the steady one since the last look, seconds; 0 if this thread
    /// was only held up far longer than the `pause` it asked for. `None`: nothing happened.
    pub fn jumped(&mut self, wall: UnixSeconds, steady: Duration, pause: Duration) -> Option<i64> {
        let went = steady.saturating_sub(self.steady);
        let secs = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let apart = wall.since(self.wall).saturating_sub(secs(went));
        let held_up = secs(went.saturating_sub(pause));
        *self = Self { wall, steady };
        if apart.saturating_abs() >= JUMP_SECS {
            return Some(apart);
        }
        (held_up >= HELD_UP_SECS).then_some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(20);

    fn after(wall: i64, steady: u64) -> Option<i64> {
        let began = UnixSeconds::new(1_790_000_000);
        ClockWatch::new(began, Duration::ZERO).jumped(began.plus(wall), Duration::from_secs(steady), PAUSE)
    }

    #[test]
    fn a_sleep_and_a_clock_that_is_set_are_noticed() {
        assert_eq!(after(8 * 3600, 20), Some(8 * 3600 - 20), "asleep on a computer whose steady clock sleeps too");
        assert_eq!(after(8 * 3600, 8 * 3600), Some(0), "asleep on a computer whose steady clock goes on");
        assert_eq!((after(86_420, 20), after(-86_380, 20)), (Some(86_400), Some(-86_400)), "a day forth and back");
        assert_eq!((after(315_360_000, 0), after(-315_360_000, 0)), (Some(315_360_000), Some(-315_360_000)));
    }

    #[test]
    fn an_ordinary_pause_is_no_jump() {
        assert_eq!([after(20, 20), after(0, 0), after(21, 20), after(60, 58)], [None; 4], "and a slow answer is none");
    }
}
