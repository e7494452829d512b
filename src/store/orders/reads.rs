//! The list of orders, page by page, and everything about one of them.

use crate::domain::{OpenId, Order, OrderLine, OrderNo, Receiver, Refundable};
use crate::store::{
    OrderDetail, OrderFilter, OrderKey, OrderRow, Page, Parcel, PaymentExtra, Reader, Refusal, StoreError,
    engine::db::Db,
    history,
    orders::{row::OrderHead, to_send},
    payments::row::PaymentRow,
    refunds::{self, sources::CAN_GO_BACK},
    shipments,
};
use rusqlite::{Row, params};

const ROW: &str =
    "SELECT created_at, order_no, state, attention, open_refund, receiver_name, items, total_fen, refunded_fen,
                          unseen, paid_at, source, nothing_to_send
                   FROM orders";

fn row_from(row: &Row<'_>) -> rusqlite::Result<OrderRow> {
    Ok(OrderRow {
        key: OrderKey { created_at: row.get(0)?, order_no: row.get(1)? },
        state: row.get(2)?,
        attention: row.get(3)?,
        refund: row.get(4)?,
        buyer: row.get(5)?,
        items: row.get(6)?,
        total: row.get(7)?,
        refunded: row.get(8)?,
        unseen: row.get(9)?,
        paid_at: row.get(10)?,
        source: row.get(11)?,
        nothing_to_send: row.get(12)?,
    })
}

/// The one meaning of "to ship", as [`OrderHead::is_to_ship`] has it.
pub(in crate::store) const TO_SHIP: &str = "AND state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0";

/// The rows of a filter, in the very words of its index: only so does SQLite use it.
pub(in crate::store) const fn where_clause(filter: OrderFilter) -> &'static str {
    match filter {
        OrderFilter::All => "",
        OrderFilter::ToPay => "AND state IN ('to_pay', 'confirming')",
        OrderFilter::ToShip => TO_SHIP,
        OrderFilter::Shipped => "AND state = 'shipped'",
        OrderFilter::Refunding => "AND open_refund IS NOT NULL",
        OrderFilter::NeedsOwner => "AND attention IS NOT NULL",
        OrderFilter::Done => {
            "AND (state = 'received' OR state = 'refunded' OR state = 'closed'
                  OR (state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 1))"
        }
        OrderFilter::Elsewhere => "AND source = 'elsewhere'",
    }
}

const NEWEST_FIRST: &str = "ORDER BY created_at DESC, order_no DESC";
const OLDEST_FIRST: &str = "ORDER BY created_at, order_no";

pub(in crate::store) fn page_sql(filter: OrderFilter, page: &Page) -> String {
    let (from, order) = match page {
        Page::Newest => ("", NEWEST_FIRST),
        Page::Oldest => ("", OLDEST_FIRST),
        Page::Before(_) => ("AND (created_at, order_no) < (?3, ?4)", NEWEST_FIRST),
        Page::After(_) => ("AND (created_at, order_no) > (?3, ?4)", OLDEST_FIRST),
    };
    format!("{ROW} WHERE shop_id = ?1 {} {from} {order} LIMIT ?2", where_clause(filter))
}

/// The lines of an order, as they were placed.
pub(in crate::store) fn lines(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<OrderLine>, StoreError> {
    let sql = "SELECT product_id, name, price_fen, quantity FROM order_lines
               WHERE shop_id = ?1 AND order_no = ?2 ORDER BY position";
    db.list(sql, params![db.shop, order_no], |row| {
        Ok(OrderLine { product_id: row.get(0)?, name: row.get(1)?, price: row.get(2)?, quantity: row.get(3)? })
    })
}

/// An order as its buyer placed it, at the state it has now.
pub(in crate::store) fn placed(db: Db<'_>, order_no: &OrderNo) -> Result<Order, StoreError> {
    let sql = "SELECT o.openid, o.state, o.total_fen, o.receiver_name, o.receiver_phone, o.receiver_address, o.note,
                      o.created_at, p.pay_before
               FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
               WHERE o.shop_id = ?1 AND o.order_no = ?2";
    let lines = lines(db, order_no)?;
    let order = db.find(sql, params![db.shop, order_no], |row| {
        Ok(Order {
            order_no: order_no.clone(),
            openid: row.get(0)?,
            state: row.get(1)?,
            total: row.get(2)?,
            lines,
            receiver: Receiver { name: row.get(3)?, phone: row.get(4)?, address: row.get(5)? },
            note: row.get(6)?,
            created_at: row.get(7)?,
            pay_before: row.get(8)?,
        })
    })?;
    order.ok_or_else(|| Refusal::NotFound.into())
}

/// Money that did not fit, as it was found.
fn extras(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<PaymentExtra>, StoreError> {
    let sql = format!(
        "SELECT e.transaction_id, e.kind, e.amount_fen, e.currency, e.paid_at, e.found_at, e.openid, e.refunded_fen,
             e.in_flight_fen, {CAN_GO_BACK}
         FROM payment_extras e WHERE e.shop_id = ?1 AND e.order_no = ?2 ORDER BY e.found_at, e.transaction_id"
    );
    db.list(&sql, params![db.shop, order_no], |row| {
        let money = Refundable { paid: row.get(2)?, refunded: row.get(7)?, in_flight: row.get(8)? };
        let can_go_back: bool = row.get(9)?;
        Ok(PaymentExtra {
            transaction_id: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            currency: row.get(3)?,
            paid_at: row.get(4)?,
            found_at: row.get(5)?,
            openid: row.get(6)?,
            refundable: can_go_back.then_some(money),
        })
    })
}

fn detail(db: Db<'_>, row: OrderRow) -> Result<OrderDetail, StoreError> {
    let order_no = row.key.order_no.clone();
    let (head, payment) = (OrderHead::read(db, &order_no)?, PaymentRow::read(db, &order_no)?);
    let placed = placed(db, &order_no)?;
    let parcel = head.carrier.clone().zip(head.tracking_no.clone());
    let cancel_wished = payment.cancel_wished_at.is_some() && payment.is_open();
    let held_for = payment.mch_id.filter(|_| payment.held);
    let prepay = payment.prepay_id.zip(payment.prepay_at).zip(payment.channel.clone());
    Ok(OrderDetail {
        row,
        refundable: head.refundable(),
        openid: head.openid,
        version: head.version,
        lines: placed.lines,
        receiver: placed.receiver,
        note: placed.note,
        pay_before: placed.pay_before,
        payment: payment.state,
        transaction_id: payment.transaction_id,
        prepay: prepay.map(|((id, at), channel)| (id, at, channel)),
        sign_type: payment.sign_type,
        channel: payment.channel,
        app_id: payment.app_id,
        held_for,
        noes: payment.noes,
        parcel: parcel.map(|(carrier, tracking_no)| Parcel { carrier, tracking_no }),
        refunded_goods: to_send::refunds(db, &order_no)?,
        shipment: shipments::reads::of_order(db, &order_no)?,
        shipped_at: head.shipped_at,
        received_at: head.received_at,
        cancel_wished,
        public_url: payment.public_url,
        extras: extras(db, &order_no)?,
        refunds: refunds::reads::of_order(db, &order_no)?,
        alarms: refunds::alarms::open_of_order(db, &order_no)?,
        excess: head.excess,
        history: history::of_order(db, &order_no)?,
    })
}

/// The orders whose numbers the query `which` gives, newest first.
pub(in crate::store) fn among(db: Db<'_>, which: &str, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
    let sql = format!("{ROW} WHERE shop_id = ?1 AND order_no IN ({which}) {NEWEST_FIRST} LIMIT ?2");
    db.list(&sql, params![db.shop, limit], row_from)
}

impl Reader {
    /// Everything about one order.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn order(&self, order_no: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let row =
            db.find(&format!("{ROW} WHERE shop_id = ?1 AND order_no = ?2"), params![db.shop, order_no], row_from)?;
        row.map(|row| detail(db, row)).transpose()
    }

    /// One page of the list, newest first whichever way it was reached. Costs the same on every page.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn orders(&self, filter: OrderFilter, page: &Page, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        let db = self.db();
        let sql = page_sql(filter, page);
        let mut rows = match page {
            Page::Newest | Page::Oldest => db.list_readable(&sql, params![db.shop, limit], row_from)?,
            Page::Before(key) | Page::After(key) => {
                db.list_readable(&sql, params![db.shop, limit, key.created_at, key.order_no], row_from)?
            }
        };
        if matches!(page, Page::Oldest | Page::After(_)) {
            rows.reverse();
        }
        Ok(rows)
    }

    /// A buyer's own orders, newest first, those before the key if one is given.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn buyer_orders(
        &self,
        openid: &OpenId,
        before: Option<&OrderKey>,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let db = self.db();
        let from = if before.is_some() { "AND (created_at, order_no) < (?4, ?5)" } else { "" };
        let sql = format!("{ROW} WHERE shop_id = ?1 AND openid = ?2 {from} {NEWEST_FIRST} LIMIT ?3");
        match before {
            Some(key) => db.list(&sql, params![db.shop, openid, limit, key.created_at, key.order_no], row_from),
            None => db.list(&sql, params![db.shop, openid, limit], row_from),
        }
    }

    /// Paid orders the owner has not looked at, newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn unseen(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        let db = self.db();
        let sql = format!("{ROW} WHERE shop_id = ?1 AND unseen = 1 {NEWEST_FIRST} LIMIT ?2");
        db.list_readable(&sql, params![db.shop, limit], row_from)
    }
}
