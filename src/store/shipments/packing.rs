//! What may go in the parcels of an order: the shape of the wish, the pieces in it, and what is left to be sent.

use crate::domain::{
    OrderNo, PARCEL_CHARS_MAX, PARCELS_MAX, ProductId, Quantity, ShipKind, ToSend, UnixSeconds, is_reserved,
};
use crate::store::{
    NewParcel, Refusal, ShippedParcel, Shipping, StoreError, TextPart, engine::db::Db, orders::to_send,
};

/// The new parcels beside those that are there, if the rules allow them.
pub(super) fn judged(
    db: Db<'_>,
    order_no: &OrderNo,
    shipping: &Shipping,
    there: &[ShippedParcel],
    now: UnixSeconds,
) -> Result<Vec<ShippedParcel>, StoreError> {
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
    if shipping.complete && all_say && missing { Err(Refusal::Text(TextPart::Items).into()) } else { Ok(fresh) }
}

/// What the rules say before anyone looks at the goods.
fn shaped(shipping: &Shipping, there: usize, now: UnixSeconds) -> Result<Vec<ShippedParcel>, Refusal> {
    let Shipping { kind, parcels, complete, .. } = shipping;
    let all = there.saturating_add(parcels.len());
    if all > PARCELS_MAX {
        return Err(Refusal::TooMany { most: u32::try_from(PARCELS_MAX).unwrap_or(u32::MAX) });
    }
    let only_express_is_split = *kind != ShipKind::Express && (all > 1 || !complete);
    let nothing_sent = parcels.is_empty() && (there == 0 || !complete);
    if only_express_is_split || nothing_sent {
        return Err(Refusal::Text(TextPart::Parcels));
    }
    parcels.iter().try_for_each(|parcel| fits(*kind, parcel))?;
    Ok(parcels.iter().map(|parcel| kept(parcel, now)).collect())
}

/// A last parcel that says nothing holds all that may go. Where that is not simply what was ordered it is written down, so
/// that WeChat, the buyer and a later correction hear of what is in it.
fn name_the_rest(
    goods: &ToSend,
    may_go: &[(ProductId, Quantity)],
    there: &[ShippedParcel],
    fresh: &mut [ShippedParcel],
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
        None => Some(Refusal::Text(TextPart::Items)),
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
pub(super) fn judged_again(
    db: Db<'_>,
    order_no: &OrderNo,
    shipping: &Shipping,
    there: &[ShippedParcel],
    now: UnixSeconds,
) -> Result<Vec<ShippedParcel>, StoreError> {
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
    if packed.iter().all(known) && !lost { Ok(fresh) } else { Err(Refusal::Text(TextPart::Items).into()) }
}

fn kept(parcel: &NewParcel, now: UnixSeconds) -> ShippedParcel {
    let NewParcel { parcel, items } = parcel.clone();
    ShippedParcel { parcel, items, shipped_at: now }
}

fn fits(kind: ShipKind, NewParcel { parcel, items }: &NewParcel) -> Result<(), Refusal> {
    for (part, text) in [(TextPart::Carrier, &parcel.carrier), (TextPart::TrackingNumber, &parcel.tracking_no)] {
        let missing = kind == ShipKind::Express && text.trim().is_empty();
        let ours = part == TextPart::TrackingNumber && is_reserved(text);
        if missing || ours || text.chars().count() > PARCEL_CHARS_MAX || text.chars().any(char::is_control) {
            return Err(Refusal::Text(part));
        }
    }
    let twice = |(id, _): &(ProductId, Quantity)| items.iter().filter(|(known, _)| known == id).count() > 1;
    if items.iter().any(twice) { Err(Refusal::Text(TextPart::Items)) } else { Ok(()) }
}
