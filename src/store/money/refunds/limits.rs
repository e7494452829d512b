//! What WeChat does not take, found out here before anything is sent: each limit has a refusal of its own.
//!
//! Source: protocol, "Numbers, text limits and amounts".

use crate::domain::{
    Fen, OrderNo, PARTIAL_REFUNDS_MAX, REFUND_WINDOW_SECS, RefundNo, Refundable, TransactionId, UnixSeconds,
};
use crate::store::{
    Refusal, StoreError,
    engine::{clock, db::Db, value::params},
    money::refunds::{row::RefundHead, sources::RefundSource},
    orders::row::OrderHead,
};

/// A request: those that wait for the owner count too, so that no buyer can fill the queue.
const ASKED: &str = "'rejected', 'failed'";
/// A refund: what the owner has not said yes to does not count.
const PROMISED: &str = "'requested', 'rejected', 'failed'";

/// A buyer may ask for this much.
pub(in crate::store) fn may_ask(
    db: Db<'_>,
    order: &OrderHead,
    amount: Fen,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    within_the_year(db, order, RefundSource::of(db, &order.order_no, None)?, now)?;
    not_too_many(db, (&order.order_no, None), None, ASKED)?;
    fits(order.refundable(), amount)?;
    Ok(())
}

/// The owner may promise this much.
pub(in crate::store) fn may_promise(
    db: Db<'_>,
    refund: &RefundHead,
    order: &OrderHead,
    amount: Fen,
    now: UnixSeconds,
) -> Result<Fen, StoreError> {
    let source = RefundSource::of_refund(db, refund)?;
    within_the_year(db, order, source, now)?;
    not_too_many(db, (&order.order_no, refund.transaction_id.as_ref()), Some(&refund.refund_no), PROMISED)?;
    if amount > refund.asked {
        // What else is left of the payment was not asked for.
        return Err(Refusal::Amount { left: source.money.left().min(refund.asked) }.into());
    }
    Ok(fits(source.money, amount)?)
}

/// The owner may begin a refund of this much that nobody asked for.
pub(in crate::store) fn may_begin(
    db: Db<'_>,
    order: &OrderHead,
    (transaction, source): (Option<&TransactionId>, RefundSource),
    amount: Fen,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    within_the_year(db, order, source, now)?;
    not_too_many(db, (&order.order_no, transaction), None, PROMISED)?;
    fits(source.money, amount)?;
    Ok(())
}

/// The first call may leave. Its money is held already, and whether its year is over only WeChat can say for good. Later
/// calls are repeats, of which only WeChat can say no.
pub(in crate::store) fn may_leave(db: Db<'_>, refund: &RefundHead) -> Result<(), StoreError> {
    if refund.sends != refund.never_left {
        return Ok(());
    }
    not_too_many(db, (&refund.order_no, refund.transaction_id.as_ref()), Some(&refund.refund_no), PROMISED)
}

/// By WeChat's clock as it was last heard, and by this one: what is known of a clock may be older than its setting. Nothing
/// is decided by it: the click can be made again, and whether the year is over only WeChat says for good.
fn within_the_year(db: Db<'_>, order: &OrderHead, source: RefundSource, now: UnixSeconds) -> Result<(), StoreError> {
    let paid_at = source.paid_at.ok_or(Refusal::State(order.state.into()))?;
    let late = clock::at_wechat(db, now)?.min(now).since(paid_at) > REFUND_WINDOW_SECS;
    if late { Err(Refusal::RefundsTooLate { paid_at }.into()) } else { Ok(()) }
}

/// Counted for each payment, as WeChat counts them.
fn not_too_many(
    db: Db<'_>,
    (order_no, transaction): (&OrderNo, Option<&TransactionId>),
    besides: Option<&RefundNo>,
    uncounted: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT COUNT(*) FROM refunds WHERE shop_id = ?1 AND order_no = ?2 AND refund_no <> ?3
             AND COALESCE(transaction_id, '') = ?4 AND state NOT IN ({uncounted})"
    );
    let (besides, of) = (besides.map_or("", RefundNo::as_str), transaction.map_or("", TransactionId::as_str));
    let refunds: u32 = db.value(&sql, params![db.shop, order_no, besides, of])?;
    if usize::try_from(refunds).is_ok_and(|refunds| refunds < PARTIAL_REFUNDS_MAX) {
        return Ok(());
    }
    Err(Refusal::RefundsTooMany { most: PARTIAL_REFUNDS_MAX }.into())
}

fn fits(mut money: Refundable, amount: Fen) -> Result<Fen, Refusal> {
    let (left, in_flight) = (money.left(), money.in_flight);
    money.take(amount).ok_or_else(|| {
        let but_for_the_others = left.checked_add(in_flight).is_some_and(|most| amount <= most);
        if in_flight.is_zero() || amount.is_zero() || !but_for_the_others {
            Refusal::Amount { left }
        } else {
            Refusal::InFlight { left, in_flight }
        }
    })
}
