//! How the bill of a day is read into the file, the trade bill as well as the fund flow: under a number of its own, which counts
//! only once its last line fits. What was read before counts until then.

use crate::domain::{Day, UnixSeconds};
use crate::store::{
    BillReading, Refusal, StoreError,
    engine::{
        db::Db,
        value::{ToSql, params},
    },
    money::payments::merchants,
};

const DETAIL_CHARS: usize = 300;
/// Lines of an earlier reading that go in one commit.
const SWEPT: u32 = 5_000;

/// The tables of one kind of bill.
pub(in crate::store) struct BillTables {
    /// A row a day.
    pub days: &'static str,
    /// Rows of readings.
    pub lines: &'static [&'static str],
}

/// Why there is no bill of a day that could be believed.
pub(in crate::store) struct FailedReading<'f> {
    pub day: Day,
    pub trouble: &'f dyn ToSql,
    pub detail: &'f str,
    pub given_up: bool,
}

impl BillTables {
    /// The day is there; another reading of it begins.
    pub fn begin(&self, db: Db<'_>, day: Day) -> Result<BillReading, StoreError> {
        let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
        let days = self.days;
        let sql = format!("UPDATE {days} SET readings = readings + 1 WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3");
        db.run_one(&sql, params![db.shop, mch_id, day])?;
        let sql = format!("SELECT readings FROM {days} WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3");
        let reading = db.value(&sql, params![db.shop, mch_id, day])?;
        Ok(BillReading { mch_id, day, reading })
    }

    /// The day is there; it was asked for in vain. A reading that counts goes on to count.
    pub fn fail(&self, db: Db<'_>, failed: &FailedReading<'_>, now: UnixSeconds) -> Result<(), StoreError> {
        let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
        let detail: String = failed.detail.chars().take(DETAIL_CHARS).collect();
        let state = if failed.given_up { "failed" } else { "wanted" };
        let sql = format!(
            "UPDATE {} SET trouble = ?4, detail = ?5, tries = tries + 1, tried_at = ?6,
                 state = CASE WHEN reading > 0 THEN state ELSE ?7 END
             WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3",
            self.days
        );
        db.run_one(&sql, params![db.shop, mch_id, failed.day, failed.trouble, detail, now, state])
    }

    /// Removes lines of readings that do not count, some of them at a time. SQL that both engines understand deletes by key: the
    /// lines that go are named by a sub-select.
    pub fn sweep(&self, db: Db<'_>, day: Day) -> Result<usize, StoreError> {
        let Some(merchant) = merchants::current(db)? else { return Ok(0) };
        let mut gone: usize = 0;
        for table in self.lines {
            let sql = format!(
                "DELETE FROM {table} WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND (reading, line) IN (
                     SELECT l.reading, l.line FROM {table} l
                     JOIN {} d ON d.shop_id = l.shop_id AND d.mch_id = l.mch_id AND d.day = l.day
                     WHERE l.shop_id = ?1 AND l.mch_id = ?2 AND l.day = ?3 AND l.reading <> d.reading LIMIT ?4)",
                self.days
            );
            gone = gone.saturating_add(db.run(&sql, params![db.shop, merchant.mch_id, day, SWEPT])?);
        }
        Ok(gone)
    }
}
