//! The reader in the background: the screen says what it looks at, this thread fetches it. No query runs on the screen's
//! thread, and an answer that changes nothing wakes nobody.

use super::counting::{Counting, is_counted};
use super::model::{CountedList, Gaze, LeaseShot, NOTICES_PAGE, Place, RestoreShot, Snapshot, TrialContext};
use super::{
    complaints_reader, overtaken, people_shot, read_model::ReadModel, readable::readable, refunds_reader,
    rows::ListRead, scan_reader::look_up, search_reader, shipping_reader,
};
use crate::base::env::Env;
use crate::domain::{MarkSubject, OrderNo};
use crate::jobs::standings;
use crate::store::{OrderFilter, Page, PastFigures, StoreError, TodayFigures};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Orders in the list for carriers' tools, and slips printed at once.
/// A question is about as many receipts at once; the next ones are the next question.
const LATE_PRINTS_MOST: u32 = 500;
const TO_SHIP_MOST: u32 = 5_000;
/// New orders the alert knows by name.
const UNSEEN_MOST: u32 = 20;
/// Orders bound to an old public address that are named.
pub(super) const BOUND_MOST: u32 = 50;
/// Receipts of each list on the printers' page.
const PRINTS_MOST: u32 = 100;
const PRINTS_SETTLED_MOST: u32 = 20;
/// A burst of events is answered at most this often.
const BREATH: Duration = Duration::from_millis(40);
/// After a failed read.
const RETRY: Duration = Duration::from_secs(2);
/// As many red marks as anybody reads.
const SET_ASIDE_MOST: u32 = 50;

/// What is read from.
struct ReaderSource {
    read_model: Box<dyn ReadModel>,
    env: Env,
    /// What the days before today came to, once they were read.
    past: Mutex<Option<PastFigures>>,
}

impl ReaderSource {
    fn new(read_model: Box<dyn ReadModel>, env: Env) -> Self {
        Self { read_model, env, past: Mutex::default() }
    }

    /// The figures of the day; the days before it are read once.
    fn today(&self) -> Result<Option<Arc<TodayFigures>>, StoreError> {
        let now = self.env.now();
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        if past.as_ref().is_none_or(|past| !past.is_for(now)) {
            *past = self.read_model.past_figures(now)?;
        }
        let Some(past) = &*past else { return Ok(None) };
        Ok(self.read_model.today(past, now)?.map(Arc::new))
    }
}

/// What was found: the rows, or why they could not be read.
pub(super) type SnapshotResult = Result<Snapshot, StoreError>;

#[derive(Default)]
struct ReaderSlot {
    gaze: Gaze,
    /// Something changed in the rows.
    dirty: bool,
    /// The owner looks at something else.
    turned: bool,
    closing: bool,
    answer: Option<SnapshotResult>,
    /// What the screen is done with.
    spent: Vec<Snapshot>,
}

/// What the screen and the reading thread share.
#[derive(Default)]
struct ReaderShared {
    tray: Mutex<ReaderSlot>,
    alerts: Condvar,
}

impl ReaderShared {
    fn tray(&self) -> MutexGuard<'_, ReaderSlot> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the reader from any thread that something changed and it must look again.
#[derive(Clone)]
pub(super) struct RefreshHandle(Arc<ReaderShared>);

impl RefreshHandle {
    pub fn ring(&self) {
        self.0.tray().dirty = true;
        self.0.alerts.notify_one();
    }
}

/// The screen's end of it.
pub(super) struct BackgroundReader {
    shared: Arc<ReaderShared>,
    /// In tests the rows are read on the spot.
    at_once: Option<ReaderSource>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl BackgroundReader {
    /// Starts the thread, reading the first page before the window is there. `ctx` is woken when an answer differs.
    pub fn open(read_model: Box<dyn ReadModel>, env: Env, waker: Waker) -> std::io::Result<Self> {
        let shared = Arc::new(ReaderShared::default());
        shared.tray().dirty = true;
        let theirs = Arc::clone(&shared);
        let source = ReaderSource::new(read_model, env);
        let thread =
            std::thread::Builder::new().name("read model".into()).spawn(move || work(&theirs, &source, &waker))?;
        Ok(Self { shared, at_once: None, thread: Some(thread) })
    }

    /// Reads on the spot: for tests.
    pub fn at_once(read_model: Box<dyn ReadModel>, env: Env) -> Self {
        let shared = Arc::new(ReaderShared::default());
        shared.tray().dirty = true;
        Self { shared, at_once: Some(ReaderSource::new(read_model, env)), thread: None }
    }

    pub fn alerts(&self) -> RefreshHandle {
        RefreshHandle(Arc::clone(&self.shared))
    }

    /// Says what the owner looks at now; the reader is only woken when that changed.
    /// True if the caller should come again for the answer.
    pub fn look(&self, gaze: &Gaze) -> bool {
        let mut tray = self.shared.tray();
        if tray.gaze != *gaze {
            tray.gaze = gaze.clone();
            tray.turned = true;
            self.shared.alerts.notify_one();
        }
        self.at_once.is_some() && (tray.dirty || tray.turned)
    }

    /// Takes back what the screen is done with: a snapshot is a thousand small pieces, and the thread that made them frees
    /// them without the screen waiting for it.
    pub fn give_back(&self, spent: Snapshot) {
        if self.at_once.is_none() {
            self.shared.tray().spent.push(spent);
        }
    }

    /// The newest answer, if there is one.
    pub fn take(&self) -> Option<SnapshotResult> {
        let mut tray = self.shared.tray();
        let Some(source) = &self.at_once else { return tray.answer.take() };
        let look = std::mem::take(&mut tray.dirty) | std::mem::take(&mut tray.turned);
        look.then(|| {
            let mut shot = read(source, &tray.gaze)?;
            if is_counted(&shot.gaze) {
                count(source, &mut shot, |_| {});
            }
            Ok(shot)
        })
    }
}

impl Drop for BackgroundReader {
    fn drop(&mut self) {
        self.shared.tray().closing = true;
        self.shared.alerts.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported on its own thread.
            drop(thread.join());
        }
    }
}

/// Wakes the screen once there is one.
#[derive(Clone, Default)]
pub(super) struct Waker(Arc<std::sync::OnceLock<egui::Context>>);

impl Waker {
    /// The window is there.
    pub fn set(&self, ctx: &egui::Context) {
        // Set once per window; a second window of the same program would keep the first context on purpose.
        self.0.get_or_init(|| ctx.clone());
    }

    pub fn wake(&self) {
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint();
        }
    }
}

fn work(shared: &ReaderShared, source: &ReaderSource, waker: &Waker) {
    let mut last: Option<Snapshot> = None;
    let (mut failing, mut counting) = (false, Counting::default());
    while let Some((gaze, woken)) = next_gaze(shared, failing, counting.due_in()) {
        if woken == Woken::ToCount {
            let begun = Instant::now();
            if let Some(shot) = &mut last {
                count(source, shot, |shot| {
                    shared.tray().answer = Some(Ok(shot.clone()));
                    waker.wake();
                });
            }
            counting.counted(begun);
            continue;
        }
        let spent = std::mem::take(&mut shared.tray().spent);
        drop(spent);
        let changed = woken == Woken::Changed;
        // A key in the search box asks for nothing but what it finds.
        let same_page = last.as_ref().filter(|last| !changed && only_searches(&last.gaze, &gaze));
        let answer = match same_page {
            Some(last) => {
                let found = search_reader::find(&*source.read_model, &gaze.search, &|| shared.tray().turned);
                Ok(Snapshot { gaze, found, ..last.clone() })
            }
            None if !changed
                && last.as_ref().is_some_and(|last| refunds_reader::is_one_more_page(&last.gaze, &gaze)) =>
            {
                refunds_reader::next_page((&*source.read_model, source.env.now()), &gaze, last.as_ref())
            }
            None => read(source, &gaze).map(|shot| counting.carried(shot, last.as_ref(), changed)),
        };
        failing = answer.is_err();
        if let (Ok(now), Some(before)) = (&answer, &last)
            && now == before
        {
            continue;
        }
        last = answer.as_ref().ok().cloned();
        shared.tray().answer = Some(answer);
        waker.wake();
        breathe(shared);
    }
}

/// Counts the list on show; `tell` hears of it where that is news. A list that cannot be counted is shown without.
fn count(source: &ReaderSource, shot: &mut Snapshot, tell: impl FnOnce(&Snapshot)) {
    let Some(list) = shot.gaze.counted() else { return };
    let now = source.env.now();
    let totals = match &list {
        CountedList::Orders(query) => source.read_model.list_totals(query, now),
        CountedList::Refunds(query) => source.read_model.refund_totals(query, now),
        CountedList::Notices(query) => source.read_model.notice_totals(query, now),
    };
    match totals {
        Ok(totals) if totals != shot.totals => {
            shot.totals = totals;
            tell(shot);
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("the list cannot be counted: {error}"),
    }
}

fn only_searches(before: &Gaze, now: &Gaze) -> bool {
    before.search != now.search && Gaze { search: before.search.clone(), ..now.clone() } == *before
}

/// A pause after an answer. Where the owner looks does not wait for it.
fn breathe(shared: &ReaderShared) {
    let pause = |tray: &mut ReaderSlot| !tray.turned && !tray.closing;
    let over = shared.alerts.wait_timeout_while(shared.tray(), BREATH, pause);
    drop(over.unwrap_or_else(PoisonError::into_inner));
}

/// Why the reader looks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Woken {
    /// Rows changed.
    Changed,
    /// The owner looks at something else.
    Turned,
    /// Nothing of both: the list on show can be counted now.
    ToCount,
}

/// Waits until there is something to read, and says what; `None` when the window closes.
fn next_gaze(shared: &ReaderShared, failing: bool, count_in: Option<Duration>) -> Option<(Gaze, Woken)> {
    let mut tray = shared.tray();
    while !tray.dirty && !tray.turned && !tray.closing {
        if failing {
            let (back, timeout) = shared.alerts.wait_timeout(tray, RETRY).unwrap_or_else(PoisonError::into_inner);
            tray = back;
            tray.dirty |= timeout.timed_out();
        } else if let Some(count_in) = count_in {
            let (back, timeout) = shared.alerts.wait_timeout(tray, count_in).unwrap_or_else(PoisonError::into_inner);
            tray = back;
            if timeout.timed_out() && !tray.dirty && !tray.turned && !tray.closing {
                return Some((tray.gaze.clone(), Woken::ToCount));
            }
        } else {
            tray = shared.alerts.wait(tray).unwrap_or_else(PoisonError::into_inner);
        }
    }
    tray.turned = false;
    let woken = if std::mem::take(&mut tray.dirty) { Woken::Changed } else { Woken::Turned };
    (!tray.closing).then(|| (tray.gaze.clone(), woken))
}

/// Everything one gaze needs, and nothing else.
fn read(source: &ReaderSource, gaze: &Gaze) -> SnapshotResult {
    let read_model = &*source.read_model;
    let counts = read_model.counts(source.env.now())?;
    let mut shot = Snapshot { gaze: gaze.clone(), counts, ..Snapshot::default() };
    if counts.unseen > 0 {
        shot.unseen = read_model.unseen(UNSEEN_MOST)?;
    }
    shot.set_aside = read_model.rows_set_aside(SET_ASIDE_MOST)?;
    shot.people = people_shot::read(read_model, gaze.place == Place::Status)?;
    shot.held = read_model.held_rows()?;
    shot.late_prints = read_model.late_prints(LATE_PRINTS_MOST)?;
    shot.restore = RestoreShot::read(read_model, gaze.place)?;
    shot.lease = LeaseShot::read(read_model, gaze.place)?;
    if matches!(gaze.place, Place::Today | Place::Money) {
        read_today(source, gaze, &mut shot)?;
    }
    complaints_reader::read_beside(read_model, source.env.now(), &mut shot)?;
    read_orders(source, gaze, &mut shot)?;
    if let Some(order_no) = &gaze.order {
        shot.order = readable(read_model.order(order_no))?.flatten();
        shot.restockable = readable(read_model.restockable(order_no))?.unwrap_or_default();
        shot.printers = read_model.printers()?;
        shot.prints_of_order = read_model.prints_of(order_no)?;
        shot.goods_pictures = read_model.goods_pictures(order_no)?;
        shot.beside = readable(read_model.beside(&MarkSubject::Order(order_no.clone())))?.flatten();
    }
    if counts.to_ship > 0 {
        let newest = read_model.orders(OrderFilter::ToShip, &Page::Newest, 1)?;
        shot.newest = newest.into_iter().next().map(|row| row.key.order_no);
    }
    if gaze.place == Place::Shipping {
        shipping_reader::read(read_model, gaze, source.env.now(), &mut shot)?;
    }
    if matches!(gaze.place, Place::Shipping | Place::ShippingSheet) || gaze.order.is_some() {
        shot.barcodes = Arc::new(read_model.barcodes()?);
    }
    if matches!(gaze.place, Place::Shipping | Place::Settings) || gaze.order.is_some() {
        shot.carriers = Arc::new(read_model.carriers()?);
    }
    if let Some((number, code)) = &gaze.scan {
        shot.scanned = Some(look_up(read_model, *number, code)?);
    }
    if gaze.place == Place::Refunds {
        refunds_reader::read((read_model, source.env.now()), gaze, &mut shot)?;
    }
    if gaze.place == Place::Log {
        shot.notices =
            read_model.notices(&gaze.notices, source.env.now(), gaze.notices_before.as_ref(), NOTICES_PAGE)?;
        shot.refused = read_model.refused_notices()?;
    }
    if gaze.place == Place::Status {
        shot.last_good_notice = read_model.last_good_notice()?;
        shot.bound_elsewhere = read_model.bound_elsewhere(&gaze.public_url, BOUND_MOST)?;
        shot.printers = read_model.printers()?;
    }
    if gaze.place == Place::Printers {
        shot.printers = read_model.printers()?;
        shot.prints_open = read_model.open_prints(PRINTS_MOST)?;
        shot.prints_settled = read_model.settled_prints(PRINTS_SETTLED_MOST)?;
    }
    if gaze.place == Place::ShippingSheet {
        read_shipping_sheet(read_model, gaze, &mut shot)?;
    }
    if matches!(gaze.place, Place::Products | Place::Today) {
        shot.products = Arc::new(read_model.product_rows()?);
    }
    shot.overtaken = readable(overtaken::read(read_model, gaze.overtaken.as_ref()))?.flatten();
    shot.found = search_reader::find(read_model, &gaze.search, &|| false);
    Ok(shot)
}

/// The figures of the day; on its page also what is not as it should be, on the board of money the rows of its step.
fn read_today(source: &ReaderSource, gaze: &Gaze, shot: &mut Snapshot) -> Result<(), StoreError> {
    let read_model = &*source.read_model;
    shot.today = source.today()?;
    if gaze.place == Place::Money {
        shot.money = Arc::new(read_model.money_rows(gaze.money.step, gaze.money.rows)?);
        return Ok(());
    }
    shot.needs_owner = read_model.unconfirmed(UNSEEN_MOST)?;
    if shot.counts.needs_owner > 0 {
        shot.needs_owner.extend(read_model.orders(OrderFilter::NeedsOwner, &Page::Newest, UNSEEN_MOST)?);
    }
    if !shot.held.is_empty() {
        shot.held_orders = read_model.held_orders(UNSEEN_MOST)?;
    }
    shot.refund_alarms = read_model.refund_alarms(UNSEEN_MOST)?;
    Ok(())
}

/// The list of orders: what a search found, or a part of all that fit the filter.
fn read_orders(source: &ReaderSource, gaze: &Gaze, shot: &mut Snapshot) -> Result<(), StoreError> {
    if gaze.place != Place::Orders {
        return Ok(());
    }
    let read_model = &*source.read_model;
    if let Some(listed) = &gaze.listed {
        (shot.orders, shot.listed) = search_reader::list(read_model, listed)?;
    } else {
        let (query, now) = (gaze.query(), source.env.now());
        let total = if query.is_plain() { filter_total(shot, gaze.filter) } else { 0 };
        shot.orders = ListRead { read_model, query: &query, now, total }.read(gaze.span)?;
        if gaze.narrowing {
            shot.products = Arc::new(read_model.product_rows()?);
            shot.carriers = Arc::new(read_model.carriers()?);
            shot.tags = Arc::new(read_model.tags()?);
        }
        if let Some(buyer) = &query.buyer {
            shot.listed_buyer = read_model.buyers_name(buyer)?;
        }
    }
    let listed: Vec<OrderNo> = shot.orders.rows.iter().map(|row| row.key.order_no.clone()).collect();
    let marks = read_model.marks_of(&listed)?;
    shot.marks = Arc::new(marks.into_iter().map(|marks| (marks.order_no.clone(), marks)).collect());
    Ok(())
}

/// The sheet under way and what it left, or the sheet on trial with what it is judged by.
fn read_shipping_sheet(read_model: &dyn ReadModel, gaze: &Gaze, shot: &mut Snapshot) -> Result<(), StoreError> {
    shot.ship_run = read_model.ship_run()?;
    if let Some(run) = shot.ship_run.as_ref().filter(|run| run.ended_at.is_some()) {
        shot.ship_failures = Arc::new(read_model.ship_run_failures(&run.run_id)?);
    }
    if let Some(sheet) = &gaze.sheet {
        let standings = standings(read_model.standings(&sheet.orders())?);
        let carriers = read_model.carriers()?.into_iter().map(|carrier| (carrier.id, carrier.name)).collect();
        shot.sheet_known = Some(Arc::new(TrialContext { standings, carriers }));
    } else if shot.ship_run.is_none() {
        shot.all_to_ship = Arc::new(read_model.to_ship(None, TO_SHIP_MOST)?);
    }
    Ok(())
}

fn filter_total(shot: &Snapshot, filter: OrderFilter) -> u64 {
    let model =
        super::model::Model { shot: Snapshot { counts: shot.counts, ..Snapshot::default() }, ..Default::default() };
    model.filter_total(filter)
}
