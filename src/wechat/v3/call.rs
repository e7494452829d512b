//! The calls of API v3, and what is written into each. A body is serialised once: what is signed is what is sent. Nothing is
//! sent as `null`, and no field but those WeChat documents.

use super::{
    super::{Channel, CodeOrder, NotSent, UnifiedOrder, wording},
    KeyId,
};
use crate::domain::{AppId, Day, MchId, OrderNo, Refund, RefundNo, UnixSeconds};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// A call of API v3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum V3Call {
    UnifiedOrder,
    QueryOrder,
    CloseOrder,
    Refund,
    QueryRefund,
    AbnormalRefund,
    TradeBill,
    FundFlow,
    BillFile,
    Certificates,
    Echo,
    Complaints,
    Complaint,
    ComplaintTalk,
    ComplaintReply,
    ComplaintRefund,
    ComplaintDone,
    ComplaintNotices,
    UploadPicture,
    ComplaintPicture,
}

impl V3Call {
    /// Its name in the record of calls: that of the call of API v2 that does the same.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnifiedOrder => "unifiedorder",
            Self::QueryOrder => "orderquery",
            Self::CloseOrder => "closeorder",
            Self::Refund => "refund",
            Self::QueryRefund => "refundquery",
            Self::AbnormalRefund => "abnormalrefund",
            Self::TradeBill | Self::BillFile => "downloadbill",
            Self::FundFlow => "downloadfundflow",
            Self::Certificates => "certificates",
            Self::Echo => "echo",
            Self::Complaints => "complaints",
            Self::Complaint => "complaint",
            Self::ComplaintTalk => "complaint_talk",
            Self::ComplaintReply => "complaint_reply",
            Self::ComplaintRefund => "complaint_refund",
            Self::ComplaintDone => "complaint_done",
            Self::ComplaintNotices => "complaint_notices",
            Self::UploadPicture => "complaint_upload",
            Self::ComplaintPicture => "complaint_picture",
        }
    }

    /// Whether it may move money or create an order: it leaves only where its answer could be believed.
    pub const fn moves_money(self) -> bool {
        matches!(self, Self::UnifiedOrder | Self::Refund | Self::AbnormalRefund)
    }
}

/// A file that travels beside a body. It is not signed; the body names its hash.
#[derive(Debug, Clone)]
pub(super) struct UploadFile {
    /// With its ending, ASCII.
    pub name: String,
    /// What `Content-Type` its part has.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// One request, before it is signed.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub call: V3Call,
    pub method: &'static str,
    /// Path and query, escaped as they travel.
    pub path: String,
    /// Empty for a GET. What is signed, also where a file travels with it.
    pub body: String,
    /// A file beside the body: the two travel as the parts of a form.
    pub file: Option<UploadFile>,
    /// The key its sensitive fields are encrypted with, where it has such: the answer is asked for with the same.
    pub sealed_with: Option<KeyId>,
}

impl Request {
    pub const fn get(call: V3Call, path: String) -> Self {
        Self { call, method: "GET", path, body: String::new(), file: None, sealed_with: None }
    }

    pub fn post(call: V3Call, path: String, said: &impl Serialize) -> Result<Self, NotSent> {
        let body = serde_json::to_string(said).map_err(|_| NotSent::BadRequest("it cannot be written as JSON"))?;
        Ok(Self { call, method: "POST", path, body, file: None, sealed_with: None })
    }

    /// What stands in the record of calls.
    pub fn recorded(&self) -> &str {
        if self.body.is_empty() { &self.path } else { &self.body }
    }
}

const DESCRIPTION_BYTES_MAX: usize = 127;
const ORDER_URL_BYTES_MAX: usize = 255;
const REFUND_URL_BYTES_MAX: usize = 256;
/// Stays as it is in a path: RFC 3986, 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn escaped(part: &str) -> String {
    utf8_percent_encode(part, ESCAPED).to_string()
}

#[derive(Serialize)]
struct OrderBody<'a> {
    appid: &'a str,
    mchid: &'a str,
    description: String,
    out_trade_no: &'a str,
    time_expire: String,
    notify_url: &'a str,
    amount: OrderAmount,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Payer<'a>>,
    scene_info: CallScene,
}

#[derive(Serialize)]
struct OrderAmount {
    total: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct Payer<'a> {
    openid: &'a str,
}

#[derive(Serialize)]
struct CallScene {
    payer_client_ip: String,
}

/// Creates an order. The same order at any moment says the same, so that a repeat goes on with the same order.
pub(super) fn unified_order(
    order: &UnifiedOrder,
    (mch_id, app_id): (&MchId, &AppId),
    now: UnixSeconds,
) -> Result<Request, NotSent> {
    let description = wording::of_order(order, DESCRIPTION_BYTES_MAX, now)?;
    wording::notify_url(&order.notify_url, ORDER_URL_BYTES_MAX)?;
    let (path, payer) = match order.channel {
        Channel::MiniProgram => ("/v3/pay/transactions/jsapi", Some(Payer { openid: order.openid.as_str() })),
        Channel::App => ("/v3/pay/transactions/app", None),
    };
    let said = OrderBody {
        appid: app_id.as_str(),
        mchid: mch_id.as_str(),
        description,
        out_trade_no: order.order_no.as_str(),
        time_expire: order.expires_at.to_rfc3339(),
        notify_url: &order.notify_url,
        amount: OrderAmount { total: order.total.get(), currency: "CNY" },
        payer,
        scene_info: CallScene { payer_client_ip: order.client_ip.to_string() },
    };
    Request::post(V3Call::UnifiedOrder, path.to_owned(), &said)
}

/// Creates an order that is paid by scanning a code: the body of the app's order, which names no payer. Source: WeChat Pay v3,
/// "Native下单" (`/v3/pay/transactions/native`).
pub(super) fn code_order(
    order: &CodeOrder,
    (mch_id, app_id): (&MchId, &AppId),
    now: UnixSeconds,
) -> Result<Request, NotSent> {
    let description = wording::of_order(order, DESCRIPTION_BYTES_MAX, now)?;
    wording::notify_url(&order.notify_url, ORDER_URL_BYTES_MAX)?;
    let said = OrderBody {
        appid: app_id.as_str(),
        mchid: mch_id.as_str(),
        description,
        out_trade_no: order.order_no.as_str(),
        time_expire: order.expires_at.to_rfc3339(),
        notify_url: &order.notify_url,
        amount: OrderAmount { total: order.total.get(), currency: "CNY" },
        payer: None,
        scene_info: CallScene { payer_client_ip: order.client_ip.to_string() },
    };
    Request::post(V3Call::UnifiedOrder, "/v3/pay/transactions/native".to_owned(), &said)
}

/// Asks about an order.
pub(super) fn query_order(order_no: &OrderNo, mch_id: &MchId) -> Request {
    let path = format!("/v3/pay/transactions/out-trade-no/{}?mchid={mch_id}", escaped(order_no.as_str()));
    Request::get(V3Call::QueryOrder, path)
}

#[derive(Serialize)]
struct CloseBody<'a> {
    mchid: &'a str,
}

pub(super) fn close_order(order_no: &OrderNo, mch_id: &MchId) -> Result<Request, NotSent> {
    let path = format!("/v3/pay/transactions/out-trade-no/{}/close", escaped(order_no.as_str()));
    Request::post(V3Call::CloseOrder, path, &CloseBody { mchid: mch_id.as_str() })
}

#[derive(Serialize)]
struct RefundBody<'a> {
    transaction_id: &'a str,
    out_refund_no: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_url: Option<&'a str>,
    amount: RefundAmount,
}

#[derive(Serialize)]
struct RefundAmount {
    refund: i64,
    total: i64,
    currency: &'static str,
}

/// Asks for a refund. Says the same at every repeat.
pub(super) fn refund(refund: &Refund, url: &str) -> Result<Request, NotSent> {
    let reason = wording::of_refund(refund)?;
    let notify_url = Some(url).filter(|url| !url.is_empty());
    notify_url.map_or(Ok(()), |url| wording::notify_url(url, REFUND_URL_BYTES_MAX))?;
    let said = RefundBody {
        transaction_id: refund.transaction_id.as_str(),
        out_refund_no: refund.refund_no.as_str(),
        reason,
        notify_url,
        amount: RefundAmount { refund: refund.amount.get(), total: refund.paid.get(), currency: "CNY" },
    };
    Request::post(V3Call::Refund, "/v3/refund/domestic/refunds".to_owned(), &said)
}

/// Asks about a refund.
pub(super) fn query_refund(refund_no: &RefundNo) -> Request {
    let path = format!("/v3/refund/domestic/refunds/{}", escaped(refund_no.as_str()));
    Request::get(V3Call::QueryRefund, path)
}

/// Asks where every trade of the day can be fetched, packed.
pub(super) fn trade_bill(day: Day) -> Request {
    Request::get(V3Call::TradeBill, format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP"))
}

/// Asks where the day's movements of the main account can be fetched, packed.
pub(super) fn fund_flow(day: Day) -> Request {
    Request::get(V3Call::FundFlow, format!("/v3/bill/fundflowbill?bill_date={day}&account_type=BASIC&tar_type=GZIP"))
}

/// Asks for the platform certificates.
pub(super) fn certificates() -> Request {
    Request::get(V3Call::Certificates, "/v3/certificates".to_owned())
}
