//! Budgets: how often something may happen, and how many lines a minute may tell of it.

use std::time::Duration;
use tokio::time::Instant;

/// So many at once, then one more after every pause. Keeps one moment instead of a count: when it is full again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    pause: Duration,
    depth: Duration,
    full_at: Instant,
}

impl Bucket {
    /// A full bucket: `burst` at once, then one after every `pause`.
    pub fn new(burst: u32, pause: Duration) -> Self {
        Self { pause, depth: pause.saturating_mul(burst), full_at: Instant::now() }
    }

    /// Takes one; false, and nothing taken, when there is none.
    pub fn take(&mut self, now: Instant) -> bool {
        let Some(full_at) = self.full_at.max(now).checked_add(self.pause) else { return false };
        let fits = full_at.saturating_duration_since(now) <= self.depth;
        if fits {
            self.full_at = full_at;
        }
        fits
    }

    /// True when nobody took anything for a while: forgetting it changes nothing.
    pub fn is_full(&self, now: Instant) -> bool {
        self.full_at <= now
    }
}

/// `moment` and `later`; the moment itself where no calendar reaches that far.
pub(super) fn after(moment: Instant, later: Duration) -> Instant {
    moment.checked_add(later).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(100);

    #[test]
    fn a_burst_is_served_at_once_and_then_one_after_every_pause() {
        let mut bucket = Bucket::new(3, PAUSE);
        let now = Instant::now();
        let taken = |bucket: &mut Bucket, at: Instant| (0..10).filter(|_| bucket.take(at)).count();
        assert_eq!(taken(&mut bucket, now), 3);
        assert_eq!(taken(&mut bucket, after(now, PAUSE)), 1);
        assert_eq!(taken(&mut bucket, after(now, PAUSE * 3)), 2);
        assert_eq!(taken(&mut bucket, after(now, PAUSE * 1000)), 3, "it never holds more than its burst");
    }

    #[test]
    fn a_bucket_nobody_uses_fills_again() {
        let mut bucket = Bucket::new(1, PAUSE);
        let now = Instant::now();
        assert!(bucket.take(now));
        assert!(!bucket.is_full(now));
        assert!(bucket.is_full(after(now, PAUSE)));
    }
}
