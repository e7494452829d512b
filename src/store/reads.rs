//! What the window, the jobs and the storefront read. Each answer is a plain value; pages go by key, never by offset.

use crate::domain::{
    Attention, Fen, MessageId, OpenId, OrderLine, OrderNo, OrderState, PaymentState, PrepayId, Product, ProductId,
    Quantity, Receiver, RefundId, RefundNo, RefundOrigin, RefundState, Refundable, ReportState, SettleState, ShipKind,
    ShippingReport, SignType, Source, TransactionId, UnixSeconds, Verdict,
};

/// Which orders a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OrderFilter {
    /// Everything.
    #[default]
    All,
    /// Waiting for the buyer or for WeChat's confirmation.
    ToPay,
    /// Paid, not shipped.
    ToShip,
    /// Under way.
    Shipped,
    /// With an open refund request or a refund in flight.
    Refunding,
    /// Money that does not fit.
    NeedsOwner,
    /// Received, refunded or closed.
    Done,
    /// Paid to us without coming through our door.
    Elsewhere,
}

/// A place in the list of orders, newest first: the key of a row, not its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderKey {
    /// When it was placed.
    pub created_at: UnixSeconds,
    /// Its number.
    pub order_no: OrderNo,
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The newest rows.
    Newest,
    /// The oldest rows.
    Oldest,
    /// Rows older than this one, newest first.
    Before(OrderKey),
    /// Rows newer than this one; given newest first too, the ones nearest to the key.
    After(OrderKey),
}

/// A row of the order list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Its place in the list.
    pub key: OrderKey,
    /// Where it stands.
    pub state: OrderState,
    /// How it came to the shop.
    pub source: Source,
    /// Why it needs the owner, if it does.
    pub attention: Option<Attention>,
    /// The most urgent open refund, if any: requested, in flight or in doubt.
    pub refund: Option<RefundState>,
    /// Name on the parcel.
    pub buyer: String,
    /// `挂耳咖啡 ×2, 手冲壶`.
    pub items: String,
    /// What was owed, fen.
    pub total: Fen,
    /// What arrived back, fen.
    pub refunded: Fen,
    /// True until the owner has seen that it was paid.
    pub unseen: bool,
    /// When WeChat confirmed the payment.
    pub paid_at: Option<UnixSeconds>,
}

/// Everything about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetail {
    /// The row.
    pub row: OrderRow,
    /// Who ordered.
    pub openid: OpenId,
    /// Counts up with every change; a click carries it back.
    pub version: u32,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// Where it goes.
    pub receiver: Receiver,
    /// The buyer's note.
    pub note: String,
    /// Until when it could be paid.
    pub pay_before: UnixSeconds,
    /// Where the payment stands.
    pub payment: PaymentState,
    /// WeChat's number of it.
    pub transaction_id: Option<TransactionId>,
    /// The prepay id and when it was given, while there is one, with its channel (`mini_program`, `app`).
    pub prepay: Option<(PrepayId, UnixSeconds, String)>,
    /// How the payment was signed, once it was asked for.
    pub sign_type: Option<SignType>,
    /// Carrier and number, once shipped.
    pub parcel: Option<super::Parcel>,
    /// What was shipped and whether WeChat knows; `None` before the first parcel, and for what was received before
    /// shipments were reported.
    pub shipment: Option<Shipment>,
    /// When it was shipped.
    pub shipped_at: Option<UnixSeconds>,
    /// When the buyer said that it arrived.
    pub received_at: Option<UnixSeconds>,
    /// A cancel is wished for and WeChat has not closed the order yet: a payment that is faster still wins.
    pub cancel_wished: bool,
    /// The public address the live payment is reported to; empty where it was never asked for, or there is none.
    pub public_url: String,
    /// Real money that did not fit, in the order it was found: refunded or accepted by a person.
    pub extras: Vec<PaymentExtra>,
    /// Its refunds, oldest first.
    pub refunds: Vec<RefundRow>,
    /// What of the payment can still go back.
    pub refundable: Refundable,
    /// Every step, oldest first.
    pub history: Vec<HistoryRow>,
}

/// A payment that does not fit its order, by WeChat's own answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentExtra {
    /// WeChat's number of it.
    pub transaction_id: TransactionId,
    /// What does not fit.
    pub kind: Attention,
    /// How much, in the smallest unit of `currency` (fen for `CNY`).
    pub amount: Fen,
    /// `CNY`, or what WeChat said instead.
    pub currency: String,
    /// When it was paid.
    pub paid_at: UnixSeconds,
    /// When we learnt of it.
    pub found_at: UnixSeconds,
}

/// A number a rightly signed notification spoke of and we do not know: WeChat is asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The number.
    pub order_no: OrderNo,
    /// How its notification was signed.
    pub sign_type: SignType,
    /// How often WeChat was asked.
    pub asks: u32,
    /// How often WeChat answered that there is no such payment.
    pub noes: u32,
}

/// An order WeChat is to be asked about for all of its refunds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundSearch {
    /// Which order.
    pub order_no: OrderNo,
    /// How its payment was asked for.
    pub sign_type: SignType,
    /// How often WeChat was asked in vain.
    pub asks: u32,
}

/// A product with what an editor needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// The product; `stock` is what can still be promised.
    pub product: Product,
    /// When it was last edited; sales do not count. An edit carries it back.
    pub changed_at: UnixSeconds,
    /// Pieces held by unpaid orders, not in `stock`: they come back if the buyers do not pay.
    pub held: u32,
}

/// Which refunds a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RefundFilter {
    /// Waiting for the owner, oldest first.
    #[default]
    Waiting,
    /// Approved and not finished, the last changed first.
    Moving,
    /// Finished, the last changed first.
    Done,
}

/// A row of the refund queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRow {
    /// Its number.
    pub refund_no: RefundNo,
    /// Its order.
    pub order_no: OrderNo,
    /// Where it stands.
    pub state: RefundState,
    /// Counts up with every change; a click carries it back.
    pub version: u32,
    /// Name on the parcel.
    pub buyer: String,
    /// What goes back, fen.
    pub amount: Fen,
    /// The buyer's reason.
    pub reason: String,
    /// When the buyer asked.
    pub requested_at: UnixSeconds,
    /// When it last changed.
    pub changed_at: UnixSeconds,
    /// What is not well, in WeChat's code or ours: shown beside the state until the next step.
    pub trouble: String,
    /// When it is sent or asked about next; for an approved one, until when it can be taken back.
    pub next_at: UnixSeconds,
    /// Who began it.
    pub origin: RefundOrigin,
}

/// A refund as it stands in the owner's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRefund {
    /// The row.
    pub row: RefundRow,
    /// What was asked for, fen.
    pub asked: Fen,
    /// What the owner told the buyer.
    pub reply: String,
    /// When it arrived.
    pub refunded_at: Option<UnixSeconds>,
    /// Where the money went, in WeChat's words.
    pub account: String,
    /// WeChat's number of it.
    pub refund_id: Option<RefundId>,
}

/// Everything the owner wants to see before deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundDetail {
    /// The row.
    pub row: RefundRow,
    /// How to reach the buyer.
    pub contact: String,
    /// What the owner told the buyer, once decided.
    pub reply: String,
    /// What the owner showed the buyer with a refusal: a file in `pictures/replies/`.
    pub reply_picture: Option<String>,
    /// What of the payment can still go back; `in_flight` counts this one only once it is approved.
    pub refundable: Refundable,
    /// What the refund is about, where the buyer said so.
    pub lines: Vec<RefundLine>,
    /// What goes back on the shelf when the money arrives, or went there.
    pub restock: Vec<RestockLine>,
    /// The order's lines.
    pub order_lines: Vec<OrderLine>,
    /// Where the order stands.
    pub order_state: OrderState,
    /// Orders of this buyer in this shop.
    pub buyer_orders: u32,
    /// Refunds that arrived at this buyer before.
    pub buyer_refunds: u32,
    /// The refund in whose place this one goes on, under a new number.
    pub renews: Option<RefundNo>,
    /// The refund that goes on in this one's place.
    pub renewed_as: Option<RefundNo>,
    /// WeChat's number of the refund.
    pub refund_id: Option<RefundId>,
    /// Where the money went, in WeChat's words.
    pub account: String,
    /// When it arrived.
    pub refunded_at: Option<UnixSeconds>,
    /// Evidence, in the buyer's order.
    pub pictures: Vec<Picture>,
    /// Every step, oldest first.
    pub history: Vec<HistoryRow>,
}

/// Pieces of one product a refund is about, at the price they were bought for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundLine {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// What one piece was bought for, fen.
    pub price: Fen,
    /// Pieces.
    pub quantity: Quantity,
}

/// Pieces of one product that go back on the shelf with a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestockLine {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces.
    pub quantity: Quantity,
    /// When they went back; `None` while the money is under way, or if the product is gone.
    pub back_at: Option<UnixSeconds>,
}

/// How much of a line of an order may still go back on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces, 0 where all of them are back or on their way.
    pub left: u32,
}

/// A picture the buyer sent. The row keeps a small one; the original lies in the data folder's `pictures/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Place among the request's pictures, from 0.
    pub position: u32,
    /// The small one: JPEG or PNG, at most 256 pixels a side.
    pub thumbnail: Vec<u8>,
    /// Name of the original in `pictures/`; empty where there is none.
    pub file: String,
}

/// One step of an order or a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: UnixSeconds,
    /// Who: `owner`, `buyer`, `wechat`, `zhanggui`.
    pub actor: String,
    /// `order`, `payment`, `refund` or `shipment`.
    pub subject: String,
    /// State before, empty at the beginning.
    pub before: String,
    /// State after.
    pub after: String,
    /// Why, in words or WeChat's code.
    pub why: String,
    /// From which message.
    pub message: Option<MessageId>,
}

/// What is wrong with an order's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryFault {
    /// This step, counted from 0, is not as it was written, or one before it was added or taken away.
    Step(i64),
    /// Steps are missing at the end.
    CutOff,
    /// The order or a refund of it stands elsewhere than its last step says.
    States,
}

/// What looking through the whole file found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileVerdict {
    /// Orders looked at.
    pub orders: u64,
    /// Steps of their histories.
    pub steps: u64,
    /// Orders whose history is not as it was written.
    pub edited: u64,
    /// The first of them, by number, and what is wrong.
    pub first_edited: Option<(OrderNo, HistoryFault)>,
    /// Orders whose sums differ from their refunds.
    pub wrong_sums: u64,
    /// The first of them.
    pub first_wrong_sum: Option<OrderNo>,
    /// Rows that belong to nothing.
    pub strangers: u32,
}

impl FileVerdict {
    /// True if nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.edited == 0 && self.wrong_sums == 0 && self.strangers == 0
    }
}

/// Which messages a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NoticeFilter {
    /// Everything.
    #[default]
    All,
    /// As it should be: accepted, repeated, or a payment that did not come about.
    Fine,
    /// Genuine, and not as we know it: an unknown number, or other figures than ours.
    Odd,
    /// Proves nothing: forged, altered, unreadable, or another merchant's.
    Refused,
}

/// A row of the list of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id.
    pub id: MessageId,
    /// When it came.
    pub at: UnixSeconds,
    /// `pay_notice` or `refund_notice`.
    pub kind: String,
    /// From where, for people.
    pub peer: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The order it speaks of, as far as it could be read.
    pub order_no: Option<OrderNo>,
    /// The refund it speaks of.
    pub refund_no: Option<RefundNo>,
    /// The raw text; empty once it is older than the shop keeps texts.
    pub text: String,
}

/// The counts the window shows at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All orders.
    pub orders: u64,
    /// Waiting for the buyer or for confirmation.
    pub to_pay: u64,
    /// Paid, not shipped.
    pub to_ship: u64,
    /// Of these, those without an open refund: what is to be shipped now.
    pub to_ship_now: u64,
    /// What was paid for them and not given back, fen.
    pub to_ship_fen: Fen,
    /// What was paid, not given back, and is still held by WeChat, fen: to be shipped, under way, or received and not
    /// settled.
    pub frozen: Fen,
    /// Shipments WeChat has not been told of yet.
    pub report_waiting: u64,
    /// Shipments WeChat refused: a person looks.
    pub report_stopped: u64,
    /// Under way.
    pub shipped: u64,
    /// With an open refund.
    pub refunding: u64,
    /// Money that does not fit.
    pub needs_owner: u64,
    /// Received, refunded, closed.
    pub done: u64,
    /// Paid to us without coming through our door.
    pub elsewhere: u64,
    /// Genuine messages that did not fit, ever.
    pub notices_odd: u64,
    /// Paid and not yet seen.
    pub unseen: u64,
    /// Refunds waiting for the owner, and their sum.
    pub refunds_waiting: u64,
    /// Sum of the waiting refunds, fen.
    pub refunds_waiting_fen: Fen,
    /// Approved and not finished.
    pub refunds_moving: u64,
    /// Finished.
    pub refunds_done: u64,
    /// Money received today (Beijing day), fen, by confirmed payments.
    pub today: Fen,
}

/// A payment WeChat knows of, as the practice shop tells it to its stand-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOrder {
    /// Which order.
    pub order_no: OrderNo,
    /// WeChat's number of the payment.
    pub transaction_id: TransactionId,
    /// Who paid.
    pub openid: OpenId,
    /// What was paid, fen.
    pub total: Fen,
    /// What arrived back, fen.
    pub refunded: Fen,
    /// When it was paid.
    pub paid_at: UnixSeconds,
}

/// A place in the to-ship queue, oldest payment first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipKey {
    /// When it was paid.
    pub paid_at: UnixSeconds,
    /// Its number.
    pub order_no: OrderNo,
}

/// A row of the to-ship queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToShipRow {
    /// Its number.
    pub order_no: OrderNo,
    /// Counts up with every change; a click carries it back.
    pub version: u32,
    /// When it was paid: its clock runs from here.
    pub paid_at: UnixSeconds,
    /// When it was placed.
    pub created_at: UnixSeconds,
    /// Name on the parcel.
    pub buyer: String,
    /// Where to call.
    pub phone: String,
    /// Where it goes.
    pub address: String,
    /// The buyer's note.
    pub note: String,
    /// `挂耳咖啡 ×2, 手冲壶`.
    pub items: String,
    /// The same, line by line.
    pub lines: Vec<OrderLine>,
    /// What was owed, fen.
    pub total: Fen,
    /// What was paid, fen.
    pub paid: Fen,
    /// What arrived back, fen.
    pub refunded: Fen,
    /// True until the owner has seen that it was paid.
    pub unseen: bool,
    /// The open refund that keeps the goods here; `None` in what is to be shipped now.
    pub refund: Option<RefundState>,
    /// Parcels that went already, of an order that is sent in several.
    pub parcels: u32,
}

/// Which shipments a list shows, by what became of their report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ShipFilter {
    /// Not told to WeChat yet: held, waiting or being sent. Oldest first.
    #[default]
    Waiting,
    /// WeChat refused. Newest first.
    Stopped,
    /// WeChat has it. Newest first.
    Reported,
}

/// A place in a list of shipments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentKey {
    /// When it was shipped (waiting), changed (stopped) or reported.
    pub at: UnixSeconds,
    /// The order's number.
    pub order_no: OrderNo,
}

/// A row of a list of shipments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentRow {
    /// Its place in the list, with the order's number.
    pub key: ShipmentKey,
    /// The order's version; a click carries it back.
    pub version: u32,
    /// Where the order stands.
    pub order_state: OrderState,
    /// Name on the parcel.
    pub buyer: String,
    /// `挂耳咖啡 ×2, 手冲壶`.
    pub items: String,
    /// What was owed, fen.
    pub total: Fen,
    /// How many parcels.
    pub parcels: u32,
    /// The first one's carrier; empty where none carries it.
    pub carrier: String,
    /// The first one's number.
    pub tracking_no: String,
    /// All but the parcels themselves, which the order has.
    pub shipment: Shipment,
}

/// What was shipped, and whether WeChat knows.
#[expect(clippy::struct_excessive_bools, reason = "facts about a shipment that do not exclude each other")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// How it travels.
    pub kind: ShipKind,
    /// Nothing more follows.
    pub complete: bool,
    /// What went, in the order it was marked.
    pub parcels: Vec<ShippedParcel>,
    /// Where the report to WeChat stands.
    pub report: ReportState,
    /// When it is reported or tried again; for a held one, until when it is held.
    pub next_at: UnixSeconds,
    /// Tries in a row that came to nothing.
    pub tries: u32,
    /// WeChat's code first, where there is one (`10060001 …`), or a word of ours (`NO_LINE`); empty where all is well.
    pub trouble: String,
    /// A report left and its fate is not known: WeChat is asked before anything is said again.
    pub in_doubt: bool,
    /// When the first parcel was marked.
    pub shipped_at: UnixSeconds,
    /// When WeChat last took a report.
    pub reported_at: Option<UnixSeconds>,
    /// The one correction is used up.
    pub corrected: bool,
    /// WeChat knows nothing of it: it can be taken back.
    pub can_take_back: bool,
    /// Where the order stands in WeChat's settlement, once it was asked.
    pub settle: Option<SettleState>,
    /// A reminder is on its way.
    pub remind_wished: bool,
    /// When the buyer was reminded to confirm the receipt.
    pub reminded_at: Option<UnixSeconds>,
    /// Why the buyer could not be reminded; as `trouble`.
    pub remind_trouble: String,
}

/// A parcel that went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedParcel {
    /// The carrier's id in WeChat's list; empty where none carries it.
    pub carrier: String,
    /// Its number there.
    pub tracking_no: String,
    /// When it was marked.
    pub shipped_at: UnixSeconds,
    /// What is in it; empty where the owner did not say.
    pub items: Vec<(ProductId, Quantity)>,
}

/// A carrier to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// Its id in WeChat's list.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// How many of the last parcels it took.
    pub used: u32,
}

/// A shipment a job has work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReport {
    /// What WeChat is told; `at_millis` is that of the last report.
    pub report: ShippingReport,
    /// Where the report stands.
    pub state: ReportState,
    /// Where the order stands.
    pub order_state: OrderState,
    /// A report left and its fate is not known.
    pub in_doubt: bool,
    /// Tries in a row that came to nothing.
    pub tries: u32,
    /// Questions about the settlement since the last news.
    pub polls: u32,
    /// Tries to remind the buyer.
    pub reminds: u32,
    /// When the order was paid.
    pub paid_at: Option<UnixSeconds>,
    /// WeChat took a report of it before.
    pub told: bool,
}
