//! What the goods were sold under: whether and how long their buyer may ask for money back. The owner's own refunds are not
//! asked.

use crate::domain::{Fen, OrderNo, ProductId, Quantity, RefundBar, RefundRule, UnixSeconds};
use crate::store::{
    NewRefund, Refusal, StoreError,
    engine::{db::Db, value::params},
    orders::{pickups, row::OrderHead},
};

/// A line of the order whose money cannot be asked for.
struct BarredLine {
    product_id: ProductId,
    name: String,
    cost: Fen,
    bar: RefundBar,
}

/// Refuses a buyer's request about goods that were sold without refunds, or whose days are over. A request that names no goods
/// may be about all the others: for their money, and what sending cost.
pub(in crate::store) fn may_ask(
    db: Db<'_>,
    order: &OrderHead,
    new: &NewRefund,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let barred = barred(db, order, now)?;
    let named = |line: &&BarredLine| new.items.iter().any(|(id, _)| *id == line.product_id);
    if let Some(line) = barred.iter().find(named) {
        return Err(refusal(line).into());
    }
    let kept = Fen::sum(barred.iter().map(|line| line.cost)).unwrap_or_default();
    match barred.first() {
        Some(line) if new.amount > order.paid.checked_sub(kept).unwrap_or_default() => Err(refusal(line).into()),
        _ => Ok(()),
    }
}

fn refusal(line: &BarredLine) -> Refusal {
    let name = line.name.clone();
    match line.bar {
        RefundBar::Never => Refusal::NotRefundable { name },
        RefundBar::Over { days } => Refusal::RefundTimeOver { name, days },
    }
}

fn barred(db: Db<'_>, order: &OrderHead, now: UnixSeconds) -> Result<Vec<BarredLine>, StoreError> {
    let received_at = received_at(db, &order.order_no, order)?;
    let sql = "SELECT product_id, name, price_fen, quantity, refund_days FROM order_lines
               WHERE shop_id = ?1 AND order_no = ?2 AND refund_days IS NOT NULL ORDER BY position";
    let lines = db.list(sql, params![db.shop, order.order_no], |row| {
        let rule = RefundRule::of_days(row.get("refund_days")?).unwrap_or_default();
        let Err(bar) = rule.judge(received_at, now) else { return Ok(None) };
        let (price, quantity): (Fen, Quantity) = (row.get("price_fen")?, row.get("quantity")?);
        let cost = price.checked_mul(quantity.get()).unwrap_or_default();
        Ok(Some(BarredLine { product_id: row.get("product_id")?, name: row.get("name")?, cost, bar }))
    })?;
    Ok(lines.into_iter().flatten().collect())
}

/// When its buyer had the goods, as far as that is known: handed over at the counter, or said to have arrived.
fn received_at(db: Db<'_>, order_no: &OrderNo, order: &OrderHead) -> Result<Option<UnixSeconds>, StoreError> {
    if order.received_at.is_some() || pickups::of_order(db, order_no)?.is_none() {
        return Ok(order.received_at);
    }
    Ok(order.shipped_at)
}
