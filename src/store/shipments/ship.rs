//! An order is handed to the carrier, in one parcel or several, and taken back while WeChat knows nothing.

use crate::domain::{
    MarkedParcels, OperatorAction, OrderNo, OrderState, OrderStep, Parcel, REPORT_HOLD_SECS, RefundState, ReportState,
    ReportStep, StepReason, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, CommitFuture, Refusal, ShippedParcel, Shipping, Store, StoreError,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    orders::{row::OrderHead, to_send},
    ownership::restores::held,
    reads::due::set_aside,
    shipments::{
        packing,
        row::{self, ShipmentHead},
    },
};

impl Store {
    /// The owner handed the order, or a part of it, to the carrier. Local and durable at once; WeChat is told after
    /// [`REPORT_HOLD_SECS`]. Once `shipping.complete` says so the order is
    /// [`OrderState::Shipped`]; until then it stays to be shipped, and more parcels follow by the same intent.
    /// [`Refusal::Refund`] while a refund is open or everything went back.
    pub fn ship_order(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now).order(&order_no), move |db| {
            ship(db, &order_no, Some(seen), &shipping, now)
        })
    }

    /// Many at once in one transaction, each judged by itself as it stands: the answers come in the rows' order.
    pub fn ship_many(
        &self,
        rows: Vec<(OrderNo, Shipping)>,
        now: UnixSeconds,
    ) -> CommitFuture<Vec<Result<(), Refusal>>> {
        self.write_as(Attempt::of(OperatorAction::Ship, now), move |db| ship_many(db, &rows, now))
    }

    /// The owner's second thought, while WeChat knows nothing: the parcels are gone, the order is to be shipped again.
    pub fn unship_order(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now).order(&order_no), move |db| {
            unship(db, &order_no, seen, now)
        })
    }
}

/// The owner handed the order, or another part of it, to the carrier. Whoever ships an order has seen it. Judges
/// everything before it writes anything.
pub(in crate::store) fn ship(
    db: Db<'_>,
    order_no: &OrderNo,
    seen: Option<u32>,
    shipping: &Shipping,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let order = match seen {
        Some(seen) => OrderHead::read_as_seen(db, order_no, seen)?,
        None => OrderHead::read(db, order_no)?,
    };
    may_ship(&order)?;
    let state = order.state.after(OrderStep::Ship)?;
    let (before, there) = (ShipmentHead::find(db, order_no)?, row::parcels(db, order_no)?);
    let fresh = packing::judged(db, order_no, shipping, &there, now)?;
    let head = begun(order_no, before.as_ref(), shipping, &fresh, now)?;
    // Where an older file was put back since it was placed, WeChat may know of a parcel that is not known here.
    let head = ShipmentHead { in_doubt: head.in_doubt || held::is_older(db, order_no)?, ..head };
    match &before {
        None => head.insert(db)?,
        Some(before) => drop(head.clone().save(db, before)?),
    }
    row::add_parcels(db, order_no, there.len(), &fresh)?;
    let shown: Vec<ShippedParcel> = there.iter().chain(&fresh).cloned().collect();
    let order = mark(db, &order, shipping.complete.then_some(state), &shown, now)?;
    let step = HistoryStep::Shipment(before.map(|before| before.report), ReportState::Held);
    let why = described(&fresh, false, shipping.complete);
    history::add(db, &order.order_no, &step, StepCause::of(Actor::Owner, now).why(&why))
}

/// Nothing is shipped about which a refund is open, or of which everything went back.
pub(super) fn may_ship(order: &OrderHead) -> Result<(), Refusal> {
    if let Some(open) = order.open_refund {
        return Err(Refusal::Refund(open));
    }
    if order.state == OrderState::Refunded { Err(Refusal::Refund(RefundState::Refunded)) } else { Ok(()) }
}

/// The shipment as it stands with these parcels added.
fn begun(
    order_no: &OrderNo,
    before: Option<&ShipmentHead>,
    shipping: &Shipping,
    fresh: &[ShippedParcel],
    now: UnixSeconds,
) -> Result<ShipmentHead, StoreError> {
    let next_at = now.plus(REPORT_HOLD_SECS);
    let (complete, kind) = (shipping.complete, shipping.kind);
    let Some(before) = before else {
        return Ok(ShipmentHead {
            order_no: order_no.clone(),
            kind,
            split: fresh.len() > 1 || !complete,
            complete,
            report: ReportState::Held,
            in_doubt: false,
            next_at,
            tries: 0,
            upload_millis: 0,
            corrected: false,
            trouble: None,
            shipped_at: now,
            reported_at: None,
            changed_at: now,
            settle: None,
            settle_at: None,
            polls: 0,
            poll_at: None,
            remind_at: None,
            reminds: 0,
            reminded_at: None,
            remind_trouble: None,
            delivered_at: None,
            disputed: false,
        });
    };
    if before.kind != kind || before.complete {
        return Err(Refusal::State(before.report.into()).into());
    }
    let report = before.report.after(ReportStep::Change)?;
    Ok(ShipmentHead { complete, report, next_at, tries: 0, trouble: None, changed_at: now, ..before.clone() })
}

/// Moves the order with its shipment: to `state` once all of it went, else only on, so that the next click sees it.
fn mark(
    db: Db<'_>,
    before: &OrderHead,
    state: Option<OrderState>,
    parcels: &[ShippedParcel],
    now: UnixSeconds,
) -> Result<OrderHead, StoreError> {
    let version = before.version.saturating_add(1);
    let Some(state) = state else {
        return OrderHead { version, unseen: false, nothing_to_send: false, ..before.clone() }.save(db, before);
    };
    let Parcel { carrier, tracking_no } = parcels.first().map(|first| first.parcel.clone()).unwrap_or_default();
    let after = OrderHead {
        state,
        unseen: false,
        nothing_to_send: false,
        shipped_at: before.shipped_at.or(Some(now)),
        carrier: Some(carrier),
        tracking_no: Some(tracking_no),
        ..before.clone()
    };
    let after = after.save(db, before)?;
    let why = described(parcels, false, true);
    history::add(
        db,
        &after.order_no,
        &HistoryStep::Order(Some(before.state), state),
        StepCause::of(Actor::Owner, now).why(&why),
    )?;
    OrderHead::read(db, &after.order_no)
}

/// What the history says of these parcels.
pub(super) fn described(parcels: &[ShippedParcel], correction: bool, complete: bool) -> StepReason {
    let parcels = parcels.iter().map(|shipped| shipped.parcel.clone()).collect();
    StepReason::parcels(MarkedParcels { correction, parcels, more_to_follow: !complete })
}

/// Many at once, each judged by itself: one that is refused takes nothing with it.
pub(in crate::store) fn ship_many(
    db: Db<'_>,
    rows: &[(OrderNo, Shipping)],
    now: UnixSeconds,
) -> Result<Vec<Result<(), Refusal>>, StoreError> {
    rows.iter()
        .map(|(order_no, shipping)| {
            let ran = set_aside::alone(db, || ship(db, order_no, None, shipping, now))?;
            Ok(ran.map_err(|error| match error {
                StoreError::Refused(refusal) => refusal,
                error => {
                    tracing::error!(order = %order_no, %error, "an order cannot be written as shipped");
                    Refusal::Unwritable
                }
            }))
        })
        .collect()
}

/// The owner's second thought, while WeChat knows nothing: the order is to be shipped again, and its parcels are gone.
pub(in crate::store) fn unship(db: Db<'_>, order_no: &OrderNo, seen: u32, now: UnixSeconds) -> Result<(), StoreError> {
    let order = OrderHead::read_as_seen(db, order_no, seen)?;
    let shipment = ShipmentHead::read(db, order_no)?;
    if shipment.may_be_told() {
        return Err(Refusal::State(shipment.report.into()).into());
    }
    let back = match order.state {
        OrderState::ToShip => OrderState::ToShip,
        state => state.after(OrderStep::Unship)?,
    };
    let report = shipment.report;
    shipment.delete(db)?;
    let version = order.version.saturating_add(1);
    let after = OrderHead { version, state: back, shipped_at: None, carrier: None, tracking_no: None, ..order.clone() };
    to_send::looked_at(db, &after)?.save(db, &order)?;
    let cause = StepCause::of(Actor::Owner, now).why(&StepReason::TakenBack);
    history::add(db, order_no, &HistoryStep::ShipmentGone(report), cause)?;
    if back == order.state {
        return Ok(());
    }
    history::add(db, order_no, &HistoryStep::Order(Some(order.state), back), cause)
}
