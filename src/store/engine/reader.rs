//! A reading connection. What it can be asked stands beside the rows: orders, refunds, notices, counts.

use crate::domain::{BuyerLimits, ShopId, UnixSeconds};
use crate::store::{
    StoreError,
    engine::{damage::Damage, db::Db, open},
    payments::merchants,
};
use rusqlite::{Connection, Transaction, params};

/// Reads the shop's data over a connection of its own: never waits for the writer, never keeps it waiting.
/// One thread at a time; ask the store for one each.
pub struct Reader {
    conn: Connection,
    shop: ShopId,
    limits: BuyerLimits,
    damage: Damage,
}

impl Reader {
    pub(in crate::store) fn on(conn: Connection, shop: ShopId, damage: Damage) -> Self {
        Self { conn, shop, limits: BuyerLimits::NONE, damage }
    }

    /// The same for a shop with limits for its buyers.
    pub(in crate::store) fn limited(self, limits: BuyerLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same for a window, which goes back and forth over long lists: it keeps more of the file at hand.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn for_lists(self) -> Result<Self, StoreError> {
        open::keep_more(&self.conn)?;
        Ok(self)
    }

    pub(in crate::store) const fn limits(&self) -> BuyerLimits {
        self.limits
    }

    pub(in crate::store) fn db(&self) -> Db<'_> {
        Db { conn: &self.conn, shop: &self.shop, damage: &self.damage }
    }

    /// Until it is dropped, all queries see the same moment. For answers that take more than one query.
    pub(in crate::store) fn snapshot(&self) -> Result<Transaction<'_>, StoreError> {
        Ok(self.conn.unchecked_transaction()?)
    }

    /// The schema of the file: the number of the last migration.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn schema(&self) -> Result<i64, StoreError> {
        self.db().value("SELECT MAX(version) FROM refinery_schema_history", [])
    }

    /// When a payment or a refund is due next, if any is: what a worker without news may sleep until.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_due(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let payment: Option<UnixSeconds> = db.value(
            "SELECT MIN(next_ask_at) FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND held = 0",
            [db.shop],
        )?;
        let asked = format!(
            "SELECT MIN(next_at) FROM refunds r WHERE shop_id = ?1
                 AND state IN ('processing', 'in_doubt', 'stuck', 'waiting_for_money') AND NOT {}",
            merchants::is_held_sql("r")
        );
        let asked: Option<UnixSeconds> = db.value(&asked, [db.shop])?;
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
            "SELECT MIN(MAX(next_at, last_sent + ?2, unfinished + ?3)) FROM (
                       SELECT r.next_at, (SELECT COALESCE(MAX(s.sent_at), 0) FROM refunds s WHERE s.shop_id = r.shop_id
                           AND s.order_no = r.order_no AND s.refund_no <> r.refund_no) AS last_sent,
                           (SELECT COALESCE(MAX(COALESCE(s.sent_at, s.changed_at)), 0) FROM refunds s
                           WHERE s.shop_id = r.shop_id AND s.order_no = r.order_no AND s.refund_no <> r.refund_no
                           AND s.state IN ('processing', 'in_doubt', 'waiting_for_money')) AS unfinished
                       FROM refunds r WHERE r.shop_id = ?1 AND r.state = 'approved' AND r.paused_for = ''
                       AND NOT {held}
                       AND NOT EXISTS (
                           SELECT 1 FROM refunds s WHERE s.shop_id = r.shop_id AND s.order_no = r.order_no
                           AND s.refund_no <> r.refund_no AND s.state = 'sending')) AS free"
        );
        db.value(&sql, params![db.shop, crate::domain::REFUND_GAP_SECS, crate::domain::SIBLING_WAIT_SECS])
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutputReader").field("shop", &self.shop).finish_non_exhaustive()
    }
}
