//! Numbers nobody here knows, spoken of by rightly signed notifications. WeChat says whether there is money behind them.

use super::{
    record::raw,
    rows::RowOutcome,
    shop::{BATCH_MAX, Shop},
};
use crate::{
    domain::{UnixSeconds, UnpaidAnswer},
    events::ShopEvent,
    settings::Schedules,
    store::{OrderMoved, OrderUpdate, OrderWord, Reader, RowJob, StoreError, UnknownPayment},
    wechat::{GatewayError, NotSent, OrderStatus, way_in_app},
};

impl Shop {
    /// Asks about every unknown number that is due. What WeChat confirms becomes an order from elsewhere that waits for
    /// the owner. Answers how many were asked about.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn check_unknown_payments(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let due = reader.due_unknown_payments(now, BATCH_MAX)?;
        self.step_of(reader, RowJob::CheckUnknown, now).each(&due, |unknown| self.check_unknown_payment(unknown, now))
    }

    /// Without a line to WeChat nothing changes.
    fn check_unknown_payment(&self, unknown: &UnknownPayment, now: UnixSeconds) -> Result<RowOutcome, StoreError> {
        let order_no = &unknown.order_no;
        let way = way_in_app(&self.gateway, unknown.app_id.as_ref());
        let answered = way.query_order(order_no, self.asked_by(unknown.sign_type), &self.order_row(order_no));
        self.health.after_call(&answered.result);
        let answer = answered.raw.map(|text| raw(&self.env, "orderquery", text));
        let why = match answered.result {
            Ok(OrderStatus::Paid { facts, refund_exists }) if facts.order_no == *order_no && !facts.total.is_zero() => {
                let moved = self.store.adopt_order(facts, answer, now).wait()?;
                let event = match moved {
                    OrderMoved::Same | OrderMoved::Closed => ShopEvent::OrderChanged(order_no.clone()),
                    OrderMoved::Paid | OrderMoved::NeedsOwner => ShopEvent::OrderPaid(order_no.clone()),
                };
                self.events.send(&event);
                if refund_exists {
                    self.look_for_refunds(order_no, now)?;
                }
                return Ok(RowOutcome::On);
            }
            Ok(OrderStatus::Paid { .. } | OrderStatus::NotPaid) => UnpaidAnswer::NotPaid,
            Ok(OrderStatus::Closed) => UnpaidAnswer::Closed,
            Ok(OrderStatus::NotThere) => UnpaidAnswer::NotThere,
            Err(GatewayError::NotSent(NotSent::NoConnection(_))) => return Ok(RowOutcome::NoFurther),
            Err(error) => {
                tracing::warn!(order = %order_no, %error, "asking about an unknown number");
                UnpaidAnswer::NoAnswer
            }
        };
        let wait = Schedules::wait(&self.schedules.confirm_after, unknown.asks.saturating_add(1)).max(1);
        let update = OrderUpdate {
            order_no: order_no.clone(),
            word: OrderWord::Unpaid(why),
            answer,
            next_ask_at: now.plus(wait),
        };
        self.store.leave_unknown_payment(update, now).wait()?;
        Ok(RowOutcome::On)
    }
}
