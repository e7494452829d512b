//! Payments of one order are asked for one after the other: two taps at once, on two channels perhaps, must not both tell
//! WeChat of the same number.

use crate::domain::OrderNo;
use std::{
    collections::BTreeSet,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

/// The orders whose payment is being asked for.
#[derive(Default)]
pub struct OneAtATime {
    orders: Mutex<BTreeSet<OrderNo>>,
    done: Condvar,
}

/// Keeps an order to one caller until it is dropped.
pub(super) struct OrderLock<'a> {
    of: &'a OneAtATime,
    order_no: OrderNo,
}

impl OneAtATime {
    /// Waits for this order's turn.
    pub(super) fn lock(&self, order_no: &OrderNo) -> OrderLock<'_> {
        let taken = |orders: &mut BTreeSet<OrderNo>| orders.contains(order_no);
        let mut orders = self.done.wait_while(self.orders(), taken).unwrap_or_else(PoisonError::into_inner);
        orders.insert(order_no.clone());
        OrderLock { of: self, order_no: order_no.clone() }
    }

    fn orders(&self) -> MutexGuard<'_, BTreeSet<OrderNo>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OrderLock<'_> {
    fn drop(&mut self) {
        self.of.orders().remove(&self.order_no);
        self.of.done.notify_all();
    }
}
