//! WeChat Pay as a trait: one method per call, and errors sorted by what the caller must do.

use super::{
    CodeOrder, ComplaintCalls,
    answered::{Answered, CallRecord, GatewayError, NotSent},
    certificate::{BadCertificate, CertificateFacts},
    key::ApiKey,
};
use crate::domain::{
    Api, AppId, CodeUrl, Day, Fen, MchId, Merchant, OpenId, OrderNo, PaidFacts, PayoutTo, PrepayId, Refund,
    RefundFacts, RefundId, RefundNo, SignType, TransactionId, UnixSeconds,
};
use std::sync::Arc;

/// The shop's account at WeChat Pay: who we are and the key that signs for us.
#[derive(Debug, Clone)]
pub struct Account {
    /// The mini program (`appid`).
    pub app_id: AppId,
    /// The shop's own app on the Open Platform, where it has one: the APP channel.
    pub app_channel_app_id: Option<AppId>,
    /// The merchant (`mch_id`).
    pub mch_id: MchId,
    /// The v2 key.
    pub key: ApiKey,
}

impl Account {
    /// Whose account it is, without the key.
    pub fn merchant(&self) -> Merchant {
        Merchant {
            mch_id: self.mch_id.clone(),
            app_id: self.app_id.clone(),
            app_channel_app_id: self.app_channel_app_id.clone(),
        }
    }
}

/// Where the buyer pays. The two payment sheets are signed differently and cannot be mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// `wx.requestPayment` in the mini program (`trade_type` JSAPI).
    MiniProgram,
    /// The Open SDK in the shop's own app (`trade_type` APP).
    App,
}

impl Channel {
    /// WeChat's word for it.
    pub const fn trade_type(self) -> &'static str {
        match self {
            Self::MiniProgram => "JSAPI",
            Self::App => "APP",
        }
    }
}

/// What `unifiedorder` is told. The same number with the same figures goes on with the same order.
#[derive(Debug, Clone)]
pub struct UnifiedOrder {
    /// Our number.
    pub order_no: OrderNo,
    /// What is sold, shown to the buyer; cut to 128 bytes where longer.
    pub body: String,
    /// What is owed, fen.
    pub total: Fen,
    /// Who pays.
    pub openid: OpenId,
    /// The buyer's address as the storefront reports it.
    pub client_ip: std::net::IpAddr,
    /// When the order was placed.
    pub created_at: UnixSeconds,
    /// Until when it can be paid.
    pub expires_at: UnixSeconds,
    /// Where WeChat sends the notification.
    pub notify_url: String,
    /// Where the buyer pays.
    pub channel: Channel,
    /// How to sign, and how the answers must be signed.
    pub sign_type: SignType,
}

/// WeChat's word on an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderStatus {
    /// Paid (`SUCCESS`, or `REFUND`: paid, and a refund exists).
    Paid {
        /// What was paid. The amount is still to be compared with the order.
        facts: PaidFacts,
        /// WeChat knows of at least one refund.
        refund_exists: bool,
    },
    /// Not paid yet (`NOTPAY`, `USERPAYING`, `ACCEPT`, `PAYERROR`): it still can be.
    NotPaid,
    /// Closed or revoked: it can never be paid.
    Closed,
    /// WeChat has never heard of it (`ORDERNOTEXIST`).
    NotThere,
}

/// A page of the refunds of one order, those made by hand on the merchant platform among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListedRefunds {
    /// How many there are on all pages.
    pub total: usize,
    /// Those of this page, at most ten.
    pub refunds: Vec<RefundFacts>,
}

/// WeChat's word on a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundStatus {
    /// WeChat knows it, by the number that was asked about. Its amounts are ours where they were to be compared.
    Known(RefundFacts),
    /// WeChat has never seen this number (`REFUNDNOTEXIST`).
    NotThere,
}

/// What came of asking for the bill of a day.
#[derive(Debug)]
pub enum BillDownload {
    /// It lies in this file, from its beginning, packed or not: its first bytes say which.
    Kept(std::fs::File),
    /// WeChat has none: nothing was traded, or it is too early.
    NotThere,
    /// WeChat still makes it.
    Creating,
}

/// What the payment sheet is opened with: the second signature (protocol, "Opening the payment sheet").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentSheet {
    /// For `wx.requestPayment`; `appId` is signed but not passed.
    MiniProgram {
        /// Seconds, as text.
        time_stamp: String,
        /// The random numbers.
        nonce_str: String,
        /// `prepay_id=…`.
        package: String,
        /// The same way of signing as the order's.
        sign_type: SignType,
        /// The signature.
        pay_sign: String,
    },
    /// For the Open SDK's `PayReq`.
    App {
        /// `appid`.
        app_id: AppId,
        /// The merchant.
        partner_id: MchId,
        /// The bare prepay id.
        prepay_id: PrepayId,
        /// The random numbers.
        nonce_str: String,
        /// Seconds, as text.
        timestamp: String,
        /// The signature; the package is the constant `Sign=WXPay`.
        sign: String,
    },
}

/// WeChat Pay, one method per call. Blocking: call it from a worker thread, never from the screen or an async task.
pub trait Gateway: Send + Sync {
    /// Creates the order at WeChat, or goes on with it (`/pay/unifiedorder`).
    ///
    /// In the error: `Declined` with `ORDERPAID`, `ORDERCLOSED` or `OUT_TRADE_NO_USED` wants [`Gateway::query_order`].
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId>;

    /// Creates an order at WeChat that is paid by scanning a code, or goes on with it (`/pay/unifiedorder` with `trade_type`
    /// NATIVE); gives the text of the code. In the error as [`Gateway::unified_order`].
    fn code_order(&self, _order: &CodeOrder, _record: &dyn CallRecord) -> Answered<CodeUrl> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::BadRequest("no codes this way"))) }
    }

    /// The second signature, for the buyer's phone. No call.
    ///
    /// # Errors
    /// [`NotSent`]: there is nothing to sign it with, as for a call.
    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent>;

    /// Asks what became of an order (`/pay/orderquery`): the truth about money in.
    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus>;

    /// Closes an unpaid order for good (`/pay/closeorder`). `Declined` with `ORDERPAID`: the buyer was faster.
    fn close_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<()>;

    /// Asks WeChat to give `refund.amount` back (`/secapi/pay/refund`, client certificate). Accepted is not paid.
    /// Safe to repeat: `refund_no` is its identity. After `NoAnswer` ask with [`Gateway::query_refund`].
    fn refund(&self, refund: &Refund, sign_type: SignType, notify_url: &str, record: &dyn CallRecord) -> Answered<()>;

    /// Lists the refunds of a payment, those made by hand on the merchant platform among them, ten at a time, from the
    /// `from`th on (`/pay/refundquery` by transaction, or by the order's number where it has one payment). None at all is an
    /// empty list. API v3 has no such list: there each number is asked about with [`Gateway::query_refund_number`].
    fn query_refunds(
        &self,
        of: (&OrderNo, Option<&TransactionId>),
        sign_type: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds>;

    /// Asks what became of a refund by its number (`/pay/refundquery`): the truth about money out.
    /// The answer's order number, amount and total are compared with `refund`.
    fn query_refund(&self, refund: &Refund, sign_type: SignType, record: &dyn CallRecord) -> Answered<RefundStatus>;

    /// Asks about a number of the order that need not be ours, and takes whatever amounts WeChat has of it: for interfaces that do
    /// not list an order's refunds. The answer's numbers of the refund and the order are compared.
    fn query_refund_number(
        &self,
        _of: (&OrderNo, &RefundNo),
        _sign_type: SignType,
        _record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoListOfRefunds)) }
    }

    /// Asks WeChat to pay a refund that it could not pay out (`Change`) to a card instead (`…/apply-abnormal-refund`), by WeChat's
    /// number of it. The same number pays once; what is answered is how far it is then. API v2 has no such call.
    fn abnormal_refund(
        &self,
        _of: (&Refund, &RefundId),
        _to: &PayoutTo,
        _sign_type: SignType,
        _record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoAbnormalRefund)) }
    }

    /// Whether there are keys for this interface. One that is no router speaks whatever it is asked.
    fn speaks(&self, _api: Api) -> bool {
        true
    }

    /// Fetches the trade bill of `day` into the file `into`, which is empty (`/pay/downloadbill`). It is the merchant's, whatever
    /// app asks, and is not signed: whoever reads it adds it up and compares it with its last line.
    fn download_bill(&self, _day: Day, _into: std::fs::File, _record: &dyn CallRecord) -> Answered<BillDownload> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::BadRequest("no bills this way"))) }
    }

    /// Fetches the day's movements of the merchant's main account likewise (`/pay/downloadfundflow`, which needs the merchant
    /// certificate). A file that is not the one WeChat names by its hash is [`NoAnswer::Elsewhere`].
    fn download_fund_flow(&self, _day: Day, _into: std::fs::File, _record: &dyn CallRecord) -> Answered<BillDownload> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::BadRequest("no fund flow this way"))) }
    }

    /// The same way for another app of the merchant's: what it asks and signs names that app, and only answers that name it
    /// too are believed. `None` where this way is that app's already, or knows of one app only.
    fn in_app(&self, _app_id: &AppId) -> Option<Arc<dyn Gateway>> {
        None
    }

    /// The calls about complaints; `None` where this way has none. API v2 has none.
    fn complaints(&self) -> Option<&dyn ComplaintCalls> {
        None
    }

    /// What time it is at WeChat: the `Date` of its last answer over verified TLS, carried on by a clock nobody can set.
    /// `None` before the first answer. No call.
    fn time(&self) -> Option<UnixSeconds> {
        None
    }

    /// The merchant certificate as it is now; read again if its files changed. `None` where no call needs one. No call.
    fn certificate(&self) -> Option<Result<CertificateFacts, BadCertificate>> {
        None
    }
}

/// The mini program's server API, as far as we call it.
pub trait MiniProgram: Send + Sync {
    /// Who is behind a login code (`/sns/jscode2session`). The session key is dropped at once.
    ///
    /// # Errors
    /// [`LoginError`], sorted by who can help.
    fn login(&self, code: &str) -> Result<OpenId, LoginError>;
}

/// Why a login gave no buyer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The code is wrong, used or old: the client fetches a new one.
    #[error("the login code cannot be used ({0})")]
    BadCode(i64),
    /// WeChat is busy, slow or out of reach: try again.
    #[error("WeChat did not answer the login: {0}")]
    TryAgain(String),
    /// The app id or its secret is wrong: the owner's to mend.
    #[error("WeChat does not accept the app secret ({0})")]
    Misconfigured(i64),
}

/// The way for one app of the merchant's, or the one that is there where no app is named or it knows no other.
pub fn way_in_app(gateway: &Arc<dyn Gateway>, app_id: Option<&AppId>) -> Arc<dyn Gateway> {
    app_id.and_then(|app_id| gateway.in_app(app_id)).unwrap_or_else(|| Arc::clone(gateway))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sent_begins_with_the_words_the_screen_knows() {
        let said = |why: NotSent| GatewayError::NotSent(why).to_string();
        assert!(said(NotSent::NoConnection("refused".to_owned())).starts_with("not sent: no connection"));
        assert!(said(NotSent::NoKeyFor(Api::V2)).starts_with("not sent: there are no keys for API v2"));
        assert!(
            said(NotSent::Certificate(BadCertificate::EncryptedKey)).starts_with("not sent: the merchant certificate")
        );
    }
}
