//! Is it paid? Notifications are hints; `orderquery` is the truth. Asks about noticed payments at once, about unpaid
//! orders on a schedule, and closes at WeChat what was never paid, before its stock is free again.

use super::{
    BATCH_MAX, Shop,
    record::{CallRow, raw},
};
use crate::{
    domain::{OrderNo, PaymentState, UnixSeconds},
    events::ShopEvent,
    settings::Schedules,
    store::{DuePayment, OrderMoved, OrderWord, Reader, StoreError},
    wechat::{Answered, GatewayError, OrderStatus},
};

/// After its time an order is given this long, so that a payment made in the last second is found, not closed.
const CLOSE_GRACE_SECS: i64 = 5;

impl Shop {
    /// Asks about every payment that is due. Answers how many.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn check_orders(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let due = reader.due_payments(now, BATCH_MAX)?;
        for payment in &due {
            self.check_order(payment, now)?;
        }
        Ok(due.len())
    }

    /// The owner wants to know about one order now.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn ask_about_order(&self, reader: &Reader, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
        let Some(order) = reader.order(order_no)? else {
            return Ok(());
        };
        let Some(sign_type) = order.sign_type else {
            return Ok(());
        };
        let payment = DuePayment {
            order_no: order_no.clone(),
            state: order.payment,
            order_state: order.row.state,
            sign_type,
            total: order.row.total,
            asks: 0,
            pay_before: order.pay_before,
        };
        self.check_order(&payment, now)
    }

    fn check_order(&self, payment: &DuePayment, now: UnixSeconds) -> Result<(), StoreError> {
        let answered =
            self.gateway.query_order(&payment.order_no, payment.sign_type, &self.order_row(&payment.order_no));
        self.lights.after_call(&answered.result);
        let word = match &answered.result {
            Ok(OrderStatus::Paid { facts, .. }) => OrderWord::Paid(facts.clone()),
            Ok(OrderStatus::Closed) => OrderWord::Closed,
            Ok(OrderStatus::NotPaid | OrderStatus::NotThere) if is_over(payment, now) => {
                self.keep(payment, OrderWord::NotPaid, "orderquery", answered, now)?;
                return self.close_order(payment, now);
            }
            Ok(OrderStatus::NotPaid) => OrderWord::NotPaid,
            Ok(OrderStatus::NotThere) => OrderWord::NotThere,
            Err(error) => {
                tracing::warn!(order = %payment.order_no, %error, "asking about an order");
                OrderWord::NoAnswer
            }
        };
        self.keep(payment, word, "orderquery", answered, now)
    }

    /// Nobody paid in time: closes it at WeChat, and only then here. If the buyer was faster, the next question finds it.
    fn close_order(&self, payment: &DuePayment, now: UnixSeconds) -> Result<(), StoreError> {
        let answered =
            self.gateway.close_order(&payment.order_no, payment.sign_type, &self.order_row(&payment.order_no));
        self.lights.after_call(&answered.result);
        let closed = match &answered.result {
            Ok(()) => true,
            // Already closed, or never created there: either way it can no longer be paid.
            Err(GatewayError::Declined { code, .. }) => code == "ORDERCLOSED" || code == "ORDERNOTEXIST",
            Err(_) => false,
        };
        let word = if closed { OrderWord::Closed } else { OrderWord::NoAnswer };
        self.keep(payment, word, "closeorder", answered, now)
    }

    fn keep<T>(
        &self,
        payment: &DuePayment,
        word: OrderWord,
        call: &'static str,
        answered: Answered<T>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let answer = answered.raw.map(|text| raw(&self.nature, call, text));
        let next_ask = self.next_ask(payment, now);
        let moved = self.store.record_order_word(payment.order_no.clone(), word, answer, next_ask, now).wait()?;
        let order_no = payment.order_no.clone();
        match moved {
            OrderMoved::Paid => self.events.send(&ShopEvent::OrderPaid(order_no)),
            OrderMoved::NeedsOwner | OrderMoved::Closed => self.events.send(&ShopEvent::OrderChanged(order_no)),
            OrderMoved::Same => {}
        }
        Ok(())
    }

    /// When to ask again if nothing moves: by the schedule, and once more right after the order's time is over.
    fn next_ask(&self, payment: &DuePayment, now: UnixSeconds) -> UnixSeconds {
        let schedule = match payment.state {
            PaymentState::Noticed => &self.schedules.confirm_after,
            _ => &self.schedules.unpaid_poll,
        };
        let scheduled = now.plus(Schedules::wait(schedule, payment.asks.saturating_add(1)).max(1));
        let over = payment.pay_before.plus(CLOSE_GRACE_SECS);
        if over > now { scheduled.min(over) } else { scheduled }
    }

    fn order_row<'a>(&'a self, order_no: &'a OrderNo) -> CallRow<'a> {
        CallRow { store: &*self.store, nature: &self.nature, order_no: Some(order_no), refund_no: None }
    }
}

fn is_over(payment: &DuePayment, now: UnixSeconds) -> bool {
    let open = matches!(payment.state, PaymentState::Unsent | PaymentState::Waiting | PaymentState::Noticed);
    open && now >= payment.pay_before.plus(CLOSE_GRACE_SECS)
}
