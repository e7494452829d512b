//! What a step of the history is, and who took it.

use crate::domain::{MessageId, UnixSeconds};

/// One step of an order or a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: UnixSeconds,
    /// Who: `owner`, `buyer`, `wechat`, `zhanggui`.
    pub actor: String,
    /// `order`, `payment`, `refund` or `shipment`.
    pub subject: String,
    /// State before, empty at the beginning.
    pub before: String,
    /// State after.
    pub after: String,
    /// Why, in words or WeChat's code.
    pub why: String,
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
