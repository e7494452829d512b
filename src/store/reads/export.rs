//! What is read to be written into the owner's own books: complete, oldest first, page by page.

use crate::domain::{Fen, OrderNo, OrderState, Receiver, UnixSeconds};
use crate::store::engine::{row::Row, value::params};
use crate::store::orders::{
    list_sql::OrderList,
    listing::{Along, BOUNDS, Bounds},
};
use crate::store::{ListKey, OrderKey, OrderQuery, Reader, SortBy, StoreError};

/// An order with everything that is asked for outside the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedOrder {
    /// Its place among all orders.
    pub key: OrderKey,
    /// Where it stands.
    pub state: OrderState,
    /// A refund of it is not finished.
    pub refunding: bool,
    /// Where it goes.
    pub receiver: Receiver,
    /// `挂耳咖啡 ×2, 手冲壶`.
    pub items: String,
    /// Pieces in all.
    pub pieces: u32,
    /// The buyer's note.
    pub note: String,
    /// What was owed, paid and given back, fen.
    pub total: Fen,
    /// What of the sum owed is for sending it, fen.
    pub freight: Fen,
    /// What was paid, fen.
    pub paid: Fen,
    /// What went back, fen.
    pub refunded: Fen,
    /// When it was paid.
    pub paid_at: Option<UnixSeconds>,
    /// When it was shipped.
    pub shipped_at: Option<UnixSeconds>,
    /// Carrier and number of its first parcel; empty where there is none.
    pub parcel: (String, String),
    /// WeChat's number of the payment; empty where there is none.
    pub transaction_id: String,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When, by WeChat's word.
    pub at: UnixSeconds,
    /// What moved.
    pub kind: LedgerKind,
    /// Which order.
    pub order_no: OrderNo,
    /// Our number of a refund; empty for payments.
    pub refund_no: String,
    /// How much, fen.
    pub amount: Fen,
    /// WeChat's number of it; empty where it gave none.
    pub wechat_no: String,
    /// The name on the parcel.
    pub buyer: String,
}

impl LedgerEntry {
    /// True for money that came.
    pub const fn is_in(&self) -> bool {
        matches!(self.kind, LedgerKind::Payment | LedgerKind::Extra)
    }
}

/// Which way money went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerKind {
    /// An order was paid.
    Payment,
    /// Money in yuan that did not fit the order: twice, too late, another sum.
    Extra,
    /// Money went back and arrived.
    Refund,
}

/// Moments from the first to the second, the second left out.
pub type Span = (UnixSeconds, UnixSeconds);

/// Orders on their way into a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPage {
    /// Some of them, in the list's order.
    pub orders: Vec<ExportedOrder>,
    /// Where the next ones stand behind; `None` once these were the last.
    pub next: Option<ListKey>,
}

const EXPORTED: &str =
    "SELECT created_at, order_no, state, open_refund IS NOT NULL AS refunding, receiver_name, receiver_phone,
         receiver_address, items, (SELECT COALESCE(SUM(l.quantity), 0) FROM order_lines l
             WHERE l.shop_id = orders.shop_id AND l.order_no = orders.order_no) AS pieces,
         note, total_fen, freight_fen, paid_fen, refunded_fen, paid_at, shipped_at, COALESCE(carrier, '') AS carrier,
         COALESCE(tracking_no, '') AS tracking_no, (SELECT COALESCE(p.transaction_id, '') FROM payments p
             WHERE p.shop_id = orders.shop_id AND p.order_no = orders.order_no) AS transaction_id
     FROM orders";

fn exported_from(row: &Row<'_>) -> Result<ExportedOrder, StoreError> {
    Ok(ExportedOrder {
        key: OrderKey { created_at: row.get("created_at")?, order_no: row.get("order_no")? },
        state: row.get("state")?,
        refunding: row.get("refunding")?,
        receiver: Receiver {
            name: row.get("receiver_name")?,
            phone: row.get("receiver_phone")?,
            address: row.get("receiver_address")?,
        },
        items: row.get("items")?,
        pieces: row.get("pieces")?,
        note: row.get("note")?,
        total: row.get("total_fen")?,
        freight: row.get("freight_fen")?,
        paid: row.get("paid_fen")?,
        refunded: row.get("refunded_fen")?,
        paid_at: row.get("paid_at")?,
        shipped_at: row.get("shipped_at")?,
        parcel: (row.get("carrier")?, row.get("tracking_no")?),
        transaction_id: row.get::<Option<String>>("transaction_id")?.unwrap_or_default(),
    })
}

fn place(order: &ExportedOrder, by: SortBy) -> Option<ListKey> {
    let value = match by {
        SortBy::Placed => order.key.created_at.get(),
        SortBy::Paid => order.paid_at?.get(),
        SortBy::Shipped => order.shipped_at?.get(),
        SortBy::Amount => order.total.get(),
    };
    Some(ListKey::at(by, value, &order.key))
}

impl Reader {
    /// The next orders of a list, at most `limit`, behind `last`: each page goes on where the one before ended, and all of
    /// them together cost one way along the list. Some pages may be short, or empty, before the last.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn orders_to_export(
        &self,
        query: &OrderQuery,
        now: UnixSeconds,
        last: Option<&ListKey>,
        limit: u32,
    ) -> Result<ExportPage, StoreError> {
        self.export_page(&OrderList::of(query, now), last, limit, BOUNDS)
    }

    /// The orders of these numbers, in this order; those that are not there are left out.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn named_orders_to_export(&self, numbers: &[OrderNo]) -> Result<Vec<ExportedOrder>, StoreError> {
        let db = self.db();
        let sql = format!("{EXPORTED} WHERE shop_id = ?1 AND order_no = ?2");
        let named = numbers.iter().map(|order_no| db.find(&sql, params![db.shop, order_no], exported_from));
        Ok(named.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    pub(in crate::store) fn export_page(
        &self,
        list: &OrderList<'_>,
        behind: Option<&ListKey>,
        limit: u32,
        bounds: Bounds,
    ) -> Result<ExportPage, StoreError> {
        let _snapshot = self.snapshot()?;
        let along = Along { select: EXPORTED, read: exported_from, place, complete: true };
        let (orders, next) = self.next_rows(list, behind, limit, bounds, &along)?;
        Ok(ExportPage { orders, next })
    }

    /// Every movement of money within `span`, oldest first: what WeChat confirmed, and what arrived back.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn ledger(&self, span: Span) -> Result<Vec<LedgerEntry>, StoreError> {
        let db = self.db();
        let sql = "SELECT at, kind, order_no, refund_no, amount, wechat_no, buyer FROM (
                SELECT o.paid_at AS at, 0 AS kind, o.order_no AS order_no, '' AS refund_no,
                    o.paid_fen AS amount,
                    COALESCE(p.transaction_id, '') AS wechat_no, o.receiver_name AS buyer
                FROM orders o LEFT JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
                WHERE o.shop_id = ?1 AND o.paid_fen > 0 AND o.paid_at >= ?2 AND o.paid_at < ?3
                UNION ALL
                SELECT e.paid_at, 1, e.order_no, '', e.amount_fen, e.transaction_id, o.receiver_name
                FROM payment_extras e JOIN orders o ON o.shop_id = e.shop_id AND o.order_no = e.order_no
                WHERE e.shop_id = ?1 AND e.currency = 'CNY' AND e.paid_at >= ?2 AND e.paid_at < ?3 AND NOT EXISTS (SELECT 1 FROM payments p
                    WHERE p.shop_id = e.shop_id AND p.order_no = e.order_no AND p.transaction_id = e.transaction_id)
                UNION ALL
                SELECT r.refunded_at, 2, r.order_no, r.refund_no, r.amount_fen, COALESCE(r.refund_id, ''), o.receiver_name
                FROM refunds r JOIN orders o ON o.shop_id = r.shop_id AND o.order_no = r.order_no
                WHERE r.shop_id = ?1 AND r.state = 'refunded' AND r.refunded_at >= ?2 AND r.refunded_at < ?3) AS moves
            ORDER BY at, order_no, kind, refund_no";
        db.list(sql, params![db.shop, span.0, span.1], |row| {
            let kind = match row.get::<u8>("kind")? {
                0 => LedgerKind::Payment,
                1 => LedgerKind::Extra,
                _ => LedgerKind::Refund,
            };
            Ok(LedgerEntry {
                at: row.get("at")?,
                kind,
                order_no: row.get("order_no")?,
                refund_no: row.get("refund_no")?,
                amount: row.get("amount")?,
                wechat_no: row.get("wechat_no")?,
                buyer: row.get("buyer")?,
            })
        })
    }
}
