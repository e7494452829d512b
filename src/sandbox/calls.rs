//! The calls the sandbox answers, and what it remembers of them.

use crate::domain::UnixSeconds;

/// A call to WeChat, or a notification from it: whatever a fault can be put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxCall {
    /// `/pay/unifiedorder`
    UnifiedOrder,
    /// `/pay/orderquery`
    OrderQuery,
    /// `/pay/closeorder`
    CloseOrder,
    /// `/secapi/pay/refund`
    Refund,
    /// `/pay/refundquery`
    RefundQuery,
    /// `/pay/downloadbill`
    DownloadBill,
    /// `/sns/jscode2session`
    Login,
    /// `/cgi-bin/stable_token`
    Token,
    /// `/wxa/sec/order/upload_shipping_info`
    UploadShipping,
    /// `/wxa/sec/order/get_order`
    GetOrder,
    /// `/wxa/sec/order/get_order_list`
    OrderList,
    /// `/wxa/sec/order/notify_confirm_receive`
    ConfirmReceive,
    /// `/cgi-bin/express/delivery/open_msg/get_delivery_list`
    DeliveryList,
    /// The payment notification.
    PaymentNotice,
    /// The refund notification.
    RefundNotice,
}

/// One call that came in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CallSeen {
    /// Which.
    pub call: SandboxCall,
    /// The shop's number it was about: of the refund, else of the order.
    pub number: String,
    /// The body as it travelled; empty for calls that carry a secret.
    pub body: String,
    /// True if the caller showed the certificate of our merchant.
    pub certificate: bool,
    /// When, by the sandbox's clock, in Unix seconds.
    pub at: i64,
    /// The verdict: `SUCCESS`, an error code, or the fault that swallowed the answer.
    pub verdict: String,
}

/// One attempt to deliver a notification.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Delivery {
    /// Of a payment or of a refund.
    pub call: SandboxCall,
    /// The shop's number it was about.
    pub number: String,
    /// 1 for the first.
    pub attempt: usize,
    /// When, in Unix seconds.
    pub at: i64,
    /// What came of it.
    pub outcome: DeliveryOutcome,
}

/// What came of one attempt to deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// 200 and SUCCESS: it will not be sent again.
    Accepted,
    /// An answer that asks for another try.
    Refused(u16),
    /// No answer.
    Unreachable,
    /// Lost on the way, by a fault.
    Lost,
    /// Sent altered, by a fault; whatever came back does not count.
    Forged,
}

impl CallSeen {
    pub(super) fn new(call: SandboxCall, at: UnixSeconds) -> Self {
        Self {
            call,
            number: String::new(),
            body: String::new(),
            certificate: false,
            at: at.get(),
            verdict: String::new(),
        }
    }
}
