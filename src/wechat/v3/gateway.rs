//! The calls of the [`Gateway`] trait, each from what it says to what its answer means.

use super::{
    super::{
        Answered, BadCertificate, BillDownload, CallRecord, CertificateFacts, Channel, CodeOrder, ComplaintCalls,
        Gateway, GatewayError, ListedRefunds, NotSent, OrderStatus, PaymentSheet, RefundStatus, UnifiedOrder,
    },
    V3Account, V3Gateway, bill, call,
};
use crate::domain::{
    Api, AppId, CodeUrl, Day, OrderNo, PayoutTo, PrepayId, Refund, RefundId, RefundNo, SignType, TransactionId,
    UnixSeconds,
};
use std::{fs::File, sync::Arc};

/// All calls of this gateway are signed in one way, whatever way of signing they are given.
#[expect(clippy::redundant_closure_for_method_calls, reason = "a method's name has one lifetime, a closure any")]
impl Gateway for V3Gateway {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        let of = (&self.account.mch_id, &self.account.app_id);
        let said = call::unified_order(order, of, self.line.env.now());
        self.talk(said, record, |answer| answer.prepay_id())
    }

    fn code_order(&self, order: &CodeOrder, record: &dyn CallRecord) -> Answered<CodeUrl> {
        let of = (&self.account.mch_id, &self.account.app_id);
        let said = call::code_order(order, of, self.line.env.now());
        self.talk(said, record, |answer| answer.code_url())
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        _sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        self.sheet(prepay_id, channel, at)
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

    fn abnormal_refund(
        &self,
        of: (&Refund, &RefundId),
        to: &PayoutTo,
        _sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        self.pay_out(of, to, record)
    }

    fn speaks(&self, api: Api) -> bool {
        api == Api::V3
    }

    fn download_bill(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        bill::download(self, &call::trade_bill(day), &into, record)
    }

    fn download_fund_flow(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        bill::download(self, &call::fund_flow(day), &into, record)
    }

    fn complaints(&self) -> Option<&dyn ComplaintCalls> {
        Some(self)
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
