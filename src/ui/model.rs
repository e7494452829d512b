//! What the screen shows.

pub(super) use super::looked_at::{BillsGaze, CountedList, MONEY_ROWS, MoneyBoard, ParcelList};
use super::{
    complaints_shot::{ComplaintsGaze, ComplaintsShot},
    overtaken::{OvertakenBy, OvertakenSubject},
    people_shot::PeopleShot,
    pictures::LoadedPicture,
    read_model::ReadModel,
    rows::{ListSpan, LoadedRows},
};
use crate::domain::{
    Barcode, Day, Lease, MarkSubject, MessageId, OrderNo, PresentPerson, ProductId, RefundNo, Tag, UnixSeconds,
};
use crate::events::{HealthState, Subsystem, Trouble};
use crate::sheets::ship::{SheetOrder, ShipSheet};
use crate::store::{
    AsideRow, Beside, BillDay, BillDayPage, BuyerCard, Carrier, CatchingUp, Counts, FundDay, FundDayPage, HeldRows,
    LeaseMoved, ListTotals, MoneyRow, NoticeQuery, NoticeRow, OrderDetail, OrderFilter, OrderMarks, OrderQuery,
    OrderRow, PrintRow, PrinterRow, ProductRow, RefundAlarmRow, RefundDetail, RefundFilter, RefundQuery, RefundRow,
    RefusedCount, Restockable, RestoreFindings, SearchCount, SearchHit, SearchPage, ServiceMessageSetup, ShipFilter,
    ShipRun, ShipRunFailure, ShipmentRow, StoreError, ToShipRow, TodayFigures,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The pages of the window. Only those that work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Place {
    Today,
    /// The money of paid orders, step by step; reached from the page of the day.
    Money,
    #[default]
    Orders,
    Refunds,
    Shipping,
    Products,
    /// WeChat's bill beside the shop.
    Bills,
    /// What buyers complain of at WeChat; reached from the refunds, the page of the day and the alerts.
    Complaints,
    /// Shipping by sheet; reached from the shipping page, or by dropping a sheet.
    ShippingSheet,
    /// What works, and what to do where it does not.
    Status,
    /// The messages from WeChat; reached from the status page.
    Log,
    /// Reached from the status page.
    Printers,
    /// The backups; after an older file was put back, how far the shop has caught up.
    Backup,
    Settings,
}

impl Place {
    /// The page of the rail that this one belongs to.
    pub const fn home(self) -> Self {
        match self {
            Self::Printers | Self::Log => Self::Status,
            Self::ShippingSheet => Self::Shipping,
            Self::Money => Self::Today,
            Self::Complaints => Self::Refunds,
            itself => itself,
        }
    }
}

/// The tabs of the shipping page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum ShippingTab {
    #[default]
    ToShip,
    /// What of it has no packing slip yet.
    Unprinted,
    Sent(ShipFilter),
}

impl ShippingTab {
    /// True where orders wait for their parcel.
    pub const fn is_queue(self) -> bool {
        matches!(self, Self::ToShip | Self::Unprinted)
    }
}

/// What the owner looks at: all the background reader needs to know to fetch it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Gaze {
    pub place: Place,
    pub filter: OrderFilter,
    /// What the list of orders is narrowed to and sorted by, beside its tab.
    pub narrowed: OrderQuery,
    /// What the list can be narrowed to is being chosen.
    pub narrowing: bool,
    pub span: ListSpan,
    pub order: Option<OrderNo>,
    /// The list of refunds that is looked at.
    pub refunds: RefundQuery,
    /// How many pages of it are read behind the first.
    pub refund_pages: u32,
    pub refund: Option<RefundNo>,
    pub notices: NoticeQuery,
    pub notices_before: Option<(UnixSeconds, MessageId)>,
    /// What is being looked for; empty where nothing is.
    pub search: String,
    /// The list of orders shows what this search found.
    pub listed: Option<ListedSearch>,
    pub shipping: ShippingTab,
    /// What the queue of parcels is narrowed to and sorted by, beside its tab.
    pub parcels: ParcelList,
    /// The day of WeChat's bill.
    pub bills: BillsGaze,
    pub complaints: ComplaintsGaze,
    /// The step on the board of money, and how many of its rows.
    pub money: MoneyBoard,
    /// The code that is being looked up, with the number of the look-up.
    pub scan: Option<(u64, String)>,
    /// The shipping sheet on trial.
    pub sheet: Option<Arc<ShipSheet>>,
    /// The public address as it is now, while the status page is open.
    pub public_url: String,
    /// A click came too late for this: who had decided?
    pub overtaken: Option<OvertakenSubject>,
}

impl Gaze {
    /// The list of orders that is looked at.
    pub fn query(&self) -> OrderQuery {
        OrderQuery { filter: self.filter, ..self.narrowed.clone() }
    }

    /// The queue of parcels that is looked at.
    pub fn parcel_query(&self) -> OrderQuery {
        let query = &self.parcels.0;
        let printed = if self.shipping == ShippingTab::Unprinted { Some(false) } else { query.printed };
        OrderQuery { filter: OrderFilter::ToShip, printed, ..query.clone() }
    }

    /// The list that is counted, on a page that has one.
    pub fn counted(&self) -> Option<CountedList> {
        match self.place {
            Place::Orders if self.listed.is_none() => Some(CountedList::Orders(self.query())),
            Place::Shipping if self.shipping.is_queue() => Some(CountedList::Orders(self.parcel_query())),
            Place::Refunds => Some(CountedList::Refunds(self.refunds.clone())),
            Place::Log => Some(CountedList::Notices(self.notices.clone())),
            _ => None,
        }
    }

    /// Whether the two count the same list.
    pub fn same_counted(&self, other: &Self) -> bool {
        self.place == other.place && self.listed == other.listed && self.counted() == other.counted()
    }

    /// Whether the two look at the same list of orders, wherever in it.
    pub fn same_list(&self, other: &Self) -> bool {
        self.filter == other.filter && self.narrowed == other.narrowed && self.listed == other.listed
    }
}

/// A search whose orders are listed, a page at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ListedSearch {
    pub typed: String,
    /// Where the page begins; the first where there is none.
    pub from: Option<i64>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// What was looked for.
    pub typed: String,
    pub page: SearchPage,
    /// The refunds among the hits, as far as the hits name them.
    pub refunds: Vec<RefundRow>,
    pub products: Vec<ProductRow>,
    /// The buyers among the hits, each with the newest order that was found of them.
    pub buyers: Vec<(BuyerCard, SearchHit)>,
}

/// What the background reader found for one gaze.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Snapshot {
    pub gaze: Gaze,
    pub counts: Counts,
    pub orders: LoadedRows,
    /// The name on the newest parcel of the buyer whose orders are listed.
    pub listed_buyer: Option<String>,
    /// What the list on show comes to; nothing before it was counted.
    pub totals: Option<ListTotals>,
    pub order: Option<OrderDetail>,
    /// What is kept beside the order looked at, or else the refund.
    pub beside: Option<Beside>,
    /// The pictures of the goods of that order.
    pub goods_pictures: Vec<(ProductId, String)>,
    /// The tab from its beginning on, as far as it was looked at.
    pub refunds: Arc<Vec<RefundRow>>,
    pub refund: Option<RefundDetail>,
    pub small: Vec<LoadedPicture>,
    /// Earlier requests of the same buyer.
    pub before: Vec<RefundRow>,
    /// What the owner told those who were refused.
    pub reasons: Vec<String>,
    /// What of the order of the refund, or of the order looked at, may go back on the shelf.
    pub restockable: Vec<Restockable>,
    pub notices: Vec<NoticeRow>,
    /// How many messages were refused altogether; a sample of them is listed.
    pub refused: Vec<RefusedCount>,
    pub unseen: Vec<OrderRow>,
    /// What the search found, or why it could not look.
    pub found: Option<Result<Found, Trouble>>,
    /// Of the search that is listed: how many there are, and where its next page begins.
    pub listed: Option<(SearchCount, Option<i64>)>,
    /// Tags and notes of the orders that are listed.
    pub marks: Arc<BTreeMap<OrderNo, OrderMarks>>,
    pub people: Arc<PeopleShot>,
    /// Every tag there is, while the list of orders is narrowed.
    pub tags: Arc<Vec<Tag>>,
    /// The figures of the day, on its page and on the board of money.
    pub today: Option<Arc<TodayFigures>>,
    /// The rows of the step looked at on the board of money.
    pub money: Arc<Vec<MoneyRow>>,
    /// The days of the month that is looked at, as WeChat's bills count them.
    pub bill_days: Arc<Vec<BillDay>>,
    /// The day that is looked at.
    pub bill_page: Option<Arc<BillDayPage>>,
    /// The days of that month, as WeChat's fund-flow bills count them.
    pub fund_days: Arc<Vec<FundDay>>,
    /// The movements of the day that is looked at.
    pub fund_page: Option<Arc<FundDayPage>>,
    /// How many differences wait for the owner, and the newest day that has one.
    pub bills_open: (i64, Option<Day>),
    pub complaints: Arc<ComplaintsShot>,
    /// Messages to WeChat, in the settings.
    pub messages: Arc<ServiceMessageSetup>,
    /// Rows that could not be written or read.
    pub set_aside: Vec<AsideRow>,
    /// Orders whose money waits for the owner, newest first.
    pub needs_owner: Vec<OrderRow>,
    /// What the owner has to know of refunds, newest first.
    pub refund_alarms: Vec<RefundAlarmRow>,
    /// What is open and belongs to another merchant.
    pub held: Vec<HeldRows>,
    /// The orders among them, on the page of the day.
    pub held_orders: Vec<OrderRow>,
    /// How far a shop that was put back from an older file has caught up.
    pub restore: Option<Arc<RestoreShot>>,
    /// Which computer runs the shop, where that is known.
    pub lease: Option<LeaseShot>,
    /// What is to be shipped, on the shipping page.
    pub to_ship: Vec<ToShipRow>,
    /// The numbers of all that is to be shipped, where what is listed is only some of it.
    pub queue: Option<Vec<OrderNo>>,
    /// How many of what is to be shipped have no packing slip yet, on the shipping page.
    pub unprinted: u64,
    /// What must stay here while its refund is open, on the shipping page.
    pub to_ship_refunding: Vec<ToShipRow>,
    /// The tab of what left.
    pub shipments: Vec<ShipmentRow>,
    /// What WeChat was not told yet: some of it can be taken back.
    pub untold: Vec<ShipmentRow>,
    /// While something can be shipped.
    pub carriers: Arc<Vec<Carrier>>,
    /// What stands on the products, while slips can be printed.
    pub barcodes: Arc<BTreeMap<Barcode, ProductId>>,
    /// The newest order that is to be shipped.
    pub newest: Option<OrderNo>,
    pub scanned: Option<Scanned>,
    pub last_good_notice: Option<UnixSeconds>,
    pub bound_elsewhere: Vec<OrderNo>,
    /// What the sheet on trial is judged by.
    pub sheet_known: Option<Arc<TrialContext>>,
    /// The shipping sheet under way, or the last one whose end was not read.
    pub ship_run: Option<ShipRun>,
    /// What it could not ship, once it ended.
    pub ship_failures: Arc<Vec<ShipRunFailure>>,
    /// All there is to ship, for the list and the slips.
    pub all_to_ship: Arc<Vec<ToShipRow>>,
    /// On the status and the printers page, and beside an order.
    pub printers: Vec<PrinterRow>,
    /// Only on the printers page.
    pub prints_open: Vec<PrintRow>,
    pub prints_settled: Vec<PrintRow>,
    /// Receipts that are offered, because they did not print by themselves.
    pub late_prints: Vec<PrintRow>,
    /// Of the order looked at.
    pub prints_of_order: Vec<PrintRow>,
    pub overtaken: Option<OvertakenBy>,
    /// Only on the products page.
    pub products: Arc<Vec<ProductRow>>,
}

/// A shop that catches up, and what was found so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RestoreShot {
    pub state: CatchingUp,
    pub findings: RestoreFindings,
}

impl RestoreShot {
    /// The shop as it catches up, if it does; what was found is read on its page alone.
    pub fn read(read_model: &dyn ReadModel, place: Place) -> Result<Option<Arc<Self>>, StoreError> {
        let Some(state) = read_model.catching_up()? else { return Ok(None) };
        let findings = if place == Place::Backup { read_model.restore_findings()? } else { RestoreFindings::default() };
        Ok(Some(Arc::new(Self { state, findings })))
    }
}

/// Who runs the shop, and on the backup page how that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeaseShot {
    pub lease: Lease,
    /// The newest first.
    pub moves: Vec<LeaseMoved>,
}

impl LeaseShot {
    /// As the file has it.
    pub fn read(read_model: &dyn ReadModel, place: Place) -> Result<Option<Self>, StoreError> {
        let Some(lease) = read_model.lease()? else { return Ok(None) };
        let moves = if place == Place::Backup { read_model.lease_moves()? } else { Vec::new() };
        Ok(Some(Self { lease, moves }))
    }
}

/// What the rows say of a code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scanned {
    /// Which scan it answers: each is judged once.
    pub number: u64,
    pub code: String,
    /// The order whose number this is.
    pub order: Option<OrderDetail>,
    /// What the shop sells under this code: its number, or a barcode on it.
    pub product: Option<ProductId>,
    /// The order that is picked up with this code.
    pub pickup: Option<OrderDetail>,
    /// Orders to be shipped now, the oldest payment first: where the code asks for the next one.
    pub queue: Vec<OrderNo>,
}

/// What a shipping sheet on trial is judged by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TrialContext {
    pub standings: HashMap<OrderNo, SheetOrder>,
    /// WeChat's id and the name.
    pub carriers: Vec<(String, String)>,
}

/// Refunds that are read at once.
pub(super) const REFUNDS_PAGE: u32 = 200;
/// Received messages on one page of the list.
pub(super) const NOTICES_PAGE: u32 = 100;

/// The parts of the program, what stops most of the shop first.
const WORST_FIRST: [Subsystem; 7] = [
    Subsystem::Database,
    Subsystem::Jobs,
    Subsystem::Tunnel,
    Subsystem::Listener,
    Subsystem::WeChat,
    Subsystem::Certificate,
    Subsystem::Printers,
];

/// What the screen shows.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub shot: Snapshot,
    /// True once the first answer is here: before it, no page claims to be empty.
    pub loaded: bool,
    pub health: BTreeMap<Subsystem, HealthState>,
    /// Since when each is as it is, as far as this window saw it.
    pub health_since: BTreeMap<Subsystem, UnixSeconds>,
    /// The data cannot be read: the kind, and the technical sentence.
    pub trouble: Option<(Trouble, String)>,
    /// When it was last read well.
    pub read_at: UnixSeconds,
    pub present: Vec<PresentPerson>,
}

impl Model {
    /// How a part of the shop is; unknown until someone said. Data that cannot be read here is the file's own trouble.
    pub fn health_of(&self, subsystem: Subsystem) -> HealthState {
        if let (Subsystem::Database, Some((trouble, cause))) = (subsystem, &self.trouble) {
            return HealthState::Dead(*trouble, cause.clone());
        }
        self.health.get(&subsystem).cloned().unwrap_or(HealthState::Unknown)
    }

    /// What is worst, if anything is not well: what stands still before what only limps, and among them what stops most.
    pub fn worst(&self) -> Option<(Subsystem, Trouble, bool)> {
        let troubles = WORST_FIRST.map(|subsystem| match self.health_of(subsystem) {
            HealthState::Dead(trouble, _) => Some((subsystem, trouble, true)),
            HealthState::Troubled(trouble, _) => Some((subsystem, trouble, false)),
            HealthState::Unknown | HealthState::Good | HealthState::GoodUntil(_) => None,
        });
        let dead = troubles.iter().flatten().find(|(_, _, dead)| *dead);
        dead.or_else(|| troubles.iter().flatten().next()).copied()
    }

    /// True once somebody said how the parts are that every shop has.
    pub fn is_checked(&self) -> bool {
        [Subsystem::WeChat, Subsystem::Listener]
            .into_iter()
            .all(|subsystem| self.health_of(subsystem) != HealthState::Unknown)
    }

    /// The order's detail, if it is the one looked at.
    pub fn order(&self, order_no: &OrderNo) -> Option<&OrderDetail> {
        self.shot.order.as_ref().filter(|detail| detail.row.key.order_no == *order_no)
    }

    /// The refund's detail, if it is the one looked at.
    pub fn refund(&self, refund_no: &RefundNo) -> Option<&RefundDetail> {
        self.shot.refund.as_ref().filter(|detail| detail.row.refund_no == *refund_no)
    }

    /// What is kept beside this order or refund, if it is the one looked at.
    pub fn beside(&self, subject: &MarkSubject) -> Option<&Beside> {
        self.shot.beside.as_ref().filter(|beside| beside.subject == *subject)
    }

    /// How many refunds the tab has; without one, how many there are.
    pub const fn refunds_total(&self, tab: Option<RefundFilter>) -> u64 {
        let counts = &self.shot.counts;
        match tab {
            Some(RefundFilter::Waiting) => counts.refunds_waiting,
            Some(RefundFilter::Moving) => counts.refunds_moving,
            Some(RefundFilter::Failed) => counts.refunds_failed,
            Some(RefundFilter::Done) => counts.refunds_done,
            None => {
                let open = counts.refunds_waiting.saturating_add(counts.refunds_moving);
                open.saturating_add(counts.refunds_failed).saturating_add(counts.refunds_done)
            }
        }
    }

    /// How many orders the filter has.
    pub const fn filter_total(&self, filter: OrderFilter) -> u64 {
        let counts = &self.shot.counts;
        match filter {
            OrderFilter::All => counts.orders,
            OrderFilter::ToPay => counts.to_pay,
            OrderFilter::ToShip => counts.to_ship,
            OrderFilter::Shipped => counts.shipped,
            OrderFilter::Refunding => counts.refunding,
            OrderFilter::NeedsOwner => counts.needs_owner,
            OrderFilter::Done => counts.done,
            OrderFilter::Elsewhere => counts.elsewhere,
        }
    }
}
