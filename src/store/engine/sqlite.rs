//! The shop's data in one SQLite file: a handle to the thread that writes, and readers on connections of their own.

use crate::domain::{
    Fen, Merchant, MessageId, NoticeVerdict, OpenId, Order, OrderNo, PaidFacts, PrepayId, PrintId, PrintState,
    PrintTrouble, Product, ProductChange, ProductId, Quantity, RefundFacts, RefundNo, RefundState, ReportState,
    SeenShipping, ShopId, SignType, UnixSeconds,
};
use crate::store::{
    CancelStep, CommitFuture, KeptFile, MerchantOpened, NewOrder, NewRefund, NewShipRun, NoticeOutcome, OrderMoved,
    OrderWord, OwnersRefund, PrintUpdate, PrintWish, PrinterName, RawMessage, Reader, RefundUpdate, RefundWish,
    Refusal, Reminded, ReportUpdate, RowAside, RowJob, ShipRunStep, Shipping, Store, StoreError, Tuning,
    WebhookSecrets, WrongTally,
    due::{self, set_aside},
    engine::{
        clock,
        damage::Damage,
        db::Db,
        log::{Held, Log},
        open, tallies,
        writer::Writer,
    },
    messages::{self, texts},
    orders::{self, cancels, sessions},
    payments::{self, merchants, settled},
    printing, products,
    reads::alerts,
    refunds, shipments,
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

/// The shop's data in one file. Cheap to clone; the file is closed with the last clone, or by [`SqliteStore::close`].
#[derive(Clone)]
pub struct SqliteStore(Arc<Inner>);

struct Inner {
    path: PathBuf,
    shop: ShopId,
    tuning: Tuning,
    writer: Writer,
    /// A log that somebody keeps from being moved.
    held_log: Held,
    damage: Damage,
    opened_in_part: bool,
}

impl SqliteStore {
    /// Opens or creates the file, brings its schema up to date, and starts the thread that writes.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::Damaged`]: the file was left untouched. [`StoreError::Locked`]: another
    /// program holds it. [`StoreError::Disk`]: it cannot be made or written.
    pub fn open(path: &Path, shop: ShopId) -> Result<Self, StoreError> {
        Self::open_tuned(path, shop, Tuning::default())
    }

    /// The same with other limits, for tests and measurements.
    ///
    /// # Errors
    /// Those of [`SqliteStore::open`].
    pub fn open_tuned(path: &Path, shop: ShopId, tuning: Tuning) -> Result<Self, StoreError> {
        let opened_in_part = open::bytes_with_log(path) > tuning.whole_bytes;
        let mut conn = open::for_writing(path, tuning)?;
        let held_log = Held::default();
        let log = Log::watch(&mut conn, path, tuning, Arc::clone(&held_log))?;
        let damage = Damage::default();
        let writer = Writer::start(conn, log, (shop.clone(), damage.clone()), tuning.batch_max)?;
        Ok(Self(Arc::new(Inner { path: path.to_owned(), shop, tuning, writer, held_log, damage, opened_in_part })))
    }

    /// A reading connection of its own. It sees every commit that was answered before.
    ///
    /// # Errors
    /// [`StoreError::Disk`] where no more files can be opened.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        let conn = open::for_reading(&self.0.path, self.0.tuning)?;
        let reader = Reader::on(conn, self.0.shop.clone(), self.0.damage.clone());
        Ok(reader.limited(self.0.tuning.limits))
    }

    /// True where the file was larger than what is read whole before it is opened.
    pub(in crate::store) fn opened_in_part(&self) -> bool {
        self.0.opened_in_part
    }

    pub(in crate::store) fn note_damage(&self, error: &StoreError) {
        self.0.damage.note(error);
    }

    /// How many transactions changed the file since it was opened.
    pub fn commits(&self) -> u64 {
        self.0.writer.commits()
    }

    /// Finishes what waits and closes the file, also for the other clones: they read [`StoreError::Closed`] from now on.
    ///
    /// # Errors
    /// What kept the file from being closed. Everything that was answered is durable all the same.
    pub fn close(self) -> Result<(), StoreError> {
        self.0.writer.close()
    }

    /// Queues one transaction.
    pub(in crate::store) fn write<T: Send + 'static>(
        &self,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        self.0.writer.submit(act)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Err(error) = self.writer.close() {
            tracing::error!(%error, "the data was not closed cleanly");
        }
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.0.path).finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn put_product(&self, product: Product, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| products::put(db, &product, now))
    }

    fn change_product(
        &self,
        change: ProductChange,
        seen_changed_at: Option<UnixSeconds>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| products::change(db, &change, seen_changed_at, now))
    }

    fn import_products(&self, changes: Vec<ProductChange>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| products::import(db, &changes, now))
    }

    fn open_session(
        &self,
        openid: OpenId,
        token_hash: [u8; 32],
        expires_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| sessions::open(db, &openid, &token_hash, expires_at, now))
    }

    fn open_for(&self, merchant: Merchant, now: UnixSeconds) -> CommitFuture<MerchantOpened> {
        self.write(move |db| merchants::open_for(db, &merchant, now))
    }

    fn place_order(&self, order: NewOrder, now: UnixSeconds) -> CommitFuture<Order> {
        let limits = self.0.tuning.limits;
        self.write(move |db| orders::place(db, order.clone(), limits, now))
    }

    fn begin_payment(
        &self,
        order_no: OrderNo,
        sign_type: SignType,
        channel: &'static str,
        public_url: String,
        call: RawMessage,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        let limits = self.0.tuning.limits;
        self.write(move |db| {
            payments::begin(db, &order_no, (sign_type, channel, public_url.clone()), &call, next_ask, limits, now)
        })
    }

    fn keep_prepay(
        &self,
        order_no: OrderNo,
        prepay_id: PrepayId,
        answer: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| payments::keep_prepay(db, &order_no, prepay_id.clone(), &answer, now))
    }

    fn record_call(
        &self,
        order_no: Option<OrderNo>,
        refund_no: Option<RefundNo>,
        message: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| messages::keep_call(db, order_no.as_ref(), refund_no.as_ref(), &message, now))
    }

    fn record_payment_notice(
        &self,
        message: RawMessage,
        read: Result<PaidFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| messages::payment(db, &message, read.as_ref(), now))
    }

    fn record_refund_notice(
        &self,
        message: RawMessage,
        read: Result<RefundFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| messages::refund(db, &message, read.as_ref(), now))
    }

    fn count_refused(&self, counted: Vec<(NoticeVerdict, u64)>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| messages::refused::count(db, &counted, now))
    }

    fn record_order_word(
        &self,
        order_no: OrderNo,
        word: OrderWord,
        answer: Option<RawMessage>,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<OrderMoved> {
        self.write(move |db| payments::confirm::record(db, &order_no, &word, answer.as_ref(), next_ask, now))
    }

    fn adopt_order(&self, facts: PaidFacts, answer: Option<RawMessage>, now: UnixSeconds) -> CommitFuture<OrderMoved> {
        self.write(move |db| payments::unknown::adopt(db, &facts, answer.as_ref(), now))
    }

    fn leave_unknown_payment(
        &self,
        order_no: OrderNo,
        word: OrderWord,
        answer: Option<RawMessage>,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| payments::unknown::leave(db, &order_no, &word, answer.as_ref(), next_ask, now))
    }

    fn wish_cancel(&self, order_no: OrderNo, openid: Option<OpenId>, now: UnixSeconds) -> CommitFuture<CancelStep> {
        self.write(move |db| cancels::wish(db, &order_no, openid.as_ref(), now))
    }

    fn ask_soon(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| due::ask_soon(db, &orders, now))
    }

    fn look_again(&self, jumped_secs: i64, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| due::look_again(db, jumped_secs, now))
    }

    fn hear_clock(&self, ahead_secs: i64, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| clock::heard(db, ahead_secs, now))
    }

    fn settle_attention(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| settled::settle_attention(db, &order_no, seen, now))
    }

    fn receive_order(&self, order_no: OrderNo, openid: OpenId, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| orders::receive(db, &order_no, &openid, now))
    }

    fn keep_picture(
        &self,
        refund_no: RefundNo,
        openid: OpenId,
        thumbnail: Vec<u8>,
        file: KeptFile,
        now: UnixSeconds,
    ) -> CommitFuture<u32> {
        let limits = self.0.tuning.limits;
        self.write(move |db| refunds::pictures::keep(db, &refund_no, &openid, (&thumbnail, &file), limits, now))
    }

    fn forget_pictures(&self, before: UnixSeconds) -> CommitFuture<Vec<String>> {
        self.write(move |db| refunds::pictures::forget(db, before))
    }

    fn forget_texts(&self, before: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| texts::forget(db, before))
    }

    fn request_refund(&self, refund: NewRefund, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::request(db, &refund, now))
    }

    fn approve_refund(
        &self,
        refund_no: RefundNo,
        seen: u32,
        amount: Fen,
        reply: String,
        pieces: Option<Vec<(ProductId, Quantity)>>,
        restock: Vec<(ProductId, Quantity)>,
        send_from: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| {
            let yes = refunds::Approval { amount, reply: &reply, pieces: pieces.as_deref(), restock: &restock };
            refunds::approve(db, &refund_no, seen, &yes, send_from, now)
        })
    }

    fn start_refund(&self, refund: OwnersRefund, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::start::start(db, &refund, now))
    }

    fn reject_refund(
        &self,
        refund_no: RefundNo,
        seen: u32,
        reply: String,
        picture: Option<String>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| refunds::reject(db, &refund_no, seen, (&reply, picture.as_deref()), now))
    }

    fn take_back_refund(&self, refund_no: RefundNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::take_back(db, &refund_no, seen, now))
    }

    fn renew_refund(
        &self,
        refund_no: RefundNo,
        fresh: RefundNo,
        seen: u32,
        send_from: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| refunds::renewal::renew(db, (&refund_no, &fresh), seen, send_from, now))
    }

    fn begin_refund(&self, refund_no: RefundNo, call: RawMessage, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::updates::begin(db, &refund_no, &call, now))
    }

    fn update_refund(&self, update: RefundUpdate, now: UnixSeconds) -> CommitFuture<RefundState> {
        self.write(move |db| refunds::updates::update(db, &update, now))
    }

    fn search_refunds(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<bool> {
        self.write(move |db| refunds::found::search(db, &order_no, now))
    }

    fn record_listed_refunds(
        &self,
        order_no: OrderNo,
        listed: Vec<RefundFacts>,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<Vec<RefundNo>> {
        self.write(move |db| refunds::found::found(db, &order_no, &listed, answer.as_ref(), next_at, now))
    }

    fn postpone_refund_search(
        &self,
        order_no: OrderNo,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| refunds::found::postpone(db, &order_no, answer.as_ref(), next_at, now))
    }

    fn wish_refund(&self, refund_no: RefundNo, seen: u32, wish: RefundWish, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::wishes::carry_out(db, &refund_no, seen, wish, now))
    }

    fn acknowledge_refund_alarms(&self, refund_no: RefundNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| refunds::alarms::acknowledge(db, &refund_no, now))
    }

    fn doubt_interrupted_refunds(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| refunds::updates::doubt_interrupted(db, now))
    }

    fn ship_order(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::ship(db, &order_no, Some(seen), &shipping, now))
    }

    fn ship_many(&self, rows: Vec<(OrderNo, Shipping)>, now: UnixSeconds) -> CommitFuture<Vec<Result<(), Refusal>>> {
        self.write(move |db| shipments::ship_many(db, &rows, now))
    }

    fn start_ship_run(&self, run: NewShipRun, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::runs::start(db, &run, now))
    }

    fn ship_next_rows(&self, limit: u32, now: UnixSeconds) -> CommitFuture<ShipRunStep> {
        self.write(move |db| shipments::runs::next(db, limit, now))
    }

    fn stop_ship_run(&self, run_id: MessageId, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::runs::stop(db, &run_id, now))
    }

    fn close_ship_run(&self, run_id: MessageId) -> CommitFuture<()> {
        self.write(move |db| shipments::runs::close(db, &run_id))
    }

    fn unship_order(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::unship(db, &order_no, seen, now))
    }

    fn correct_shipping(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::correct(db, &order_no, seen, &shipping, now))
    }

    fn report_again(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::report_again(db, &order_no, now))
    }

    fn remind_buyer(&self, order_no: OrderNo, delivered_at: UnixSeconds, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::remind(db, &order_no, delivered_at, now))
    }

    fn begin_report(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<i64> {
        self.write(move |db| shipments::updates::begin(db, &order_no, now))
    }

    fn update_report(&self, update: ReportUpdate, now: UnixSeconds) -> CommitFuture<ReportState> {
        self.write(move |db| shipments::updates::update(db, &update, now))
    }

    fn doubt_interrupted_reports(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| shipments::updates::doubt_interrupted(db, now))
    }

    fn record_settlement(
        &self,
        order_no: OrderNo,
        seen: Option<SeenShipping>,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<bool> {
        self.write(move |db| {
            shipments::updates::record_settlement(db, &order_no, seen.as_ref(), answer.as_ref(), next_at, now)
        })
    }

    fn keep_reminder(
        &self,
        order_no: OrderNo,
        reminded: Reminded,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| shipments::updates::keep_reminder(db, &order_no, &reminded, answer.as_ref(), now))
    }

    fn keep_carriers(&self, listed: Vec<(String, String)>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| shipments::updates::keep_carriers(db, &listed, now))
    }

    fn mark_seen(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| orders::mark_seen(db, &orders, now))
    }

    fn keep_printers(&self, printers: Vec<PrinterName>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| printing::jobs::keep_printers(db, &printers, now))
    }

    fn print_receipt(&self, order_no: OrderNo, printer: String, now: UnixSeconds) -> CommitFuture<u32> {
        self.write(move |db| printing::jobs::print(db, &order_no, &printer, now))
    }

    fn begin_print(&self, id: PrintId, marked: bool, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| printing::jobs::begin(db, &id, marked, now))
    }

    fn update_print(&self, update: PrintUpdate, now: UnixSeconds) -> CommitFuture<PrintState> {
        self.write(move |db| printing::jobs::update(db, &update, now))
    }

    fn wish_print(&self, id: PrintId, wish: PrintWish, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| printing::jobs::wish(db, &id, wish, now))
    }

    fn note_printer(
        &self,
        printer: String,
        trouble: Option<(PrintTrouble, String)>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| printing::jobs::note(db, &printer, trouble.as_ref(), now))
    }

    fn doubt_interrupted_prints(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| printing::jobs::doubt_interrupted(db, now))
    }

    fn mark_refunds_seen(&self, refunds: Vec<RefundNo>) -> CommitFuture<()> {
        self.write(move |db| alerts::mark_refunds_seen(db, &refunds))
    }

    fn damage(&self) -> Option<StoreError> {
        self.0.damage.found()
    }

    fn held_log(&self) -> Option<u64> {
        Some(self.0.held_log.load(Ordering::Relaxed)).filter(|bytes| *bytes > 0)
    }

    fn changes(&self) -> u64 {
        self.0.writer.changes()
    }

    fn set_aside(&self, row: RowAside, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| set_aside::put(db, &row, now))
    }

    fn take_up(&self, job: RowJob, keys: Vec<String>) -> CommitFuture<()> {
        self.write(move |db| set_aside::take_up(db, job, &keys))
    }

    fn mend_tallies(&self, wrong: Vec<WrongTally>) -> CommitFuture<()> {
        self.write(move |db| tallies::mend(db, &wrong))
    }

    fn webhook_secrets(&self, fresh: WebhookSecrets, now: UnixSeconds) -> CommitFuture<WebhookSecrets> {
        self.write(move |db| messages::webhook_secrets::keep(db, &fresh, now))
    }
}
