//! The list of messages that reached our door.

use crate::domain::{MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds};
use crate::store::{
    NoticeFilter, NoticeOutcome, NoticeQuery, NoticeRow, RawMessage, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
    messages::record,
    orders::counts,
};

/// WeChat repeats itself sixteen times. Whoever replays a genuine message for ever does not fill the disk with it.
const NOTICES_OF_ORDER_MAX: u32 = 100;
/// Messages that prove nothing: only the newest are kept.
const REFUSED_MAX: u32 = 1_000;

/// The order and the refund that a notice speaks of.
pub(in crate::store) type NoticeNumbers<'a> = (Option<&'a OrderNo>, Option<&'a RefundNo>);

/// A message came. What could be read of it is judged, and in any case it is kept. `judge` answers with the verdict and whether
/// something is due now because of it.
pub(in crate::store) fn record<F>(
    db: Db<'_>,
    message: &RawMessage,
    read: Result<&F, &NoticeVerdict>,
    now: UnixSeconds,
    numbers: NoticeNumbers<'_>,
    judge: impl FnOnce(&F) -> Result<(NoticeVerdict, bool), StoreError>,
) -> Result<NoticeOutcome, StoreError> {
    let (verdict, moved) = match read {
        Ok(facts) => judge(facts)?,
        Err(&verdict) => (verdict, false),
    };
    add(db, message, verdict, numbers, now)?;
    Ok(NoticeOutcome { verdict, moved })
}

/// Puts a notice on the list of messages, within the limits that keep strangers from filling the disk.
fn add(
    db: Db<'_>,
    message: &RawMessage,
    verdict: NoticeVerdict,
    numbers: NoticeNumbers<'_>,
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
        self.list_notices(&filter.into(), UnixSeconds::new(0), before, limit)
    }

    /// The same of those that came on some days, or about one order. Days are counted from `now`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_notices(
        &self,
        query: &NoticeQuery,
        now: UnixSeconds,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let db = self.db();
        let (from, until) = query.came.map_or((None, None), |days| days.span(now));
        let from = from.unwrap_or(UnixSeconds::new(i64::MIN));
        // Behind the last moment, and behind whatever was shown: the earlier of the two ends the list.
        let end = (until.unwrap_or(UnixSeconds::new(i64::MAX)), String::new());
        let (at, id) = before.map_or(end.clone(), |(at, id)| (*at, id.to_string()).min(end));
        let number = query.number.trim();
        if number.is_empty() {
            return db.list(&page_sql(query.filter), params![db.shop, limit, at, id, from], notice_from);
        }
        let order_no = order_of_number(db, number)?;
        db.list(&order_sql(query.filter), params![db.shop, limit, at, id, from, order_no], notice_from)
    }

    /// How many messages such a list has. Days are counted from `now`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn count_notices(&self, query: &NoticeQuery, now: UnixSeconds) -> Result<u64, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let (from, until) = query.came.map_or((None, None), |days| days.span(now));
        let (from, until) = (from.unwrap_or(UnixSeconds::new(i64::MIN)), until.unwrap_or(UnixSeconds::new(i64::MAX)));
        let number = query.number.trim();
        if !number.is_empty() {
            let order_no = order_of_number(db, number)?;
            let sql = count_sql(query.filter) + " AND order_no = ?4";
            return db.value(&sql, params![db.shop, from, until, order_no]);
        }
        let count = |filter| db.value::<u64>(&count_sql(filter), params![db.shop, from, until]);
        match query.filter {
            // Each index knows its own; what is fine is what is in neither of the other two.
            NoticeFilter::Fine => {
                let others = count(NoticeFilter::Odd)?.saturating_add(count(NoticeFilter::Refused)?);
                Ok(count(NoticeFilter::All)?.saturating_sub(others))
            }
            filter => count(filter),
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

/// Whose number it is. What WeChat spoke of and the shop does not know stands in the messages under its own number.
fn order_of_number(db: Db<'_>, number: &str) -> Result<String, StoreError> {
    let upper = number.to_ascii_uppercase();
    for sql in [OURS, ORDER_OF_REFUND, ORDER_OF_REFUND_ID, ORDER_OF_PAYMENT] {
        if let Some(order_no) = db.find_value(sql, params![db.shop, upper])? {
            return Ok(order_no);
        }
    }
    Ok(number.to_owned())
}

const OURS: &str = "SELECT order_no FROM orders WHERE shop_id = ?1 AND order_no = ?2";
const ORDER_OF_REFUND: &str = "SELECT order_no FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
pub(in crate::store) const ORDER_OF_REFUND_ID: &str =
    "SELECT order_no FROM refunds WHERE shop_id = ?1 AND refund_id = ?2";
pub(in crate::store) const ORDER_OF_PAYMENT: &str =
    "SELECT order_no FROM payments WHERE shop_id = ?1 AND transaction_id = ?2";

/// One order has at most some hundred: they are read along it and sorted.
pub(in crate::store) fn order_sql(filter: NoticeFilter) -> String {
    let of = condition(filter);
    format!(
        "{NOTICE} WHERE shop_id = ?1 AND order_no = ?6 AND direction = 'notice' AND {of} AND at >= ?5 \
             AND (at, message_id) < (?3, ?4) ORDER BY at DESC, message_id DESC LIMIT ?2"
    )
}

/// Along the list's own index. What is fine is nearly all there is.
pub(in crate::store) fn page_sql(filter: NoticeFilter) -> String {
    let of = condition(filter);
    format!(
        "{NOTICE} WHERE shop_id = ?1 AND {of} AND at >= ?5 AND (at, message_id) < (?3, ?4) \
             ORDER BY at DESC, message_id DESC LIMIT ?2"
    )
}

/// Along the list's own index, which is all that is read where no order is named.
pub(in crate::store) fn count_sql(filter: NoticeFilter) -> String {
    let of = condition(filter);
    format!(
        "SELECT COUNT(*) FROM messages WHERE shop_id = ?1 AND {of} AND direction = 'notice' AND at >= ?2 AND at < ?3"
    )
}

/// The words of the index, so that SQLite reads along it.
const fn condition(filter: NoticeFilter) -> &'static str {
    match filter {
        NoticeFilter::All => "direction = 'notice'",
        NoticeFilter::Fine => "direction = 'notice' AND verdict IN ('accepted', 'repeated', 'not_paid')",
        NoticeFilter::Odd => ODD,
        NoticeFilter::Refused => REFUSED,
    }
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
