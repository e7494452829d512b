//! What happens to complaints.

use super::{ComplaintStage, NewComplaint};
use crate::{
    domain::{ComplaintId, Fen, OrderNo, UnixSeconds},
    sandbox::{notify, world::World},
};
use std::sync::Arc;

/// A buyer complains.
pub(in crate::sandbox) fn complain(world: &Arc<World>, new: NewComplaint, at: UnixSeconds) -> Option<ComplaintId> {
    let order_no = OrderNo::parse(&new.order_no).ok();
    let known = world.ledger(|ledger| {
        let order = ledger.order(order_no.as_ref()?)?;
        let transaction = order.paid()?.transaction_id.to_string();
        Some((transaction, order.total, order.openid.clone()))
    });
    let nobodys = || (format!("42000{}0000000000000", at.beijing_day_compact()), Fen::ZERO, None);
    let known = known.unwrap_or_else(nobodys);
    let id = world.complaints(|ledger| ledger.add(new, known, at))?;
    notify::complaint(world, &id, "CREATE_COMPLAINT");
    Some(id)
}

/// A refund of the order arrived: what it was about is over.
pub(in crate::sandbox) fn refunded(world: &Arc<World>, order_no: &OrderNo) {
    let arrived = world.ledger(|ledger| ledger.arrived_back(order_no));
    let now = world.now();
    let over: Vec<ComplaintId> = world.complaints(|ledger| {
        let settled = ledger.of_order(order_no).filter(|complaint| {
            complaint.stage != ComplaintStage::Processed && complaint.new.wants.is_some_and(|wants| arrived >= wants)
        });
        settled
            .map(|complaint| {
                complaint.stage = ComplaintStage::Processed;
                complaint.awaits_reply = false;
                complaint.complaint_id.clone()
            })
            .collect()
    });
    for id in over {
        world.complaints(|ledger| {
            ledger.note(&id, ("系统", "REFUND_SUCCESS"), ("退款成功".to_owned(), Vec::new()), now);
        });
        notify::complaint(world, &id, "REFUND_SUCCESS");
    }
}
