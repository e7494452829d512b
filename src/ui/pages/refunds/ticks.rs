//! The ticked refunds, and what became of them once they were decided together.

use crate::{
    domain::{Fen, RefundNo, RefundState, UnixSeconds},
    events::CommandOutcome,
    jobs::Command,
    store::{RefundApproval, RefundRejection, RefundRow},
};
use egui::Pos2;
use std::{collections::HashMap, sync::Arc};

/// One refund among them.
#[derive(Debug, Clone)]
pub(super) struct BulkRefund {
    pub refund_no: RefundNo,
    seen: u32,
    pub buyer: String,
    pub amount: Fen,
    pub answer: Option<CommandOutcome>,
}

impl BulkRefund {
    fn of(row: &RefundRow) -> Self {
        Self {
            refund_no: row.refund_no.clone(),
            seen: row.version,
            buyer: row.buyer.clone(),
            amount: row.amount,
            answer: None,
        }
    }
}

/// What is decided of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BulkDecision {
    Approve,
    Reject,
}

/// A question about them, or its answers.
#[derive(Debug, Clone)]
pub(super) struct BulkAsked {
    pub decision: BulkDecision,
    /// What each buyer reads.
    pub reply: String,
    /// Where the pointer was when it opened.
    pub pointer: Option<Pos2>,
    /// It was drawn before.
    pub shown: bool,
}

/// Where it stands.
#[derive(Debug, Default)]
pub(super) enum BulkPhase {
    /// Being ticked.
    #[default]
    Ticking,
    /// The question is open.
    Asking(BulkAsked),
    /// Sent: the answers come in.
    Answering { decision: BulkDecision, pointer: Option<Pos2>, held_until: UnixSeconds },
}

/// The ticked refunds and what became of them.
#[derive(Debug, Default)]
pub(in crate::ui) struct Bulk {
    pub(super) all: Vec<BulkRefund>,
    pub(super) phase: BulkPhase,
    /// The rows the ticks were last held against.
    seen: Arc<Vec<RefundRow>>,
}

impl Bulk {
    /// True while its question or its answers lie over the page.
    pub const fn asks(&self) -> bool {
        !matches!(self.phase, BulkPhase::Ticking)
    }

    /// True while something is ticked.
    pub const fn any(&self) -> bool {
        !self.all.is_empty()
    }

    pub(super) fn ticked(&self, refund_no: &RefundNo) -> bool {
        self.all.iter().any(|one| one.refund_no == *refund_no)
    }

    /// Ticks a row that waits, or takes its tick away.
    pub(super) fn tick(&mut self, row: &RefundRow) {
        if self.ticked(&row.refund_no) {
            self.all.retain(|one| one.refund_no != row.refund_no);
        } else if row.state == RefundState::Requested {
            self.all.push(BulkRefund::of(row));
        }
    }

    /// Ticks every row that waits.
    pub(super) fn tick_all(&mut self, rows: &[RefundRow]) {
        self.all = rows.iter().filter(|row| row.state == RefundState::Requested).map(BulkRefund::of).collect();
    }

    pub(super) fn untick_all(&mut self) {
        self.all.clear();
    }

    /// What somebody decided meanwhile, or changed, or what stands in no row at hand, is not ticked any more.
    pub(super) fn forget_others(&mut self, rows: &Arc<Vec<RefundRow>>) {
        if self.asks() || self.all.is_empty() || Arc::ptr_eq(&self.seen, rows) {
            return;
        }
        let waits = rows.iter().filter(|row| row.state == RefundState::Requested);
        let known: HashMap<&RefundNo, u32> = waits.map(|row| (&row.refund_no, row.version)).collect();
        self.all.retain(|one| known.get(&one.refund_no) == Some(&one.seen));
        self.seen = Arc::clone(rows);
    }

    /// Takes the answer to a wish of its own; false if it is somebody else's.
    pub fn answered(&mut self, refund_no: &RefundNo, outcome: &CommandOutcome) -> bool {
        let waits = matches!(self.phase, BulkPhase::Answering { .. });
        let mut ours = self.all.iter_mut().filter(|one| waits && one.refund_no == *refund_no && one.answer.is_none());
        ours.next().map(|one| one.answer = Some(outcome.clone())).is_some()
    }

    pub(super) fn sum(&self) -> Fen {
        Fen::sum(self.all.iter().map(|one| one.amount)).unwrap_or_default()
    }

    /// How many of them were decided as the owner wished.
    pub(super) fn done(&self) -> usize {
        self.all.iter().filter(|one| one.answer == Some(CommandOutcome::Done)).count()
    }

    pub(super) fn wishes(&self, decision: BulkDecision, reply: &str) -> Vec<Command> {
        let wish = |one: &BulkRefund| {
            let (refund_no, seen, reply) = (one.refund_no.clone(), one.seen, reply.to_owned());
            match decision {
                BulkDecision::Approve => {
                    let (amount, pieces, restock) = (one.amount, None, Vec::new());
                    Command::ApproveRefund(RefundApproval { refund_no, seen, amount, reply, pieces, restock })
                }
                BulkDecision::Reject => {
                    Command::RejectRefund(RefundRejection { refund_no, seen, reply, picture: None })
                }
            }
        };
        self.all.iter().map(wish).collect()
    }

    /// The approvals that went through, taken back. An approval moves the row on by one version.
    pub(super) fn second_thoughts(&self) -> Vec<Command> {
        let done = self.all.iter().filter(|one| one.answer == Some(CommandOutcome::Done));
        done.map(|one| Command::TakeBackRefund { refund_no: one.refund_no.clone(), seen: one.seen.saturating_add(1) })
            .collect()
    }
}
