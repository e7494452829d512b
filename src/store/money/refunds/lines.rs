//! The pieces a refund is about, in the words of its order.

use crate::domain::{OrderLine, OrderNo, ProductId, Quantity, RefundNo};
use crate::store::{
    Refusal, StoreError, TextPart,
    engine::{db::Db, value::params},
    orders::placed,
};

/// The pieces the buyer named, in the order's own words and prices. Not more of them than were ordered.
pub(in crate::store) fn from_order(
    db: Db<'_>,
    order_no: &OrderNo,
    items: &[(ProductId, Quantity)],
) -> Result<Vec<OrderLine>, StoreError> {
    let ordered = placed::lines(db, order_no)?;
    let mut lines: Vec<OrderLine> = Vec::with_capacity(items.len());
    for (product_id, quantity) in items {
        let line = ordered.iter().find(|line| line.product_id == *product_id);
        let line = line.filter(|line| quantity.get() <= line.quantity.get()).ok_or(Refusal::Text(TextPart::Items))?;
        if lines.iter().any(|known| known.product_id == *product_id) {
            return Err(Refusal::Text(TextPart::Items).into());
        }
        lines.push(OrderLine { quantity: *quantity, ..line.clone() });
    }
    Ok(lines)
}

/// Keeps them with the refund.
pub(in crate::store) fn insert(db: Db<'_>, refund_no: &RefundNo, lines: &[OrderLine]) -> Result<(), StoreError> {
    for (position, line) in (0_u32..).zip(lines) {
        db.run_one(
            "INSERT INTO refund_lines (shop_id, refund_no, position, product_id, name, price_fen, quantity)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![db.shop, refund_no, position, line.product_id, line.name, line.price, line.quantity],
        )?;
    }
    Ok(())
}

/// What a refund is about, in the buyer's order.
pub(in crate::store) fn of_refund(db: Db<'_>, refund_no: &RefundNo) -> Result<Vec<OrderLine>, StoreError> {
    let sql = "SELECT product_id, name, price_fen, quantity FROM refund_lines
               WHERE shop_id = ?1 AND refund_no = ?2 ORDER BY position";
    db.list(sql, params![db.shop, refund_no], placed::line_from)
}
