//! A day of the bill for a sheet: all of it, page by page along its keys.

use super::reads::{DIFFERENCES, difference_from, line_from};
use crate::domain::{Day, bill_match::BillSubject};
use crate::store::{
    BillDifference, BillLineRow, Reader, StoreError, engine::value::params, money::payments::merchants,
};

/// Lines that stand in no difference of the day.
const AGREEING: &str = "
    SELECT l.line, l.kind, l.moved_at, l.order_no, l.transaction_id, l.refund_no, l.fen, COALESCE(o.receiver_name, '') AS buyer
    FROM bill_days d
    JOIN bill_lines l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
    LEFT JOIN orders o ON o.shop_id = l.shop_id AND o.order_no = l.order_no
    WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3 AND l.line > ?4
        AND NOT EXISTS (SELECT 1 FROM bill_differences f
            WHERE f.shop_id = l.shop_id AND f.mch_id = l.mch_id AND f.day = l.day
                AND f.subject = CASE l.kind WHEN 'refund' THEN 'r ' || l.refund_no WHEN 'paid' THEN 'p ' || l.transaction_id
                    ELSE 'v ' || l.transaction_id END)
    ORDER BY l.line LIMIT ?5";

impl Reader {
    /// The day's differences behind this one, solved ones among them, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_differences_of(
        &self,
        day: Day,
        after: Option<&BillSubject>,
        limit: u32,
    ) -> Result<Vec<BillDifference>, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
        let key = after.map(BillSubject::key).unwrap_or_default();
        let sql = format!(
            "{DIFFERENCES} WHERE f.shop_id = ?1 AND f.mch_id = ?2 AND f.day = ?3 AND f.subject > ?4
             ORDER BY f.subject LIMIT ?5"
        );
        db.list(&sql, params![db.shop, merchant.mch_id, day, key, limit], difference_from)
    }

    /// The day's lines behind this one that stand in no difference, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_lines_agreeing(&self, day: Day, after: u32, limit: u32) -> Result<Vec<BillLineRow>, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
        db.list(AGREEING, params![db.shop, merchant.mch_id, day, after, limit], line_from)
    }
}
