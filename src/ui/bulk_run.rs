//! Wishes that were sent together: each row has its own outcome, and what was not done is named row by row.

use crate::{
    domain::{MarkSubject, OrderNo, TagName},
    events::CommandOutcome,
    jobs::{Command, MarkWish},
};
use std::collections::BTreeSet;

/// What is done with all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BulkWhat {
    PutTag(TagName),
    TakeTag(TagName),
    Ship,
}

/// A run over many orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BulkRun {
    pub what: BulkWhat,
    /// Those whose answer did not come yet.
    open: BTreeSet<OrderNo>,
    pub done: Vec<OrderNo>,
    pub failed: Vec<(OrderNo, CommandOutcome)>,
}

impl BulkRun {
    pub fn of(what: BulkWhat, orders: impl IntoIterator<Item = OrderNo>) -> Self {
        Self { what, open: orders.into_iter().collect(), done: Vec::new(), failed: Vec::new() }
    }

    /// The run of these wishes to ship.
    pub fn shipping(wishes: &[Command]) -> Self {
        let order = |wish: &Command| match wish {
            Command::Ship { order_no, .. } => Some(order_no.clone()),
            _ => None,
        };
        Self::of(BulkWhat::Ship, wishes.iter().filter_map(order))
    }

    /// The wishes that are left.
    pub fn wishes(&self) -> Vec<Command> {
        self.open.iter().filter_map(|order_no| self.what.wish(order_no)).collect()
    }

    /// An answer came. True where it was one of this run.
    pub fn answered(&mut self, wish: &Command, outcome: &CommandOutcome) -> bool {
        let Some(order_no) = self.what.order_of(wish).filter(|order_no| self.open.remove(*order_no)) else {
            return false;
        };
        match outcome {
            CommandOutcome::Done => self.done.push(order_no.clone()),
            other => self.failed.push((order_no.clone(), other.clone())),
        }
        true
    }

    /// Every answer came.
    pub fn is_over(&self) -> bool {
        self.open.is_empty()
    }

    /// The run that brings back what this one did, where one can.
    pub fn back(&self) -> Option<Self> {
        let what = match &self.what {
            BulkWhat::PutTag(name) => BulkWhat::TakeTag(name.clone()),
            BulkWhat::TakeTag(name) => BulkWhat::PutTag(name.clone()),
            // A parcel is taken back while WeChat does not know of it, by the strip that says so.
            BulkWhat::Ship => return None,
        };
        (!self.done.is_empty()).then(|| Self::of(what, self.done.iter().cloned()))
    }
}

impl BulkWhat {
    fn wish(&self, order_no: &OrderNo) -> Option<Command> {
        let subject = MarkSubject::Order(order_no.clone());
        let wish = match self {
            Self::PutTag(name) => MarkWish::PutTag(subject, name.clone()),
            Self::TakeTag(name) => MarkWish::TakeTag(subject, name.clone()),
            Self::Ship => return None,
        };
        Some(Command::Mark(wish))
    }

    fn order_of<'a>(&self, wish: &'a Command) -> Option<&'a OrderNo> {
        match (self, wish) {
            (Self::PutTag(name), Command::Mark(MarkWish::PutTag(MarkSubject::Order(order_no), put))) => {
                (name == put).then_some(order_no)
            }
            (Self::TakeTag(name), Command::Mark(MarkWish::TakeTag(MarkSubject::Order(order_no), taken))) => {
                (name == taken).then_some(order_no)
            }
            (Self::Ship, Command::Ship { order_no, .. }) => Some(order_no),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Refusal;

    #[test]
    fn each_row_has_its_own_outcome_and_only_what_was_done_comes_back() {
        let name = TagName::parse("熟客").expect("a tag");
        let orders: Vec<_> = ["SC0001", "SC0002", "SC0003"].iter().map(|no| OrderNo::parse(no).expect("no")).collect();
        let mut run = BulkRun::of(BulkWhat::PutTag(name.clone()), orders.clone());
        let wishes = run.wishes();
        let full = CommandOutcome::Refused(Refusal::TooMany { most: 8 });
        assert!(run.answered(&wishes[0], &CommandOutcome::Done));
        assert!(!run.answered(&wishes[0], &CommandOutcome::Done), "an answer counts once");
        assert!(run.answered(&wishes[1], &full) && !run.is_over());
        let other = MarkWish::TakeTag(MarkSubject::Order(orders[2].clone()), name.clone());
        assert!(!run.answered(&Command::Mark(other), &CommandOutcome::Done), "another wish");
        assert!(run.answered(&wishes[2], &CommandOutcome::Done) && run.is_over());
        assert_eq!(run.failed, [(orders[1].clone(), full)]);
        let back = run.back().expect("a way back");
        assert_eq!(back, BulkRun::of(BulkWhat::TakeTag(name), [orders[0].clone(), orders[2].clone()]));
    }
}
