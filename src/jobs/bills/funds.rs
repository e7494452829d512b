//! The fund-flow bill of a day: which is due, fetching it, and reading it to its last line. Derived from the rows, as the trade
//! bill is; it decides nothing.

use super::fetch::{BillFetched, due_now};
use crate::{
    domain::{
        Day, UnixSeconds,
        bill_match::{BILL_DAYS_BACK, BillDayState, bill_ready_at, newest_bill_day},
        fund_flow::{FundFault, FundMove, FundTotals, FundTrouble},
    },
    events::ShopEvent,
    jobs::{
        Shop,
        record::{CallRow, raw},
    },
    sheets::bill::read_fund_flow,
    store::{BillReading, FundDay, FundFailed, Reader, StoreError},
    wechat::{BillDownload, GatewayError, NoAnswer, NotSent},
};
use flate2::bufread::MultiGzDecoder;
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read, Seek as _, SeekFrom},
};

/// Movements of one commit: buyers who pay meanwhile wait no longer than for an ordinary one.
const CHUNK: usize = 1_000;
/// Unpacked; more is no bill but a trap.
const TEXT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
const GZIP: &[u8] = &[0x1F, 0x8B];

/// Why a fund-flow bill was not read. Nothing of it counts.
#[derive(Debug, thiserror::Error)]
enum FundStop {
    #[error(transparent)]
    Fault(#[from] FundFault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Shop {
    /// The newest day whose fund-flow bill is to be asked for now: as [`Shop::due_bill`].
    ///
    /// # Errors
    /// The rows could not be read.
    pub fn due_fund_flow(&self, reader: &Reader, now: UnixSeconds) -> Result<Option<Day>, StoreError> {
        let Some(first_paid) = reader.first_paid_at()? else { return Ok(None) };
        let newest = newest_bill_day(now);
        let first = Day::of(first_paid).max(newest.plus(BILL_DAYS_BACK.saturating_neg()));
        let known = reader.fund_days(first, newest)?;
        let is_due = |head: &FundDay| head.state == BillDayState::Wanted && due_now(head.tries, head.tried_at, now);
        let due = |day: &Day| known.iter().find(|head| head.day == *day).is_none_or(is_due);
        let days = newest.get().saturating_sub(first.get()).saturating_add(1);
        Ok((0..days).map(|back| newest.plus(back.saturating_neg())).find(due))
    }

    /// Asks WeChat for the fund-flow bill of `day`, by way of `file`, and reads it.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub(super) fn fetch_fund_flow(&self, day: Day, file: File, now: UnixSeconds) -> Result<BillFetched, StoreError> {
        let record = CallRow { store: &self.store, env: &self.env, order_no: None, refund_no: None };
        let answered = self.gateway.download_fund_flow(day, file, &record);
        if let Some(text) = answered.raw {
            let mut answer = raw(&self.env, "downloadfundflow", text);
            "WeChat".clone_into(&mut answer.peer);
            self.store.record_call(None, None, answer, now).wait()?;
        }
        let at_wechat = self.gateway.time().map_or(now, |at_wechat| at_wechat.min(now));
        match answered.result {
            Ok(BillDownload::Kept(file)) => self.read_fetched_flow(day, file, now)?,
            Ok(BillDownload::NotThere) if at_wechat >= bill_ready_at(day) => self.read_no_flow(day, now)?,
            Ok(BillDownload::Creating) if at_wechat >= bill_ready_at(day.plus(1)) => self.read_no_flow(day, now)?,
            Ok(BillDownload::NotThere | BillDownload::Creating) => {
                self.fail_flow(day, (FundTrouble::Creating, String::new(), false), now)?;
            }
            Err(GatewayError::NotSent(NotSent::NoConnection(why))) => {
                tracing::warn!(%day, why, "the fund-flow bill was not asked for");
                return Ok(BillFetched::NoLine);
            }
            Err(error) => {
                tracing::warn!(%day, %error, "asking for a fund-flow bill");
                self.fail_flow(day, of_error(&error), now)?;
            }
        }
        Ok(BillFetched::Asked)
    }

    fn read_fetched_flow(&self, day: Day, mut file: File, now: UnixSeconds) -> Result<(), StoreError> {
        file.seek(SeekFrom::Start(0)).map_err(|error| StoreError::Other(error.to_string()))?;
        match self.read_flow(day, file, now) {
            Ok(()) => Ok(()),
            Err(FundStop::Store(error)) => Err(error),
            Err(FundStop::Fault(fault)) => {
                tracing::error!(%day, %fault, "a fund-flow bill is not believed");
                self.fail_flow(day, ((&fault).into(), fault.to_string(), true), now)
            }
        }
    }

    fn read_flow(&self, day: Day, body: impl Read, now: UnixSeconds) -> Result<(), FundStop> {
        let reading = self.store.begin_fund_flow(day, now).wait()?;
        let mut batch = Vec::new();
        let totals = moves_of(body, |one| {
            if Day::of(one.at) != day {
                return Err(FundFault::OtherDay(Day::of(one.at)).into());
            }
            batch.push(one);
            if batch.len() >= CHUNK { self.put_down(&reading, &mut batch) } else { Ok(()) }
        })?;
        self.put_down(&reading, &mut batch)?;
        self.end_flow(reading, Some(totals), now)?;
        Ok(())
    }

    fn put_down(&self, reading: &BillReading, batch: &mut Vec<FundMove>) -> Result<(), FundStop> {
        Ok(self.store.keep_fund_moves(reading.clone(), std::mem::take(batch)).wait()?)
    }

    /// WeChat has no such bill: no money moved.
    fn read_no_flow(&self, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
        let reading = self.store.begin_fund_flow(day, now).wait()?;
        self.end_flow(reading, None, now)
    }

    fn end_flow(&self, reading: BillReading, totals: Option<FundTotals>, now: UnixSeconds) -> Result<(), StoreError> {
        let day = reading.day;
        self.store.end_fund_flow(reading, totals, now).wait()?;
        while self.store.sweep_fund_moves(day).wait()? > 0 {}
        self.events.send(&ShopEvent::BillsChanged);
        Ok(())
    }

    fn fail_flow(
        &self,
        day: Day,
        (trouble, detail, given_up): (FundTrouble, String, bool),
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        self.store.fail_fund_flow(FundFailed { day, trouble, detail, given_up }, now).wait()?;
        self.events.send(&ShopEvent::BillsChanged);
        Ok(())
    }
}

/// Packed or not: decided by its first bytes.
fn moves_of(body: impl Read, each: impl FnMut(FundMove) -> Result<(), FundStop>) -> Result<FundTotals, FundStop> {
    let mut body = BufReader::new(body);
    let begin = body.fill_buf().map_err(|error| FundFault::Unreadable(error.to_string()))?;
    if begin.starts_with(GZIP) {
        return read_fund_flow(BufReader::new(MultiGzDecoder::new(body)).take(TEXT_BYTES_MAX), each);
    }
    read_fund_flow(body.take(TEXT_BYTES_MAX), each)
}

/// Why there is none, and whether it is asked for again by itself.
fn of_error(error: &GatewayError) -> (FundTrouble, String, bool) {
    let said = error.to_string();
    match error {
        GatewayError::NotSent(NotSent::Certificate(_)) => (FundTrouble::Certificate, said, false),
        GatewayError::NoAnswer(NoAnswer::Elsewhere(_)) => (FundTrouble::Hash, said, false),
        GatewayError::Declined { .. } => (FundTrouble::Refused, said, true),
        GatewayError::Misconfigured { .. } => (FundTrouble::Refused, said, false),
        _ => (FundTrouble::NoAnswer, said, false),
    }
}
