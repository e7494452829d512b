//! The lists that are narrowed and sorted: their pages, what they come to, and what is written into a sheet.

use super::{
    list_sql::{OrderList, OrderSet, Route, Way},
    order_query::{ListKey, ListPage, ListTotals, OrderQuery, OrderSource},
    reads::{ROW, row_from},
};
use crate::domain::{Fen, UnixSeconds};
use crate::store::{OrderRow, Reader, StoreError};
use std::cmp::Ordering;

/// What a list costs decides how it is read. Among a million orders a step along the sort costs about a microsecond, and a
/// look at the next fact a seventh of one.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Bounds {
    /// So few orders are read and put in order sooner than the list is walked along.
    pub few: u32,
    /// So far a list is walked along for a page; behind it, what the narrowest condition leaves is put in order.
    pub steps: u32,
    /// From so many on it is cheaper to look at all facts one after the other.
    pub many: u32,
}

pub(in crate::store) const BOUNDS: Bounds = Bounds { few: 20_000, steps: 25_000, many: 150_000 };

impl Reader {
    /// One page of a list, in the list's order. Days that are said from today on are counted from `now`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_orders(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        page: &ListPage,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        self.listed(&OrderList { query, now }, page, limit, BOUNDS)
    }

    pub(in crate::store) fn listed(
        &self,
        list: &OrderList<'_>,
        page: &ListPage,
        limit: u32,
        bounds: Bounds,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        let way = way(page);
        match self.set_below(list, bounds.few, true)? {
            Some(set) => self.rows(list, Route::Set(set), way, limit),
            None => self.walked(list, way, limit, bounds),
        }
    }

    /// How many orders the list has, and what they come to.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_totals(&self, query: &OrderQuery, now: UnixSeconds) -> Result<ListTotals, StoreError> {
        let _snapshot = self.snapshot()?;
        self.totals_within(&OrderList { query, now }, BOUNDS.many)
    }

    /// `many` as in [`Bounds`]. Read in one snapshot.
    pub(in crate::store) fn totals_within(&self, list: &OrderList<'_>, many: u32) -> Result<ListTotals, StoreError> {
        let (query, now) = (list.query, list.now);
        if query.source != Some(OrderSource::MiniProgram) {
            return self.totals(list, many);
        }
        // Nearly all orders come this way: those that do not are fewer to count.
        let of = |source| self.totals(&OrderList { query: &OrderQuery { source, ..query.clone() }, now }, many);
        let (all, app, elsewhere) = (of(None)?, of(Some(OrderSource::App))?, of(Some(OrderSource::Elsewhere))?);
        let sum = all.sum.get().saturating_sub(app.sum.get()).saturating_sub(elsewhere.sum.get());
        Ok(ListTotals {
            count: all.count.saturating_sub(app.count).saturating_sub(elsewhere.count),
            sum: Fen::new(sum).unwrap_or_default(),
        })
    }

    fn totals(&self, list: &OrderList<'_>, many: u32) -> Result<ListTotals, StoreError> {
        let set = self.set_below(list, many, false)?;
        // Whether an order has a product, a note or a tag is not among the facts.
        let product = list.query.product.is_some().then_some(OrderSet::Product);
        let noted = list.query.noted.then_some(OrderSet::Noted);
        let tagged = list.query.tag.is_some().then_some(OrderSet::Tagged);
        let sql = list.totals_sql(set.or(tagged).or(product).or(noted).map_or(Route::All, Route::Set));
        let db = self.db();
        let totals = db.find(&sql.text, &sql.params(&db), |row| {
            Ok(ListTotals { count: row.get("many")?, sum: row.get("sum")? })
        })?;
        Ok(totals.unwrap_or_default())
    }

    /// The smallest of the list's sets that has less than `most` orders; with `beside`, beside what a walk goes over anyway.
    pub(in crate::store) fn set_below(
        &self,
        list: &OrderList<'_>,
        most: u32,
        beside: bool,
    ) -> Result<Option<OrderSet>, StoreError> {
        let (db, mut best, mut bound) = (self.db(), None, most);
        for set in list.sets() {
            if beside && list.is_walked(set) {
                continue;
            }
            let sql = list.size_sql(set, bound);
            let size: u32 = db.find_value(&sql.text, &sql.params(&db))?.unwrap_or(0);
            if size < bound {
                (best, bound) = (Some(set), size);
            }
        }
        Ok(best)
    }

    /// A page along the sort. Where the next rows are far away, from the set that leaves the fewest.
    fn walked(
        &self,
        list: &OrderList<'_>,
        way: Way<'_>,
        limit: u32,
        bounds: Bounds,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let far = self.far(list, way, bounds.steps)?;
        let rows = self.rows(list, Route::Walk(far.as_ref()), way, limit)?;
        if far.is_none() || u32::try_from(rows.len()).is_ok_and(|found| found >= limit) {
            return Ok(rows);
        }
        let from = match self.set_below(list, bounds.many, false)? {
            Some(set) => Route::Set(set),
            None => Route::All,
        };
        self.rows(list, from, way, limit)
    }

    /// Where a walk of so many steps ends; `None` where the list ends before.
    pub(in crate::store) fn far(
        &self,
        list: &OrderList<'_>,
        way: Way<'_>,
        steps: u32,
    ) -> Result<Option<ListKey>, StoreError> {
        let sql = list.far_sql(way, steps);
        let db = self.db();
        db.find(&sql.text, &sql.params(&db), |row| {
            Ok(ListKey { value: row.get("value")?, created_at: row.get("placed")?, order_no: row.get("order_no")? })
        })
    }

    fn rows(
        &self,
        list: &OrderList<'_>,
        from: Route<'_>,
        way: Way<'_>,
        limit: u32,
    ) -> Result<Vec<OrderRow>, StoreError> {
        let sql = list.rows_sql(ROW, from, way, limit);
        let db = self.db();
        let mut rows = db.list_readable(&sql.text, &sql.params(&db), row_from)?;
        let sort = list.query.sort;
        rows.sort_by(|a, b| ordered(sort.rising, &ListKey::of(a, sort.by), &ListKey::of(b, sort.by)));
        Ok(rows)
    }
}

/// How two places of a list stand to each other.
pub(in crate::store) fn ordered<T: Ord>(rising: bool, a: &T, b: &T) -> Ordering {
    if rising { a.cmp(b) } else { b.cmp(a) }
}

const fn way(page: &ListPage) -> Way<'_> {
    match page {
        ListPage::First => Way { behind: None, back: false },
        ListPage::Last => Way { behind: None, back: true },
        ListPage::Behind(key) => Way { behind: Some(key), back: false },
        ListPage::Ahead(key) => Way { behind: Some(key), back: true },
    }
}
