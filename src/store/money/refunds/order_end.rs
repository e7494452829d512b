//! The end of an order of which everything went back.

use crate::domain::{OrderState, OrderStep, RefundState};
use crate::store::{
    StoreError,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    orders::row::OrderHead,
};

/// Ends the order once all of its money went back; `state` is where the refund stands that just took a step.
pub(in crate::store) fn end_order(
    db: Db<'_>,
    order: &OrderHead,
    state: RefundState,
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let all_went_back = state == RefundState::Refunded && order.refunded == order.paid;
    if let (true, Ok(state)) = (all_went_back, order.state.after(OrderStep::RefundAll)) {
        // The mark of an order that waited for its owner goes with the money; a second payment is still here.
        let waited = order.state == OrderState::NeedsOwner;
        let attention = if waited { None } else { order.attention };
        OrderHead { state, attention, ..order.clone() }.save(db, order)?;
        history::add(db, &order.order_no, &HistoryStep::Order(Some(order.state), state), cause)?;
    }
    Ok(())
}
