//! Refunds made by hand on WeChat's merchant platform: found by asking for all refunds of an order, kept by WeChat's word.

use super::{
    Actor, RawMessage, Reader, RefundSearch, Refusal, StoreError, counts,
    db::Db,
    history::{self, Cause, Step},
    notices::{self, Direction},
    order_row::OrderHead,
    refund_row::{self, RefundHead},
    refund_turns,
};
use crate::domain::{Fen, OrderNo, RefundFacts, RefundNo, RefundOutcome, RefundState, RefundStep, UnixSeconds};
use rusqlite::{named_params, params};

/// Why an approved refund is over before it was sent: what it would have given is gone already.
pub(super) const LEFT_GONE: &str = "LIMIT_LEFT";
const ACCOUNT_CHARS_MAX: usize = 100;

/// WeChat is to be asked for all refunds of the order, at once. True if there is such an order, and it is paid.
pub(super) fn search(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<bool, StoreError> {
    if OrderHead::find(db, order_no)?.is_none_or(|order| order.paid.is_zero()) {
        return Ok(false);
    }
    db.run(
        "INSERT INTO refund_searches (shop_id, order_no, asks, next_at) VALUES (?1, ?2, 0, ?3)
         ON CONFLICT (shop_id, order_no) DO UPDATE SET next_at = excluded.next_at WHERE next_at > excluded.next_at",
        params![db.shop, order_no, now],
    )?;
    Ok(true)
}

/// No usable answer: asked again at `next_at`.
pub(super) fn postpone(
    db: Db<'_>,
    order_no: &OrderNo,
    answer: Option<&RawMessage>,
    next_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if let Some(answer) = answer {
        notices::keep(db, Direction::Answer, answer, (Some(order_no), None), now)?;
    }
    let sql = "UPDATE refund_searches SET asks = asks + 1, next_at = ?3 WHERE shop_id = ?1 AND order_no = ?2";
    db.run(sql, params![db.shop, order_no, next_at]).map(drop)
}

/// WeChat's list of an order's refunds. Those we do not know become rows; answers them. What does not fit beside a refund
/// of ours that is under way is looked at again at `next_at`, when that one has ended.
pub(super) fn found(
    db: Db<'_>,
    order_no: &OrderNo,
    listed: &[RefundFacts],
    answer: Option<&RawMessage>,
    next_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<Vec<RefundNo>, StoreError> {
    postpone(db, order_no, answer, next_at, now)?;
    let message = answer.map(|answer| &answer.id);
    let (mut new, mut waits) = (Vec::new(), false);
    for facts in listed.iter().filter(|facts| facts.order_no == *order_no) {
        if RefundHead::find(db, &facts.refund_no)?.is_some() {
            continue;
        }
        if make_room(db, facts, now)? {
            adopt(db, facts, Cause::of(Actor::WeChat, now).message(message))?;
            new.push(facts.refund_no.clone());
        } else {
            waits = true;
        }
    }
    if !waits {
        let sql = "DELETE FROM refund_searches WHERE shop_id = ?1 AND order_no = ?2";
        db.run(sql, params![db.shop, order_no])?;
    }
    Ok(new)
}

const fn state_of(outcome: &RefundOutcome) -> RefundState {
    match outcome {
        RefundOutcome::Processing => RefundState::Processing,
        RefundOutcome::Success { .. } => RefundState::Refunded,
        RefundOutcome::Change => RefundState::Stuck,
        RefundOutcome::Closed => RefundState::Failed,
    }
}

/// True if the order has this much left, perhaps after refunds of ours are given up that never left this computer: the
/// money they were promised is gone. One that may have left is WeChat's to refuse.
fn make_room(db: Db<'_>, facts: &RefundFacts, now: UnixSeconds) -> Result<bool, StoreError> {
    let order = OrderHead::read(db, &facts.order_no)?;
    if facts.total != order.paid {
        tracing::warn!(refund = %facts.refund_no, "WeChat lists a refund of another total");
        return Ok(false);
    }
    if state_of(&facts.outcome) == RefundState::Failed {
        return Ok(true);
    }
    let unsent = "SELECT refund_no FROM refunds WHERE shop_id = ?1 AND order_no = ?2 AND state = 'approved'
                      AND sends = never_left ORDER BY next_at DESC, refund_no DESC";
    let unsent: Vec<RefundNo> = db.list(unsent, params![db.shop, facts.order_no], |row| row.get(0))?;
    for refund_no in unsent {
        if facts.amount <= left(db, &facts.order_no)? {
            return Ok(true);
        }
        let before = RefundHead::read(db, &refund_no)?;
        let state = before.state.after(RefundStep::Decline)?;
        let after = RefundHead { state, trouble: LEFT_GONE.to_owned(), changed_at: now, asks: 0, ..before.clone() };
        refund_turns::move_to(db, &before, after, Cause::of(Actor::Zhanggui, now).why(LEFT_GONE))?;
    }
    Ok(facts.amount <= left(db, &facts.order_no)?)
}

fn left(db: Db<'_>, order_no: &OrderNo) -> Result<Fen, StoreError> {
    Ok(OrderHead::read(db, order_no)?.refundable().left())
}

/// A row for a refund that never was ours. No approval, no sends: only WeChat's word.
fn adopt(db: Db<'_>, facts: &RefundFacts, cause: Cause<'_>) -> Result<(), StoreError> {
    let order = OrderHead::read(db, &facts.order_no)?;
    let state = state_of(&facts.outcome);
    let (refunded_at, account) = match &facts.outcome {
        RefundOutcome::Success { at, account } => (Some(at.unwrap_or(cause.at)), account.as_str()),
        _ => (None, ""),
    };
    let account: String = account.chars().take(ACCOUNT_CHARS_MAX).collect();
    let trouble = if state == RefundState::Stuck { "CHANGE" } else { "" };
    db.run_one(
        "INSERT INTO refunds (shop_id, refund_no, order_no, openid, version, state, asked_fen, amount_fen, reason, contact,
             reply, refund_id, account, refunded_at, sends, never_left, asks, next_at, trouble, requested_at, changed_at,
             origin)
         VALUES (:shop, :refund_no, :order_no, :openid, 1, :state, :amount, :amount, '-', '',
             '', :refund_id, :account, :refunded_at, 0, 0, 0, :now, :trouble, :now, :now, 'platform')",
        named_params! {
            ":shop": db.shop, ":refund_no": facts.refund_no, ":order_no": facts.order_no, ":openid": order.openid,
            ":state": state, ":amount": facts.amount, ":refund_id": facts.refund_id, ":account": account,
            ":refunded_at": refunded_at, ":trouble": trouble, ":now": cause.at,
        },
    )?;
    let refund = RefundHead::find(db, &facts.refund_no)?.ok_or(Refusal::NotFound)?;
    counts::move_refund(db, None, &refund)?;
    history::add(db, &facts.order_no, &Step::Refund(&facts.refund_no, None, state), cause)?;
    let order = refund_row::sum_up(db, &order)?;
    refund_turns::end_order(db, &order, state, cause)
}

impl Reader {
    /// Orders WeChat is to be asked about for all of their refunds now, longest due first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_refund_searches(&self, now: UnixSeconds, limit: u32) -> Result<Vec<RefundSearch>, StoreError> {
        let db = self.db();
        let sql = "SELECT s.order_no, COALESCE(p.sign_type, 'HMAC-SHA256'), s.asks FROM refund_searches s
                   JOIN payments p ON p.shop_id = s.shop_id AND p.order_no = s.order_no
                   WHERE s.shop_id = ?1 AND s.next_at <= ?2 ORDER BY s.next_at, s.order_no LIMIT ?3";
        db.list(sql, params![db.shop, now, limit], |row| {
            Ok(RefundSearch { order_no: row.get(0)?, sign_type: row.get(1)?, asks: row.get(2)? })
        })
    }

    /// When the next of them is due.
    pub(super) fn next_search(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        db.value("SELECT MIN(next_at) FROM refund_searches WHERE shop_id = ?1", [db.shop])
    }
}
