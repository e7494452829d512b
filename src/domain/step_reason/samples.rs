//! Every reason there is, with a step it stands beside.

use super::*;
use crate::domain::{OperatorAction, RefundState, ReportState, RoleKind, WhyNotPermitted};

fn transaction() -> TransactionId {
    TransactionId::parse("4200001234202609010000000001").expect("a transaction")
}

fn refund_no() -> RefundNo {
    RefundNo::parse("RF20260901-00000001").expect("a number")
}

impl StepReason {
    /// One of every variant, and of every variant inside it. Does not compile with one forgotten.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::None];
        while let Some(next) = all.last().and_then(Self::next) {
            all.push(next);
        }
        let kinds = Attention::ALL
            .iter()
            .flat_map(|kind| AttentionCause::all().into_iter().map(move |cause| Self::Attention(*kind, cause)));
        all.extend(kinds);
        all.extend(RefundTrouble::all().into_iter().map(Self::Refund));
        all.extend(ReportTrouble::all().into_iter().map(Self::Report));
        all.extend(RefundWish::ALL.iter().copied().map(Self::Wish));
        all.extend(SettleState::ALL.iter().copied().map(Self::Settled));
        all.extend(MarkedParcels::all().into_iter().map(Self::Parcels));
        all
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::None => Self::Cancelled,
            Self::Cancelled => Self::Transaction(transaction()),
            Self::Transaction(_) => Self::Attention(Attention::AmountDiffers, AttentionCause::Marked),
            Self::Attention(..) => {
                Self::Parcels(MarkedParcels { parcels: MarkedParcels::labels(1), ..MarkedParcels::default() })
            }
            Self::Parcels(_) => Self::TakenBack,
            Self::TakenBack => Self::Reminded,
            Self::Reminded => Self::Restocked("V60 ×2".to_owned()),
            Self::Restocked(_) => Self::RenewedAs(refund_no()),
            Self::RenewedAs(_) => Self::Renews(refund_no()),
            Self::Renews(_) => Self::Wish(RefundWish::Vouch),
            Self::Wish(_) => Self::ByEvidence,
            Self::ByEvidence => Self::ByBill(Day::new(20_696)),
            Self::ByBill(_) => Self::FoundElsewhere,
            Self::FoundElsewhere => Self::Refund(RefundTrouble::LimitLeft),
            Self::Refund(_) => Self::Report(ReportTrouble::NoDelivery),
            Self::Report(_) => Self::Settled(SettleState::Confirmed),
            Self::Settled(_) => Self::NotPermitted(NotPermitted {
                action: OperatorAction::GiveRefund,
                why: WhyNotPermitted::Role(RoleKind::Packer),
            }),
            Self::NotPermitted(_) => Self::Words("NO".to_owned()),
            Self::Words(_) => return None,
        })
    }

    /// A step this reason is written beside, and who takes it.
    pub fn beside(&self) -> (Transition, Actor) {
        use Transition::{Order, Payment, Refund, Shipment};
        match self {
            Self::None | Self::Cancelled => (Order(Some(OrderState::ToPay), OrderState::Closed), Actor::Owner),
            Self::Transaction(_) => (Payment(None, crate::domain::PaymentState::Confirmed), Actor::WeChat),
            Self::Attention(..) => (Order(Some(OrderState::ToPay), OrderState::NeedsOwner), Actor::WeChat),
            Self::Parcels(_) => (Shipment(Some(ReportState::Reported), Some(ReportState::Held)), Actor::Owner),
            Self::ByBill(_) => (Order(Some(OrderState::NeedsOwner), OrderState::NeedsOwner), Actor::Owner),
            Self::TakenBack => (Shipment(Some(ReportState::Held), None), Actor::Owner),
            Self::Reminded => (Shipment(Some(ReportState::Reported), Some(ReportState::Reported)), Actor::WeChat),
            Self::Report(_) => (Shipment(Some(ReportState::Sending), Some(ReportState::Waiting)), Actor::WeChat),
            Self::Restocked(_) => (Refund(Some(RefundState::Refunded), RefundState::Refunded), Actor::Zhanggui),
            Self::RenewedAs(_) | Self::Renews(_) => (Refund(None, RefundState::Approved), Actor::Owner),
            Self::Wish(_) => (Refund(Some(RefundState::InDoubt), RefundState::Approved), Actor::Owner),
            Self::NotPermitted(_) => (Refund(Some(RefundState::Requested), RefundState::Requested), Actor::Owner),
            Self::Words(_) => (Refund(Some(RefundState::Requested), RefundState::Rejected), Actor::Owner),
            Self::ByEvidence | Self::FoundElsewhere | Self::Refund(_) => {
                (Refund(Some(RefundState::Sending), RefundState::InDoubt), Actor::WeChat)
            }
            Self::Settled(_) => (Order(Some(OrderState::Shipped), OrderState::Received), Actor::WeChat),
        }
    }
}

impl AttentionCause {
    /// One of every variant. Does not compile with one forgotten.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Marked];
        while let Some(next) = all.last().and_then(Self::next) {
            all.push(next);
        }
        all
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::Marked => Self::Payment {
                transaction: transaction(),
                amount: Fen::new(7450).unwrap_or_default(),
                currency: "CNY".to_owned(),
            },
            Self::Payment { .. } => Self::CameBack(transaction()),
            Self::CameBack(_) => Self::Returned,
            Self::Returned => Self::Other("nobody knows".to_owned()),
            Self::Other(_) => return None,
        })
    }
}

impl MarkedParcels {
    /// Some parcels.
    pub fn labels(count: usize) -> Vec<Parcel> {
        let labels = [("SF", "SF1234567890123"), ("ZTO", "78120049221"), ("PIGEON", "")];
        labels.into_iter().take(count).map(|(carrier, tracking_no)| Parcel::new(carrier, tracking_no)).collect()
    }

    fn all() -> Vec<Self> {
        let corrections = [false, true].into_iter();
        let counted = corrections.flat_map(|correction| (0..=3).map(move |count| (correction, count)));
        let marked = counted.flat_map(|(correction, count)| {
            [false, true].map(|more_to_follow| Self { correction, parcels: Self::labels(count), more_to_follow })
        });
        marked.filter(|marked| *marked != Self::default()).collect()
    }
}
