//! Orders nobody wants any more. What WeChat has heard of is closed there first; a payment that was faster wins.

use crate::domain::{
    OpenId, OperatorAction, OrderNo, OrderState, OrderStep, PaymentState, PaymentStep, StepReason, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, CancelStep, Refusal, StoreError,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    money::payments::row::PaymentRow,
    orders::row::OrderHead,
    products,
};
use crate::store::{CommitFuture, Store};

/// From so many noes on the owner is told that WeChat contradicts its own notification. The index of them says the same.
pub const NOES_TOLD: u32 = 5;

impl Store {
    /// The buyer, or the owner (`None`), does not want an unpaid order any more. Refused unless it is
    /// [`OrderState::ToPay`]; another buyer's is [`Refusal::NotFound`]. The owner may also end the waiting for a payment that
    /// a notification claimed and WeChat has denied [`NOES_TOLD`] times.
    pub fn wish_cancel(&self, order_no: OrderNo, openid: Option<OpenId>, now: UnixSeconds) -> CommitFuture<CancelStep> {
        self.write_as(Attempt::of(OperatorAction::CancelOrder, now).order(&order_no), move |db| {
            wish(db, &order_no, openid.as_ref(), now)
        })
    }
}

/// Cancels at once what WeChat never heard of; otherwise notes the wish and makes the order due. `None`: the owner.
pub(in crate::store) fn wish(
    db: Db<'_>,
    order_no: &OrderNo,
    openid: Option<&OpenId>,
    now: UnixSeconds,
) -> Result<CancelStep, StoreError> {
    let order = OrderHead::read(db, order_no)?;
    if openid.is_some_and(|openid| *openid != order.openid) {
        return Err(Refusal::NotFound.into());
    }
    let payment = PaymentRow::read(db, order_no)?;
    // A notification WeChat itself contradicts again and again: the owner may end the waiting.
    let given_up = openid.is_none() && order.state == OrderState::Confirming && payment.noes >= NOES_TOLD;
    if order.state != OrderState::ToPay && !given_up {
        return Err(Refusal::State(order.state.into()).into());
    }
    let actor = if openid.is_some() { Actor::Buyer } else { Actor::Owner };
    let cause = StepCause::of(actor, now).why(&StepReason::Cancelled);
    if payment.state == PaymentState::Unsent {
        close(db, (&order, &payment), cause)?;
        return Ok(CancelStep::Closed);
    }
    // Said again it is the same wish: WeChat is asked when it was to be, and not each time a buyer taps.
    if payment.cancel_wished_at.is_none() {
        let after = PaymentRow { cancel_wished_at: Some(now), asks: 0, next_ask_at: Some(now), ..payment.clone() };
        after.save(db, &payment)?;
        history::add(db, order_no, &HistoryStep::Order(Some(order.state), order.state), cause)?;
    }
    Ok(CancelStep::AskWeChat)
}

/// It can never be paid: the stock is free again.
pub(in crate::store) fn close(
    db: Db<'_>,
    (order, payment): (&OrderHead, &PaymentRow),
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let state = payment.state.after(PaymentStep::Close)?;
    PaymentRow { state, asks: 0, next_ask_at: None, ..payment.clone() }.save(db, payment)?;
    history::add(db, &order.order_no, &HistoryStep::Payment(Some(payment.state), state), cause)?;
    let state = order.state.after(OrderStep::Close)?;
    OrderHead { state, ..order.clone() }.save(db, order)?;
    history::add(db, &order.order_no, &HistoryStep::Order(Some(order.state), state), cause)?;
    products::stock::put_back(db, &order.order_no)
}
