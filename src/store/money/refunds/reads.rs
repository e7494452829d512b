//! The owner's queue of refunds, everything about one of them, and what the jobs have to send or to ask.

use crate::domain::{
    Api, OpenId, OrderNo, REFUND_GAP_SECS, Refund, RefundNo, RefundOrigin, RefundTrouble, SIBLING_WAIT_SECS, SignType,
    UnixSeconds,
};
use crate::store::{
    Due, PaidOrder, Picture, Reader, RefundDetail, RefundRow, Refusal, StoreError,
    engine::{db::Db, row::Row, value::params},
    history,
    money::payments::merchants,
    money::refunds::{self, row::RefundHead, sources::RefundSource},
    orders::{self, row::OrderHead},
    ownership::restores::held::HELD,
};

pub(in crate::store) const ROW: &str =
    "SELECT r.refund_no, r.order_no, r.state, r.version, o.receiver_name, r.amount_fen, r.reason,
                          r.requested_at, r.changed_at, r.trouble, r.next_at, r.origin, r.transaction_id,
                          r.paused_for <> '' AND r.state = 'approved' AS paused, r.set_aside_at IS NOT NULL AS set_aside,
                          r.state = 'failed' AND EXISTS (SELECT 1 FROM refunds n WHERE n.shop_id = r.shop_id
                              AND n.renews = r.refund_no) AS renewed
                   FROM refunds r JOIN orders o ON o.shop_id = r.shop_id AND o.order_no = r.order_no";

pub(in crate::store) fn row_from(row: &Row<'_>) -> Result<RefundRow, StoreError> {
    let origin: RefundOrigin = row.get("origin")?;
    Ok(RefundRow {
        refund_no: row.get("refund_no")?,
        order_no: row.get("order_no")?,
        state: row.get("state")?,
        version: row.get("version")?,
        buyer: row.get("receiver_name")?,
        amount: row.get("amount_fen")?,
        // In place of a reason such a row has a dash: the file wants one, and WeChat says none.
        reason: if origin == RefundOrigin::Platform { String::new() } else { row.get("reason")? },
        requested_at: row.get("requested_at")?,
        changed_at: row.get("changed_at")?,
        trouble: RefundTrouble::parse(row.text("trouble")?),
        next_at: row.get("next_at")?,
        origin,
        transaction_id: row.get("transaction_id")?,
        paused: row.get("paused")?,
        set_aside: row.get("set_aside")?,
        renewed: row.get("renewed")?,
    })
}

/// All refunds of an order, oldest first.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<RefundRow>, StoreError> {
    let sql = format!("{ROW} WHERE r.shop_id = ?1 AND r.order_no = ?2 ORDER BY r.requested_at, r.refund_no");
    db.list(&sql, params![db.shop, order_no], row_from)
}

/// All that WeChat must be told about a refund. The payment it comes out of is the confirmed one, or the
/// one it names; either is this merchant's. A number that left by API v3 is spoken of by API v3, whatever its order was born in.
const TO_SEND: &str =
    "SELECT r.refund_no, r.order_no, COALESCE(r.transaction_id, p.transaction_id) AS transaction_id, r.amount_fen,
                              CASE WHEN r.transaction_id IS NULL THEN o.paid_fen ELSE (SELECT e.amount_fen
                                  FROM payment_extras e WHERE e.shop_id = r.shop_id AND e.order_no = r.order_no
                                  AND e.transaction_id = r.transaction_id) END AS paid_fen, r.reply, r.state, r.sends,
                              r.asks, r.changed_at,
                              CASE WHEN r.sends <> r.never_left AND r.sent_by = 'v3' THEN 'RSA'
                                  ELSE COALESCE(p.sign_type, 'HMAC-SHA256') END AS sign_type,
                              r.sends <> r.never_left AS may_have_left, p.app_id, r.approved_by
                       FROM refunds r LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.order_no = r.order_no
                       LEFT JOIN payments p ON p.shop_id = r.shop_id AND p.order_no = r.order_no
                       WHERE COALESCE(p.held, 0) = 0 AND r.shop_id = ?1";

fn to_send_from(row: &Row<'_>) -> Result<(Refund, SignType), StoreError> {
    let refund = Refund {
        refund_no: row.get("refund_no")?,
        order_no: row.get("order_no")?,
        transaction_id: row.get("transaction_id")?,
        amount: row.get("amount_fen")?,
        paid: row.get("paid_fen")?,
        reason: row.get("reply")?,
        state: row.get("state")?,
        sends: row.get("sends")?,
        asks: row.get("asks")?,
        changed_at: row.get("changed_at")?,
        may_have_left: row.get("may_have_left")?,
        app_id: row.get("app_id")?,
        approved_by: row.get("approved_by")?,
    };
    Ok((refund, row.get("sign_type")?))
}

fn paid_from(row: &Row<'_>) -> Result<PaidOrder, StoreError> {
    Ok(PaidOrder {
        order_no: row.get("order_no")?,
        transaction_id: row.get("transaction_id")?,
        openid: row.get("openid")?,
        total: row.get("paid_fen")?,
        refunded: row.get("refunded_fen")?,
        paid_at: row.get("paid_at")?,
    })
}

impl Reader {
    /// Everything about one refund.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund(&self, refund_no: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let row = db.find(
            &format!("{ROW} WHERE r.shop_id = ?1 AND r.refund_no = ?2"),
            params![db.shop, refund_no],
            row_from,
        )?;
        row.map(|row| detail(db, row)).transpose()
    }

    /// Whose refund it is.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_owner(&self, refund_no: &RefundNo) -> Result<Option<OpenId>, StoreError> {
        let db = self.db();
        let sql = "SELECT openid FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
        db.find_value(sql, params![db.shop, refund_no])
    }

    /// Approved refunds that may leave now, longest due first: none whose sibling is in flight or left less than a
    /// minute ago, and of siblings only the first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_refund_sends(&self, now: UnixSeconds, limit: u32) -> Result<Due<(Refund, SignType)>, StoreError> {
        let db = self.db();
        let sql = format!(
            "{TO_SEND} AND r.state = 'approved' AND r.paused_for = '' AND r.next_at <= ?2 AND NOT {HELD} AND NOT EXISTS (
                 SELECT 1 FROM refunds s WHERE s.shop_id = r.shop_id AND s.order_no = r.order_no
                 AND s.refund_no <> r.refund_no
                 AND (s.state = 'sending' OR (s.state IN ('processing', 'in_doubt', 'waiting_for_money')
                          AND COALESCE(s.sent_at, s.changed_at) > ?5 AND COALESCE(s.sent_at, s.changed_at) <= ?6)
                      OR (s.sent_at > ?4 AND s.sent_at <= ?2)
                      OR (s.state = 'approved' AND s.paused_for = '' AND (s.next_at, s.refund_no) < (r.next_at, r.refund_no))))
             ORDER BY r.next_at, r.refund_no LIMIT ?3"
        );
        let gap = now.plus(-REFUND_GAP_SECS);
        let (waits_from, waits_until) = (now.plus(-SIBLING_WAIT_SECS), now.plus(SIBLING_WAIT_SECS));
        db.list_due(&sql, params![db.shop, now, limit, gap, waits_from, waits_until], to_send_from)
    }

    /// Refunds under way, in doubt or stuck that WeChat is to be asked about now, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_refund_asks(&self, now: UnixSeconds, limit: u32) -> Result<Due<(Refund, SignType)>, StoreError> {
        let db = self.db();
        let sql = format!(
            "{TO_SEND} AND r.state IN ('processing', 'in_doubt', 'stuck') AND r.next_at <= ?2
             ORDER BY r.next_at, r.refund_no LIMIT ?3"
        );
        db.list_due(&sql, params![db.shop, now, limit], to_send_from)
    }

    /// True if a refund stands at [`crate::domain::RefundState::Sending`]. To whoever sends them, between two calls: one
    /// whose answer could not be taken down. Not while it is set aside.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn a_refund_was_cut_off(&self, now: UnixSeconds) -> Result<bool, StoreError> {
        let db = self.db();
        let sql = "SELECT EXISTS (SELECT 1 FROM refunds r WHERE r.shop_id = ?1 AND r.state = 'sending' AND NOT EXISTS (
                       SELECT 1 FROM set_aside a WHERE a.shop_id = ?1 AND a.job = 'ask_refund' AND a.row_key = r.refund_no
                           AND a.next_at > ?2))";
        db.value(sql, params![db.shop, now])
    }

    /// Refunds that waited for the shop's balance long enough to be tried again, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_refund_continues(&self, now: UnixSeconds, limit: u32) -> Result<Due<(Refund, SignType)>, StoreError> {
        let db = self.db();
        let sql = format!(
            "{TO_SEND} AND r.state = 'waiting_for_money' AND r.next_at <= ?2 AND NOT {HELD}
             ORDER BY r.next_at, r.refund_no LIMIT ?3"
        );
        db.list_due(&sql, params![db.shop, now, limit], to_send_from)
    }

    /// Payments that are still to be spoken of with WeChat: paid orders with a request or a refund that is not over, and
    /// those a notification called paid. A stand-in that forgot everything is told these.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn paid_with_refunds_open(&self) -> Result<Vec<PaidOrder>, StoreError> {
        let db = self.db();
        let sql = "SELECT o.order_no, COALESCE(p.transaction_id, p.noticed_transaction_id) AS transaction_id, o.openid,
                          CASE WHEN o.paid_at IS NULL THEN o.total_fen ELSE o.paid_fen END AS paid_fen, o.refunded_fen,
                          COALESCE(o.paid_at, o.created_at) AS paid_at
                   FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no";
        let paid = format!("{sql} WHERE o.shop_id = ?1 AND o.open_refund IS NOT NULL");
        let aside = format!(
            "{sql} WHERE o.shop_id = ?1 AND o.open_refund IS NULL AND o.order_no IN (SELECT order_no FROM refunds
                 WHERE shop_id = ?1 AND set_aside_at IS NOT NULL
                     AND state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck'))"
        );
        let noticed = format!("{sql} WHERE p.shop_id = ?1 AND p.state = 'noticed'");
        let mut all = db.list(&paid, params![db.shop], paid_from)?;
        all.extend(db.list(&aside, params![db.shop], paid_from)?);
        all.extend(db.list(&noticed, params![db.shop], paid_from)?);
        Ok(all)
    }

    /// One refund with all that WeChat must be told, in whatever state it is.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_to_send(&self, refund_no: &RefundNo) -> Result<Option<(Refund, SignType)>, StoreError> {
        let db = self.db();
        db.find(&format!("{TO_SEND} AND r.refund_no = ?2"), params![db.shop, refund_no], to_send_from)
    }
}

fn detail(db: Db<'_>, row: RefundRow) -> Result<RefundDetail, StoreError> {
    let head = RefundHead::read(db, &row.refund_no)?;
    let order = OrderHead::read(db, &row.order_no)?;
    let contact = "SELECT contact FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
    let contact = db.find_value(contact, params![db.shop, row.refund_no])?;
    let buyer_orders = "SELECT COUNT(*) FROM orders WHERE shop_id = ?1 AND openid = ?2";
    let buyer_refunds =
        "SELECT COUNT(*) FROM refunds WHERE shop_id = ?1 AND openid = ?2 AND state = 'refunded' AND refund_no <> ?3";
    let refundable = RefundSource::of_refund(db, &head)?.money;
    let sign_type = "SELECT sign_type FROM payments WHERE shop_id = ?1 AND order_no = ?2 AND sign_type IS NOT NULL";
    let sign_type: Option<SignType> = db.find_value(sign_type, params![db.shop, row.order_no])?;
    let born = sign_type.map_or(Api::V2, SignType::api);
    Ok(RefundDetail {
        api: if head.may_have_left() { head.left_by() } else { born },
        contact: contact.ok_or(Refusal::NotFound)?,
        reply: head.reply,
        reply_picture: Some(head.reply_picture).filter(|file| !file.is_empty()),
        refundable,
        lines: refunds::lines::of_refund(db, &row.refund_no)?,
        restock: refunds::restock::of_refund(db, &row.refund_no)?,
        order_lines: orders::placed::lines(db, &row.order_no)?,
        order_state: order.state,
        buyer_orders: db.value(buyer_orders, params![db.shop, head.openid])?,
        buyer_refunds: db.value(buyer_refunds, params![db.shop, head.openid, row.refund_no])?,
        renews: refunds::renewal::predecessor_of(db, &row.refund_no)?,
        renewed_as: refunds::renewal::successor_of(db, &row.refund_no)?,
        refund_id: head.refund_id,
        account: head.account,
        refunded_at: head.refunded_at,
        held_for: merchants::holder_of(db, &row.order_no)?,
        pictures: pictures(db, &row.refund_no)?,
        history: history::of_refund(db, &row.order_no, &row.refund_no)?,
        alarms: refunds::alarms::open_of(db, &row.refund_no)?,
        row,
    })
}

fn pictures(db: Db<'_>, refund_no: &RefundNo) -> Result<Vec<Picture>, StoreError> {
    let sql = "SELECT position, thumbnail, file FROM refund_pictures
               WHERE shop_id = ?1 AND refund_no = ?2 ORDER BY position";
    db.list(sql, params![db.shop, refund_no], |row| {
        Ok(Picture { position: row.get("position")?, thumbnail: row.get("thumbnail")?, file: row.get("file")? })
    })
}
