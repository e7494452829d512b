//! What the window, the jobs and the storefront read. Each answer is a plain value; pages go by key, never by offset.

pub(super) mod alerts;
pub(super) mod export;

use super::{Difference, Parcel, RefundAlarmRow, RefundRow, Shipment, WrongTally};
use crate::domain::{
    AppId, Attention, Fen, MchId, MessageId, NoticeVerdict, OpenId, OrderLine, OrderNo, OrderState, PaymentState,
    PrepayId, Product, Receiver, RefundNo, RefundState, Refundable, RefundedGoods, SignType, Source, ToSend,
    TransactionId, UnixSeconds,
};

/// Which orders a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OrderFilter {
    /// Everything.
    #[default]
    All,
    /// Waiting for the buyer or for WeChat's confirmation.
    ToPay,
    /// To be shipped now: paid, no refund open, and something left to send.
    ToShip,
    /// Under way.
    Shipped,
    /// With an open refund request or a refund in flight.
    Refunding,
    /// Money that does not fit.
    NeedsOwner,
    /// Received, refunded or closed, or paid with nothing left to send.
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
    /// All of its goods were refunded, though not all of the money: nothing of it is to be shipped.
    pub nothing_to_send: bool,
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
    /// The channel it was asked for over last (`mini_program`, `app`).
    pub channel: Option<String>,
    /// In which app, as far as that was written down.
    pub app_id: Option<AppId>,
    /// The merchant it belongs to, where the shop is open for another one: nothing of it is asked, sent or judged.
    pub held_for: Option<MchId>,
    /// How often WeChat said that nothing was paid, after a right notification said that it was.
    pub noes: u32,
    /// Carrier and number, once shipped.
    pub parcel: Option<Parcel>,
    /// Its refunds, with the goods each is about.
    pub refunded_goods: Vec<RefundedGoods>,
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
    /// What the owner has to know of them and has not seen, oldest first.
    pub alarms: Vec<RefundAlarmRow>,
    /// What WeChat says went back, or is going, beyond what was paid, fen.
    pub excess: Fen,
    /// What of the payment can still go back.
    pub refundable: Refundable,
    /// Every step, oldest first.
    pub history: Vec<HistoryRow>,
}

impl OrderDetail {
    /// What of it is still to be sent.
    pub fn to_send(&self) -> ToSend {
        let parcels = self.shipment.iter().flat_map(|shipment| &shipment.parcels);
        ToSend::of(&self.lines, &self.refunded_goods, parcels.flat_map(|parcel| &parcel.items))
    }
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
    /// Who paid it, where WeChat says so.
    pub openid: Option<OpenId>,
    /// What of it went back and what is on its way, by refunds of its own; `None` where it cannot be given back from here:
    /// another currency, or a transaction that is no second payment.
    pub refundable: Option<Refundable>,
}

/// A number a rightly signed notification spoke of and we do not know: WeChat is asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPayment {
    /// The number.
    pub order_no: OrderNo,
    /// How its notification was signed.
    pub sign_type: SignType,
    /// How often WeChat was asked.
    pub asks: u32,
    /// How often WeChat answered that there is no such payment.
    pub noes: u32,
    /// Which app its notification named.
    pub app_id: Option<AppId>,
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
    /// In which app its payment was asked for.
    pub app_id: Option<AppId>,
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
    /// The order, its shipment or a refund of it stands elsewhere than its last step says.
    States,
    /// What was paid or goes back, or the transaction it came by, is another than its last step says.
    Money,
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
    /// Payments and refunds whose steps are from before amounts were written into them: nothing to compare with.
    pub without_amounts: u64,
    /// Orders whose total differs from their goods, or whose sums differ from their refunds.
    pub wrong_sums: u64,
    /// The first of them.
    pub first_wrong_sum: Option<OrderNo>,
    /// Rows that belong to nothing.
    pub anonymous: u32,
    /// Tables whose rows were added up.
    pub tables: u64,
    /// Where rows are not as this program wrote them.
    pub altered: Vec<Difference>,
    /// Counts on the screen that are not what the rows say.
    pub wrong_tallies: Vec<WrongTally>,
}

impl FileVerdict {
    /// True if nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.edited == 0
            && self.wrong_sums == 0
            && self.anonymous == 0
            && self.altered.is_empty()
            && self.wrong_tallies.is_empty()
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
    pub verdict: NoticeVerdict,
    /// The order it speaks of, as far as it could be read.
    pub order_no: Option<OrderNo>,
    /// The refund it speaks of.
    pub refund_no: Option<RefundNo>,
    /// The headers that matter, a line each: `name: value`. Gone with the text.
    pub headers: String,
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
    /// To be shipped now: paid, no refund open, and something left to send. The list, the queue, the export and every
    /// number on the screen mean this.
    pub to_ship: u64,
    /// Paid and not shipped, and kept back while a refund is open.
    pub to_ship_kept: u64,
    /// What was paid for those to be shipped now and not given back, fen.
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
    /// Received, refunded, closed, or paid with nothing left to send.
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

/// What is open and belongs to another merchant than the one the shop is open for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRows {
    /// Whose they are.
    pub mch_id: MchId,
    /// Orders with something open.
    pub orders: u64,
    /// Of these, payments WeChat is to be asked about.
    pub payments: u64,
    /// Refunds that are not over.
    pub refunds: u64,
}

/// What the opening for a merchant found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantOpened {
    /// The merchant the shop was open for before, where it was another one.
    pub changed_from: Option<MchId>,
    /// What is open and belongs to others.
    pub held: Vec<HeldRows>,
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

/// A payment a job has work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePayment {
    /// Which order.
    pub order_no: OrderNo,
    /// Where its payment stands.
    pub state: PaymentState,
    /// Where the order stands.
    pub order_state: OrderState,
    /// How it was asked for.
    pub sign_type: SignType,
    /// What is owed, fen.
    pub total: Fen,
    /// How often WeChat was asked since the last change.
    pub asks: u32,
    /// Until when it can be paid.
    pub pay_before: UnixSeconds,
    /// Somebody wants it cancelled: treated as if its time were over.
    pub cancel_wished: bool,
    /// In which app it was asked for, as far as that was written down.
    pub app_id: Option<AppId>,
}
