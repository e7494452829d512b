//! One bill from its first byte to its last line, in batches of lines, however long it is.

use crate::{
    domain::{
        Day, UnixSeconds,
        bill::{BillEvent, BillFault, BillLine, BillTotals},
        bill_match::{BillSource, BillTrouble, RejectedLine},
    },
    jobs::Shop,
    sheets::bill::{BillEnd, BillRow, read_text, read_workbook},
    store::{BillBatch, BillRead, BillReading, Reader, StoreError},
};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// Lines of one commit: buyers who pay meanwhile wait no longer than for an ordinary one.
const CHUNK: usize = 1_000;
/// A bill unpacked; more is no bill but a trap.
const TEXT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// A workbook is read whole.
const WORKBOOK_BYTES_MAX: u64 = 64 * 1024 * 1024;
const GZIP: &[u8] = &[0x1F, 0x8B];
const ZIPPED: &[u8] = b"PK";
/// What every workbook has in it, and no .zip with a bill.
const WORKBOOK: &str = "[Content_Types].xml";

/// Why a bill was not read. Nothing of it counts.
#[derive(Debug, thiserror::Error)]
pub enum BillStop {
    /// It is not believed.
    #[error(transparent)]
    Fault(#[from] BillFault),
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BillStop {
    /// What it is called.
    pub fn trouble(&self) -> BillTrouble {
        match self {
            Self::Fault(fault) => fault.into(),
            Self::Store(_) => BillTrouble::NotKept,
        }
    }
}

/// Where the lines go.
struct BillWriter<'s> {
    shop: &'s Shop,
    source: BillSource,
    now: UnixSeconds,
    /// The day it must be of; that of the first line where nobody said.
    day: Option<Day>,
    reading: Option<BillReading>,
    batch: BillBatch,
    payments: i64,
    refunds: i64,
}

impl BillWriter<'_> {
    fn reading(&mut self, day: Day) -> Result<&BillReading, StoreError> {
        if self.reading.is_none() {
            self.reading = Some(self.shop.store.begin_bill(day, self.source, self.now).wait()?);
        }
        self.reading.as_ref().ok_or(StoreError::Closed)
    }

    fn take(&mut self, row: BillRow) -> Result<(), BillStop> {
        match row {
            BillRow::Line(line) => self.take_line(line)?,
            BillRow::Rejected { line, fault, text } => self.batch.rejected.push(RejectedLine { line, fault, text }),
        }
        let waiting = self.batch.lines.len().saturating_add(self.batch.rejected.len());
        if waiting >= CHUNK { Ok(self.put_down()?) } else { Ok(()) }
    }

    fn take_line(&mut self, line: BillLine) -> Result<(), BillStop> {
        let day = Day::of(line.at);
        let wanted = *self.day.get_or_insert(day);
        if day != wanted {
            return Err(BillFault::OtherDay(day).into());
        }
        let reading = self.reading(wanted)?;
        if line.mch_id != reading.mch_id {
            return Err(BillFault::OtherMerchant(line.mch_id).into());
        }
        let kind = if matches!(line.event, BillEvent::Paid { .. }) { &mut self.payments } else { &mut self.refunds };
        *kind = kind.saturating_add(1);
        self.batch.lines.push(line);
        Ok(())
    }

    /// Keeps what waits; lines before the first readable one wait for a day.
    fn put_down(&mut self) -> Result<(), StoreError> {
        let Some(day) = self.day else { return Ok(()) };
        let reading = self.reading(day)?.clone();
        let batch = std::mem::take(&mut self.batch);
        self.shop.store.keep_bill_lines(reading, batch).wait()
    }

    /// The last line fits: from now on it counts. Answers its day.
    fn end(mut self, exists: bool, totals: BillTotals, rejected: u32) -> Result<Day, BillStop> {
        let day = self.day.ok_or(BillFault::Empty)?;
        self.put_down()?;
        let reading = self.reading(day)?.clone();
        let (payments, refunds) = (self.payments, self.refunds);
        let read = BillRead { source: self.source, exists, totals, payments, refunds, rejected };
        self.shop.store.end_bill(reading, read, self.now).wait()?;
        while self.shop.store.sweep_bill(day).wait()? > 0 {}
        Ok(day)
    }
}

impl Shop {
    /// Reads a bill as it came, packed or not, as text or as a workbook, and compares it with the shop. `day`: of which day it
    /// must be; `None` takes that of its first line. Answers the day.
    ///
    /// # Errors
    /// [`BillStop`]: nothing of it counts, and what was read of the day before still does.
    pub fn read_bill(
        &self,
        reader: &Reader,
        (day, source): (Option<Day>, BillSource),
        body: impl Read,
        now: UnixSeconds,
    ) -> Result<Day, BillStop> {
        let mut keeper = self.keeper(day, source, now);
        let end = rows_of(body, |row| keeper.take(row))?;
        let day = keeper.end(true, end.totals, end.rejected)?;
        self.compare_bill(reader, day, now)?;
        Ok(day)
    }

    /// WeChat has no bill of this day: nothing was traded, and what stands here of it is on no bill.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub(super) fn read_no_bill(&self, reader: &Reader, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
        let keeper = self.keeper(Some(day), BillSource::WeChat, now);
        match keeper.end(false, BillTotals::default(), 0) {
            Ok(_) | Err(BillStop::Fault(_)) => self.compare_bill(reader, day, now),
            Err(BillStop::Store(error)) => Err(error),
        }
    }

    fn keeper(&self, day: Option<Day>, source: BillSource, now: UnixSeconds) -> BillWriter<'_> {
        BillWriter { shop: self, source, now, day, reading: None, batch: BillBatch::default(), payments: 0, refunds: 0 }
    }
}

/// The one file in a .zip that can be a bill; what a Mac packs beside it is none.
fn the_bill_of(zip: &ZipArchive<Cursor<&Vec<u8>>>) -> Option<usize> {
    let is_bill = |name: &str| {
        let name = name.to_ascii_lowercase();
        [".csv", ".txt"].iter().any(|ending| name.ends_with(ending)) && !name.starts_with("__macosx/")
    };
    let mut bills = zip.file_names().filter_map(Result::ok).filter(|name| is_bill(name));
    let bill = bills.next()?;
    if bills.next().is_some() { None } else { zip.index_for_name(&bill) }
}

/// The rows of a bill, whatever it is packed in: decided by its first bytes.
fn rows_of(body: impl Read, each: impl FnMut(BillRow) -> Result<(), BillStop>) -> Result<BillEnd, BillStop> {
    let unreadable = |error: std::io::Error| BillFault::Unreadable(error.to_string());
    let mut body = BufReader::new(body);
    let begin = body.fill_buf().map_err(unreadable)?.to_owned();
    if begin.starts_with(GZIP) {
        return read_text(BufReader::new(MultiGzDecoder::new(body)).take(TEXT_BYTES_MAX), each);
    }
    if begin.starts_with(ZIPPED) {
        let mut bytes = Vec::new();
        body.take(WORKBOOK_BYTES_MAX).read_to_end(&mut bytes).map_err(unreadable)?;
        let mut zip = ZipArchive::new(Cursor::new(&bytes)).map_err(|error| unreadable(error.into()))?;
        if zip.index_for_name(WORKBOOK).is_some() {
            return read_workbook(&bytes, each);
        }
        let bill = the_bill_of(&zip).ok_or_else(|| unreadable(io::Error::other("no one bill in this .zip")))?;
        let bill = zip.by_index(bill).map_err(|error| unreadable(error.into()))?;
        return read_text(BufReader::new(bill.take(TEXT_BYTES_MAX)), each);
    }
    read_text(body.take(TEXT_BYTES_MAX), each)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::{ZipWriter, write::SimpleFileOptions};

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("a zip").into_inner()
    }

    fn lines(body: &[u8]) -> Result<usize, BillTrouble> {
        let mut lines: usize = 0;
        let end = rows_of(body, |_| {
            lines = lines.saturating_add(1);
            Ok(())
        });
        end.map(|_| lines).map_err(|stop| stop.trouble())
    }

    #[test]
    fn a_bill_in_a_zip_is_read_as_it_is_without_one() {
        let bill = include_bytes!("../../../tests/fixtures/bills/trade-all-27-columns.csv").as_slice();
        let plain = lines(bill).expect("a bill");
        assert!(plain > 0);
        assert_eq!(lines(&zipped(&[("1900000109All2026-08-31.csv", bill)])), Ok(plain));
        let beside = [("__MACOSX/._bill.csv", b"\0\x05".as_slice()), ("bill.CSV", bill), ("readme.md", b"?")];
        assert_eq!(lines(&zipped(&beside)), Ok(plain));
        for none in
            [zipped(&[("readme.md", b"?")]), zipped(&[("1.csv", bill), ("2.csv", bill)]), b"PK\x03\x04".to_vec()]
        {
            assert_eq!(lines(&none), Err(BillTrouble::Unreadable));
        }
    }
}
