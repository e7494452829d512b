//! What each command is, for the rule of who may: no command is forgotten, because the match names every one.

use super::{BillWish, Command, marks::MarkWish, operators::OperatorWish};
use crate::{
    domain::{Fen, OperatorAction, RefundWish},
    store::RefundApproval,
};

impl Command {
    /// What it is to whoever may or may not. The store asks the same again in the transaction that writes.
    pub const fn operator_action(&self) -> OperatorAction {
        use OperatorAction as A;
        match self {
            Self::ApproveRefund(_)
            | Self::StartRefund { .. }
            | Self::ReturnPayment { .. }
            | Self::ContinueRefund { .. }
            | Self::RenewRefund { .. }
            | Self::WishRefund { wish: RefundWish::SendAlso | RefundWish::SendAgain, .. } => A::GiveRefund,
            Self::WishRefund { wish: RefundWish::SetAside | RefundWish::Vouch, .. } | Self::PayOutRefund { .. } => {
                A::SettleRefund
            }
            Self::RejectRefund(_) | Self::AcknowledgeRefund(_) => A::HandleRefund,
            Self::TakeBackRefund { .. } => A::TakeBackRefund,
            Self::AcceptRestore | Self::TakeShopOver | Self::GiveShopUp | Self::Message(_) => A::RunShop,
            Self::Ship { .. }
            | Self::Unship { .. }
            | Self::CorrectShipping { .. }
            | Self::RemindBuyer { .. }
            | Self::ReportAgain { .. }
            | Self::StartShipRun(_)
            | Self::StopShipRun(_)
            | Self::CloseShipRun(_) => A::Ship,
            Self::MarkSeen(_)
            | Self::MarkRefundsSeen(_)
            | Self::AskAboutOrder(_)
            | Self::AskAboutRefund(_)
            | Self::AskRefunds(_)
            | Self::MarkComplaintsSeen(_)
            | Self::ListComplaints
            | Self::ShowComplaintPicture(_)
            | Self::Operator(OperatorWish::SignIn { .. }) => A::Look,
            Self::CancelOrder { .. } => A::CancelOrder,
            Self::AcceptMoney { .. } => A::AcceptMoney,
            Self::ReplayNotice(_) => A::ReplayNotice,
            Self::PutProduct { .. } | Self::ImportProducts(_) => A::ChangeProducts,
            Self::PrintReceipt { .. }
            | Self::KeepSlips { .. }
            | Self::WishPrint { .. }
            | Self::MovePrint { .. }
            | Self::WishLatePrints { .. }
            | Self::TestPrinter(_) => A::Print,
            Self::Mark(wish) => of_mark(wish),
            Self::Bill(BillWish::Take(..) | BillWish::Note(..) | BillWish::File(_)) => A::WorkOnBill,
            Self::WishComplaint(_) => A::AnswerComplaint,
            Self::ShowComplaintPhone(_) => A::SeeSealedPhone,
            Self::Operator(
                OperatorWish::Add { .. }
                | OperatorWish::Change { .. }
                | OperatorWish::SetPin { .. }
                | OperatorWish::Remove(_)
                | OperatorWish::PutBack(_),
            ) => A::ManageOperators,
        }
    }

    /// What goes back to the buyer by it, fen, as far as the command itself says it; 0 where the row does, or nothing.
    pub const fn gives(&self) -> Fen {
        match self {
            Self::ApproveRefund(RefundApproval { amount, .. })
            | Self::StartRefund { amount, .. }
            | Self::ReturnPayment { amount, .. } => *amount,
            _ => Fen::ZERO,
        }
    }
}

const fn of_mark(wish: &MarkWish) -> OperatorAction {
    match wish {
        MarkWish::WriteNote(..)
        | MarkWish::RemoveNote(_)
        | MarkWish::PutNoteBack(_)
        | MarkWish::PutTag(..)
        | MarkWish::TakeTag(..) => OperatorAction::Mark,
        MarkWish::MakeTag(_) | MarkWish::DropTag(_) | MarkWish::BlockBuyer(..) | MarkWish::UnblockBuyer(_) => {
            OperatorAction::ManageBuyers
        }
    }
}
