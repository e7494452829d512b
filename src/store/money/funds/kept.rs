//! Reading a fund-flow bill into the file: in batches, each its own commit, under a number that counts only once its last line
//! fits.

use crate::domain::{
    Day, UnixSeconds,
    fund_flow::{FundMove, FundTotals},
};
use crate::store::{
    BillReading, CommitFuture, FundFailed, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    money::bills::readings::{BillTables, FailedReading},
    money::payments::merchants,
};

const TABLES: BillTables = BillTables { days: "fund_days", lines: &["fund_moves"] };

impl Store {
    /// A fund-flow bill of this day is about to be read. What was read of it before counts until this one ended well.
    pub fn begin_fund_flow(&self, day: Day, now: UnixSeconds) -> CommitFuture<BillReading> {
        self.write(move |db| begin(db, day, now))
    }

    /// Some movements of it. Nothing of them counts yet.
    pub fn keep_fund_moves(&self, reading: BillReading, moves: Vec<FundMove>) -> CommitFuture<()> {
        self.write(move |db| moves.iter().try_for_each(|one| keep(db, &reading, one)))
    }

    /// It was read to its end, which fits: from now on this reading counts. `totals`: none where WeChat says that no money moved.
    pub fn end_fund_flow(
        &self,
        reading: BillReading,
        totals: Option<FundTotals>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| end(db, &reading, totals, now))
    }

    /// There is none that could be believed. One that was read before goes on to count.
    pub fn fail_fund_flow(&self, failed: FundFailed, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| fail(db, &failed, now))
    }

    /// Removes movements of readings that do not count, some of them at a time. Answers how many went.
    pub fn sweep_fund_moves(&self, day: Day) -> CommitFuture<usize> {
        self.write(move |db| TABLES.sweep(db, day))
    }
}

/// The row of the day, if it is not there yet.
fn want(db: Db<'_>, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
    let merchant = merchants::current(db)?.ok_or(Refusal::NotFound)?;
    db.run(
        "INSERT INTO fund_days (shop_id, mch_id, day, state, detail, tries, tried_at, reading, readings, moves, ins, came_fen,
             outs, went_fen, opening_fen, closing_fen)
         VALUES (?1, ?2, ?3, 'wanted', '', 0, ?4, 0, 0, 0, 0, 0, 0, 0, 0, 0)
         ON CONFLICT (shop_id, mch_id, day) DO NOTHING",
        params![db.shop, merchant.mch_id, day, now],
    )
    .map(drop)
}

fn begin(db: Db<'_>, day: Day, now: UnixSeconds) -> Result<BillReading, StoreError> {
    want(db, day, now)?;
    TABLES.begin(db, day)
}

fn keep(db: Db<'_>, reading: &BillReading, one: &FundMove) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO fund_moves (shop_id, mch_id, day, reading, line, moved_at, business_no, flow_no, name, kind, way, fen,
             balance_fen, voucher, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            db.shop,
            reading.mch_id,
            reading.day,
            reading.reading,
            one.line,
            one.at,
            one.business_no,
            one.flow_no,
            one.name,
            one.kind,
            one.way,
            one.fen,
            one.balance,
            one.voucher,
            one.note
        ],
    )
}

fn end(db: Db<'_>, reading: &BillReading, totals: Option<FundTotals>, now: UnixSeconds) -> Result<(), StoreError> {
    let state = if totals.is_some() { "read" } else { "empty" };
    let totals = totals.unwrap_or_default();
    db.run_one(
        "UPDATE fund_days SET state = ?5, trouble = NULL, detail = '', tries = 0, tried_at = ?6, reading = ?4, moves = ?7,
             ins = ?8, came_fen = ?9, outs = ?10, went_fen = ?11, opening_fen = ?12, closing_fen = ?13, read_at = ?6
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND readings >= ?4",
        params![
            db.shop,
            reading.mch_id,
            reading.day,
            reading.reading,
            state,
            now,
            totals.moves,
            totals.ins,
            totals.came,
            totals.outs,
            totals.went,
            totals.before,
            totals.after
        ],
    )
}

fn fail(db: Db<'_>, failed: &FundFailed, now: UnixSeconds) -> Result<(), StoreError> {
    want(db, failed.day, now)?;
    let FundFailed { day, trouble, detail, given_up } = failed;
    TABLES.fail(db, &FailedReading { day: *day, trouble, detail, given_up: *given_up }, now)
}
