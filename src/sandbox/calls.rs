//! The calls the sandbox answers, and what it remembers of them.

use crate::domain::{Api, UnixSeconds};

/// A call to WeChat, or a notification from it: whatever a fault can be put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxCall {
    /// `/pay/unifiedorder`; in API v3 `/v3/pay/transactions/jsapi`, `…/app` and `…/native`
    UnifiedOrder,
    /// `/pay/orderquery`; in API v3 by either number
    OrderQuery,
    /// `/pay/closeorder`; in API v3 `…/close`
    CloseOrder,
    /// `/secapi/pay/refund`; in API v3 `/v3/refund/domestic/refunds`
    Refund,
    /// `/pay/refundquery`; in API v3 the same path with the refund's number
    RefundQuery,
    /// `/pay/downloadbill`; in API v3 the first step, `/v3/bill/tradebill`
    DownloadBill,
    /// `/pay/downloadfundflow`; in API v3 the first step, `/v3/bill/fundflowbill`
    FundFlowBill,
    /// API v3: the second step of either bill
    BillFile,
    /// API v3: `…/apply-abnormal-refund`
    AbnormalRefund,
    /// API v3: `/v3/certificates`
    Certificates,
    /// API v3: `/v3/security/echo`
    Echo,
    /// API v3: `/v3/merchant-service/complaints-v2`
    ComplaintList,
    /// API v3: the same with a complaint's number
    ComplaintDetail,
    /// API v3: `…/negotiation-historys`
    ComplaintTalk,
    /// API v3: `…/response`
    ComplaintReply,
    /// API v3: `…/update-refund-progress`
    ComplaintRefund,
    /// API v3: `…/complete`
    ComplaintDone,
    /// API v3: `/v3/merchant-service/complaint-notifications`
    ComplaintNotices,
    /// API v3: `/v3/merchant-service/images/upload`
    PictureUpload,
    /// API v3: a buyer's picture
    PictureFetch,
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
    /// `/cgi-bin/message/subscribe/send`
    SendMessage,
    /// The payment notification.
    PaymentNotice,
    /// The refund notification.
    RefundNotice,
    /// The notification of a complaint.
    ComplaintNotice,
    /// A message of the mini program's push.
    Push,
}

/// One call that came in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CallSeen {
    /// Which.
    pub call: SandboxCall,
    /// In which of WeChat Pay's APIs; none for the mini program's calls.
    #[serde(serialize_with = "api_word")]
    pub api: Option<Api>,
    /// The shop's number it was about: of the refund, else of the order.
    pub number: String,
    /// The body as it travelled; empty for calls that carry a secret.
    pub body: String,
    /// True if the caller showed the certificate of our merchant, or in API v3 signed with its key.
    pub certificate: bool,
    /// When, by the sandbox's clock, in Unix seconds.
    pub at: i64,
    /// The verdict: `SUCCESS`, an error code, or the fault that swallowed the answer.
    pub verdict: String,
}

/// One attempt to deliver a notification.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Delivery {
    /// Of a payment, of a refund, or a push.
    pub call: SandboxCall,
    /// In which API's form; none for a push.
    #[serde(serialize_with = "api_word")]
    pub api: Option<Api>,
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
    /// Sent altered, by a fault; it was refused, and would not count if it had not been.
    Forged,
    /// Sent altered, by a fault, and the shop said SUCCESS.
    ForgeryBelieved,
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over so")]
fn api_word<S: serde::Serializer>(api: &Option<Api>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(api.map_or("", Api::as_str))
}

impl CallSeen {
    pub(super) fn new(call: SandboxCall, at: UnixSeconds) -> Self {
        Self {
            call,
            api: None,
            number: String::new(),
            body: String::new(),
            certificate: false,
            at: at.get(),
            verdict: String::new(),
        }
    }
}
