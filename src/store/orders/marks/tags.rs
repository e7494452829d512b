//! The owner's tags: a small set of them, put on orders, refunds and buyers.

use crate::domain::{MarkStepKind, MarkSubject, OperatorAction, Seat, Tag, TagName, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    orders::marks::steps::{self, NewMarkStep},
};

/// How many tags a shop has at most: more would not be told apart.
const TAGS_MAX: u32 = 24;
/// How many stand on one thing.
const PUT_MAX: u32 = 8;

impl Store {
    /// Makes a tag, or gives the one of this name another colour.
    pub fn make_tag(&self, tag: Tag, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageBuyers, now), move |db| make(db, &tag, now))
    }

    /// There is no such tag any more. [`Refusal::TagInUse`] while it stands somewhere.
    pub fn drop_tag(&self, name: TagName) -> CommitFuture<()> {
        self.write_as(Attempt::timeless(OperatorAction::ManageBuyers), move |db| drop_one(db, &name))
    }

    /// Puts a tag on something. Where it is already, nothing changes.
    pub fn put_tag(&self, subject: MarkSubject, name: TagName, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Mark, now), move |db| put(db, &subject, &name, (&author, now)))
    }

    /// Takes a tag off. Where it is not, nothing changes.
    pub fn take_tag(&self, subject: MarkSubject, name: TagName, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Mark, now), move |db| take(db, &subject, &name, (&author, now)))
    }
}

/// Where a tag stands.
pub(in crate::store) const STANDS: &str = "SELECT COUNT(*) FROM put_tags WHERE shop_id = ?1 AND tag = ?2";

fn is_made(db: Db<'_>, name: &TagName) -> Result<bool, StoreError> {
    db.value("SELECT COUNT(*) FROM tags WHERE shop_id = ?1 AND name = ?2", params![db.shop, name])
}

fn make(db: Db<'_>, tag: &Tag, now: UnixSeconds) -> Result<(), StoreError> {
    if is_made(db, &tag.name)? {
        let sql = "UPDATE tags SET color = ?3 WHERE shop_id = ?1 AND name = ?2";
        return db.run_one(sql, params![db.shop, tag.name, tag.color]);
    }
    let there: u32 = db.value("SELECT COUNT(*) FROM tags WHERE shop_id = ?1", params![db.shop])?;
    if there >= TAGS_MAX {
        return Err(Refusal::TooMany { most: TAGS_MAX }.into());
    }
    let sql = "INSERT INTO tags (shop_id, name, color, made_at) VALUES (?1, ?2, ?3, ?4)";
    db.run_one(sql, params![db.shop, tag.name, tag.color, now])
}

fn drop_one(db: Db<'_>, name: &TagName) -> Result<(), StoreError> {
    let places: u32 = db.value(STANDS, params![db.shop, name])?;
    if places > 0 {
        return Err(Refusal::TagInUse { places }.into());
    }
    db.run("DELETE FROM tags WHERE shop_id = ?1 AND name = ?2", params![db.shop, name]).map(drop)
}

fn put(
    db: Db<'_>,
    subject: &MarkSubject,
    name: &TagName,
    (author, now): (&Seat, UnixSeconds),
) -> Result<(), StoreError> {
    if !is_made(db, name)? {
        return Err(Refusal::NotFound.into());
    }
    let on = "SELECT tag FROM put_tags WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3";
    let on: Vec<TagName> = db.values(on, params![db.shop, subject.kind(), subject.key()])?;
    if on.contains(name) {
        return Ok(());
    }
    if on.len() >= PUT_MAX as usize {
        return Err(Refusal::TooMany { most: PUT_MAX }.into());
    }
    let order_no = steps::order_of(db, subject)?;
    let step = NewMarkStep { what: MarkStepKind::TagPut, note_id: None, words: name.as_str(), author, at: now };
    steps::add(db, subject, &order_no, &step)?;
    let sql = "INSERT INTO put_tags (shop_id, subject, subject_key, tag, order_no) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.run_one(sql, params![db.shop, subject.kind(), subject.key(), name, order_no])
}

fn take(
    db: Db<'_>,
    subject: &MarkSubject,
    name: &TagName,
    (author, now): (&Seat, UnixSeconds),
) -> Result<(), StoreError> {
    let sql = "DELETE FROM put_tags WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3 AND tag = ?4";
    if db.run(sql, params![db.shop, subject.kind(), subject.key(), name])? == 0 {
        return Ok(());
    }
    let order_no = steps::order_of(db, subject)?;
    let step = NewMarkStep { what: MarkStepKind::TagTaken, note_id: None, words: name.as_str(), author, at: now };
    steps::add(db, subject, &order_no, &step)
}
