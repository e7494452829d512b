//! The threads that call the steps: one for money in, one for money out, one for what was shipped, one for
//! complaints, one for messages, one for the owner's wishes, so that a slow answer about one never delays another.

use crate::jobs::{
    BillWish, Command,
    command_channel::{CommandSender, TicketedCommand, command_channel},
    duty::Duty,
    health::HealthSource,
    print_receipts::threads::TestPrints,
    shop::{BATCH_MAX, Shop},
    watch::ClockWatch,
};
use crate::{
    domain::{Acting, ComplaintId, MessageId, OrderNo, PayoutTo, RefundNo, UnixSeconds},
    events::{CommandOutcome, HealthState, ShopEvent, Subsystem, Ticket, Trouble},
    store::{Reader, Refusal, Store, StoreError},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// The longest sleep without a look at the rows: a computer that slept, or a clock that jumped, is noticed by then.
const LOOK_SECS: i64 = 20;
/// The pause after a failed read or write.
const AFTER_FAILURE_SECS: u64 = 2;

/// The pause while WeChat cannot be reached: everything stays due, and one question a time finds out.
const NO_LINE_SECS: u64 = 5;
/// How often old texts are looked for. Each time goes one day forward at most.
const FORGET_EVERY: Duration = Duration::from_hours(1);

const MIB: u64 = 1024 * 1024;
const LOG_STEP_BYTES: u64 = 32 * MIB;

/// Why a thread is woken.
enum Wake {
    /// Something may be due.
    Look,
    /// The owner asks about an order.
    Order(OrderNo),
    /// The owner asks about a refund.
    Refund(RefundNo),
    /// A refund is to be paid out to a card.
    PayOut(Ticket, RefundNo, PayoutTo),
    /// An order is being packed: whether money of it went back, asked at that moment.
    Refunds(OrderNo, UnixSeconds),
    /// The owner wants a stored message read again.
    Replay(Ticket, MessageId),
    /// A buyer's telephone is to be shown.
    Phone(ComplaintId),
    /// A picture of a complaint is to be shown.
    Picture(String),
    /// The public address changed: payments bound to the old one are asked about.
    Address,
    /// The program ends.
    Stop,
}

/// The running threads. [`Workers::stop`] ends them; a call under way is waited for, so that its answer is kept.
#[derive(Debug)]
pub struct Workers {
    commands: CommandSender,
    wakes: [Sender<Wake>; 5],
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Marks what was interrupted, then starts the threads. Test receipts go to `test_prints`.
    ///
    /// # Errors
    /// The rows could not be read or written, or the system gives no threads.
    pub fn start(shop: &Shop, store: &Store, test_prints: TestPrints) -> Result<Self, StoreError> {
        // A seat that does not work has interrupted nothing; it makes sure when it takes over.
        let interrupted = if store.host_epoch() == 0 { 0 } else { shop.wake_up()? };
        store.begin_to_work();
        if interrupted > 0 {
            tracing::info!(
                interrupted,
                "refunds were being sent when the program last ended: WeChat is asked about them"
            );
        }
        let (wake_in, in_wakes) = channel();
        let (wake_out, out_wakes) = channel();
        let (wake_parcels, parcel_wakes) = channel();
        let (wake_complaints, complaint_wakes) = channel();
        let (wake_messages, message_wakes) = channel();
        let (commands, wishes) = command_channel();
        wake_on_events(shop, [&wake_in, &wake_out, &wake_parcels, &wake_complaints, &wake_messages]);
        let mut threads = Vec::new();
        for (name, duty, wakes) in [
            ("money-in", Duty::MoneyIn, in_wakes),
            ("money-out", Duty::MoneyOut, out_wakes),
            ("parcels", Duty::Parcels, parcel_wakes),
            ("complaints", Duty::Complaints, complaint_wakes),
            ("messages", Duty::Messages, message_wakes),
        ] {
            let (shop, reader) = (shop.clone(), store.reader()?);
            threads.push(spawn(name, move || look_after(&shop, &reader, duty, &wakes))?);
        }
        let (money_in, money_out, complaints) = (wake_in.clone(), wake_out.clone(), wake_complaints.clone());
        let carriers = CommandThreads { shop: shop.clone(), money_in, money_out, complaints, test_prints };
        threads.push(spawn("commands", move || carriers.carry_out_all(&wishes))?);
        shop.health.set(Subsystem::Jobs, HealthState::Good);
        Ok(Self { commands, wakes: [wake_in, wake_out, wake_parcels, wake_complaints, wake_messages], threads })
    }

    /// Where the screen sends the owner's wishes. The thread behind it ends when every sender is gone.
    pub fn commands(&self) -> CommandSender {
        self.commands.clone()
    }

    /// Ends the threads and waits for them.
    pub fn stop(self) {
        for wake in &self.wakes {
            drop(wake.send(Wake::Stop)); // a thread that is gone needs no word
        }
        drop(self.commands);
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a worker thread ended by a panic");
            }
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|e| StoreError::Other(e.to_string()))
}

/// A committed change wakes the thread that has work with it.
fn wake_on_events(shop: &Shop, threads: [&Sender<Wake>; 5]) {
    let [money_in, money_out, parcels, complaints, messages] = threads.map(Clone::clone);
    shop.events.listen(move |event| {
        if asks_for_a_message(event) {
            drop(messages.send(Wake::Look)); // as below
        }
        let wake = match event {
            ShopEvent::PaymentNoticed(_) | ShopEvent::PaymentCheckDue(_) | ShopEvent::OrderPlaced(_) => &money_in,
            ShopEvent::RefundChanged(_) => {
                // A yes to the buyer is told once the owner has approved the money.
                drop(complaints.send(Wake::Look)); // as below
                &money_out
            }
            ShopEvent::RefundsSought => &money_out,
            ShopEvent::ComplaintsDue => &complaints,
            ShopEvent::OrderChanged(_) => &parcels,
            ShopEvent::LeaseChanged | ShopEvent::ChangedElsewhere => {
                drop(money_in.send(Wake::Look)); // as below
                drop(money_out.send(Wake::Look)); // as below
                drop(complaints.send(Wake::Look)); // as below
                &parcels
            }
            ShopEvent::PublicUrlChanged => {
                drop(money_in.send(Wake::Address)); // as below
                return;
            }
            _ => return,
        };
        drop(wake.send(Wake::Look)); // an ended thread has nothing left to look at
    });
}

/// A step that may have written a message.
const fn asks_for_a_message(event: &ShopEvent) -> bool {
    matches!(
        event,
        ShopEvent::OrderPaid(_)
            | ShopEvent::OrderChanged(_)
            | ShopEvent::RefundChanged(_)
            | ShopEvent::ComplaintsChanged
            | ShopEvent::MessagesDue
            | ShopEvent::LeaseChanged
            | ShopEvent::ChangedElsewhere
    )
}

/// Who carries the owner's commands out: the shop itself, or the thread that has what a command needs.
struct CommandThreads {
    shop: Shop,
    money_in: Sender<Wake>,
    money_out: Sender<Wake>,
    complaints: Sender<Wake>,
    test_prints: TestPrints,
}

impl CommandThreads {
    /// The commands as they come; between them the rows of a shipping sheet, also of one that was under way when the
    /// program last ended.
    fn carry_out_all(&self, commands: &Receiver<TicketedCommand>) {
        let mut more_rows = Some(Duration::ZERO);
        loop {
            let next = match more_rows {
                Some(pause) => commands.recv_timeout(pause),
                None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(TicketedCommand { ticket, command, acting }) => {
                    if matches!(command, Command::StartShipRun(_)) {
                        more_rows = Some(Duration::ZERO);
                    }
                    if let Some(outcome) = self.carry_out((ticket, acting), command) {
                        self.shop.events.send(&ShopEvent::CommandDone { ticket, outcome });
                    }
                }
                Err(RecvTimeoutError::Timeout) => more_rows = ship_rows(&self.shop),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The outcome; `None` where another thread has the command now and answers it.
    fn carry_out(&self, (ticket, acting): (Ticket, Acting), command: Command) -> Option<CommandOutcome> {
        if is_a_call(&command) {
            let permitted = self.shop.permits(&command, acting);
            if permitted != CommandOutcome::Done {
                return Some(permitted);
            }
        }
        let sent = match command {
            Command::AskAboutOrder(order_no) => self.money_in.send(Wake::Order(order_no)),
            Command::AskAboutRefund(refund_no) => self.money_out.send(Wake::Refund(refund_no)),
            Command::PayOutRefund { refund_no, to } => {
                drop(self.money_out.send(Wake::PayOut(ticket, refund_no, to))); // as below
                return None;
            }
            Command::AskRefunds(order_no) => self.money_out.send(Wake::Refunds(order_no, self.shop.env.now())),
            Command::ShowComplaintPhone(id) => self.complaints.send(Wake::Phone(id)),
            Command::ShowComplaintPicture(address) => self.complaints.send(Wake::Picture(address)),
            Command::ReplayNotice(message_id) => self.money_in.send(Wake::Replay(ticket, message_id)),
            Command::TestPrinter(printer) if self.test_prints.print_on(&printer) => return Some(CommandOutcome::Done),
            Command::TestPrinter(_) => return Some(CommandOutcome::Refused(Refusal::NotFound)),
            Command::Bill(BillWish::File(path)) => {
                let events = self.shop.events.clone();
                self.shop.read_bill_aside(path, move |outcome| {
                    events.send(&ShopEvent::CommandDone { ticket, outcome });
                });
                return None;
            }
            command => return Some(self.shop.carry_out_as(command, acting)),
        };
        drop(sent); // an ended thread: the program is ending
        None
    }
}

/// Carried out by a call, a printer or a file, not by one intent: whether somebody may is asked before.
const fn is_a_call(command: &Command) -> bool {
    matches!(
        command,
        Command::AskAboutOrder(_)
            | Command::AskAboutRefund(_)
            | Command::PayOutRefund { .. }
            | Command::AskRefunds(_)
            | Command::ShowComplaintPhone(_)
            | Command::ShowComplaintPicture(_)
            | Command::ReplayNotice(_)
            | Command::TestPrinter(_)
            | Command::Bill(BillWish::File(_))
    )
}

/// The next rows of a shipping sheet; how long until the next ones, or nothing where none wait.
fn ship_rows(shop: &Shop) -> Option<Duration> {
    match catch_unwind(AssertUnwindSafe(|| shop.ship_sheet(shop.env.now()))) {
        Ok(Ok(0) | Err(StoreError::Closed)) => None,
        Ok(Ok(_)) => Some(Duration::ZERO),
        Ok(Err(error)) => {
            tracing::error!(%error, "the shipping sheet waits for the data");
            shop.health.after_store(&error);
            Some(Duration::from_secs(AFTER_FAILURE_SECS))
        }
        Err(_) => {
            tracing::error!("shipping by sheet panicked; its rows are looked at again");
            Some(Duration::from_secs(AFTER_FAILURE_SECS))
        }
    }
}

fn look_after(shop: &Shop, reader: &Reader, duty: Duty, wakes: &Receiver<Wake>) {
    let (mut asked, began) = (None, Instant::now());
    let (mut watch, mut forgot) = (ClockWatch::new(shop.env.now(), Duration::ZERO), None::<Instant>);
    if duty == Duty::Parcels {
        mend_tallies(shop, reader);
    }
    loop {
        if duty == Duty::MoneyOut && forgot.is_none_or(|at| at.elapsed() >= FORGET_EVERY) {
            forgot = Some(Instant::now());
            forget_old_texts(shop);
        }
        let update = catch_unwind(AssertUnwindSafe(|| work(shop, reader, duty, asked.take())));
        let pause = match update {
            Ok(Ok(pause)) => {
                shop.health.set_as(HealthSource::Worker(duty), Subsystem::Jobs, jobs_health(reader));
                shop.health.set(Subsystem::Database, database(shop));
                pause
            }
            Ok(Err(StoreError::Closed)) => return,
            Ok(Err(error)) => {
                tracing::error!(%error, "the jobs cannot use the data");
                shop.health.after_store(&error);
                Duration::from_secs(AFTER_FAILURE_SECS)
            }
            Err(_) => {
                tracing::error!("a job panicked; its row is looked at again");
                let stopped = HealthState::Dead(Trouble::Stopped, "a job panicked".to_owned());
                shop.health.set_as(HealthSource::Worker(duty), Subsystem::Jobs, stopped);
                Duration::from_secs(AFTER_FAILURE_SECS)
            }
        };
        asked = match next_wake(wakes, pause) {
            Wake::Stop => return,
            Wake::Look => None,
            ask => Some(ask),
        };
        let jumped = watch.jumped(shop.env.now(), began.elapsed(), pause);
        if let Some(secs) = jumped.filter(|_| duty == Duty::MoneyIn) {
            look_again(shop, secs);
        }
    }
}

/// How the file is, after a round that could use it.
fn database(shop: &Shop) -> HealthState {
    if let Some(damage) = shop.store.damage() {
        return HealthState::Dead(Trouble::Damaged, damage.to_string());
    }
    match shop.store.held_log() {
        Some(bytes) => {
            // In steps, so that the screen does not change with every commit.
            let mib = (bytes / LOG_STEP_BYTES).saturating_mul(LOG_STEP_BYTES / MIB);
            HealthState::Troubled(Trouble::LogHeld, format!("shop.db-wal > {mib} MiB"))
        }
        None => HealthState::Good,
    }
}

/// After a sleep or a jump of the clock. Failing to is no trouble of its own: the next step meets the same file.
fn look_again(shop: &Shop, jumped_secs: i64) {
    match shop.after_a_jump(jumped_secs, shop.env.now()) {
        Ok(woken) => {
            tracing::info!(woken, jumped_secs, "the computer slept or its clock was set: WeChat is asked again");
        }
        Err(error) => shop.health.after_store(&error),
    }
}

/// Well, unless rows had to be set aside.
fn jobs_health(reader: &Reader) -> HealthState {
    match reader.count_set_aside() {
        Ok(0) | Err(_) => HealthState::Good, // a file that cannot be read is the reader's to say
        Ok(rows) => HealthState::Troubled(Trouble::RowsSetAside, rows.to_string()),
    }
}

/// Once after the start, off the road of the money: what is carried on is compared with what is there.
fn mend_tallies(shop: &Shop, reader: &Reader) {
    match shop.mend_tallies(reader) {
        Ok(0) | Err(StoreError::Closed) => {}
        Ok(wrong) => tracing::warn!(wrong, "counts were not what the rows say; they are now"),
        Err(error) => tracing::error!(%error, "the counts could not be compared with the rows"),
    }
}

fn forget_old_texts(shop: &Shop) {
    match shop.forget_old_texts(shop.env.now()) {
        Ok(0) => {}
        Ok(gone) => tracing::info!(gone, "texts of old messages were forgotten"),
        Err(error) => shop.health.after_store(&error),
    }
}

/// Sleeps until something is due or somebody wakes us. Many wakes for a look are one look.
fn next_wake(wakes: &Receiver<Wake>, pause: Duration) -> Wake {
    let first = match wakes.recv_timeout(pause) {
        Ok(wake) => wake,
        Err(RecvTimeoutError::Timeout) => Wake::Look,
        Err(RecvTimeoutError::Disconnected) => Wake::Stop,
    };
    if !matches!(first, Wake::Look) {
        return first;
    }
    wakes.try_iter().find(|wake| !matches!(wake, Wake::Look)).unwrap_or(Wake::Look)
}

/// What was asked, then what is due; answers how long nothing will be.
fn work(shop: &Shop, reader: &Reader, duty: Duty, asked: Option<Wake>) -> Result<Duration, StoreError> {
    let now = shop.env.now();
    match asked {
        Some(Wake::Order(order_no)) => shop.ask_about_order(reader, &order_no, now)?,
        Some(Wake::Refund(refund_no)) => shop.ask_about_refund(reader, &refund_no, now)?,
        Some(Wake::PayOut(ticket, refund_no, to)) => {
            let outcome = shop.pay_out_refund(reader, &refund_no, &to, now);
            shop.events.send(&ShopEvent::CommandDone { ticket, outcome });
        }
        Some(Wake::Refunds(order_no, asked_at)) => shop.ask_for_packing(reader, &order_no, asked_at, now)?,
        Some(Wake::Phone(id)) => shop.open_complaint_phone(reader, &id)?,
        Some(Wake::Picture(address)) => shop.fetch_complaint_picture(&address),
        Some(Wake::Address) => {
            let current = shop.address.current().map_or_else(String::new, |url| url.to_string());
            shop.ask_bound_elsewhere(reader, &current, now)?;
        }
        Some(Wake::Replay(ticket, message_id)) => {
            let outcome = shop.outcome_of(shop.replay_notice(reader, &message_id, now));
            shop.events.send(&ShopEvent::CommandDone { ticket, outcome });
        }
        Some(Wake::Look | Wake::Stop) | None => {}
    }
    // What was asked by a person is answered from any seat; what is due is done by the one that works.
    if !shop.store.is_host() {
        return Ok(Duration::from_secs(LOOK_SECS.unsigned_abs()));
    }
    match duty {
        Duty::MoneyIn => {
            if shop.check_orders(reader, now)? >= usize::try_from(BATCH_MAX).unwrap_or(usize::MAX) {
                // There is more: after a blackout every paid order is to be found soon.
                return Ok(Duration::ZERO);
            }
            if shop.health.no_line() {
                return Ok(Duration::from_secs(NO_LINE_SECS));
            }
        }
        Duty::MoneyOut => {
            shop.look_at_certificate(now);
            // Nothing that moves money leaves before its answer can be believed.
            shop.look_after_trust_keys(now);
            // Money that may have left is looked for before more is sent.
            shop.settle_refunds(reader, now)?;
            shop.find_refunds(reader, now)?;
            shop.submit_refunds(reader, now)?;
        }
        Duty::Parcels => {
            shop.report_shipments(reader, now)?;
            shop.follow_shipments(reader, now)?;
            shop.find_listed_payments(now)?;
            return Ok(until_due(shop.next_shipping(reader)?, shop.env.now()));
        }
        Duty::Messages => {
            shop.send_messages(reader, now)?;
            return Ok(until_due(shop.next_message(reader)?, shop.env.now()));
        }
        Duty::Complaints => {
            shop.look_after_complaints(reader, now)?;
            return Ok(until_due(shop.next_complaint(reader)?, shop.env.now()));
        }
    }
    Ok(until_due(reader.next_due()?, shop.env.now()))
}

fn until_due(due: Option<UnixSeconds>, now: UnixSeconds) -> Duration {
    let secs = due.map_or(LOOK_SECS, |due| due.since(now).clamp(0, LOOK_SECS));
    // A row that is due and was not worked on (a refund that must keep its distance) is looked at again in a second.
    Duration::from_secs(u64::try_from(secs.max(1)).unwrap_or(1))
}
