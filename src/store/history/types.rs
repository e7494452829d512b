//! What a step of the history is, and who took it.

use crate::domain::{Actor, MessageId, StepReason, Transition, UnixSeconds};

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
    /// What was paid or goes back, or the transaction it came by, is another than its last step says.
    Money,
}
