//! Refunds we know nothing of: made by hand on WeChat's merchant platform. WeChat lists all refunds of an order.

use super::{BATCH_MAX, Shop, pace::SLOW_DOWN_SECS, record::raw};
use crate::{
    domain::{OrderNo, UnixSeconds},
    events::ShopEvent,
    settings::Schedules,
    store::{RawMessage, Reader, RefundSearch, StoreError},
    wechat::GatewayError,
};

impl Shop {
    /// Asks for all refunds of every order that may have unknown ones. Answers how many orders were asked about.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn find_refunds(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let mut asked: usize = 0;
        for search in reader.due_refund_searches(now, BATCH_MAX)? {
            if !self.pace.may_ask(now) {
                break;
            }
            self.ask_for_refunds(&search, now)?;
            asked = asked.saturating_add(1);
        }
        Ok(asked)
    }

    /// Page after page. The list is taken down whole: from a part of it nobody knows whether it was all.
    fn ask_for_refunds(&self, search: &RefundSearch, now: UnixSeconds) -> Result<(), StoreError> {
        let (order_no, mut listed) = (&search.order_no, Vec::new());
        let wait = Schedules::wait(&self.schedules.refund_poll, search.asks).max(1);
        loop {
            let from = listed.len();
            let answered = self.gateway.query_refunds(order_no, search.sign_type, from, &self.order_row(order_no));
            self.lights.after_call(&answered.result);
            self.pace.after_ask(&answered.result, &self.schedules.retry_backoff, self.nature.now());
            let answer = answered.raw.map(|text| raw(&self.nature, "refundquery", text));
            let page = match answered.result {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(order = %order_no, %error, "asking for all refunds of an order");
                    let least = if matches!(error, GatewayError::Wait { .. }) { SLOW_DOWN_SECS } else { 0 };
                    let next_at = now.plus(wait.max(least));
                    return self.store.postpone_refund_search(order_no.clone(), answer, next_at, now).wait();
                }
            };
            let over = page.refunds.is_empty() || listed.len().saturating_add(page.refunds.len()) >= page.total;
            listed.extend(page.refunds);
            if over {
                let next_at = now.plus(wait);
                let new = self.store.record_listed_refunds(order_no.clone(), listed, answer, next_at, now).wait()?;
                self.tell_of_found(order_no, new);
                return Ok(());
            }
            if let Some(answer) = answer {
                let answer = RawMessage { peer: "WeChat".to_owned(), ..answer };
                self.store.record_call(Some(order_no.clone()), None, answer, now).wait()?;
            }
        }
    }

    /// WeChat says that some money of the order went back: it is asked for all refunds of it, and those we do not know are
    /// kept.
    pub(super) fn look_for_refunds(&self, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
        if self.store.search_refunds(order_no.clone(), now).wait()? {
            self.events.send(&ShopEvent::RefundsSought);
        }
        Ok(())
    }

    fn tell_of_found(&self, order_no: &OrderNo, new: Vec<crate::domain::RefundNo>) {
        if !new.is_empty() {
            self.events.send(&ShopEvent::OrderChanged(order_no.clone()));
        }
        for refund_no in new {
            self.events.send(&ShopEvent::RefundChanged(refund_no));
        }
    }
}
