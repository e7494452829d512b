//! The way to WeChat's shipping interfaces, and the pauses their answers imposed.

use super::message_pace::{MessagePace, MessageVoice};
use crate::{
    domain::UnixSeconds,
    wechat::{Next, ShippingCalls, ShippingError},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The pause after "too fast", seconds.
const PAUSE_SECS: i64 = 60;
/// The pause while there is no line, or no token, seconds.
const NO_LINE_SECS: i64 = 5;
const DAY_SECS: i64 = 24 * 60 * 60;
/// Beijing is so far ahead of the clock of 1970.
const BEIJING_SECS: i64 = 8 * 60 * 60;

/// Calls and pauses. Cheap to clone; all clones share the pauses.
#[derive(Clone)]
pub struct ShippingApi {
    calls: Arc<dyn ShippingCalls>,
    quiet: Arc<Mutex<Quiet>>,
    pace: MessagePace,
    voice: MessageVoice,
}

#[derive(Debug, Default)]
struct Quiet {
    /// No call between these. Outside of them, also before (a clock that was set back), it counts for nothing.
    stop: Option<(UnixSeconds, UnixSeconds)>,
    /// The list of carriers is not asked for before this.
    carriers_from: Option<UnixSeconds>,
    /// The payments in the shipping index: when they are asked for next, and up to when they were listed.
    paid_from: Option<UnixSeconds>,
    listed_until: Option<UnixSeconds>,
}

impl ShippingApi {
    /// Without pauses.
    pub fn new(calls: Arc<dyn ShippingCalls>) -> Self {
        Self { calls, quiet: Arc::default(), pace: MessagePace::default(), voice: MessageVoice::default() }
    }

    /// The same for a shop whose messages speak so.
    #[must_use]
    pub fn speaking(self, voice: MessageVoice) -> Self {
        Self { voice, ..self }
    }

    /// In whose voice messages speak.
    pub(super) const fn voice(&self) -> &MessageVoice {
        &self.voice
    }

    /// The pauses of the messages: they have quotas of their own.
    pub(super) const fn pace(&self) -> &MessagePace {
        &self.pace
    }

    pub(super) fn calls(&self) -> &dyn ShippingCalls {
        &*self.calls
    }

    /// True unless WeChat, or the line, wants a pause.
    pub(super) fn may_call(&self, now: UnixSeconds) -> bool {
        self.quiet_secs(now) == 0
    }

    /// How long the pause still lasts, seconds.
    pub(super) fn quiet_secs(&self, now: UnixSeconds) -> i64 {
        let stop = self.state().stop;
        stop.filter(|(from, until)| *from <= now && now < *until).map_or(0, |(_, until)| until.since(now))
    }

    /// What an error means for the calls after it. One without a line, or a token, is one of many to come.
    pub(super) fn after(&self, error: &ShippingError, now: UnixSeconds) {
        let secs = match error.next() {
            Next::Tomorrow => until_tomorrow(now),
            Next::Pause | Next::Account => PAUSE_SECS,
            Next::Again => NO_LINE_SECS,
            _ => return,
        };
        self.state().stop = Some((now, now.plus(secs)));
    }

    /// True where the list of carriers may be asked for; the next time is then `secs` later.
    pub(super) fn may_list(&self, now: UnixSeconds, secs: i64) -> bool {
        let mut state = self.state();
        let may = state.carriers_from.is_none_or(|from| now >= from || from.since(now) > secs);
        if may {
            state.carriers_from = Some(now.plus(secs));
        }
        may
    }

    /// Since when payments are to be listed now, where it is time for that; the next time is then `secs` later. A start looks
    /// back `back` seconds, and each later list begins `overlap` seconds before the end of the one before: the index lags.
    pub(super) fn lists_paid_since(
        &self,
        now: UnixSeconds,
        secs: i64,
        (back, overlap): (i64, i64),
    ) -> Option<UnixSeconds> {
        let mut state = self.state();
        let may = state.paid_from.is_none_or(|from| now >= from || from.since(now) > secs);
        if !may {
            return None;
        }
        state.paid_from = Some(now.plus(secs));
        let before = state.listed_until.filter(|until| *until <= now);
        Some(before.map_or_else(|| now.plus(back.saturating_neg()), |until| until.plus(overlap.saturating_neg())))
    }

    /// All payments up to this moment were listed.
    pub(super) fn paid_listed(&self, until: UnixSeconds) {
        self.state().listed_until = Some(until);
    }

    fn state(&self) -> MutexGuard<'_, Quiet> {
        self.quiet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Quotas begin anew at midnight in Beijing; a few minutes later clocks agree on it.
fn until_tomorrow(now: UnixSeconds) -> i64 {
    let today = now.get().saturating_add(BEIJING_SECS).rem_euclid(DAY_SECS);
    DAY_SECS.saturating_sub(today).saturating_add(120)
}

impl std::fmt::Debug for ShippingApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShippingApi")
    }
}

#[cfg(test)]
mod tests {
    use super::until_tomorrow;
    use crate::domain::UnixSeconds;

    #[test]
    fn a_days_quota_is_new_after_midnight_in_beijing() {
        let ten = UnixSeconds::parse_compact("20260901100000").expect("a time");
        assert_eq!(ten.plus(until_tomorrow(ten)).to_compact(), "20260902000200");
    }
}
