//! What there was before: a buyer's earlier requests, and the answers the owner gave.

use crate::domain::RefundNo;
use crate::store::engine::{row::Row, value::params};
use crate::store::{ExportedRefund, Reader, RefundRow, StoreError, money::refunds};

const BEFORE_MAX: u32 = 20;
const REASONS_MAX: usize = 8;
/// How far back the owner's answers are looked through: many of them say the same.
const REASONS_LOOKED_AT: u32 = 200;

pub(in crate::store) const REASONS: &str =
    "SELECT reply FROM refunds WHERE shop_id = ?1 AND state = 'rejected' AND reply <> ''
                                  ORDER BY changed_at DESC, refund_no DESC LIMIT ?2";

pub(in crate::store) fn before_sql() -> String {
    format!(
        "{} WHERE r.shop_id = ?1 AND r.openid = ?2 AND (r.requested_at, r.refund_no) < (?3, ?4)
         ORDER BY r.requested_at DESC, r.refund_no DESC LIMIT ?5",
        refunds::reads::ROW
    )
}

/// The same rows with what stands in the books.
pub(super) fn in_full(sql: &str) -> String {
    sql.replace("AS set_aside", "AS set_aside, r.asked_fen, r.reply, r.refunded_at, r.account, r.refund_id")
}

pub(super) fn full_from(row: &Row<'_>) -> Result<ExportedRefund, StoreError> {
    Ok(ExportedRefund {
        row: refunds::reads::row_from(row)?,
        asked: row.get("asked_fen")?,
        reply: row.get("reply")?,
        refunded_at: row.get("refunded_at")?,
        account: row.get("account")?,
        refund_id: row.get("refund_id")?,
    })
}

impl Reader {
    /// What the same buyer asked for before this one, of this order and of others, newest first, at most twenty.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refunds_before(&self, refund_no: &RefundNo) -> Result<Vec<RefundRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let this = "SELECT openid, requested_at FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
        let this: Option<(String, i64)> =
            db.find(this, params![db.shop, refund_no], |row| Ok((row.get("openid")?, row.get("requested_at")?)))?;
        let Some((openid, at)) = this else { return Ok(Vec::new()) };
        db.list(&before_sql(), params![db.shop, openid, at, refund_no, BEFORE_MAX], refunds::reads::row_from)
    }

    /// What the owner last told buyers who were refused: each text once, the newest first, at most eight.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn reject_reasons(&self) -> Result<Vec<String>, StoreError> {
        let db = self.db();
        let replies: Vec<String> = db.values(REASONS, params![db.shop, REASONS_LOOKED_AT])?;
        let mut reasons: Vec<String> = Vec::new();
        for reply in replies {
            if !reasons.contains(&reply) {
                reasons.push(reply);
            }
        }
        reasons.truncate(REASONS_MAX);
        Ok(reasons)
    }
}
