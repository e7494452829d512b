//! API v2 behind the [`Gateway`] trait.

use super::{
    super::{
        Account, Answered, BadCertificate, BadEndpoint, BillDownload, CallRecord, CertificateFacts, CertificateFiles,
        Channel, ClientCertificate, CodeOrder, Endpoint, Gateway, GatewayError, ListedRefunds, NoAnswer, NotSent,
        OrderStatus, Outgoing, PaymentSheet, RefundStatus, UnifiedOrder,
        clock::HeardTime,
        code_order::TRADE_TYPE,
        http::{self, BILL_BYTES_MAX, BILL_DEADLINE, HttpsClient, HttpsDownload, HttpsReply},
    },
    answer::{XmlAnswer, no_answer},
    bill,
    call::{self, CallFields, V2Call},
    shown::RefundClient,
    sign,
    wire::ANSWER_BYTES_MAX,
};
use crate::{
    base::env::Env,
    domain::{Api, AppId, CodeUrl, Day, OrderNo, PrepayId, Refund, SignType, TransactionId, UnixSeconds},
};
use reqwest::{Client, header::CONTENT_TYPE};
use std::{fs::File, sync::Arc};

const NONCE_BYTES: usize = 16;

/// WeChat Pay by API v2. Blocking; safe to call from any thread that may block.
pub struct V2Gateway {
    /// The merchant, and the one app all calls of this gateway speak for.
    account: Account,
    line: Arc<MerchantClient>,
}

/// What all apps of the merchant share.
struct MerchantClient {
    pay_url: String,
    caller: HttpsClient,
    /// For what needs no certificate. Never shows it.
    plain: Client,
    /// For refunds and the fund-flow bill. Always shows it.
    refunds: RefundClient,
    env: Env,
    time: HeardTime,
}

impl V2Gateway {
    /// Without a usable certificate everything works but refunds, which are not sent.
    ///
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before any call.
    pub fn new(
        account: Account,
        endpoint: &Endpoint,
        certificate: Result<ClientCertificate, BadCertificate>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let refunds = RefundClient::new(endpoint, certificate)?;
        Self::with(account, endpoint, refunds, env)
    }

    /// The same with the certificate in `files`, which are read again whenever they change: a new certificate, or one
    /// that was not there yet, works without opening the shop anew.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn watching(
        account: Account,
        endpoint: &Endpoint,
        files: CertificateFiles,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let refunds = RefundClient::watching(endpoint, files, account.mch_id.clone())?;
        Self::with(account, endpoint, refunds, env)
    }

    fn with(account: Account, endpoint: &Endpoint, refunds: RefundClient, env: Env) -> Result<Self, BadEndpoint> {
        let line = MerchantClient {
            pay_url: http::base_address(&endpoint.pay_url)?,
            caller: HttpsClient::new(endpoint.deadline)?,
            plain: http::client(endpoint, None)?,
            refunds,
            env,
            time: HeardTime::default(),
        };
        Ok(Self { account, line: Arc::new(line) })
    }

    /// One call, from what it says to what its answer means. `read` sees only an answer that is WeChat's and for us.
    fn talk<T>(
        &self,
        call: V2Call,
        said: Result<CallFields, NotSent>,
        sign_type: SignType,
        record: &dyn CallRecord,
        read: impl FnOnce(&XmlAnswer<'_>) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let reply = said.and_then(|said| self.prepared(call, &said, sign_type, record));
        let reply = reply.map_err(GatewayError::NotSent).and_then(|request| self.called(request));
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => return Answered { raw: None, result: Err(error) },
        };
        let result = self.believed(call, &reply, sign_type).and_then(|answer| read(&answer));
        Answered { raw: Some(String::from_utf8_lossy(&reply.body).into_owned()), result }
    }

    /// The request, recorded and about to leave. Nothing may fail between the record and the first byte.
    fn prepared(
        &self,
        call: V2Call,
        said: &CallFields,
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Result<reqwest::RequestBuilder, NotSent> {
        let mut said = said.clone();
        said.push(("sign_type", sign_type.as_str().to_owned()));
        self.prepared_as_said(call, &said, sign_type, record)
    }

    /// The same for a call that does not name how it is signed.
    fn prepared_as_said(
        &self,
        call: V2Call,
        said: &CallFields,
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Result<reqwest::RequestBuilder, NotSent> {
        must_be_ours(sign_type)?;
        let client = self.client_for(call)?;
        let nonce = self.line.env.rng.hex(NONCE_BYTES);
        let mut fields: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("appid", self.account.app_id.as_str()));
        fields.push(("mch_id", self.account.mch_id.as_str()));
        fields.push(("nonce_str", &nonce));
        let body = sign::write_signed(&fields, &self.account.key, sign_type);
        record.leaving(Outgoing { call: call.name(), body: &body })?;
        let address = format!("{}{}", self.line.pay_url, call.path());
        Ok(client.post(address).header(CONTENT_TYPE, "text/xml; charset=utf-8").body(body))
    }

    fn called(&self, request: reqwest::RequestBuilder) -> Result<HttpsReply, GatewayError> {
        let reply = self.line.caller.call_up_to(request, ANSWER_BYTES_MAX)?;
        self.line.time.hear(reply.date.as_deref());
        Ok(reply)
    }

    /// A bill into a file; `read` sees only what came with status 200.
    fn downloaded(
        &self,
        request: reqwest::RequestBuilder,
        into: File,
        read: impl FnOnce(HttpsDownload) -> Answered<BillDownload>,
    ) -> Answered<BillDownload> {
        match self.line.caller.download(request, into, (BILL_BYTES_MAX, BILL_DEADLINE)) {
            Err(why) => Answered { raw: None, result: Err(why.into()) },
            Ok(reply) if reply.status != 200 => {
                Answered { raw: None, result: Err(no_answer(NoAnswer::Status(reply.status))) }
            }
            Ok(reply) => {
                self.line.time.hear(reply.date.as_deref());
                read(reply)
            }
        }
    }

    /// A client is a handle; its clone is the same client.
    fn client_for(&self, call: V2Call) -> Result<Client, NotSent> {
        if !call.shows_certificate() {
            return Ok(self.line.plain.clone());
        }
        // By WeChat's day, which is the one that counts: a clock that is wrong neither ends a certificate nor revives one.
        let day = self.line.time.now().unwrap_or_else(|| self.line.env.now());
        self.line.refunds.at(day).map_err(NotSent::Certificate)
    }

    fn believed<'a>(
        &self,
        call: V2Call,
        reply: &'a HttpsReply,
        sign_type: SignType,
    ) -> Result<XmlAnswer<'a>, GatewayError> {
        if reply.status != 200 {
            return Err(no_answer(NoAnswer::Status(reply.status)));
        }
        XmlAnswer::read(call, &reply.body, &self.account, sign_type)
    }
}

impl std::fmt::Debug for V2Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("V2Gateway")
            .field("account", &self.account)
            .field("pay_url", &self.line.pay_url)
            .finish_non_exhaustive()
    }
}

/// What was born in API v3 is never spoken of in this one.
fn must_be_ours(sign_type: SignType) -> Result<(), NotSent> {
    if sign_type.api() == Api::V2 { Ok(()) } else { Err(NotSent::NoKeyFor(sign_type.api())) }
}

impl Gateway for V2Gateway {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        let said = call::unified_order(order, self.line.env.now());
        let trade_type = order.channel.trade_type();
        self.talk(V2Call::UnifiedOrder, said, order.sign_type, record, |answer| answer.prepay_id(trade_type))
    }

    fn code_order(&self, order: &CodeOrder, record: &dyn CallRecord) -> Answered<CodeUrl> {
        let said = call::code_order(order, self.line.env.now());
        self.talk(V2Call::UnifiedOrder, said, order.sign_type, record, |answer| answer.code_url(TRADE_TYPE))
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        must_be_ours(sign_type)?;
        let nonce_str = self.line.env.rng.hex(NONCE_BYTES);
        Ok(super::sheet::signed(&self.account, prepay_id, channel, sign_type, at, nonce_str))
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        let said = Ok(call::by_order_no(order_no));
        self.talk(V2Call::QueryOrder, said, sign_type, record, |answer| answer.order_status(order_no))
    }

    fn close_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<()> {
        let said = Ok(call::by_order_no(order_no));
        self.talk(V2Call::CloseOrder, said, sign_type, record, |answer| answer.closed(order_no))
    }

    fn refund(&self, refund: &Refund, sign_type: SignType, notify_url: &str, record: &dyn CallRecord) -> Answered<()> {
        let said = call::refund(refund, notify_url);
        self.talk(V2Call::Refund, said, sign_type, record, |answer| answer.refund_accepted(refund))
    }

    fn query_refund(&self, refund: &Refund, sign_type: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        let said = Ok(call::by_refund_no(&refund.refund_no));
        self.talk(V2Call::QueryRefund, said, sign_type, record, |answer| answer.refund_status(refund))
    }

    fn query_refunds(
        &self,
        (order_no, payment): (&OrderNo, Option<&TransactionId>),
        sign_type: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        let said = Ok(call::refunds_of(order_no, payment, from));
        self.talk(V2Call::QueryRefund, said, sign_type, record, |answer| answer.refunds(order_no, payment, from))
    }

    fn download_bill(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        // This call knows MD5 only, and refuses a `sign_type`.
        let request = self.prepared_as_said(V2Call::DownloadBill, &call::bill_of(day), SignType::Md5, record);
        let request = match request {
            Ok(request) => request,
            Err(why) => return Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        };
        self.downloaded(request, into, |reply| bill::answered(reply.file))
    }

    fn download_fund_flow(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        let said = call::fund_flow_of(day);
        // This one knows HMAC-SHA256 only.
        match self.prepared(V2Call::DownloadFundFlow, &said, SignType::HmacSha256, record) {
            Ok(request) => self.downloaded(request, into, |reply| bill::fund_flow(reply.file, reply.digest.as_deref())),
            Err(why) => Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        }
    }

    fn speaks(&self, api: Api) -> bool {
        api == Api::V2
    }

    fn time(&self) -> Option<UnixSeconds> {
        self.line.time.now()
    }

    fn in_app(&self, app_id: &AppId) -> Option<Arc<dyn Gateway>> {
        if *app_id == self.account.app_id {
            return None;
        }
        let account = Account { app_id: app_id.clone(), ..self.account.clone() };
        Some(Arc::new(Self { account, line: Arc::clone(&self.line) }))
    }

    fn certificate(&self) -> Option<Result<CertificateFacts, BadCertificate>> {
        Some(self.line.refunds.facts())
    }
}
