//! Prints the receipts that wait, each printer for itself: the row first, then the paper, then the answer. What may be on
//! paper is never printed again without the mark, and what went to a cloud never without a person.

pub(super) mod threads;

use super::{
    HealthBoard, Shop,
    rows::{JobStep, RowOutcome},
};
use crate::{
    base::{env::Env, failpoints::failpoint, short_hash::short_hash},
    devices::{
        printer::{PrintAnswer, PrintFailure, PrintNotRecorded, ReceiptPrinter, Sent},
        receipt::{Receipt, ReceiptGoods, sample},
    },
    domain::{Fen, LineToSend, PrintState, PrintStep, PrintTrouble, Source, UnixSeconds},
    events::{Events, HealthState, PrinterAnswer, ShopEvent, Subsystem, Trouble},
    settings::Schedules,
    store::{
        DuePrint, OrderDetail, PrintUpdate, PrinterName, REPRINTS_BY_ITSELF_MAX, Reader, Refusal, RowJob, Store,
        StoreError,
    },
    wechat::Gateway,
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// How many receipts one look at a printer takes on.
const BATCH_MAX: u32 = 50;
/// Seconds between tries of a printer that is out: somebody stands beside it with a new roll.
const OUT_BACKOFF: [u32; 6] = [2, 5, 10, 20, 30, 60];
/// A printer that wants its settings mended is tried rarely, seconds.
const MEND_SECS: i64 = 900;
/// Seconds between questions about a receipt in a cloud.
const ASK_BACKOFF: [u32; 6] = [3, 5, 10, 30, 60, 300];
/// A receipt prints by itself so long after its order was paid, seconds; later it is offered.
const LATE_SECS: i64 = 15 * 60;
/// Looks, a second apart, before a receipt is called late by this computer's clock alone: within them WeChat's is heard, if the
/// line is there at all.
const LOOKS_FOR_WECHAT: u32 = 20;
/// After so many questions, a day of them, a receipt in a cloud is looked for by a person. Counted, because a clock that is
/// wrong for a moment must not say so.
const CLOUD_ASKS_MAX: u32 = 290;

/// A printer that is out, from when and until it is tried again. Outside of these, also before (a clock that was set back),
/// it counts for nothing.
#[derive(Default)]
struct PrinterOutage {
    rests: Option<(UnixSeconds, UnixSeconds)>,
    fails: u32,
}

impl PrinterOutage {
    fn until(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        self.rests.filter(|(from, until)| *from <= now && now < *until).map(|(_, until)| until)
    }
}

struct PrinterSlot {
    listed: PrinterName,
    printer: Arc<dyn ReceiptPrinter>,
    out: Mutex<PrinterOutage>,
}

impl PrinterSlot {
    fn out(&self) -> MutexGuard<'_, PrinterOutage> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When this printer is to be looked at next.
    fn next_look(&self, reader: &Reader, now: UnixSeconds) -> Result<Option<UnixSeconds>, StoreError> {
        let next = reader.next_print(&self.listed.name)?;
        Ok(next.map(|next| self.out().until(now).map_or(next, |until| next.max(until))))
    }
}

/// The printers of a shop, and their work.
pub struct PrintQueue {
    store: Store,
    events: Events,
    health: HealthBoard,
    env: Env,
    gateway: Arc<dyn Gateway>,
    /// Looks without having heard what time it is at WeChat.
    unheard: AtomicU32,
    slots: Vec<PrinterSlot>,
    /// What this computer calls itself, for whoever reads of its printers elsewhere.
    computer: String,
    troubles: Mutex<BTreeMap<String, String>>,
}

impl PrintQueue {
    /// The queue of these printers.
    pub fn new(shop: &Shop, printers: Vec<(PrinterName, Arc<dyn ReceiptPrinter>)>) -> Self {
        let slots =
            printers.into_iter().map(|(slot, printer)| PrinterSlot { listed: slot, printer, out: Mutex::default() });
        Self {
            store: shop.store.clone(),
            events: shop.events.clone(),
            health: shop.health.clone(),
            env: shop.env.clone(),
            gateway: Arc::clone(&shop.gateway),
            unheard: AtomicU32::new(0),
            slots: slots.collect(),
            computer: String::new(),
            troubles: Mutex::default(),
        }
    }

    /// The same at a computer of this name.
    #[must_use]
    pub fn at(self, computer: String) -> Self {
        Self { computer, ..self }
    }

    /// Once at start, before an order can be confirmed: the rows know the printers, and what was leaving when the program
    /// died is in doubt. Answers how many receipts are.
    ///
    /// # Errors
    /// The rows could not be written.
    pub fn wake_up(&self) -> Result<usize, StoreError> {
        let now = self.env.now();
        let slots = self.slots.iter().map(|slot| slot.listed.clone()).collect();
        self.store.keep_printers(slots, self.computer.clone(), now).wait()?;
        self.store.doubt_interrupted_prints(now).wait()
    }

    /// Everything that is due at `now` on every printer, one after the other. The threads look at one printer each.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn print_receipts(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let mut done: usize = 0;
        for slot in &self.slots {
            done = done.saturating_add(self.look_at(slot, reader, now)?);
        }
        Ok(done)
    }

    /// What is due on one printer. A printer that is out ends the look: the others wait with the first.
    fn look_at(&self, slot: &PrinterSlot, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let due = reader.due_prints(&slot.listed.name, now, BATCH_MAX)?;
        let (store, events) = (&self.store, &self.events);
        let step = JobStep { store, events, reader, job: RowJob::PrintReceipt, now, most: BATCH_MAX };
        let (done, clock) = (Cell::new(0_usize), self.clock(now));
        step.each(&due, |due| {
            if due.state == PrintState::Accepted {
                self.ask(slot, due)?;
            } else if slot.out().until(now).is_some() {
                return Ok(RowOutcome::On);
            } else {
                self.print(slot, reader, (due, clock))?;
            }
            done.set(done.get().saturating_add(1));
            Ok(RowOutcome::On)
        })?;
        Ok(done.get())
    }

    /// What a receipt's age is judged by: WeChat's clock beside this computer's, which may be set to anything. `None`: not
    /// heard yet, and it soon may be.
    fn clock(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        match self.gateway.time() {
            Some(at_wechat) => Some(at_wechat.min(now)),
            None => (self.unheard.fetch_add(1, Ordering::Relaxed) >= LOOKS_FOR_WECHAT).then_some(now),
        }
    }

    fn print(
        &self,
        slot: &PrinterSlot,
        reader: &Reader,
        (due, clock): (&DuePrint, Option<UnixSeconds>),
    ) -> Result<(), StoreError> {
        let Some(order) = reader.order(&due.id.order_no)? else { return Ok(()) };
        if is_late(due, order.row.paid_at, clock.unwrap_or_else(|| self.env.now())) {
            return if clock.is_some() { self.offer(due) } else { Ok(()) };
        }
        let receipt = receipt_of(&order, due.marked, self.env.now());
        let refused = RefCell::new(None);
        let leaving = || {
            let begun = self.store.begin_print(due.id.clone(), due.marked, self.env.now()).wait();
            begun.map_err(|error| {
                let sentence = error.to_string();
                refused.replace(Some(error));
                PrintNotRecorded(sentence)
            })?;
            failpoint("print-begun");
            Ok(())
        };
        let outcome = slot.printer.print(&receipt, &job_name(due), &leaving);
        failpoint("print-answered");
        match refused.take() {
            // A person decided meanwhile: nothing left, and the row is as it is.
            Some(StoreError::Refused(
                Refusal::Stale
                | Refusal::State(_)
                | Refusal::NotFound
                | Refusal::CatchingUp
                | Refusal::NotRunHere(_)
                | Refusal::NotHost,
            )) => return Ok(()),
            Some(error) => return Err(error),
            None => {}
        }
        let update = self.after(slot, due, outcome);
        self.update(update)
    }

    /// Not printed by itself: a person is asked.
    fn offer(&self, due: &DuePrint) -> Result<(), StoreError> {
        let (trouble, step) = (Some((PrintTrouble::Late, String::new())), PrintStep::Refuse);
        self.update(PrintUpdate { id: due.id.clone(), step, trouble, cloud_id: None, next_at: None })
    }

    /// What an answer makes of the receipt, and of the printer.
    fn after(&self, slot: &PrinterSlot, due: &DuePrint, outcome: Sent) -> PrintUpdate {
        let now = self.env.now();
        let update = |step| PrintUpdate { id: due.id.clone(), step, trouble: None, cloud_id: None, next_at: None };
        match outcome {
            Sent::Printed => self.well(slot, update(PrintStep::Print)),
            Sent::Handed => self.well(slot, update(PrintStep::HandOver)),
            Sent::Accepted(id) => {
                let next_at = Some(now.plus(Schedules::wait(&ASK_BACKOFF, 0)));
                self.well(slot, PrintUpdate { cloud_id: Some(id), next_at, ..update(PrintStep::Accept) })
            }
            Sent::NotSent(PrintFailure(trouble, detail)) => {
                let next_at = Some(self.is_out(slot, trouble, &detail, now));
                PrintUpdate { trouble: Some((trouble, detail)), next_at, ..update(PrintStep::NotSent) }
            }
            Sent::Refused(PrintFailure(trouble, detail)) if wants_mending(trouble) => {
                let next_at = Some(self.is_out(slot, trouble, &detail, now));
                PrintUpdate { trouble: Some((trouble, detail)), next_at, ..update(PrintStep::NotSent) }
            }
            Sent::Refused(PrintFailure(trouble, detail)) => {
                self.subsystem(slot, Some((trouble, &detail)));
                PrintUpdate { trouble: Some((trouble, detail)), ..update(PrintStep::Refuse) }
            }
            Sent::Unknown { why: PrintFailure(trouble, detail), again } => {
                let out = self.is_out(slot, trouble, &detail, now);
                let next_at = (again && due.doubts < REPRINTS_BY_ITSELF_MAX).then_some(out);
                PrintUpdate { trouble: Some((trouble, detail)), next_at, ..update(PrintStep::LoseSight) }
            }
        }
    }

    fn well(&self, slot: &PrinterSlot, update: PrintUpdate) -> PrintUpdate {
        *slot.out() = PrinterOutage::default();
        self.subsystem(slot, None);
        update
    }

    /// The printer is left alone for a while; answers until when.
    fn is_out(&self, slot: &PrinterSlot, trouble: PrintTrouble, detail: &str, now: UnixSeconds) -> UnixSeconds {
        self.subsystem(slot, Some((trouble, detail)));
        let mut out = slot.out();
        let wait = if wants_mending(trouble) { MEND_SECS } else { Schedules::wait(&OUT_BACKOFF, out.fails) };
        let until = now.plus(wait);
        *out = PrinterOutage { rests: Some((now, until)), fails: out.fails.saturating_add(1) };
        until
    }

    /// Asks the cloud what became of a receipt it took.
    fn ask(&self, slot: &PrinterSlot, due: &DuePrint) -> Result<(), StoreError> {
        let Some(cloud_id) = &due.cloud_id else { return Ok(()) };
        let heard = slot.printer.ask(cloud_id);
        let now = self.env.now();
        let next_at = Some(now.plus(Schedules::wait(&ASK_BACKOFF, due.tries.saturating_add(1))));
        let update = |step| PrintUpdate { id: due.id.clone(), step, trouble: None, cloud_id: None, next_at: None };
        let update = match heard {
            PrintAnswer::Printed => self.well(slot, update(PrintStep::Print)),
            PrintAnswer::NotYet(_) | PrintAnswer::NoAnswer(_) if due.tries >= CLOUD_ASKS_MAX => {
                PrintUpdate { trouble: Some((PrintTrouble::Forgotten, String::new())), ..update(PrintStep::LoseSight) }
            }
            PrintAnswer::NotYet(None) => PrintUpdate { next_at, ..update(PrintStep::Accept) },
            PrintAnswer::NotYet(Some(PrintFailure(trouble, detail)))
            | PrintAnswer::NoAnswer(PrintFailure(trouble, detail)) => {
                self.subsystem(slot, Some((trouble, &detail)));
                PrintUpdate { trouble: Some((trouble, detail)), next_at, ..update(PrintStep::Accept) }
            }
        };
        self.update(update)
    }

    fn update(&self, update: PrintUpdate) -> Result<(), StoreError> {
        if let Some((trouble, detail)) = &update.trouble {
            tracing::warn!(order = %update.id.order_no, printer = %update.id.printer, %trouble, detail, "printing a receipt");
        }
        self.store.update_print(update, self.env.now()).wait()?;
        self.events.send(&ShopEvent::PrintsChanged);
        Ok(())
    }

    /// A receipt of no order, to see whether the printer prints. What comes of it is told, and kept with the printer.
    ///
    /// # Errors
    /// The rows could not be written.
    pub fn test(&self, printer: &str) -> Result<(), StoreError> {
        let Some(slot) = self.slots.iter().find(|slot| slot.listed.name == printer) else { return Ok(()) };
        let now = self.env.now();
        let Some(receipt) = sample(now) else { return Ok(()) };
        let job = short_hash(&[format!("test {printer} {}", self.env.rng.number()).as_bytes()]);
        let outcome = slot.printer.print(&receipt, &job, &|| Ok(()));
        let said = printer_answer(outcome);
        let trouble = match &said {
            PrinterAnswer::Trouble(trouble, detail) => Some((*trouble, detail.clone())),
            PrinterAnswer::Printed | PrinterAnswer::Handed | PrinterAnswer::Accepted => None,
        };
        self.subsystem(slot, trouble.as_ref().map(|(trouble, detail)| (*trouble, detail.as_str())));
        *slot.out() = PrinterOutage::default();
        self.store.note_printer(printer.to_owned(), trouble, self.env.now()).wait()?;
        self.events.send(&ShopEvent::PrinterTested { printer: printer.to_owned(), said });
        Ok(())
    }

    /// One state for all printers: it names those that are not well.
    fn subsystem(&self, slot: &PrinterSlot, trouble: Option<(PrintTrouble, &str)>) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        let name = slot.listed.name.clone();
        match trouble {
            Some((trouble, detail)) => troubles.insert(name.clone(), format!("{name}: {trouble} {detail}")),
            None => troubles.remove(&name),
        };
        let all = troubles.values().cloned().collect::<Vec<_>>().join("; ");
        drop(troubles);
        let state = if all.is_empty() { HealthState::Good } else { HealthState::Troubled(Trouble::Printer, all) };
        self.health.set(Subsystem::Printers, state);
    }
}

impl std::fmt::Debug for PrintQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrintQueue").field("printers", &self.slots.len()).finish_non_exhaustive()
    }
}

/// True for a receipt that would print by itself, of an order that was paid long ago: the computer or the printer was off
/// since, and nobody wants last night's receipts as a surprise.
fn is_late(due: &DuePrint, paid_at: Option<UnixSeconds>, now: UnixSeconds) -> bool {
    let by_itself = due.state == PrintState::Waiting && !due.wanted;
    by_itself && paid_at.is_some_and(|paid_at| now.since(paid_at) > LATE_SECS)
}

/// These end when somebody mends the settings or the account, not by waiting.
const fn wants_mending(trouble: PrintTrouble) -> bool {
    matches!(trouble, PrintTrouble::Account | PrintTrouble::Key | PrintTrouble::NotBound | PrintTrouble::NoSecret)
}

/// The number a cloud knows the receipt by: the same while it is certain that nothing came out, another after a doubt, or
/// the cloud would not print what a person wants once more.
fn job_name(due: &DuePrint) -> String {
    let text = format!("{} {} {} {}", due.id.order_no, due.id.copy, due.doubts, due.id.printer);
    short_hash(&[text.as_bytes()])
}

/// What stands on the receipt of an order, as the order is now.
fn receipt_of(order: &OrderDetail, marked: bool, now: UnixSeconds) -> Receipt {
    let to_send = order.to_send();
    let amount = |line: &LineToSend| {
        let ordered = order.lines.iter().filter(|ordered| ordered.product_id == line.product_id);
        Fen::sum(ordered.map(|line| line.price.checked_mul(line.quantity.get())).collect::<Option<Vec<_>>>()?)
    };
    let goods = to_send.lines.iter().map(|line| ReceiptGoods {
        name: line.name.clone(),
        pieces: line.ordered,
        refunded: line.refunded,
        held: line.held,
        amount: amount(line),
    });
    Receipt {
        order_no: order.row.key.order_no.clone(),
        paid_at: order.row.paid_at,
        goods: goods.collect(),
        freight: order.freight,
        total: order.refundable.paid,
        refunded: order.refundable.refunded,
        money_back: to_send.money_back,
        money_held: to_send.money_held,
        receiver: (order.row.source == Source::Storefront).then(|| order.receiver.clone()),
        note: order.note.clone(),
        marked,
        printed_at: now,
    }
}

/// What is told of a test receipt.
pub fn printer_answer(sent: Sent) -> PrinterAnswer {
    match sent {
        Sent::Printed => PrinterAnswer::Printed,
        Sent::Handed => PrinterAnswer::Handed,
        Sent::Accepted(_) => PrinterAnswer::Accepted,
        Sent::NotSent(why) | Sent::Refused(why) | Sent::Unknown { why, .. } => PrinterAnswer::Trouble(why.0, why.1),
    }
}
