//! What a person should know of, and what of it was seen.

use crate::{
    domain::{ComplaintId, OrderNo, RefundNo},
    events::Subsystem,
};

/// Something a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    /// This order was paid.
    Order(OrderNo),
    /// A buyer wants money back.
    RefundAsked(RefundNo),
    /// The shop's balance at WeChat is too small for this refund.
    MoneyShort(RefundNo),
    /// This refund is not as it was believed to be, or waits for another look before it is sent.
    RefundOdd(RefundNo),
    /// A buyer complains at WeChat.
    Complaint(ComplaintId),
    /// Money that does not fit this order.
    NeedsYou(OrderNo),
    /// The merchant certificate ends soon, or has ended.
    CertificateEnding,
    /// This does not work.
    Broken(Subsystem),
}

impl News {
    /// What may be over before a person could do anything about it.
    pub const fn mends_itself(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

/// News somebody has seen, by where that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenNews {
    /// Kept in the orders' rows.
    pub orders: Vec<OrderNo>,
    /// Kept in the refunds' rows.
    pub refunds: Vec<RefundNo>,
    /// Kept in the complaints' rows.
    pub complaints: Vec<ComplaintId>,
    /// Kept by the alert service alone.
    pub others: Vec<News>,
}

impl SeenNews {
    /// Sorted out.
    pub fn of(about: Vec<News>) -> Self {
        let mut seen = Self::default();
        for news in about {
            match news {
                News::Order(order_no) => seen.orders.push(order_no),
                News::RefundAsked(refund_no) => seen.refunds.push(refund_no),
                News::Complaint(complaint_id) => seen.complaints.push(complaint_id),
                other => seen.others.push(other),
            }
        }
        seen
    }
}
