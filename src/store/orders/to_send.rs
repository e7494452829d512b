//! Which goods a refund is about, and what that leaves of an order to be sent: the one read behind every list of pieces.

use crate::domain::{OrderNo, ProductId, Quantity, RefundNo, RefundedGoods, ToSend};
use crate::store::{
    Refusal, ShippedParcel, StoreError,
    engine::{db::Db, value::params},
    orders::{self, row::OrderHead},
    shipments,
};

/// The refunds of an order's own payment, with the goods each is about. Of a second payment money goes back, and no goods.
pub(in crate::store) fn refunds(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<RefundedGoods>, StoreError> {
    let sql = "SELECT refund_no, state, amount_fen FROM refunds
               WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id IS NULL ORDER BY refund_no";
    let rows: Vec<(RefundNo, RefundedGoods)> = db.list(sql, params![db.shop, order_no], |row| {
        Ok((
            row.get("refund_no")?,
            RefundedGoods { state: row.get("state")?, amount: row.get("amount_fen")?, goods: Vec::new() },
        ))
    })?;
    let with_goods = |(refund_no, refund)| Ok(RefundedGoods { goods: goods(db, &refund_no)?, ..refund });
    rows.into_iter().map(with_goods).collect()
}

/// The goods one refund is about.
pub(in crate::store) fn goods(db: Db<'_>, refund_no: &RefundNo) -> Result<Vec<(ProductId, Quantity)>, StoreError> {
    let sql = "SELECT product_id, quantity FROM refund_goods WHERE shop_id = ?1 AND refund_no = ?2 ORDER BY product_id";
    db.list(sql, params![db.shop, refund_no], |row| Ok((row.get("product_id")?, row.get("quantity")?)))
}

/// What is left of the order beside these parcels.
pub(in crate::store) fn beside(
    db: Db<'_>,
    order_no: &OrderNo,
    parcels: &[ShippedParcel],
) -> Result<ToSend, StoreError> {
    let sent = parcels.iter().flat_map(|parcel| &parcel.items);
    Ok(ToSend::of(&orders::placed::lines(db, order_no)?, &refunds(db, order_no)?, sent))
}

/// What is left of the order as it stands.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<ToSend, StoreError> {
    beside(db, order_no, &shipments::row::parcels(db, order_no)?)
}

/// Keeps which goods a refund is about, in the place of what was kept before.
pub(in crate::store) fn keep(
    db: Db<'_>,
    refund_no: &RefundNo,
    pieces: &[(ProductId, Quantity)],
) -> Result<(), StoreError> {
    db.run("DELETE FROM refund_goods WHERE shop_id = ?1 AND refund_no = ?2", params![db.shop, refund_no])?;
    for (product_id, quantity) in pieces {
        db.run_one(
            "INSERT INTO refund_goods (shop_id, refund_no, product_id, quantity) VALUES (?1, ?2, ?3, ?4)",
            params![db.shop, refund_no, product_id, quantity],
        )?;
    }
    Ok(())
}

/// As the buyer named them again: the owner's yes was taken back.
pub(in crate::store) fn keep_as_asked(db: Db<'_>, refund_no: &RefundNo) -> Result<(), StoreError> {
    let sql = "SELECT product_id, quantity FROM refund_lines WHERE shop_id = ?1 AND refund_no = ?2";
    let asked: Vec<_> =
        db.list(sql, params![db.shop, refund_no], |row| Ok((row.get("product_id")?, row.get("quantity")?)))?;
    keep(db, refund_no, &asked)
}

/// The same goods for a refund that takes the place of another.
pub(in crate::store) fn inherit(db: Db<'_>, old: &RefundNo, fresh: &RefundNo) -> Result<(), StoreError> {
    keep(db, fresh, &goods(db, old)?)
}

/// `before` as it is to be now: whether anything of it may still go. What went in part waits for the word that this was all.
pub(in crate::store) fn looked_at(db: Db<'_>, before: &OrderHead) -> Result<OrderHead, StoreError> {
    let begun = "SELECT EXISTS (SELECT 1 FROM shipments WHERE shop_id = ?1 AND order_no = ?2)";
    let begun: bool = db.value(begun, params![db.shop, before.order_no])?;
    let nothing_to_send = !begun && beside(db, &before.order_no, &[])?.is_nothing();
    Ok(OrderHead { nothing_to_send, ..before.clone() })
}

/// The refusal of an order of which nothing may go: names the first line that was refunded.
pub(in crate::store) fn refused(all: &ToSend) -> Refusal {
    let line = all.kept_back().next().or_else(|| all.lines.first());
    Refusal::RefundedPieces { name: line.map(|line| line.name.clone()).unwrap_or_default(), left: 0 }
}
