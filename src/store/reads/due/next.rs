//! When something is due next: what a worker without news may sleep until.

use crate::domain::{REFUND_GAP_SECS, SIBLING_WAIT_SECS, UnixSeconds};
use crate::store::engine::{dialect::greatest, value::params};
use crate::store::{Reader, StoreError, money::payments::merchants, ownership::restores::held::HELD};

impl Reader {
    /// When a payment or a refund is due next, if any is: what a worker without news may sleep until.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_due(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let payment: Option<UnixSeconds> = db.value(
            "SELECT MIN(next_ask_at) FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND held = 0",
            params![db.shop],
        )?;
        let asked = format!(
            "SELECT MIN(next_at) FROM refunds r WHERE shop_id = ?1
                 AND state IN ('processing', 'in_doubt', 'stuck', 'waiting_for_money') AND NOT {}",
            merchants::is_held_sql("r")
        );
        let asked: Option<UnixSeconds> = db.value(&asked, params![db.shop])?;
        Ok([payment, asked, self.next_send()?, self.next_unknown_payment()?, self.next_search()?]
            .into_iter()
            .flatten()
            .min())
    }

    /// When the next approved refund may leave. One whose sibling is leaving waits for that one's answer instead.
    fn next_send(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let held = merchants::is_held_sql("r");
        let sql = format!(
            "SELECT MIN({}) FROM (
                       SELECT r.next_at, (SELECT COALESCE(MAX(s.sent_at), 0) FROM refunds s WHERE s.shop_id = r.shop_id
                           AND s.order_no = r.order_no AND s.refund_no <> r.refund_no) AS last_sent,
                           (SELECT COALESCE(MAX(COALESCE(s.sent_at, s.changed_at)), 0) FROM refunds s
                           WHERE s.shop_id = r.shop_id AND s.order_no = r.order_no AND s.refund_no <> r.refund_no
                           AND s.state IN ('processing', 'in_doubt', 'waiting_for_money')) AS unfinished
                       FROM refunds r WHERE r.shop_id = ?1 AND r.state = 'approved' AND r.paused_for = ''
                       AND NOT {held} AND NOT {HELD}
                       AND NOT EXISTS (
                           SELECT 1 FROM refunds s WHERE s.shop_id = r.shop_id AND s.order_no = r.order_no
                           AND s.refund_no <> r.refund_no AND s.state = 'sending')) AS free",
            greatest(&["next_at", "last_sent + ?2", "unfinished + ?3"])
        );
        db.value(&sql, params![db.shop, REFUND_GAP_SECS, SIBLING_WAIT_SECS])
    }
}
