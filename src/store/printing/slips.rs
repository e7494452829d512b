//! Packing slips that were printed: so that none is packed from twice, and none is forgotten.

use crate::domain::{OperatorAction, OrderNo, PaperSize, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, Reader, SlipPrint, Store, StoreError,
    engine::{db::Db, value::params},
    orders,
};

/// So many orders of the queue are looked through for those without a slip. More stand in it in no small shop, and a number
/// that nobody can pack in a day helps nobody.
const LOOKED_THROUGH: u32 = 5_000;

/// When the slip of the order of this alias was last printed. A slip from before its last parcel left names what is gone: it
/// does not count.
pub(in crate::store) fn slip_at(order: &str) -> String {
    format!(
        "(SELECT MAX(s.printed_at) FROM packing_slips s WHERE s.shop_id = {order}.shop_id AND s.order_no = {order}.order_no
              AND s.printed_at >= COALESCE((SELECT MAX(p.shipped_at) FROM parcels p WHERE p.shop_id = {order}.shop_id
                  AND p.order_no = {order}.order_no), s.printed_at))"
    )
}

impl Store {
    /// The slips of these orders were handed to the printer, or stand in a file. An order that is not known here is passed
    /// over. Answers how many were kept.
    pub fn keep_slips(&self, orders: Vec<OrderNo>, paper: PaperSize, now: UnixSeconds) -> CommitFuture<usize> {
        self.write_as(Attempt::of(OperatorAction::Print, now), move |db| keep(db, &orders, paper, now))
    }
}

fn keep(db: Db<'_>, orders: &[OrderNo], paper: PaperSize, now: UnixSeconds) -> Result<usize, StoreError> {
    let mut kept = 0_usize;
    for order_no in orders {
        let rows = db.run(
            "INSERT INTO packing_slips (shop_id, order_no, copy, paper, printed_at)
             SELECT o.shop_id, o.order_no, (SELECT COALESCE(MAX(s.copy) + 1, 0) FROM packing_slips s
                 WHERE s.shop_id = o.shop_id AND s.order_no = o.order_no), ?3, ?4
             FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2",
            params![db.shop, order_no, paper, now],
        )?;
        kept = kept.saturating_add(rows);
    }
    Ok(kept)
}

/// The slips of an order, in the order they were printed.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<SlipPrint>, StoreError> {
    let sql = "SELECT printed_at, paper FROM packing_slips WHERE shop_id = ?1 AND order_no = ?2 ORDER BY copy";
    db.list(sql, params![db.shop, order_no], |row| {
        Ok(SlipPrint { printed_at: row.get("printed_at")?, paper: row.get("paper")? })
    })
}

pub(in crate::store) fn unprinted_sql() -> String {
    let slip_at = slip_at("o");
    format!(
        "SELECT COUNT(*) FROM (SELECT o.shop_id, o.order_no FROM orders o WHERE o.shop_id = ?1 {}
             ORDER BY o.paid_at, o.order_no LIMIT ?2) AS o WHERE {slip_at} IS NULL",
        orders::reads::TO_SHIP
    )
}

impl Reader {
    /// How many of the oldest that are to be shipped now have no slip yet.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn count_unprinted(&self) -> Result<u64, StoreError> {
        let db = self.db();
        db.value(&unprinted_sql(), params![db.shop, LOOKED_THROUGH])
    }
}
