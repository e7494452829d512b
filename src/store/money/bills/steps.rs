//! What a bill leaves in an order's history.

use crate::domain::{Actor, Day, OrderNo, StepReason, UnixSeconds};
use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::merchants,
    orders::row::OrderHead,
};

/// The owner had WeChat's record of `day` taken over for this order, which is here: it stands in its history.
pub(in crate::store) fn by_bill(db: Db<'_>, order_no: &OrderNo, day: Day, now: UnixSeconds) -> Result<(), StoreError> {
    let Some(order) = OrderHead::find(db, order_no)? else { return Ok(()) };
    let why = StepReason::ByBill(day);
    let step = HistoryStep::Order(Some(order.state), order.state);
    history::add(db, order_no, &step, StepCause::of(Actor::Owner, now).why(&why))
}

/// An order has just come in by WeChat's answer: if that was asked because a bill had it, its history says so.
pub(in crate::store) fn if_taken(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
    let Some(merchant) = merchants::current(db)? else { return Ok(()) };
    let day: Option<Day> = db.find_value(
        "SELECT day FROM bill_differences
         WHERE shop_id = ?1 AND order_no = ?2 AND mch_id = ?3 AND why = 'missing_order' AND taken_at IS NOT NULL
         ORDER BY day DESC LIMIT 1",
        params![db.shop, order_no, merchant.mch_id],
    )?;
    day.map_or(Ok(()), |day| by_bill(db, order_no, day, now))
}
