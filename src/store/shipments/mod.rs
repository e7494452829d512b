//! Shipping, as the owner decides it: marked, taken back, added to, corrected once. All of it is local and durable at
//! once; a job tells WeChat.

pub(super) mod reads;
pub(super) mod row;
pub(super) mod run_reads;
pub(super) mod runs;
pub(super) mod types;
pub(super) mod updates;

use crate::domain::{
    OrderNo, OrderState, OrderStep, PARCEL_CHARS_MAX, PARCELS_MAX, ProductId, Quantity, REPORT_HOLD_SECS, ReportState,
    ReportStep, ShipKind, ToSend, UnixSeconds,
};
use crate::store::{
    Actor, NewParcel, Refusal, Shipping, StoreError,
    due::set_aside,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    orders::{row::OrderHead, to_send},
    shipments,
};
use crate::store::{CommitFuture, Store};
use row::{KeptParcel, ShipmentHead};

impl Store {
    /// The owner handed the order, or a part of it, to the carrier. Local and durable at once; WeChat is told after
    /// [`REPORT_HOLD_SECS`](crate::domain::REPORT_HOLD_SECS). Once `shipping.complete` says so the order is
    /// [`OrderState::Shipped`]; until then it stays to be shipped, and more parcels follow by the same intent.
    /// [`Refusal::Refund`] while a refund is open or everything went back.
    pub fn ship_order(&self, order_no: OrderNo, seen: u32, shipping: Shipping, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| ship(db, &order_no, Some(seen), &shipping, now))
    }

    /// Many at once in one transaction, each judged by itself as it stands: the answers come in the rows' order.
    pub fn ship_many(
        &self,
        rows: Vec<(OrderNo, Shipping)>,
        now: UnixSeconds,
    ) -> CommitFuture<Vec<Result<(), Refusal>>> {
        self.write(move |db| ship_many(db, &rows, now))
    }

    /// The owner's second thought, while WeChat knows nothing: the parcels are gone, the order is to be shipped again.
    pub fn unship_order(&self, order_no: OrderNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| unship(db, &order_no, seen, now))
    }

    /// Another carrier, number or kind. Spends WeChat's one correction if WeChat has the shipment already:
    /// [`Refusal::Corrected`] the second time.
    pub fn correct_shipping(
        &self,
        order_no: OrderNo,
        seen: u32,
        shipping: Shipping,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| correct(db, &order_no, seen, &shipping, now))
    }

    /// The owner wants another try of a report that stopped, or that waits, now.
    pub fn report_again(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| report_again(db, &order_no, now))
    }

    /// The buyer is to be reminded to confirm the receipt: once, express only, once WeChat has the shipment. `delivered_at`
    /// is when the carrier delivered it, as the owner read it there: WeChat is told, and nobody guesses it.
    pub fn remind_buyer(&self, order_no: OrderNo, delivered_at: UnixSeconds, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| remind(db, &order_no, delivered_at, now))
    }
}

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
        Some(seen) => OrderHead::read_as_seen(db, order_no, seen)?,
        None => OrderHead::read(db, order_no)?,
    };
    may_ship(&order)?;
    let state = order.state.after(OrderStep::Ship)?;
    let (before, there) = (ShipmentHead::find(db, order_no)?, shipments::row::parcels(db, order_no)?);
    let fresh = judged(db, order_no, shipping, &there, now)?;
    let head = begun(order_no, before.as_ref(), shipping, &fresh, now)?;
    match &before {
        None => head.insert(db)?,
        Some(before) => drop(head.clone().save(db, before)?),
    }
    shipments::row::add_parcels(db, order_no, there.len(), &fresh)?;
    let shown: Vec<KeptParcel> = there.iter().chain(&fresh).cloned().collect();
    let order = mark(db, &order, shipping.complete.then_some(state), &shown, now)?;
    let step = HistoryStep::Shipment(before.map(|before| before.report), ReportState::Held);
    let why = described(&fresh, shipping.complete);
    history::add(db, &order.order_no, &step, StepCause::of(Actor::Owner, now).why(&why))
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
            delivered_at: None,
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
    let mut fresh = shaped(shipping, there.len(), now)?;
    let goods = to_send::beside(db, order_no, there)?;
    let may_go = if shipping.even_refunded { goods.unsent() } else { goods.left() };
    name_the_rest(&goods, &may_go, there, &mut fresh, shipping.complete);
    let packed: Vec<_> = fresh.iter().flat_map(|parcel| parcel.items.iter().cloned()).collect();
    let packed = totals(&packed);
    if let Some(refusal) = too_much(&goods, &may_go, &packed) {
        return Err(refusal.into());
    }
    if shipping.complete && may_go.is_empty() && !fresh.is_empty() && goods.is_nothing() {
        // A parcel that says nothing holds what is left: of this order nothing is.
        return Err(to_send::refused(&goods).into());
    }
    let all_say = there.iter().chain(&fresh).all(|parcel| !parcel.items.is_empty());
    let missing = may_go.iter().any(|(id, pieces)| count(&packed, id) < pieces.get());
    if shipping.complete && all_say && missing { Err(Refusal::Text("items").into()) } else { Ok(fresh) }
}

/// What the rules say before anyone looks at the goods.
fn shaped(shipping: &Shipping, there: usize, now: UnixSeconds) -> Result<Vec<KeptParcel>, Refusal> {
    let Shipping { kind, parcels, complete, .. } = shipping;
    let all = there.saturating_add(parcels.len());
    if all > PARCELS_MAX {
        return Err(Refusal::TooMany { most: u32::try_from(PARCELS_MAX).unwrap_or(u32::MAX) });
    }
    let only_express_is_split = *kind != ShipKind::Express && (all > 1 || !complete);
    let nothing_sent = parcels.is_empty() && (there == 0 || !complete);
    if only_express_is_split || nothing_sent {
        return Err(Refusal::Text("parcels"));
    }
    parcels.iter().try_for_each(|parcel| fits(*kind, parcel))?;
    Ok(parcels.iter().map(|parcel| kept(parcel, now)).collect())
}

/// A last parcel that says nothing holds all that may go. Where that is not simply what was ordered it is written down, so
/// that WeChat, the buyer and a later correction hear of what is in it.
fn name_the_rest(
    goods: &ToSend,
    may_go: &[(ProductId, Quantity)],
    there: &[KeptParcel],
    fresh: &mut [KeptParcel],
    complete: bool,
) {
    let as_ordered = there.is_empty() && !goods.has_refunds();
    if let [last] = fresh
        && complete
        && !as_ordered
        && last.items.is_empty()
        && there.iter().all(|parcel| !parcel.items.is_empty())
    {
        last.items = may_go.to_vec();
    }
}

/// More in the parcels than may go: refunded pieces, or more than were ordered.
fn too_much(goods: &ToSend, may_go: &[(ProductId, Quantity)], packed: &[(ProductId, u32)]) -> Option<Refusal> {
    let limit = |id: &ProductId| may_go.iter().find(|(known, _)| known == id).map_or(0, |(_, pieces)| pieces.get());
    let (id, pieces) = packed.iter().find(|(id, pieces)| *pieces > limit(id))?;
    let line = goods.lines.iter().find(|line| line.product_id == *id);
    match line.filter(|line| *pieces <= line.unsent()) {
        Some(line) => Some(Refusal::RefundedPieces { name: line.name.clone(), left: line.left() }),
        None => Some(Refusal::Text("items")),
    }
}

/// Pieces by product.
fn totals(pieces: &[(ProductId, Quantity)]) -> Vec<(ProductId, u32)> {
    let mut all: Vec<(ProductId, u32)> = Vec::new();
    for (id, quantity) in pieces {
        match all.iter_mut().find(|(known, _)| known == id) {
            Some((_, sum)) => *sum = sum.saturating_add(quantity.get()),
            None => all.push((id.clone(), quantity.get())),
        }
    }
    all
}

fn count(pieces: &[(ProductId, u32)], id: &ProductId) -> u32 {
    pieces.iter().find(|(known, _)| known == id).map_or(0, |(_, sum)| *sum)
}

/// The parcels of a correction hold what went out: that was decided then, whatever was refunded since.
fn judged_again(
    db: Db<'_>,
    order_no: &OrderNo,
    shipping: &Shipping,
    there: &[KeptParcel],
    now: UnixSeconds,
) -> Result<Vec<KeptParcel>, StoreError> {
    let mut fresh = shaped(shipping, 0, now)?;
    let went: Vec<_> = there.iter().flat_map(|parcel| parcel.items.iter().cloned()).collect();
    let all_said = !there.is_empty() && there.iter().all(|parcel| !parcel.items.is_empty());
    if let [only] = &mut fresh[..]
        && only.items.is_empty()
        && all_said
    {
        only.items = totals(&went).into_iter().filter_map(|(id, sum)| Some((id, Quantity::new(sum).ok()?))).collect();
    }
    let packed: Vec<_> = fresh.iter().flat_map(|parcel| parcel.items.iter().cloned()).collect();
    let packed = totals(&packed);
    let ordered = to_send::beside(db, order_no, &[])?.lines;
    let known =
        |(id, pieces): &(ProductId, u32)| ordered.iter().any(|line| line.product_id == *id && *pieces <= line.ordered);
    let all_say = fresh.iter().all(|parcel| !parcel.items.is_empty());
    let lost = all_say && all_said && totals(&went).iter().any(|(id, sum)| count(&packed, id) < *sum);
    if packed.iter().all(known) && !lost { Ok(fresh) } else { Err(Refusal::Text("items").into()) }
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
        return OrderHead { version, unseen: false, nothing_to_send: false, ..before.clone() }.save(db, before);
    };
    let first = parcels.first();
    let after = OrderHead {
        state,
        unseen: false,
        nothing_to_send: false,
        shipped_at: before.shipped_at.or(Some(now)),
        carrier: Some(first.map(|parcel| parcel.carrier.clone()).unwrap_or_default()),
        tracking_no: Some(first.map(|parcel| parcel.tracking_no.clone()).unwrap_or_default()),
        ..before.clone()
    };
    let after = after.save(db, before)?;
    let why = parcels.iter().map(words).collect::<Vec<_>>().join(", ");
    let why = why.trim();
    history::add(
        db,
        &after.order_no,
        &HistoryStep::Order(Some(before.state), state),
        StepCause::of(Actor::Owner, now).why(why),
    )?;
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
pub(super) fn unship(db: Db<'_>, order_no: &OrderNo, seen: u32, now: UnixSeconds) -> Result<(), StoreError> {
    let order = OrderHead::read_as_seen(db, order_no, seen)?;
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
    to_send::looked_at(db, &after)?.save(db, &order)?;
    let cause = StepCause::of(Actor::Owner, now).why(why);
    history::add(db, order_no, &HistoryStep::ShipmentGone(report), cause)?;
    if back == order.state {
        return Ok(());
    }
    history::add(db, order_no, &HistoryStep::Order(Some(order.state), back), cause)
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
    let fresh = judged_again(db, order_no, shipping, &shipments::row::parcels(db, order_no)?, now)?;
    shipments::row::forget_parcels(db, order_no)?;
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
    shipments::row::add_parcels(db, order_no, 0, &fresh)?;
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
        return Err(Refusal::State(order.state.as_str()).into());
    }
    if delivered_at <= before.shipped_at || delivered_at > now {
        return Err(Refusal::Text("delivery time").into());
    }
    let wished = ShipmentHead {
        remind_at: Some(now),
        reminds: 0,
        remind_trouble: String::new(),
        delivered_at: Some(delivered_at),
        ..before.clone()
    };
    wished.save(db, &before).map(drop)
}
