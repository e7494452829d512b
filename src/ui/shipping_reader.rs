//! What the shipping page shows: the tab it is on, narrowed as its owner wants, and what can still be taken back.

use super::{
    model::{Gaze, ParcelList, ShippingTab, Snapshot},
    read_model::ReadModel,
};
use crate::{
    domain::UnixSeconds,
    store::{ListKey, ShipFilter, StoreError, ToShipPage, ToShipRow},
};
use std::sync::Arc;

/// Rows of the shipping page.
pub(super) const PARCELS_MOST: u32 = 500;

/// Reads it.
pub(super) fn read(
    read_model: &dyn ReadModel,
    gaze: &Gaze,
    now: UnixSeconds,
    shot: &mut Snapshot,
) -> Result<(), StoreError> {
    shot.untold = read_model.shipments(ShipFilter::Waiting, None, PARCELS_MOST)?;
    shot.ship_run = read_model.ship_run()?;
    shot.unprinted = read_model.count_unprinted()?;
    match gaze.shipping {
        ShippingTab::ToShip | ShippingTab::Unprinted => read_queue(read_model, gaze, now, shot)?,
        ShippingTab::Sent(ShipFilter::Waiting) => shot.shipments.clone_from(&shot.untold),
        ShippingTab::Sent(filter) => shot.shipments = read_model.shipments(filter, None, PARCELS_MOST)?,
    }
    if gaze.narrowing && gaze.shipping.is_queue() {
        shot.products = Arc::new(read_model.product_rows()?);
        shot.tags = Arc::new(read_model.tags()?);
    }
    Ok(())
}

fn read_queue(
    read_model: &dyn ReadModel,
    gaze: &Gaze,
    now: UnixSeconds,
    shot: &mut Snapshot,
) -> Result<(), StoreError> {
    let usual = gaze.parcels == ParcelList::default();
    match gaze.shipping {
        ShippingTab::ToShip if usual => {
            shot.to_ship = read_model.to_ship(None, PARCELS_MOST)?;
            shot.to_ship_refunding = read_model.to_ship_refunding(PARCELS_MOST)?;
            return Ok(());
        }
        ShippingTab::Unprinted if usual => shot.to_ship = read_model.to_ship_unprinted(PARCELS_MOST)?,
        tab => {
            let query = gaze.parcel_query();
            shot.to_ship = pages(|behind, limit| read_model.list_to_ship(&query, now, behind, limit))?;
            if tab == ShippingTab::ToShip {
                shot.to_ship_refunding =
                    pages(|behind, limit| read_model.list_to_ship_refunding(&query, now, behind, limit))?;
            }
        }
    }
    shot.queue = Some(read_model.to_ship_numbers(PARCELS_MOST)?);
    Ok(())
}

/// As many rows as the page shows: a page of them can be short though others stand behind it.
fn pages(read: impl Fn(Option<&ListKey>, u32) -> Result<ToShipPage, StoreError>) -> Result<Vec<ToShipRow>, StoreError> {
    let (mut rows, mut behind) = (Vec::new(), None);
    loop {
        let most = PARCELS_MOST.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let page = read(behind.as_ref(), most)?;
        rows.extend(page.rows);
        behind = page.next;
        if behind.is_none() || rows.len() >= PARCELS_MOST as usize {
            return Ok(rows);
        }
    }
}
