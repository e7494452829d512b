//! WeChat's verified word about a refund against what is believed here. Evidence outranks our own states, also the final
//! ones; absence outranks no evidence.

use super::{RefundOutcome, RefundState, text_enum::text_enum};

/// How WeChat's word about a refund stands to ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFit {
    /// It says what we know, or less.
    Agrees,
    /// It says what became of it: the next step of a refund under way.
    Follows(RefundState),
    /// It says otherwise: it counts, and the owner hears of it.
    Overrules(RefundState),
}

/// Why the owner is told of a refund, and has to say that it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefundAlarm {
    /// WeChat lists a refund nobody here knew: made by hand on its merchant platform, or forgotten here.
    Found,
    /// A refund of ours was given up before it left: what it would have given is gone.
    GaveWay,
    /// WeChat's word went against ours, in state or amount, and counts now.
    Overruled,
    /// WeChat lists a refund that cannot be true beside what else is known of the order. It is asked again.
    Misfit,
    /// WeChat accepted it before, and says now that it knows nothing of it.
    Missing,
}

text_enum!(RefundAlarm {
    Found = "found", GaveWay = "gave_way", Overruled = "overruled", Misfit = "misfit", Missing = "missing",
});

impl RefundState {
    /// Where a refund stands of which WeChat says this.
    pub const fn said_by(outcome: &RefundOutcome) -> Self {
        match outcome {
            RefundOutcome::Processing => Self::Processing,
            RefundOutcome::Success { .. } => Self::Refunded,
            RefundOutcome::Change => Self::Stuck,
            RefundOutcome::Closed => Self::Failed,
        }
    }

    /// What WeChat's verified word about this very number makes of it. Unlike a step it counts against a state of ours that
    /// is final as well. `left`: a call with the number may have left.
    pub fn against(self, outcome: &RefundOutcome, left: bool) -> EvidenceFit {
        let said = Self::said_by(outcome);
        match self {
            own if own == said => EvidenceFit::Agrees,
            // Its own answer is under way.
            Self::Sending => EvidenceFit::Agrees,
            // Nothing moved, by either account.
            Self::Rejected | Self::Failed if said == Self::Failed => EvidenceFit::Agrees,
            // An older picture of what has arrived since.
            Self::Refunded if said == Self::Processing => EvidenceFit::Agrees,
            Self::Processing | Self::InDoubt | Self::WaitingForMoney | Self::Stuck => EvidenceFit::Follows(said),
            Self::Approved if left => EvidenceFit::Follows(said),
            Self::Requested | Self::Approved | Self::Rejected | Self::Failed | Self::Refunded => {
                EvidenceFit::Overrules(said)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes() -> [RefundOutcome; 4] {
        let arrived = RefundOutcome::Success { at: None, account: String::new() };
        [RefundOutcome::Processing, arrived, RefundOutcome::Change, RefundOutcome::Closed]
    }

    #[test]
    fn money_that_went_back_is_never_called_anything_else_for_long() {
        let arrived = RefundOutcome::Success { at: None, account: String::new() };
        for state in RefundState::ALL.iter().filter(|state| **state != RefundState::Sending) {
            for left in [false, true] {
                let known = *state == RefundState::Refunded;
                let counts = match state.against(&arrived, left) {
                    EvidenceFit::Agrees => known,
                    EvidenceFit::Follows(after) | EvidenceFit::Overrules(after) => {
                        after == RefundState::Refunded && !known
                    }
                };
                assert!(counts, "{state} {left}");
            }
        }
    }

    #[test]
    fn what_was_over_or_never_left_is_overruled_and_not_merely_moved_on() {
        for outcome in outcomes() {
            for state in [RefundState::Requested, RefundState::Rejected, RefundState::Failed, RefundState::Refunded] {
                for left in [false, true] {
                    assert!(!matches!(state.against(&outcome, left), EvidenceFit::Follows(_)), "{state} {outcome:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_word_twice_says_nothing_new() {
        for outcome in outcomes() {
            for state in RefundState::ALL {
                if let EvidenceFit::Follows(after) | EvidenceFit::Overrules(after) = state.against(&outcome, true) {
                    assert_eq!(after.against(&outcome, true), EvidenceFit::Agrees, "{state} {outcome:?}");
                }
            }
        }
    }
}
