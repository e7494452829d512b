//! The refunds of an order where WeChat lists none: API v3 answers about one number at a time. The order itself says whether
//! any of its money went back; then every number that is known of it is asked about.

use super::{
    find_refunds::RefundListing,
    record::{CallRow, raw},
    shop::Shop,
};
use crate::{
    domain::{AppId, OrderNo, RefundFacts, RefundNo, RefundState, SignType, UnixSeconds},
    store::{RawMessage, Reader, StoreError},
    wechat::{Answered, GatewayError, NoAnswer, OrderStatus, RefundStatus, way_in_app},
};

impl Shop {
    /// All refunds of the order, as far as one can know: each number that is known of it, asked about by itself. No list is
    /// given where WeChat says that money of the order went back and none of these numbers explains it: then somebody made a
    /// refund by hand, and its number comes with a notification or with the day's bill.
    pub(super) fn ask_known_refunds(
        &self,
        reader: &Reader,
        order_no: &OrderNo,
        by: (SignType, Option<&AppId>),
        now: UnixSeconds,
    ) -> Result<RefundListing, StoreError> {
        let (refund_exists, mut last) = match self.ask_whether_refunded(order_no, by) {
            (Ok(refund_exists), answer) => (refund_exists, answer),
            (Err(error), answer) => return Ok(Err((error, answer))),
        };
        let mut listed = Vec::new();
        for refund_no in reader.refund_numbers_of(order_no)? {
            self.keep_page(order_no, last.take(), now)?;
            let (result, answer) = self.ask_number(order_no, &refund_no, by);
            last = answer;
            match result {
                Ok(RefundStatus::Known(facts)) => listed.push(facts),
                Ok(RefundStatus::NotThere) => {}
                Err(error) => return Ok(Err((error, last))),
            }
        }
        if refund_exists && !listed.iter().any(moves_money) {
            tracing::warn!(order = %order_no, "WeChat says that money of the order went back, under a number nobody knows");
            return Ok(Err((GatewayError::NoAnswer(NoAnswer::Unexplained), last)));
        }
        Ok(Ok((listed, last)))
    }

    fn ask_whether_refunded(
        &self,
        order_no: &OrderNo,
        (sign_type, app_id): (SignType, Option<&AppId>),
    ) -> (Result<bool, GatewayError>, Option<RawMessage>) {
        let way = way_in_app(&self.gateway, app_id);
        let answered = way.query_order(order_no, sign_type, &self.order_row(order_no));
        let (result, answer) = self.heard(order_no, "orderquery", answered);
        // What is not paid, or not there, has no refunds. Whether it is to be refunded is WeChat's to refuse.
        (result.map(|status| matches!(status, OrderStatus::Paid { refund_exists: true, .. })), answer)
    }

    fn ask_number(
        &self,
        order_no: &OrderNo,
        refund_no: &RefundNo,
        (sign_type, app_id): (SignType, Option<&AppId>),
    ) -> (Result<RefundStatus, GatewayError>, Option<RawMessage>) {
        let way = way_in_app(&self.gateway, app_id);
        let row = CallRow { store: &self.store, env: &self.env, order_no: Some(order_no), refund_no: None };
        self.heard(order_no, "refundquery", way.query_refund_number((order_no, refund_no), sign_type, &row))
    }

    /// What an answer says of the line and the pace, and its text as it is kept.
    fn heard<T>(
        &self,
        order_no: &OrderNo,
        call: &'static str,
        answered: Answered<T>,
    ) -> (Result<T, GatewayError>, Option<RawMessage>) {
        self.health.after_call(&answered.result);
        self.pace.after_ask(&answered.result, &self.schedules.retry_backoff, self.env.now());
        if let Err(error) = &answered.result {
            tracing::warn!(order = %order_no, %error, "asking for all refunds of an order");
        }
        (answered.result, answered.raw.map(|text| raw(&self.env, call, text)))
    }
}

/// True unless WeChat closed it.
fn moves_money(facts: &RefundFacts) -> bool {
    RefundState::said_by(&facts.outcome) != RefundState::Failed
}
