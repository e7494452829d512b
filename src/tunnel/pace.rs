//! When the tunnel's program is started again, and when its address is probed.

use std::time::Duration;

/// When things happen. Measured by a clock nobody can set.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How long to wait before the program is started again; the last one repeats.
    pub backoff: Vec<Duration>,
    /// A program that ran this long has earned a fresh start of the backoff.
    pub steady: Duration,
    /// After a change the address is probed soon and then less often; the last one repeats.
    pub probe: Vec<Duration>,
    /// How long a program that was asked to end may take.
    pub grace: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let secs = |all: &[u64]| all.iter().copied().map(Duration::from_secs).collect();
        Self {
            backoff: secs(&[1, 2, 5, 15, 30, 60]),
            steady: Duration::from_mins(1),
            probe: secs(&[1, 2, 5, 10, 30, 60]),
            grace: Duration::from_secs(3),
        }
    }
}

/// The n-th of a schedule whose last one repeats.
pub(super) fn nth(schedule: &[Duration], n: usize) -> Duration {
    schedule.get(n).or(schedule.last()).copied().unwrap_or(Duration::from_mins(1))
}
