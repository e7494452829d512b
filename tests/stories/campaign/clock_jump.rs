//! The act of a clock that is set: for a second, forth and back, while the jobs run and nobody notices by himself; or for good.

use super::Campaign;

/// By how much clocks are wrong, seconds.
pub const JUMPS: [i64; 7] = [61, -61, 86_400, -86_400, 400 * 86_400, -400 * 86_400, 9 * 365 * 86_400];

impl Campaign {
    /// Wrong by `secs` for a second of work, and right again.
    pub fn clock_jumps_and_returns(&self, secs: i64) {
        self.clock.is_set(secs);
        self.tick(1);
        self.clock.is_set(-secs);
        self.tick(1);
    }

    /// Wrong by `secs` from now on. The program notices, as its threads do.
    pub fn clock_is_set(&self, secs: i64) {
        self.clock.is_set(secs);
        self.shop.after_a_jump(secs, self.now()).unwrap();
        self.tick(1);
    }
}
