//! What wants a person: paid orders and refund requests nobody has seen, and money that does not fit or is missing.

use crate::domain::{ComplaintId, Fen, OperatorAction, OrderNo, RefundAlarm, RefundNo, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{CommitFuture, Store};
use crate::store::{
    Reader, StoreError,
    engine::{
        db::Db,
        value::{FromSql, params},
    },
};

impl Store {
    /// The owner has seen these refund requests (all of them if empty). Deciding one is seeing it too.
    pub fn mark_refunds_seen(&self, refunds: Vec<RefundNo>) -> CommitFuture<()> {
        self.write_as(Attempt::timeless(OperatorAction::Look), move |db| mark_refunds_seen(db, &refunds))
    }
}

/// One thing that wants a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAlert<N> {
    /// The order or the refund.
    pub number: N,
    /// The money it is about.
    pub amount: Fen,
    /// Since when it wants one.
    pub at: UnixSeconds,
}

/// Everything that wants a person, each kind newest first, with the money it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenAlerts {
    /// Paid and not seen.
    pub orders: Vec<OpenAlert<OrderNo>>,
    /// Money that does not fit, until it is decided, and payments WeChat announced and denies since.
    pub needs_owner: Vec<OpenAlert<OrderNo>>,
    /// Asked for and not seen.
    pub refunds_asked: Vec<OpenAlert<RefundNo>>,
    /// Approved, and the balance at WeChat is too small.
    pub money_short: Vec<OpenAlert<RefundNo>>,
    /// WeChat says otherwise than was believed here, or an approved refund waits for the owner once more.
    pub refunds_odd: Vec<OpenAlert<RefundNo>>,
    /// Complaints nobody has seen, or in which the buyer wrote again.
    pub complaints: Vec<OpenAlert<ComplaintId>>,
}

pub(in crate::store) const ORDERS: &str =
    "SELECT order_no AS number, total_fen AS fen, created_at AS at FROM orders WHERE shop_id = ?1 AND unseen = 1 AND attention IS NULL
     ORDER BY created_at DESC, order_no DESC LIMIT ?2";
pub(in crate::store) const NEEDS_OWNER: &str =
    "SELECT order_no AS number, total_fen AS fen, created_at AS at FROM orders WHERE shop_id = ?1 AND attention IS NOT NULL
     ORDER BY created_at DESC, order_no DESC LIMIT ?2";
pub(in crate::store) const UNCONFIRMED: &str =
    "SELECT p.order_no AS number, o.total_fen AS fen, o.created_at AS at FROM payments p JOIN orders o ON o.shop_id = p.shop_id AND o.order_no = p.order_no
     WHERE p.shop_id = ?1 AND p.state = 'noticed' AND p.noes >= 5 AND p.held = 0 ORDER BY p.order_no DESC LIMIT ?2";
pub(in crate::store) const REFUNDS_ASKED: &str =
    "SELECT refund_no AS number, asked_fen AS fen, requested_at AS at FROM refunds WHERE shop_id = ?1 AND unseen = 1
     ORDER BY requested_at DESC, refund_no DESC LIMIT ?2";
pub(in crate::store) const COMPLAINTS: &str =
    "SELECT complaint_id AS number, COALESCE(wanted_fen, 0) AS fen, received_at AS at FROM complaints
     WHERE shop_id = ?1 AND unseen = 1 ORDER BY received_at DESC, complaint_id DESC LIMIT ?2";
pub(in crate::store) const MONEY_SHORT: &str =
    "SELECT refund_no AS number, amount_fen AS fen, changed_at AS at FROM refunds WHERE shop_id = ?1 AND state = 'waiting_for_money'
     ORDER BY next_at DESC, refund_no DESC LIMIT ?2";
pub(in crate::store) const PAUSED: &str =
    "SELECT refund_no AS number, amount_fen AS fen, changed_at AS at FROM refunds WHERE shop_id = ?1 AND paused_for = 'found'
     ORDER BY changed_at DESC, refund_no DESC LIMIT ?2";

impl Reader {
    /// What wants a person, at most `limit` of each kind. Each list is the front of an index of its own.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn open_alerts(&self, limit: u32) -> Result<OpenAlerts, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let mut needs_owner: Vec<OpenAlert<OrderNo>> =
            [list(db, limit, UNCONFIRMED)?, list(db, limit, NEEDS_OWNER)?].concat();
        let mut refunds_odd: Vec<OpenAlert<RefundNo>> = list(db, limit, PAUSED)?;
        for alarm in self.refund_alarms(limit)? {
            if alarm.kind == RefundAlarm::Misfit {
                // It may have no row of its own: its order tells.
                if needs_owner.iter().all(|known| known.number != alarm.order_no) {
                    let amount = alarm.theirs_amount.unwrap_or_default();
                    needs_owner.push(OpenAlert { number: alarm.order_no, amount, at: alarm.raised_at });
                }
            } else if refunds_odd.iter().all(|known| known.number != alarm.refund_no) {
                let amount = alarm.theirs_amount.or(alarm.ours_amount).unwrap_or_default();
                refunds_odd.push(OpenAlert { number: alarm.refund_no, amount, at: alarm.raised_at });
            }
        }
        Ok(OpenAlerts {
            orders: list(db, limit, ORDERS)?,
            needs_owner,
            refunds_asked: list(db, limit, REFUNDS_ASKED)?,
            money_short: list(db, limit, MONEY_SHORT)?,
            refunds_odd,
            complaints: list(db, limit, COMPLAINTS)?,
        })
    }
}

fn list<N: FromSql>(db: Db<'_>, limit: u32, sql: &str) -> Result<Vec<OpenAlert<N>>, StoreError> {
    db.list_readable(sql, params![db.shop, limit], |row| {
        Ok(OpenAlert { number: row.get("number")?, amount: row.get("fen")?, at: row.get("at")? })
    })
}

/// The owner has seen these requests, or all of them.
pub(in crate::store) fn mark_refunds_seen(db: Db<'_>, refunds: &[RefundNo]) -> Result<(), StoreError> {
    if refunds.is_empty() {
        db.run("UPDATE refunds SET unseen = 0 WHERE shop_id = ?1 AND unseen = 1", params![db.shop])?;
    }
    for refund_no in refunds {
        db.run(
            "UPDATE refunds SET unseen = 0 WHERE shop_id = ?1 AND refund_no = ?2 AND unseen = 1",
            params![db.shop, refund_no],
        )?;
    }
    Ok(())
}
