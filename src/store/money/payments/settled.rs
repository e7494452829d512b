//! Money that does not fit, and the owner's word on it: taken as it is.

use crate::domain::{AttentionCause, OperatorAction, OrderNo, OrderState, OrderStep, StepReason, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, Refusal, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    orders::{self, row::OrderHead},
    printing, products,
};
use crate::store::{CommitFuture, Store};

impl Store {
    /// The owner takes money that does not fit as it is: the mark goes, and an order that waited for this is kept, to be
    /// shipped. `seen` as in [`Store::ship_order`].
    pub fn settle_attention(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::AcceptMoney, now).order(&order_no), move |db| {
            settle_attention(db, &order_no, seen, now)
        })
    }
}

/// The owner has dealt with money that does not fit: the mark goes, and an order that waited for this is kept.
pub(in crate::store) fn settle_attention(
    db: Db<'_>,
    order_no: &OrderNo,
    seen: u32,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = OrderHead::read_as_seen(db, order_no, seen)?;
    let Some(attention) = before.attention else { return Err(Refusal::State(before.state.into()).into()) };
    let keeps = before.state == OrderState::NeedsOwner;
    let state = if keeps { before.state.after(OrderStep::Accept)? } else { before.state };
    if keeps && before.paid_at.is_none() {
        // Nothing in fen was paid (another currency): there is no payment this order could be shipped for.
        return Err(Refusal::State(before.state.into()).into());
    }
    if keeps && was_closed(db, order_no)? {
        // Its pieces went back on the shelf when it was closed.
        for line in orders::placed::lines(db, order_no)? {
            products::stock::take_again(db, &line)?;
        }
    }
    let mut after = before.clone();
    (after.state, after.attention, after.unseen) = (state, None, false);
    after.save(db, &before)?;
    let accepted = StepReason::Attention(attention, AttentionCause::Marked);
    let cause = StepCause::of(Actor::Owner, now).why(&accepted);
    history::add(db, order_no, &HistoryStep::Order(Some(before.state), state), cause)?;
    if keeps { printing::jobs::queue(db, order_no, Some(now), now) } else { Ok(()) }
}

fn was_closed(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM history WHERE shop_id = ?1 AND order_no = ?2 AND subject = 'order' AND after = 'closed')",
        params![db.shop, order_no],
    )
}
