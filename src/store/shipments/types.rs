//! What is said and read of parcels: how one travels, the to-ship queue, what was shipped, and the reports that are due.

use crate::domain::{
    Fen, OrderNo, OrderState, Parcel, PickupCode, ProductId, Quantity, RefundState, ReportState, ReportStep,
    ReportTrouble, SeenShipping, SettleState, ShipKind, ShippingReport, ToSend, UnixSeconds,
};
use crate::store::RawMessage;

/// A parcel as the owner marks it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewParcel {
    /// How it travels.
    pub parcel: Parcel,
    /// What is in it, each product once; empty for everything, or where nobody says.
    pub items: Vec<(ProductId, Quantity)>,
}

/// How an order is shipped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shipping {
    /// How it travels.
    pub kind: ShipKind,
    /// The parcels that go now: one, or for express up to fifteen in all. None where only "that was all" is said.
    pub parcels: Vec<NewParcel>,
    /// Nothing more follows: the order is shipped, and WeChat tells the buyer.
    pub complete: bool,
    /// The owner was asked, and wants to send pieces whose money went back all the same.
    pub even_refunded: bool,
}

impl Shipping {
    /// All of it in one parcel.
    pub fn express(carrier: &str, tracking_no: &str) -> Self {
        let parcel = NewParcel { parcel: Parcel::new(carrier, tracking_no), items: Vec::new() };
        Self { kind: ShipKind::Express, parcels: vec![parcel], complete: true, even_refunded: false }
    }

    /// All of it without a carrier: brought, handed over, or nothing that travels.
    pub fn without_carrier(kind: ShipKind) -> Self {
        Self { kind, parcels: vec![NewParcel::default()], complete: true, even_refunded: false }
    }
}

/// A step of a report that came out of a call, with all that is kept about it.
#[derive(Debug, Clone)]
pub struct ReportUpdate {
    /// Which order.
    pub order_no: OrderNo,
    /// What happened; `None` where only the answer is kept.
    pub step: Option<ReportStep>,
    /// Why WeChat does not have it; none if the step says it all.
    pub trouble: Option<ReportTrouble>,
    /// It may have arrived, or may not: WeChat is asked before the next try.
    pub in_doubt: bool,
    /// The answer's raw text, where there was one.
    pub answer: Option<RawMessage>,
    /// What WeChat says it knows of the shipment, where it was asked.
    pub seen: Option<SeenShipping>,
    /// When to try again.
    pub next_at: UnixSeconds,
}

/// What WeChat said of an order's settlement.
#[derive(Debug, Clone)]
pub struct SettlementUpdate {
    /// Which order.
    pub order_no: OrderNo,
    /// How it stands; `None` where there was no usable answer.
    pub seen: Option<SeenShipping>,
    /// The answer's raw text, where there was one.
    pub answer: Option<RawMessage>,
    /// When to ask again, if there is more to learn.
    pub next_at: UnixSeconds,
}

/// What became of a wish to remind the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reminded {
    /// WeChat did, now or before.
    Done,
    /// Not yet, and why: tried again then.
    Later(UnixSeconds, ReportTrouble),
    /// It will not, and why.
    Refused(ReportTrouble),
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
    /// What is to be sent of it, and what is not.
    pub to_send: ToSend,
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
    /// The buyer comes for it, with this code.
    pub pickup: Option<PickupCode>,
    /// Parcels that went already, of an order that is sent in several.
    pub parcels: u32,
    /// The carrier that went to the same address of the same buyer last, by WeChat's id.
    pub carrier_before: Option<String>,
    /// When its packing slip was last printed, and nothing of it left since.
    pub slip_at: Option<UnixSeconds>,
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
    /// What arrived back, fen.
    pub refunded: Fen,
    /// How many parcels.
    pub parcels: u32,
    /// The first one.
    pub parcel: Parcel,
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
    /// Why WeChat does not have it; none where all is well.
    pub trouble: Option<ReportTrouble>,
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
    /// Why the buyer could not be reminded.
    pub remind_trouble: Option<ReportTrouble>,
}

/// A parcel that went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedParcel {
    /// How it travels.
    pub parcel: Parcel,
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
    /// When the carrier delivered it, as the owner read it there.
    pub delivered_at: Option<UnixSeconds>,
    /// When the order was paid.
    pub paid_at: Option<UnixSeconds>,
    /// WeChat took a report of it before.
    pub told: bool,
}
