//! When a job has to do with a row next: one list of all columns that say so. Waking rows before their time, after a sleep, a
//! jump of the clock, or a change of the address WeChat reports to; and no row sleeps until a moment only a wrong clock can
//! have named.

pub(in crate::store) mod next;
pub(in crate::store) mod rows;
pub(in crate::store) mod set_aside;

use crate::domain::{OrderNo, ReportTrouble, UnixSeconds};
use crate::store::engine::{clock, db::Db, value::params};
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, StoreError};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

impl Store {
    /// These unpaid orders are asked about at once. Answers how many of them are open.
    pub fn ask_soon(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| ask_soon(db, &orders, now))
    }

    /// The program was away, or the clock jumped by `jumped_secs` (0 where nobody saw it): whatever WeChat is to be asked
    /// about is due at once, nothing sleeps until a moment only a wrong clock could have named, and an open order keeps
    /// what it had left of its time. Answers how many rows were woken.
    pub fn look_again(&self, jumped_secs: i64, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| look_again(db, jumped_secs, now))
    }
}

/// A column that says when a job has to do with a row next.
pub(in crate::store) struct DueColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// The rows that wait for it at all.
    pub waits: &'static str,
    /// Those of them WeChat may have news about: due at once after a sleep or a jump. The others wait for a moment of their
    /// own: an order whose sheet was never opened, a refund the owner may still take back.
    pub asked: Option<&'static str>,
    /// Only a day's quota at WeChat lets a row wait for tomorrow: the column of the trouble, and whether it is to be that.
    pub day_quota: Option<(&'static str, bool)>,
    /// How far ahead the longest schedule puts it, seconds. What sleeps past this was put to sleep by a wrong clock.
    pub most_secs: i64,
}

impl DueColumn {
    const fn new(table: &'static str, column: &'static str, waits: &'static str, most_secs: i64) -> Self {
        Self { table, column, waits, asked: None, day_quota: None, most_secs }
    }

    const fn asked(self, asked: &'static str) -> Self {
        Self { asked: Some(asked), ..self }
    }

    /// Of these rows those that wait for a day's quota, by the trouble in this column.
    const fn for_day_quota(self, trouble: &'static str) -> Self {
        Self { day_quota: Some((trouble, true)), ..self }
    }

    /// Of these rows the others.
    const fn for_no_day_quota(self, trouble: &'static str) -> Self {
        Self { day_quota: Some((trouble, false)), ..self }
    }

    /// The rows of shop `?1` that sleep past `?2`.
    fn asleep(&self) -> String {
        let quota = self.day_quota.map_or(String::new(), |(trouble, is_one)| {
            format!("AND {trouble} {}LIKE '{}%'", if is_one { "" } else { "NOT " }, ReportTrouble::DAY_QUOTA)
        });
        format!("shop_id = ?1 AND {} {quota} AND {} > ?2", self.waits, self.column)
    }

    /// Wakes them at `?3`.
    fn wake(&self, which: &str) -> String {
        format!("UPDATE {} SET {} = ?3 WHERE {which}", self.table, self.column)
    }
}

const TO_REPORT: &str = "(report = 'held' OR report = 'waiting')";

/// All of them. A test goes through the schema and finds one that is missing here.
pub(in crate::store) const DUE: [DueColumn; 15] = [
    // No order can be paid longer than a week, and no question about one waits longer.
    DueColumn::new("payments", "next_ask_at", "next_ask_at IS NOT NULL", 8 * DAY).asked("state <> 'unsent'"),
    DueColumn::new("strays", "next_ask_at", "state = 'asking'", 8 * DAY).asked("TRUE"),
    // An approved refund can be taken back for an hour at most, and no question about one waits longer.
    DueColumn::new(
        "refunds",
        "next_at",
        "state IN ('approved', 'waiting_for_money', 'processing', 'in_doubt', 'stuck')",
        2 * HOUR,
    )
    .asked("state IN ('processing', 'in_doubt', 'stuck')"),
    DueColumn::new("refund_searches", "next_at", "TRUE", 2 * HOUR).asked("TRUE"),
    // A report or a reminder that sleeps for a day without a day's quota was put to sleep by a clock a day ahead.
    DueColumn::new("shipments", "next_at", TO_REPORT, 2 * HOUR).for_no_day_quota("trouble"),
    DueColumn::new("shipments", "next_at", TO_REPORT, 2 * DAY).for_day_quota("trouble"),
    DueColumn::new("shipments", "remind_at", "remind_at IS NOT NULL", 2 * HOUR).for_no_day_quota("remind_trouble"),
    DueColumn::new("shipments", "remind_at", "remind_at IS NOT NULL", 2 * DAY).for_day_quota("remind_trouble"),
    // A question about a settlement waits hours, or for the same quota.
    DueColumn::new("shipments", "poll_at", "poll_at IS NOT NULL", 2 * DAY),
    DueColumn::new("print_jobs", "next_at", "next_at IS NOT NULL", HOUR),
    DueColumn::new("set_aside", "next_at", "TRUE", 2 * HOUR),
    // A complaint that WeChat's list has no more is asked about once a day.
    DueColumn::new("complaints", "ask_at", "ask_at IS NOT NULL", 2 * DAY).asked("ask_at IS NOT NULL"),
    DueColumn::new(
        "complaint_tasks",
        "next_at",
        "(state = 'waiting' OR state = 'sending' OR state = 'in_doubt')",
        2 * HOUR,
    )
    .asked("state = 'in_doubt'"),
    DueColumn::new("complaint_lists", "next_at", "TRUE", 2 * HOUR).asked("TRUE"),
    DueColumn::new("service_messages", "next_at", "state = 'waiting'", 2 * HOUR),
];

/// These orders' payments are asked about at once, where they are open.
pub(in crate::store) fn ask_soon(db: Db<'_>, orders: &[OrderNo], now: UnixSeconds) -> Result<usize, StoreError> {
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

/// Everything WeChat may have news about is due now, and nothing waits longer than its schedule can have said. What lives for
/// a time keeps what it had left of it on the clock as it is now.
pub(in crate::store) fn look_again(db: Db<'_>, jumped_secs: i64, now: UnixSeconds) -> Result<usize, StoreError> {
    clock::set(db, jumped_secs)?;
    let mut woken: usize = 0;
    for due in &DUE {
        let far = db.run(&due.wake(&due.asleep()), params![db.shop, now.plus(due.most_secs), now])?;
        woken = woken.saturating_add(far);
        if let Some(asked) = due.asked {
            let soon = due.wake(&format!("{} AND {asked}", due.asleep()));
            woken = woken.saturating_add(db.run(&soon, params![db.shop, now, now])?);
        }
    }
    Ok(woken)
}

impl Reader {
    /// True if a row sleeps until a moment only a wrong clock can have named.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn sleeps_too_long(&self, now: UnixSeconds) -> Result<bool, StoreError> {
        let db = self.db();
        for due in &DUE {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {})", due.table, due.asleep());
            if db.value(&sql, params![db.shop, now.plus(due.most_secs)])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Unpaid orders whose payment WeChat reports to another address than this one: its notification will not come.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bound_elsewhere(&self, current_public_url: &str, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        let db = self.db();
        let sql = "SELECT order_no FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL
                       AND state IN ('waiting', 'noticed') AND public_url > '' AND public_url <> ?2
                   ORDER BY next_ask_at, order_no LIMIT ?3";
        db.values(sql, params![db.shop, current_public_url, limit])
    }
}
