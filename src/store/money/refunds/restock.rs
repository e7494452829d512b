//! Pieces that go back on the shelf with a refund: wished for at the approval, put back once, when the money arrived.

use crate::domain::{OrderNo, ProductId, Quantity, RefundNo, RefundState, StepReason, UnixSeconds};
use crate::store::{
    Actor, Reader, Refusal, RestockLine, Restockable, StoreError, TextPart,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::refunds::row::RefundHead,
    orders::{self, row::OrderHead},
};

/// Keeps what is to go back with `refund_no`: pieces of the order's lines that no other refund of it takes.
pub(in crate::store) fn wish(
    db: Db<'_>,
    order_no: &OrderNo,
    refund_no: &RefundNo,
    pieces: &[(ProductId, Quantity)],
) -> Result<(), StoreError> {
    if pieces.is_empty() {
        return Ok(());
    }
    let free = free(db, order_no)?;
    for (at, (product_id, quantity)) in pieces.iter().enumerate() {
        let line = free.iter().find(|line| line.product_id == *product_id).ok_or(Refusal::Text(TextPart::Restock))?;
        if pieces.iter().take(at).any(|(known, _)| known == product_id) {
            return Err(Refusal::Text(TextPart::Restock).into());
        }
        if quantity.get() > line.left {
            return Err(Refusal::Restock { name: line.name.clone(), left: line.left }.into());
        }
        keep(db, refund_no, product_id, quantity.get())?;
    }
    Ok(())
}

/// The same for a refund that takes the place of another: as many of its pieces as are still free.
pub(in crate::store) fn inherit(
    db: Db<'_>,
    order_no: &OrderNo,
    old: &RefundNo,
    fresh: &RefundNo,
) -> Result<(), StoreError> {
    let free = free(db, order_no)?;
    for wished in of_refund(db, old)? {
        let left = free.iter().find(|line| line.product_id == wished.product_id).map_or(0, |line| line.left);
        let quantity = wished.quantity.get().min(left);
        if quantity > 0 {
            keep(db, fresh, &wished.product_id, quantity)?;
        }
    }
    Ok(())
}

fn keep(db: Db<'_>, refund_no: &RefundNo, product_id: &ProductId, quantity: u32) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO refund_restock (shop_id, refund_no, product_id, quantity) VALUES (?1, ?2, ?3, ?4)",
        params![db.shop, refund_no, product_id, quantity],
    )
}

/// The owner took the approval back: nothing is wished for any more.
pub(in crate::store) fn forget(db: Db<'_>, refund_no: &RefundNo) -> Result<(), StoreError> {
    let sql = "DELETE FROM refund_restock WHERE shop_id = ?1 AND refund_no = ?2 AND back_at IS NULL";
    db.run(sql, params![db.shop, refund_no]).map(drop)
}

/// The money arrived: the pieces are on the shelf again, and the history says so. A product that is gone meanwhile has
/// nothing to put back to.
pub(in crate::store) fn put_back(db: Db<'_>, refund: &RefundHead, now: UnixSeconds) -> Result<(), StoreError> {
    let mut back = Vec::new();
    for line in of_refund(db, &refund.refund_no)?.into_iter().filter(|line| line.back_at.is_none()) {
        let sql = "UPDATE products SET stock = stock + ?3 WHERE shop_id = ?1 AND product_id = ?2";
        if db.run(sql, params![db.shop, line.product_id, line.quantity])? == 0 {
            continue;
        }
        db.run_one(
            "UPDATE refund_restock SET back_at = ?4 WHERE shop_id = ?1 AND refund_no = ?2 AND product_id = ?3
                 AND back_at IS NULL",
            params![db.shop, refund.refund_no, line.product_id, now],
        )?;
        back.push(format!("{} ×{}", line.name, line.quantity.get()));
    }
    if back.is_empty() {
        return Ok(());
    }
    let step = HistoryStep::Refund(&refund.refund_no, Some(RefundState::Refunded), RefundState::Refunded);
    let why = StepReason::Restocked(back.join(", "));
    history::add(db, &refund.order_no, &step, StepCause::of(Actor::Zhanggui, now).why(&why))
}

/// What goes or went back with a refund, in the words of the order.
pub(in crate::store) fn of_refund(db: Db<'_>, refund_no: &RefundNo) -> Result<Vec<RestockLine>, StoreError> {
    let sql = "SELECT s.product_id, COALESCE((SELECT l.name FROM order_lines l WHERE l.shop_id = r.shop_id
                          AND l.order_no = r.order_no AND l.product_id = s.product_id), s.product_id) AS name, s.quantity, s.back_at
               FROM refund_restock s JOIN refunds r ON r.shop_id = s.shop_id AND r.refund_no = s.refund_no
               WHERE s.shop_id = ?1 AND s.refund_no = ?2 ORDER BY s.product_id";
    db.list(sql, params![db.shop, refund_no], |row| {
        Ok(RestockLine {
            product_id: row.get("product_id")?,
            name: row.get("name")?,
            quantity: row.get("quantity")?,
            back_at: row.get("back_at")?,
        })
    })
}

/// Pieces of an order's lines that are not on the shelf, nor to go there with a refund that may still arrive.
fn free(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<Restockable>, StoreError> {
    let on_the_shelf = OrderHead::find(db, order_no)?.is_none() || went_back_when_closed(db, order_no)?;
    let taken = "SELECT COALESCE(SUM(s.quantity), 0) FROM refund_restock s
                 JOIN refunds r ON r.shop_id = s.shop_id AND r.refund_no = s.refund_no
                 WHERE r.shop_id = ?1 AND r.order_no = ?2 AND s.product_id = ?3
                     AND r.state NOT IN ('requested', 'rejected', 'failed')";
    let lines = orders::placed::lines(db, order_no)?.into_iter().map(|line| {
        let taken: u32 = db.value(taken, params![db.shop, order_no, line.product_id])?;
        let left = if on_the_shelf { 0 } else { line.quantity.get().saturating_sub(taken) };
        Ok(Restockable { product_id: line.product_id, name: line.name, left })
    });
    lines.collect()
}

/// True when the order's pieces went back when it was closed, and were not taken again since.
fn went_back_when_closed(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let sql = "SELECT after = 'closed' FROM history WHERE shop_id = ?1 AND order_no = ?2 AND subject = 'order'
                   AND (after = 'closed' OR (before = 'needs_owner' AND after <> 'refunded')) ORDER BY step DESC LIMIT 1";
    Ok(db.find_value(sql, params![db.shop, order_no])?.unwrap_or(false))
}

impl Reader {
    /// How many pieces of each line of an order may still go back on the shelf with a refund.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn restockable(&self, order_no: &OrderNo) -> Result<Vec<Restockable>, StoreError> {
        let _snapshot = self.snapshot()?;
        free(self.db(), order_no)
    }
}
