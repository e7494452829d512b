//! Is it paid? Notifications are hints; `orderquery` is the truth. Asks about noticed payments at once, about unpaid
//! orders on a schedule, and closes at WeChat what was never paid or is not wanted any more, before its stock is free.

use super::{
    record::{CallRow, raw},
    rows::{JobStep, RowOutcome, StepRows},
    shop::{BATCH_MAX, Shop},
};
use crate::{
    domain::{OrderNo, OrderState, PaymentState, UnixSeconds, UnpaidAnswer},
    events::{OrderAnswer, ShopEvent},
    settings::Schedules,
    store::{Due, DuePayment, OrderDetail, OrderMoved, OrderUpdate, OrderWord, Reader, RowJob, StoreError},
    wechat::{Answered, GatewayError, NotSent, OrderStatus, way_in_app},
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// After its time an order is given this long, so that a payment made in the last second is found, not closed.
const CLOSE_GRACE_SECS: i64 = 5;
/// Questions under way at one time when many are due: after a blackout the paid ones are found in minutes, not hours.
const LANES: usize = 8;

/// How a question went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderQuestion {
    /// It left. What came back is in the rows; in a word it was this.
    Sent(OrderAnswer),
    /// There is no line: nothing left and nothing changed, so the row is as due as before.
    NoLine,
}

impl OrderQuestion {
    /// Without a line the others need not be tried.
    const fn went(self) -> RowOutcome {
        match self {
            Self::Sent(_) => RowOutcome::On,
            Self::NoLine => RowOutcome::NoFurther,
        }
    }
}

impl Shop {
    /// Asks about every payment that is due. Answers how many rows were worked on; without a line to WeChat they stay
    /// due, and the next step tries again.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn check_orders(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        self.mind_the_clock(reader)?;
        let ahead = reader.clock_ahead()?;
        let due = reader.due_payments(now, BATCH_MAX)?;
        let step = self.step_of(reader, RowJob::CheckOrder, now);
        let asked = if due.len() > LANES {
            self.check_many(step, &due, ahead)?
        } else {
            step.each(&due, |payment| self.check_order(payment, ahead, now).map(OrderQuestion::went))?
        };
        if !due.is_empty() {
            self.mind_the_clock(reader)?;
        }
        if asked < due.count() {
            return Ok(asked);
        }
        Ok(asked.saturating_add(self.check_unknown_payments(reader, now)?))
    }

    /// The same side by side, which also lets their rows share commits.
    fn check_many(&self, step: JobStep<'_>, due: &Due<DuePayment>, ahead: Option<i64>) -> Result<usize, StoreError> {
        let rows = StepRows::begin(step, due)?;
        let (next, no_line) = (AtomicUsize::new(0), AtomicBool::new(false));
        let lane = || {
            let mut asked: usize = 0;
            while !no_line.load(Ordering::Relaxed)
                && let Some(payment) = due.get(next.fetch_add(1, Ordering::Relaxed))
            {
                let ran = self.check_order(payment, ahead, step.now);
                if matches!(ran, Ok(OrderQuestion::NoLine)) {
                    no_line.store(true, Ordering::Relaxed);
                } else {
                    rows.outcome(payment, ran)?;
                    asked = asked.saturating_add(1);
                }
            }
            Ok::<usize, StoreError>(asked)
        };
        let readable = side_by_side(lane)?;
        if readable == due.len() {
            rows.end(due)?;
        }
        Ok(readable.saturating_add(due.unreadable().len()))
    }
    /// The owner wants to know about one order now.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn ask_about_order(&self, reader: &Reader, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
        let order = reader.order(order_no)?;
        let said = match order.as_ref().and_then(due_of) {
            // These keys are not the ones it was asked for with.
            _ if order.as_ref().is_some_and(|order| order.held_for.is_some()) => OrderAnswer::Held,
            Some(payment) => match self.check_order(&payment, reader.clock_ahead()?, now)? {
                OrderQuestion::Sent(said) => said,
                OrderQuestion::NoLine => OrderAnswer::Unpaid(UnpaidAnswer::NoAnswer),
            },
            None => OrderAnswer::Unpaid(UnpaidAnswer::NotThere),
        };
        self.events.send(&ShopEvent::OrderAsked { order_no: order_no.clone(), said });
        Ok(())
    }

    /// Takes one wished cancel through at once: asks, closes at WeChat, frees the stock. Answers where the order stands
    /// then; a payment that was faster wins.
    ///
    /// # Errors
    /// The rows could not be read or written, or there is no such order.
    pub fn cancel_order_now(
        &self,
        reader: &Reader,
        order_no: &OrderNo,
        now: UnixSeconds,
    ) -> Result<OrderState, StoreError> {
        let there = || StoreError::Refused(crate::store::Refusal::NotFound);
        let before = reader.order(order_no)?.ok_or_else(there)?;
        let ours = before.held_for.is_none();
        if let Some(payment) = due_of(&before).filter(|payment| ours && payment.cancel_wished) {
            self.check_order(&payment, reader.clock_ahead()?, now)?;
        }
        Ok(reader.order(order_no)?.ok_or_else(there)?.row.state)
    }

    /// Unpaid orders whose notification goes to another public address than `current` are asked about at once: it will
    /// not come. Answers how many.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn ask_bound_elsewhere(&self, reader: &Reader, current: &str, now: UnixSeconds) -> Result<usize, StoreError> {
        let bound = reader.bound_elsewhere(current, u32::MAX)?;
        let Some(first) = bound.first().cloned() else { return Ok(0) };
        let asked = self.store.ask_soon(bound, now).wait()?;
        self.events.send(&ShopEvent::PaymentCheckDue(first));
        Ok(asked)
    }

    /// `ahead`: how far this clock is ahead of WeChat's, as it was known when `payment` was read.
    fn check_order(
        &self,
        payment: &DuePayment,
        ahead: Option<i64>,
        now: UnixSeconds,
    ) -> Result<OrderQuestion, StoreError> {
        let way = way_in_app(&self.gateway, payment.app_id.as_ref());
        let by = self.asked_by(payment.sign_type);
        let answered = way.query_order(&payment.order_no, by, &self.order_row(&payment.order_no));
        self.health.after_call(&answered.result);
        let unpaid = |why| (OrderWord::Unpaid(why), OrderAnswer::Unpaid(why));
        let (word, said) = match &answered.result {
            Ok(OrderStatus::Paid { facts, .. }) => (OrderWord::Paid(facts.clone()), OrderAnswer::Paid),
            Ok(OrderStatus::Closed) => unpaid(UnpaidAnswer::Closed),
            // A right notification said that it was paid. That WeChat does not find it undoes nothing: it is asked again,
            // and after a while the owner hears of it and may end the waiting.
            Ok(OrderStatus::NotThere) if is_claimed(payment) => unpaid(UnpaidAnswer::NotThere),
            Ok(OrderStatus::NotPaid | OrderStatus::NotThere) if self.is_over(payment, ahead, now) => {
                self.keep(payment, OrderWord::Unpaid(UnpaidAnswer::NotPaid), "orderquery", answered, now)?;
                return self.close_order(payment, now);
            }
            Ok(OrderStatus::NotPaid) => unpaid(UnpaidAnswer::NotPaid),
            Ok(OrderStatus::NotThere) => unpaid(UnpaidAnswer::NotThere),
            Err(GatewayError::NotSent(NotSent::NoConnection(_))) => return Ok(OrderQuestion::NoLine),
            Err(error) => {
                tracing::warn!(order = %payment.order_no, %error, "asking about an order");
                unpaid(UnpaidAnswer::NoAnswer)
            }
        };
        let refunded = matches!(&answered.result, Ok(OrderStatus::Paid { refund_exists: true, .. }));
        self.keep(payment, word, "orderquery", answered, now)?;
        if refunded {
            self.look_for_refunds(&payment.order_no, now)?;
        }
        Ok(OrderQuestion::Sent(said))
    }

    /// Nobody paid in time, or nobody wants it: closes it at WeChat, and only then here. If the buyer was faster, the
    /// next question finds it.
    fn close_order(&self, payment: &DuePayment, now: UnixSeconds) -> Result<OrderQuestion, StoreError> {
        let way = way_in_app(&self.gateway, payment.app_id.as_ref());
        let by = self.asked_by(payment.sign_type);
        let answered = way.close_order(&payment.order_no, by, &self.order_row(&payment.order_no));
        self.health.after_call(&answered.result);
        let closed = match &answered.result {
            Ok(()) => true,
            // Already closed, or never created there: either way it can no longer be paid. What a right notification called
            // paid was created, whatever WeChat finds.
            Err(GatewayError::Declined { code, .. }) => {
                code == "ORDERCLOSED" || (code == "ORDERNOTEXIST" && !is_claimed(payment))
            }
            Err(_) => false,
        };
        let why = if closed { UnpaidAnswer::Closed } else { UnpaidAnswer::NoAnswer };
        self.keep(payment, OrderWord::Unpaid(why), "closeorder", answered, now)?;
        Ok(OrderQuestion::Sent(OrderAnswer::Unpaid(why)))
    }

    fn keep<T>(
        &self,
        payment: &DuePayment,
        word: OrderWord,
        call: &'static str,
        answered: Answered<T>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let answer = answered.raw.map(|text| raw(&self.env, call, text));
        let (order_no, next_ask_at) = (payment.order_no.clone(), self.next_ask(payment, now));
        let update = OrderUpdate { order_no: order_no.clone(), word, answer, next_ask_at };
        let moved = self.store.record_order_word(update, now).wait()?;
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
            _ if payment.cancel_wished => &self.schedules.retry_backoff,
            _ => &self.schedules.unpaid_poll,
        };
        let scheduled = now.plus(Schedules::wait(schedule, payment.asks.saturating_add(1)).max(1));
        let over = payment.pay_before.plus(CLOSE_GRACE_SECS);
        if over > now { scheduled.min(over) } else { scheduled }
    }

    /// Nobody wants it any more, or its time is over. The second is this clock's word, which counts only while WeChat's own
    /// `Date` agrees with it: closed is closed for good.
    fn is_over(&self, payment: &DuePayment, ahead: Option<i64>, now: UnixSeconds) -> bool {
        let open = matches!(payment.state, PaymentState::Unsent | PaymentState::Waiting | PaymentState::Noticed);
        let late = now >= payment.pay_before.plus(CLOSE_GRACE_SECS) && self.clock_is_known(ahead);
        open && (payment.cancel_wished || late)
    }

    pub(super) fn order_row<'a>(&'a self, order_no: &'a OrderNo) -> CallRow<'a> {
        CallRow { store: &self.store, env: &self.env, order_no: Some(order_no), refund_no: None }
    }
}

/// Runs all lanes to their end; answers the sum of what they gave.
fn side_by_side(lane: impl Fn() -> Result<usize, StoreError> + Copy + Send) -> Result<usize, StoreError> {
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        let broke_off = || StoreError::Other("a question to WeChat broke off".to_owned());
        lanes.into_iter().try_fold(0, |sum: usize, lane| {
            let asked = lane.join().map_err(|_| broke_off())??;
            Ok(sum.saturating_add(asked))
        })
    })
}

/// What there is to ask about an order: nothing while WeChat never heard of it.
fn due_of(order: &OrderDetail) -> Option<DuePayment> {
    Some(DuePayment {
        order_no: order.row.key.order_no.clone(),
        state: order.payment,
        order_state: order.row.state,
        sign_type: order.sign_type?,
        total: order.row.total,
        asks: 0,
        pay_before: order.pay_before,
        cancel_wished: order.cancel_wished,
        app_id: order.app_id.clone(),
    })
}

/// A right notification said that it was paid, and nobody wants the order closed in spite of that.
fn is_claimed(payment: &DuePayment) -> bool {
    payment.state == PaymentState::Noticed && !payment.cancel_wished
}
