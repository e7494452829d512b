//! The owner's notes: written beside an order, a refund or a buyer, taken away, and put back.

use crate::domain::{MarkStepKind, MarkSubject, NOTE_CHARS_MAX, OperatorAction, OrderNo, Seat, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, Refusal, Store, StoreError, TextPart,
    engine::{db::Db, value::params},
    orders::marks::{
        reads,
        steps::{self, NewMarkStep},
    },
};

/// More than these beside one thing nobody reads.
const NOTES_MAX: u32 = 100;

impl Store {
    /// Keeps a note, 1 to 500 characters. Answers its number.
    pub fn write_note(&self, subject: MarkSubject, text: String, author: Seat, now: UnixSeconds) -> CommitFuture<u32> {
        self.write_as(Attempt::of(OperatorAction::Mark, now), move |db| write(db, &subject, &text, &author, now))
    }

    /// Takes a note away; its steps stay. [`Refusal::NotFound`] where it is away already.
    pub fn remove_note(&self, note_id: u32, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Mark, now), move |db| put_away(db, note_id, (&author, now), true))
    }

    /// Puts a note back that was taken away, as it was.
    pub fn put_note_back(&self, note_id: u32, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Mark, now), move |db| put_away(db, note_id, (&author, now), false))
    }
}

fn write(db: Db<'_>, subject: &MarkSubject, text: &str, author: &Seat, now: UnixSeconds) -> Result<u32, StoreError> {
    let text = text.trim();
    TextPart::OwnersNote.fits(text, 1..=NOTE_CHARS_MAX)?;
    let order_no = steps::order_of(db, subject)?;
    room_for_one(db, subject)?;
    let last: u32 = db.value("SELECT COALESCE(MAX(note_id), 0) FROM notes WHERE shop_id = ?1", params![db.shop])?;
    let note_id = last.saturating_add(1);
    let what = MarkStepKind::NoteWritten;
    steps::add(db, subject, &order_no, &NewMarkStep { what, note_id: Some(note_id), words: text, author, at: now })?;
    db.run_one(
        "INSERT INTO notes (shop_id, note_id, subject, subject_key, order_no, author, written_at, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![db.shop, note_id, subject.kind(), subject.key(), order_no, author, now, text],
    )?;
    Ok(note_id)
}

fn room_for_one(db: Db<'_>, subject: &MarkSubject) -> Result<(), StoreError> {
    let sql =
        "SELECT COUNT(*) FROM notes WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3 AND removed_at IS NULL";
    let there: u32 = db.value(sql, params![db.shop, subject.kind(), subject.key()])?;
    if there < NOTES_MAX { Ok(()) } else { Err(Refusal::TooMany { most: NOTES_MAX }.into()) }
}

struct KeptNote {
    subject: MarkSubject,
    order_no: OrderNo,
    body: String,
    is_away: bool,
}

fn put_away(db: Db<'_>, note_id: u32, (author, now): (&Seat, UnixSeconds), away: bool) -> Result<(), StoreError> {
    let sql = "SELECT subject, subject_key, order_no, body, removed_at IS NOT NULL AS is_away FROM notes
               WHERE shop_id = ?1 AND note_id = ?2";
    let note = db.find(sql, params![db.shop, note_id], |row| {
        Ok(KeptNote {
            subject: reads::subject_from(row)?,
            order_no: row.get("order_no")?,
            body: row.get("body")?,
            is_away: row.get("is_away")?,
        })
    })?;
    let note = note.filter(|note| note.is_away != away).ok_or(Refusal::NotFound)?;
    if !away {
        room_for_one(db, &note.subject)?;
    }
    let what = if away { MarkStepKind::NoteRemoved } else { MarkStepKind::NoteBack };
    let step = NewMarkStep { what, note_id: Some(note_id), words: &note.body, author, at: now };
    steps::add(db, &note.subject, &note.order_no, &step)?;
    let sql = "UPDATE notes SET removed_at = ?3 WHERE shop_id = ?1 AND note_id = ?2";
    db.run_one(sql, params![db.shop, note_id, away.then_some(now)])
}
