//! The lists that are narrowed and sorted: their pages, what they come to, and what is written into a sheet.

use super::{
    list_sql::{OrderList, OrderSet, Route, Way},
    order_query::{ListKey, ListPage, ListTotals, OrderQuery, OrderSource, SortBy},
    reads::{ROW, row_from},
};
use crate::domain::{Fen, UnixSeconds};
use crate::store::{OrderRow, Reader, StoreError, engine::row::Row};
use std::cmp::Ordering;

/// What a list costs decides how it is read. Among a million orders a step along the sort costs about a microsecond, and a
/// look at the next fact a seventh of one.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Bounds {
    /// So few orders, scattered over the shop, are read and put in order sooner than the list is walked along.
    pub few: u32,
    /// So far a list is walked along for a page; behind it, what the narrowest condition leaves is put in order.
    pub steps: u32,
    /// From so many on it is cheaper to look at all facts one after the other.
    pub many: u32,
}

/// The facts of orders that lie together are read in a third of the time of as many scattered ones.
const TOGETHER: u32 = 3;

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
        self.listed(&OrderList::of(query, now), page, limit, BOUNDS)
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
        self.totals_within(&OrderList::of(query, now), BOUNDS.many)
    }

    /// `many` as in [`Bounds`]. Read in one snapshot.
    pub(in crate::store) fn totals_within(&self, list: &OrderList<'_>, many: u32) -> Result<ListTotals, StoreError> {
        let (query, now) = (list.query, list.now);
        if query.source != Some(OrderSource::MiniProgram) {
            return self.totals(list, many);
        }
        // Nearly all orders come this way: those that do not are fewer to count.
        let of = |source| self.totals(&OrderList::of(&OrderQuery { source, ..query.clone() }, now), many);
        let (all, app, elsewhere) = (of(None)?, of(Some(OrderSource::App))?, of(Some(OrderSource::Elsewhere))?);
        let sum = all.sum.get().saturating_sub(app.sum.get()).saturating_sub(elsewhere.sum.get());
        Ok(ListTotals {
            count: all.count.saturating_sub(app.count).saturating_sub(elsewhere.count),
            sum: Fen::new(sum).unwrap_or_default(),
        })
    }

    fn totals(&self, list: &OrderList<'_>, many: u32) -> Result<ListTotals, StoreError> {
        let set = self.set_below(list, many, false)?;
        // Who placed an order or comes for it, and whether it has a product, a note or a tag, is not among the facts.
        let product = list.query.product.is_some().then_some(OrderSet::Product);
        let noted = list.query.noted.then_some(OrderSet::Noted);
        let tagged = list.query.tag.is_some().then_some(OrderSet::Tagged);
        let buyer = list.query.buyer.is_some().then_some(OrderSet::Buyer);
        let pickup = (list.query.pickup == Some(true)).then_some(OrderSet::Pickup);
        let sql =
            list.totals_sql(set.or(buyer).or(tagged).or(product).or(noted).or(pickup).map_or(Route::All, Route::Set));
        let db = self.db();
        let totals = db.find(&sql.text, &sql.params(&db), |row| {
            Ok(ListTotals { count: row.get("many")?, sum: row.get("sum")? })
        })?;
        Ok(totals.unwrap_or_default())
    }

    /// The set of the list that is read soonest, if it is no larger than `most` scattered orders; with `beside`, beside what a walk goes over anyway.
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
            let together = if set.lies_together() { TOGETHER } else { 1 };
            let sql = list.size_sql(set, bound.saturating_mul(together));
            let size: u32 = db.find_value(&sql.text, &sql.params(&db))?.unwrap_or(0);
            let size = size.div_ceil(together);
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

/// Rows on their way along a list: what is read of an order, and where its place in the list is.
pub(in crate::store) struct Along<'a, T> {
    /// `SELECT … FROM orders`.
    pub select: &'a str,
    pub read: fn(&Row<'_>) -> Result<T, StoreError>,
    pub place: fn(&T, SortBy) -> Option<ListKey>,
    /// A row that cannot be read is an error; else it is left out, with its red mark.
    pub complete: bool,
}

impl Reader {
    /// The next rows of a list, in its order, at most `limit` of them, and behind which place those after them stand; `None`
    /// once these were the last. Some pages may be short, or empty, before the last. Read in the snapshot of the caller.
    pub(in crate::store) fn next_rows<T>(
        &self,
        list: &OrderList<'_>,
        behind: Option<&ListKey>,
        limit: u32,
        bounds: Bounds,
        along: &Along<'_, T>,
    ) -> Result<(Vec<T>, Option<ListKey>), StoreError> {
        let way = Way { behind, back: false };
        let few = self.set_below(list, bounds.few, true)?;
        let far = if few.is_some() { None } else { self.far(list, way, bounds.steps)? };
        let from = few.map_or(Route::Walk(far.as_ref()), Route::Set);
        let sql = list.rows_sql(along.select, from, way, limit);
        let db = self.db();
        let params = sql.params(&db);
        let mut rows = if along.complete {
            db.list(&sql.text, &params, along.read)?
        } else {
            db.list_readable(&sql.text, &params, along.read)?
        };
        let (by, rising) = (list.query.sort.by, list.query.sort.rising);
        rows.sort_by(|a, b| ordered(rising, &(along.place)(a, by), &(along.place)(b, by)));
        let full = u32::try_from(rows.len()).is_ok_and(|found| found >= limit);
        let next = if full { rows.last().and_then(|row| (along.place)(row, by)) } else { far };
        Ok((rows, next))
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
