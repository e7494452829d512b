//! How far the asking is, and what it found.

use crate::domain::{CatchUpKind, UnixSeconds};
use crate::store::{
    AskedOf, CatchingUp, CountAndSum, FoundRefund, Reader, RestoreFindings, StoreError,
    engine::{db::Db, value::params},
    money::payments::merchants,
};

/// So many of them are named one by one.
const NAMED_MAX: u32 = 200;

impl Reader {
    /// What the shop is catching up with; `None` where it is at work.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn catching_up(&self) -> Result<Option<CatchingUp>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let sql = "SELECT cause, behind_at, found_at FROM restores WHERE shop_id = ?1 AND accepted_at IS NULL";
        let found =
            db.find(sql, params![db.shop], |row| Ok((row.get("cause")?, row.get("behind_at")?, row.get("found_at")?)))?;
        let Some((cause, behind_at, found_at)) = found else { return Ok(None) };
        Ok(Some(CatchingUp {
            cause,
            behind_at,
            found_at,
            refunds: asked_of(db, CatchUpKind::Refund)?,
            orders: asked_of(db, CatchUpKind::Order)?,
            payments: asked_of(db, CatchUpKind::Payment)?,
        }))
    }

    /// What asking found so far.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn restore_findings(&self) -> Result<RestoreFindings, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let sql = "SELECT MAX(found_at) FROM restores WHERE shop_id = ?1";
        let Some(since) = db.value::<Option<UnixSeconds>>(sql, params![db.shop])? else {
            return Ok(RestoreFindings::default());
        };
        let (paid, unpaid) = ("o.paid_at IS NOT NULL", "o.paid_at IS NULL");
        Ok(RestoreFindings {
            refunds: not_as_said(db, since)?,
            paid: payments(db, paid)?,
            unpaid: payments(db, unpaid)?,
            same: as_said(db, since)?,
        })
    }
}

fn asked_of(db: Db<'_>, kind: CatchUpKind) -> Result<AskedOf, StoreError> {
    let sql = format!(
        "SELECT COUNT(*) AS all_of_it, COUNT(t.done_at) AS done FROM catch_up_tasks t
         WHERE t.shop_id = ?1 AND t.kind = ?2 AND NOT {}",
        merchants::is_held_sql("t")
    );
    let read = db
        .find(&sql, params![db.shop, kind], |row| Ok(AskedOf { all: row.get("all_of_it")?, done: row.get("done")? }))?;
    Ok(read.unwrap_or_default())
}

fn not_as_said(db: Db<'_>, since: UnixSeconds) -> Result<Vec<FoundRefund>, StoreError> {
    let sql = "SELECT a.refund_no, a.kind, a.ours_fen, a.theirs_fen, COALESCE(o.receiver_name, '') AS buyer
               FROM refund_alarms a LEFT JOIN orders o ON o.shop_id = a.shop_id AND o.order_no = a.order_no
               WHERE a.shop_id = ?1 AND a.raised_at >= ?2 ORDER BY a.raised_at DESC, a.refund_no LIMIT ?3";
    db.list(sql, params![db.shop, since, NAMED_MAX], |row| {
        Ok(FoundRefund {
            refund_no: row.get("refund_no")?,
            buyer: row.get("buyer")?,
            kind: row.get("kind")?,
            ours: row.get("ours_fen")?,
            theirs: row.get("theirs_fen")?,
        })
    })
}

fn payments(db: Db<'_>, which: &str) -> Result<CountAndSum, StoreError> {
    let sql = format!(
        "SELECT COUNT(*) AS many, COALESCE(SUM(o.total_fen), 0) AS fen FROM catch_up_tasks t
         JOIN orders o ON o.shop_id = t.shop_id AND o.order_no = t.order_no
         WHERE t.shop_id = ?1 AND t.kind = 'payment' AND t.done_at IS NOT NULL AND {which}"
    );
    count_and_sum(db, &sql, params![db.shop])
}

fn as_said(db: Db<'_>, since: UnixSeconds) -> Result<CountAndSum, StoreError> {
    let sql = "SELECT COUNT(*) AS many, COALESCE(SUM(r.amount_fen), 0) AS fen FROM catch_up_tasks t
               JOIN refunds r ON r.shop_id = t.shop_id AND r.refund_no = t.row_key
               WHERE t.shop_id = ?1 AND t.kind = 'refund' AND t.done_at IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM refund_alarms a WHERE a.shop_id = t.shop_id AND a.refund_no = t.row_key
                       AND a.raised_at >= ?2)";
    count_and_sum(db, sql, params![db.shop, since])
}

fn count_and_sum(
    db: Db<'_>,
    sql: &str,
    params: &[&dyn crate::store::engine::value::ToSql],
) -> Result<CountAndSum, StoreError> {
    let read = db.find(sql, params, |row| Ok(CountAndSum { count: row.get("many")?, sum: row.get("fen")? }))?;
    Ok(read.unwrap_or_default())
}
