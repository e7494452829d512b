//! Shipping, as the owner decides it: marked, taken back, added to, corrected once. All of it is local and durable at
//! once; a job tells WeChat.

use super::{
    Actor, NewParcel, Refusal, Shipping, StoreError,
    db::Db,
    history::{self, Cause, Step},
    order_reads,
    order_row::OrderHead,
    orders::read_as_seen,
    shipment_row::{self, KeptParcel, ShipmentHead},
};
use crate::domain::{
    OrderNo, OrderState, OrderStep, PARCEL_CHARS_MAX, PARCELS_MAX, ProductId, Quantity, REPORT_HOLD_SECS, ReportState,
    ReportStep, ShipKind, UnixSeconds, left_over,
};

/// The owner handed the order, or another part of it, to the carrier. Whoever ships an order has seen it. Judges
/// everything before it writes anything.
pub(super) fn ship(
    db: Db<'_>,
    order_no: &OrderNo,
    seen: Option<u32>,
    shipping: &Shipping,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let order = match seen {
        Some(seen) => read_as_seen(db, order_no, seen)?,
        None => OrderHead::read(db, order_no)?,
    };
    may_ship(&order)?;
    let state = order.state.after(OrderStep::Ship)?;
    let (before, there) = (ShipmentHead::find(db, order_no)?, shipment_row::parcels(db, order_no)?);
    let fresh = judged(db, order_no, shipping, &there, now)?;
    let head = begun(order_no, before.as_ref(), shipping, &fresh, now)?;
    match &before {
        None => head.insert(db)?,
        Some(before) => drop(head.clone().save(db, before)?),
    }
    shipment_row::add_parcels(db, order_no, there.len(), &fresh)?;
    let shown: Vec<KeptParcel> = there.iter().chain(&fresh).cloned().collect();
    let order = mark(db, &order, shipping.complete.then_some(state), &shown, now)?;
    let step = Step::Shipment(before.map(|before| before.report), ReportState::Held);
    let why = described(&fresh, shipping.complete);
    history::add(db, &order.order_no, &step, Cause::of(Actor::Owner, now).why(&why))
}

/// Nothing is shipped about which a refund is open, or of which everything went back.
fn may_ship(order: &OrderHead) -> Result<(), Refusal> {
    if let Some(open) = order.open_refund {
        return Err(Refusal::Refund(open.as_str()));
    }
    if order.state == OrderState::Refunded { Err(Refusal::Refund("refunded")) } else { Ok(()) }
}

/// The shipment as it stands with these parcels added.
fn begun(
    order_no: &OrderNo,
    before: Option<&ShipmentHead>,
    shipping: &Shipping,
    fresh: &[KeptParcel],
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
            trouble: String::new(),
            shipped_at: now,
            reported_at: None,
            changed_at: now,
            settle: None,
            polls: 0,
            poll_at: None,
            remind_at: None,
            reminds: 0,
            reminded_at: None,
            remind_trouble: String::new(),
        });
    };
    if before.kind != kind || before.complete {
        return Err(Refusal::State(before.report.as_str()).into());
    }
    let report = before.report.after(ReportStep::Change)?;
    let trouble = String::new();
    Ok(ShipmentHead { complete, report, next_at, tries: 0, trouble, changed_at: now, ..before.clone() })
}

/// The new parcels beside those that are there, if the rules allow them.
fn judged(
    db: Db<'_>,
    order_no: &OrderNo,
    shipping: &Shipping,
    there: &[KeptParcel],
    now: UnixSeconds,
) -> Result<Vec<KeptParcel>, StoreError> {
    let Shipping { kind, parcels, complete } = shipping;
    let all = there.len().saturating_add(parcels.len());
    if all > PARCELS_MAX {
        return Err(Refusal::TooMany { most: u32::try_from(PARCELS_MAX).unwrap_or(u32::MAX) }.into());
    }
    let only_express_is_split = *kind != ShipKind::Express && (all > 1 || !complete);
    let nothing_sent = parcels.is_empty() && (there.is_empty() || !complete);
    if only_express_is_split || nothing_sent {
        return Err(Refusal::Text("parcels").into());
    }
    parcels.iter().try_for_each(|parcel| fits(*kind, parcel))?;
    let fresh: Vec<KeptParcel> = parcels.iter().map(|parcel| kept(parcel, now)).collect();
    add_up(db, order_no, there.iter().chain(&fresh), *complete)?;
    Ok(fresh)
}

fn kept(parcel: &NewParcel, now: UnixSeconds) -> KeptParcel {
    let NewParcel { carrier, tracking_no, items } = parcel.clone();
    KeptParcel { carrier, tracking_no, items, shipped_at: now }
}

fn fits(kind: ShipKind, parcel: &NewParcel) -> Result<(), Refusal> {
    for (part, text) in [("carrier", &parcel.carrier), ("tracking number", &parcel.tracking_no)] {
        let missing = kind == ShipKind::Express && text.trim().is_empty();
        if missing || text.chars().count() > PARCEL_CHARS_MAX || text.chars().any(char::is_control) {
            return Err(Refusal::Text(part));
        }
    }
    let twice = |(id, _): &(ProductId, Quantity)| parcel.items.iter().filter(|(known, _)| known == id).count() > 1;
    if parcel.items.iter().any(twice) { Err(Refusal::Text("items")) } else { Ok(()) }
}

/// No more goes into parcels than was ordered; and where every parcel says what is in it, a complete shipment leaves
/// nothing behind.
fn add_up<'a>(
    db: Db<'_>,
    order_no: &OrderNo,
    parcels: impl Iterator<Item = &'a KeptParcel> + Clone,
    complete: bool,
) -> Result<(), StoreError> {
    let ordered: Vec<_> =
        order_reads::lines(db, order_no)?.into_iter().map(|line| (line.product_id, line.quantity)).collect();
    let packed: Vec<_> = parcels.clone().flat_map(|parcel| parcel.items.iter().cloned()).collect();
    let left = left_over(&ordered, &packed).ok_or(Refusal::Text("items"))?;
    let all_say = parcels.clone().all(|parcel| !parcel.items.is_empty());
    let missing = complete && all_say && parcels.count() > 0 && !left.is_empty();
    if missing { Err(Refusal::Text("items").into()) } else { Ok(()) }
}

/// Moves the order with its shipment: to `state` once all of it went, else only on, so that the next click sees it.
fn mark(
    db: Db<'_>,
    before: &OrderHead,
    state: Option<OrderState>,
    parcels: &[KeptParcel],
    now: UnixSeconds,
) -> Result<OrderHead, StoreError> {
    let version = before.version.saturating_add(1);
    let Some(state) = state else {
        return OrderHead { version, unseen: false, ..before.clone() }.save(db, before);
    };
    let first = parcels.first();
    let after = OrderHead {
        state,
        unseen: false,
        shipped_at: before.shipped_at.or(Some(now)),
        carrier: Some(first.map(|parcel| parcel.carrier.clone()).unwrap_or_default()),
        tracking_no: Some(first.map(|parcel| parcel.tracking_no.clone()).unwrap_or_default()),
        ..before.clone()
    };
    let after = after.save(db, before)?;
    let why = parcels.iter().map(words).collect::<Vec<_>>().join(", ");
    let why = why.trim();
    history::add(db, &after.order_no, &Step::Order(Some(before.state), state), Cause::of(Actor::Owner, now).why(why))?;
    OrderHead::read(db, &after.order_no)
}

fn words(parcel: &KeptParcel) -> String {
    format!("{} {}", parcel.carrier, parcel.tracking_no).trim().to_owned()
}

fn described(parcels: &[KeptParcel], complete: bool) -> String {
    let parcels = parcels.iter().map(words).collect::<Vec<_>>().join(", ");
    if complete { parcels } else { format!("{parcels}, more to follow") }
}

/// Many at once, each judged by itself: one that is refused takes nothing with it.
pub(super) fn ship_many(
    db: Db<'_>,
    rows: &[(OrderNo, Shipping)],
    now: UnixSeconds,
) -> Result<Vec<Result<(), Refusal>>, StoreError> {
    rows.iter()
        .map(|(order_no, shipping)| match ship(db, order_no, None, shipping, now) {
            Ok(()) => Ok(Ok(())),
            Err(StoreError::Refused(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(error),
        })
        .collect()
}

/// The owner's second thought, while WeChat knows nothing: the order is to be shipped again, and its parcels are gone.
pub(super) fn unship(db: Db<'_>, order_no: &OrderNo, seen: u32, now: UnixSeconds) -> Result<(), StoreError> {
    let order = read_as_seen(db, order_no, seen)?;
    let shipment = ShipmentHead::read(db, order_no)?;
    if shipment.may_be_told() {
        return Err(Refusal::State(shipment.report.as_str()).into());
    }
    let back = match order.state {
        OrderState::ToShip => OrderState::ToShip,
        state => state.after(OrderStep::Unship)?,
    };
    let (report, why) = (shipment.report, "taken back");
    shipment.delete(db)?;
    let version = order.version.saturating_add(1);
    let after = OrderHead { version, state: back, shipped_at: None, carrier: None, tracking_no: None, ..order.clone() };
    after.save(db, &order)?;
    let cause = Cause::of(Actor::Owner, now).why(why);
    history::add(db, order_no, &Step::ShipmentGone(report), cause)?;
    if back == order.state {
        return Ok(());
    }
    history::add(db, order_no, &Step::Order(Some(order.state), back), cause)
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
    let order = read_as_seen(db, order_no, seen)?;
    if order.state != OrderState::Shipped {
        return Err(Refusal::State(order.state.as_str()).into());
    }
    may_ship(&order)?;
    let before = ShipmentHead::read(db, order_no)?;
    let spends = before.reported_at.is_some();
    if spends && before.corrected {
        return Err(Refusal::Corrected.into());
    }
    if before.in_doubt || !shipping.complete {
        return Err(Refusal::State(before.report.as_str()).into());
    }
    let report = before.report.after(ReportStep::Change)?;
    let fresh = judged(db, order_no, shipping, &[], now)?;
    shipment_row::forget_parcels(db, order_no)?;
    let after = ShipmentHead {
        kind: shipping.kind,
        split: fresh.len() > 1,
        complete: true,
        report,
        next_at: now.plus(REPORT_HOLD_SECS),
        tries: 0,
        corrected: before.corrected || spends,
        trouble: String::new(),
        changed_at: now,
        ..before.clone()
    };
    after.save(db, &before)?;
    shipment_row::add_parcels(db, order_no, 0, &fresh)?;
    let version = order.version.saturating_add(1);
    let first = fresh.first();
    OrderHead {
        version,
        carrier: first.map(|parcel| parcel.carrier.clone()),
        tracking_no: first.map(|parcel| parcel.tracking_no.clone()),
        ..order.clone()
    }
    .save(db, &order)?;
    let why = format!("{}{}", if spends { "the one correction: " } else { "" }, described(&fresh, true));
    history::add(db, order_no, &Step::Shipment(Some(before.report), report), Cause::of(Actor::Owner, now).why(&why))
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
    history::add(db, order_no, &Step::Shipment(Some(before.report), report), Cause::of(Actor::Owner, now))
}

/// WeChat is to remind the buyer to confirm the receipt: once an order, express only, once the report is there.
pub(super) fn remind(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
    let order = OrderHead::read(db, order_no)?;
    let before = ShipmentHead::read(db, order_no)?;
    if before.reminded_at.is_some() {
        return Err(Refusal::Reminded.into());
    }
    let fits = before.kind == ShipKind::Express && before.complete && before.report == ReportState::Reported;
    if !fits || order.state != OrderState::Shipped {
        return Err(Refusal::State(order.state.as_str()).into());
    }
    let wished = ShipmentHead { remind_at: Some(now), reminds: 0, remind_trouble: String::new(), ..before.clone() };
    wished.save(db, &before).map(drop)
}
