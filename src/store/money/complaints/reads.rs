//! Complaints as they are read: the list, one with everything about it, what is due.

use crate::domain::{ComplainedOrder, ComplaintId, ComplaintTaskKind, OrderNo, TalkEntry, UnixSeconds};
use crate::store::{
    ComplaintDetail, ComplaintFilter, ComplaintListing, ComplaintRefundRow, ComplaintRow, ComplaintTaskRow,
    DueComplaintTask, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
    money::complaints::pictures,
    ownership::restores::held::HELD,
};

const COLUMNS: &str =
    "complaint_id, received_at, state, problem, words, heading, named_order, named_payment, named_fen,
    order_no, wanted_fen, sealed_phone, openid, fully_refunded, awaits_reply, times, platform_looks, refund_no, version,
    unseen, changed_at";
/// Open complaints are few, and are sorted by the time that is left.
const OPEN_MAX: u32 = 500;
const PICTURE: &str = "SELECT address FROM complaint_pictures
    WHERE shop_id = ?1 AND complaint_id = ?2 AND log_id = ?3 ORDER BY place";

fn row_from(row: &Row<'_>) -> Result<ComplaintRow, StoreError> {
    Ok(ComplaintRow {
        complaint_id: row.get("complaint_id")?,
        received_at: row.get("received_at")?,
        state: row.get("state")?,
        problem: row.get("problem")?,
        words: row.get("words")?,
        heading: row.get("heading")?,
        named: ComplainedOrder {
            order_no: row.get("named_order")?,
            transaction_id: row.get("named_payment")?,
            amount: row.get("named_fen")?,
        },
        order_no: row.get("order_no")?,
        wanted: row.get("wanted_fen")?,
        sealed_phone: row.get("sealed_phone")?,
        openid: row.get("openid")?,
        fully_refunded: row.get("fully_refunded")?,
        awaits_reply: row.get("awaits_reply")?,
        times: row.get("times")?,
        platform_looks: row.get("platform_looks")?,
        refund_no: row.get("refund_no")?,
        version: row.get("version")?,
        unseen: row.get("unseen")?,
        changed_at: row.get("changed_at")?,
    })
}

/// One complaint, if it is known.
pub(in crate::store) fn row(db: Db<'_>, id: &ComplaintId) -> Result<Option<ComplaintRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM complaints WHERE shop_id = ?1 AND complaint_id = ?2");
    db.find(&sql, params![db.shop, id], row_from)
}

/// What the shop wished to say about it, oldest first.
pub(in crate::store) fn tasks(db: Db<'_>, id: &ComplaintId) -> Result<Vec<ComplaintTaskRow>, StoreError> {
    let sql = "SELECT t.task_no, t.kind, t.words, t.state, t.trouble, t.detail, t.made_at,
                   (SELECT COUNT(*) FROM complaint_task_pictures p WHERE p.shop_id = t.shop_id
                       AND p.complaint_id = t.complaint_id AND p.task_no = t.task_no) AS pictures
               FROM complaint_tasks t WHERE t.shop_id = ?1 AND t.complaint_id = ?2 ORDER BY t.task_no";
    db.list(sql, params![db.shop, id], |row| {
        Ok(ComplaintTaskRow {
            task_no: row.get("task_no")?,
            kind: row.get("kind")?,
            words: row.get("words")?,
            state: row.get("state")?,
            trouble: row.get("trouble")?,
            detail: row.get("detail")?,
            made_at: row.get("made_at")?,
            pictures: row.get("pictures")?,
        })
    })
}

/// The refunds of an order, oldest first.
pub(in crate::store) fn refunds(db: Db<'_>, order_no: Option<&OrderNo>) -> Result<Vec<ComplaintRefundRow>, StoreError> {
    let Some(order_no) = order_no else { return Ok(Vec::new()) };
    let sql = "SELECT refund_no, state, amount_fen, requested_at FROM refunds WHERE shop_id = ?1 AND order_no = ?2
               ORDER BY requested_at, refund_no";
    db.list(sql, params![db.shop, order_no], |row| {
        Ok(ComplaintRefundRow {
            refund_no: row.get("refund_no")?,
            state: row.get("state")?,
            amount: row.get("amount_fen")?,
            requested_at: row.get("requested_at")?,
        })
    })
}

fn talk(db: Db<'_>, id: &ComplaintId) -> Result<Vec<TalkEntry>, StoreError> {
    let sql = "SELECT log_id, at, operator, kind, words FROM complaint_talk
               WHERE shop_id = ?1 AND complaint_id = ?2 ORDER BY at, log_id";
    let mut talk = db.list(sql, params![db.shop, id], |row| {
        Ok(TalkEntry {
            log_id: row.get("log_id")?,
            at: row.get("at")?,
            operator: row.get("operator")?,
            kind: row.get("kind")?,
            words: row.get("words")?,
            pictures: Vec::new(),
        })
    })?;
    for entry in &mut talk {
        entry.pictures = db.values(PICTURE, params![db.shop, id, entry.log_id])?;
    }
    Ok(talk)
}

fn detail(db: Db<'_>, row: ComplaintRow) -> Result<ComplaintDetail, StoreError> {
    let id = row.complaint_id.clone();
    let others = "SELECT complaint_id FROM complaints WHERE shop_id = ?1 AND order_no = ?2 AND complaint_id <> ?3
                  ORDER BY received_at, complaint_id";
    Ok(ComplaintDetail {
        pictures: db.values(PICTURE, params![db.shop, id, ""])?,
        talk: talk(db, &id)?,
        tasks: tasks(db, &id)?,
        refunds: refunds(db, row.order_no.as_ref())?,
        others: match &row.order_no {
            Some(order_no) => db.values(others, params![db.shop, order_no, id])?,
            None => Vec::new(),
        },
        row,
    })
}

/// Open ones, in no order that counts.
pub(in crate::store) fn open_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM complaints WHERE shop_id = ?1 AND state <> 'processed'
         ORDER BY received_at, complaint_id LIMIT ?2"
    )
}

/// Those that are over, newest first, behind the one that was shown last.
pub(in crate::store) fn over_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM complaints WHERE shop_id = ?1 AND state = 'processed' AND (received_at, complaint_id) < (?3, ?4)
         ORDER BY received_at DESC, complaint_id DESC LIMIT ?2"
    )
}

/// Those about one order, oldest first.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<ComplaintRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM complaints WHERE shop_id = ?1 AND order_no = ?2 ORDER BY received_at, complaint_id"
    );
    db.list(&sql, params![db.shop, order_no], row_from)
}

/// Wishes that are open; what waits for a refund's approval waits with it.
pub(in crate::store) fn due_tasks_sql() -> String {
    format!(
        "SELECT t.complaint_id, t.task_no, t.kind, t.words, t.state, t.made_at, t.sent_at, t.sends,
             (SELECT r.state FROM complaints c JOIN refunds r ON r.shop_id = c.shop_id AND r.refund_no = c.refund_no
                 WHERE c.shop_id = t.shop_id AND c.complaint_id = t.complaint_id) AS refund,
             (SELECT COUNT(*) FROM complaint_tasks b WHERE b.shop_id = t.shop_id AND b.complaint_id = t.complaint_id
                 AND b.task_no < t.task_no AND b.kind = t.kind AND b.words = t.words AND b.state = 'done'
                 AND b.sent_at >= t.made_at - 300) AS same_before
         FROM complaint_tasks t WHERE t.shop_id = ?1
             AND (t.state = 'waiting' OR t.state = 'sending' OR t.state = 'in_doubt') AND t.next_at <= ?2 AND NOT {HELD}
             AND NOT (t.kind = 'approve' AND EXISTS (SELECT 1 FROM complaints c JOIN refunds r
                 ON r.shop_id = c.shop_id AND r.refund_no = c.refund_no
                 WHERE c.shop_id = t.shop_id AND c.complaint_id = t.complaint_id AND r.state = 'requested'))
         ORDER BY t.next_at, t.complaint_id, t.task_no LIMIT ?3"
    )
}

impl Reader {
    /// Complaints of a list, at most `limit` of them. Open ones come whole, the least time left first; of those that are over
    /// the ones behind `after`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn complaints(
        &self,
        filter: ComplaintFilter,
        after: Option<&(UnixSeconds, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<ComplaintRow>, StoreError> {
        let db = self.db();
        match filter {
            ComplaintFilter::Open => {
                let mut open = db.list_readable(&open_sql(), params![db.shop, OPEN_MAX], row_from)?;
                open.sort_by(|a, b| a.due_at().cmp(&b.due_at()).then_with(|| a.complaint_id.cmp(&b.complaint_id)));
                Ok(open)
            }
            ComplaintFilter::Over => {
                let (at, id) = after.map_or((UnixSeconds::new(i64::MAX), ""), |(at, id)| (*at, id.as_str()));
                db.list_readable(&over_sql(), params![db.shop, limit, at, id], row_from)
            }
        }
    }

    /// How many are open, and when the first of them runs out of time.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn open_complaints(&self) -> Result<(u32, Option<UnixSeconds>), StoreError> {
        let open = self.complaints(ComplaintFilter::Open, None, OPEN_MAX)?;
        let first = open.iter().filter_map(ComplaintRow::due_at).min();
        Ok((u32::try_from(open.len()).unwrap_or(u32::MAX), first))
    }

    /// Everything about one complaint.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn complaint(&self, complaint_id: &ComplaintId) -> Result<Option<ComplaintDetail>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        row(db, complaint_id)?.map(|row| detail(db, row)).transpose()
    }

    /// Wishes WeChat does not have yet, of those that are due.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_complaint_tasks(&self, now: UnixSeconds, limit: u32) -> Result<Vec<DueComplaintTask>, StoreError> {
        let db = self.db();
        let mut due = db.list_readable(&due_tasks_sql(), params![db.shop, now, limit], |row| {
            Ok(DueComplaintTask {
                complaint_id: row.get("complaint_id")?,
                task_no: row.get("task_no")?,
                kind: row.get("kind")?,
                words: row.get("words")?,
                state: row.get("state")?,
                made_at: row.get("made_at")?,
                sent_at: row.get("sent_at")?,
                sends: row.get("sends")?,
                refund: row.get("refund")?,
                same_before: row.get("same_before")?,
                pictures: Vec::new(),
            })
        })?;
        for task in &mut due {
            if matches!(task.kind, ComplaintTaskKind::Reply | ComplaintTaskKind::Reject) {
                task.pictures = pictures::of_task(db, &task.complaint_id, task.task_no)?;
            }
        }
        Ok(due)
    }

    /// Complaints WeChat is to be asked about now.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_complaints(&self, now: UnixSeconds, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        let db = self.db();
        let sql = "SELECT complaint_id FROM complaints WHERE shop_id = ?1 AND ask_at IS NOT NULL AND ask_at <= ?2
                   ORDER BY ask_at, complaint_id LIMIT ?3";
        db.values(sql, params![db.shop, now, limit])
    }

    /// How the reading of WeChat's list stands; `None` before the first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn complaint_listing(&self) -> Result<Option<ComplaintListing>, StoreError> {
        let db = self.db();
        let sql = "SELECT listed_at, next_at, trouble, detail, address FROM complaint_lists WHERE shop_id = ?1";
        db.find(sql, params![db.shop], |row| {
            let (trouble, detail): (Option<_>, String) = (row.get("trouble")?, row.get("detail")?);
            Ok(ComplaintListing {
                listed_at: row.get("listed_at")?,
                next_at: row.get("next_at")?,
                trouble: trouble.map(|trouble| (trouble, detail)),
                address: row.get("address")?,
            })
        })
    }

    /// When there is something to do about complaints next.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_complaint_due(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let moments = [
            "SELECT MIN(next_at) FROM complaint_tasks WHERE shop_id = ?1
                 AND (state = 'waiting' OR state = 'sending' OR state = 'in_doubt')",
            "SELECT MIN(ask_at) FROM complaints WHERE shop_id = ?1 AND ask_at IS NOT NULL",
            "SELECT MIN(next_at) FROM complaint_lists WHERE shop_id = ?1",
        ];
        let mut first: Option<UnixSeconds> = None;
        for sql in moments {
            let found: Option<UnixSeconds> = db.value(sql, params![db.shop])?;
            first = [first, found].into_iter().flatten().min();
        }
        Ok(first)
    }
}
