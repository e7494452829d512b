//! How many messages were refused. A flood of them is counted in memory and written here now and then: a sample of them is
//! on the list, the count is of all.

use crate::domain::{NoticeVerdict, UnixSeconds};
use crate::store::engine::{db::Db, value::params};
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, StoreError};

impl Store {
    /// So many messages were refused since the last time, a sample of them listed or none.
    pub fn count_refused(&self, counted: Vec<(NoticeVerdict, u64)>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| count(db, &counted, now))
    }
}

/// Messages of one verdict that were refused since the shop was opened first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedCount {
    /// Why.
    pub verdict: NoticeVerdict,
    /// How many.
    pub amount: u64,
    /// When counting began.
    pub first_at: UnixSeconds,
    /// When the last were counted.
    pub last_at: UnixSeconds,
}

/// Adds what was counted since the last time.
pub(in crate::store) fn count(
    db: Db<'_>,
    counted: &[(NoticeVerdict, u64)],
    now: UnixSeconds,
) -> Result<(), StoreError> {
    for (verdict, amount) in counted.iter().filter(|(_, amount)| *amount > 0) {
        db.run_one(
            "INSERT INTO refused_notices (shop_id, verdict, amount, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT (shop_id, verdict) DO UPDATE SET amount = refused_notices.amount + excluded.amount,
                 last_at = excluded.last_at",
            params![db.shop, verdict, i64::try_from(*amount).unwrap_or(i64::MAX), now],
        )?;
    }
    Ok(())
}

impl Reader {
    /// How many messages were refused, by verdict, the most first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refused_notices(&self) -> Result<Vec<RefusedCount>, StoreError> {
        let sql = "SELECT verdict, amount, first_at, last_at FROM refused_notices WHERE shop_id = ?1
                   ORDER BY amount DESC, verdict";
        let db = self.db();
        db.list(sql, params![db.shop], |row| {
            let amount: i64 = row.get("amount")?;
            Ok(RefusedCount {
                verdict: row.get("verdict")?,
                amount: amount.unsigned_abs(),
                first_at: row.get("first_at")?,
                last_at: row.get("last_at")?,
            })
        })
    }
}
