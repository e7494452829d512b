//! That nothing leaves while the shop catches up, or is not run from here, decided by the rows.

use crate::domain::{LeaseHold, OrderNo};
use crate::store::{
    Refusal, StoreError,
    engine::{db::Db, value::params},
};

const CATCHING_UP: &str =
    "EXISTS (SELECT 1 FROM restores WHERE restores.shop_id = ?1 AND restores.accepted_at IS NULL)";

/// In SQL: true while shop `?1` catches up after a restore, or another installation runs it.
pub(in crate::store) const HELD: &str =
    "(EXISTS (SELECT 1 FROM restores WHERE restores.shop_id = ?1 AND restores.accepted_at IS NULL)
      OR EXISTS (SELECT 1 FROM leases WHERE leases.shop_id = ?1 AND leases.hold IS NOT NULL))";

/// In SQL: true if the file was put back after the order in this expression was placed, so that what happened to it
/// meanwhile may not be known here.
pub(in crate::store) fn older_than_a_restore_sql(placed_at: &str) -> String {
    format!("EXISTS (SELECT 1 FROM restores t WHERE t.shop_id = ?1 AND t.found_at >= {placed_at})")
}

/// True while the shop catches up.
pub(in crate::store) fn is_catching_up(db: Db<'_>) -> Result<bool, StoreError> {
    db.value(&format!("SELECT {CATCHING_UP}"), params![db.shop])
}

/// Refuses what is not done while the shop catches up.
pub(in crate::store) fn must_not_catch_up(db: Db<'_>) -> Result<(), StoreError> {
    if is_catching_up(db)? { Err(Refusal::CatchingUp.into()) } else { Ok(()) }
}

/// Refuses what would leave this computer while the shop catches up, or is not run from here.
pub(in crate::store) fn must_not_be_held(db: Db<'_>) -> Result<(), StoreError> {
    must_not_catch_up(db)?;
    match hold(db)? {
        Some(hold) => Err(Refusal::NotRunHere(hold).into()),
        None => Ok(()),
    }
}

/// Refuses new orders in a shop that was handed over: whoever runs it now would never hear of them.
pub(in crate::store) fn must_not_be_handed_over(db: Db<'_>) -> Result<(), StoreError> {
    match hold(db)? {
        Some(hold @ LeaseHold::HandedOver) if !is_catching_up(db)? => Err(Refusal::NotRunHere(hold).into()),
        _ => Ok(()),
    }
}

fn hold(db: Db<'_>) -> Result<Option<LeaseHold>, StoreError> {
    db.find_value("SELECT hold FROM leases WHERE shop_id = ?1 AND hold IS NOT NULL", params![db.shop])
}

/// True if an older file was put back since the order was placed.
pub(in crate::store) fn is_older(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let placed_at = "(SELECT created_at FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2)";
    db.value(&format!("SELECT {}", older_than_a_restore_sql(placed_at)), params![db.shop, order_no])
}
