//! What each condition of a list of orders says in SQL: the numbers of all that meet it where it has an index of its own, and
//! the words by which the facts of an order are looked at.

use super::{
    list_sql::{ListSql, OrderList, OrderSet, tab_index},
    order_query::{OrderSource, RefundPart, SortBy},
    reads::{TO_SHIP, where_clause},
};
use crate::domain::{Days, SHIP_URGENT_SECS, SHIP_WITHIN_SECS};
use crate::store::{OrderFilter, engine::dialect::along, printing::slips::slip_at, shipments::reads::CARRIER_BEFORE};

impl OrderList<'_> {
    /// The numbers of all orders of a set.
    pub(super) fn set(&self, sql: &mut ListSql, set: OrderSet) {
        let query = self.query;
        let mut of = |index: &str, words: &str| {
            sql.add(&format!("SELECT order_no FROM orders {} WHERE shop_id = ?1 {words}", along(index)));
        };
        match set {
            OrderSet::Tab => of(tab_index(query.filter), where_clause(query.filter)),
            OrderSet::Refunding => of(tab_index(OrderFilter::Refunding), where_clause(OrderFilter::Refunding)),
            OrderSet::Elsewhere => of(tab_index(OrderFilter::Elsewhere), where_clause(OrderFilter::Elsewhere)),
            OrderSet::Refunded => of("orders_refunded", "AND refunded_fen > 0"),
            OrderSet::Noted => of("orders_noted", "AND note <> ''"),
            OrderSet::Placed => {
                of("orders_all", "");
                self.days(sql, "created_at", query.placed);
            }
            OrderSet::Paid => {
                of("orders_by_paid", "AND paid_at IS NOT NULL");
                self.days(sql, "paid_at", query.paid);
            }
            OrderSet::Shipped => {
                of("orders_by_shipped", "AND shipped_at IS NOT NULL");
                self.days(sql, "shipped_at", query.shipped);
            }
            OrderSet::Amount => {
                of("orders_by_total", "");
                self.amounts(sql, "total_fen");
            }
            OrderSet::Carrier => {
                of("orders_by_carrier", "");
                sql.text("AND carrier = ?", query.carrier.as_deref().unwrap_or_default());
            }
            OrderSet::Product => {
                sql.add("SELECT order_no");
                self.of_product(sql, "lines_by_product");
                self.days(sql, "created_at", query.placed);
            }
            OrderSet::ProductAmount => {
                sql.add("SELECT order_no");
                self.of_product(sql, "lines_by_product_sum");
                self.amounts(sql, "total_fen");
            }
            OrderSet::Tagged => self.tagged(sql),
            OrderSet::Buyer => self.of_buyer(sql),
            OrderSet::DueSoon => {
                of("orders_ship_queue", TO_SHIP);
                self.paid_long_ago(sql, "paid_at");
            }
            OrderSet::Pickup => sql.add("SELECT order_no FROM pickups WHERE shop_id = ?1"),
            OrderSet::App => {
                sql.add(&format!("SELECT order_no FROM payments {}", along("payments_by_app")));
                sql.add(" WHERE shop_id = ?1 AND channel = 'app'");
            }
        }
    }

    /// The lines of the product: one an order, with what its order is sorted by.
    pub(super) fn of_product(&self, sql: &mut ListSql, index: &str) {
        let product = self.query.product.as_ref().map_or("", |product| product.as_str());
        sql.add(&format!(" FROM order_lines {} WHERE shop_id = ?1", along(index)));
        sql.text(" AND product_id = ?", product);
    }

    /// The numbers of the orders that have the tag, themselves, on a refund, or by their buyer.
    fn tagged(&self, sql: &mut ListSql) {
        let tag = self.query.tag.as_ref().map_or("", |tag| tag.as_str());
        let tags = format!("FROM put_tags AS t {}", along("put_tags_by_tag"));
        sql.add(&format!("SELECT t.order_no {tags} WHERE t.shop_id = ?1 AND t.subject <> 'buyer'"));
        sql.text(" AND t.tag = ?", tag);
        let orders = format!("CROSS JOIN orders AS o {}", along("orders_of_buyer"));
        sql.add(&format!(" UNION SELECT o.order_no {tags} {orders} WHERE t.shop_id = ?1 AND t.subject = 'buyer'"));
        sql.text(" AND t.tag = ? AND o.shop_id = t.shop_id AND o.openid = t.subject_key", tag);
    }

    /// The numbers of a buyer's orders.
    fn of_buyer(&self, sql: &mut ListSql) {
        let buyer = self.query.buyer.as_ref().map_or("", |buyer| buyer.as_str());
        sql.add(&format!("SELECT order_no FROM orders {} WHERE shop_id = ?1", along("orders_of_buyer")));
        sql.text(" AND openid = ?", buyer);
    }

    /// So long ago that little is left of the time to ship.
    fn paid_long_ago(&self, sql: &mut ListSql, column: &str) {
        let at = self.now.plus(SHIP_URGENT_SECS.saturating_sub(SHIP_WITHIN_SECS));
        sql.number(&format!(" AND {column} <= ?"), at.get());
    }

    /// What only parcels that are to be sent are narrowed by.
    fn of_parcels(&self, sql: &mut ListSql) {
        if self.query.due_soon {
            sql.add(&format!(" {TO_SHIP}"));
            self.paid_long_ago(sql, "f.paid_at");
        }
        if let Some(printed) = self.query.printed {
            let not = if printed { "NOT " } else { "" };
            sql.add(&format!(" AND {} IS {not}NULL", slip_at("f")));
        }
        if let Some(carrier) = &self.query.carrier_before {
            sql.text(" AND ? = ", carrier);
            sql.add(&format!(
                "(SELECT {CARRIER_BEFORE} FROM orders AS o WHERE o.shop_id = f.shop_id AND o.order_no = f.order_no)"
            ));
        }
    }

    /// Every condition, of the facts: what costs least stands first. With `has_product` the numbers are a product's already.
    pub(super) fn conditions(&self, sql: &mut ListSql, has_product: bool) {
        let query = self.query;
        // The words of the tabs name no table; the walk and the sets lend no column of the same name.
        sql.add(" ");
        sql.add(where_clause(query.filter));
        if self.is_unshipped() {
            sql.add(" AND f.state = 'to_ship' AND f.paid_at IS NOT NULL");
        }
        match self.by() {
            SortBy::Paid => sql.add(" AND f.paid_at IS NOT NULL"),
            SortBy::Shipped => sql.add(" AND f.shipped_at IS NOT NULL"),
            SortBy::Placed | SortBy::Amount => {}
        }
        self.amounts(sql, "f.total_fen");
        self.days(sql, "f.created_at", query.placed);
        self.days(sql, "f.paid_at", query.paid);
        self.days(sql, "f.shipped_at", query.shipped);
        match query.refund {
            Some(RefundPart::None) => sql.add(" AND f.refunded_fen = 0 AND f.open_refund IS NULL"),
            Some(RefundPart::Open) => sql.add(" AND f.open_refund IS NOT NULL"),
            Some(RefundPart::Part) => sql.add(" AND f.refunded_fen > 0 AND f.refunded_fen < f.paid_fen"),
            Some(RefundPart::Whole) => sql.add(" AND f.refunded_fen > 0 AND f.refunded_fen = f.paid_fen"),
            None => {}
        }
        if let Some(carrier) = &query.carrier {
            sql.text(" AND f.carrier = ?", carrier);
        }
        if query.noted {
            // The note itself is none of the facts.
            sql.add(&format!(
                " AND EXISTS (SELECT 1 FROM orders AS n {} WHERE n.shop_id = f.shop_id AND n.order_no = f.order_no
                      AND n.note <> '')",
                along("orders_noted")
            ));
        }
        if query.confirmed {
            sql.add(
                " AND EXISTS (SELECT 1 FROM payments c WHERE c.shop_id = f.shop_id AND c.order_no = f.order_no
                      AND c.state = 'confirmed')",
            );
        }
        if query.tag.is_some() {
            sql.add(" AND f.order_no IN (");
            self.tagged(sql);
            sql.add(")");
        }
        if query.buyer.is_some() {
            sql.add(" AND f.order_no IN (");
            self.of_buyer(sql);
            sql.add(")");
        }
        if let Some(pickup) = query.pickup {
            let not = if pickup { "" } else { "NOT " };
            sql.add(&format!(
                " AND {not}EXISTS (SELECT 1 FROM pickups k WHERE k.shop_id = f.shop_id AND k.order_no = f.order_no)"
            ));
        }
        self.of_parcels(sql);
        let app = "EXISTS (SELECT 1 FROM payments p WHERE p.shop_id = f.shop_id AND p.order_no = f.order_no AND p.channel = 'app')";
        match query.source {
            Some(OrderSource::Elsewhere) => sql.add(" AND f.source = 'elsewhere'"),
            Some(OrderSource::App) => sql.add(&format!(" AND f.source = 'storefront' AND {app}")),
            Some(OrderSource::MiniProgram) => sql.add(&format!(" AND f.source = 'storefront' AND NOT {app}")),
            None => {}
        }
        if let Some(product) = query.product.as_ref().filter(|_| !has_product) {
            sql.text(
                " AND EXISTS (SELECT 1 FROM order_lines l WHERE l.shop_id = f.shop_id AND l.product_id = ?
                      AND l.order_no = f.order_no)",
                product.as_str(),
            );
        }
    }

    pub(super) fn days(&self, sql: &mut ListSql, column: &str, days: Option<Days>) {
        sql.days(column, days, self.now);
    }

    pub(super) fn amounts(&self, sql: &mut ListSql, column: &str) {
        if let Some(from) = self.query.amount_from {
            sql.number(&format!(" AND {column} >= ?"), from.get());
        }
        if let Some(to) = self.query.amount_to {
            sql.number(&format!(" AND {column} <= ?"), to.get());
        }
    }
}
