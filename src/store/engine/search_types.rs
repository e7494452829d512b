//! What both engines' search indices are told: which orders a transaction has changed, and the document of one.

use crate::store::search::tokens::Tokens;

/// What an order is found by: its table, and the columns whose change is a change of its document.
pub(in crate::store::engine) const FOUND_BY: [(&str, &str); 5] = [
    ("orders", "order_no, items, receiver_name, receiver_phone, receiver_address, note, total_fen"),
    ("parcels", "order_no, tracking_no"),
    ("refunds", "refund_no, order_no, reason, amount_fen"),
    ("notes", "order_no, body, removed_at"),
    ("put_tags", "order_no, tag"),
];

/// An order that a transaction has changed.
pub(in crate::store) struct ChangedOrder {
    pub shop_id: String,
    pub order_no: String,
    /// It was placed in this transaction.
    pub is_new: bool,
}

/// What an order is found by.
pub(in crate::store) struct Document<'a> {
    pub doc_id: i64,
    pub order_no: &'a str,
    pub tokens: &'a Tokens,
}
