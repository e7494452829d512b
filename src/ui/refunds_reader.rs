//! What the page of refunds shows: its list, page by page, and everything about the one looked at.

use super::{
    model::{Gaze, REFUNDS_PAGE, Snapshot},
    pictures,
    read_model::ReadModel,
    readable::readable,
};
use crate::{
    domain::{MarkSubject, UnixSeconds},
    store::{RefundQuery, RefundRow, StoreError},
};
use std::sync::Arc;

/// Where it is read, and from when days are counted.
type Reading<'a> = (&'a dyn ReadModel, UnixSeconds);

/// Nothing else is looked at than before, but for one more page of refunds.
pub(super) fn is_one_more_page(before: &Gaze, now: &Gaze) -> bool {
    let one_more = before.refund_pages.checked_add(1) == Some(now.refund_pages);
    one_more && Gaze { refund_pages: before.refund_pages, ..now.clone() } == *before
}

/// The next page of the list behind the rows at hand: those are not read again.
pub(super) fn next_page(of: Reading<'_>, gaze: &Gaze, last: Option<&Snapshot>) -> Result<Snapshot, StoreError> {
    let mut shot = Snapshot { gaze: gaze.clone(), ..last.cloned().unwrap_or_default() };
    let mut rows = shot.refunds.to_vec();
    next_refunds(of, &gaze.refunds, &mut rows)?;
    shot.refunds = Arc::new(rows);
    Ok(shot)
}

/// Reads the page of the list behind these rows; false where it was the last.
fn next_refunds(
    (read_model, now): Reading<'_>,
    query: &RefundQuery,
    rows: &mut Vec<RefundRow>,
) -> Result<bool, StoreError> {
    let from = rows.last().map(|last| last.key(query.sorted().by));
    let page = read_model.list_refunds(query, now, from.as_ref(), REFUNDS_PAGE)?;
    let more = page.len() >= REFUNDS_PAGE as usize;
    rows.extend(page);
    Ok(more)
}

/// The list, and the refund looked at: the chosen one, else the first.
pub(super) fn read(of: Reading<'_>, gaze: &Gaze, shot: &mut Snapshot) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for _ in 0..=gaze.refund_pages {
        if !next_refunds(of, &gaze.refunds, &mut rows)? {
            break;
        }
    }
    shot.refunds = Arc::new(rows);
    let (read_model, _) = of;
    if gaze.narrowing {
        shot.products = Arc::new(read_model.product_rows()?);
        shot.tags = Arc::new(read_model.tags()?);
    }
    let looked_at = gaze.refund.clone().or_else(|| shot.refunds.first().map(|row| row.refund_no.clone()));
    let Some(refund_no) = looked_at else { return Ok(()) };
    shot.refund = read_model.refund(&refund_no)?;
    shot.reasons = read_model.reject_reasons()?;
    if let Some(detail) = &shot.refund {
        shot.small = pictures::small(detail);
        shot.before = read_model.refunds_before(&refund_no)?;
        shot.restockable = read_model.restockable(&detail.row.order_no)?;
        shot.goods_pictures = read_model.goods_pictures(&detail.row.order_no)?;
        shot.beside = readable(read_model.beside(&MarkSubject::Refund(refund_no)))?.flatten();
    }
    Ok(())
}
