//! Wishes that were sent and not yet answered: their buttons wait, so that a second click cannot decide again.

use crate::domain::{MarkSubject, OrderNo, ProductId, RefundNo, UnixSeconds};
use crate::events::Ticket;
use crate::jobs::{Command, MarkWish};
use crate::store::{RefundApproval, RefundRejection};
use std::collections::BTreeMap;

/// A question to WeChat is not asked again for this long, unless its answer comes before.
const ASKED_SECS: i64 = 15;

/// The wishes under way, oldest first.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Decisions by ticket: each is answered.
    decisions: BTreeMap<Ticket, Command>,
    /// Questions to WeChat, and until when they count.
    questions: Vec<(Command, UnixSeconds)>,
}

impl Pending {
    pub fn sent(&mut self, ticket: Ticket, command: Command, now: UnixSeconds) {
        self.questions.retain(|(_, until)| *until > now);
        if matches!(command, Command::AskAboutOrder(_) | Command::AskAboutRefund(_)) {
            self.questions.push((command, now.plus(ASKED_SECS)));
        } else {
            self.decisions.insert(ticket, command);
        }
    }

    /// The answer to this decision came. `None`: it is nobody's of this window (a click on a notice).
    pub fn answered(&mut self, ticket: Ticket) -> Option<Command> {
        self.decisions.remove(&ticket)
    }

    /// WeChat's answer about this order came.
    pub fn told(&mut self, order_no: &OrderNo) {
        self.questions.retain(|(command, _)| !matches!(command, Command::AskAboutOrder(asked) if asked == order_no));
    }

    /// Everything that counts now.
    fn live(&self, now: UnixSeconds) -> impl Iterator<Item = &Command> {
        let asked = self.questions.iter().filter(move |(_, until)| *until > now).map(|(command, _)| command);
        self.decisions.values().chain(asked)
    }

    /// True while a decision or question about this refund is under way.
    pub fn refund(&self, refund_no: &RefundNo, now: UnixSeconds) -> bool {
        self.live(now).any(|command| refund_of(command) == Some(refund_no))
    }

    /// True while a decision or question about this order is under way.
    pub fn order(&self, order_no: &OrderNo, now: UnixSeconds) -> bool {
        self.live(now).any(|command| match command {
            Command::Ship { order_no: sent, .. }
            | Command::Unship { order_no: sent, .. }
            | Command::CorrectShipping { order_no: sent, .. }
            | Command::RemindBuyer { order_no: sent, .. }
            | Command::ReportAgain { order_no: sent }
            | Command::CancelOrder { order_no: sent, .. }
            | Command::StartRefund { order_no: sent, .. }
            | Command::ReturnPayment { order_no: sent, .. }
            | Command::AcceptMoney { order_no: sent, .. }
            | Command::AskAboutOrder(sent) => sent == order_no,
            _ => false,
        })
    }

    /// True while a note beside this is being kept.
    pub fn writing_note(&self, subject: &MarkSubject) -> bool {
        let of =
            |command: &Command| matches!(command, Command::Mark(MarkWish::WriteNote(beside, _)) if beside == subject);
        self.decisions.values().any(of)
    }

    /// True while WeChat is being asked about this order.
    pub fn asking_about(&self, order_no: &OrderNo, now: UnixSeconds) -> bool {
        let about = |command: &Command| matches!(command, Command::AskAboutOrder(asked) if asked == order_no);
        self.questions.iter().any(|(command, until)| *until > now && about(command))
    }

    /// True while a stored message is being read again.
    pub fn replaying(&self) -> bool {
        self.decisions.values().any(|command| matches!(command, Command::ReplayNotice(_)))
    }

    /// True while a question may be due to count no more: the screen looks again then.
    pub fn asking(&self, now: UnixSeconds) -> bool {
        self.questions.iter().any(|(_, until)| *until > now)
    }

    /// True while a change of this product is being written.
    pub fn product(&self, id: &ProductId) -> bool {
        self.decisions.values().any(|command| matches!(command, Command::PutProduct { change, .. } if change.id == *id))
    }
}

/// The refund a wish is about.
pub(super) const fn refund_of(command: &Command) -> Option<&RefundNo> {
    match command {
        Command::ApproveRefund(RefundApproval { refund_no, .. })
        | Command::RejectRefund(RefundRejection { refund_no, .. })
        | Command::TakeBackRefund { refund_no, .. }
        | Command::RenewRefund { refund_no, .. }
        | Command::ContinueRefund { refund_no }
        | Command::WishRefund { refund_no, .. }
        | Command::AcknowledgeRefund(refund_no)
        | Command::PayOutRefund { refund_no, .. }
        | Command::AskAboutRefund(refund_no) => Some(refund_no),
        Command::Ship { .. }
        | Command::Unship { .. }
        | Command::CorrectShipping { .. }
        | Command::RemindBuyer { .. }
        | Command::ReportAgain { .. }
        | Command::StartShipRun(_)
        | Command::StopShipRun(_)
        | Command::CloseShipRun(_)
        | Command::MarkSeen(_)
        | Command::AcceptRestore
        | Command::TakeShopOver
        | Command::GiveShopUp
        | Command::MarkRefundsSeen(_)
        | Command::AskAboutOrder(_)
        | Command::AskRefunds(_)
        | Command::CancelOrder { .. }
        | Command::AcceptMoney { .. }
        | Command::ReplayNotice(_)
        | Command::PutProduct { .. }
        | Command::StartRefund { .. }
        | Command::ReturnPayment { .. }
        | Command::ImportProducts(_)
        | Command::PrintReceipt { .. }
        | Command::WishPrint { .. }
        | Command::MovePrint { .. }
        | Command::KeepSlips { .. }
        | Command::WishLatePrints { .. }
        | Command::Mark(_)
        | Command::Bill(_)
        | Command::Operator(_)
        | Command::Message(_)
        | Command::WishComplaint(_)
        | Command::MarkComplaintsSeen(_)
        | Command::ListComplaints
        | Command::ShowComplaintPhone(_)
        | Command::ShowComplaintPicture(_)
        | Command::TestPrinter(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_about_the_decision_it_names_and_not_about_the_oldest_of_its_kind() {
        let (now, mut pending) = (UnixSeconds::new(1_788_230_527), Pending::default());
        let decided = |number: &str| Command::ContinueRefund { refund_no: RefundNo::parse(number).unwrap() };
        let [first, second] = ["RF20260901-00000001", "RF20260901-00000002"].map(decided);
        pending.sent(Ticket(1), first.clone(), now);
        pending.sent(Ticket(2), second.clone(), now);
        assert_eq!(pending.answered(Ticket(2)), Some(second.clone()));
        assert!(pending.refund(refund_of(&first).unwrap(), now), "the first still waits");
        assert!(!pending.refund(refund_of(&second).unwrap(), now));
        assert_eq!(pending.answered(Ticket(2)), None, "an answer comes once");
        assert_eq!(pending.answered(Ticket(7)), None, "another window's");
        assert_eq!(pending.answered(Ticket(1)), Some(first));
    }
}
