//! Money that does not fit the order it names: how it is told, and where it is kept.

use crate::domain::{Attention, OrderNo, PaidFacts, TransactionId, UnixSeconds};
use crate::store::StoreError;
use crate::store::engine::{db::Db, value::params};

/// The only currency of a mainland merchant; an absent field means the same (protocol, "Query order").
pub(in crate::store) const CURRENCY: &str = "CNY";

/// True, in SQL, if WeChat's own answer tied transaction `?3` to another order than `?2` of shop `?1`.
pub(in crate::store) const BELONGS_ELSEWHERE: &str =
    "(EXISTS (SELECT 1 FROM payments WHERE shop_id = ?1 AND transaction_id = ?3 AND order_no <> ?2)
      OR EXISTS (SELECT 1 FROM payment_extras WHERE shop_id = ?1 AND transaction_id = ?3 AND order_no <> ?2))";

/// True if WeChat's own answer tied this transaction to another order. One transaction pays one order, for ever.
pub(in crate::store) fn belongs_elsewhere(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: &TransactionId,
) -> Result<bool, StoreError> {
    db.value(&format!("SELECT {BELONGS_ELSEWHERE}"), params![db.shop, order_no, transaction])
}

/// True if this money was already found not to fit this order.
pub(in crate::store) fn extra_is_kept(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: &TransactionId,
) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM payment_extras WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3)",
        params![db.shop, order_no, transaction],
    )
}

/// Keeps such money beside its order, as WeChat named it.
pub(in crate::store) fn keep_extra(
    db: Db<'_>,
    order_no: &OrderNo,
    facts: &PaidFacts,
    kind: Attention,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let currency: String = facts.currency.chars().take(16).collect();
    db.run_one(
        "INSERT INTO payment_extras (shop_id, order_no, transaction_id, kind, amount_fen, currency, paid_at, found_at,
             openid)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![db.shop, order_no, facts.transaction_id, kind, facts.total, currency, facts.paid_at, now, facts.openid],
    )
}
