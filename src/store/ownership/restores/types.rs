//! What the window shows while a shop catches up.

use crate::domain::{Fen, RefundAlarm, RefundNo, RestoreCause, UnixSeconds};

/// How far one kind of question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AskedOf {
    /// Answered.
    pub done: u32,
    /// All of them.
    pub all: u32,
}

impl AskedOf {
    /// True once nothing of it is left.
    pub const fn is_over(self) -> bool {
        self.done >= self.all
    }
}

/// A shop whose file was recognised as an older one, until the owner lets it go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchingUp {
    /// How it was recognised.
    pub cause: RestoreCause,
    /// The last moment the file knew of.
    pub behind_at: Option<UnixSeconds>,
    /// When the asking began.
    pub found_at: Option<UnixSeconds>,
    /// Refunds that may have left, asked by their numbers.
    pub refunds: AskedOf,
    /// Orders, asked for all of their refunds.
    pub orders: AskedOf,
    /// Payments that were open.
    pub payments: AskedOf,
}

impl CatchingUp {
    /// True once WeChat was asked everything, so that the owner can look and go on.
    pub const fn is_asked(&self) -> bool {
        self.found_at.is_some() && self.refunds.is_over() && self.orders.is_over() && self.payments.is_over()
    }
}

/// A refund that is not as the file said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRefund {
    /// Its number.
    pub refund_no: RefundNo,
    /// Whose it is.
    pub buyer: String,
    /// What is told about it.
    pub kind: RefundAlarm,
    /// What the file said, fen.
    pub ours: Option<Fen>,
    /// What WeChat says, fen.
    pub theirs: Option<Fen>,
}

/// So many rows and what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountAndSum {
    /// How many.
    pub count: u32,
    /// Fen.
    pub sum: i64,
}

/// What asking found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestoreFindings {
    /// Refunds that are not as the file said, the newest first.
    pub refunds: Vec<FoundRefund>,
    /// Orders that were open in the file and are paid.
    pub paid: CountAndSum,
    /// Orders that were open in the file and are not paid.
    pub unpaid: CountAndSum,
    /// Refunds that are as the file said.
    pub same: CountAndSum,
}
