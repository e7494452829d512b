//! Waking rows before their time: after a sleep, a jump of the clock, or a change of the address WeChat reports to.

use super::{Reader, StoreError, db::Db};
use crate::domain::{OrderNo, UnixSeconds};
use rusqlite::params;

/// No order can be paid longer than a week, and nothing waits longer for its next question: a row that sleeps past this
/// was put to sleep by a clock that has been set back since.
const SLEEP_SECS_MAX: i64 = 8 * 24 * 60 * 60;
/// An approved refund can be taken back for an hour at most, and no question about one waits longer.
const REFUND_SLEEP_SECS_MAX: i64 = 2 * 60 * 60;

/// A report waits for tomorrow's quota at the longest, and no question about a settlement waits longer.
const REPORT_SLEEP_SECS_MAX: i64 = 2 * 24 * 60 * 60;

/// These orders' payments are asked about at once, where they are open.
pub(super) fn ask_soon(db: Db<'_>, orders: &[OrderNo], now: UnixSeconds) -> Result<usize, StoreError> {
    let mut asked: usize = 0;
    for order_no in orders {
        let changed = db.run(
            "UPDATE payments SET next_ask_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND state IN ('waiting', 'noticed')",
            params![db.shop, order_no, now],
        )?;
        asked = asked.saturating_add(changed);
    }
    Ok(asked)
}

/// Everything WeChat may have news about is due now. What waits for a moment of its own (an order whose sheet was never
/// opened, a refund the owner may still take back) is woken only if that moment lies beyond all reason. What an open order
/// had left of its time, it has left on the clock as it is now.
pub(super) fn look_again(db: Db<'_>, jumped_secs: i64, now: UnixSeconds) -> Result<usize, StoreError> {
    if jumped_secs != 0 {
        db.run(
            "UPDATE payments SET pay_before = MAX(pay_before + ?2, 0),
                 next_ask_at = CASE WHEN state = 'unsent' THEN MAX(next_ask_at + ?2, 0) ELSE next_ask_at END
             WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND state IN ('unsent', 'waiting', 'noticed')",
            params![db.shop, jumped_secs],
        )?;
    }
    let payments = db.run(
        "UPDATE payments SET next_ask_at = ?2 WHERE shop_id = ?1 AND next_ask_at > ?2
             AND (state <> 'unsent' OR next_ask_at > ?3)",
        params![db.shop, now, now.plus(SLEEP_SECS_MAX)],
    )?;
    let strays = db.run(
        "UPDATE strays SET next_ask_at = ?2 WHERE shop_id = ?1 AND state = 'asking' AND next_ask_at > ?2",
        params![db.shop, now],
    )?;
    let asked = db.run(
        "UPDATE refunds SET next_at = ?2 WHERE shop_id = ?1 AND next_at > ?2
             AND state IN ('processing', 'in_doubt', 'stuck')",
        params![db.shop, now],
    )?;
    let far = db.run(
        "UPDATE refunds SET next_at = ?2 WHERE shop_id = ?1 AND next_at > ?3
             AND state IN ('approved', 'waiting_for_money')",
        params![db.shop, now, now.plus(REFUND_SLEEP_SECS_MAX)],
    )?;
    let reports = db.run(
        "UPDATE shipments SET next_at = ?2 WHERE shop_id = ?1 AND (report = 'held' OR report = 'waiting') AND next_at > ?3",
        params![db.shop, now, now.plus(REPORT_SLEEP_SECS_MAX)],
    )?;
    let polls = db.run(
        "UPDATE shipments SET poll_at = ?2 WHERE shop_id = ?1 AND poll_at IS NOT NULL AND poll_at > ?3",
        params![db.shop, now, now.plus(REPORT_SLEEP_SECS_MAX)],
    )?;
    Ok([payments, strays, asked, far, reports, polls].into_iter().fold(0, usize::saturating_add))
}

impl Reader {
    /// Unpaid orders whose payment WeChat reports to another address than this one: its notification will not come.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bound_elsewhere(&self, current_public_url: &str, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        let db = self.db();
        let sql = "SELECT order_no FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL
                       AND state IN ('waiting', 'noticed') AND public_url > '' AND public_url <> ?2
                   ORDER BY next_ask_at, order_no LIMIT ?3";
        db.list(sql, params![db.shop, current_public_url, limit], |row| row.get(0))
    }
}
