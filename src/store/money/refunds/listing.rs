//! The lists of refunds that are narrowed and sorted: their pages, what they come to, and what is written into a sheet. A list is
//! walked along the index of its sort, and what does not fit is judged by what stands in that index.

use super::{
    past::{full_from, in_full},
    reads::{ROW, row_from},
};
use crate::domain::UnixSeconds;
use crate::store::{
    ExportedRefund, ListTotals, Reader, RefundFilter, RefundKey, RefundQuery, RefundRow, RefundSortBy, StoreError,
    engine::{dialect::along, row::Row},
    orders::list_sql::ListSql,
};

const RENEWED: &str = "EXISTS (SELECT 1 FROM refunds n WHERE n.shop_id = f.shop_id AND n.renews = f.refund_no)";

/// A query at a moment.
#[derive(Clone, Copy)]
pub(in crate::store) struct NarrowedRefunds<'q> {
    pub query: &'q RefundQuery,
    pub now: UnixSeconds,
}

impl NarrowedRefunds<'_> {
    /// What `select` says of the refunds of one page, in any order; `?1` is the shop.
    pub fn rows_sql(self, select: &str, behind: Option<&RefundKey>, limit: u32) -> ListSql {
        let (column, sort) = (self.column(), self.query.sorted());
        let (sign, end) = if sort.rising { (">", "") } else { ("<", " DESC") };
        let mut sql = ListSql::new();
        sql.add(&format!("{select} WHERE r.shop_id = ?1 AND r.refund_no IN (SELECT f.refund_no"));
        self.narrowed(&mut sql);
        if let Some(key) = behind {
            sql.number(&format!(" AND (f.{column}, f.refund_no) {sign} (?"), key.value);
            sql.text(", ?)", key.refund_no.as_str());
        }
        sql.number(&format!(" ORDER BY f.{column}{end}, f.refund_no{end} LIMIT ?"), i64::from(limit));
        sql.add(")");
        sql
    }

    /// How many there are and what they come to.
    pub fn totals_sql(self) -> ListSql {
        let mut sql = ListSql::new();
        sql.add("SELECT COUNT(*) AS many, COALESCE(SUM(f.amount_fen), 0) AS sum");
        self.narrowed(&mut sql);
        sql
    }

    fn column(self) -> &'static str {
        match self.query.sorted().by {
            RefundSortBy::Asked => "requested_at",
            RefundSortBy::Changed => "changed_at",
            RefundSortBy::Amount => "amount_fen",
        }
    }

    /// The index of the sort. The tabs in which little stands have one of their own.
    pub fn index(self) -> &'static str {
        match (self.query.tab, self.query.sorted().by) {
            (Some(RefundFilter::Waiting), RefundSortBy::Asked) => "refunds_waiting",
            (Some(RefundFilter::Moving), RefundSortBy::Changed) => "refunds_moving",
            (Some(RefundFilter::Failed), RefundSortBy::Changed) => "refunds_failed",
            (_, RefundSortBy::Asked) => "refunds_by_asked",
            (_, RefundSortBy::Changed) => "refunds_by_changed",
            (_, RefundSortBy::Amount) => "refunds_by_amount",
        }
    }

    /// All refunds that meet every condition: what costs least stands first.
    fn narrowed(self, sql: &mut ListSql) {
        let query = self.query;
        sql.add(&format!(" FROM refunds AS f {} WHERE f.shop_id = ?1", along(self.index())));
        sql.add(&query.tab.map_or_else(String::new, in_tab));
        if let Some(state) = query.state {
            sql.text(" AND f.state = ?", state.as_str());
        }
        if let Some(origin) = query.origin {
            sql.text(" AND f.origin = ?", origin.as_str());
        }
        for (column, days) in
            [("requested_at", query.asked), ("changed_at", query.changed), ("refunded_at", query.arrived)]
        {
            sql.days(&format!("f.{column}"), days, self.now);
        }
        if query.arrived.is_some() {
            sql.add(" AND f.state = 'refunded'");
        }
        if let Some(from) = query.amount_from {
            sql.number(" AND f.amount_fen >= ?", from.get());
        }
        if let Some(to) = query.amount_to {
            sql.number(" AND f.amount_fen <= ?", to.get());
        }
        if query.noted {
            sql.add(&format!(
                " AND EXISTS (SELECT 1 FROM notes AS n {} WHERE n.shop_id = f.shop_id AND n.subject = 'refund'
                      AND n.subject_key = f.refund_no AND n.removed_at IS NULL)",
                along("notes_beside")
            ));
        }
        self.tagged(sql);
        if let Some(product) = &query.product {
            // An order has few lines, a product has many: the lines are read by their order.
            let of = "FROM refund_goods g WHERE g.shop_id = f.shop_id AND g.refund_no = f.refund_no";
            sql.text(&format!(" AND (EXISTS (SELECT 1 {of} AND g.product_id = ?)"), product.as_str());
            sql.text(
                &format!(
                    " OR (NOT EXISTS (SELECT 1 {of}) AND EXISTS (SELECT 1 FROM order_lines l WHERE l.shop_id = f.shop_id
                          AND l.product_id || '' = ? AND l.order_no = f.order_no)))"
                ),
                product.as_str(),
            );
        }
    }

    /// Those that have the tag, themselves, by their order or by their buyer.
    fn tagged(self, sql: &mut ListSql) {
        let Some(tag) = &self.query.tag else { return };
        let tags = format!("FROM put_tags AS t {}", along("put_tags_by_tag"));
        sql.add(&format!(
            " AND f.refund_no IN (SELECT t.subject_key {tags} WHERE t.shop_id = ?1 AND t.subject = 'refund'"
        ));
        sql.text(" AND t.tag = ?", tag.as_str());
        for (subject, index, key) in
            [("order", "refunds_of_order", "order_no"), ("buyer", "refunds_of_buyer", "openid")]
        {
            sql.add(&format!(
                " UNION ALL SELECT o.refund_no {tags} CROSS JOIN refunds AS o {} WHERE t.shop_id = ?1
                      AND t.subject = '{subject}' AND o.shop_id = t.shop_id AND o.{key} = t.subject_key",
                along(index)
            ));
            sql.text(" AND t.tag = ?", tag.as_str());
        }
        sql.add(")");
    }
}

/// What says that a refund stands in this tab, in the words of the tab's index.
fn in_tab(tab: RefundFilter) -> String {
    match tab {
        RefundFilter::Waiting => " AND f.state = 'requested'".to_owned(),
        RefundFilter::Moving => {
            " AND f.state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck')".to_owned()
        }
        RefundFilter::Failed => format!(" AND f.state = 'failed' AND NOT {RENEWED}"),
        RefundFilter::Done => {
            format!(" AND (f.state IN ('refunded', 'rejected') OR (f.state = 'failed' AND {RENEWED}))")
        }
    }
}

impl Reader {
    /// One tab of refunds, from its beginning.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refunds(&self, tab: RefundFilter, limit: u32) -> Result<Vec<RefundRow>, StoreError> {
        self.list_refunds(&RefundQuery::of(tab), UnixSeconds::default(), None, limit)
    }

    /// One page of a list of refunds, in the list's order, from behind a row on if one is given. Days that are said from today
    /// on are counted from `now`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn list_refunds(
        &self,
        query: &RefundQuery,
        now: UnixSeconds,
        behind: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<RefundRow>, StoreError> {
        let sql = NarrowedRefunds { query, now }.rows_sql(ROW, behind, limit);
        let db = self.db();
        let mut rows = db.list_readable(&sql.text, &sql.params(&db), row_from)?;
        in_order(query, &mut rows, |row| row);
        Ok(rows)
    }

    /// How many refunds the list has, and what they come to.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_totals(&self, query: &RefundQuery, now: UnixSeconds) -> Result<ListTotals, StoreError> {
        let sql = NarrowedRefunds { query, now }.totals_sql();
        let db = self.db();
        let read = |row: &Row<'_>| Ok(ListTotals { count: row.get("many")?, sum: row.get("sum")? });
        Ok(db.find(&sql.text, &sql.params(&db), read)?.unwrap_or_default())
    }

    /// Refunds of a list in its order, those behind `behind`: the next page for a sheet of it.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refunds_to_export(
        &self,
        query: &RefundQuery,
        now: UnixSeconds,
        behind: Option<&RefundKey>,
        limit: u32,
    ) -> Result<Vec<ExportedRefund>, StoreError> {
        let sql = NarrowedRefunds { query, now }.rows_sql(&in_full(ROW), behind, limit);
        let db = self.db();
        let mut rows = db.list(&sql.text, &sql.params(&db), full_from)?;
        in_order(query, &mut rows, |refund| &refund.row);
        Ok(rows)
    }
}

fn in_order<T>(query: &RefundQuery, rows: &mut [T], row: impl Fn(&T) -> &RefundRow) {
    let sort = query.sorted();
    rows.sort_by(|a, b| {
        let (a, b) = (row(a).key(sort.by), row(b).key(sort.by));
        if sort.rising { a.cmp(&b) } else { b.cmp(&a) }
    });
}
