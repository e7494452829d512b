//! Receipts in the queue, and what becomes of them. Nothing leaves without a row that says so first.

use crate::domain::{OperatorAction, OrderNo, PrintId, PrintState, PrintStep, PrintTrouble, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{CommitFuture, Store};
use crate::store::{
    Refusal, RowAside, RowJob, RowTrouble, StoreError,
    engine::{db::Db, value::params},
    orders::row::OrderHead,
    ownership::restores::held,
    printing::types::{PrintUpdate, PrintWish, PrinterName},
    reads::due::set_aside,
};

/// How often a receipt that was lost out of sight is printed again without being asked for, each time with the mark. A
/// printer that dies of this very receipt must not eat a roll of paper.
pub const REPRINTS_BY_ITSELF_MAX: u32 = 3;
/// The printers of this seat (`?2`), and those of a shop that came from a file; in a file all of them.
const OWN: &str = "(seat = ?2 OR seat = '' OR ?2 = '')";
/// Characters of a computer's name that are kept.
const COMPUTER_CHARS_MAX: usize = 100;
/// The longest technical sentence that is kept, characters.
const DETAIL_CHARS_MAX: usize = 300;

impl Store {
    /// The printers of the settings, once at start: from now on every newly paid order has a receipt on those that print by
    /// themselves, queued in the commit that confirms it.
    /// Of several seats each has its own; `computer` is what this one calls itself.
    pub fn keep_printers(&self, printers: Vec<PrinterName>, computer: String, now: UnixSeconds) -> CommitFuture<()> {
        let seat = self.seat_id();
        self.write(move |db| keep_printers(db, (&seat, &computer), &printers, now))
    }

    /// The owner wants an order's receipt on this printer. What has not left yet is tried now; else a new copy is queued,
    /// with the mark if anything of the order may be on paper. Refused for an order that is not paid. Answers which copy.
    pub fn print_receipt(&self, order_no: OrderNo, printer: String, now: UnixSeconds) -> CommitFuture<u32> {
        self.write_as(Attempt::of(OperatorAction::Print, now).order(&order_no), move |db| {
            print(db, &order_no, &printer, now)
        })
    }

    /// A receipt is about to leave: [`PrintState::Sending`]. `marked` is what will stand on it; [`Refusal::Stale`] if the
    /// row says otherwise by now, [`Refusal::NotHost`] if the printer is another seat's.
    pub fn begin_print(&self, id: PrintId, marked: bool, now: UnixSeconds) -> CommitFuture<()> {
        let seat = self.seat_id();
        self.write_before_leaving_here(move |db| {
            must_be_its_own(db, &seat, &id.printer)?;
            begin(db, &id, marked, now)
        })
    }

    /// A receipt takes a step out of an answer. A late one is no error: the answer is the state as it is.
    pub fn update_print(&self, update: PrintUpdate, now: UnixSeconds) -> CommitFuture<PrintState> {
        self.write(move |db| self::update(db, &update, now))
    }

    /// A person decides about one receipt.
    pub fn wish_print(&self, id: PrintId, wish: PrintWish, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Print, now), move |db| self::wish(db, &id, wish, now))
    }

    /// A person wants a receipt on another printer than the one it waits for, or was lost out of sight at: that one is not wanted
    /// any more, and the other one says that it is a reprint, unless nothing of the order can be on paper yet. Answers which copy.
    pub fn move_print(&self, id: PrintId, printer: String, now: UnixSeconds) -> CommitFuture<u32> {
        let attempt = Attempt::of(OperatorAction::Print, now).order(&id.order_no);
        self.write_as(attempt, move |db| move_to(db, &id, &printer, now))
    }

    /// A person decides about receipts that were offered, because they did not print by themselves. One that somebody decided
    /// meanwhile stays as it is. Answers how many were decided.
    pub fn wish_late_prints(&self, ids: Vec<PrintId>, wish: PrintWish, now: UnixSeconds) -> CommitFuture<usize> {
        self.write_as(Attempt::of(OperatorAction::Print, now), move |db| wish_late(db, &ids, wish, now))
    }

    /// How a printer was found when it was tried without an order.
    pub fn note_printer(
        &self,
        printer: String,
        trouble: Option<(PrintTrouble, String)>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| note(db, &printer, trouble.as_ref(), now))
    }

    /// Every receipt that was leaving when the program last died is [`PrintState::InDoubt`], with the mark. Called once at
    /// start, for the printers of this seat. Answers how many.
    pub fn doubt_interrupted_prints(&self, now: UnixSeconds) -> CommitFuture<usize> {
        let seat = self.seat_id();
        self.write(move |db| doubt_interrupted(db, &seat, now))
    }
}

/// The printers of a seat's settings. Those that left them keep their rows; what waited for them waits for a person. One that two
/// seats name alike is the last one's to say so.
pub(in crate::store) fn keep_printers(
    db: Db<'_>,
    (seat, computer): (&str, &str),
    slots: &[PrinterName],
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let sql = format!("UPDATE printers SET listed = 0 WHERE shop_id = ?1 AND listed = 1 AND {OWN}");
    db.run(&sql, params![db.shop, seat])?;
    let computer: String = computer.chars().take(COMPUTER_CHARS_MAX).collect();
    for (position, printer) in (0_u32..).zip(slots) {
        db.run_one(
            "INSERT INTO printers (shop_id, printer, position, kind, auto, listed, trouble, detail, seat, computer)
             VALUES (?1, ?2, ?3, ?4, ?5, 1, '', '', ?6, ?7)
             ON CONFLICT (shop_id, printer) DO UPDATE SET position = excluded.position, kind = excluded.kind,
                 auto = excluded.auto, listed = 1, seat = excluded.seat, computer = excluded.computer",
            params![db.shop, printer.name, position, printer.kind, printer.auto, seat, computer],
        )?;
    }
    db.run(
        "UPDATE print_jobs SET state = 'stopped', trouble = 'unlisted', detail = '', next_at = NULL, changed_at = ?2
         WHERE shop_id = ?1 AND state = 'waiting' AND next_at IS NOT NULL
             AND printer IN (SELECT printer FROM printers WHERE shop_id = ?1 AND listed = 0)",
        params![db.shop, now],
    )?;
    db.run(
        "UPDATE print_jobs SET next_at = NULL WHERE shop_id = ?1 AND next_at IS NOT NULL
             AND printer IN (SELECT printer FROM printers WHERE shop_id = ?1 AND listed = 0)",
        params![db.shop],
    )?;
    // One that came back to the settings is due again.
    db.run(
        "UPDATE print_jobs SET state = 'waiting', trouble = '', next_at = ?2, changed_at = ?2
         WHERE shop_id = ?1 AND settled_at IS NULL AND state = 'stopped' AND trouble = 'unlisted'
             AND printer IN (SELECT printer FROM printers WHERE shop_id = ?1 AND listed = 1)",
        params![db.shop, now],
    )?;
    Ok(())
}

/// An order was just paid for certain: a receipt on each printer that prints by itself, in the same commit. An order that
/// has one there already gets no second one. `wanted_at`: a person decided that the order is paid, and waits for its receipt.
pub(in crate::store) fn queue(
    db: Db<'_>,
    order_no: &OrderNo,
    wanted_at: Option<UnixSeconds>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    // Where an older file was put back since it was placed, another paper of it may lie there already.
    let placed_at = "(SELECT created_at FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2)";
    let sql = format!(
        "INSERT INTO print_jobs (shop_id, order_no, printer, copy, state, marked, tries, doubts, next_at, trouble, detail,
             queued_at, changed_at, wanted_at)
         SELECT shop_id, ?2, printer, 0, 'waiting', CASE WHEN {} THEN 1 ELSE 0 END, 0, 0, ?3, '', '', ?3, ?3, ?4
         FROM printers WHERE shop_id = ?1 AND auto = 1 AND listed = 1
         ON CONFLICT (shop_id, order_no, printer, copy) DO NOTHING",
        held::older_than_a_restore_sql(placed_at)
    );
    db.run(&sql, params![db.shop, order_no, now, wanted_at])?;
    Ok(())
}

/// One receipt as a transaction reads it.
struct Job {
    state: PrintState,
    marked: bool,
    tries: u32,
}

fn read(db: Db<'_>, id: &PrintId) -> Result<Job, StoreError> {
    let sql = "SELECT state, marked, tries FROM print_jobs
               WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4";
    let row = db.find(sql, params![db.shop, id.order_no, id.printer, id.copy], |row| {
        Ok(Job { state: row.get("state")?, marked: row.get("marked")?, tries: row.get("tries")? })
    })?;
    row.ok_or_else(|| Refusal::NotFound.into())
}

/// Only the seat that a printer belongs to prints on it, however long another one believes that it does.
fn must_be_its_own(db: Db<'_>, seat: &str, printer: &str) -> Result<(), StoreError> {
    let sql = format!("SELECT COUNT(*) > 0 FROM printers WHERE shop_id = ?1 AND {OWN} AND printer = ?3");
    if db.value(&sql, params![db.shop, seat, printer])? { Ok(()) } else { Err(Refusal::NotHost.into()) }
}

/// It is about to leave. `marked` is what stands on it: if that is not what the row says any more, nothing leaves.
pub(in crate::store) fn begin(db: Db<'_>, id: &PrintId, marked: bool, now: UnixSeconds) -> Result<(), StoreError> {
    held::must_not_be_held(db)?;
    let job = read(db, id)?;
    let state = job.state.after(PrintStep::Begin)?;
    if job.marked != marked {
        return Err(Refusal::Stale.into());
    }
    db.run_one(
        "UPDATE print_jobs SET state = ?6, next_at = NULL, changed_at = ?7
         WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4 AND state = ?5",
        params![db.shop, id.order_no, id.printer, id.copy, job.state, state, now],
    )
}

/// A step out of an answer. One that came late changes nothing: the answer is the state as it is.
pub(in crate::store) fn update(db: Db<'_>, update: &PrintUpdate, now: UnixSeconds) -> Result<PrintState, StoreError> {
    let job = read(db, &update.id)?;
    let Ok(state) = job.state.after(update.step) else { return Ok(job.state) };
    let lost = update.step == PrintStep::LoseSight;
    let marked = job.marked || lost;
    let tries = if state == job.state { job.tries.saturating_add(1) } else { tries_of(&job, update.step) };
    let settled_at = state.is_settled().then_some(now);
    let next_at = update.next_at.filter(|_| settled_at.is_none());
    let (trouble, detail) = shown(update.trouble.as_ref());
    db.run_one(
        "UPDATE print_jobs SET state = ?6, marked = ?7, cloud_id = COALESCE(?8, cloud_id), tries = ?9, doubts = doubts + ?10,
             next_at = ?11, trouble = ?12, detail = ?13, changed_at = ?14, settled_at = ?15
         WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4 AND state = ?5",
        params![
            db.shop,
            update.id.order_no,
            update.id.printer,
            update.id.copy,
            job.state,
            state,
            marked,
            update.cloud_id,
            tries,
            lost,
            next_at,
            trouble,
            detail,
            now,
            settled_at
        ],
    )?;
    let came_out = matches!(update.step, PrintStep::Print | PrintStep::HandOver);
    // That a receipt came too late says nothing about its printer.
    let of_printer = update.trouble.as_ref().is_some_and(|(trouble, _)| *trouble != PrintTrouble::Late);
    if came_out || of_printer {
        note(db, &update.id.printer, update.trouble.as_ref().filter(|_| !came_out), now)?;
    }
    Ok(state)
}

/// A try that came to nothing counts on, whatever state it went through.
const fn tries_of(job: &Job, step: PrintStep) -> u32 {
    match step {
        PrintStep::NotSent | PrintStep::LoseSight => job.tries.saturating_add(1),
        _ => 0,
    }
}

fn shown(trouble: Option<&(PrintTrouble, String)>) -> (&'static str, String) {
    match trouble {
        None => ("", String::new()),
        Some((trouble, detail)) => (trouble.as_str(), detail.chars().take(DETAIL_CHARS_MAX).collect()),
    }
}

/// How a printer was last found: well, or not and why.
pub(in crate::store) fn note(
    db: Db<'_>,
    printer: &str,
    trouble: Option<&(PrintTrouble, String)>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let (word, detail) = shown(trouble);
    db.run(
        "UPDATE printers SET trouble = ?3, detail = ?4,
             trouble_at = CASE WHEN ?3 = '' THEN NULL WHEN trouble = ?3 THEN trouble_at ELSE ?5 END,
             good_at = CASE WHEN ?3 = '' THEN ?5 ELSE good_at END
         WHERE shop_id = ?1 AND printer = ?2",
        params![db.shop, printer, word, detail, now],
    )?;
    Ok(())
}

/// The owner wants the receipt of an order on this printer (once more). One that has not left is tried now instead; a new
/// one says that it is a reprint, unless nothing of the order can be on paper yet. Answers which copy it is.
pub(in crate::store) fn print(
    db: Db<'_>,
    order_no: &OrderNo,
    printer: &str,
    now: UnixSeconds,
) -> Result<u32, StoreError> {
    let order = OrderHead::read(db, order_no)?;
    if order.paid_at.is_none() {
        return Err(Refusal::State(order.state.into()).into());
    }
    let sql = "SELECT copy, state, marked FROM print_jobs WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3
               ORDER BY copy DESC";
    let copies: Vec<(u32, PrintState, bool)> = db.list(sql, params![db.shop, order_no, printer], |row| {
        Ok((row.get("copy")?, row.get("state")?, row.get("marked")?))
    })?;
    let unsent = |state: PrintState| matches!(state, PrintState::Waiting | PrintState::Stopped);
    if let Some((copy, ..)) = copies.iter().find(|(_, state, _)| unsent(*state)) {
        let id = PrintId { order_no: order_no.clone(), printer: printer.to_owned(), copy: *copy };
        wish(db, &id, PrintWish::Now, now)?;
        return Ok(*copy);
    }
    let copy = copies.first().map_or(0, |(copy, ..)| copy.saturating_add(1));
    let marked = may_be_on_paper(db, order_no)?;
    let queued = db.run(
        "INSERT INTO print_jobs (shop_id, order_no, printer, copy, state, marked, tries, doubts, next_at, trouble, detail,
             queued_at, changed_at, wanted_at)
         SELECT shop_id, ?3, printer, ?4, 'waiting', ?5, 0, 0, ?6, '', '', ?6, ?6, ?6
         FROM printers WHERE shop_id = ?1 AND printer = ?2 AND listed = 1",
        params![db.shop, printer, order_no, copy, marked, now],
    )?;
    if queued == 0 { Err(Refusal::NotFound.into()) } else { Ok(copy) }
}

/// True if a receipt of this order ever began to leave, on any printer.
fn may_be_on_paper(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let sql = "SELECT state, marked FROM print_jobs WHERE shop_id = ?1 AND order_no = ?2";
    let copies: Vec<(PrintState, bool)> =
        db.list(sql, params![db.shop, order_no], |row| Ok((row.get("state")?, row.get("marked")?)))?;
    Ok(copies.iter().any(|(state, marked)| *marked || state.may_be_on_paper()))
}

/// A person decides about one receipt.
pub(in crate::store) fn wish(db: Db<'_>, id: &PrintId, wish: PrintWish, now: UnixSeconds) -> Result<(), StoreError> {
    let (step, next_at) = match wish {
        PrintWish::Now => (PrintStep::Retry, Some(now)),
        PrintWish::OnPaper => (PrintStep::Confirm, None),
        PrintWish::Drop => (PrintStep::Drop, None),
    };
    let job = read(db, id)?;
    let state = job.state.after(step)?;
    let settled_at = state.is_settled().then_some(now);
    db.run_one(
        "UPDATE print_jobs SET state = ?6, tries = 0, next_at = ?7, changed_at = ?8, settled_at = ?9,
             wanted_at = COALESCE(?7, wanted_at)
         WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4 AND state = ?5",
        params![db.shop, id.order_no, id.printer, id.copy, job.state, state, next_at, now, settled_at],
    )
}

/// Gives a receipt up on one printer and wants it on another. What may be leaving there is lost out of sight first: the other one
/// bears the mark then.
fn move_to(db: Db<'_>, id: &PrintId, printer: &str, now: UnixSeconds) -> Result<u32, StoreError> {
    if id.printer == printer {
        return Err(Refusal::NotFound.into());
    }
    let job = read(db, id)?;
    let leaving = matches!(job.state, PrintState::Sending | PrintState::Accepted);
    let seen = if leaving { job.state.after(PrintStep::LoseSight)? } else { job.state };
    let state = seen.after(PrintStep::Drop)?;
    db.run_one(
        "UPDATE print_jobs SET state = ?6, marked = ?7, tries = 0, next_at = NULL, changed_at = ?8, settled_at = ?8
         WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4 AND state = ?5",
        params![db.shop, id.order_no, id.printer, id.copy, job.state, state, job.marked || leaving, now],
    )?;
    print(db, &id.order_no, printer, now)
}

/// Decides about each of these that is still offered.
fn wish_late(db: Db<'_>, ids: &[PrintId], wished: PrintWish, now: UnixSeconds) -> Result<usize, StoreError> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM print_jobs WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4
                   AND state = 'stopped' AND trouble = 'late')";
    let mut decided = 0_usize;
    for id in ids {
        if db.value(sql, params![db.shop, id.order_no, id.printer, id.copy])? {
            wish(db, id, wished, now)?;
            decided = decided.saturating_add(1);
        }
    }
    Ok(decided)
}

/// What was leaving when the program died may be on paper. A printer in the shop's own network gets it once more, with the
/// mark; what went to a cloud waits for a person, who looks at the paper.
pub(in crate::store) fn doubt_interrupted(db: Db<'_>, seat: &str, now: UnixSeconds) -> Result<usize, StoreError> {
    let sql = format!(
        "SELECT order_no, printer, copy FROM print_jobs WHERE shop_id = ?1 AND settled_at IS NULL AND state = 'sending'
             AND printer IN (SELECT printer FROM printers WHERE shop_id = ?1 AND {OWN}) ORDER BY order_no, printer, copy"
    );
    let interrupted: Vec<(String, String, u32)> =
        db.list(&sql, params![db.shop, seat], |row| Ok((row.get("order_no")?, row.get("printer")?, row.get("copy")?)))?;
    set_aside::each(db, &interrupted, aside, now, |(order_no, printer, copy)| {
        db.run_one(
            "UPDATE print_jobs SET state = 'in_doubt', marked = 1, doubts = doubts + 1, trouble = 'interrupted', detail = '',
                 changed_at = ?2, next_at = CASE WHEN doubts < ?3 AND printer IN (SELECT printer FROM printers WHERE shop_id = ?1 AND kind = 'escpos-tcp'
                                                 AND listed = 1) THEN ?2 END
             WHERE shop_id = ?1 AND order_no = ?4 AND printer = ?5 AND copy = ?6 AND state = 'sending'",
            params![db.shop, now, REPRINTS_BY_ITSELF_MAX, order_no, printer, copy],
        )
    })
}

fn aside((order_no, printer, copy): &(String, String, u32)) -> RowAside {
    RowAside {
        job: RowJob::PrintReceipt,
        key: format!("{order_no} {copy} {printer}"),
        order_no: order_no.clone(),
        trouble: RowTrouble::Other,
        detail: String::new(),
    }
}
