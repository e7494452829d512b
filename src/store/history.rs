//! Every step ever taken: added in the commit of the step itself, never changed.

use super::{Actor, HistoryRow, StoreError, db::Db};
use crate::domain::{MessageId, OrderNo, OrderState, PaymentState, RefundNo, RefundState, UnixSeconds};
use rusqlite::{Row, params};

/// Whose life a step belongs to, with the states before (none at the beginning) and after.
pub(super) enum Step<'a> {
    Order(Option<OrderState>, OrderState),
    Payment(Option<PaymentState>, PaymentState),
    Refund(&'a RefundNo, Option<RefundState>, RefundState),
}

/// What brought a step about.
#[derive(Clone, Copy)]
pub(super) struct Cause<'a> {
    pub actor: Actor,
    /// In words or WeChat's code; empty where the step says it all.
    pub why: &'a str,
    pub message: Option<&'a MessageId>,
    pub at: UnixSeconds,
}

impl<'a> Cause<'a> {
    pub fn of(actor: Actor, at: UnixSeconds) -> Self {
        Self { actor, why: "", message: None, at }
    }

    pub fn why(self, why: &'a str) -> Self {
        Self { why, ..self }
    }

    pub fn message(self, message: Option<&'a MessageId>) -> Self {
        Self { message, ..self }
    }
}

/// Adds a step to the history of `order_no`.
pub(super) fn add(db: Db<'_>, order_no: &OrderNo, step: &Step<'_>, cause: Cause<'_>) -> Result<(), StoreError> {
    let next = "SELECT COALESCE(MAX(step) + 1, 0) FROM history WHERE shop_id = ?1 AND order_no = ?2";
    add_as(db, order_no, db.value(next, params![db.shop, order_no])?, step, cause)
}

/// The same for one who knows how many steps there are before it. One row a statement: of several, SQLite keeps a copy of
/// every page it touches, in case the last is refused.
pub(super) fn add_as(
    db: Db<'_>,
    order_no: &OrderNo,
    number: u32,
    step: &Step<'_>,
    cause: Cause<'_>,
) -> Result<(), StoreError> {
    let (subject, refund_no, before, after) = match step {
        Step::Order(before, after) => ("order", None, before.map_or("", OrderState::as_str), after.as_str()),
        Step::Payment(before, after) => ("payment", None, before.map_or("", PaymentState::as_str), after.as_str()),
        Step::Refund(no, before, after) => ("refund", Some(no), before.map_or("", RefundState::as_str), after.as_str()),
    };
    db.run_one(
        "INSERT INTO history (shop_id, order_no, step, at, actor, subject, refund_no, before, after, why, message_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            db.shop,
            order_no,
            number,
            cause.at,
            cause.actor.as_str(),
            subject,
            refund_no,
            before,
            after,
            cause.why,
            cause.message
        ],
    )
}

/// Every step of an order, of its payment and of its refunds, oldest first.
pub(super) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<HistoryRow>, StoreError> {
    let sql = "SELECT at, actor, subject, before, after, why, message_id FROM history
               WHERE shop_id = ?1 AND order_no = ?2 ORDER BY step";
    db.list(sql, params![db.shop, order_no], step_from)
}

/// Every step of one refund, oldest first.
pub(super) fn of_refund(db: Db<'_>, order_no: &OrderNo, refund_no: &RefundNo) -> Result<Vec<HistoryRow>, StoreError> {
    let sql = "SELECT at, actor, subject, before, after, why, message_id FROM history
               WHERE shop_id = ?1 AND order_no = ?2 AND refund_no = ?3 ORDER BY step";
    db.list(sql, params![db.shop, order_no, refund_no], step_from)
}

fn step_from(row: &Row<'_>) -> rusqlite::Result<HistoryRow> {
    Ok(HistoryRow {
        at: row.get(0)?,
        actor: row.get(1)?,
        subject: row.get(2)?,
        before: row.get(3)?,
        after: row.get(4)?,
        why: row.get(5)?,
        message: row.get(6)?,
    })
}
