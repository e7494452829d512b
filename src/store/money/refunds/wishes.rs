//! The owner's ways on with a refund whose end is not in the shop's hands. None of them makes another number.

use crate::domain::{OperatorAction, REFUND_GAP_SECS, RefundNo, RefundState, RefundStep, StepReason, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, RefundWish, Refusal, StoreError,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    money::refunds::{self, row::RefundHead},
    orders::row::OrderHead,
    ownership::restores::{held, tasks},
};
use crate::store::{CommitFuture, Store};

impl Store {
    /// The owner's way on with a refund whose end is not in the shop's hands. `seen` as in [`Store::approve_refund`].
    pub fn wish_refund(&self, refund_no: RefundNo, seen: u32, wish: RefundWish, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(action_of(wish), now).refund(&refund_no), move |db| {
            carry_out(db, &refund_no, seen, wish, now)
        })
    }
}

/// What sends money again is a refund that is given; what ends one in WeChat's place is the owner's.
const fn action_of(wish: RefundWish) -> OperatorAction {
    match wish {
        RefundWish::SendAlso | RefundWish::SendAgain => OperatorAction::GiveRefund,
        RefundWish::SetAside | RefundWish::Vouch => OperatorAction::SettleRefund,
    }
}

/// Carries the wish out, as the click saw the refund.
pub(in crate::store) fn carry_out(
    db: Db<'_>,
    refund_no: &RefundNo,
    seen: u32,
    wish: RefundWish,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = RefundHead::read_as_seen(db, refund_no, seen)?;
    let reason = StepReason::Wish(wish);
    let cause = StepCause::of(Actor::Owner, now).why(&reason);
    match wish {
        RefundWish::SendAlso if before.paused_for.is_some() && before.state == RefundState::Approved => {
            let after = RefundHead { paused_for: None, changed_at: now, next_at: now, ..before.clone() };
            stays(db, &before, after, cause)
        }
        // What goes back of a second payment holds no goods.
        RefundWish::SetAside
            if before.state.waits_for_wechat() && before.set_aside_at.is_none() && before.transaction_id.is_none() =>
        {
            stays(db, &before, RefundHead { set_aside_at: Some(now), ..before.clone() }, cause)
        }
        // What waits to be sent is not asked about, and the shop catches up until WeChat was asked about everything.
        RefundWish::SendAgain => {
            held::must_not_catch_up(db)?;
            step(db, &before, RefundStep::SendAgain, cause)
        }
        // The owner's word in the place of an answer: nothing more is asked about it.
        RefundWish::Vouch => {
            tasks::refund_asked(db, refund_no, now)?;
            step(db, &before, RefundStep::Vouch, cause)
        }
        RefundWish::SendAlso | RefundWish::SetAside => Err(Refusal::State(before.state.into()).into()),
    }
}

/// The refund stays where it stands; what is asked of the owner changes.
fn stays(db: Db<'_>, before: &RefundHead, after: RefundHead, cause: StepCause<'_>) -> Result<(), StoreError> {
    let after = after.save(db, before)?;
    let step = HistoryStep::Refund(&after.refund_no, Some(before.state), after.state);
    history::add(db, &after.order_no, &step, cause)?;
    refunds::sources::sums_of(db, &OrderHead::read(db, &after.order_no)?, after.transaction_id.as_ref())
}

fn step(db: Db<'_>, before: &RefundHead, step: RefundStep, cause: StepCause<'_>) -> Result<(), StoreError> {
    let state = before.state.after(step)?;
    let refunded_at = if state == RefundState::Refunded { Some(cause.at) } else { None };
    // What was sent a moment ago may be on its way at WeChat: sent again so soon, a refusal of the second would be believed
    // while the first is carried out. A send that lies ahead is a clock that was set back.
    let sent_at = before.sent_at.filter(|sent_at| *sent_at <= cause.at);
    let next_at = sent_at.map_or(cause.at, |sent_at| cause.at.max(sent_at.plus(REFUND_GAP_SECS)));
    let after =
        RefundHead { state, refunded_at, trouble: None, asks: 0, next_at, changed_at: cause.at, ..before.clone() };
    refunds::updates::move_to(db, before, after, cause)
}
