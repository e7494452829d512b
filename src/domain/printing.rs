//! A receipt's life, from the queue to the paper. A printer rarely says that something came out, so "perhaps on paper" is a
//! state of its own, and whatever is printed after it carries a mark.

use super::{OrderNo, StepRefused, text_enum::text_enum};

/// Where a receipt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintState {
    /// Not a byte of it has left; it is tried when it is due.
    Waiting,
    /// It is about to leave, or leaving. Found after a start, it is in doubt.
    Sending,
    /// The printer's cloud has it under a number of its own, and is asked whether it came out.
    Accepted,
    /// It may be on paper, whole or in part.
    InDoubt,
    /// All of it was taken by a printer that answers no question.
    Handed,
    /// The printer or its cloud says that it came out, or a person does.
    Printed,
    /// It cannot be printed before a person mends something.
    Stopped,
    /// A person does not want it any more.
    Dropped,
}

text_enum!(PrintState {
    Waiting = "waiting", Sending = "sending", Accepted = "accepted", InDoubt = "in_doubt", Handed = "handed",
    Printed = "printed", Stopped = "stopped", Dropped = "dropped",
});

/// What can happen to a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintStep {
    /// Its bytes are about to leave.
    Begin,
    /// The printer is out; provably nothing left.
    NotSent,
    /// The cloud has it, or still has it.
    Accept,
    /// It came out.
    Print,
    /// A printer without answers took all of it.
    HandOver,
    /// Something may have left, and nobody says what became of it.
    LoseSight,
    /// A definite no, until somebody mends something.
    Refuse,
    /// A person wants it tried now.
    Retry,
    /// A person saw it on paper.
    Confirm,
    /// A person does not want it.
    Drop,
}

impl PrintState {
    /// The state after `step`. Pure: the same call decides a click, an answer and a restart.
    ///
    /// # Errors
    /// [`StepRefused`]: nothing changed; for a late answer that is the wanted outcome.
    pub fn after(self, step: PrintStep) -> Result<Self, StepRefused<Self, PrintStep>> {
        use PrintState as S;
        use PrintStep as T;
        match (self, step) {
            (S::Waiting | S::InDoubt, T::Begin) => Ok(S::Sending),
            (S::Waiting | S::Sending, T::NotSent) | (S::Waiting | S::Stopped, T::Retry) => Ok(S::Waiting),
            (S::Sending | S::Accepted, T::Accept) => Ok(S::Accepted),
            (S::Sending | S::Accepted | S::InDoubt, T::Print) | (S::Accepted | S::InDoubt | S::Handed, T::Confirm) => {
                Ok(S::Printed)
            }
            (S::Sending, T::HandOver) => Ok(S::Handed),
            (S::Sending | S::Accepted, T::LoseSight) | (S::InDoubt, T::NotSent | T::Retry) => Ok(S::InDoubt),
            (S::Waiting | S::Sending | S::InDoubt, T::Refuse) => Ok(S::Stopped),
            (S::Waiting | S::InDoubt | S::Stopped, T::Drop) => Ok(S::Dropped),
            (S::Waiting, T::Accept | T::Print | T::HandOver | T::LoseSight | T::Confirm)
            | (S::Sending, T::Begin | T::Retry | T::Confirm | T::Drop)
            | (S::Accepted, T::Begin | T::NotSent | T::HandOver | T::Refuse | T::Retry | T::Drop)
            | (S::InDoubt, T::Accept | T::HandOver | T::LoseSight)
            | (
                S::Handed,
                T::Begin
                | T::NotSent
                | T::Accept
                | T::Print
                | T::HandOver
                | T::LoseSight
                | T::Refuse
                | T::Retry
                | T::Drop,
            )
            | (
                S::Stopped,
                T::Begin | T::NotSent | T::Accept | T::Print | T::HandOver | T::LoseSight | T::Refuse | T::Confirm,
            )
            | (S::Printed | S::Dropped, _) => Err(StepRefused { state: self, step }),
        }
    }

    /// True where nothing more is to be done with it.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Handed | Self::Printed | Self::Dropped)
    }

    /// True if any of it may be on paper: whatever of the order is printed later says so.
    pub const fn may_be_on_paper(self) -> bool {
        matches!(self, Self::Sending | Self::Accepted | Self::InDoubt | Self::Handed | Self::Printed)
    }
}

/// What is not well with a printer or with a receipt. The screen has a sentence and a next step for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintTrouble {
    /// No connection: switched off, unplugged, another address.
    Off,
    /// Connected, and takes what it gets without a word, not even an end of the connection.
    Silent,
    /// The line broke in the middle.
    CutOff,
    /// Out of paper.
    NoPaper,
    /// The program ended while it was printing.
    Interrupted,
    /// The cloud gave no usable answer.
    NoAnswer,
    /// The cloud says that the printer is offline.
    Offline,
    /// The cloud says that the printer is not well: paper, cover.
    Faulty,
    /// The cloud does not know the account, or switched it off.
    Account,
    /// The cloud does not accept the signature: the key is wrong.
    Key,
    /// The cloud does not know the printer, or it belongs to another account.
    NotBound,
    /// The printer stands in the settings no more.
    Unlisted,
    /// Its order was paid long ago, while the computer or the printer was off: it is offered, not printed.
    Late,
    /// Its key is not among the secrets.
    NoSecret,
    /// The cloud tried and failed.
    Failed,
    /// The cloud never said what became of it.
    Forgotten,
    /// The cloud refuses for a reason of its own; it is kept in its words.
    Other,
}

text_enum!(PrintTrouble {
    Off = "off", Silent = "silent", CutOff = "cut_off", NoPaper = "no_paper", Interrupted = "interrupted",
    NoAnswer = "no_answer", Offline = "offline", Faulty = "faulty", Account = "account", Key = "key",
    NotBound = "not_bound", Unlisted = "unlisted", Late = "late", NoSecret = "no_secret", Failed = "failed", Forgotten = "forgotten",
    Other = "other",
});

/// What a packing slip is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PaperSize {
    /// 148 × 210 mm: half of a usual sheet.
    #[default]
    A5,
    /// 100 × 150 mm: the roll of a label printer.
    Label,
}

text_enum!(PaperSize { A5 = "a5", Label = "label" });

/// Which receipt: the copies of an order on one printer count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrintId {
    /// Which order.
    pub order_no: OrderNo,
    /// On which printer, by its name in the settings.
    pub printer: String,
    /// Which copy.
    pub copy: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrintState as S;
    use PrintStep as T;

    const STEPS: [T; 10] = [
        T::Begin,
        T::NotSent,
        T::Accept,
        T::Print,
        T::HandOver,
        T::LoseSight,
        T::Refuse,
        T::Retry,
        T::Confirm,
        T::Drop,
    ];

    #[test]
    fn nothing_leaves_without_a_beginning_and_nothing_settled_moves() {
        for &state in S::ALL {
            for step in STEPS {
                let Ok(after) = state.after(step) else { continue };
                if after == S::Sending {
                    assert_eq!(step, T::Begin, "{state:?}");
                }
                if matches!(after, S::Accepted | S::Handed) {
                    assert!(matches!(state, S::Sending | S::Accepted), "{state:?} {step:?}");
                }
                assert!(!state.is_settled() || (state == S::Handed && step == T::Confirm), "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn what_may_be_on_paper_is_never_again_as_if_it_were_not_but_by_proof_or_a_person() {
        for &state in S::ALL.iter().filter(|state| state.may_be_on_paper()) {
            for step in STEPS {
                if let Ok(after) = state.after(step)
                    && !after.may_be_on_paper()
                {
                    assert!(matches!(step, T::NotSent | T::Refuse | T::Drop), "{state:?} {step:?}");
                    assert!(state == S::Sending || step != T::NotSent, "{state:?} {step:?}");
                }
            }
        }
    }
}
