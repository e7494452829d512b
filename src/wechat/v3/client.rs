//! API v3 behind the [`Gateway`] trait.

use super::{
    super::{
        Answered, BadCertificate, BadEndpoint, BillDownload, CallRecord, CertificateFacts, CertificateFiles, Channel,
        ClientCertificate, Endpoint, Gateway, GatewayError, ListedRefunds, NotSent, OrderStatus, PaymentSheet,
        RefundStatus, UnifiedOrder,
    },
    TrustKeeper, V3Account,
    answer::SignedAnswer,
    bill,
    call::{self, Request},
    line::{CertificateSource, MerchantLine, NONCE_BYTES},
    sheet,
};
use crate::{
    base::env::Env,
    domain::{AppId, Day, OrderNo, PrepayId, Refund, RefundNo, SignType, TransactionId, UnixSeconds},
};
use std::{fs::File, sync::Arc};

/// WeChat Pay by API v3. Blocking; safe to call from any thread that may block.
pub struct V3Gateway {
    /// The merchant, and the one app all calls of this gateway speak for.
    pub(super) account: V3Account,
    pub(super) line: Arc<MerchantLine>,
}

impl V3Gateway {
    /// Every call is signed with the key of this certificate; without a usable one nothing leaves. Answers are believed by
    /// `keys`; while none of them counts, no call leaves that may move money or create an order.
    ///
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before any call.
    pub fn new(
        account: V3Account,
        endpoint: &Endpoint,
        certificate: Result<ClientCertificate, BadCertificate>,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        Self::with(account, endpoint, CertificateSource::Fixed(certificate), keys, env)
    }

    /// The same with the certificate in `files`, which are read again whenever they change.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn watching(
        account: V3Account,
        endpoint: &Endpoint,
        files: CertificateFiles,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        Self::with(account, endpoint, CertificateSource::Files(files), keys, env)
    }

    fn with(
        account: V3Account,
        endpoint: &Endpoint,
        certificate: CertificateSource,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let line = MerchantLine::new(account.mch_id.clone(), endpoint, certificate, keys, env)?;
        Ok(Self { account, line: Arc::new(line) })
    }

    /// The keys its answers are believed by.
    pub fn keys(&self) -> &Arc<TrustKeeper> {
        &self.line.keys
    }

    /// The second signature, for the buyer's phone. No call.
    ///
    /// # Errors
    /// [`NotSent::Certificate`]: there is no key to sign it with.
    pub fn sheet(&self, prepay_id: &PrepayId, channel: Channel, at: UnixSeconds) -> Result<PaymentSheet, NotSent> {
        let key = self.line.key().map_err(NotSent::Certificate)?;
        let nonce_str = self.line.env.rng.hex(NONCE_BYTES);
        Ok(sheet::signed(&self.account, &key, prepay_id, channel, (at, nonce_str)))
    }

    /// One call, from what it says to what its answer means. `read` sees only an answer that is WeChat's.
    pub(super) fn talk<T>(
        &self,
        request: Result<Request, NotSent>,
        record: &dyn CallRecord,
        read: impl FnOnce(&SignedAnswer<'_>) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let request = match request {
            Ok(request) => request,
            Err(why) => return Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        };
        let prepared = self.line.prepared(&request, record).map_err(GatewayError::NotSent);
        let (reply, moments) = match prepared.and_then(|prepared| self.line.called(prepared)) {
            Ok(answered) => answered,
            Err(error) => return Answered { raw: None, result: Err(error) },
        };
        let keys = self.line.keys.current();
        let result = SignedAnswer::read(request.call, &reply, &keys, moments).and_then(|answer| read(&answer));
        Answered { raw: Some(String::from_utf8_lossy(&reply.body).into_owned()), result }
    }
}

impl std::fmt::Debug for V3Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("V3Gateway")
            .field("account", &self.account)
            .field("pay_url", &self.line.pay_url)
            .finish_non_exhaustive()
    }
}

/// All calls of this gateway are signed in one way, whatever way of signing they are given.
#[expect(clippy::redundant_closure_for_method_calls, reason = "a method's name has one lifetime, a closure any")]
impl Gateway for V3Gateway {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        let of = (&self.account.mch_id, &self.account.app_id);
        let said = call::unified_order(order, of, self.line.env.now());
        self.talk(said, record, |answer| answer.prepay_id())
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        _sign_type: SignType,
        at: UnixSeconds,
    ) -> PaymentSheet {
        // Without a key there is no prepay id either, unless the key went meanwhile: WeChat opens no sheet without a signature.
        self.sheet(prepay_id, channel, at).unwrap_or_else(|_| {
            let (time_stamp, package) = (at.get().to_string(), format!("prepay_id={prepay_id}"));
            let (nonce_str, pay_sign) = (String::new(), String::new());
            PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type: SignType::Rsa, pay_sign }
        })
    }

    fn query_order(&self, order_no: &OrderNo, _sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        let said = Ok(call::query_order(order_no, &self.account.mch_id));
        self.talk(said, record, |answer| answer.order_status(order_no, &self.account))
    }

    fn close_order(&self, order_no: &OrderNo, _sign_type: SignType, record: &dyn CallRecord) -> Answered<()> {
        self.talk(call::close_order(order_no, &self.account.mch_id), record, |answer| answer.closed())
    }

    fn refund(&self, refund: &Refund, _sign_type: SignType, notify_url: &str, record: &dyn CallRecord) -> Answered<()> {
        self.talk(call::refund(refund, notify_url), record, |answer| answer.refund_accepted(refund))
    }

    fn query_refund(&self, refund: &Refund, _sign_type: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        self.talk(Ok(call::query_refund(&refund.refund_no)), record, |answer| answer.refund_status(refund))
    }

    /// API v3 has no such list: nothing is sent.
    fn query_refunds(
        &self,
        _of: (&OrderNo, Option<&TransactionId>),
        _sign_type: SignType,
        _from: usize,
        _record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoListOfRefunds)) }
    }

    fn query_refund_number(
        &self,
        (order_no, refund_no): (&OrderNo, &RefundNo),
        _sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        self.talk(Ok(call::query_refund(refund_no)), record, |answer| answer.any_refund(order_no, refund_no))
    }

    fn download_bill(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        bill::download(self, day, &into, record)
    }

    fn time(&self) -> Option<UnixSeconds> {
        self.line.time()
    }

    fn in_app(&self, app_id: &AppId) -> Option<Arc<dyn Gateway>> {
        if *app_id == self.account.app_id {
            return None;
        }
        let account = V3Account { app_id: app_id.clone(), ..self.account.clone() };
        Some(Arc::new(Self { account, line: Arc::clone(&self.line) }))
    }

    fn certificate(&self) -> Option<Result<CertificateFacts, BadCertificate>> {
        Some(self.line.facts())
    }
}
