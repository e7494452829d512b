//! What WeChat is asked before the shop goes on: noted down when the file is recognised, crossed out by its answers.

use crate::domain::{CatchUpKind, OrderNo, RefundNo, UnixSeconds};
use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
    money::payments::merchants,
};

/// Tasks of this shop, those of other merchants left out: nobody can ask about these now, and they are held by themselves.
pub(super) fn open_sql() -> String {
    format!("FROM catch_up_tasks t WHERE t.shop_id = ?1 AND t.done_at IS NULL AND NOT {}", merchants::is_held_sql("t"))
}

/// How many are left.
pub(super) fn left(db: Db<'_>) -> Result<u32, StoreError> {
    db.value(&format!("SELECT COUNT(*) {}", open_sql()), params![db.shop])
}

/// WeChat answered a question about a refund by its number.
pub(in crate::store) fn refund_asked(db: Db<'_>, refund_no: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
    done(db, CatchUpKind::Refund, refund_no.as_str(), now)
}

/// WeChat listed all refunds of an order.
pub(in crate::store) fn order_listed(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
    done(db, CatchUpKind::Order, order_no.as_str(), now)
}

/// WeChat answered whether an order is paid.
pub(in crate::store) fn payment_asked(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
    done(db, CatchUpKind::Payment, order_no.as_str(), now)
}

fn done(db: Db<'_>, kind: CatchUpKind, key: &str, now: UnixSeconds) -> Result<(), StoreError> {
    let sql =
        "UPDATE catch_up_tasks SET done_at = ?4 WHERE shop_id = ?1 AND kind = ?2 AND row_key = ?3 AND done_at IS NULL";
    db.run(sql, params![db.shop, kind, key, now]).map(drop)
}
