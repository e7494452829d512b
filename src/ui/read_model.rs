//! Where the screen reads.

use super::complaints_shot::{ComplaintsGaze, ComplaintsShot};
use super::people_shot::ReadPeople;
use crate::domain::{
    Barcode, Day, Lease, MarkSubject, MessageId, MoneyStep, OpenId, OrderNo, PickupCode, ProductId, RefundNo, Tag,
    UnixSeconds,
};
use crate::store::{
    AsideRow, Beside, BillDay, BillDayPage, Carrier, CatchingUp, Counts, FundDay, FundDayPage, HeldRows, LeaseMoved,
    ListKey, ListPage, ListTotals, MoneyRow, NoticeQuery, NoticeRow, OrderDetail, OrderFilter, OrderKey, OrderMarks,
    OrderQuery, OrderRow, OrderStanding, Page, PastFigures, PrintRow, PrinterRow, ProductRow, RefundAlarmRow,
    RefundDetail, RefundFilter, RefundKey, RefundQuery, RefundRow, RefusedCount, Restockable, RestoreFindings,
    SearchCount, SearchPage, ServiceMessageSetup, ShipFilter, ShipKey, ShipRun, ShipRunFailure, ShipmentKey,
    ShipmentRow, StoreError, ToShipPage, ToShipRow, TodayFigures,
};

/// Where the screen reads: the store's reader, or a fixed shop in tests. Called on the background reader's thread only.
pub trait ReadModel: ReadPeople + Send {
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
    /// A page of a list of orders that is narrowed and sorted, in its order. What cannot narrow reads whole tabs.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn list_orders(
        &self,
        query: &OrderQuery,
        _now: UnixSeconds,
        page: &ListPage,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let key = |key: &ListKey| OrderKey { created_at: UnixSeconds::new(key.value), order_no: key.order_no.clone() };
        let page = match page {
            ListPage::First => Page::Newest,
            ListPage::Last => Page::Oldest,
            ListPage::Behind(last) => Page::Before(key(last)),
            ListPage::Ahead(first) => Page::After(key(first)),
        };
        self.orders(query.filter, &page, limit)
    }
    /// How many orders such a list has, and what they come to; `None` where nobody counts.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn list_totals(&self, _query: &OrderQuery, _now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        Ok(None)
    }
    /// Orders in which all of what was typed is found, newest first; those behind the page that ended with `next`.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn search(&self, _typed: &str, _next: Option<i64>, _limit: usize) -> Result<SearchPage, StoreError> {
        Ok(SearchPage { hits: Vec::new(), count: SearchCount::Exactly(0), next: None, backlog: None })
    }
    /// Everything about one order.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError>;
    /// The order that is picked up with this code, whatever became of it.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn order_of_pickup(&self, _code: &PickupCode) -> Result<Option<OrderNo>, StoreError> {
        Ok(None)
    }
    /// What the list shows of the marks of these orders; those without any are left out.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn marks_of(&self, _orders: &[OrderNo]) -> Result<Vec<OrderMarks>, StoreError> {
        Ok(Vec::new())
    }
    /// Every tag there is.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        Ok(Vec::new())
    }
    /// What the days before the one of `now` came to.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn past_figures(&self, _now: UnixSeconds) -> Result<Option<PastFigures>, StoreError> {
        Ok(None)
    }
    /// The figures of the day of `now`.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn today(&self, _past: &PastFigures, _now: UnixSeconds) -> Result<Option<TodayFigures>, StoreError> {
        Ok(None)
    }
    /// The orders whose money is at one step.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn money_rows(&self, _step: MoneyStep, _limit: u32) -> Result<Vec<MoneyRow>, StoreError> {
        Ok(Vec::new())
    }
    /// The days of WeChat's bills from the first to the last, the newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn bill_days(&self, _first: Day, _last: Day) -> Result<Vec<BillDay>, StoreError> {
        Ok(Vec::new())
    }
    /// One of them with what is on it: at most so many rows of each list.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn bill_day_page(&self, _day: Day, _rows: u32) -> Result<Option<BillDayPage>, StoreError> {
        Ok(None)
    }
    /// The same of WeChat's fund-flow bills.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn fund_days(&self, _first: Day, _last: Day) -> Result<Vec<FundDay>, StoreError> {
        Ok(Vec::new())
    }
    /// One of them with its first movements.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn fund_day_page(&self, _day: Day, _rows: u32) -> Result<Option<FundDayPage>, StoreError> {
        Ok(None)
    }
    /// How many differences with them wait for the owner, and the newest day that has one.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn open_bill_differences(&self) -> Result<(i64, Option<Day>), StoreError> {
        Ok((0, None))
    }
    /// How many complaints are open; on their page also what is looked at.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn complaints(&self, _on_page: Option<&ComplaintsGaze>) -> Result<ComplaintsShot, StoreError> {
        Ok(ComplaintsShot::default())
    }
    /// Messages to WeChat, as the settings show them.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn message_setup(&self, _now: UnixSeconds) -> Result<ServiceMessageSetup, StoreError> {
        Ok(ServiceMessageSetup::default())
    }
    /// What the owner keeps beside an order or a refund, and what is known of its buyer.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn beside(&self, _subject: &MarkSubject) -> Result<Option<Beside>, StoreError> {
        Ok(None)
    }
    /// The pictures of an order's goods, as far as they have one.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn goods_pictures(&self, _order_no: &OrderNo) -> Result<Vec<(ProductId, String)>, StoreError> {
        Ok(Vec::new())
    }
    /// The refunds of one tab, from behind a row on if one is given.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refunds(&self, filter: RefundFilter, from: Option<&RefundKey>, limit: u32)
    -> Result<Vec<RefundRow>, StoreError>;
    /// A page of a list of refunds that is narrowed and sorted, in its order. What cannot narrow reads whole tabs.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn list_refunds(
        &self,
        query: &RefundQuery,
        _now: UnixSeconds,
        from: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        self.refunds(query.tab.unwrap_or_default(), from, limit)
    }
    /// How many refunds such a list has, and what they come to; `None` where nobody counts.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn refund_totals(&self, _query: &RefundQuery, _now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        Ok(None)
    }
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
    /// Received messages, newest first; days are counted from `now`.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn notices(
        &self,
        query: &NoticeQuery,
        now: UnixSeconds,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError>;
    /// How many messages such a list has; `None` where nobody counts.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn notice_totals(&self, _query: &NoticeQuery, _now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        Ok(None)
    }
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
    /// How far a shop that was put back from an older file has caught up; `None` where it is at work.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn catching_up(&self) -> Result<Option<CatchingUp>, StoreError> {
        Ok(None)
    }
    /// What was found by it so far.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn restore_findings(&self) -> Result<RestoreFindings, StoreError> {
        Ok(RestoreFindings::default())
    }
    /// Which installation runs the shop; `None` where the file does not say.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn lease(&self) -> Result<Option<Lease>, StoreError> {
        Ok(None)
    }
    /// What happened to that, the newest first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn lease_moves(&self) -> Result<Vec<LeaseMoved>, StoreError> {
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
    /// Paid orders whose goods stay until their refund is decided, the oldest payment first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn to_ship_refunding(&self, _limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        Ok(Vec::new())
    }
    /// A page of what is to be shipped now that meets a query, in its order. What cannot narrow reads the whole queue.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn list_to_ship(
        &self,
        _query: &OrderQuery,
        _now: UnixSeconds,
        _behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        Ok(ToShipPage { rows: self.to_ship(None, limit)?, next: None })
    }
    /// The same of what stays until its refund is decided.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn list_to_ship_refunding(
        &self,
        _query: &OrderQuery,
        _now: UnixSeconds,
        _behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        Ok(ToShipPage { rows: self.to_ship_refunding(limit)?, next: None })
    }
    /// The numbers of what is to be shipped now, the oldest payment first.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn to_ship_numbers(&self, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        Ok(self.to_ship(None, limit)?.into_iter().map(|row| row.order_no).collect())
    }
    /// The name on the newest parcel of a buyer.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn buyers_name(&self, _buyer: &OpenId) -> Result<Option<String>, StoreError> {
        Ok(None)
    }
    /// Those to be shipped now whose packing slip was not printed.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn to_ship_unprinted(&self, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        let mut rows = self.to_ship(None, limit)?;
        rows.retain(|row| row.slip_at.is_none());
        Ok(rows)
    }
    /// How many those are.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn count_unprinted(&self) -> Result<u64, StoreError> {
        Ok(self.to_ship_unprinted(u32::MAX)?.len() as u64)
    }
    /// Every barcode, with the product it stands on.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn barcodes(&self) -> Result<std::collections::BTreeMap<Barcode, ProductId>, StoreError> {
        let rows = self.product_rows()?.into_iter();
        Ok(rows.flat_map(|row| row.barcodes.into_iter().map(move |code| (code, row.product.id.clone()))).collect())
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
    /// Receipts that are offered, because they did not print by themselves.
    ///
    /// # Errors
    /// As [`ReadModel::counts`].
    fn late_prints(&self, _limit: u32) -> Result<Vec<PrintRow>, StoreError> {
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
