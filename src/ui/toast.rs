//! What is said back to the owner: the answer to a wish, and WeChat's answer to a question.

use crate::{
    domain::{OrderNo, UnixSeconds},
    events::OrderAnswer,
};

/// The answer to a wish, shown until it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Toast {
    pub words: String,
    pub tone: Tone,
}

/// How an answer sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Done.
    Good,
    /// Not done, and nothing lost.
    Odd,
    /// Something is wrong.
    Serious,
}

/// What WeChat answered when the owner asked about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AskedOrder {
    pub order_no: OrderNo,
    pub what: OrderAnswer,
    pub at: UnixSeconds,
}
