//! After the report: does the buyer have it, is the money free, is the buyer reminded. And the list of carriers.

use super::{
    record::{raw, report_trouble},
    rows::RowOutcome,
    shop::{BATCH_MAX, Shop},
};
use crate::{
    domain::{ReportTrouble, UnixSeconds},
    events::ShopEvent,
    store::{DueReport, Reader, Reminded, RowJob, SettlementUpdate, StoreError},
    wechat::{Next, ShippingAnswer},
};

/// WeChat is asked about a settlement this often, seconds: soon after the buyer said something, then slowly. It moves by
/// the buyer's hand, or by itself after days.
const POLL_WAITS: [i64; 4] = [60, 10 * 60, 60 * 60, 6 * 60 * 60];
const WEEK_SECS: i64 = 7 * 24 * 60 * 60;
/// How long after a list that did not come it is asked for again.
const LIST_WAIT_SECS: i64 = 60 * 60;
/// So often a reminder is tried.
const REMINDS_MAX: u32 = 8;

impl Shop {
    /// Asks about settlements that are due, reminds buyers, and takes the list of carriers once a week. Answers how many
    /// rows were worked on.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn follow_shipments(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(0) };
        let unless_paused = |work: &dyn Fn(&DueReport) -> Result<(), StoreError>, due: &DueReport| {
            if !shipping_api.may_call(now) {
                return Ok(RowOutcome::NoFurther);
            }
            work(due).map(|()| RowOutcome::On)
        };
        let reminders = reader.due_reminders(now, BATCH_MAX)?;
        let step = self.step_of(reader, RowJob::RemindBuyer, now);
        let reminded = step.each(&reminders, |due| unless_paused(&|due| self.remind(due, now), due))?;
        let settlements = reader.due_settlements(now, BATCH_MAX)?;
        let step = self.step_of(reader, RowJob::AskSettlement, now);
        let asked = step.each(&settlements, |due| unless_paused(&|due| self.ask_settlement(due, now), due))?;
        self.list_carriers(reader, now)?;
        Ok(reminded.saturating_add(asked))
    }

    /// When there is something to do about shipments again; `None` where nothing is reported.
    ///
    /// # Errors
    /// The rows could not be read.
    pub(super) fn next_shipping(&self, reader: &Reader) -> Result<Option<UnixSeconds>, StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(None) };
        let now = self.env.now();
        let due = reader.next_shipping_due()?;
        Ok(due.map(|due| due.max(now.plus(shipping_api.quiet_secs(now)))))
    }

    fn ask_settlement(&self, due: &DueReport, now: UnixSeconds) -> Result<(), StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(()) };
        let order_no = due.report.order_no.clone();
        let ShippingAnswer { raw: text, result } = shipping_api.calls().look(&order_no, &self.row_of(due));
        let polls = usize::try_from(due.polls).unwrap_or(usize::MAX).min(POLL_WAITS.len().saturating_sub(1));
        let mut wait_secs = POLL_WAITS.get(polls).copied().unwrap_or(WEEK_SECS);
        if let Err(error) = &result {
            tracing::warn!(order = %order_no, %error, "asking about a settlement");
            shipping_api.after(error, now);
            wait_secs = wait_secs.max(self.wait_after(shipping_api, due, error, now));
        }
        let answer = text.map(|text| raw(&self.env, "get_order", text));
        let (seen, next_at) = (result.ok(), now.plus(wait_secs));
        let update = SettlementUpdate { order_no: order_no.clone(), seen, answer, next_at };
        if self.store.record_settlement(update, now).wait()? {
            self.events.send(&ShopEvent::OrderChanged(order_no));
        }
        Ok(())
    }

    fn remind(&self, due: &DueReport, now: UnixSeconds) -> Result<(), StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(()) };
        let order_no = due.report.order_no.clone();
        let Some(delivered_at) = due.delivered_at else {
            // Nobody said when it was delivered, and WeChat is told nothing that nobody knows.
            let refused = Reminded::Refused(ReportTrouble::NoDelivery);
            return self.store.keep_reminder(order_no, refused, None, now).wait();
        };
        let ShippingAnswer { raw: text, result } =
            shipping_api.calls().remind(&order_no, delivered_at, &self.row_of(due));
        let reminded = match result {
            Ok(()) => Reminded::Done,
            Err(error) => {
                shipping_api.after(&error, now);
                let wait_secs = self.wait_after(shipping_api, due, &error, now);
                match error.next() {
                    Next::Done => Reminded::Done,
                    Next::Doubt | Next::Again | Next::Index | Next::Pause | Next::Tomorrow | Next::Account
                        if due.reminds < REMINDS_MAX =>
                    {
                        Reminded::Later(now.plus(wait_secs), report_trouble(&error))
                    }
                    _ => Reminded::Refused(report_trouble(&error)),
                }
            }
        };
        let answer = text.map(|text| raw(&self.env, "notify_confirm_receive", text));
        self.store.keep_reminder(order_no.clone(), reminded, answer, now).wait()?;
        self.events.send(&ShopEvent::OrderChanged(order_no));
        Ok(())
    }

    fn list_carriers(&self, reader: &Reader, now: UnixSeconds) -> Result<(), StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(()) };
        let listed_at = reader.carriers_listed_at()?;
        let fresh = listed_at.is_some_and(|at| (0..WEEK_SECS).contains(&now.since(at)));
        if fresh || !shipping_api.may_call(now) || !shipping_api.may_list(now, LIST_WAIT_SECS) {
            return Ok(());
        }
        match shipping_api.calls().carriers().result {
            Ok(listed) => self.store.keep_carriers(listed, now).wait(),
            Err(error) => {
                tracing::warn!(%error, "asking for the carriers");
                shipping_api.after(&error, now);
                Ok(())
            }
        }
    }
}
