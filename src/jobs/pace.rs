//! How fast refund calls may leave. WeChat takes six faulty ones in a second and then blocks the shop for a minute or
//! more, so a storm of errors must slow us down and never speed us up.

use crate::{
    domain::UnixSeconds,
    settings::Schedules,
    wechat::{GatewayError, NoAnswer, Pause},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// One less than WeChat takes.
const FAULTS_MAX: usize = 5;
/// The clock counts whole seconds: those of this one and of the one before lie within one second, at the worst.
const FAULTS_SECS: i64 = 2;
/// The soonest anything is said about refunds again once WeChat asked for a pause, seconds (protocol, `INVALID_REQ_TOO_MUCH`).
pub(super) const SLOW_DOWN_SECS: i64 = 60;

/// Which pauses WeChat's answers imposed. Cheap to clone; all clones are the same pace.
#[derive(Debug, Clone, Default)]
pub struct RefundPace(Arc<Mutex<PaceState>>);

#[derive(Debug, Default)]
struct PaceState {
    /// When the last faulty refund calls were answered, oldest first.
    faults: VecDeque<UnixSeconds>,
    /// Pauses in a row without a call that went well.
    pauses: u32,
    /// Nothing about refunds is said before this.
    quiet: Option<PausePeriod>,
    /// No refund is sent before this: they would all fail alike.
    held: Option<PausePeriod>,
}

/// A pause, from when to when. Outside of it, also before it (a clock that was set back), it counts for nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct PausePeriod {
    from: UnixSeconds,
    until: UnixSeconds,
}

impl PausePeriod {
    /// The next of `pauses` in a row: they grow by `backoff`, and none is shorter than `least_secs`.
    pub fn next(pauses: &mut u32, least_secs: i64, backoff: &[u32], now: UnixSeconds) -> Self {
        let secs = Schedules::wait(backoff, *pauses).max(least_secs);
        *pauses = pauses.saturating_add(1);
        Self { from: now, until: now.plus(secs) }
    }

    pub fn holds(self, now: UnixSeconds) -> bool {
        self.from <= now && now < self.until
    }

    /// How long it is.
    pub const fn secs(self) -> i64 {
        self.until.since(self.from)
    }
}

impl RefundPace {
    /// Whether a refund may be sent now.
    pub(super) fn may_send(&self, now: UnixSeconds) -> bool {
        let mut state = self.state();
        state.faults.retain(|at| (0..FAULTS_SECS).contains(&now.since(*at)));
        let held = state.held.is_some_and(|stop| stop.holds(now));
        state.faults.len() < FAULTS_MAX && !held && !state.is_quiet(now)
    }

    /// Whether WeChat may be asked about a refund now.
    pub(super) fn may_ask(&self, now: UnixSeconds) -> bool {
        !self.state().is_quiet(now)
    }

    /// What an answer to a refund call means for the next ones. Pauses grow by `backoff` until one goes well.
    pub(super) fn after_send(&self, result: &Result<(), GatewayError>, backoff: &[u32], now: UnixSeconds) {
        let mut state = self.state();
        match result {
            Ok(()) => state.pauses = 0,
            Err(GatewayError::NotEnough { .. } | GatewayError::NotSent(_)) => return,
            Err(GatewayError::Misconfigured { .. }) => state.held = Some(state.next_stop(0, backoff, now)),
            Err(error) if is_too_fast(error) => {
                state.quiet = Some(state.next_stop(SLOW_DOWN_SECS, backoff, now));
            }
            Err(_) => {}
        }
        if result.is_err() {
            state.faults.push_back(now);
        }
    }

    /// The same for an answer to a question: only a wish for a pause counts.
    pub(super) fn after_ask<T>(&self, result: &Result<T, GatewayError>, backoff: &[u32], now: UnixSeconds) {
        if result.as_ref().is_err_and(is_too_fast) {
            let mut state = self.state();
            state.quiet = Some(state.next_stop(SLOW_DOWN_SECS, backoff, now));
        }
    }

    fn state(&self) -> MutexGuard<'_, PaceState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// WeChat asks everybody to slow down. In API v3 a refund may have been taken all the same, so there it is no plain "wait".
pub(super) fn is_too_fast(error: &GatewayError) -> bool {
    match error {
        GatewayError::Wait { pause, .. } => *pause == Pause::All,
        GatewayError::NoAnswer(NoAnswer::Unknown { code, .. }) => {
            matches!(code.as_str(), "FREQUENCY_LIMITED" | "RATELIMIT_EXCEEDED")
        }
        _ => false,
    }
}

impl PaceState {
    fn is_quiet(&self, now: UnixSeconds) -> bool {
        self.quiet.is_some_and(|stop| stop.holds(now))
    }

    fn next_stop(&mut self, least_secs: i64, backoff: &[u32], now: UnixSeconds) -> PausePeriod {
        PausePeriod::next(&mut self.pauses, least_secs, backoff, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: UnixSeconds = UnixSeconds::new(1_790_000_000);
    const BACKOFF: [u32; 6] = [2, 5, 15, 60, 300, 900];

    fn too_fast() -> Result<(), GatewayError> {
        Err(GatewayError::Wait { code: "FREQUENCY_LIMITED".to_owned(), pause: Pause::All })
    }

    /// The first second from `START` on in which a refund may be sent.
    fn free_after(pace: &RefundPace) -> Option<i64> {
        (0..2000).find(|secs| pace.may_send(START.plus(*secs)))
    }

    #[test]
    fn the_sixth_faulty_call_of_a_second_is_not_made() {
        let pace = RefundPace::default();
        for _ in 0..FAULTS_MAX {
            assert!(pace.may_send(START));
            let faulty =
                Err(GatewayError::NoAnswer(NoAnswer::Unknown { code: "ERROR".to_owned(), message: String::new() }));
            pace.after_send(&faulty, &BACKOFF, START);
        }
        assert_eq!((free_after(&pace), pace.may_ask(START)), (Some(FAULTS_SECS), true));
    }

    #[test]
    fn asked_to_wait_everything_about_refunds_rests_for_a_minute_and_longer_the_next_time() {
        let pace = RefundPace::default();
        for expected in [60, 60, 60, 60, 300, 900, 900] {
            pace.after_send(&too_fast(), &BACKOFF, START);
            assert_eq!(free_after(&pace), Some(expected));
            assert!(!pace.may_ask(START.plus(expected - 1)) && pace.may_ask(START.plus(expected)));
        }
        pace.after_send(&Ok(()), &BACKOFF, START);
        pace.after_ask(&too_fast(), &BACKOFF, START);
        assert_eq!(free_after(&pace), Some(60), "one that went well starts anew");
    }

    #[test]
    fn asked_to_slow_down_by_an_answer_that_may_hide_a_success_everything_rests_too() {
        let pace = RefundPace::default();
        let code = "FREQUENCY_LIMITED".to_owned();
        let unknown = Err(GatewayError::NoAnswer(NoAnswer::Unknown { code, message: String::new() }));
        pace.after_send(&unknown, &BACKOFF, START);
        assert_eq!((free_after(&pace), pace.may_ask(START)), (Some(60), false));
    }

    #[test]
    fn what_only_the_owner_can_mend_holds_the_sends_and_not_the_questions() {
        let pace = RefundPace::default();
        for expected in BACKOFF {
            let key = GatewayError::Misconfigured { code: "SIGNERROR".to_owned(), message: String::new() };
            pace.after_send(&Err(key), &BACKOFF, START);
            assert_eq!((free_after(&pace), pace.may_ask(START)), (Some(i64::from(expected)), true));
        }
    }

    #[test]
    fn a_pause_named_by_a_wrong_clock_holds_nobody() {
        let pace = RefundPace::default();
        pace.after_send(&too_fast(), &BACKOFF, START.plus(315_360_000));
        assert!(pace.may_send(START) && pace.may_ask(START));
    }
}
