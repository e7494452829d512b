//! What WeChat's message push says (消息推送), once it was verified and opened. A push is a hint: how an order stands is asked.

use super::{OpenId, OrderNo, TransactionId, UnixSeconds};

/// One message of the push.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PushFacts {
    /// When WeChat made it.
    pub made_at: UnixSeconds,
    /// What happened.
    pub event: PushEvent,
}

/// What a message of the push is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PushEvent {
    /// An order was shipped in full, or its money was let go (`trade_manage_order_settlement`).
    Settlement(PushedOrder),
    /// An order waits for its shipping too long (`trade_manage_remind_shipping`).
    ShippingLate(PushedOrder),
    /// The mini program has never shipped by WeChat's interface (`trade_manage_remind_access_api`).
    NeverShipped,
    /// The mini program must tell WeChat what it ships, or its money is held (`wxa_trade_controlled`).
    MustShip,
    /// Somebody switched templates off by hand (`subscribe_msg_change_event`).
    PermissionWithdrawn {
        /// Who.
        openid: OpenId,
        /// Which templates.
        templates: Vec<String>,
    },
    /// Messages WeChat had taken did not reach the phone (`subscribe_msg_sent_event`).
    MessagesNotDelivered {
        /// WeChat's numbers of them, each with its reason.
        messages: Vec<(String, String)>,
    },
    /// One this program has no use for, by WeChat's name.
    Other(String),
}

impl PushEvent {
    /// The order it is about.
    pub const fn order(&self) -> Option<&PushedOrder> {
        match self {
            Self::Settlement(order) | Self::ShippingLate(order) => Some(order),
            Self::NeverShipped
            | Self::MustShip
            | Self::PermissionWithdrawn { .. }
            | Self::MessagesNotDelivered { .. }
            | Self::Other(_) => None,
        }
    }
}

/// How a push names an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PushedOrder {
    /// Our number (`merchant_trade_no`).
    pub order_no: OrderNo,
    /// WeChat's number of the payment.
    pub transaction_id: TransactionId,
}
