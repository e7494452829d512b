//! What was found not to agree, kept until the two agree or the owner noted why. A second look at the same day changes nothing
//! of what was noted.

use crate::domain::{
    Day, OperatorAction, UnixSeconds,
    bill_match::{BillMismatch, BillSubject, HereFigures},
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    BillLook, CommitFuture, Refusal, Store, StoreError, TextPart,
    engine::{db::Db, value::params},
    money::payments::merchants,
};
use std::ops::RangeInclusive;

/// How long a cause may be.
const NOTE_CHARS: RangeInclusive<usize> = 1..=200;

impl Store {
    /// A whole look at the day begins.
    pub fn begin_bill_look(&self, day: Day) -> CommitFuture<BillLook> {
        self.write(move |db| begin(db, day))
    }

    /// Some of what this look found. What was noted about the same figures stays noted.
    pub fn keep_bill_mismatches(&self, look: BillLook, found: Vec<BillMismatch>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| {
            let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
            found.iter().try_for_each(|mismatch| keep(db, mch_id.as_str(), &look, mismatch, now))
        })
    }

    /// The look is over: what it did not find again agrees.
    pub fn end_bill_look(&self, look: BillLook, here: HereFigures, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| end(db, &look, here, now))
    }

    /// These agree now.
    pub fn solve_bill_differences(&self, day: Day, agree: Vec<BillSubject>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| agree.iter().try_for_each(|subject| solve(db, day, subject, now)))
    }

    /// The owner noted why these two differ, or takes the note back (empty). Answers nothing where it is not there.
    pub fn note_bill_difference(
        &self,
        day: Day,
        subject: BillSubject,
        note: String,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::WorkOnBill, now), move |db| note_cause(db, day, &subject, &note, now))
    }
}

fn begin(db: Db<'_>, day: Day) -> Result<BillLook, StoreError> {
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    db.run_one(
        "UPDATE bill_days SET looks = looks + 1 WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3",
        params![db.shop, mch_id, day],
    )?;
    let sql = "SELECT looks FROM bill_days WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3";
    Ok(BillLook { day, look: db.value(sql, params![db.shop, mch_id, day])? })
}

fn keep(db: Db<'_>, mch_id: &str, look: &BillLook, found: &BillMismatch, now: UnixSeconds) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO bill_differences (shop_id, mch_id, day, subject, kind, why, order_no, refund_id, line, moved_at,
             theirs_fen, ours_fen, look, found_at, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '')
         ON CONFLICT (shop_id, mch_id, day, subject) DO UPDATE SET look = excluded.look, line = excluded.line,
             moved_at = excluded.moved_at, refund_id = excluded.refund_id, kind = excluded.kind, why = excluded.why,
             theirs_fen = excluded.theirs_fen, ours_fen = excluded.ours_fen, solved_at = NULL,
             noted_at = CASE WHEN bill_differences.why = excluded.why
                 AND COALESCE(bill_differences.theirs_fen, -1) = COALESCE(excluded.theirs_fen, -1)
                 AND COALESCE(bill_differences.ours_fen, -1) = COALESCE(excluded.ours_fen, -1)
                 THEN bill_differences.noted_at ELSE NULL END",
        params![
            db.shop,
            mch_id,
            look.day,
            found.subject.key(),
            found.why.kind(),
            found.why,
            found.order_no,
            found.refund_id,
            found.line,
            found.at,
            found.theirs,
            found.ours,
            look.look,
            now
        ],
    )
}

fn end(db: Db<'_>, look: &BillLook, here: HereFigures, now: UnixSeconds) -> Result<(), StoreError> {
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    db.run(
        "UPDATE bill_differences SET solved_at = ?5
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND look <> ?4 AND solved_at IS NULL",
        params![db.shop, mch_id, look.day, look.look, now],
    )?;
    db.run_one(
        "UPDATE bill_days SET here_payments = ?4, here_paid_fen = ?5, here_refunds = ?6, here_refunded_fen = ?7
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3",
        params![db.shop, mch_id, look.day, here.payments, here.paid, here.refunds, here.refunded],
    )
}

fn solve(db: Db<'_>, day: Day, subject: &BillSubject, now: UnixSeconds) -> Result<(), StoreError> {
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    db.run(
        "UPDATE bill_differences SET solved_at = ?5
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND subject = ?4 AND solved_at IS NULL",
        params![db.shop, mch_id, day, subject.key(), now],
    )
    .map(drop)
}

fn note_cause(db: Db<'_>, day: Day, subject: &BillSubject, note: &str, now: UnixSeconds) -> Result<(), StoreError> {
    let note = note.trim();
    if !note.is_empty() {
        TextPart::Note.fits(note, NOTE_CHARS)?;
    }
    let mch_id = merchants::current(db)?.ok_or(Refusal::NotFound)?.mch_id;
    let noted_at = (!note.is_empty()).then_some(now);
    let rows = db.run(
        "UPDATE bill_differences SET note = ?5, noted_at = ?6
         WHERE shop_id = ?1 AND mch_id = ?2 AND day = ?3 AND subject = ?4 AND solved_at IS NULL",
        params![db.shop, mch_id, day, subject.key(), note, noted_at],
    )?;
    if rows == 1 { Ok(()) } else { Err(Refusal::Stale.into()) }
}
