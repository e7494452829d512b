//! The intents: everything that can be asked of the shop's data, in the owner's, the buyer's and WeChat's words.

use super::{
    CommitFuture, MerchantOpened, NewRefund, NewShipRun, OwnersRefund, PrintUpdate, PrintWish, PrinterName,
    RefundUpdate, RefundWish, Refusal, Reminded, ReportUpdate, RowAside, RowJob, ShipRunStep, Shipping, StoreError,
    WrongTally,
};
use crate::domain::{
    Fen, Merchant, MessageId, NoticeVerdict, OpenId, Order, OrderNo, PaidFacts, PrepayId, PrintId, PrintState,
    PrintTrouble, Product, ProductChange, ProductId, Quantity, Receiver, RefundFacts, RefundNo, RefundState,
    ReportState, SeenShipping, SignType, UnixSeconds,
};

/// Who made a change; kept in every history row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The person at the counter.
    Owner,
    /// The buyer, through the storefront.
    Buyer,
    /// WeChat, by a verified message or answer.
    WeChat,
    /// The program itself.
    Zhanggui,
}

impl Actor {
    /// The word in the history.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Buyer => "buyer",
            Self::WeChat => "wechat",
            Self::Zhanggui => "zhanggui",
        }
    }
}

/// A message or a call as it is kept for ever: the raw text, without keys.
#[derive(Debug, Clone)]
pub struct RawMessage {
    /// Made where it was received or sent.
    pub id: MessageId,
    /// `pay_notice`, `refund_notice`, `unifiedorder`, `orderquery`, `closeorder`, `refund`, `refundquery`,
    /// `upload_shipping_info`, `get_order`, `notify_confirm_receive`.
    pub kind: &'static str,
    /// Where it came from, for people: an address, never evidence. Empty for calls.
    pub peer: String,
    /// The headers that matter, a line each; empty for calls and answers.
    pub headers: String,
    /// The text (lossy where it was not UTF-8; cut to 32 KiB, an answer of WeChat's to 512 KiB).
    pub text: String,
}

/// A new order, as the storefront takes it. Prices come from our own products.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// A fresh number; on [`Refusal::NumberTaken`] come again with another.
    pub order_no: OrderNo,
    /// Who orders.
    pub openid: OpenId,
    /// What, at least one line, each product once.
    pub items: Vec<(ProductId, Quantity)>,
    /// Where it goes.
    pub receiver: Receiver,
    /// The buyer's note, at most 200 characters.
    pub note: String,
    /// The client's key for this order, if it sent one: the same key and order gives the same answer again.
    pub idempotency_key: Option<String>,
    /// Until when it can be paid.
    pub pay_before: UnixSeconds,
}

/// A file in `pictures/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// A plain name.
    pub name: String,
    /// What it takes on the disk.
    pub bytes: u64,
}

/// What became of a received notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeOutcome {
    /// The verdict as it was stored.
    pub verdict: NoticeVerdict,
    /// True if a state moved: a job should look.
    pub moved: bool,
}

/// WeChat's word on an order, as far as the rows care.
#[derive(Debug, Clone)]
pub enum OrderWord {
    /// Paid; the amount is compared with the order here, under the write lock.
    Paid(PaidFacts),
    /// Not yet.
    NotPaid,
    /// Never.
    Closed,
    /// WeChat does not know the number.
    NotThere,
    /// No usable answer: only the time of the next question changes.
    NoAnswer,
}

/// What an answer about an order did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderMoved {
    /// Now paid for certain: the owner wants to know.
    Paid,
    /// Waits for the owner.
    NeedsOwner,
    /// Closed; the stock is free again.
    Closed,
    /// Nothing new.
    Same,
}

/// What became of the wish to cancel an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelStep {
    /// WeChat never heard of it: closed at once, the stock is free.
    Closed,
    /// WeChat is asked first, and closes it before we do: due now. A payment that was faster wins.
    AskWeChat,
}

/// The secret parts of the notification paths, one per purpose: 32 hex characters each, made at first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// In `/wechat/{secret}/pay`.
    pub pay: String,
    /// In `/wechat/{secret}/refund`.
    pub refund: String,
}

/// Everything that changes the shop's data. Each method is one transaction; `now` comes from the caller's clock.
/// All of them answer [`StoreError::Refused`] when the rules say no, and change nothing then.
pub trait Store: Send + Sync {
    /// Adds a product or replaces the one with its id, stock and all.
    fn put_product(&self, product: Product, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner adds a product (`seen_changed_at` is `None`; [`Refusal::NumberTaken`] if the id exists) or edits the
    /// one the form was opened on. [`Refusal::Stale`] if somebody edited it meanwhile; sales do not count, and
    /// [`StockChange`](crate::domain::StockChange) says what happens to the stock beside them.
    fn change_product(
        &self,
        change: ProductChange,
        seen_changed_at: Option<UnixSeconds>,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// Adds or edits many products at once, all or none: [`Refusal::InRow`] names the first that cannot be.
    fn import_products(&self, changes: Vec<ProductChange>, now: UnixSeconds) -> CommitFuture<usize>;

    /// Keeps a buyer's token (as its SHA-256) until `expires_at`.
    fn open_session(
        &self,
        openid: OpenId,
        token_hash: [u8; 32],
        expires_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// The shop is opened with the settings of this merchant, before any job: it stands in the file from now on and with
    /// every payment asked for. What is open and belongs to another one is held: WeChat is not asked about it with these
    /// keys, no answer to them judges it, and nothing of it is sent, until the shop is opened for that one again.
    fn open_for(&self, merchant: Merchant, now: UnixSeconds) -> CommitFuture<MerchantOpened>;

    /// Prices the order from our products, takes the stock, and stores it as [`OrderState::ToPay`] with a payment in
    /// [`PaymentState::Unsent`]. The same idempotency key of the same buyer answers with the order it made first.
    /// [`Refusal::UsedUp`] beyond what one buyer may order in a day or hold unpaid.
    fn place_order(&self, order: NewOrder, now: UnixSeconds) -> CommitFuture<Order>;

    /// The payment is about to be asked for at WeChat ([`PaymentState::Waiting`], with the way of signing pinned and
    /// the call's text kept). WeChat is asked about it from `next_ask` on. `public_url` is the address WeChat is told to
    /// report it to, empty where there is none. Refused once a cancel is wished for, for another merchant's, or when the
    /// buyer's payment sheets of the day are used up.
    #[expect(clippy::too_many_arguments, reason = "all that is pinned for one payment")]
    fn begin_payment(
        &self,
        order_no: OrderNo,
        sign_type: SignType,
        channel: &'static str,
        public_url: String,
        call: RawMessage,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// WeChat gave a prepay id for the order; it opens the sheet for two hours.
    fn keep_prepay(
        &self,
        order_no: OrderNo,
        prepay_id: PrepayId,
        answer: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// A call leaves (a query or a close; those that move money have their own intents), or an answer without effect came.
    fn record_call(
        &self,
        order_no: Option<OrderNo>,
        refund_no: Option<RefundNo>,
        message: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// A payment notification came. Verified facts are compared with the order under the write lock: same amount,
    /// currency CNY, way of signing as pinned, one transaction for ever. A right one makes the payment
    /// [`PaymentState::Noticed`] and due for confirmation at once; a wrong one is listed and changes nothing. About an
    /// unknown number WeChat is asked ([`Store::adopt_order`]).
    fn record_payment_notice(
        &self,
        message: RawMessage,
        read: Result<PaidFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome>;

    /// A refund notification came. It is a hint only: it makes the refund due to be asked about at once.
    fn record_refund_notice(
        &self,
        message: RawMessage,
        read: Result<RefundFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome>;

    /// So many messages were refused since the last time, a sample of them listed or none.
    fn count_refused(&self, counted: Vec<(NoticeVerdict, u64)>, now: UnixSeconds) -> CommitFuture<()>;

    /// WeChat answered a question about an order. Paid with our figures: [`OrderState::ToShip`], unseen. Paid with
    /// other figures, twice or too late: kept, and [`OrderState::NeedsOwner`] (or the attention mark where the order is
    /// already past payment). Closed: the stock is free again.
    fn record_order_word(
        &self,
        order_no: OrderNo,
        word: OrderWord,
        answer: Option<RawMessage>,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<OrderMoved>;

    /// WeChat confirms a payment to us under a number we do not know: kept as an order from elsewhere that waits for the
    /// owner, unseen. Nothing of it is shipped unless the owner accepts it.
    fn adopt_order(&self, facts: PaidFacts, answer: Option<RawMessage>, now: UnixSeconds) -> CommitFuture<OrderMoved>;

    /// WeChat was asked about an unknown number and did not say that it was paid. Asked again at `next_ask`, until it
    /// has said no a few times: then it is given up, with the reason kept.
    fn leave_unknown_payment(
        &self,
        order_no: OrderNo,
        word: OrderWord,
        answer: Option<RawMessage>,
        next_ask: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// The buyer, or the owner (`None`), does not want an unpaid order any more. Refused unless it is
    /// [`OrderState::ToPay`]; another buyer's is [`Refusal::NotFound`]. The owner may also end the waiting for a payment that
    /// a notification claimed and WeChat has denied [`NOES_TOLD`](super::NOES_TOLD) times.
    fn wish_cancel(&self, order_no: OrderNo, openid: Option<OpenId>, now: UnixSeconds) -> CommitFuture<CancelStep>;

    /// These unpaid orders are asked about at once. Answers how many of them are open.
    fn ask_soon(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<usize>;

    /// The program was away, or the clock jumped by `jumped_secs` (0 where nobody saw it): whatever WeChat is to be asked
    /// about is due at once, nothing sleeps until a moment only a wrong clock could have named, and an open order keeps
    /// what it had left of its time. Answers how many rows were woken.
    fn look_again(&self, jumped_secs: i64, now: UnixSeconds) -> CommitFuture<usize>;

    /// WeChat's `Date` says that this clock is so many seconds ahead of its own. Where that is not what was known, the clock
    /// was set: what lives for a time keeps what it had left of it.
    fn hear_clock(&self, ahead_secs: i64, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner takes money that does not fit as it is: the mark goes, and an order that waited for this is kept, to be
    /// shipped. `seen` as in [`Store::ship_order`].
    fn settle_attention(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()>;

    /// The buyer has the parcel. Saying so again changes nothing.
    fn receive_order(&self, order_no: OrderNo, openid: OpenId, now: UnixSeconds) -> CommitFuture<()>;

    /// Keeps one more picture behind a request nobody has decided yet: a thumbnail of at most 256 KiB, and the original in
    /// `pictures/`. Answers its place, from 0; [`Refusal::TooMany`] beyond nine, [`Refusal::UsedUp`] beyond the day's
    /// bytes.
    fn keep_picture(
        &self,
        refund_no: RefundNo,
        openid: OpenId,
        thumbnail: Vec<u8>,
        file: KeptFile,
        now: UnixSeconds,
    ) -> CommitFuture<u32>;

    /// The originals of pictures kept before `before`, behind requests that were decided before then, are wanted no more:
    /// some at a time, their thumbnails stay. Answers the names of the files that can go; none when there is nothing more.
    fn forget_pictures(&self, before: UnixSeconds) -> CommitFuture<Vec<String>>;

    /// Blanks the raw text of messages older than `before`, some at a time; their rows stay. Answers how many texts
    /// went; 0 means that there is nothing more to do now.
    fn forget_texts(&self, before: UnixSeconds) -> CommitFuture<usize>;

    /// A buyer asks for money back: into the owner's queue. Refused when more than what is left of the payment.
    fn request_refund(&self, refund: NewRefund, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner says yes. `seen` is the version of the row the click was made on; anything newer is
    /// [`Refusal::Stale`]. `reply` is what the buyer reads at WeChat (at most 80 characters). `pieces` are sent no more
    /// (`None`: those the buyer named; none: the money is for no goods). `restock` goes back on the shelf when the money has
    /// arrived: [`Refusal::Restock`] if the order has not as much left to give back. Sent
    /// from `send_from` on.
    #[expect(clippy::too_many_arguments, reason = "all that one yes says")]
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
    ) -> CommitFuture<()>;

    /// The owner gives money back without being asked: born [`RefundState::Approved`], within the same limits, and to be
    /// taken back until it is sent. [`Refusal::Stale`] if the order changed since the click's picture.
    fn start_refund(&self, refund: OwnersRefund, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner says no, with a reason the buyer can read (1 to 200 characters) and, if there is one, a picture the buyer
    /// can see: its file in `pictures/replies/`.
    fn reject_refund(
        &self,
        refund_no: RefundNo,
        seen: u32,
        reply: String,
        picture: Option<String>,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// The owner's second thought, while nothing was sent.
    fn take_back_refund(&self, refund_no: RefundNo, seen: u32, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner sends the money of a refund that failed for good once more, under the number `fresh`, to be sent from
    /// `send_from` on. The old row stays as it ended and is named by the new one. Refused in any other state, when it has
    /// a successor already, or when the limits do not allow the sum any more.
    fn renew_refund(
        &self,
        refund_no: RefundNo,
        fresh: RefundNo,
        seen: u32,
        send_from: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// The call that moves the money is about to leave: [`RefundState::Sending`], with the call's text. Refused while
    /// another refund of the order is in flight or was sent less than a minute ago.
    fn begin_refund(&self, refund_no: RefundNo, call: RawMessage, now: UnixSeconds) -> CommitFuture<()>;

    /// A refund takes a step out of an answer; on [`RefundState::Refunded`] the order's totals move in the same commit.
    /// A late or repeated step is no error: the answer is the state as it is.
    fn update_refund(&self, update: RefundUpdate, now: UnixSeconds) -> CommitFuture<RefundState>;

    /// The order may have refunds we know nothing of: WeChat is asked for all of them at once. False for an order that is
    /// not there or not paid.
    fn search_refunds(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<bool>;

    /// WeChat listed all refunds of the order. What it says of those we know counts, also against a final state of ours, and
    /// the owner is told. Those nobody here knows were made by hand on its platform: kept as it says, and counted. Refunds
    /// of ours that have not left give way to them, or wait for the owner once more. Answers those that are not as they were.
    /// What cannot be true yet is asked about again at `next_at`.
    fn record_listed_refunds(
        &self,
        order_no: OrderNo,
        listed: Vec<RefundFacts>,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<Vec<RefundNo>>;

    /// WeChat gave no usable list: asked again at `next_at`.
    fn postpone_refund_search(
        &self,
        order_no: OrderNo,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// The owner's way on with a refund whose end is not in the shop's hands. `seen` as in [`Store::approve_refund`].
    fn wish_refund(&self, refund_no: RefundNo, seen: u32, wish: RefundWish, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner has seen what there was to know of this refund.
    fn acknowledge_refund_alarms(&self, refund_no: RefundNo, now: UnixSeconds) -> CommitFuture<()>;

    /// Every refund that was being sent when the program last died becomes [`RefundState::InDoubt`], due to be asked
    /// about at once. Called once at start, before any job. Answers how many.
    fn doubt_interrupted_refunds(&self, now: UnixSeconds) -> CommitFuture<usize>;

    /// The owner handed the order, or a part of it, to the carrier. Local and durable at once; WeChat is told after
    /// [`REPORT_HOLD_SECS`](crate::domain::REPORT_HOLD_SECS). Once `shipping.complete` says so the order is
    /// [`OrderState::Shipped`]; until then it stays to be shipped, and more parcels follow by the same intent.
    /// [`Refusal::Refund`] while a refund is open or everything went back.
    fn ship_order(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()>;

    /// Many at once in one transaction, each judged by itself as it stands: the answers come in the rows' order.
    fn ship_many(&self, rows: Vec<(OrderNo, Shipping)>, now: UnixSeconds) -> CommitFuture<Vec<Result<(), Refusal>>>;

    /// A sheet the owner said yes to, with all its rows: shipped from now on by [`Store::ship_next_rows`]. The same run
    /// again changes nothing; [`Refusal::State`] while another is under way.
    fn start_ship_run(&self, run: NewShipRun, now: UnixSeconds) -> CommitFuture<()>;

    /// Ships about `limit` rows of the sheet under way and marks them, all in one transaction; nothing where there is
    /// none. What cannot be shipped any more is marked with its cause.
    fn ship_next_rows(&self, limit: u32, now: UnixSeconds) -> CommitFuture<ShipRunStep>;

    /// The owner stops a sheet: what still waits of it is given back as not shipped.
    fn stop_ship_run(&self, run_id: MessageId, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner has read how a sheet ended.
    fn close_ship_run(&self, run_id: MessageId) -> CommitFuture<()>;

    /// The owner's second thought, while WeChat knows nothing: the parcels are gone, the order is to be shipped again.
    fn unship_order(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()>;

    /// Another carrier, number or kind. Spends WeChat's one correction if WeChat has the shipment already:
    /// [`Refusal::Corrected`] the second time.
    fn correct_shipping(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner wants another try of a report that stopped, or that waits, now.
    fn report_again(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<()>;

    /// The buyer is to be reminded to confirm the receipt: once, express only, once WeChat has the shipment. `delivered_at`
    /// is when the carrier delivered it, as the owner read it there: WeChat is told, and nobody guesses it.
    fn remind_buyer(&self, order_no: OrderNo, delivered_at: UnixSeconds, now: UnixSeconds) -> CommitFuture<()>;

    /// The report is about to leave: [`ReportState::Sending`]. Answers the time it names, milliseconds since 1970, later
    /// than that of any report of this order before.
    fn begin_report(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<i64>;

    /// A report takes a step out of an answer. A late or repeated one is no error: the answer is the state as it is.
    fn update_report(&self, update: ReportUpdate, now: UnixSeconds) -> CommitFuture<ReportState>;

    /// Every report that was being sent when the program last died waits, in doubt. Answers how many.
    fn doubt_interrupted_reports(&self, now: UnixSeconds) -> CommitFuture<usize>;

    /// WeChat said how an order stands in its settlement, or gave no usable answer (`None`). Asked again at `next_at` if
    /// there is more to learn. True if the order moved.
    fn record_settlement(
        &self,
        order_no: OrderNo,
        seen: Option<SeenShipping>,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<bool>;

    /// What became of a reminder.
    fn keep_reminder(
        &self,
        order_no: OrderNo,
        reminded: Reminded,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// WeChat's list of carriers (id and name) takes the place of the one before.
    fn keep_carriers(&self, listed: Vec<(String, String)>, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner has seen these new orders (all of them if empty).
    fn mark_seen(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<()>;

    /// The printers of the settings, once at start: from now on every newly paid order has a receipt on those that print by
    /// themselves, queued in the commit that confirms it.
    fn keep_printers(&self, printers: Vec<PrinterName>, now: UnixSeconds) -> CommitFuture<()>;

    /// The owner wants an order's receipt on this printer. What has not left yet is tried now; else a new copy is queued,
    /// with the mark if anything of the order may be on paper. Refused for an order that is not paid. Answers which copy.
    fn print_receipt(&self, order_no: OrderNo, printer: String, now: UnixSeconds) -> CommitFuture<u32>;

    /// A receipt is about to leave: [`PrintState::Sending`]. `marked` is what will stand on it; [`Refusal::Stale`] if the
    /// row says otherwise by now.
    fn begin_print(&self, id: PrintId, marked: bool, now: UnixSeconds) -> CommitFuture<()>;

    /// A receipt takes a step out of an answer. A late one is no error: the answer is the state as it is.
    fn update_print(&self, update: PrintUpdate, now: UnixSeconds) -> CommitFuture<PrintState>;

    /// A person decides about one receipt.
    fn wish_print(&self, id: PrintId, wish: PrintWish, now: UnixSeconds) -> CommitFuture<()>;

    /// How a printer was found when it was tried without an order.
    fn note_printer(
        &self,
        printer: String,
        trouble: Option<(PrintTrouble, String)>,
        now: UnixSeconds,
    ) -> CommitFuture<()>;

    /// Every receipt that was leaving when the program last died is [`PrintState::InDoubt`], with the mark. Called once at
    /// start. Answers how many.
    fn doubt_interrupted_prints(&self, now: UnixSeconds) -> CommitFuture<usize>;

    /// The owner has seen these refund requests (all of them if empty). Deciding one is seeing it too.
    fn mark_refunds_seen(&self, refunds: Vec<RefundNo>) -> CommitFuture<()>;

    /// How large the write-ahead log has grown, bytes, because another program reads an old picture of the file and does
    /// not let go; `None` where none does. Nothing is lost by it but room on the disk.
    fn held_log(&self) -> Option<u64>;

    /// What shows that the file is damaged, once something does: nothing is written any more, and nothing is to be answered
    /// to others.
    fn damage(&self) -> Option<StoreError>;

    /// Counts up with every commit, as soon as it can be read and before its callers are answered: while it stands still,
    /// what was read from the file is what the file says.
    fn changes(&self) -> u64;

    /// A row could not be written or read: it is set aside with what is wrong with it, and due again later. The wait grows
    /// with every time in a row.
    fn set_aside(&self, row: RowAside, now: UnixSeconds) -> CommitFuture<()>;

    /// These rows of a job that were set aside were written after all, or are not due any more.
    fn take_up(&self, job: RowJob, keys: Vec<String>) -> CommitFuture<()>;

    /// Moves each of these tallies by what it is wrong, as [`Reader::wrong_tallies`](super::Reader::wrong_tallies) found it.
    fn mend_tallies(&self, wrong: Vec<WrongTally>) -> CommitFuture<()>;

    /// The webhook secrets of this shop; `fresh` is kept if there are none yet.
    fn webhook_secrets(&self, fresh: WebhookSecrets, now: UnixSeconds) -> CommitFuture<WebhookSecrets>;
}
