//! What a scanned order may become: packed, or put aside.

use crate::{
    domain::{Fen, OrderState, RefundState},
    store::OrderDetail,
};

/// What to do with the order whose slip was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum PackVerdict {
    /// It waits for its parcel.
    Pack,
    /// Its parcel is gone already.
    Gone,
    /// It must not leave the house.
    Blocked(Blocked),
}

/// Why goods must stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Blocked {
    /// Money is asked back, on its way back or in doubt: this much.
    RefundOpen(Fen),
    /// Money went back: this much, and whether that was all. Where it was not, all of the goods were refunded.
    Refunded(Fen, bool),
    /// WeChat has not confirmed that it was paid.
    Unpaid,
    /// It was never paid and is closed.
    Closed,
    /// What was paid does not fit; the owner decides first.
    NeedsOwner,
}

impl PackVerdict {
    /// Judges an order by its row and its refunds. A refund weighs more than anything else.
    pub fn of(order: &OrderDetail) -> Self {
        let open = order.refunds.iter().filter(|refund| !refund.state.is_final());
        let asked = Fen::sum(open.clone().map(|refund| refund.amount)).unwrap_or_default();
        let done = order.refunds.iter().filter(|refund| refund.state == RefundState::Refunded);
        let back = Fen::sum(done.map(|refund| refund.amount)).unwrap_or_default().max(order.row.refunded);
        if open.count() > 0 || order.row.refund.is_some() {
            return Self::Blocked(Blocked::RefundOpen(asked));
        }
        let whole = order.row.state == OrderState::Refunded || (!back.is_zero() && back >= order.row.total);
        let waits = order.row.state == OrderState::ToShip;
        if whole || (waits && order.to_send().is_nothing()) {
            return Self::Blocked(Blocked::Refunded(back, whole));
        }
        match order.row.state {
            OrderState::ToShip => Self::Pack,
            OrderState::Shipped | OrderState::Received | OrderState::Refunded => Self::Gone,
            OrderState::ToPay | OrderState::Confirming => Self::Blocked(Blocked::Unpaid),
            OrderState::Closed => Self::Blocked(Blocked::Closed),
            OrderState::NeedsOwner => Self::Blocked(Blocked::NeedsOwner),
        }
    }
}
