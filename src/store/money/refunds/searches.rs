//! Orders that may have refunds we know nothing of: WeChat is to be asked for all of them.

use crate::domain::{OrderNo, RefundNo, SignType, UnixSeconds};
use crate::store::{
    CommitFuture, Due, RawMessage, Reader, RefundSearch, Store, StoreError,
    engine::{db::Db, value::params},
    messages::{self, Direction},
    money::payments::merchants,
    money::refunds::sources,
    orders::row::OrderHead,
};

impl Store {
    /// The order may have refunds we know nothing of: WeChat is asked for all of them at once. False for an order that is
    /// not there or not paid.
    pub fn search_refunds(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<bool> {
        self.write(move |db| search(db, &order_no, now))
    }

    /// WeChat gave no usable list: asked again at `next_at`.
    pub fn postpone_refund_search(
        &self,
        order_no: OrderNo,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| postpone(db, &order_no, answer.as_ref(), next_at, now))
    }
}

/// In the words of the three indices.
pub(in crate::store) const NUMBERS_OF: &str = "SELECT refund_no FROM refunds WHERE shop_id = ?1 AND order_no = ?2
     UNION ALL SELECT refund_no FROM bill_lines WHERE shop_id = ?1 AND order_no = ?2 AND refund_no IS NOT NULL
     UNION ALL SELECT refund_no FROM messages WHERE shop_id = ?1 AND order_no = ?2 AND direction = 'notice'
         AND refund_no IS NOT NULL";

/// WeChat is to be asked for all refunds of the order, at once. True if there is such an order, and it is paid.
pub(in crate::store) fn search(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<bool, StoreError> {
    let Some(order) = OrderHead::find(db, order_no)? else { return Ok(false) };
    if order.paid.is_zero() && !sources::any_beside(db, order_no)? {
        return Ok(false);
    }
    db.run(
        "INSERT INTO refund_searches (shop_id, order_no, asks, next_at) VALUES (?1, ?2, 0, ?3)
         ON CONFLICT (shop_id, order_no) DO UPDATE SET next_at = excluded.next_at WHERE refund_searches.next_at > excluded.next_at",
        params![db.shop, order_no, now],
    )?;
    Ok(true)
}

/// No usable answer: asked again at `next_at`.
pub(in crate::store) fn postpone(
    db: Db<'_>,
    order_no: &OrderNo,
    answer: Option<&RawMessage>,
    next_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if let Some(answer) = answer {
        messages::keep(db, Direction::Answer, answer, (Some(order_no), None), now)?;
    }
    let sql = "UPDATE refund_searches SET asks = asks + 1, next_at = ?3 WHERE shop_id = ?1 AND order_no = ?2";
    db.run(sql, params![db.shop, order_no, next_at]).map(drop)
}

impl Reader {
    /// Orders WeChat is to be asked about for all of their refunds now, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_refund_searches(&self, now: UnixSeconds, limit: u32) -> Result<Due<RefundSearch>, StoreError> {
        let db = self.db();
        let sql = "SELECT s.order_no, COALESCE(p.sign_type, 'HMAC-SHA256') AS sign_type, s.asks, p.app_id FROM refund_searches s
                   LEFT JOIN payments p ON p.shop_id = s.shop_id AND p.order_no = s.order_no
                   WHERE s.shop_id = ?1 AND s.next_at <= ?2 AND COALESCE(p.held, 0) = 0 ORDER BY s.next_at, s.order_no LIMIT ?3";
        db.list_due(sql, params![db.shop, now, limit], |row| {
            Ok(RefundSearch {
                order_no: row.get("order_no")?,
                sign_type: row.get("sign_type")?,
                asks: row.get("asks")?,
                app_id: row.get("app_id")?,
            })
        })
    }

    /// How WeChat is asked for all refunds of this order; `None` where it is not ours to ask: not paid, not there, or of
    /// another merchant.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_search_of(&self, order_no: &OrderNo) -> Result<Option<RefundSearch>, StoreError> {
        let db = self.db();
        let sql = "SELECT p.sign_type, p.app_id FROM orders o
                   JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
                   WHERE o.shop_id = ?1 AND o.order_no = ?2 AND o.paid_at IS NOT NULL AND p.held = 0";
        db.find(sql, params![db.shop, order_no], |row| {
            let sign_type: Option<SignType> = row.get("sign_type")?;
            let sign_type = sign_type.unwrap_or(SignType::HmacSha256);
            Ok(RefundSearch { order_no: order_no.clone(), sign_type, asks: 0, app_id: row.get("app_id")? })
        })
    }

    /// Every number under which money of the order may have gone back, as far as anything here names one: the order's own
    /// refunds whatever their state (an older file that was put back may believe them unsent), those its bill has, and those
    /// rightly signed notifications spoke of.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_numbers_of(&self, order_no: &OrderNo) -> Result<Vec<RefundNo>, StoreError> {
        let db = self.db();
        let mut numbers: Vec<RefundNo> = db.values(NUMBERS_OF, params![db.shop, order_no])?;
        numbers.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        numbers.dedup();
        Ok(numbers)
    }

    /// When the next of them is due.
    pub(in crate::store) fn next_search(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = format!(
            "SELECT MIN(next_at) FROM refund_searches s WHERE shop_id = ?1 AND NOT {}",
            merchants::is_held_sql("s")
        );
        db.value(&sql, params![db.shop])
    }
}
