//! Reading a fund-flow bill into the file: in batches, each its own commit, under a number that counts only once its last line
//! fits.

use crate::domain::{
    Day, UnixSeconds,
    fund_flow::{FundMove, FundTotals},
};
use crate::store::{
    CommitFuture, FundFailed, FundReading, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    payments::merchants,
};

const DETAIL_CHARS: usize = 300;
/// Movements of an earlier reading that go in one commit.
const SWEPT: u32 = 5_000;

impl Store {
    /// A fund-flow bill of this day is about to be read. What was read of it before counts until this one ended well.
    pub fn begin_fund_flow(&self, day: Day, now: UnixSeconds) -> CommitFuture<FundReading> {
        self.write(move |db| begin(db, day, now))
    }

    /// Some movements of it. Nothing of them counts yet.
    pub fn keep_fund_moves(&self, reading: FundReading, moves: Vec<FundMove>) -> CommitFuture<()> {
        self.write(move |db| moves.iter().try_for_each(|one| keep(db, &reading, one)))
    }

    /// It was read to its end, which fits: from now on this reading counts. `totals`: none where WeChat says that no money moved.
    pub fn end_fund_flow(
        &self,
        reading: FundReading,
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
        self.write(move |db| sweep(db, day))
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

fn begin(db: Db<'_>, day: Day, now: UnixSeconds) -> Result<FundReading, StoreError> {
    want(db, day, now)?;
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    db.run_one(
        "UPDATE fund_days SET readings = readings + 1 WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3",
        params![db.shop, mch_id, day],
    )?;
    let sql = "SELECT readings FROM fund_days WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3";
    let reading = db.value(sql, params![db.shop, mch_id, day])?;
    Ok(FundReading { mch_id, day, reading })
}

fn keep(db: Db<'_>, reading: &FundReading, one: &FundMove) -> Result<(), StoreError> {
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

fn end(db: Db<'_>, reading: &FundReading, totals: Option<FundTotals>, now: UnixSeconds) -> Result<(), StoreError> {
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
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    let detail: String = failed.detail.chars().take(DETAIL_CHARS).collect();
    let state = if failed.given_up { "failed" } else { "wanted" };
    db.run_one(
        "UPDATE fund_days SET trouble = ?4, detail = ?5, tries = tries + 1, tried_at = ?6,
             state = CASE WHEN reading > 0 THEN state ELSE ?7 END
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3",
        params![db.shop, mch_id, failed.day, failed.trouble, detail, now, state],
    )
}

fn sweep(db: Db<'_>, day: Day) -> Result<usize, StoreError> {
    let Some(merchant) = merchants::current(db)? else { return Ok(0) };
    db.run(
        "DELETE FROM fund_moves WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND (reading, line) IN (
             SELECT l.reading, l.line FROM fund_moves l
             JOIN fund_days d ON d.shop_id = l.shop_id AND d.mch_id = l.mch_id AND d.day = l.day
             WHERE l.shop_id = ?1 AND l.mch_id = ?2 AND l.day = ?3 AND l.reading <> d.reading LIMIT ?4)",
        params![db.shop, merchant.mch_id, day, SWEPT],
    )
}
