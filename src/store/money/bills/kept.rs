//! Reading a bill into the file: in batches, each its own commit, under a number that counts only once the last line fits.

use crate::domain::{
    Day, OrderNo, RefundId, RefundNo, TransactionId, UnixSeconds,
    bill::{BillEvent, BillLine, BillLineFault, BillRefundState},
    bill_match::{BillSource, RejectedLine},
};
use crate::store::{
    BillBatch, BillFailed, BillRead, BillReading, CommitFuture, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    money::bills::readings::{BillTables, FailedReading},
    money::payments::merchants,
};

const WORDS_CHARS: usize = 500;
const TABLES: BillTables = BillTables { days: "bill_days", lines: &["bill_lines", "bill_rejected"] };

impl Store {
    /// A bill of this day is about to be read for the merchant the shop is open for. What was read of it before counts until
    /// this one ended well. [`Refusal::NotFound`] in a file nobody has opened with settings yet.
    pub fn begin_bill(&self, day: Day, source: BillSource, now: UnixSeconds) -> CommitFuture<BillReading> {
        self.write(move |db| begin(db, day, source, now))
    }

    /// Some lines of it. Nothing of them counts yet.
    pub fn keep_bill_lines(&self, reading: BillReading, batch: BillBatch) -> CommitFuture<()> {
        self.write(move |db| {
            batch.lines.iter().try_for_each(|line| keep_line(db, &reading, line))?;
            batch.rejected.iter().try_for_each(|line| keep_rejected(db, &reading, line))
        })
    }

    /// It was read to its end, which fits: from now on this reading counts.
    pub fn end_bill(&self, reading: BillReading, read: BillRead, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| end(db, &reading, read, now))
    }

    /// There is no bill that could be believed. One that was read before goes on to count.
    pub fn fail_bill(&self, failed: BillFailed, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| fail(db, &failed, now))
    }

    /// Removes lines of readings that do not count, some of them at a time. Answers how many went.
    pub fn sweep_bill(&self, day: Day) -> CommitFuture<usize> {
        self.write(move |db| TABLES.sweep(db, day))
    }
}

/// The row of the day, if it is not there yet.
fn want(db: Db<'_>, day: Day, source: BillSource, now: UnixSeconds) -> Result<(), StoreError> {
    let merchant = merchants::current(db)?.ok_or(Refusal::NotFound)?;
    db.run(
        "INSERT INTO bill_days (shop_id, mch_id, day, state, source, detail, tries, tried_at, reading, readings, looks,
             line_count, payments, refunds, ordered_fen, settled_fen, refund_asked_fen, refund_settled_fen,
             refund_coupons_fen, fee, rejected, here_payments, here_paid_fen, here_refunds, here_refunded_fen)
         VALUES (?1, ?2, ?3, 'wanted', ?4, '', 0, ?5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
         ON CONFLICT (shop_id, mch_id, day) DO NOTHING",
        params![db.shop, merchant.mch_id, day, source, now],
    )
    .map(drop)
}

fn begin(db: Db<'_>, day: Day, source: BillSource, now: UnixSeconds) -> Result<BillReading, StoreError> {
    want(db, day, source, now)?;
    TABLES.begin(db, day)
}

/// What a line is compared by.
struct Compared<'l> {
    kind: &'static str,
    fen: i64,
    refund: Option<(&'l RefundNo, &'l RefundId, BillRefundState)>,
}

const fn compared(event: &BillEvent) -> Compared<'_> {
    match event {
        BillEvent::Paid { total, .. } => Compared { kind: "paid", fen: *total, refund: None },
        BillEvent::Refunded { refund_id, refund_no, asked, state, .. } => {
            Compared { kind: "refund", fen: *asked, refund: Some((refund_no, refund_id, *state)) }
        }
        BillEvent::Reversed { amount } => Compared { kind: "reversed", fen: *amount, refund: None },
    }
}

fn keep_line(db: Db<'_>, reading: &BillReading, line: &BillLine) -> Result<(), StoreError> {
    let Compared { kind, fen, refund } = compared(&line.event);
    let (order_no, transaction): (&OrderNo, &TransactionId) = (&line.order_no, &line.transaction_id);
    db.run_one(
        "INSERT INTO bill_lines (shop_id, mch_id, day, reading, line, kind, moved_at, order_no, transaction_id, refund_no,
             refund_id, fen, refund_state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            db.shop,
            reading.mch_id,
            reading.day,
            reading.reading,
            line.line,
            kind,
            line.at,
            order_no,
            transaction,
            refund.map(|(refund_no, ..)| refund_no),
            refund.map(|(_, refund_id, _)| refund_id),
            fen,
            refund.map(|(.., state)| state)
        ],
    )
}

/// A fault as its row holds it: word, heading, text, found, wanted.
fn fault_row(fault: &BillLineFault) -> (&'static str, &str, &str, i64, i64) {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    match fault {
        BillLineFault::Values { found, wanted } => ("values", "", "", count(*found), count(*wanted)),
        BillLineFault::Time(raw) => ("time", "", raw, 0, 0),
        BillLineFault::Amount { column, raw } => ("amount", column, raw, 0, 0),
        BillLineFault::Number { column, raw } => ("number", column, raw, 0, 0),
        BillLineFault::State(raw) => ("state", "", raw, 0, 0),
    }
}

fn keep_rejected(db: Db<'_>, reading: &BillReading, line: &RejectedLine) -> Result<(), StoreError> {
    let (fault, heading, raw, found, wanted) = fault_row(&line.fault);
    let words: String = line.text.chars().take(WORDS_CHARS).collect();
    db.run_one(
        "INSERT INTO bill_rejected (shop_id, mch_id, day, reading, line, fault, heading, raw, found, wanted, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            db.shop,
            reading.mch_id,
            reading.day,
            reading.reading,
            line.line,
            fault,
            heading,
            raw,
            found,
            wanted,
            words
        ],
    )
}

fn end(db: Db<'_>, reading: &BillReading, read: BillRead, now: UnixSeconds) -> Result<(), StoreError> {
    let state = if read.exists { "read" } else { "empty" };
    let totals = &read.totals;
    db.run_one(
        "UPDATE bill_days SET state = ?5, source = ?6, trouble = NULL, detail = '', tries = 0, tried_at = ?7, reading = ?4,
             line_count = ?8, payments = ?9, refunds = ?10, ordered_fen = ?11, settled_fen = ?12, refund_asked_fen = ?13,
             refund_settled_fen = ?14, refund_coupons_fen = ?15, fee = ?16, rejected = ?17, read_at = ?7
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND readings >= ?4",
        params![
            db.shop,
            reading.mch_id,
            reading.day,
            reading.reading,
            state,
            read.source,
            now,
            totals.lines,
            read.payments,
            read.refunds,
            totals.ordered,
            totals.settled,
            totals.refund_asked,
            totals.refund_settled,
            totals.refund_coupons,
            totals.fee.get(),
            read.rejected
        ],
    )
}

fn fail(db: Db<'_>, failed: &BillFailed, now: UnixSeconds) -> Result<(), StoreError> {
    want(db, failed.day, failed.source, now)?;
    let BillFailed { day, trouble, detail, given_up, .. } = failed;
    TABLES.fail(db, &FailedReading { day: *day, trouble, detail, given_up: *given_up }, now)
}
