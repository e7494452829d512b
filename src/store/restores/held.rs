//! That nothing leaves while the shop catches up, decided by the rows.

use crate::domain::OrderNo;
use crate::store::{
    Refusal, StoreError,
    engine::{db::Db, value::params},
};

/// In SQL: true while shop `?1` catches up after a restore.
pub(in crate::store) const HELD: &str =
    "EXISTS (SELECT 1 FROM restores WHERE restores.shop_id = ?1 AND restores.accepted_at IS NULL)";

/// In SQL: true if the file was put back after the order in this expression was placed, so that what happened to it
/// meanwhile may not be known here.
pub(in crate::store) fn older_than_a_restore_sql(placed_at: &str) -> String {
    format!("EXISTS (SELECT 1 FROM restores t WHERE t.shop_id = ?1 AND t.found_at >= {placed_at})")
}

/// Refuses what would leave this computer while the shop catches up.
pub(in crate::store) fn must_not_be_held(db: Db<'_>) -> Result<(), StoreError> {
    if db.value(&format!("SELECT {HELD}"), params![db.shop])? { Err(Refusal::CatchingUp.into()) } else { Ok(()) }
}

/// True if an older file was put back since the order was placed.
pub(in crate::store) fn is_older(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let placed_at = "(SELECT created_at FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2)";
    db.value(&format!("SELECT {}", older_than_a_restore_sql(placed_at)), params![db.shop, order_no])
}
