//! How far this computer's clock is ahead of WeChat's, by the `Date` of WeChat's answers. An order lives on the clock it was
//! placed by: where that clock is found set, the order keeps what it had left of its time.

use crate::domain::UnixSeconds;
use crate::store::{CommitFuture, Store};
use crate::store::{
    Reader, StoreError,
    engine::{
        db::Db,
        dialect::{greatest, least},
        value::params,
    },
};

/// Clocks are corrected by seconds all the time, and an answer takes some; that is no jump.
pub const CLOCK_APART_SECS: i64 = 30;
/// No order can be paid longer than a week, and a day to spare.
const LIFE_SECS_MAX: i64 = 8 * 24 * 60 * 60;
/// A buyer's login lives no longer.
const LOGIN_SECS_MAX: i64 = 60 * 24 * 60 * 60;
/// Two of these still add up to a number of the file.
const FAR: i64 = 1 << 61;

impl Store {
    /// WeChat's `Date` says that this clock is so many seconds ahead of its own. Where that is not what was known, the clock
    /// was set: what lives for a time keeps what it had left of it.
    pub fn hear_clock(&self, ahead_secs: i64, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| heard(db, ahead_secs, now))
    }
}

/// What the file knows.
fn ahead(db: Db<'_>) -> Result<Option<i64>, StoreError> {
    db.find_value("SELECT ahead_secs FROM clock WHERE shop_id = ?1", params![db.shop])
}

/// What time it is at WeChat, as far as is known: the clock's own word before WeChat's was heard.
pub(in crate::store) fn at_wechat(db: Db<'_>, now: UnixSeconds) -> Result<UnixSeconds, StoreError> {
    Ok(now.plus(ahead(db)?.unwrap_or(0).saturating_neg()))
}

/// WeChat's `Date` says that this clock is `now_ahead` seconds ahead. If that is not what is known, it was set meanwhile,
/// perhaps while the program was off.
pub(in crate::store) fn heard(db: Db<'_>, now_ahead: i64, now: UnixSeconds) -> Result<(), StoreError> {
    let known = ahead(db)?;
    let by = match known {
        Some(known) => now_ahead.saturating_sub(known),
        // Nothing is known of the clock the rows were written by: they are given time, and none is taken from them.
        None => now_ahead.max(0),
    };
    if by.saturating_abs() >= CLOCK_APART_SECS {
        lives_on(db, by)?;
    }
    if known.is_none() || by.saturating_abs() >= CLOCK_APART_SECS {
        db.run_one(
            "INSERT INTO clock (shop_id, ahead_secs, heard_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (shop_id) DO UPDATE SET ahead_secs = excluded.ahead_secs, heard_at = excluded.heard_at",
            params![db.shop, now_ahead, now],
        )?;
    }
    pull_back(db, now)
}

/// The clock was seen to be set by so much; WeChat was not heard since.
pub(in crate::store) fn set(db: Db<'_>, by: i64) -> Result<(), StoreError> {
    if by == 0 {
        return Ok(());
    }
    lives_on(db, by)?;
    let known = greatest(&[&least(&["clock.ahead_secs", "?3"]), "-?3"]);
    let sql = format!(
        "INSERT INTO clock (shop_id, ahead_secs, heard_at) VALUES (?1, ?2, 0)
         ON CONFLICT (shop_id) DO UPDATE SET ahead_secs = {known} + excluded.ahead_secs"
    );
    db.run(&sql, params![db.shop, by.clamp(-FAR, FAR), FAR]).map(drop)
}

/// What lives for a time has left of it what it had, on the clock as it is now.
fn lives_on(db: Db<'_>, by: i64) -> Result<(), StoreError> {
    let by = by.clamp(-FAR, FAR);
    let moved = |column: &str| greatest(&[&format!("{} + ?2", least(&[column, "?3"])), "0"]);
    let payments = format!(
        "UPDATE payments SET pay_before = {}, next_ask_at = CASE WHEN state = 'unsent' THEN {} ELSE next_ask_at END
         WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND state IN ('unsent', 'waiting', 'noticed')",
        moved("pay_before"),
        moved("next_ask_at")
    );
    db.run(&payments, params![db.shop, by, FAR])?;
    let logins = format!("UPDATE buyer_sessions SET expires_at = {} WHERE shop_id = ?1", moved("expires_at"));
    db.run(&logins, params![db.shop, by, FAR]).map(drop)
}

/// A life longer than any was named by a clock that was wrong for a moment: it begins now, as long as it was meant.
fn pull_back(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let meant = "pay_before - (SELECT created_at FROM orders o
                 WHERE o.shop_id = payments.shop_id AND o.order_no = payments.order_no)";
    let meant = greatest(&[&least(&[meant, "?4"]), "0"]);
    let sql = format!(
        "UPDATE payments SET pay_before = ?2 + {meant}
         WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND state IN ('unsent', 'waiting', 'noticed') AND pay_before > ?3
             AND EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = payments.shop_id AND o.order_no = payments.order_no)"
    );
    db.run(&sql, params![db.shop, now, now.plus(LIFE_SECS_MAX), LIFE_SECS_MAX])?;
    let logins = "UPDATE buyer_sessions SET expires_at = ?2 WHERE shop_id = ?1 AND expires_at > ?2";
    db.run(logins, params![db.shop, now.plus(LOGIN_SECS_MAX)]).map(drop)
}

impl Reader {
    /// How far this clock is ahead of WeChat's, as the open orders were written by it; `None` before WeChat was heard.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn clock_ahead(&self) -> Result<Option<i64>, StoreError> {
        ahead(self.db())
    }

    /// True if an order can be paid longer than any order can.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn an_order_lives_too_long(&self, now: UnixSeconds) -> Result<bool, StoreError> {
        let db = self.db();
        let sql = "SELECT EXISTS (SELECT 1 FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL
                       AND state IN ('unsent', 'waiting', 'noticed') AND pay_before > ?2)";
        db.value(sql, params![db.shop, now.plus(LIFE_SECS_MAX)])
    }
}
