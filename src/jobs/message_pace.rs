//! In whose voice messages speak, and how fast they may leave. A storm of errors slows them down and never speeds them up.

use super::pace::PausePeriod;
use crate::{base::lang::Lang, domain::UnixSeconds};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who speaks, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageVoice {
    /// The shop's name.
    pub shop_name: String,
    /// The shop's language.
    pub lang: Lang,
}

/// The pause all messages of the shop keep together. Cheap to clone; all clones are the same pace.
#[derive(Debug, Clone, Default)]
pub(super) struct MessagePace(Arc<Mutex<MessagePause>>);

#[derive(Debug, Default)]
struct MessagePause {
    /// In a row, without a message that went well.
    pauses: u32,
    stop: Option<PausePeriod>,
}

/// The soonest after "too fast", or where a person has something to mend, seconds.
pub(super) const SLOW_SECS: i64 = 60;

impl MessagePace {
    /// Whether one may leave now.
    pub fn may_send(&self, now: UnixSeconds) -> bool {
        !self.state().stop.is_some_and(|stop| stop.holds(now))
    }

    /// One was taken, or refused for a reason of its own.
    pub fn went_on(&self) {
        *self.state() = MessagePause::default();
    }

    /// None can leave for a while: at least `least` seconds, by `backoff`. Answers how long.
    pub fn pause(&self, least: i64, backoff: &[u32], now: UnixSeconds) -> i64 {
        let mut state = self.state();
        let stop = PausePeriod::next(&mut state.pauses, least.max(1), backoff, now);
        state.stop = Some(stop);
        stop.secs()
    }

    fn state(&self) -> MutexGuard<'_, MessagePause> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pause_is_longer_until_a_message_goes_well() {
        let (pace, at) = (MessagePace::default(), UnixSeconds::new(1_790_000_000));
        let backoff = [2, 5, 300];
        assert_eq!([(); 4].map(|()| pace.pause(1, &backoff, at)), [2, 5, 300, 300]);
        assert!(!pace.may_send(at) && !pace.may_send(at.plus(299)) && pace.may_send(at.plus(300)));
        assert!(pace.may_send(at.plus(-1)), "a clock that was set back holds nobody");
        pace.went_on();
        assert!(pace.may_send(at));
        assert_eq!(pace.pause(SLOW_SECS, &backoff, at), 60);
    }
}
