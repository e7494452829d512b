//! The merchant certificate, looked at all the time and not only when a refund needs it: an end is announced weeks ahead.

use super::{
    health::certificate_unusable,
    shop::{DAY_SECS, Shop},
};
use crate::{
    domain::UnixSeconds,
    events::{HealthState, Subsystem, Trouble},
    wechat::CertificateFacts,
};

/// How many days before its end the owner is told to renew it.
const WARN_DAYS: i64 = 30;

impl Shop {
    /// Sets the certificate's health by what is in the files and by the day it is: at WeChat, once that was heard.
    pub fn look_at_certificate(&self, now: UnixSeconds) {
        let day = self.gateway.time().unwrap_or(now);
        match self.gateway.certificate() {
            Some(Ok(facts)) => self.health.set(Subsystem::Certificate, state_of(&facts, day)),
            Some(Err(bad)) => self.health.set(Subsystem::Certificate, certificate_unusable(&bad)),
            None => {}
        }
    }
}

fn state_of(facts: &CertificateFacts, now: UnixSeconds) -> HealthState {
    if let Err(bad) = facts.usable_at(now) {
        return certificate_unusable(&bad);
    }
    let until = format!("valid until {}", facts.expires_at.to_dashed());
    let open = "the key file can be read by other users of this computer";
    let ending = facts.expires_at.since(now) <= WARN_DAYS.saturating_mul(DAY_SECS);
    match (ending, facts.key_open_to_others) {
        (true, false) => HealthState::Troubled(Trouble::CertificateEnding { at: facts.expires_at }, until),
        (true, true) => {
            HealthState::Troubled(Trouble::CertificateEnding { at: facts.expires_at }, format!("{until}; {open}"))
        }
        (false, true) => HealthState::Troubled(Trouble::KeyOpenToOthers, format!("{open}; {until}")),
        (false, false) => HealthState::GoodUntil(facts.expires_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: UnixSeconds = UnixSeconds::new(1_900_000_000);

    fn seen(days_before: i64, key_open_to_others: bool) -> HealthState {
        let facts =
            CertificateFacts { valid_from: UnixSeconds::new(1_790_000_000), expires_at: END, key_open_to_others };
        state_of(&facts, END.plus(days_before.saturating_mul(-DAY_SECS)))
    }

    #[test]
    fn the_last_thirty_days_are_a_warning_and_the_end_is_an_end() {
        assert_eq!(seen(31, false), HealthState::GoodUntil(END));
        for days in [0, 1, 30] {
            let ending = Trouble::CertificateEnding { at: END };
            assert!(matches!(seen(days, false), HealthState::Troubled(trouble, _) if trouble == ending), "{days}");
        }
        let ended = seen(-1, true);
        assert!(matches!(&ended, HealthState::Dead(Trouble::CertificateEnded { at: END }, _)), "{ended:?}");
        let early = seen(40_000, false);
        assert!(matches!(&early, HealthState::Dead(Trouble::CertificateTooEarly { .. }, _)), "{early:?}");
    }

    #[test]
    fn a_key_that_others_can_read_is_said_and_never_hides_the_end() {
        assert!(matches!(seen(99, true), HealthState::Troubled(Trouble::KeyOpenToOthers, _)));
        let HealthState::Troubled(Trouble::CertificateEnding { .. }, cause) = seen(9, true) else { panic!("an end") };
        assert!(cause.contains("other users"), "{cause}");
    }
}
