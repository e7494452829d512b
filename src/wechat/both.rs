//! API v2 and API v3 side by side: each order is spoken of in the interface it was born in.

use super::{
    Answered, BadCertificate, BillDownload, CallRecord, CertificateFacts, Channel, CodeOrder, ComplaintCalls, Gateway,
    GatewayError, ListedRefunds, NotSent, OrderStatus, PaymentSheet, RefundStatus, UnifiedOrder,
};
use crate::domain::{
    Api, AppId, CodeUrl, Day, OrderNo, PayoutTo, PrepayId, Refund, RefundId, RefundNo, SignType, TransactionId,
    UnixSeconds,
};
use std::{fs::File, sync::Arc};

/// The gateways a shop has keys for. Whatever is about an order goes by its way of signing; where there is no key for that
/// interface nothing is sent ([`NotSent::NoKeyFor`]).
#[derive(Clone)]
pub struct BothApis {
    v2: Option<Arc<dyn Gateway>>,
    v3: Option<Arc<dyn Gateway>>,
    /// Asked first where either would do.
    first: Api,
}

impl BothApis {
    /// `first`: the interface new orders are born in. It is asked first for what is about no order.
    pub fn new(v2: Option<Arc<dyn Gateway>>, v3: Option<Arc<dyn Gateway>>, first: Api) -> Self {
        Self { v2, v3, first }
    }

    fn by(&self, api: Api) -> Option<&Arc<dyn Gateway>> {
        match api {
            Api::V2 => self.v2.as_ref(),
            Api::V3 => self.v3.as_ref(),
        }
    }

    /// Both, the one that is asked first in front.
    fn in_turn(&self) -> impl Iterator<Item = &Arc<dyn Gateway>> {
        let second = if self.first == Api::V2 { Api::V3 } else { Api::V2 };
        [self.first, second].into_iter().filter_map(|api| self.by(api))
    }

    fn ask<T>(&self, sign_type: SignType, call: impl FnOnce(&dyn Gateway) -> Answered<T>) -> Answered<T> {
        let api = sign_type.api();
        match self.by(api) {
            Some(gateway) => call(&**gateway),
            None => Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoKeyFor(api))) },
        }
    }
}

impl std::fmt::Debug for BothApis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (v2, v3) = (self.v2.is_some(), self.v3.is_some());
        f.debug_struct("BothApis").field("v2", &v2).field("v3", &v3).field("first", &self.first).finish()
    }
}

impl Gateway for BothApis {
    fn unified_order(&self, order: &UnifiedOrder, record: &dyn CallRecord) -> Answered<PrepayId> {
        self.ask(order.sign_type, |gateway| gateway.unified_order(order, record))
    }

    fn code_order(&self, order: &CodeOrder, record: &dyn CallRecord) -> Answered<CodeUrl> {
        self.ask(order.sign_type, |gateway| gateway.code_order(order, record))
    }

    fn payment_sheet(
        &self,
        prepay_id: &PrepayId,
        channel: Channel,
        sign_type: SignType,
        at: UnixSeconds,
    ) -> Result<PaymentSheet, NotSent> {
        let api = sign_type.api();
        self.by(api).ok_or(NotSent::NoKeyFor(api))?.payment_sheet(prepay_id, channel, sign_type, at)
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        self.ask(sign_type, |gateway| gateway.query_order(order_no, sign_type, record))
    }

    fn close_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<()> {
        self.ask(sign_type, |gateway| gateway.close_order(order_no, sign_type, record))
    }

    fn refund(&self, refund: &Refund, sign_type: SignType, notify_url: &str, record: &dyn CallRecord) -> Answered<()> {
        self.ask(sign_type, |gateway| gateway.refund(refund, sign_type, notify_url, record))
    }

    fn query_refunds(
        &self,
        of: (&OrderNo, Option<&TransactionId>),
        sign_type: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        self.ask(sign_type, |gateway| gateway.query_refunds(of, sign_type, from, record))
    }

    fn query_refund(&self, refund: &Refund, sign_type: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        self.ask(sign_type, |gateway| gateway.query_refund(refund, sign_type, record))
    }

    fn query_refund_number(
        &self,
        of: (&OrderNo, &RefundNo),
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        self.ask(sign_type, |gateway| gateway.query_refund_number(of, sign_type, record))
    }

    fn speaks(&self, api: Api) -> bool {
        self.by(api).is_some()
    }

    fn abnormal_refund(
        &self,
        of: (&Refund, &RefundId),
        to: &PayoutTo,
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        self.ask(sign_type, |gateway| gateway.abnormal_refund(of, to, sign_type, record))
    }

    /// One bill has the day's trades of both interfaces, so either's is whole.
    fn download_bill(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        match self.in_turn().next() {
            Some(gateway) => gateway.download_bill(day, into, record),
            None => Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoKeyFor(self.first))) },
        }
    }

    fn download_fund_flow(&self, day: Day, into: File, record: &dyn CallRecord) -> Answered<BillDownload> {
        match self.in_turn().next() {
            Some(gateway) => gateway.download_fund_flow(day, into, record),
            None => Answered { raw: None, result: Err(GatewayError::NotSent(NotSent::NoKeyFor(self.first))) },
        }
    }

    fn in_app(&self, app_id: &AppId) -> Option<Arc<dyn Gateway>> {
        let within = |gateway: &Option<Arc<dyn Gateway>>| gateway.as_ref().and_then(|gateway| gateway.in_app(app_id));
        let (v2, v3) = (within(&self.v2), within(&self.v3));
        if v2.is_none() && v3.is_none() {
            return None;
        }
        Some(Arc::new(Self {
            v2: v2.or_else(|| self.v2.clone()),
            v3: v3.or_else(|| self.v3.clone()),
            first: self.first,
        }))
    }

    /// Whatever API orders are born in: complaints are in API v3 only.
    fn complaints(&self) -> Option<&dyn ComplaintCalls> {
        self.v3.as_ref().and_then(|gateway| gateway.complaints())
    }

    fn time(&self) -> Option<UnixSeconds> {
        self.in_turn().find_map(|gateway| gateway.time())
    }

    fn certificate(&self) -> Option<Result<CertificateFacts, BadCertificate>> {
        self.in_turn().find_map(|gateway| gateway.certificate())
    }
}
