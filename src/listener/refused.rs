//! Messages that prove nothing. A few are kept so that the owner can see what was tried; a flood of them costs no
//! database work and one line a minute in the log.

use super::limits::Bucket;
use crate::domain::NoticeVerdict;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

const SAMPLES_AT_ONCE: u32 = 20;
const SAMPLE_PAUSE: Duration = Duration::from_secs(10);

/// What to do with a refused message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefusedSample {
    /// Keep it.
    Keep,
    /// It was counted.
    Count,
}

/// Budgets by what a message took to write: forgeries cost nothing, so they must not use up the room of those that
/// only the key's holder can write.
#[derive(Debug)]
pub(super) struct RefusedBudget {
    unproven: Bucket,
    not_paid: Bucket,
    signed: Bucket,
    /// Since the last line in the log.
    counts: HashMap<NoticeVerdict, u64>,
    /// Since they were last written to the file.
    unwritten: HashMap<NoticeVerdict, u64>,
    turned_away: u64,
}

impl RefusedBudget {
    pub fn new() -> Self {
        let bucket = || Bucket::new(SAMPLES_AT_ONCE, SAMPLE_PAUSE);
        Self {
            unproven: bucket(),
            not_paid: bucket(),
            signed: bucket(),
            counts: HashMap::new(),
            unwritten: HashMap::new(),
            turned_away: 0,
        }
    }

    /// Counts one and says whether to keep it.
    pub fn note(&mut self, verdict: NoticeVerdict) -> RefusedSample {
        for counts in [&mut self.counts, &mut self.unwritten] {
            let count = counts.entry(verdict).or_default();
            *count = count.saturating_add(1);
        }
        if self.may_keep(verdict) { RefusedSample::Keep } else { RefusedSample::Count }
    }

    /// Takes from the budget of such messages.
    pub fn may_keep(&mut self, verdict: NoticeVerdict) -> bool {
        let bucket = match verdict {
            NoticeVerdict::TooLarge
            | NoticeVerdict::Malformed
            | NoticeVerdict::Unsigned
            | NoticeVerdict::WrongSignature
            | NoticeVerdict::Undecryptable => &mut self.unproven,
            // Needs no signature: `return_code` FAIL is nothing to process, whoever says it.
            NoticeVerdict::NotPaid => &mut self.not_paid,
            NoticeVerdict::OtherMerchant
            | NoticeVerdict::BadField
            | NoticeVerdict::Differs
            | NoticeVerdict::UnknownNumber
            | NoticeVerdict::Accepted
            | NoticeVerdict::Repeated => &mut self.signed,
        };
        bucket.take(Instant::now())
    }

    /// One was told to come again because too many are being written.
    pub fn note_full(&mut self) {
        self.turned_away = self.turned_away.saturating_add(1);
    }

    /// What was counted since the last time it was taken.
    pub fn counted(&mut self) -> Vec<(NoticeVerdict, u64)> {
        self.unwritten.drain().collect()
    }

    /// It could not be written.
    pub fn count_again(&mut self, counted: Vec<(NoticeVerdict, u64)>) {
        for (verdict, more) in counted {
            let count = self.unwritten.entry(verdict).or_default();
            *count = count.saturating_add(more);
        }
    }

    /// One line about everything since the last, if there was anything.
    pub fn log(&mut self) {
        if self.counts.is_empty() && self.turned_away == 0 {
            return;
        }
        let mut counts: Vec<String> = self.counts.drain().map(|(verdict, n)| format!("{verdict} {n}")).collect();
        counts.sort_unstable();
        tracing::warn!(turned_away = self.turned_away, "notifications refused: {}", counts.join(", "));
        self.turned_away = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_forgeries_is_sampled_and_leaves_room_for_what_the_key_has_signed() {
        let mut refused = RefusedBudget::new();
        let kept = (0..10_000).filter(|_| refused.note(NoticeVerdict::WrongSignature) == RefusedSample::Keep).count();
        assert_eq!(kept, 20);
        assert_eq!(refused.note(NoticeVerdict::OtherMerchant), RefusedSample::Keep);
        assert_eq!(refused.counts.get(&NoticeVerdict::WrongSignature), Some(&10_000));
    }
}
