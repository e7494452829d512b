//! The SQL of a list that is narrowed and sorted. Conditions are looked at along `orders_facts`, never in the rows; what
//! differs is where the numbers come from: along the sort, from a condition few orders meet, or from everywhere.

use super::{
    order_query::{ListKey, OrderQuery, OrderSource, RefundPart, SortBy},
    reads::where_clause,
};
use crate::domain::{Days, UnixSeconds};
use crate::store::OrderFilter;
use crate::store::engine::{
    db::Db,
    dialect::along,
    value::{SqlValue, ToSql},
};

/// A statement with its values; `?1` is the shop.
pub(in crate::store) struct ListSql {
    pub text: String,
    bound: Vec<ListBound>,
}

enum ListBound {
    Number(i64),
    Text(String),
}

impl ToSql for ListBound {
    fn to_sql(&self) -> SqlValue<'_> {
        match self {
            Self::Number(number) => SqlValue::Integer(*number),
            Self::Text(text) => SqlValue::Text(text),
        }
    }
}

impl ListSql {
    pub(in crate::store) const fn new() -> Self {
        Self { text: String::new(), bound: Vec::new() }
    }

    pub fn params<'a>(&'a self, db: &'a Db<'_>) -> Vec<&'a dyn ToSql> {
        let shop: &dyn ToSql = &db.shop;
        std::iter::once(shop).chain(self.bound.iter().map(|value| value as &dyn ToSql)).collect()
    }

    pub(in crate::store) fn add(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// `words` with its one `?` bound to the value.
    fn bind(&mut self, words: &str, value: ListBound) {
        self.bound.push(value);
        let number = format!("?{}", self.bound.len().saturating_add(1));
        self.text.push_str(&words.replacen('?', &number, 1));
    }

    pub(in crate::store) fn number(&mut self, words: &str, value: i64) {
        self.bind(words, ListBound::Number(value));
    }

    pub(in crate::store) fn text(&mut self, words: &str, value: &str) {
        self.bind(words, ListBound::Text(value.to_owned()));
    }

    /// Only moments of these days, counted from `now`; nothing without days.
    pub(in crate::store) fn days(&mut self, column: &str, days: Option<Days>, now: UnixSeconds) {
        let Some((from, behind)) = days.map(|days| days.span(now)) else { return };
        if from.is_none() && behind.is_none() {
            self.add(&format!(" AND {column} IS NOT NULL"));
        }
        if let Some(from) = from {
            self.number(&format!(" AND {column} >= ?"), from.get());
        }
        if let Some(behind) = behind {
            self.number(&format!(" AND {column} < ?"), behind.get());
        }
    }
}

/// A condition with an index of its own: the numbers of all orders that meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum OrderSet {
    Tab,
    Placed,
    Paid,
    Shipped,
    Amount,
    Refunded,
    Refunding,
    /// The orders of a product, of the days they were placed on if any are said.
    Product,
    /// Those of a product that are owed so much.
    ProductAmount,
    Carrier,
    App,
    Elsewhere,
    Noted,
    Tagged,
    Buyer,
    DueSoon,
    /// Those whose buyer comes for them.
    Pickup,
}

impl OrderSet {
    /// Its orders stand side by side among the facts: a number begins with its day.
    pub const fn lies_together(self) -> bool {
        matches!(self, Self::Placed | Self::Paid | Self::Shipped)
    }
}

/// Where the numbers come from.
#[derive(Clone, Copy)]
pub(in crate::store) enum Route<'a> {
    /// Along the sort, no farther than this row.
    Walk(Option<&'a ListKey>),
    /// All of a condition's, put in order.
    Set(OrderSet),
    /// All there are, put in order.
    All,
}

/// A query at a moment.
#[derive(Clone, Copy)]
pub(in crate::store) struct OrderList<'q> {
    pub query: &'q OrderQuery,
    pub now: UnixSeconds,
    /// Only what is paid and not shipped.
    unshipped: bool,
}

/// One way along a list: from behind this row on, against the sort if `back`.
#[derive(Clone, Copy, Default)]
pub(in crate::store) struct Way<'a> {
    pub behind: Option<&'a ListKey>,
    pub back: bool,
}

pub(super) const fn tab_index(filter: OrderFilter) -> &'static str {
    match filter {
        OrderFilter::All => "orders_all",
        OrderFilter::ToPay => "orders_to_pay",
        OrderFilter::ToShip => "orders_to_ship",
        OrderFilter::Shipped => "orders_shipped",
        OrderFilter::Refunding => "orders_refunding",
        OrderFilter::NeedsOwner => "orders_needs_owner",
        OrderFilter::Done => "orders_done",
        OrderFilter::Elsewhere => "orders_elsewhere",
    }
}

/// Tabs that have nearly all orders: what bounds them bounds a walk along all orders as well, and its index holds all a walk
/// needs.
const fn is_most(filter: OrderFilter) -> bool {
    matches!(filter, OrderFilter::All | OrderFilter::Done)
}

/// What identifies a row in the order of the list, the sort's own first.
const fn columns(by: SortBy) -> &'static [&'static str] {
    match by {
        SortBy::Placed => &["created_at", "order_no"],
        SortBy::Paid => &["paid_at", "order_no"],
        SortBy::Shipped => &["shipped_at", "order_no"],
        SortBy::Amount => &["total_fen", "created_at", "order_no"],
    }
}

impl<'q> OrderList<'q> {
    /// The list of a query, its days counted from `now`.
    pub const fn of(query: &'q OrderQuery, now: UnixSeconds) -> Self {
        Self { query, now, unshipped: false }
    }

    /// The same, and of it only what is paid and not shipped: what stays here while its refund is open.
    pub const fn unshipped(query: &'q OrderQuery, now: UnixSeconds) -> Self {
        Self { query, now, unshipped: true }
    }
}

impl OrderList<'_> {
    pub(super) const fn by(&self) -> SortBy {
        self.query.sort.by
    }

    /// The conditions that have an index of their own, but for that of the sort.
    pub fn sets(&self) -> Vec<OrderSet> {
        let query = self.query;
        let (open, gone) = (
            query.refund == Some(RefundPart::Open),
            matches!(query.refund, Some(RefundPart::Part | RefundPart::Whole)),
        );
        let amount = query.amount_from.is_some() || query.amount_to.is_some();
        let sets = [
            (query.filter != OrderFilter::All, OrderSet::Tab),
            (query.placed.is_some(), OrderSet::Placed),
            (query.paid.is_some(), OrderSet::Paid),
            (query.shipped.is_some(), OrderSet::Shipped),
            (amount, OrderSet::Amount),
            (open, OrderSet::Refunding),
            (gone, OrderSet::Refunded),
            (query.product.is_some(), OrderSet::Product),
            (query.product.is_some() && amount, OrderSet::ProductAmount),
            (query.carrier.is_some(), OrderSet::Carrier),
            (query.source == Some(OrderSource::App), OrderSet::App),
            (query.source == Some(OrderSource::Elsewhere), OrderSet::Elsewhere),
            (query.noted, OrderSet::Noted),
            (query.tag.is_some(), OrderSet::Tagged),
            (query.buyer.is_some(), OrderSet::Buyer),
            (query.due_soon, OrderSet::DueSoon),
            (query.pickup == Some(true), OrderSet::Pickup),
        ];
        sets.into_iter().filter(|(is, _)| *is).map(|(_, set)| set).collect()
    }

    /// Whether this is what the walk along the sort goes over anyway.
    pub fn is_walked(&self, set: OrderSet) -> bool {
        let query = self.query;
        match (self.by(), set) {
            (SortBy::Placed, OrderSet::Placed | OrderSet::Product)
            | (SortBy::Paid, OrderSet::Paid)
            | (SortBy::Shipped, OrderSet::Shipped)
            | (SortBy::Amount, OrderSet::Amount | OrderSet::ProductAmount) => true,
            (SortBy::Placed, OrderSet::Tab) => !is_most(query.filter) && query.product.is_none(),
            (SortBy::Amount, OrderSet::Product) => query.placed.is_none(),
            _ => false,
        }
    }

    /// How many orders a set has, up to `most`.
    pub fn size_sql(&self, set: OrderSet, most: u32) -> ListSql {
        let mut sql = ListSql::new();
        sql.add("SELECT COUNT(*) AS size FROM (");
        self.set(&mut sql, set);
        sql.number(" LIMIT ?) AS k", i64::from(most));
        sql
    }

    /// The key of the row that stands `steps` behind the beginning of the way, if the list goes that far.
    pub fn far_sql(&self, way: Way<'_>, steps: u32) -> ListSql {
        let mut sql = ListSql::new();
        let created_at = if self.by() == SortBy::Amount { "created_at" } else { "0" };
        let value = columns(self.by()).first().copied().unwrap_or("created_at");
        sql.add(&format!("SELECT {value} AS value, {created_at} AS placed, order_no"));
        self.walk(&mut sql, way, None);
        self.sorted(&mut sql, "", way.back);
        sql.number(" LIMIT 1 OFFSET ?", i64::from(steps));
        sql
    }

    /// The numbers of one page.
    #[cfg(test)]
    pub fn page_sql(&self, from: Route<'_>, way: Way<'_>, limit: u32) -> ListSql {
        let mut sql = ListSql::new();
        self.page(&mut sql, from, way, limit);
        sql
    }

    /// What `select` says of the orders of one page, in any order.
    pub fn rows_sql(&self, select: &str, from: Route<'_>, way: Way<'_>, limit: u32) -> ListSql {
        let mut sql = ListSql::new();
        sql.add(&format!("{select} WHERE shop_id = ?1 AND order_no IN ("));
        self.page(&mut sql, from, way, limit);
        sql.add(")");
        sql
    }

    /// How many there are and what they come to; no walk: all of them are looked at.
    pub fn totals_sql(&self, from: Route<'_>) -> ListSql {
        let mut sql = ListSql::new();
        sql.add("SELECT COUNT(*) AS many, COALESCE(SUM(f.total_fen), 0) AS sum");
        self.facts(&mut sql, from, Way::default());
        sql
    }

    pub(super) const fn is_unshipped(&self) -> bool {
        self.unshipped
    }

    fn page(&self, sql: &mut ListSql, from: Route<'_>, way: Way<'_>, limit: u32) {
        sql.add("SELECT f.order_no");
        self.facts(sql, from, way);
        match from {
            Route::Walk(_) => self.sorted(sql, "k.", way.back),
            Route::Set(_) | Route::All => {
                self.key(sql, "f.", way.behind, way.back);
                self.sorted(sql, "f.", way.back);
            }
        }
        sql.number(" LIMIT ?", i64::from(limit));
    }

    /// The facts of the orders that meet every condition.
    fn facts(&self, sql: &mut ListSql, from: Route<'_>, way: Way<'_>) {
        sql.add(" FROM ");
        match from {
            Route::All => {}
            Route::Walk(far) => {
                sql.add(&format!("(SELECT {}", columns(self.by()).join(", ")));
                self.walk(sql, way, far);
                sql.add(") AS k CROSS JOIN ");
            }
            Route::Set(set) => {
                sql.add("(");
                self.set(sql, set);
                sql.add(") AS k CROSS JOIN ");
            }
        }
        sql.add(&format!("orders AS f {} WHERE f.shop_id = ?1", along("orders_facts")));
        if !matches!(from, Route::All) {
            sql.add(" AND f.order_no = k.order_no");
        }
        let has_product = match from {
            Route::All => false,
            Route::Walk(_) => self.product_index().is_some(),
            Route::Set(set) => matches!(set, OrderSet::Product | OrderSet::ProductAmount),
        };
        self.conditions(sql, has_product);
    }

    /// The index a product's orders are walked along, where they have one in the order of the list.
    fn product_index(&self) -> Option<&'static str> {
        let index = match self.by() {
            SortBy::Placed => "lines_by_product",
            SortBy::Amount => "lines_by_product_sum",
            SortBy::Paid | SortBy::Shipped => return None,
        };
        self.query.product.is_some().then_some(index)
    }

    /// The keys of the rows along the sort, within what bounds it.
    fn walk(&self, sql: &mut ListSql, way: Way<'_>, far: Option<&ListKey>) {
        let query = self.query;
        let (index, words) = match self.by() {
            SortBy::Placed if is_most(query.filter) => ("orders_all", ""),
            SortBy::Placed => (tab_index(query.filter), where_clause(query.filter)),
            SortBy::Paid => ("orders_by_paid", "AND paid_at IS NOT NULL"),
            SortBy::Shipped => ("orders_by_shipped", "AND shipped_at IS NOT NULL"),
            SortBy::Amount => ("orders_by_total", ""),
        };
        match self.product_index() {
            Some(index) => self.of_product(sql, index),
            None => sql.add(&format!(" FROM orders {} WHERE shop_id = ?1 {words}", along(index))),
        }
        match self.by() {
            SortBy::Placed => self.days(sql, "created_at", query.placed),
            SortBy::Paid => self.days(sql, "paid_at", query.paid),
            SortBy::Shipped => self.days(sql, "shipped_at", query.shipped),
            SortBy::Amount => self.amounts(sql, "total_fen"),
        }
        self.key(sql, "", way.behind, way.back);
        if let Some(far) = far {
            // The far end is seen from the other side, and belongs to the way.
            let up = self.query.sort.rising != way.back;
            self.compare(sql, "", far, if up { "<=" } else { ">=" });
        }
    }

    fn sorted(&self, sql: &mut ListSql, table: &str, back: bool) {
        let end = if self.query.sort.rising == back { " DESC" } else { "" };
        let by: Vec<String> = columns(self.by()).iter().map(|column| format!("{table}{column}{end}")).collect();
        sql.add(&format!(" ORDER BY {}", by.join(", ")));
    }

    /// Only what stands behind the key.
    fn key(&self, sql: &mut ListSql, table: &str, key: Option<&ListKey>, back: bool) {
        let Some(key) = key else { return };
        let up = self.query.sort.rising != back;
        self.compare(sql, table, key, if up { ">" } else { "<" });
    }

    fn compare(&self, sql: &mut ListSql, table: &str, key: &ListKey, sign: &str) {
        let names: Vec<String> = columns(self.by()).iter().map(|column| format!("{table}{column}")).collect();
        sql.number(&format!(" AND ({}) {sign} (?", names.join(", ")), key.value);
        if self.by() == SortBy::Amount {
            sql.number(", ?", key.created_at.get());
        }
        sql.text(", ?)", key.order_no.as_str());
    }
}
