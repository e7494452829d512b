//! Which day's bill is to be fetched, and fetching it. Derived from the rows: a restart goes on where it stopped.

use super::read::BillStop;
use crate::{
    domain::{
        Day, UnixSeconds,
        bill_match::{BILL_DAYS_BACK, BillDayState, BillSource, BillTrouble, bill_ready_at, newest_bill_day},
    },
    jobs::{
        Shop,
        record::{CallRow, raw},
    },
    settings::Schedules,
    store::{BillDay, BillFailed, Reader, StoreError},
    wechat::{BillDownload, GatewayError, NotSent},
};
use std::{
    fs::File,
    io::{Seek as _, SeekFrom},
};

/// Until a bill that did not come is asked for again, seconds.
const WAITS: [u32; 5] = [60, 300, 900, 3_600, 3_600];

/// What became of one day's bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BillFetched {
    /// It was asked for. How it went stands in its row.
    Asked,
    /// There is no line to WeChat: the others need not be tried.
    NoLine,
}

impl Shop {
    /// The newest day whose bill is to be asked for now: every one since the first payment, as far back as WeChat gives bills,
    /// that is not known and was not asked for a moment ago.
    ///
    /// # Errors
    /// The rows could not be read.
    pub fn due_bill(&self, reader: &Reader, now: UnixSeconds) -> Result<Option<Day>, StoreError> {
        let Some(first_paid) = reader.first_paid_at()? else { return Ok(None) };
        let newest = newest_bill_day(now);
        let first = Day::of(first_paid).max(newest.plus(BILL_DAYS_BACK.saturating_neg()));
        let known = reader.bill_days(first, newest)?;
        let due = |day: &Day| known.iter().find(|head| head.day == *day).is_none_or(|head| is_due(head, now));
        let days = newest.get().saturating_sub(first.get()).saturating_add(1);
        Ok((0..days).map(|back| newest.plus(back.saturating_neg())).find(due))
    }

    /// Asks WeChat for the bill of `day`, by way of `file`, and reads it.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub(super) fn fetch_bill(
        &self,
        reader: &Reader,
        day: Day,
        file: File,
        now: UnixSeconds,
    ) -> Result<BillFetched, StoreError> {
        let record = CallRow { store: &self.store, env: &self.env, order_no: None, refund_no: None };
        let answered = self.gateway.download_bill(day, file, &record);
        if let Some(text) = answered.raw {
            let mut answer = raw(&self.env, "downloadbill", text);
            "WeChat".clone_into(&mut answer.peer);
            self.store.record_call(None, None, answer, now).wait()?;
        }
        // A clock that is ahead must not make a day empty whose bill is not made yet.
        let at_wechat = self.gateway.time().map_or(now, |at_wechat| at_wechat.min(now));
        match answered.result {
            Ok(BillDownload::Kept(file)) => self.read_fetched(reader, day, file, now)?,
            Ok(BillDownload::NotThere) if at_wechat >= bill_ready_at(day) => self.read_no_bill(reader, day, now)?,
            // Documented also for days without trades: once the next day's is due, there was nothing to make it of.
            Ok(BillDownload::Creating) if at_wechat >= bill_ready_at(day.plus(1)) => {
                self.read_no_bill(reader, day, now)?;
            }
            Ok(BillDownload::NotThere | BillDownload::Creating) => {
                self.fail_bill((day, BillSource::WeChat), (BillTrouble::Creating, String::new(), false), now)?;
            }
            Err(GatewayError::NotSent(NotSent::NoConnection(why))) => {
                tracing::warn!(%day, why, "the bill was not asked for");
                return Ok(BillFetched::NoLine);
            }
            Err(error) => {
                tracing::warn!(%day, %error, "asking for a bill");
                self.fail_bill((day, BillSource::WeChat), of_error(&error), now)?;
            }
        }
        Ok(BillFetched::Asked)
    }

    fn read_fetched(&self, reader: &Reader, day: Day, mut file: File, now: UnixSeconds) -> Result<(), StoreError> {
        let rewound = file.seek(SeekFrom::Start(0)).map_err(|error| StoreError::Other(error.to_string()));
        rewound?;
        match self.read_bill(reader, (Some(day), BillSource::WeChat), file, now) {
            Ok(_) => Ok(()),
            Err(BillStop::Store(error)) => Err(error),
            Err(BillStop::Fault(fault)) => {
                tracing::error!(%day, %fault, "a bill is not believed");
                self.fail_bill((day, BillSource::WeChat), ((&fault).into(), fault.to_string(), true), now)
            }
        }
    }

    fn fail_bill(
        &self,
        (day, source): (Day, BillSource),
        (trouble, detail, given_up): (BillTrouble, String, bool),
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        self.store.fail_bill(BillFailed { day, source, trouble, detail, given_up }, now).wait()?;
        self.events.send(&crate::events::ShopEvent::BillsChanged);
        Ok(())
    }
}

/// A day that is wanted and was not asked for a moment ago.
fn is_due(head: &BillDay, now: UnixSeconds) -> bool {
    head.state == BillDayState::Wanted && due_now(head.tries, head.tried_at, now)
}

/// Whether what did not come the last time is asked for again. What was asked for ahead of now came before the clock was set
/// back.
pub(super) fn due_now(tries: u32, tried_at: UnixSeconds, now: UnixSeconds) -> bool {
    let wait = Schedules::wait(&WAITS, tries.saturating_sub(1));
    tries == 0 || now.since(tried_at).abs() >= wait
}

/// Why there is no bill, and whether it is asked for again by itself.
fn of_error(error: &GatewayError) -> (BillTrouble, String, bool) {
    let said = error.to_string();
    match error {
        GatewayError::Declined { code, .. } if code == "20007" => (BillTrouble::Closed, said, true),
        GatewayError::Declined { .. } => (BillTrouble::Refused, said, true),
        GatewayError::Misconfigured { .. } => (BillTrouble::Refused, said, false),
        _ => (BillTrouble::NoAnswer, said, false),
    }
}
