//! What the window reads of the shop in memory: the same lists and counts the real file gives.

use crate::figures;
use crate::shop::{Rows, Shop, yuan};
use std::ops::Range;
use zhanggui::{
    domain::{
        Fen, Lease, MarkSubject, MessageId, NoticeVerdict, OrderLine, OrderNo, OrderState, PickupCode, PrintTrouble,
        RefundNo, RefundState, RefundedGoods, ReportState, Source, UnixSeconds,
    },
    store::{
        Beside, Carrier, CatchingUp, ComplaintDetail, Counts, HeldRows, LeaseMoved, NoticeFilter, NoticeQuery,
        NoticeRow, OrderDetail, OrderFilter, OrderKey, OrderRow, Page, PastFigures, PrintRow, PrinterRow, ProductRow,
        RefundAlarmRow, RefundDetail, RefundFilter, RefundKey, RefundRow, RefusedCount, Restockable, RestoreFindings,
        SearchCount, SearchField, SearchHit, SearchPage, ServiceMessageSetup, ShipFilter, ShipKey, Shipment,
        ShipmentKey, ShipmentRow, StoreError, ToShipRow, TodayFigures,
    },
    ui::{ComplaintsGaze, ComplaintsShot, ReadModel},
};

fn fits(filter: OrderFilter, row: &OrderRow) -> bool {
    match filter {
        OrderFilter::All => true,
        OrderFilter::ToPay => matches!(row.state, OrderState::ToPay | OrderState::Confirming),
        OrderFilter::ToShip => row.state == OrderState::ToShip && row.refund.is_none() && !row.nothing_to_send,
        OrderFilter::Shipped => row.state == OrderState::Shipped,
        OrderFilter::Refunding => row.refund.is_some(),
        OrderFilter::NeedsOwner => row.state == OrderState::NeedsOwner,
        OrderFilter::Done => {
            matches!(row.state, OrderState::Received | OrderState::Refunded | OrderState::Closed)
                || (row.state == OrderState::ToShip && row.refund.is_none() && row.nothing_to_send)
        }
        OrderFilter::Elsewhere => row.source == Source::Elsewhere,
    }
}

fn sorted_as(verdict: NoticeVerdict, filter: NoticeFilter) -> bool {
    let fine = matches!(verdict, NoticeVerdict::Accepted | NoticeVerdict::Repeated | NoticeVerdict::NotPaid);
    let odd = matches!(verdict, NoticeVerdict::UnknownNumber | NoticeVerdict::Differs);
    match filter {
        NoticeFilter::All => true,
        NoticeFilter::Fine => fine,
        NoticeFilter::Odd => odd,
        NoticeFilter::Refused => !fine && !odd,
    }
}

fn in_tab(filter: RefundFilter, row: &RefundRow) -> bool {
    match filter {
        RefundFilter::Waiting => row.state == RefundState::Requested,
        RefundFilter::Moving => row.state != RefundState::Requested && !row.state.is_final(),
        RefundFilter::Failed => row.state == RefundState::Failed,
        RefundFilter::Done => matches!(row.state, RefundState::Refunded | RefundState::Rejected),
    }
}

impl Rows {
    fn order_rows(&self) -> Vec<OrderRow> {
        let open = |no: &OrderNo| {
            let mut open =
                self.refunds.iter().filter(|refund| refund.row.order_no == *no && !refund.row.state.is_final());
            open.next().map(|refund| refund.row.state)
        };
        let row = |detail: &OrderDetail| OrderRow {
            refund: open(&detail.row.key.order_no),
            nothing_to_send: detail.shipment.is_none() && self.with_refunds(detail).to_send().is_nothing(),
            ..detail.row.clone()
        };
        self.orders.iter().map(row).collect()
    }

    /// The order with what its refunds say of its goods, as the file has it.
    fn with_refunds(&self, detail: &OrderDetail) -> OrderDetail {
        let number = &detail.row.key.order_no;
        let refunds = self.refunds.iter().filter(|refund| refund.row.order_no == *number);
        let goods = |refund: &RefundDetail| RefundedGoods {
            state: refund.row.state,
            amount: refund.row.amount,
            goods: refund.lines.iter().map(|line| (line.product_id.clone(), line.quantity)).collect(),
        };
        OrderDetail { refunded_goods: refunds.map(goods).collect(), ..detail.clone() }
    }

    fn to_ship(&self) -> Vec<ToShipRow> {
        let open = self.order_rows();
        let waits = |detail: &&OrderDetail| {
            let row = open.iter().find(|row| row.key == detail.row.key).expect("listed");
            fits(OrderFilter::ToShip, row)
        };
        let mut rows: Vec<ToShipRow> =
            self.orders.iter().filter(waits).map(|detail| waiting(&self.with_refunds(detail))).collect();
        rows.sort_by(|a, b| (a.paid_at, &a.order_no).cmp(&(b.paid_at, &b.order_no)));
        rows
    }

    /// Orders whose goods stay while their refund is open.
    fn refunding(&self) -> Vec<ToShipRow> {
        let rows = self.order_rows();
        let stays = rows.iter().filter(|row| row.state == OrderState::ToShip && row.refund.is_some());
        let mut all: Vec<ToShipRow> = stays
            .map(|row| {
                let detail = self.orders.iter().find(|detail| detail.row.key == row.key).expect("listed");
                ToShipRow { refund: row.refund, ..waiting(&self.with_refunds(detail)) }
            })
            .collect();
        all.sort_by(|a, b| (a.paid_at, &a.order_no).cmp(&(b.paid_at, &b.order_no)));
        all
    }

    /// What of an order was found: numbers by their ends, words anywhere.
    fn found_in(&self, row: &OrderRow, typed: &str) -> Option<(SearchField, String, Option<Range<usize>>)> {
        let detail = self.orders.iter().find(|detail| detail.row.key == row.key).expect("listed");
        let refunds = || self.refunds.iter().filter(|refund| refund.row.order_no == row.key.order_no);
        let parcels = detail.shipment.iter().flat_map(|sent| &sent.parcels);
        let numbers = [
            (SearchField::OrderNo, row.key.order_no.as_str().to_owned()),
            (SearchField::Phone, detail.receiver.phone.clone()),
        ];
        let numbers = numbers
            .into_iter()
            .chain(parcels.map(|parcel| (SearchField::Tracking, parcel.parcel.tracking_no.clone())))
            .chain(refunds().map(|refund| (SearchField::RefundNo, refund.row.refund_no.as_str().to_owned())));
        let words =
            [(SearchField::Receiver, &row.buyer), (SearchField::Items, &row.items), (SearchField::Note, &detail.note)];
        let words = words
            .into_iter()
            .map(|(field, words)| (field, words.clone()))
            .chain(refunds().map(|refund| (SearchField::RefundReason, refund.row.reason.clone())));
        let by_number = |(field, text): (SearchField, String)| {
            let from = text.ends_with(typed).then(|| text.len() - typed.len())?;
            Some((field, text.clone(), Some(from..text.len())))
        };
        let by_word = |(field, text): (SearchField, String)| {
            let from = text.find(typed)?;
            Some((field, text, Some(from..from + typed.len())))
        };
        numbers.into_iter().find_map(by_number).or_else(|| words.into_iter().find_map(by_word))
    }

    fn reports(&self, fits: impl Fn(&Shipment) -> bool) -> Vec<ShipmentRow> {
        let sent = self.orders.iter().filter_map(|detail| Some((detail, detail.shipment.as_ref()?)));
        let mut rows: Vec<_> = sent.filter(|(_, sent)| fits(sent)).map(|(detail, sent)| parcel(detail, sent)).collect();
        rows.sort_by(|a, b| (a.key.at, &a.key.order_no).cmp(&(b.key.at, &b.key.order_no)));
        rows
    }

    fn check(&self) -> Result<(), StoreError> {
        self.broken.map_or(Ok(()), |broken| Err(broken()))
    }
}

fn waiting(detail: &OrderDetail) -> ToShipRow {
    let OrderRow { key, buyer, total, refunded, unseen, paid_at, .. } = detail.row.clone();
    ToShipRow {
        order_no: key.order_no,
        version: detail.version,
        paid_at: paid_at.expect("paid"),
        created_at: key.created_at,
        buyer,
        phone: detail.receiver.phone.clone(),
        address: detail.receiver.address.clone(),
        note: detail.note.clone(),
        to_send: detail.to_send(),
        total,
        paid: total,
        refunded,
        unseen,
        refund: None,
        parcels: detail.shipment.as_ref().map_or(0, |sent| u32::try_from(sent.parcels.len()).expect("few")),
        carrier_before: detail.carrier_before.clone(),
        slip_at: detail.slips.iter().map(|slip| slip.printed_at).max(),
        pickup: detail.pickup.clone(),
    }
}

fn parcel(detail: &OrderDetail, sent: &Shipment) -> ShipmentRow {
    let first = sent.parcels.first();
    ShipmentRow {
        key: ShipmentKey { at: sent.shipped_at, order_no: detail.row.key.order_no.clone() },
        version: detail.version,
        order_state: detail.row.state,
        buyer: detail.row.buyer.clone(),
        items: detail.row.items.clone(),
        total: detail.row.total,
        refunded: detail.row.refunded,
        parcels: u32::try_from(sent.parcels.len()).expect("few"),
        parcel: first.map(|shipped| shipped.parcel.clone()).unwrap_or_default(),
        shipment: Shipment { parcels: Vec::new(), ..sent.clone() },
    }
}

fn untold(sent: &Shipment) -> bool {
    matches!(sent.report, ReportState::Held | ReportState::Waiting | ReportState::Sending)
}

impl ReadModel for Shop {
    fn held_rows(&self) -> Result<Vec<HeldRows>, StoreError> {
        Ok(self.rows().held.clone())
    }

    fn catching_up(&self) -> Result<Option<CatchingUp>, StoreError> {
        Ok(self.rows().restore.as_ref().map(|(state, _)| state.clone()))
    }

    fn message_setup(&self, _: UnixSeconds) -> Result<ServiceMessageSetup, StoreError> {
        Ok(self.rows().messages.clone())
    }

    fn complaints(&self, on_page: Option<&ComplaintsGaze>) -> Result<ComplaintsShot, StoreError> {
        let rows = self.rows();
        let all = &rows.complaints;
        let first = all.iter().filter_map(|detail| detail.row.due_at()).min();
        let open = (u32::try_from(all.len()).expect("few"), first);
        let Some(gaze) = on_page else { return Ok(ComplaintsShot { open, ..ComplaintsShot::default() }) };
        let chosen =
            |detail: &&ComplaintDetail| gaze.chosen.as_ref().is_none_or(|chosen| *chosen == detail.row.complaint_id);
        Ok(ComplaintsShot {
            open,
            rows: all.iter().map(|detail| detail.row.clone()).collect(),
            detail: all.iter().find(chosen).cloned(),
            listing: None,
        })
    }

    fn restore_findings(&self) -> Result<RestoreFindings, StoreError> {
        Ok(self.rows().restore.as_ref().map(|(_, findings)| findings.clone()).unwrap_or_default())
    }

    fn lease(&self) -> Result<Option<Lease>, StoreError> {
        Ok(self.rows().lease.as_ref().map(|(lease, _)| lease.clone()))
    }

    fn lease_moves(&self) -> Result<Vec<LeaseMoved>, StoreError> {
        Ok(self.rows().lease.as_ref().map(|(_, moves)| moves.clone()).unwrap_or_default())
    }

    fn held_orders(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        let rows = self.rows();
        let held =
            |row: &OrderRow| rows.orders.iter().any(|detail| detail.row.key == row.key && detail.held_for.is_some());
        Ok(rows.order_rows().into_iter().filter(held).take(limit as usize).collect())
    }

    fn counts(&self, _: UnixSeconds) -> Result<Counts, StoreError> {
        let rows = self.rows();
        rows.check()?;
        let orders = rows.order_rows();
        let of = |filter| orders.iter().filter(|row| fits(filter, row)).count() as u64;
        let refunds = |filter| rows.refunds.iter().filter(|detail| in_tab(filter, &detail.row)).count() as u64;
        let waiting = rows.refunds.iter().filter(|detail| in_tab(RefundFilter::Waiting, &detail.row));
        Ok(Counts {
            elsewhere: of(OrderFilter::Elsewhere),
            notices_odd: rows.notices.iter().filter(|row| sorted_as(row.verdict, NoticeFilter::Odd)).count() as u64,
            orders: of(OrderFilter::All),
            to_pay: of(OrderFilter::ToPay),
            to_ship: of(OrderFilter::ToShip),
            shipped: of(OrderFilter::Shipped),
            refunding: of(OrderFilter::Refunding),
            needs_owner: of(OrderFilter::NeedsOwner),
            done: of(OrderFilter::Done),
            unseen: orders.iter().filter(|row| row.unseen).count() as u64,
            refunds_waiting: refunds(RefundFilter::Waiting),
            refunds_waiting_fen: Fen::sum(waiting.map(|detail| detail.row.amount)).unwrap_or_default(),
            refunds_moving: refunds(RefundFilter::Moving),
            refunds_failed: refunds(RefundFilter::Failed),
            refunds_done: refunds(RefundFilter::Done),
            to_ship_kept: orders.iter().filter(|row| row.state == OrderState::ToShip && row.refund.is_some()).count()
                as u64,
            to_ship_fen: Fen::sum(rows.to_ship().iter().map(|row| row.paid)).unwrap_or_default(),
            report_waiting: rows.reports(untold).len() as u64,
            report_stopped: rows.reports(|sent| sent.report == ReportState::Stopped).len() as u64,
            frozen: yuan("1046.30"),
            today: yuan("3482.60"),
        })
    }

    fn past_figures(&self, now: UnixSeconds) -> Result<Option<PastFigures>, StoreError> {
        Ok(Some(PastFigures::nothing(now)))
    }

    fn today(&self, _: &PastFigures, now: UnixSeconds) -> Result<Option<TodayFigures>, StoreError> {
        let refunds = self.refunds(RefundFilter::Waiting, None, 1)?;
        Ok(Some(figures::of_the_day(self.rows().to_ship(), refunds, now)))
    }

    fn orders(&self, filter: OrderFilter, page: &Page, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        let rows = self.rows();
        rows.check()?;
        let place = |key: &OrderKey| (key.created_at, key.order_no.clone());
        let all = rows.order_rows().into_iter().filter(|row| fits(filter, row));
        let mut kept: Vec<OrderRow> = all
            .filter(|row| match page {
                Page::Newest | Page::Oldest => true,
                Page::Before(key) => place(&row.key) < place(key),
                Page::After(key) => place(&row.key) > place(key),
            })
            .collect();
        let limit = limit as usize;
        if matches!(page, Page::Oldest | Page::After(_)) {
            kept.drain(..kept.len().saturating_sub(limit));
        }
        kept.truncate(limit);
        Ok(kept)
    }

    fn search(&self, typed: &str, next: Option<i64>, limit: usize) -> Result<SearchPage, StoreError> {
        let rows = self.rows();
        if rows.no_search {
            return Err(StoreError::Locked);
        }
        let hits = rows.order_rows().into_iter().filter_map(|order| {
            let (field, text, marked) = rows.found_in(&order, typed)?;
            Some(SearchHit { order, field, text, marked })
        });
        let from = usize::try_from(next.unwrap_or(0)).expect("a place");
        let all: Vec<SearchHit> = hits.collect();
        let next = (all.len() > from + limit).then(|| i64::try_from(from + limit).expect("few"));
        let many = u32::try_from(all.len()).expect("few") + rows.found_more;
        let hits = all.into_iter().skip(from).take(limit).collect();
        let count = if rows.found_more > 0 { SearchCount::Over(many) } else { SearchCount::Exactly(many) };
        Ok(SearchPage { hits, count, next, backlog: rows.backlog })
    }

    fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        let rows = self.rows();
        let refunds =
            rows.refunds.iter().filter(|refund| refund.row.order_no == *order_no).map(|refund| refund.row.clone());
        let mut found = rows.orders.iter().find(|detail| detail.row.key.order_no == *order_no).cloned();
        if let Some(detail) = &mut found {
            *detail = rows.with_refunds(detail);
            detail.refunds = refunds.collect();
            detail.row = rows.order_rows().into_iter().find(|row| row.key.order_no == *order_no).expect("listed");
        }
        Ok(found)
    }

    fn refunds(
        &self,
        filter: RefundFilter,
        from: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        let rows = self.rows();
        let mut kept: Vec<RefundRow> =
            rows.refunds.iter().map(|detail| detail.row.clone()).filter(|row| in_tab(filter, row)).collect();
        kept.sort_by_key(|row| (row.requested_at, row.refund_no.clone()));
        let behind =
            |key: &RefundKey| kept.iter().position(|row| row.refund_no == key.refund_no).map_or(0, |at| at + 1);
        kept.drain(..from.map_or(0, behind));
        kept.truncate(limit as usize);
        Ok(kept)
    }

    fn refund_alarms(&self, _: u32) -> Result<Vec<RefundAlarmRow>, StoreError> {
        Ok(self.rows().refunds.iter().flat_map(|detail| detail.alarms.clone()).collect())
    }

    fn refund(&self, refund_no: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        Ok(self.rows().refunds.iter().find(|detail| detail.row.refund_no == *refund_no).cloned())
    }

    fn refunds_before(&self, refund_no: &RefundNo) -> Result<Vec<RefundRow>, StoreError> {
        let rows = self.rows();
        let Some(this) = rows.refunds.iter().find(|detail| detail.row.refund_no == *refund_no) else {
            return Ok(Vec::new());
        };
        let earlier = |row: &&RefundRow| row.buyer == this.row.buyer && row.requested_at < this.row.requested_at;
        let mut all: Vec<RefundRow> = rows.refunds.iter().map(|detail| &detail.row).filter(earlier).cloned().collect();
        all.sort_by_key(|row| std::cmp::Reverse(row.requested_at));
        Ok(all)
    }

    fn reject_reasons(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.rows();
        let refused = rows.refunds.iter().filter(|detail| detail.row.state == RefundState::Rejected);
        Ok(refused.map(|detail| detail.reply.clone()).filter(|reply| !reply.is_empty()).collect())
    }

    fn restockable(&self, order_no: &OrderNo) -> Result<Vec<Restockable>, StoreError> {
        let rows = self.rows();
        let order = rows.orders.iter().find(|detail| detail.row.key.order_no == *order_no);
        let shelved = |line: &OrderLine| Restockable {
            product_id: line.product_id.clone(),
            name: line.name.clone(),
            left: line.quantity.get(),
        };
        Ok(order.map(|order| order.lines.iter().map(shelved).collect()).unwrap_or_default())
    }

    fn notices(
        &self,
        query: &NoticeQuery,
        now: UnixSeconds,
        _: Option<&(UnixSeconds, MessageId)>,
        _: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let (from, until) = query.came.map_or((None, None), |days| days.span(now));
        let came = |at| from.is_none_or(|from| at >= from) && until.is_none_or(|until| at < until);
        let about = |row: &NoticeRow| {
            query.number.is_empty() || row.order_no.as_ref().is_some_and(|no| no.as_str() == query.number)
        };
        let holds = |row: &&NoticeRow| sorted_as(row.verdict, query.filter) && came(row.at) && about(row);
        Ok(self.rows().notices.iter().filter(holds).cloned().collect())
    }

    fn refused_notices(&self) -> Result<Vec<RefusedCount>, StoreError> {
        Ok(self.rows().refused.clone())
    }

    fn last_good_notice(&self) -> Result<Option<UnixSeconds>, StoreError> {
        Ok(self.rows().notices.iter().find(|row| row.verdict == NoticeVerdict::Accepted).map(|row| row.at))
    }

    fn bound_elsewhere(&self, _: &str, _: u32) -> Result<Vec<OrderNo>, StoreError> {
        Ok(self.rows().bound.clone())
    }

    fn order_of_pickup(&self, code: &PickupCode) -> Result<Option<OrderNo>, StoreError> {
        let rows = self.rows();
        let found = rows.orders.iter().find(|detail| detail.pickup.as_ref() == Some(code));
        Ok(found.map(|detail| detail.row.key.order_no.clone()))
    }

    fn to_ship(&self, _: Option<&ShipKey>, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        let mut rows = self.rows().to_ship();
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn to_ship_refunding(&self, limit: u32) -> Result<Vec<ToShipRow>, StoreError> {
        let mut rows = self.rows().refunding();
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn shipments(&self, filter: ShipFilter, _: Option<&ShipmentKey>, _: u32) -> Result<Vec<ShipmentRow>, StoreError> {
        let fits = |sent: &Shipment| match filter {
            ShipFilter::Waiting => untold(sent),
            ShipFilter::Stopped => sent.report == ReportState::Stopped,
            ShipFilter::Reported => sent.report == ReportState::Reported,
        };
        Ok(self.rows().reports(fits))
    }

    fn carriers(&self) -> Result<Vec<Carrier>, StoreError> {
        let carrier = |id: &str, name: &str, used| Carrier { id: id.into(), name: name.into(), used };
        Ok(vec![carrier("ZTO", "中通快递", 9), carrier("SF", "顺丰速运", 3), carrier("YTO", "圆通速递", 0)])
    }

    fn printers(&self) -> Result<Vec<PrinterRow>, StoreError> {
        Ok(self.rows().printers.clone())
    }

    fn open_prints(&self, _: u32) -> Result<Vec<PrintRow>, StoreError> {
        Ok(self.rows().prints.iter().filter(|row| !row.state.is_settled()).cloned().collect())
    }

    fn late_prints(&self, _: u32) -> Result<Vec<PrintRow>, StoreError> {
        let late = |row: &&PrintRow| matches!(&row.trouble, Some((PrintTrouble::Late, _))) && !row.state.is_settled();
        Ok(self.rows().prints.iter().filter(late).cloned().collect())
    }

    fn settled_prints(&self, _: u32) -> Result<Vec<PrintRow>, StoreError> {
        Ok(self.rows().prints.iter().filter(|row| row.state.is_settled()).cloned().collect())
    }

    fn beside(&self, subject: &MarkSubject) -> Result<Option<Beside>, StoreError> {
        Ok(crate::shop::marks::beside(&self.rows(), subject))
    }

    fn prints_of(&self, order_no: &OrderNo) -> Result<Vec<PrintRow>, StoreError> {
        Ok(self.rows().prints.iter().filter(|row| row.id.order_no == *order_no).cloned().collect())
    }

    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        let mut rows = self.rows().products.clone();
        rows.sort_by(|a, b| a.product.id.cmp(&b.product.id));
        Ok(rows)
    }

    fn unseen(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        Ok(self.rows().order_rows().into_iter().filter(|row| row.unseen).take(limit as usize).collect())
    }
}
