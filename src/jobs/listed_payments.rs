//! The second net for money in: WeChat's shipping index lists what was paid, by time. An order whose notification was lost and
//! whose questions ended, or that a restored file does not know, is found there. What stands in the list is not believed:
//! each number that is not known as paid is asked about.

use super::shop::{DAY_SECS, Shop};
use crate::{
    domain::{SignType, UnixSeconds},
    events::ShopEvent,
    store::StoreError,
    wechat::ShippingAnswer,
};

/// How often the list is asked for, seconds: it is the second net, and WeChat counts calls.
const LIST_EVERY_SECS: i64 = 60 * 60;
/// How far back a start looks: longer than a weekend.
const LOOK_BACK_SECS: i64 = 3 * DAY_SECS;
/// A payment may come into the index some minutes after it was made.
const OVERLAP_SECS: i64 = 30 * 60;
/// Pages of one look: ten thousand payments.
const PAGES_MAX: usize = 100;

impl Shop {
    /// Where it is time for that, asks for the list of what was paid, and has every number asked about that is not known as
    /// paid. Answers how many these are.
    ///
    /// # Errors
    /// The rows could not be written.
    pub fn find_listed_payments(&self, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(shipping_api) = self.shipping_api.as_ref().filter(|api| api.may_call(now)) else { return Ok(0) };
        let spans = (LOOK_BACK_SECS, OVERLAP_SECS);
        let Some(since) = shipping_api.lists_paid_since(now, LIST_EVERY_SECS, spans) else { return Ok(0) };
        let (mut asked, mut after) = (0_usize, String::new());
        for _ in 0..PAGES_MAX {
            let ShippingAnswer { result, .. } = shipping_api.calls().paid(since, now, &after);
            let page = match result {
                Ok(page) => page,
                Err(error) => {
                    // What was listed before it was looked at; the rest is, with the next list.
                    tracing::warn!(%error, "asking for the payments in WeChat's shipping index");
                    shipping_api.after(&error, now);
                    return Ok(asked);
                }
            };
            // How an unknown number is asked about is ours to choose; the answer has to be signed likewise.
            let due = self.store.look_at_listed_payments(page.orders, SignType::HmacSha256, now).wait()?;
            asked = asked.saturating_add(due.len());
            for order_no in due {
                tracing::warn!(order = %order_no, "WeChat lists a payment that is not known here: it is asked about");
                self.events.send(&ShopEvent::PaymentCheckDue(order_no));
            }
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        shipping_api.paid_listed(now);
        Ok(asked)
    }
}
