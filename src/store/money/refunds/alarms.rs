//! What the owner has to know of refunds, each until it was seen.

use crate::domain::{OperatorAction, OrderNo, RefundNo, UnixSeconds};
use crate::store::engine::{db::Db, row::Row, value::params};
use crate::store::operators::rights::Attempt;
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, RefundAlarmRow, StoreError};

const ROW: &str =
    "SELECT refund_no, order_no, kind, ours, theirs, ours_fen, theirs_fen, raised_at, seen_at FROM refund_alarms";

/// Along `refund_alarms_open`.
pub(in crate::store) const OPEN: &str =
    "SELECT refund_no, order_no, kind, ours, theirs, ours_fen, theirs_fen, raised_at, seen_at FROM refund_alarms
     WHERE shop_id = ?1 AND seen_at IS NULL ORDER BY raised_at DESC, refund_no DESC, alarm DESC LIMIT ?2";

impl Store {
    /// The owner has seen what there was to know of this refund.
    pub fn acknowledge_refund_alarms(&self, refund_no: RefundNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::HandleRefund, now).refund(&refund_no), move |db| {
            acknowledge(db, &refund_no, now)
        })
    }
}

fn row_from(row: &Row<'_>) -> Result<RefundAlarmRow, StoreError> {
    Ok(RefundAlarmRow {
        refund_no: row.get("refund_no")?,
        order_no: row.get("order_no")?,
        kind: row.get("kind")?,
        ours: row.get("ours")?,
        theirs: row.get("theirs")?,
        ours_amount: row.get("ours_fen")?,
        theirs_amount: row.get("theirs_fen")?,
        raised_at: row.get("raised_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// Tells the owner, unless the very same was the last that was told of this refund. True if it is new.
pub(in crate::store) fn raise(db: Db<'_>, alarm: &RefundAlarmRow) -> Result<bool, StoreError> {
    let same =
        |last: &RefundAlarmRow| RefundAlarmRow { raised_at: alarm.raised_at, seen_at: None, ..last.clone() } == *alarm;
    let of_refund = format!("{ROW} WHERE shop_id = ?1 AND refund_no = ?2 ORDER BY alarm");
    let known: Vec<RefundAlarmRow> = db.list(&of_refund, params![db.shop, alarm.refund_no], row_from)?;
    if known.last().is_some_and(same) {
        return Ok(false);
    }
    db.run_one(
        "INSERT INTO refund_alarms (shop_id, refund_no, alarm, order_no, kind, ours, theirs, ours_fen, theirs_fen, raised_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            db.shop,
            alarm.refund_no,
            i64::try_from(known.len()).unwrap_or(i64::MAX),
            alarm.order_no,
            alarm.kind,
            alarm.ours,
            alarm.theirs,
            alarm.ours_amount,
            alarm.theirs_amount,
            alarm.raised_at,
        ],
    )?;
    Ok(true)
}

/// The owner has seen everything that is open about this refund.
pub(in crate::store) fn acknowledge(db: Db<'_>, refund_no: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
    let sql = "UPDATE refund_alarms SET seen_at = ?3 WHERE shop_id = ?1 AND refund_no = ?2 AND seen_at IS NULL";
    db.run(sql, params![db.shop, refund_no, now]).map(drop)
}

/// What is open about an order's refunds, the oldest first.
pub(in crate::store) fn open_of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<RefundAlarmRow>, StoreError> {
    let sql =
        format!("{ROW} WHERE shop_id = ?1 AND order_no = ?2 AND seen_at IS NULL ORDER BY raised_at, refund_no, alarm");
    db.list(&sql, params![db.shop, order_no], row_from)
}

/// What is open about one refund, the oldest first.
pub(in crate::store) fn open_of(db: Db<'_>, refund_no: &RefundNo) -> Result<Vec<RefundAlarmRow>, StoreError> {
    let sql = format!("{ROW} WHERE shop_id = ?1 AND refund_no = ?2 AND seen_at IS NULL ORDER BY alarm");
    db.list(&sql, params![db.shop, refund_no], row_from)
}

impl Reader {
    /// What the owner has to know of refunds and has not seen, the newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_alarms(&self, limit: u32) -> Result<Vec<RefundAlarmRow>, StoreError> {
        let db = self.db();
        db.list(OPEN, params![db.shop, limit], row_from)
    }
}
