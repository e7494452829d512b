//! The shop's own reading connection as the screen's read model.

use super::{
    ReadModel,
    complaints_shot::{self, ComplaintsGaze, ComplaintsShot},
};
use crate::{
    domain::{
        Barcode, Day, Fen, Lease, MarkSubject, MessageId, MoneyStep, OpenId, OrderNo, PickupCode, ProductId, RefundNo,
        Tag, UnixSeconds,
    },
    store::{
        AsideRow, Beside, BillDay, BillDayPage, Carrier, CatchingUp, Counts, FundDay, FundDayPage, HeldRows,
        LeaseMoved, ListKey, ListPage, ListTotals, MoneyRow, NoticeQuery, NoticeRow, OrderDetail, OrderFilter,
        OrderMarks, OrderQuery, OrderRow, OrderStanding, Page, PastFigures, PrintRow, PrinterRow, ProductRow, Reader,
        RefundAlarmRow, RefundDetail, RefundFilter, RefundKey, RefundQuery, RefundRow, RefusedCount, Restockable,
        RestoreFindings, SearchPage, ServiceMessageSetup, ShipFilter, ShipKey, ShipRun, ShipRunFailure, ShipmentKey,
        ShipmentRow, StoreError, ToShipPage, ToShipRow, TodayFigures,
    },
};
use std::collections::BTreeMap;

impl ReadModel for Reader {
    fn counts(&self, now: UnixSeconds) -> Result<Counts, StoreError> {
        Self::counts(self, now)
    }

    fn rows_set_aside(&self, limit: u32) -> Result<Vec<AsideRow>, StoreError> {
        Self::rows_set_aside(self, limit)
    }

    fn orders(&self, filter: OrderFilter, page: &Page, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Self::orders(self, filter, page, limit)
    }

    fn list_orders(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        page: &ListPage,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        Self::list_orders(self, query, now, page, limit)
    }

    fn list_totals(&self, query: &OrderQuery, now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        Self::list_totals(self, query, now).map(Some)
    }

    fn search(&self, typed: &str, next: Option<i64>, limit: usize) -> Result<SearchPage, StoreError> {
        let mut page = Self::search_step(self, typed, next, limit)?;
        if !page.is_cut_short(limit) {
            page.count = Self::search_count(self, typed, &page)?;
        }
        Ok(page)
    }

    fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        Self::order(self, order_no)
    }

    fn order_of_pickup(&self, code: &PickupCode) -> Result<Option<OrderNo>, StoreError> {
        Self::order_of_pickup(self, code)
    }

    fn marks_of(&self, orders: &[OrderNo]) -> Result<Vec<OrderMarks>, StoreError> {
        Self::marks_of(self, orders)
    }

    fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        Self::tags(self)
    }

    fn past_figures(&self, now: UnixSeconds) -> Result<Option<PastFigures>, StoreError> {
        Self::past_figures(self, now).map(Some)
    }

    fn today(&self, past: &PastFigures, now: UnixSeconds) -> Result<Option<TodayFigures>, StoreError> {
        Self::today(self, past, now).map(Some)
    }

    fn money_rows(&self, step: MoneyStep, limit: u32) -> Result<Vec<MoneyRow>, StoreError> {
        Self::money_rows(self, step, None, limit)
    }

    fn complaints(&self, on_page: Option<&ComplaintsGaze>) -> Result<ComplaintsShot, StoreError> {
        complaints_shot::of_store(self, on_page)
    }

    fn message_setup(&self, now: UnixSeconds) -> Result<ServiceMessageSetup, StoreError> {
        Self::message_setup(self, now)
    }

    fn bill_days(&self, first: Day, last: Day) -> Result<Vec<BillDay>, StoreError> {
        Self::bill_days(self, first, last)
    }

    fn bill_day_page(&self, day: Day, rows: u32) -> Result<Option<BillDayPage>, StoreError> {
        Self::bill_day_rows(self, day, rows)
    }

    fn fund_days(&self, first: Day, last: Day) -> Result<Vec<FundDay>, StoreError> {
        Self::fund_days(self, first, last)
    }

    fn fund_day_page(&self, day: Day, rows: u32) -> Result<Option<FundDayPage>, StoreError> {
        Self::fund_day_page(self, day, 0, rows)
    }

    fn open_bill_differences(&self) -> Result<(i64, Option<Day>), StoreError> {
        Self::open_bill_differences(self)
    }

    fn beside(&self, subject: &MarkSubject) -> Result<Option<Beside>, StoreError> {
        Self::beside(self, subject)
    }

    fn goods_pictures(&self, order_no: &OrderNo) -> Result<Vec<(ProductId, String)>, StoreError> {
        Self::goods_pictures(self, order_no)
    }

    fn refunds(
        &self,
        filter: RefundFilter,
        from: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        Self::list_refunds(self, &RefundQuery::of(filter), UnixSeconds::default(), from, limit)
    }

    fn list_refunds(
        &self,
        query: &RefundQuery,
        now: UnixSeconds,
        from: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        Self::list_refunds(self, query, now, from, limit)
    }

    fn refund_totals(&self, query: &RefundQuery, now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        Self::refund_totals(self, query, now).map(Some)
    }

    fn refund(&self, refund_no: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        Self::refund(self, refund_no)
    }

    fn refunds_before(&self, refund_no: &RefundNo) -> Result<Vec<RefundRow>, StoreError> {
        Self::refunds_before(self, refund_no)
    }

    fn refund_alarms(&self, limit: u32) -> Result<Vec<RefundAlarmRow>, StoreError> {
        Self::refund_alarms(self, limit)
    }

    fn reject_reasons(&self) -> Result<Vec<String>, StoreError> {
        Self::reject_reasons(self)
    }

    fn restockable(&self, order_no: &OrderNo) -> Result<Vec<Restockable>, StoreError> {
        Self::restockable(self, order_no)
    }

    fn notice_totals(&self, query: &NoticeQuery, now: UnixSeconds) -> Result<Option<ListTotals>, StoreError> {
        let count = Self::count_notices(self, query, now)?;
        Ok(Some(ListTotals { count, sum: Fen::ZERO }))
    }

    fn notices(
        &self,
        query: &NoticeQuery,
        now: UnixSeconds,
        before: Option<&(UnixSeconds, MessageId)>,
        limit: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        Self::list_notices(self, query, now, before, limit)
    }

    fn refused_notices(&self) -> Result<Vec<RefusedCount>, StoreError> {
        Self::refused_notices(self)
    }

    fn catching_up(&self) -> Result<Option<CatchingUp>, StoreError> {
        Self::catching_up(self)
    }

    fn restore_findings(&self) -> Result<RestoreFindings, StoreError> {
        Self::restore_findings(self)
    }

    fn lease(&self) -> Result<Option<Lease>, StoreError> {
        Self::lease(self)
    }

    fn lease_moves(&self) -> Result<Vec<LeaseMoved>, StoreError> {
        Self::lease_moves(self)
    }

    fn held_rows(&self) -> Result<Vec<HeldRows>, StoreError> {
        Self::held_rows(self)
    }

    fn held_orders(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Self::held_orders(self, limit)
    }

    fn unconfirmed(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Self::unconfirmed(self, limit)
    }

    fn last_good_notice(&self) -> Result<Option<UnixSeconds>, StoreError> {
        Self::last_good_notice(self)
    }

    fn bound_elsewhere(&self, public_url: &str, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        Self::bound_elsewhere(self, public_url, limit)
    }

    fn unseen(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Self::unseen(self, limit)
    }

    fn to_ship(&self, after: Option<&ShipKey>, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        Self::to_ship(self, after, limit)
    }

    fn list_to_ship(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        Self::list_to_ship(self, query, now, behind, limit)
    }

    fn list_to_ship_refunding(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        Self::list_to_ship_refunding(self, query, now, behind, limit)
    }

    fn to_ship_numbers(&self, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        Self::to_ship_numbers(self, limit)
    }

    fn buyers_name(&self, buyer: &OpenId) -> Result<Option<String>, StoreError> {
        Ok(self.buyer_orders(buyer, None, 1)?.into_iter().next().map(|row| row.buyer))
    }

    fn to_ship_refunding(&self, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        Self::to_ship_refunding(self, None, limit)
    }

    fn barcodes(&self) -> Result<BTreeMap<Barcode, ProductId>, StoreError> {
        Self::barcodes(self)
    }

    fn to_ship_unprinted(&self, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        Self::to_ship_unprinted(self, limit)
    }

    fn count_unprinted(&self) -> Result<u64, StoreError> {
        Self::count_unprinted(self)
    }

    fn shipments(
        &self,
        filter: ShipFilter,
        before: Option<&ShipmentKey>,
        limit: u32,
    ) -> Result<Vec<ShipmentRow>, StoreError> {
        Self::shipments(self, filter, before, limit)
    }

    fn carriers(&self) -> Result<Vec<Carrier>, StoreError> {
        Self::carriers(self)
    }

    fn standings(&self, orders: &[OrderNo]) -> Result<Vec<OrderStanding>, StoreError> {
        Self::standings(self, orders)
    }

    fn ship_run(&self) -> Result<Option<ShipRun>, StoreError> {
        Self::ship_run(self)
    }

    fn ship_run_failures(&self, run_id: &MessageId) -> Result<Vec<ShipRunFailure>, StoreError> {
        Self::ship_run_failures(self, run_id)
    }

    fn printers(&self) -> Result<Vec<PrinterRow>, StoreError> {
        Self::printers(self)
    }

    fn open_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        Self::open_prints(self, limit)
    }

    fn late_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        Self::late_prints(self, limit)
    }

    fn settled_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        Self::settled_prints(self, limit)
    }

    fn prints_of(&self, order_no: &OrderNo) -> Result<Vec<PrintRow>, StoreError> {
        Self::prints_of(self, order_no)
    }

    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        Self::product_rows(self)
    }
}
