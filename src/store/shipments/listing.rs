//! The queue of what is to be shipped, narrowed and sorted as the list of orders is.

use super::reads::{row_sql, to_ship_from, with_goods};
use crate::domain::{OrderNo, UnixSeconds};
use crate::store::{
    ListKey, OrderFilter, OrderQuery, Reader, SortBy, StoreError, ToShipRow,
    engine::value::params,
    orders::{
        list_sql::OrderList,
        listing::{Along, BOUNDS, Bounds},
        reads::TO_SHIP,
    },
};

/// Parcels to be sent, on their way along a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToShipPage {
    /// Some of them, in the list's order.
    pub rows: Vec<ToShipRow>,
    /// Where the next ones stand behind; `None` once these were the last.
    pub next: Option<ListKey>,
}

fn place(row: &ToShipRow, by: SortBy) -> Option<ListKey> {
    let value = match by {
        SortBy::Placed => row.created_at.get(),
        SortBy::Paid => row.paid_at.get(),
        SortBy::Shipped => return None,
        SortBy::Amount => row.total.get(),
    };
    Some(ListKey::at(by, value, &row.order_key()))
}

impl Reader {
    /// The next parcels to be sent that meet the query, at most `limit`, behind `behind`. Its tab does not matter: these are
    /// orders that are to be shipped now.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_to_ship(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        let query = OrderQuery { filter: OrderFilter::ToShip, ..query.clone() };
        self.parcels(&OrderList::of(&query, now), behind, limit, BOUNDS, false)
    }

    /// The same to be written into a sheet: complete, or an error.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn to_ship_to_export(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        let query = OrderQuery { filter: OrderFilter::ToShip, ..query.clone() };
        self.parcels(&OrderList::of(&query, now), behind, limit, BOUNDS, true)
    }

    /// The same of what stays here until its refund is decided.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_to_ship_refunding(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        behind: Option<&ListKey>,
        limit: u32,
    ) -> Result<ToShipPage, StoreError> {
        // What stays here is due at no time.
        if query.due_soon {
            return Ok(ToShipPage { rows: Vec::new(), next: None });
        }
        let query = OrderQuery { filter: OrderFilter::Refunding, ..query.clone() };
        self.parcels(&OrderList::unshipped(&query, now), behind, limit, BOUNDS, false)
    }

    pub(in crate::store) fn parcels(
        &self,
        list: &OrderList<'_>,
        behind: Option<&ListKey>,
        limit: u32,
        bounds: Bounds,
        complete: bool,
    ) -> Result<ToShipPage, StoreError> {
        let _snapshot = self.snapshot()?;
        let select = row_sql();
        let along = Along { select: &select, read: to_ship_from, place, complete };
        let (rows, next) = self.next_rows(list, behind, limit, bounds, &along)?;
        Ok(ToShipPage { rows: with_goods(self.db(), rows)?, next })
    }

    /// The numbers of what is to be shipped now, the longest paid first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn to_ship_numbers(&self, limit: u32) -> Result<Vec<OrderNo>, StoreError> {
        let db = self.db();
        db.values(&numbers_sql(), params![db.shop, limit])
    }
}

pub(in crate::store) fn numbers_sql() -> String {
    format!("SELECT order_no FROM orders WHERE shop_id = ?1 {TO_SHIP} ORDER BY paid_at, order_no LIMIT ?2")
}
