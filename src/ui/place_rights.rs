//! What each page wants of whoever looks at it.

use super::model::Place;
use crate::domain::OperatorAction;

impl Place {
    /// Whose work it is: who may not do this sees nothing of it.
    pub const fn needs(self) -> OperatorAction {
        match self {
            Self::Orders | Self::Shipping | Self::ShippingSheet | Self::Status | Self::Printers => OperatorAction::Look,
            Self::Log => OperatorAction::ReplayNotice,
            Self::Today | Self::Money | Self::Refunds => OperatorAction::HandleRefund,
            Self::Complaints => OperatorAction::AnswerComplaint,
            Self::Products => OperatorAction::ChangeProducts,
            Self::Bills => OperatorAction::WorkOnBill,
            Self::Backup | Self::Settings => OperatorAction::RunShop,
        }
    }
}
