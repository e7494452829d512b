//! Money back under a new number, after WeChat said that the old one moved nothing and never will.

use crate::domain::{OperatorAction, RefundNo, RefundOrigin, RefundState, StepReason, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, RefundRenewal, Refusal, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::merchants,
    money::refunds::{self, row::RefundHead},
    orders::{counts, row::OrderHead, to_send},
};
use crate::store::{CommitFuture, Store};

impl Store {
    /// The owner sends the money of a refund that failed for good once more, under a fresh number. The old row stays as it
    /// ended and is named by the new one. Refused in any other state, when it has a successor already, or when the limits do
    /// not allow the sum any more.
    pub fn renew_refund(&self, renewal: RefundRenewal, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::GiveRefund, now).refund(&renewal.refund_no), move |db| {
            renew(db, &renewal, now)
        })
    }
}

/// Leaves `old` as it ended and approves the same money under `fresh`.
pub(in crate::store) fn renew(db: Db<'_>, renewal: &RefundRenewal, now: UnixSeconds) -> Result<(), StoreError> {
    let (old, fresh) = (&renewal.refund_no, &renewal.fresh);
    let ended = RefundHead::read(db, old)?;
    if let Some(successor) = successor_of(db, old)? {
        return Err(Refusal::Renewed(successor).into());
    }
    let ended = if ended.version == renewal.seen { ended } else { return Err(Refusal::Stale.into()) };
    // What was made by hand on the platform is finished there as well.
    if !ended.state.can_be_renewed() || ended.origin == RefundOrigin::Platform {
        return Err(Refusal::State(ended.state.into()).into());
    }
    merchants::must_be_ours(db, &ended.order_no)?;
    if RefundHead::find(db, fresh)?.is_some() {
        return Err(Refusal::NumberTaken.into());
    }
    let order = OrderHead::read(db, &ended.order_no)?;
    refunds::limits::may_promise(db, &ended, &order, ended.amount, now)?;
    insert(db, renewal, now)?;
    refunds::approved_by(db, fresh)?;
    refunds::restock::inherit(db, &ended.order_no, old, fresh)?;
    to_send::inherit(db, old, fresh)?;
    counts::move_refund(db, None, RefundHead::read(db, fresh)?.counted())?;
    // What goes on in its place settles it: it is no failure any more that somebody has to look at.
    counts::move_refund(db, Some(ended.counted()), RefundHead { renewed: true, ..ended.clone() }.counted())?;
    refunds::sources::sums_of(db, &order, ended.transaction_id.as_ref())?;
    let cause = StepCause::of(Actor::Owner, now);
    let (goes_on, began) = (StepReason::RenewedAs(fresh.clone()), StepReason::Renews(old.clone()));
    let step = HistoryStep::Refund(old, Some(ended.state), ended.state);
    history::add(db, &ended.order_no, &step, cause.why(&goes_on))?;
    history::add(db, &ended.order_no, &HistoryStep::Refund(fresh, None, RefundState::Approved), cause.why(&began))
}

/// All that the owner and WeChat are told stays the same, but for the number.
fn insert(db: Db<'_>, renewal: &RefundRenewal, now: UnixSeconds) -> Result<(), StoreError> {
    let (old, fresh) = (&renewal.refund_no, &renewal.fresh);
    db.run_one(
        "INSERT INTO refunds (shop_id, refund_no, order_no, openid, version, state, asked_fen, amount_fen, reason, contact,
             reply, account, sends, never_left, asks, next_at, trouble, requested_at, changed_at, origin, renews,
             transaction_id)
         SELECT shop_id, ?3, order_no, openid, 1, 'approved', asked_fen, amount_fen, reason, contact,
             reply, '', 0, 0, 0, ?4, '', ?5, ?5, origin, refund_no, transaction_id
         FROM refunds WHERE shop_id = ?1 AND refund_no = ?2 AND state = 'failed'",
        params![db.shop, old, fresh, renewal.send_from, now],
    )?;
    db.run(
        "INSERT INTO refund_lines (shop_id, refund_no, position, product_id, name, price_fen, quantity)
         SELECT shop_id, ?3, position, product_id, name, price_fen, quantity
         FROM refund_lines WHERE shop_id = ?1 AND refund_no = ?2",
        params![db.shop, old, fresh],
    )?;
    Ok(())
}

/// Which refund goes on in this one's place.
pub(in crate::store) fn successor_of(db: Db<'_>, refund_no: &RefundNo) -> Result<Option<RefundNo>, StoreError> {
    let sql = "SELECT refund_no FROM refunds WHERE shop_id = ?1 AND renews = ?2";
    db.find_value(sql, params![db.shop, refund_no])
}

/// In whose place this refund goes on.
pub(in crate::store) fn predecessor_of(db: Db<'_>, refund_no: &RefundNo) -> Result<Option<RefundNo>, StoreError> {
    let sql = "SELECT renews FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
    Ok(db.find_value(sql, params![db.shop, refund_no])?.flatten())
}
