//! Shipping, as the owner decides it: marked, taken back, added to, corrected once. All of it is local and durable at
//! once; a job tells WeChat.

pub(super) mod listing;
mod packing;
pub(super) mod reads;
pub(super) mod row;
pub(super) mod run_reads;
pub(super) mod runs;
mod ship;
pub(super) mod types;
pub(super) mod updates;

use crate::domain::{
    OperatorAction, OrderNo, OrderState, Parcel, REPORT_HOLD_SECS, ReportState, ReportStep, ShipKind, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, CommitFuture, Refusal, Shipping, Store, StoreError, TextPart,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    orders::row::OrderHead,
};
use row::ShipmentHead;
use ship::{described, may_ship};

impl Store {
    /// Another carrier, number or kind. Spends WeChat's one correction if WeChat has the shipment already:
    /// [`Refusal::Corrected`] the second time.
    pub fn correct_shipping(
        &self,
        order_no: OrderNo,
        seen: u32,
        shipping: Shipping,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now).order(&order_no), move |db| {
            correct(db, &order_no, seen, &shipping, now)
        })
    }

    /// The owner wants another try of a report that stopped, or that waits, now.
    pub fn report_again(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now).order(&order_no), move |db| {
            report_again(db, &order_no, now)
        })
    }

    /// The buyer is to be reminded to confirm the receipt: once, express only, once WeChat has the shipment. `delivered_at`
    /// is when the carrier delivered it, as the owner read it there: WeChat is told, and nobody guesses it.
    pub fn remind_buyer(&self, order_no: OrderNo, delivered_at: UnixSeconds, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now).order(&order_no), move |db| {
            remind(db, &order_no, delivered_at, now)
        })
    }
}

/// Another carrier, number or kind for what was marked. Costs WeChat's one correction if WeChat has the first complete;
/// then there is no second.
pub(super) fn correct(
    db: Db<'_>,
    order_no: &OrderNo,
    seen: u32,
    shipping: &Shipping,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let order = OrderHead::read_as_seen(db, order_no, seen)?;
    if order.state != OrderState::Shipped {
        return Err(Refusal::State(order.state.into()).into());
    }
    may_ship(&order)?;
    let before = ShipmentHead::read(db, order_no)?;
    let spends = before.reported_at.is_some();
    if spends && before.corrected {
        return Err(Refusal::Corrected.into());
    }
    if before.in_doubt || !shipping.complete {
        return Err(Refusal::State(before.report.into()).into());
    }
    let report = before.report.after(ReportStep::Change)?;
    let fresh = packing::judged_again(db, order_no, shipping, &row::parcels(db, order_no)?, now)?;
    row::forget_parcels(db, order_no)?;
    let after = ShipmentHead {
        kind: shipping.kind,
        split: fresh.len() > 1,
        complete: true,
        report,
        next_at: now.plus(REPORT_HOLD_SECS),
        tries: 0,
        corrected: before.corrected || spends,
        trouble: None,
        changed_at: now,
        ..before.clone()
    };
    after.save(db, &before)?;
    row::add_parcels(db, order_no, 0, &fresh)?;
    let version = order.version.saturating_add(1);
    let first = fresh.first().map(|first| first.parcel.clone());
    let (carrier, tracking_no) = first.map(|Parcel { carrier, tracking_no }| (carrier, tracking_no)).unzip();
    OrderHead { version, carrier, tracking_no, ..order.clone() }.save(db, &order)?;
    let why = described(&fresh, spends, true);
    history::add(
        db,
        order_no,
        &HistoryStep::Shipment(Some(before.report), report),
        StepCause::of(Actor::Owner, now).why(&why),
    )
}

/// The owner wants another try of a report WeChat refused.
pub(super) fn report_again(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
    let before = ShipmentHead::read(db, order_no)?;
    let report = match before.report {
        // It waits already: sooner, then.
        ReportState::Waiting => ReportState::Waiting,
        report => report.after(ReportStep::Again)?,
    };
    let after = ShipmentHead { report, next_at: now, tries: 0, changed_at: now, ..before.clone() }.save(db, &before)?;
    if after.report == before.report {
        return Ok(());
    }
    history::add(db, order_no, &HistoryStep::Shipment(Some(before.report), report), StepCause::of(Actor::Owner, now))
}

/// WeChat is to remind the buyer to confirm the receipt: once an order, express only, once the report is there. It wants to
/// know when the carrier delivered: after the parcel was marked, and not in times to come.
pub(super) fn remind(
    db: Db<'_>,
    order_no: &OrderNo,
    delivered_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let order = OrderHead::read(db, order_no)?;
    let before = ShipmentHead::read(db, order_no)?;
    if before.reminded_at.is_some() {
        return Err(Refusal::Reminded.into());
    }
    let fits = before.kind == ShipKind::Express && before.complete && before.report == ReportState::Reported;
    if !fits || order.state != OrderState::Shipped {
        return Err(Refusal::State(order.state.into()).into());
    }
    if delivered_at <= before.shipped_at || delivered_at > now {
        return Err(Refusal::Text(TextPart::DeliveryTime).into());
    }
    let wished = ShipmentHead {
        remind_at: Some(now),
        reminds: 0,
        remind_trouble: None,
        delivered_at: Some(delivered_at),
        ..before.clone()
    };
    wished.save(db, &before).map(drop)
}
