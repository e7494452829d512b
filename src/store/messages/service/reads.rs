//! Messages as they are shown, and those that are due.

use crate::domain::{
    BIND_CODE_SECS, MessageEvent, MessageState, MessageSubject, MessageTemplate, OpenId, OrderNo, UnixSeconds,
};
use crate::store::{
    AskedTemplate, MessageBindCode, MessageReceiver, MessageTally, Reader, ServiceMessageRow, ServiceMessageSetup,
    StoreError,
    engine::{db::Db, row::Row, value::params},
};

const ROW: &str =
    "SELECT m.message_no, m.event, m.order_no, m.refund_no, m.complaint_id, m.task_no, m.openid, m.template_id,
                       m.state, m.trouble, m.code, m.tries, m.made_at, m.changed_at, p.name AS reader
                   FROM service_messages m
                   LEFT JOIN service_receivers p ON p.shop_id = m.shop_id AND p.openid = m.openid";
/// How it went is counted over so long.
const LATELY_SECS: i64 = 30 * 24 * 60 * 60;
const TESTS_SHOWN: u32 = 5;

impl Reader {
    /// Messages that may leave at `now`, the longest waiting first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_service_messages(&self, now: UnixSeconds, limit: u32) -> Result<Vec<ServiceMessageRow>, StoreError> {
        let db = self.db();
        let sql = format!(
            "{ROW} WHERE m.shop_id = ?1 AND m.state = 'waiting' AND m.next_at <= ?2 ORDER BY m.next_at, m.message_no LIMIT ?3"
        );
        db.list(&sql, params![db.shop, now, limit], row_from)
    }

    /// When the next message may leave.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_service_message(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        db.value("SELECT MIN(next_at) FROM service_messages WHERE shop_id = ?1 AND state = 'waiting'", params![db.shop])
    }

    /// True where a message is on its way by the rows.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn a_message_was_cut_off(&self) -> Result<bool, StoreError> {
        let db = self.db();
        let sql = "SELECT EXISTS (SELECT 1 FROM service_messages WHERE shop_id = ?1 AND state = 'sending')";
        db.value(sql, params![db.shop])
    }

    /// The messages about one order, oldest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn service_messages(&self, order_no: &OrderNo) -> Result<Vec<ServiceMessageRow>, StoreError> {
        of_order(self.db(), order_no)
    }

    /// The template of an event.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn message_template(&self, event: MessageEvent) -> Result<Option<MessageTemplate>, StoreError> {
        let db = self.db();
        let sql = "SELECT event, template_id, fields FROM service_templates WHERE shop_id = ?1 AND event = ?2";
        db.find(sql, params![db.shop, event], template_from)
    }

    /// Who allows how many messages of which template, those that are set aside for messages that wait among them.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn message_permissions(&self) -> Result<Vec<(OpenId, String, u32)>, StoreError> {
        let db = self.db();
        let sql = "SELECT g.openid, g.template_id, g.count + (SELECT COUNT(*) FROM service_messages m
                       WHERE m.shop_id = g.shop_id AND m.openid = g.openid AND m.template_id = g.template_id
                           AND m.state = 'waiting') AS messages
                   FROM service_grants g WHERE g.shop_id = ?1 ORDER BY g.openid, g.template_id";
        db.list(sql, params![db.shop], |row| Ok((row.get("openid")?, row.get("template_id")?, row.get("messages")?)))
    }

    /// What a mini program is to ask this person for. The shop's own people are asked for what is theirs alone.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn templates_to_ask(&self, openid: &OpenId) -> Result<Vec<AskedTemplate>, StoreError> {
        let db = self.db();
        let sql = "SELECT t.event, t.template_id,
                       COALESCE((SELECT g.count FROM service_grants g WHERE g.shop_id = t.shop_id
                           AND g.template_id = t.template_id AND g.openid = ?2), 0) AS left_over
                   FROM service_templates t WHERE t.shop_id = ?1 ORDER BY t.event";
        let all: Vec<AskedTemplate> = db.list(sql, params![db.shop, openid], |row| {
            let (event, template_id) = (row.get("event")?, row.get("template_id")?);
            Ok(AskedTemplate { event, template_id, left: row.get("left_over")? })
        })?;
        let bound = "SELECT EXISTS (SELECT 1 FROM service_receivers WHERE shop_id = ?1 AND openid = ?2)";
        let is_bound: bool = db.value(bound, params![db.shop, openid])?;
        Ok(all.into_iter().filter(|asked| is_bound || !asked.event.is_for_the_shop()).collect())
    }

    /// Everything the settings show of messages.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn message_setup(&self, now: UnixSeconds) -> Result<ServiceMessageSetup, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let templates = "SELECT event, template_id, fields FROM service_templates WHERE shop_id = ?1 ORDER BY event";
        let codes =
            "SELECT code, name, made_at FROM service_bind_codes WHERE shop_id = ?1 AND made_at <= ?2 AND made_at > ?3";
        let tests =
            format!("{ROW} WHERE m.shop_id = ?1 AND m.order_no IS NULL ORDER BY m.message_no DESC LIMIT {TESTS_SHOWN}");
        Ok(ServiceMessageSetup {
            templates: db.list(templates, params![db.shop], template_from)?,
            receivers: receivers(db)?,
            codes: db.list(codes, params![db.shop, now, now.plus(-BIND_CODE_SECS)], |row| {
                let (code, name) = (row.get("code")?, row.get("name")?);
                let made_at: UnixSeconds = row.get("made_at")?;
                Ok(MessageBindCode { code, name, good_until: made_at.plus(BIND_CODE_SECS) })
            })?,
            tallies: tallies(db, now)?,
            tests: db.list(&tests, params![db.shop], row_from)?,
        })
    }
}

pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<ServiceMessageRow>, StoreError> {
    let sql = format!("{ROW} WHERE m.shop_id = ?1 AND m.order_no = ?2 ORDER BY m.message_no");
    db.list(&sql, params![db.shop, order_no], row_from)
}

fn receivers(db: Db<'_>) -> Result<Vec<MessageReceiver>, StoreError> {
    let sql = "SELECT p.openid, p.name, p.bound_at,
                   COALESCE((SELECT g.count FROM service_grants g
                       JOIN service_templates t ON t.shop_id = g.shop_id AND t.template_id = g.template_id AND t.event = 'paid'
                       WHERE g.shop_id = p.shop_id AND g.openid = p.openid), 0) AS left_over
               FROM service_receivers p WHERE p.shop_id = ?1 ORDER BY p.bound_at, p.openid";
    db.list(sql, params![db.shop], |row| {
        let (openid, name) = (row.get("openid")?, row.get("name")?);
        Ok(MessageReceiver { openid, name, bound_at: row.get("bound_at")?, left: row.get("left_over")? })
    })
}

fn tallies(db: Db<'_>, now: UnixSeconds) -> Result<Vec<MessageTally>, StoreError> {
    let mut all = Vec::new();
    for event in MessageEvent::ALL {
        let count = |states: &str| -> Result<u32, StoreError> {
            let sql = format!(
                "SELECT COUNT(*) FROM service_messages WHERE shop_id = ?1 AND event = ?2 AND made_at >= ?3 AND state IN ({states})"
            );
            db.value(&sql, params![db.shop, event, now.plus(-LATELY_SECS)])
        };
        let (sent, not_sent) = (count("'sent'")?, count("'not_sent', 'unknown'")?);
        let last = "SELECT trouble FROM service_messages WHERE shop_id = ?1 AND event = ?2 AND trouble IS NOT NULL
                    ORDER BY message_no DESC LIMIT 1";
        let last = if not_sent > 0 { db.find_value(last, params![db.shop, event])? } else { None };
        if sent > 0 || not_sent > 0 {
            all.push(MessageTally { event: *event, sent, not_sent, last });
        }
    }
    Ok(all)
}

fn template_from(row: &Row<'_>) -> Result<MessageTemplate, StoreError> {
    let (event, template_id) = (row.get("event")?, row.get("template_id")?);
    let fields =
        MessageTemplate::fields_of(row.text("fields")?).map_err(|bad| StoreError::Unreadable(bad.to_string()))?;
    Ok(MessageTemplate { event, template_id, fields })
}

fn row_from(row: &Row<'_>) -> Result<ServiceMessageRow, StoreError> {
    let complaint = row.get::<Option<_>>("complaint_id")?.zip(row.get::<Option<u32>>("task_no")?);
    let state: MessageState = row.get("state")?;
    Ok(ServiceMessageRow {
        message_no: row.get("message_no")?,
        event: row.get("event")?,
        subject: MessageSubject { order_no: row.get("order_no")?, refund_no: row.get("refund_no")?, complaint },
        openid: row.get("openid")?,
        reader: row.get("reader")?,
        template_id: row.get("template_id")?,
        state,
        trouble: row.get("trouble")?,
        code: row.get("code")?,
        tries: row.get("tries")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
    })
}
