//! What becomes of the owner's wishes about refunds that did not end as they should.

use super::{Rows, at_version, change, refund_no};
use zhanggui::{
    domain::{RefundNo, RefundState, UnixSeconds},
    store::{RefundAlarmRow, RefundWish},
};

/// The same money under a new number.
pub fn renew(rows: &mut Rows, old: &RefundNo, seen: u32, now: UnixSeconds) -> bool {
    let Some(detail) = at_version(rows, old, seen) else { return false };
    let mut fresh = detail.clone();
    (fresh.row.refund_no, fresh.renews) = (refund_no(91), Some(old.clone()));
    detail.renewed_as = Some(refund_no(91));
    change(&mut fresh, RefundState::Approved, "owner", now);
    fresh.row.next_at = now.plus(10);
    rows.refunds.push(fresh);
    true
}

/// The owner's way on with a refund whose end is not in the shop's hands.
pub fn wish_refund(rows: &mut Rows, refund_no: &RefundNo, (seen, wish): (u32, RefundWish), now: UnixSeconds) -> bool {
    let Some(detail) = at_version(rows, refund_no, seen) else { return false };
    match wish {
        RefundWish::SendAlso => detail.row.paused = false,
        RefundWish::SetAside => detail.row.set_aside = true,
        RefundWish::SendAgain => change(detail, RefundState::Approved, "owner", now),
        RefundWish::Vouch => change(detail, RefundState::Refunded, "owner", now),
    }
    true
}

/// What there was to know of a refund was seen.
pub fn acknowledge(rows: &mut Rows, refund_no: &RefundNo) {
    let others = |alarm: &RefundAlarmRow| alarm.refund_no != *refund_no;
    rows.refunds.iter_mut().for_each(|detail| detail.alarms.retain(others));
    rows.orders.iter_mut().for_each(|detail| detail.alarms.retain(others));
}
