//! What is said and read of orders: a new one, a row of the list, one in full, the counts.

use crate::{
    domain::{
        AppId, Attention, Fen, FreightRules, MchId, Nickname, OpenId, OrderLine, OrderNo, OrderState, Parcel,
        PaymentState, PickupCode, PrepayId, ProductId, Quantity, Receiver, RefundState, Refundable, RefundedGoods,
        ShipKind, SignType, Source, ToSend, TransactionId, UnixSeconds, text_enum::text_enum,
    },
    store::{
        ComplaintRow, HistoryRow, PaymentExtra, RefundAlarmRow, RefundRow, ServiceMessageRow, Shipment, SlipPrint,
    },
};

/// A new order, as the storefront takes it. Prices come from our own products.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// A fresh number; on [`Refusal::NumberTaken`](crate::store::Refusal::NumberTaken) come again with another.
    pub order_no: OrderNo,
    /// Who orders.
    pub openid: OpenId,
    /// What, at least one line, each product once.
    pub items: Vec<(ProductId, Quantity)>,
    /// Where it goes.
    pub receiver: Receiver,
    /// What sending costs in this shop; an order that is picked up is not sent.
    pub freight: FreightRules,
    /// The buyer's note, at most 200 characters.
    pub note: String,
    /// What the buyer calls themselves, where they say so.
    pub nickname: Option<Nickname>,
    /// The buyer comes for it, with this fresh code; `None`: a parcel. On
    /// [`Refusal::NumberTaken`](crate::store::Refusal::NumberTaken) come again with another.
    pub pickup: Option<PickupCode>,
    /// The client's key for this order, if it sent one: the same key and order gives the same answer again.
    pub idempotency_key: Option<String>,
    /// Until when it can be paid.
    pub pay_before: UnixSeconds,
}

/// What became of the wish to cancel an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelStep {
    /// WeChat never heard of it: closed at once, the stock is free.
    Closed,
    /// WeChat is asked first, and closes it before we do: due now. A payment that was faster wins.
    AskWeChat,
}

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

text_enum!(OrderFilter {
    All = "all",
    ToPay = "to-pay",
    ToShip = "to-ship",
    Shipped = "shipped",
    Refunding = "refunding",
    NeedsOwner = "needs-owner",
    Done = "done",
    Elsewhere = "elsewhere",
});

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
    /// The last four digits of the phone on the parcel.
    pub phone_tail: String,
    /// `挂耳咖啡 ×2, 手冲壶`.
    pub items: String,
    /// The buyer's note.
    pub note: String,
    /// What was owed, fen.
    pub total: Fen,
    /// What arrived back, fen.
    pub refunded: Fen,
    /// True until the owner has seen that it was paid.
    pub unseen: bool,
    /// When WeChat confirmed the payment.
    pub paid_at: Option<UnixSeconds>,
    /// When it was shipped.
    pub shipped_at: Option<UnixSeconds>,
    /// WeChat's id of the carrier of its first parcel.
    pub carrier: Option<String>,
}

/// Everything about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetail {
    /// As in the list.
    pub row: OrderRow,
    /// Who ordered.
    pub openid: OpenId,
    /// Counts up with every change; a click carries it back.
    pub version: u32,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// What of the sum owed is for sending it, fen.
    pub freight: Fen,
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
    /// The buyer comes for it, with this code.
    pub pickup: Option<PickupCode>,
    /// Carrier and number, once shipped.
    pub parcel: Option<Parcel>,
    /// The carrier that went to the same address of the same buyer last, by WeChat's id.
    pub carrier_before: Option<String>,
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
    /// The packing slips that were printed of it, the first one first.
    pub slips: Vec<SlipPrint>,
    /// What its buyer complained of at WeChat, oldest first.
    pub complaints: Vec<ComplaintRow>,
    /// Messages to WeChat about it, oldest first.
    pub service_messages: Vec<ServiceMessageRow>,
    /// Every step, oldest first.
    pub history: Vec<HistoryRow>,
}

impl OrderDetail {
    /// When its buyer was handed it, where they came for it.
    pub fn picked_up_at(&self) -> Option<UnixSeconds> {
        let handed = self.shipment.as_ref().filter(|shipment| shipment.kind == ShipKind::Pickup)?;
        Some(handed.shipped_at)
    }

    /// What of it is still to be sent.
    pub fn to_send(&self) -> ToSend {
        let parcels = self.shipment.iter().flat_map(|shipment| &shipment.parcels);
        ToSend::of(&self.lines, &self.refunded_goods, parcels.flat_map(|parcel| &parcel.items))
    }
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
    /// Refunds WeChat refused for good: nothing moved.
    pub refunds_failed: u64,
    /// Money received today (Beijing day), fen, by confirmed payments.
    pub today: Fen,
}
