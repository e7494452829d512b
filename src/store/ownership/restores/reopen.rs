//! What an older file believes to be open, opened again: it may have been settled since, and only WeChat knows.

use crate::domain::{RefundNo, RefundStep, RefundTrouble, StepReason, UnixSeconds};
use crate::store::{
    Actor, StoreError,
    engine::{db::Db, value::params},
    history::StepCause,
    money::refunds::{row::RefundHead, updates},
};

/// Orders that were paid so long before the file's last moment are asked for all of their refunds even where nothing is
/// open: that is when buyers want their money back. Of older ones WeChat is asked before a refund of theirs first leaves.
const LISTED_SECS: i64 = 30 * 24 * 60 * 60;

/// One transaction: after it the rows say what is asked. False where no restore waits for it.
pub(in crate::store) fn begin(db: Db<'_>, now: UnixSeconds) -> Result<bool, StoreError> {
    let sql = "SELECT restore_no FROM restores WHERE shop_id = ?1 AND accepted_at IS NULL AND found_at IS NULL";
    let Some(restore_no) = db.find_value::<u32>(sql, params![db.shop])? else { return Ok(false) };
    let behind_at = last_moment(db)?;
    db.run("DELETE FROM catch_up_tasks WHERE shop_id = ?1", params![db.shop])?;
    refunds(db, now)?;
    orders(db, behind_at.unwrap_or(now).plus(-LISTED_SECS), now)?;
    payments(db, now)?;
    // WeChat may have been told since: it is asked what it has, and told only what it lacks.
    let told = "UPDATE shipments SET in_doubt = 1 WHERE shop_id = ?1 AND in_doubt = 0
                    AND (report = 'held' OR report = 'waiting' OR report = 'stopped')";
    db.run(told, params![db.shop])?;
    // A receipt that waits here may be on paper since.
    let printed = "UPDATE print_jobs SET marked = 1 WHERE shop_id = ?1 AND marked = 0
                       AND (state = 'waiting' OR state = 'stopped')";
    db.run(printed, params![db.shop])?;
    // What was to be said about complaints may have been said since: their talk is read first.
    let said = "UPDATE complaint_tasks SET state = 'in_doubt', next_at = ?2 WHERE shop_id = ?1
                    AND (state = 'waiting' OR state = 'sending')";
    db.run(said, params![db.shop, now])?;
    // A message that waits here may have been sent since, and WeChat cannot be asked: it is not said twice.
    let told = "UPDATE service_messages SET state = 'unknown', trouble = 'restored', changed_at = ?2 WHERE shop_id = ?1
                    AND (state = 'waiting' OR state = 'sending')";
    db.run(told, params![db.shop, now])?;
    let sql =
        "UPDATE restores SET found_at = ?3, behind_at = COALESCE(behind_at, ?4) WHERE shop_id = ?1 AND restore_no = ?2";
    db.run_one(sql, params![db.shop, restore_no, now, behind_at])?;
    Ok(true)
}

/// The last moment the file knows of.
fn last_moment(db: Db<'_>) -> Result<Option<UnixSeconds>, StoreError> {
    let moments = [
        "SELECT MAX(created_at) FROM orders WHERE shop_id = ?1",
        "SELECT MAX(at) FROM messages WHERE shop_id = ?1 AND direction = 'notice'",
        "SELECT MAX(at) FROM messages WHERE shop_id = ?1 AND direction <> 'notice'",
    ];
    let mut last = None;
    for sql in moments {
        last = last.max(db.value::<Option<UnixSeconds>>(sql, params![db.shop])?);
    }
    Ok(last)
}

/// Each refund that is not over may have left since, whatever the file says: in doubt, and asked about by its number.
fn refunds(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let numbers: Vec<RefundNo> = db.values(
        "SELECT refund_no FROM refunds WHERE shop_id = ?1 AND state IN ('approved', 'sending', 'waiting_for_money')
         ORDER BY refund_no",
        params![db.shop],
    )?;
    let trouble = Some(RefundTrouble::Restored);
    let reason = StepReason::from(trouble.clone());
    for refund_no in numbers {
        let before = RefundHead::read(db, &refund_no)?;
        let state = before.state.after(RefundStep::Reopen)?;
        let trouble = trouble.clone();
        let after = RefundHead { state, trouble, asks: 0, next_at: now, changed_at: now, ..before.clone() };
        updates::move_to(db, &before, after, StepCause::of(Actor::Zhanggui, now).why(&reason))?;
    }
    let asked = "state IN ('processing', 'in_doubt', 'stuck')";
    db.run(&format!("UPDATE refunds SET next_at = ?2 WHERE shop_id = ?1 AND {asked}"), params![db.shop, now])?;
    let tasks = format!(
        "INSERT INTO catch_up_tasks (shop_id, kind, row_key, order_no)
         SELECT shop_id, 'refund', refund_no, order_no FROM refunds WHERE shop_id = ?1 AND {asked}"
    );
    db.run(&tasks, params![db.shop]).map(drop)
}

/// Orders about whose money something is open, all that are still to be shipped, and those paid lately: a refund made by hand,
/// or by the shop after this file was copied, is on WeChat's list of the order alone.
fn orders(db: Db<'_>, paid_since: UnixSeconds, now: UnixSeconds) -> Result<(), StoreError> {
    db.run(
        "INSERT INTO catch_up_tasks (shop_id, kind, row_key, order_no)
         SELECT o.shop_id, 'order', o.order_no, o.order_no FROM orders o
         WHERE o.shop_id = ?1 AND o.paid_at IS NOT NULL
             AND (o.state = 'to_ship' OR o.open_refund IS NOT NULL OR o.paid_at >= ?2
                  OR EXISTS (SELECT 1 FROM refunds r WHERE r.shop_id = o.shop_id AND r.order_no = o.order_no
                      AND r.state IN ('requested', 'processing', 'in_doubt', 'stuck')))",
        params![db.shop, paid_since],
    )?;
    db.run(
        "INSERT INTO refund_searches (shop_id, order_no, asks, next_at)
         SELECT shop_id, order_no, 0, ?2 FROM catch_up_tasks WHERE shop_id = ?1 AND kind = 'order'
         ON CONFLICT (shop_id, order_no) DO UPDATE SET next_at = excluded.next_at",
        params![db.shop, now],
    )
    .map(drop)
}

/// Every payment that was open, also one WeChat had not heard of when the file was copied.
fn payments(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let open = "shop_id = ?1 AND next_ask_at IS NOT NULL AND state IN ('unsent', 'waiting', 'noticed')";
    let tasks = format!(
        "INSERT INTO catch_up_tasks (shop_id, kind, row_key, order_no)
         SELECT shop_id, 'payment', order_no, order_no FROM payments WHERE {open}"
    );
    db.run(&tasks, params![db.shop])?;
    db.run(&format!("UPDATE payments SET next_ask_at = ?2 WHERE {open}"), params![db.shop, now]).map(drop)
}
