//! What a step of the history is, and who took it.

use crate::domain::{Actor, Fen, MessageId, OperatorId, OperatorName, RefundNo, StepReason, Transition, UnixSeconds};

/// One step of an order, its payment, a refund of it or its shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: UnixSeconds,
    /// Who.
    pub actor: Actor,
    /// Between which states of whose life.
    pub step: Transition,
    /// Why.
    pub reason: StepReason,
    /// From which message.
    pub message: Option<MessageId>,
    /// Which refund, of a refund's steps.
    pub refund_no: Option<RefundNo>,
    /// The money it is about, as far as that was written down.
    pub amount: Option<Fen>,
    /// The person at the counter; none in a shop without people of its own, and at the shop's computer itself.
    pub operator: Option<StepOperator>,
}

/// What follows from a person's step by itself is told as theirs for so long, seconds.
const FOLLOWS_WITHIN_SECS: i64 = 600;

impl HistoryRow {
    /// Of steps from the oldest on, the one that somebody who clicked too late is told of: what a person decided, though WeChat or
    /// the program have gone on with it since; else the newest. An attempt that was refused decided nothing.
    pub fn decisive(history: &[Self]) -> Option<&Self> {
        let moved = || history.iter().rev().filter(|step| !matches!(step.reason, StepReason::NotPermitted(_)));
        let newest = moved().next()?;
        let by_person = |step: &&Self| matches!(step.actor, Actor::Owner | Actor::Buyer);
        let lately = |step: &&Self| newest.at.since(step.at) <= FOLLOWS_WITHIN_SECS;
        moved().take_while(lately).find(by_person).or(Some(newest))
    }
}

/// Who took a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOperator {
    /// The person's number.
    pub id: OperatorId,
    /// What the person is called today; none where somebody took the person's row out of the file.
    pub name: Option<OperatorName>,
}

/// What is wrong with an order's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryFault {
    /// This step, counted from 0, is not as it was written, or one before it was added or taken away.
    Step(i64),
    /// Steps are missing at the end.
    CutOff,
    /// The order, its shipment or a refund of it stands elsewhere than its last step says.
    States,
    /// A note, a tag or a block beside it is not what its steps say, or those steps are not as they were written.
    Marks,
    /// What was paid or goes back, or the transaction it came by, is another than its last step says.
    Money,
}
