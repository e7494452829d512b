//! The chain of the history: every step carries a hash over the step before it and over all of its own columns, and the
//! last one of an order stands on the order too. Whoever edits, adds or takes away a step with another program breaks it
//! from there on. It has no key: it finds edits, it does not stop somebody who computes the whole chain anew.

use crate::store::StoreError;
use crate::store::engine::{db::Db, row::Row, value::params};

/// SHA-256.
pub(in crate::store) type ChainHash = [u8; 32];

/// Where a chain begins.
const NOTHING: ChainHash = [0; 32];
/// Stands for the length of a column that is NULL.
const NULL: u64 = u64::MAX;
/// Stands before the person who took a step.
const OPERATOR: &[u8] = b"operator";
/// How many steps are read before their links are written.
const PAGE_STEPS: u32 = 4_096;
/// Room for nearly every step, so that hashing one asks for memory once.
const STEP_BYTES: usize = 320;

/// A row of the history, without its link.
pub(in crate::store) struct Linked<'a> {
    pub shop: &'a str,
    pub order_no: &'a str,
    pub step: i64,
    pub at: i64,
    pub actor: &'a str,
    pub subject: &'a str,
    pub refund_no: Option<&'a str>,
    pub before: &'a str,
    pub after: &'a str,
    pub why: &'a str,
    pub message_id: Option<&'a str>,
    /// The money the step is about and the transaction it came by. Steps from before had neither, and their links are over
    /// the other columns alone.
    pub amount_fen: Option<i64>,
    pub transaction_id: Option<&'a str>,
    /// The person who took it, where the shop has people of its own. Steps of nobody in particular have none, and are linked as
    /// they were before there were any.
    pub operator_id: Option<u32>,
}

impl Linked<'_> {
    /// The link of this step behind `last`, the link of the step before it. Every text goes in with its length before it,
    /// so that nothing can move from one column into the next.
    pub fn behind(&self, last: Option<&ChainHash>) -> ChainHash {
        let mut bytes = Vec::with_capacity(STEP_BYTES);
        bytes.extend_from_slice(last.unwrap_or(&NOTHING));
        bytes.extend_from_slice(&self.step.to_be_bytes());
        bytes.extend_from_slice(&self.at.to_be_bytes());
        let texts = [self.shop, self.order_no, self.actor, self.subject, self.before, self.after, self.why];
        for text in texts.into_iter().map(Some).chain([self.refund_no, self.message_id]) {
            put_text(&mut bytes, text);
        }
        // What stands behind the money can only be read one way if the money stands before it.
        if self.amount_fen.is_some() || self.transaction_id.is_some() || self.operator_id.is_some() {
            bytes.extend_from_slice(&self.amount_fen.unwrap_or(i64::MIN).to_be_bytes());
            put_text(&mut bytes, self.transaction_id);
        }
        if let Some(operator_id) = self.operator_id {
            bytes.extend_from_slice(OPERATOR);
            bytes.extend_from_slice(&operator_id.to_be_bytes());
        }
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
        let mut link = NOTHING;
        link.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        link
    }
}

fn put_text(bytes: &mut Vec<u8>, text: Option<&str>) {
    let length = text.map_or(NULL, |text| text.len().try_into().unwrap_or(NULL));
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
}

/// The columns of [`KeptRow`], of `history h`.
pub(in crate::store) const COLUMNS: &str =
    "h.shop_id, h.order_no, h.step, h.at, h.actor, h.subject, h.refund_no, h.before, h.after, h.why, h.message_id,
     h.amount_fen, h.transaction_id, h.operator_id";

/// A row of the history as it was read.
pub(in crate::store) struct KeptRow {
    pub shop: String,
    pub order_no: String,
    pub step: i64,
    pub at: i64,
    pub actor: String,
    pub subject: String,
    pub refund_no: Option<String>,
    pub before: String,
    pub after: String,
    pub why: String,
    pub message_id: Option<String>,
    pub amount_fen: Option<i64>,
    pub transaction_id: Option<String>,
    pub operator_id: Option<u32>,
}

impl KeptRow {
    /// Reads [`COLUMNS`].
    pub fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            shop: row.get("shop_id")?,
            order_no: row.get("order_no")?,
            step: row.get("step")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            subject: row.get("subject")?,
            refund_no: row.get("refund_no")?,
            before: row.get("before")?,
            after: row.get("after")?,
            why: row.get("why")?,
            message_id: row.get("message_id")?,
            amount_fen: row.get("amount_fen")?,
            transaction_id: row.get("transaction_id")?,
            operator_id: row.get("operator_id")?,
        })
    }

    pub fn behind(&self, last: Option<&ChainHash>) -> ChainHash {
        let linked = Linked {
            shop: &self.shop,
            order_no: &self.order_no,
            step: self.step,
            at: self.at,
            actor: &self.actor,
            subject: &self.subject,
            refund_no: self.refund_no.as_deref(),
            before: &self.before,
            after: &self.after,
            why: &self.why,
            message_id: self.message_id.as_deref(),
            amount_fen: self.amount_fen,
            transaction_id: self.transaction_id.as_deref(),
            operator_id: self.operator_id,
        };
        linked.behind(last)
    }
}

/// Links every step of a file anew, of all shops in it, inside the transaction of whoever opens a file from before the
/// chain. Doing it again gives the same.
pub(in crate::store) fn link_file(db: Db<'_>) -> Result<(), StoreError> {
    let shops: Vec<String> = db.values("SELECT DISTINCT shop_id FROM history", &[])?;
    shops.iter().try_for_each(|shop| link_rows(db, shop))
}

/// The same for one shop, inside the transaction of whoever moved its history (the practice shop only).
pub(in crate::store) fn link_shop(db: Db<'_>) -> Result<(), StoreError> {
    link_rows(db, db.shop.as_str())
}

fn link_rows(db: Db<'_>, shop: &str) -> Result<(), StoreError> {
    let page = format!(
        "SELECT {COLUMNS} FROM history h WHERE h.shop_id = ?1 AND (h.order_no, h.step) > (?2, ?3)
         ORDER BY h.order_no, h.step LIMIT ?4"
    );
    let (mut order_no, mut step, mut last) = (String::new(), -1_i64, None::<ChainHash>);
    loop {
        let rows = db.list(&page, params![shop, order_no, step, PAGE_STEPS], KeptRow::read)?;
        if rows.is_empty() {
            return put_head(db, shop, &order_no, last.as_ref());
        }
        for row in rows {
            if row.order_no != order_no {
                put_head(db, shop, &order_no, last.as_ref())?;
                last = None;
            }
            let link = row.behind(last.as_ref());
            let sql = "UPDATE history SET chain = ?4 WHERE shop_id = ?1 AND order_no = ?2 AND step = ?3";
            db.run(sql, params![shop, row.order_no, row.step, link])?;
            (order_no, step, last) = (row.order_no, row.step, Some(link));
        }
    }
}

/// Writes the link of an order's last step onto the order.
pub(in crate::store) fn put_head(
    db: Db<'_>,
    shop: &str,
    order_no: &str,
    head: Option<&ChainHash>,
) -> Result<(), StoreError> {
    let Some(head) = head else { return Ok(()) };
    let sql = "UPDATE orders SET history_head = ?3 WHERE shop_id = ?1 AND order_no = ?2";
    match db.run(sql, params![shop, order_no, head])? {
        1 => Ok(()),
        rows => Err(StoreError::Other(format!("{rows} orders have the history of one"))),
    }
}
