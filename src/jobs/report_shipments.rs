//! Tells WeChat what was shipped. A row before every call; what nobody knows is asked about before it is said again,
//! because WeChat takes one correction of a complete shipment and no more.

use crate::jobs::{
    Shop,
    record::{CallRow, raw, report_trouble},
    rows::{JobStep, RowOutcome},
    shipping_api::ShippingApi,
};
use crate::{
    base::failpoints::failpoint,
    domain::{OrderState, ReportState, ReportStep, ReportTrouble, SeenShipping, ShippingReport, UnixSeconds},
    events::ShopEvent,
    settings::Schedules,
    store::{DueReport, Reader, Refusal, ReportUpdate, RowJob, StoreError},
    wechat::{Next, ShippingAnswer, ShippingError},
};

/// How soon a fresh payment is in WeChat's shipping index, seconds; after the last of these it is not going to be.
const INDEX_WAITS: [i64; 4] = [10, 30, 60, 300];
/// How many reports leave in one step: an old shop's are told one after the other, not all at once.
const REPORTS_PER_STEP: u32 = 10;
/// The soonest WeChat is called again about what a person has to mend.
const ACCOUNT_WAIT_SECS: i64 = 300;

/// What an answer makes of a report.
struct ReportOutcome {
    step: ReportStep,
    trouble: Option<ReportTrouble>,
    in_doubt: bool,
    wait_secs: i64,
    seen: Option<SeenShipping>,
}

impl ReportOutcome {
    fn done() -> Self {
        Self { step: ReportStep::Done, trouble: None, in_doubt: false, wait_secs: 0, seen: None }
    }

    fn later(trouble: Option<ReportTrouble>, wait_secs: i64, in_doubt: bool) -> Self {
        Self { step: ReportStep::Later, trouble, in_doubt, wait_secs, seen: None }
    }

    fn stop(trouble: ReportTrouble) -> Self {
        Self { step: ReportStep::Stop, trouble: Some(trouble), in_doubt: false, wait_secs: 0, seen: None }
    }
}

impl Shop {
    /// Tells WeChat of every shipment that is due, some at a time. Answers how many rows were worked on.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn report_shipments(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(shipping_api) = &self.shipping_api else { return Ok(0) };
        // Calls are made one after the other, and none is under way here: this one's answer could not be written down.
        if reader.a_report_was_cut_off(now)? {
            self.store.doubt_interrupted_reports(now).wait()?;
        }
        let due = reader.due_reports(now, REPORTS_PER_STEP)?;
        let step = JobStep { most: REPORTS_PER_STEP, ..self.step_of(reader, RowJob::ReportShipment, now) };
        step.each(&due, |due| {
            if !shipping_api.may_call(now) {
                return Ok(RowOutcome::NoFurther);
            }
            self.report(shipping_api, due, now).map(|()| RowOutcome::On)
        })
    }

    fn report(&self, shipping_api: &ShippingApi, due: &DueReport, now: UnixSeconds) -> Result<(), StoreError> {
        if due.in_doubt {
            return self.look_first(shipping_api, due, now);
        }
        let order_no = &due.report.order_no;
        let at_millis = match self.store.begin_report(order_no.clone(), now).wait() {
            Ok(at_millis) => at_millis,
            Err(StoreError::Refused(Refusal::Refund(_))) => {
                return self.update_report(due, ReportOutcome::stop(ReportTrouble::Refunded), None, now);
            }
            // Changed meanwhile: the next look sees it as it is.
            Err(StoreError::Refused(
                Refusal::State(_) | Refusal::CatchingUp | Refusal::NotRunHere(_) | Refusal::NotHost,
            )) => return Ok(()),
            Err(error) => return Err(error),
        };
        failpoint("after-commit");
        let report = ShippingReport { at_millis, ..due.report.clone() };
        let ShippingAnswer { raw: text, result } = shipping_api.calls().report(&report, &self.row_of(due));
        failpoint("answer-received");
        let update = match result {
            Ok(()) => ReportOutcome::done(),
            Err(error) => {
                tracing::warn!(order = %order_no, %error, "reporting a shipment");
                shipping_api.after(&error, now);
                self.after_refusal_of_report(shipping_api, due, &error, now)?
            }
        };
        self.update_report(due, update, text.map(|text| ("upload_shipping_info", text)), now)
    }

    /// A report left, and nobody knows whether it arrived: what does WeChat have?
    fn look_first(&self, shipping_api: &ShippingApi, due: &DueReport, now: UnixSeconds) -> Result<(), StoreError> {
        let ShippingAnswer { raw: text, result } = shipping_api.calls().look(&due.report.order_no, &self.row_of(due));
        let update = match result {
            Ok(seen) => compared(due, seen),
            // It was never indexed, so nothing was taken: said again, as if for the first time.
            Err(error) if error.next() == Next::Index => ReportOutcome { in_doubt: false, ..indexed_soon(due, &error) },
            Err(error) => {
                shipping_api.after(&error, now);
                let wait_secs = self.wait_after(shipping_api, due, &error, now);
                ReportOutcome::later(Some(report_trouble(&error)), wait_secs, true)
            }
        };
        self.update_report(due, update, text.map(|text| ("get_order", text)), now)
    }

    /// WeChat said no, in its own way.
    fn after_refusal_of_report(
        &self,
        shipping_api: &ShippingApi,
        due: &DueReport,
        error: &ShippingError,
        now: UnixSeconds,
    ) -> Result<ReportOutcome, StoreError> {
        let update = match error.next() {
            Next::Done => ReportOutcome::done(),
            Next::Compare => return self.compare_after(shipping_api, due, error, now),
            Next::Index => indexed_soon(due, error),
            Next::Doubt => {
                ReportOutcome::later(Some(report_trouble(error)), self.wait_after(shipping_api, due, error, now), true)
            }
            Next::Again | Next::Pause | Next::Tomorrow | Next::Account => {
                ReportOutcome::later(Some(report_trouble(error)), self.wait_after(shipping_api, due, error, now), false)
            }
            Next::Input | Next::Final | Next::Bug => ReportOutcome::stop(report_trouble(error)),
        };
        Ok(update)
    }

    /// "Shipped already": the same as ours is as good as done.
    fn compare_after(
        &self,
        shipping_api: &ShippingApi,
        due: &DueReport,
        error: &ShippingError,
        now: UnixSeconds,
    ) -> Result<ReportOutcome, StoreError> {
        let ShippingAnswer { raw: text, result } = shipping_api.calls().look(&due.report.order_no, &self.row_of(due));
        self.keep_answer(due, "get_order", text, now)?;
        Ok(match result {
            Ok(seen) if due.report.says_the_same_as(&seen) => {
                ReportOutcome { seen: Some(seen), ..ReportOutcome::done() }
            }
            Ok(seen) => ReportOutcome { seen: Some(seen), ..ReportOutcome::stop(report_trouble(error)) },
            Err(later) => ReportOutcome::later(
                Some(report_trouble(&later)),
                self.wait_after(shipping_api, due, &later, now),
                true,
            ),
        })
    }

    pub(super) fn wait_after(
        &self,
        shipping_api: &ShippingApi,
        due: &DueReport,
        error: &ShippingError,
        now: UnixSeconds,
    ) -> i64 {
        let backoff = Schedules::wait(&self.schedules.retry_backoff, due.tries).max(1);
        let least = if error.next() == Next::Account { ACCOUNT_WAIT_SECS } else { 0 };
        backoff.max(least).max(shipping_api.quiet_secs(now))
    }

    pub(super) fn row_of<'a>(&'a self, due: &'a DueReport) -> CallRow<'a> {
        CallRow { store: &self.store, env: &self.env, order_no: Some(&due.report.order_no), refund_no: None }
    }

    fn keep_answer(
        &self,
        due: &DueReport,
        kind: &'static str,
        text: Option<String>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let Some(text) = text else { return Ok(()) };
        let update = ReportUpdate {
            order_no: due.report.order_no.clone(),
            step: None,
            trouble: None,
            in_doubt: false,
            answer: Some(raw(&self.env, kind, text)),
            seen: None,
            next_at: now,
        };
        self.store.update_report(update, now).wait().map(drop)
    }

    fn update_report(
        &self,
        due: &DueReport,
        update: ReportOutcome,
        answer: Option<(&'static str, String)>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let order_no = due.report.order_no.clone();
        let update = ReportUpdate {
            order_no: order_no.clone(),
            step: Some(update.step),
            trouble: update.trouble,
            in_doubt: update.in_doubt,
            answer: answer.map(|(kind, text)| raw(&self.env, kind, text)),
            seen: update.seen,
            next_at: now.plus(update.wait_secs),
        };
        let state = self.store.update_report(update, now).wait()?;
        failpoint("after-state-write");
        if state == ReportState::Reported && due.order_state == OrderState::Shipped {
            tracing::info!(order = %order_no, "WeChat knows of the shipment");
        }
        self.events.send(&ShopEvent::OrderChanged(order_no));
        Ok(())
    }
}

/// What WeChat has, beside what it was told.
fn compared(due: &DueReport, seen: SeenShipping) -> ReportOutcome {
    let same = due.report.says_the_same_as(&seen);
    let update = match () {
        () if same => ReportOutcome::done(),
        // Somebody reported it by hand, or a correction is not ours to spend twice: said again it would cost one.
        () if seen.complete && !due.told => ReportOutcome::stop(ReportTrouble::of_code(ReportTrouble::SHIPPED_BEFORE)),
        () if seen.corrected => ReportOutcome::stop(ReportTrouble::of_code(ReportTrouble::CORRECTED_BEFORE)),
        () => ReportOutcome::later(None, 0, false),
    };
    ReportOutcome { seen: Some(seen), ..update }
}

/// Not in the index: soon, if the payment is fresh. Whether it is no clock decides: it is waited for in any case.
fn indexed_soon(due: &DueReport, error: &ShippingError) -> ReportOutcome {
    let tries = usize::try_from(due.tries).unwrap_or(usize::MAX);
    match INDEX_WAITS.get(tries) {
        Some(wait_secs) => ReportOutcome::later(Some(report_trouble(error)), *wait_secs, false),
        _ => ReportOutcome::stop(report_trouble(error)),
    }
}
