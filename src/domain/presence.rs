//! What somebody at another window has open. It is said to whoever opens the same, and keeps nobody from anything.

use super::{OperatorId, OrderNo, RefundNo};

/// What a window has open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Presence {
    /// The order.
    pub order_no: OrderNo,
    /// The refund of it, where it is that.
    pub refund_no: Option<RefundNo>,
    /// A question or a form about it is open, not only its page.
    pub deciding: bool,
}

/// Somebody at another window, with something open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PresentPerson {
    /// The person; none in a shop without people of its own.
    pub operator: Option<OperatorId>,
    /// What.
    pub at: Presence,
}
