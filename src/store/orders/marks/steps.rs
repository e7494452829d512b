//! Every step of a note, a tag or a block: added in the commit of the step itself, never changed, and linked to the one
//! before it, as the history of an order is ([`chain`](crate::store::history::chain)). What is kept beside a buyer has a chain too.

use crate::domain::{MarkStepKind, MarkSubject, OpenId, OrderNo, Seat, UnixSeconds};
use crate::store::{
    Refusal, StoreError,
    engine::{db::Db, row::Row, value::params},
    history::chain::{ChainHash, Linked},
    money::payments::unknown::NOBODY,
};

/// A step that is taken.
pub(super) struct NewMarkStep<'a> {
    pub what: MarkStepKind,
    pub note_id: Option<u32>,
    /// The text of the note, the name of the tag, or why the buyer was blocked.
    pub words: &'a str,
    pub author: &'a Seat,
    pub at: UnixSeconds,
}

/// A row of the steps, without its link.
pub(super) struct KeptStep {
    pub step: i64,
    pub at: i64,
    pub author: String,
    pub what: String,
    pub note_id: Option<u32>,
    pub words: String,
}

impl KeptStep {
    /// Reads a row of `marked_steps`.
    pub fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            step: row.get("step")?,
            at: row.get("at")?,
            author: row.get("author")?,
            what: row.get("what")?,
            note_id: row.get("note_id")?,
            words: row.get("words")?,
        })
    }

    pub fn behind(&self, shop: &str, (kind, key): (&str, &str), last: Option<&ChainHash>) -> ChainHash {
        let note_id = self.note_id.map(|note_id| note_id.to_string());
        let linked = Linked {
            shop,
            order_no: key,
            step: self.step,
            at: self.at,
            actor: &self.author,
            subject: kind,
            refund_no: None,
            before: "",
            after: &self.what,
            why: &self.words,
            message_id: note_id.as_deref(),
            amount_fen: None,
            transaction_id: None,
            operator_id: None,
        };
        linked.behind(last)
    }
}

/// How far the steps of a subject are.
struct MarkedEnd {
    steps: u32,
    head: ChainHash,
}

/// The newest order of a buyer.
pub(in crate::store) const NEWEST: &str = "SELECT order_no FROM orders WHERE shop_id = ?1 AND openid = ?2
    ORDER BY created_at DESC, order_no DESC LIMIT 1";

/// Stands for all payers WeChat does not name: no one person.
pub(super) fn is_nobody(openid: &OpenId) -> bool {
    openid.as_str() == NOBODY
}

/// The order a search finds it by: the order itself, the refund's, or the newest its buyer had when it began.
pub(super) fn order_of(db: Db<'_>, subject: &MarkSubject) -> Result<OrderNo, StoreError> {
    let known = "SELECT order_no FROM marked WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
    if let Some(order_no) = db.find_value(known, params![db.shop, subject.kind(), subject.key()])? {
        return Ok(order_no);
    }
    let sql = match subject {
        MarkSubject::Order(_) => "SELECT order_no FROM orders WHERE shop_id = ?1 AND order_no = ?2",
        MarkSubject::Refund(_) => "SELECT order_no FROM refunds WHERE shop_id = ?1 AND refund_no = ?2",
        MarkSubject::Buyer(openid) if is_nobody(openid) => return Err(Refusal::NotFound.into()),
        MarkSubject::Buyer(_) => NEWEST,
    };
    Ok(db.find_value(sql, params![db.shop, subject.key()])?.ok_or(Refusal::NotFound)?)
}

/// Adds a step. What it is about has its row in `marked` from here on, so that the mark itself can refer to it.
pub(super) fn add(
    db: Db<'_>,
    subject: &MarkSubject,
    order_no: &OrderNo,
    new: &NewMarkStep<'_>,
) -> Result<(), StoreError> {
    let (kind, key) = (subject.kind(), subject.key());
    let sql = "SELECT steps, head FROM marked WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
    let end = db.find(sql, params![db.shop, kind, key], |row| {
        Ok(MarkedEnd { steps: row.get("steps")?, head: row.get("head")? })
    })?;
    let step = KeptStep {
        step: end.as_ref().map_or(0, |end| i64::from(end.steps)),
        at: new.at.get(),
        author: new.author.as_str().to_owned(),
        what: new.what.as_str().to_owned(),
        note_id: new.note_id,
        words: new.words.to_owned(),
    };
    let link = step.behind(db.shop.as_str(), (kind, key), end.as_ref().map(|end| &end.head));
    let steps = step.step.saturating_add(1);
    if end.is_some() {
        let sql = "UPDATE marked SET steps = ?4, head = ?5 WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
        db.run_one(sql, params![db.shop, kind, key, steps, link])?;
    } else {
        let sql = "INSERT INTO marked (shop_id, subject, subject_key, order_no, steps, head)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        db.run_one(sql, params![db.shop, kind, key, order_no, steps, link])?;
    }
    db.run_one(
        "INSERT INTO marked_steps (shop_id, subject, subject_key, step, at, author, what, note_id, words, chain)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![db.shop, kind, key, step.step, new.at, new.author, new.what, new.note_id, new.words, link],
    )
}

/// The steps of one subject, oldest first.
pub(super) const STEPS: &str = "SELECT step, at, author, what, note_id, words, chain FROM marked_steps
    WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3 ORDER BY step";

/// Links every step of the shop anew, inside the transaction of whoever moved them (the practice shop only).
pub(in crate::store) fn link_shop(db: Db<'_>) -> Result<(), StoreError> {
    let marked: Vec<(String, String)> =
        db.list("SELECT subject, subject_key FROM marked WHERE shop_id = ?1", params![db.shop], |row| {
            Ok((row.get("subject")?, row.get("subject_key")?))
        })?;
    for (kind, key) in marked {
        let mut last: Option<ChainHash> = None;
        for step in db.list(STEPS, params![db.shop, kind, key], KeptStep::read)? {
            let link = step.behind(db.shop.as_str(), (&kind, &key), last.as_ref());
            let sql = "UPDATE marked_steps SET chain = ?5
                       WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3 AND step = ?4";
            db.run_one(sql, params![db.shop, kind, key, step.step, link])?;
            last = Some(link);
        }
        let sql = "UPDATE marked SET head = ?4 WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
        db.run_one(sql, params![db.shop, kind, key, last])?;
    }
    Ok(())
}
