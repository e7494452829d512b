//! The list of orders, page by page.

use crate::domain::{OpenId, OrderNo};
use crate::store::engine::{db::Db, row::Row, value::params};
use crate::store::{OrderFilter, OrderKey, OrderRow, Page, Reader, StoreError};

/// What a row of the list is read from.
pub(in crate::store) const ROW: &str =
    "SELECT created_at, order_no, state, attention, open_refund, receiver_name, receiver_phone, items, note, total_fen,
                          refunded_fen, unseen, paid_at, shipped_at, carrier, source, nothing_to_send
                   FROM orders";

/// The rows of these orders, with more columns behind those of [`ROW`].
pub(in crate::store) fn rows_with(more: &str, order_nos: &str) -> String {
    let columns = ROW.trim_end_matches("FROM orders");
    format!("{columns}, {more} FROM orders WHERE shop_id = ?1 AND order_no IN ({order_nos})")
}

/// Digits of a phone that a row shows.
const PHONE_TAIL: usize = 4;

/// The last digits of a phone, by which people tell one from another.
fn phone_tail(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(PHONE_TAIL)).collect()
}

/// A row of the list, read from [`ROW`].
pub(in crate::store) fn row_from(row: &Row<'_>) -> Result<OrderRow, StoreError> {
    Ok(OrderRow {
        key: OrderKey { created_at: row.get("created_at")?, order_no: row.get("order_no")? },
        state: row.get("state")?,
        attention: row.get("attention")?,
        refund: row.get("open_refund")?,
        buyer: row.get("receiver_name")?,
        phone_tail: phone_tail(&row.get::<String>("receiver_phone")?),
        items: row.get("items")?,
        note: row.get("note")?,
        total: row.get("total_fen")?,
        refunded: row.get("refunded_fen")?,
        unseen: row.get("unseen")?,
        paid_at: row.get("paid_at")?,
        shipped_at: row.get("shipped_at")?,
        carrier: row.get("carrier")?,
        source: row.get("source")?,
        nothing_to_send: row.get("nothing_to_send")?,
    })
}

/// The one meaning of "to ship", as [`counts::of_orders`](crate::store::orders::counts::of_orders) has it.
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

/// The orders whose numbers the query `which` gives, newest first.
pub(in crate::store) fn among(db: Db<'_>, which: &str, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
    let sql = format!("{ROW} WHERE shop_id = ?1 AND order_no IN ({which}) {NEWEST_FIRST} LIMIT ?2");
    db.list(&sql, params![db.shop, limit], row_from)
}

/// The row of one order, if there is one.
pub(in crate::store) fn find(db: Db<'_>, order_no: &OrderNo) -> Result<Option<OrderRow>, StoreError> {
    db.find(&format!("{ROW} WHERE shop_id = ?1 AND order_no = ?2"), params![db.shop, order_no], row_from)
}

impl Reader {
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
