//! Are the notes, the tags and the blocks what their steps say, and every step as it was written?

use crate::domain::{MarkStepKind, OrderNo};
use crate::store::{
    HistoryFault, StoreError,
    engine::{db::Db, value::params},
    history::chain::ChainHash,
    orders::marks::steps::{KeptStep, NEWEST, STEPS},
};
use std::collections::{BTreeMap, BTreeSet};

/// What stands beside one thing.
#[derive(Debug, Default, PartialEq, Eq)]
struct MarksStanding {
    /// The notes that are there, and those that were taken away.
    notes: BTreeMap<u32, (String, bool)>,
    tags: BTreeSet<String>,
    blocked: Option<String>,
}

impl MarksStanding {
    fn step(&mut self, step: &KeptStep) {
        let words = || step.words.clone();
        let note_id = step.note_id.unwrap_or_default();
        match MarkStepKind::parse(&step.what) {
            Ok(MarkStepKind::NoteWritten | MarkStepKind::NoteBack) => {
                self.notes.insert(note_id, (words(), true));
            }
            Ok(MarkStepKind::NoteRemoved) => {
                self.notes.insert(note_id, (words(), false));
            }
            Ok(MarkStepKind::TagPut) => {
                self.tags.insert(words());
            }
            Ok(MarkStepKind::TagTaken) => {
                self.tags.remove(&step.words);
            }
            Ok(MarkStepKind::Blocked) => self.blocked = Some(words()),
            Ok(MarkStepKind::Unblocked) | Err(_) => self.blocked = None,
        }
    }

    fn read(db: Db<'_>, kind: &str, key: &str) -> Result<Self, StoreError> {
        let of = params![db.shop, kind, key];
        let sql = "SELECT note_id, body, removed_at IS NULL AS is_there FROM notes
                   WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
        let notes = db.list(sql, of, |row| Ok((row.get("note_id")?, (row.get("body")?, row.get("is_there")?))))?;
        let tags = "SELECT tag FROM put_tags WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
        let blocked = "SELECT reason FROM blocked_buyers WHERE shop_id = ?1 AND openid = ?2";
        Ok(Self {
            notes: notes.into_iter().collect(),
            tags: db.values::<String>(tags, of)?.into_iter().collect(),
            blocked: if kind == "buyer" { db.find_value(blocked, params![db.shop, key])? } else { None },
        })
    }
}

struct MarkedRow {
    kind: String,
    key: String,
    order_no: OrderNo,
    steps: i64,
    head: ChainHash,
}

/// Orders beside which something is not as it was written.
pub(in crate::store) fn faults(db: Db<'_>) -> Result<Vec<(OrderNo, HistoryFault)>, StoreError> {
    let sql = "SELECT subject, subject_key, order_no, steps, head FROM marked WHERE shop_id = ?1
               ORDER BY order_no, subject, subject_key";
    let marked = db.list(sql, params![db.shop], |row| {
        Ok(MarkedRow {
            kind: row.get("subject")?,
            key: row.get("subject_key")?,
            order_no: row.get("order_no")?,
            steps: row.get("steps")?,
            head: row.get("head")?,
        })
    })?;
    let mut faults = Vec::new();
    for row in marked {
        if !stands(db, &row)? {
            faults.push((row.order_no, HistoryFault::Marks));
        }
    }
    // Nothing is kept beside what has no steps. (Notes and tags refer to them.)
    let sql = "SELECT b.openid FROM blocked_buyers b LEFT JOIN marked m
                   ON m.shop_id = b.shop_id AND m.subject = 'buyer' AND m.subject_key = b.openid
               WHERE b.shop_id = ?1 AND m.shop_id IS NULL";
    for openid in db.values::<String>(sql, params![db.shop])? {
        let newest = db.find_value(NEWEST, params![db.shop, openid])?;
        faults.extend(newest.map(|order_no| (order_no, HistoryFault::Marks)));
    }
    Ok(faults)
}

fn stands(db: Db<'_>, row: &MarkedRow) -> Result<bool, StoreError> {
    let of = params![db.shop, row.kind, row.key];
    let steps: Vec<(KeptStep, ChainHash)> = db.list(STEPS, of, |row| Ok((KeptStep::read(row)?, row.get("chain")?)))?;
    let (mut last, mut whole, mut by_steps) = (None::<ChainHash>, true, MarksStanding::default());
    for (number, (step, kept)) in (0_i64..).zip(&steps) {
        let link = step.behind(db.shop.as_str(), (&row.kind, &row.key), last.as_ref());
        whole &= step.step == number && link == *kept;
        by_steps.step(step);
        last = Some(link);
    }
    let ends = last == Some(row.head) && i64::try_from(steps.len()) == Ok(row.steps);
    Ok(whole && ends && by_steps == MarksStanding::read(db, &row.kind, &row.key)?)
}
