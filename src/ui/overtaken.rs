//! A click that came too late: what it was about, and who had decided, once the rows say so.

use super::{pending::refund_of, read_model::ReadModel};
use crate::{
    domain::{MarkSubject, OperatorId, OrderNo, ProductId, RefundNo, UnixSeconds},
    jobs::{Command, MarkWish},
    store::{HistoryRow, StoreError},
};

/// What the click was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OvertakenSubject {
    Order(OrderNo),
    Refund(RefundNo),
    Product(ProductId),
    /// A note or a tag beside it.
    Marks(MarkSubject),
}

impl OvertakenSubject {
    /// What a command is about; `shown` is what notes and tags stand beside. `None`: there is no one row to ask.
    pub fn of(command: &Command, shown: Option<MarkSubject>) -> Option<Self> {
        if let Some(refund_no) = refund_of(command) {
            return Some(Self::Refund(refund_no.clone()));
        }
        match command {
            Command::Ship { order_no, .. }
            | Command::Unship { order_no, .. }
            | Command::CorrectShipping { order_no, .. }
            | Command::RemindBuyer { order_no, .. }
            | Command::ReportAgain { order_no }
            | Command::CancelOrder { order_no, .. }
            | Command::StartRefund { order_no, .. }
            | Command::ReturnPayment { order_no, .. }
            | Command::AcceptMoney { order_no, .. } => Some(Self::Order(order_no.clone())),
            Command::PutProduct { change, .. } => Some(Self::Product(change.id.clone())),
            Command::Mark(MarkWish::PutTag(subject, _) | MarkWish::TakeTag(subject, _)) => {
                Some(Self::Marks(subject.clone()))
            }
            Command::Mark(MarkWish::RemoveNote(_) | MarkWish::PutNoteBack(_)) => shown.map(Self::Marks),
            _ => None,
        }
    }
}

/// Who had decided before the click, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OvertakenBy {
    /// By a step of the order, or of a refund.
    Step(Box<HistoryRow>),
    /// By an edit of the product.
    Edit(Option<OperatorId>, UnixSeconds),
    /// By a note or a tag.
    Mark(Option<OperatorId>, UnixSeconds),
}

/// As the rows say it now; `None` where they say nothing of it.
pub(super) fn read(
    read_model: &dyn ReadModel,
    subject: Option<&OvertakenSubject>,
) -> Result<Option<OvertakenBy>, StoreError> {
    let Some(subject) = subject else { return Ok(None) };
    let step = |history: &[HistoryRow]| HistoryRow::decisive(history).cloned().map(Box::new).map(OvertakenBy::Step);
    Ok(match subject {
        OvertakenSubject::Order(order_no) => read_model.order(order_no)?.and_then(|detail| step(&detail.history)),
        OvertakenSubject::Refund(refund_no) => read_model.refund(refund_no)?.and_then(|detail| step(&detail.history)),
        OvertakenSubject::Product(id) => {
            let row = read_model.product_rows()?.into_iter().find(|row| row.product.id == *id);
            row.map(|row| OvertakenBy::Edit(row.changed_by, row.changed_at))
        }
        OvertakenSubject::Marks(subject) => {
            let steps = read_model.beside(subject)?.map(|beside| beside.steps).unwrap_or_default();
            let newest = steps.into_iter().max_by_key(|step| step.at);
            newest.map(|step| OvertakenBy::Mark(step.author.operator(), step.at))
        }
    })
}
