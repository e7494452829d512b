//! The list of messages that reached our door.

use crate::domain::{MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds};
use crate::store::{
    NoticeFilter, NoticeRow, RawMessage, Reader, StoreError,
    engine::{db::Db, statement::Row, value::params},
    messages::record,
    orders::counts,
};

/// WeChat repeats itself sixteen times. Whoever replays a genuine message for ever does not fill the disk with it.
const NOTICES_OF_ORDER_MAX: u32 = 100;
/// Messages that prove nothing: only the newest are kept.
const REFUSED_MAX: u32 = 1_000;

/// Puts a notice on the list of messages, within the limits that keep strangers from filling the disk.
pub(super) fn add(
    db: Db<'_>,
    message: &RawMessage,
    verdict: NoticeVerdict,
    numbers: (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if let (Some(order_no), false) = (numbers.0, verdict == NoticeVerdict::Accepted) {
        let sql = "SELECT COUNT(*) FROM messages WHERE shop_id = ?1 AND order_no = ?2 AND direction = 'notice'";
        if db.value::<u32>(sql, params![db.shop, order_no])? >= NOTICES_OF_ORDER_MAX {
            return Ok(());
        }
    }
    let listed = record::insert(db, "notice", message, Some(verdict), numbers, now)?;
    if listed && matches!(verdict, NoticeVerdict::UnknownNumber | NoticeVerdict::Differs) {
        counts::add(db, "notices_odd", 1)?;
    }
    if verdict.is_refused() {
        forget_old_refused(db)?;
    }
    Ok(())
}

/// Word for word the conditions of `messages_refused` and `messages_odd`: only then SQLite reads along them.
const REFUSED: &str =
    "(verdict = 'too_large' OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
        OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable')";
const ODD: &str = "(verdict = 'unknown_number' OR verdict = 'differs')";

fn forget_old_refused(db: Db<'_>) -> Result<(), StoreError> {
    let old = format!(
        "DELETE FROM messages WHERE shop_id = ?1 AND message_id IN (SELECT message_id FROM messages
             WHERE shop_id = ?1 AND {REFUSED} ORDER BY at DESC, message_id DESC LIMIT 8 OFFSET ?2)"
    );
    db.run(&old, params![db.shop, REFUSED_MAX])?;
    Ok(())
}

impl Reader {
    /// Notices that came to our door, newest first, from `before` on.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn notices(
        &self,
        filter: NoticeFilter,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let db = self.db();
        let sql = page_sql(filter, before.is_some());
        match before {
            Some((at, id)) => db.list(&sql, params![db.shop, limit, at, id], notice_from),
            None => db.list(&sql, params![db.shop, limit], notice_from),
        }
    }

    /// One message that came to our door.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn notice(&self, id: &MessageId) -> Result<Option<NoticeRow>, StoreError> {
        let db = self.db();
        let sql = format!("{NOTICE} WHERE shop_id = ?1 AND message_id = ?2 AND direction = 'notice'");
        db.find(&sql, params![db.shop, id], notice_from)
    }

    /// When WeChat last reached our door with a message that was right: the proof that notifications arrive.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn last_good_notice(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = "SELECT at FROM messages WHERE shop_id = ?1 AND direction = 'notice'
                       AND verdict IN ('accepted', 'repeated') AND peer <> 'replay'
                   ORDER BY at DESC, message_id DESC LIMIT 1";
        db.find_value(sql, params![db.shop])
    }
}

/// The words of the list's own index, so that SQLite reads along it. What is fine is nearly all there is.
pub(in crate::store) fn page_sql(filter: NoticeFilter, before: bool) -> String {
    let of = match filter {
        NoticeFilter::All => "direction = 'notice'",
        NoticeFilter::Fine => "direction = 'notice' AND verdict IN ('accepted', 'repeated', 'not_paid')",
        NoticeFilter::Odd => ODD,
        NoticeFilter::Refused => REFUSED,
    };
    let from = if before { "AND (at, message_id) < (?3, ?4)" } else { "" };
    format!("{NOTICE} WHERE shop_id = ?1 AND {of} {from} ORDER BY at DESC, message_id DESC LIMIT ?2")
}

const NOTICE: &str = "SELECT message_id, at, kind, peer, verdict, order_no, refund_no, headers, text FROM messages";

fn notice_from(row: &Row<'_>) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.get("message_id")?,
        at: row.get("at")?,
        kind: row.get("kind")?,
        peer: row.get("peer")?,
        verdict: row.get("verdict")?,
        order_no: row.get("order_no")?,
        refund_no: row.get("refund_no")?,
        headers: row.get("headers")?,
        text: row.get("text")?,
    })
}
