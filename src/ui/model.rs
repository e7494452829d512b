//! What the screen shows, and where it reads it.

use super::{
    pages::shipping::Scanned,
    pages::shipping_sheet::TrialContext,
    pictures::LoadedPicture,
    rows::{ListSpan, LoadedRows},
};
use crate::domain::{MessageId, OrderNo, RefundNo, UnixSeconds};
use crate::events::{HealthState, Subsystem, Trouble};
use crate::sheets::ship::ShipSheet;
use crate::store::{
    AsideRow, Carrier, Counts, HeldRows, NoticeFilter, NoticeRow, OrderDetail, OrderFilter, OrderRow, OrderStanding,
    Page, PrintRow, PrinterRow, ProductRow, RefundAlarmRow, RefundDetail, RefundFilter, RefundKey, RefundRow,
    RefusedCount, Restockable, ShipFilter, ShipKey, ShipRun, ShipRunFailure, ShipmentKey, ShipmentRow, StoreError,
    ToShipRow,
};
use std::{collections::BTreeMap, sync::Arc};

/// Where the screen reads: the store's reader, or a fixed shop in tests. Called on the background reader's thread only.
pub trait ReadModel: Send {
    /// The counts at a glance.
    ///
    /// # Errors
    /// [`StoreError`] when the data cannot be read; the screen keeps what it has and says so.
    fn counts(&self, now: UnixSeconds) -> Result<Counts, StoreError>;
    /// Rows that could not be written or read, at most `limit`.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn rows_set_aside(&self, limit: u32) -> Result<Vec<AsideRow>, StoreError> {
        let _ = limit;
        Ok(Vec::new())
    }
    /// A page of orders, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn orders(&self, filter: OrderFilter, page: &Page, limit: u32) -> Result<Vec<OrderRow>, StoreError>;
    /// Everything about one order.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError>;
    /// The refunds of one tab, from behind a row on if one is given.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refunds(&self, filter: RefundFilter, from: Option<&RefundKey>, limit: u32)
    -> Result<Vec<RefundRow>, StoreError>;
    /// Everything about one refund.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refund(&self, refund_no: &RefundNo) -> Result<Option<RefundDetail>, StoreError>;
    /// What the same buyer asked for before this refund, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refunds_before(&self, _refund_no: &RefundNo) -> Result<Vec<RefundRow>, StoreError> {
        Ok(Vec::new())
    }
    /// What the owner last told buyers who were refused, each text once.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn reject_reasons(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
    /// How many pieces of each line of an order may still go back on the shelf.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn restockable(&self, _order_no: &OrderNo) -> Result<Vec<Restockable>, StoreError> {
        Ok(Vec::new())
    }
    /// What the owner has to know of refunds and has not seen, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refund_alarms(&self, _limit: u32) -> Result<Vec<RefundAlarmRow>, StoreError> {
        Ok(Vec::new())
    }
    /// Received messages, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn notices(
        &self,
        filter: NoticeFilter,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError>;
    /// Paid orders the owner has not seen, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn unseen(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError>;
    /// How many messages were refused, the most first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refused_notices(&self) -> Result<Vec<RefusedCount>, StoreError> {
        Ok(Vec::new())
    }
    /// What is open and belongs to another merchant than the one the shop is open for.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn held_rows(&self) -> Result<Vec<HeldRows>, StoreError> {
        Ok(Vec::new())
    }
    /// The open orders among them, newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn held_orders(&self, _limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Ok(Vec::new())
    }
    /// Orders WeChat announced as paid and denies since.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn unconfirmed(&self, _limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Ok(Vec::new())
    }
    /// When WeChat last got through to us with a genuine message.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn last_good_notice(&self) -> Result<Option<UnixSeconds>, StoreError> {
        Ok(None)
    }
    /// Unpaid orders that told WeChat another public address than this one.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn bound_elsewhere(&self, _public_url: &str, _limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        Ok(Vec::new())
    }
    /// Paid orders to be shipped now, the oldest payment first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn to_ship(&self, _after: Option<&ShipKey>, _limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        Ok(Vec::new())
    }
    /// Shipments by what became of their report.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn shipments(
        &self,
        _filter: ShipFilter,
        _before: Option<&ShipmentKey>,
        _limit: u32,
    ) -> Result<Vec<ShipmentRow>, StoreError> {
        Ok(Vec::new())
    }
    /// The carriers to choose from, those used lately first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn carriers(&self) -> Result<Vec<Carrier>, StoreError> {
        Ok(Vec::new())
    }
    /// Where these orders stand; those that are not there are left out.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn standings(&self, _orders: &[OrderNo]) -> Result<Vec<OrderStanding>, StoreError> {
        Ok(Vec::new())
    }
    /// The shipping sheet under way, or the last one whose end was not read.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn ship_run(&self) -> Result<Option<ShipRun>, StoreError> {
        Ok(None)
    }
    /// What a shipping sheet could not ship.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn ship_run_failures(&self, _run_id: &MessageId) -> Result<Vec<ShipRunFailure>, StoreError> {
        Ok(Vec::new())
    }
    /// The receipt printers, in the settings' order.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn printers(&self) -> Result<Vec<PrinterRow>, StoreError> {
        Ok(Vec::new())
    }
    /// Receipts that wait, the oldest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn open_prints(&self, _limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        Ok(Vec::new())
    }
    /// Receipts that are settled, the last first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn settled_prints(&self, _limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        Ok(Vec::new())
    }
    /// All receipts of an order.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn prints_of(&self, _order_no: &OrderNo) -> Result<Vec<PrintRow>, StoreError> {
        Ok(Vec::new())
    }
    /// What the shop sells and what it took off sale, by id.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError>;
}

/// The pages of the window. Only those that work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Place {
    Today,
    #[default]
    Orders,
    Refunds,
    Shipping,
    Products,
    /// Shipping by sheet; reached from the shipping page, or by dropping a sheet.
    ShippingSheet,
    Notices,
    Connection,
    /// Reached from the connection page.
    Printers,
}

/// The tabs of the shipping page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum ShippingTab {
    #[default]
    ToShip,
    Sent(ShipFilter),
}

/// What the owner looks at: all the background reader needs to know to fetch it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Gaze {
    pub place: Place,
    pub filter: OrderFilter,
    pub span: ListSpan,
    pub order: Option<OrderNo>,
    pub refund_tab: RefundFilter,
    /// The page of the tab: behind this row; the first where there is none.
    pub refunds_from: Option<RefundKey>,
    pub refund: Option<RefundNo>,
    pub notices: NoticeFilter,
    pub notices_before: Option<(UnixSeconds, MessageId)>,
    pub search: String,
    pub shipping: ShippingTab,
    /// The code that is being looked up, with its turn.
    pub scan: Option<(u64, String)>,
    /// The shipping sheet on trial.
    pub sheet: Option<Arc<ShipSheet>>,
    /// The public address as it is now, while the connection page is open.
    pub public_url: String,
}

/// What the background reader found for one gaze.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Snapshot {
    pub gaze: Gaze,
    pub counts: Counts,
    pub orders: LoadedRows,
    pub order: Option<OrderDetail>,
    pub refunds: Vec<RefundRow>,
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
    pub found: Vec<OrderRow>,
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
    /// What is to be shipped, on the shipping page.
    pub to_ship: Vec<ToShipRow>,
    /// The tab of what left.
    pub shipments: Vec<ShipmentRow>,
    /// What WeChat was not told yet: some of it can be taken back.
    pub untold: Vec<ShipmentRow>,
    /// While something can be shipped.
    pub carriers: Arc<Vec<Carrier>>,
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
    /// On the connection and the printers page, and beside an order.
    pub printers: Vec<PrinterRow>,
    /// Only on the printers page.
    pub prints_open: Vec<PrintRow>,
    pub prints_settled: Vec<PrintRow>,
    /// Of the order looked at.
    pub prints_of_order: Vec<PrintRow>,
    /// Only on the products page.
    pub products: Arc<Vec<ProductRow>>,
}

/// Refunds on one page of a tab.
pub(super) const REFUNDS_PAGE: u32 = 200;
/// Received messages on one page of the list.
pub(super) const NOTICES_PAGE: u32 = 100;

/// What the screen shows.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub shot: Snapshot,
    /// True once the first answer is here: before it, no page claims to be empty.
    pub loaded: bool,
    pub health: BTreeMap<Subsystem, HealthState>,
    /// The data cannot be read: the kind, and the technical sentence.
    pub trouble: Option<(Trouble, String)>,
    /// When it was last read well.
    pub read_at: UnixSeconds,
}

impl Model {
    /// How a light is; unknown until someone said. Data that cannot be read here is the file's own light.
    pub fn light(&self, light: Subsystem) -> HealthState {
        if let (Subsystem::Database, Some((trouble, cause))) = (light, &self.trouble) {
            return HealthState::Dead(*trouble, cause.clone());
        }
        self.health.get(&light).cloned().unwrap_or(HealthState::Unknown)
    }

    /// The order's detail, if it is the one looked at.
    pub fn order(&self, order_no: &OrderNo) -> Option<&OrderDetail> {
        self.shot.order.as_ref().filter(|detail| detail.row.key.order_no == *order_no)
    }

    /// The refund's detail, if it is the one looked at.
    pub fn refund(&self, refund_no: &RefundNo) -> Option<&RefundDetail> {
        self.shot.refund.as_ref().filter(|detail| detail.row.refund_no == *refund_no)
    }

    /// How many refunds the tab has.
    pub const fn refunds_total(&self, filter: RefundFilter) -> u64 {
        match filter {
            RefundFilter::Waiting => self.shot.counts.refunds_waiting,
            RefundFilter::Moving => self.shot.counts.refunds_moving,
            RefundFilter::Done => self.shot.counts.refunds_done,
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

/// Stands in for a read model that was handed to the background reader's thread.
pub(super) struct NoReadModel;

impl ReadModel for NoReadModel {
    fn counts(&self, _: UnixSeconds) -> Result<Counts, StoreError> {
        Err(StoreError::Closed)
    }
    fn orders(&self, _: OrderFilter, _: &Page, _: u32) -> Result<Vec<OrderRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn order(&self, _: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        Err(StoreError::Closed)
    }
    fn refunds(&self, _: RefundFilter, _: Option<&RefundKey>, _: u32) -> Result<Vec<RefundRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn refund(&self, _: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        Err(StoreError::Closed)
    }
    fn notices(
        &self,
        _: NoticeFilter,
        _: Option<&(UnixSeconds, MessageId)>,
        _: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn unseen(&self, _: u32) -> Result<Vec<OrderRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        Err(StoreError::Closed)
    }
}
