//! Refunds come to their end: after a while by themselves, or as a test or a learner wants it.

use super::{
    complaints,
    ledger::{RefundFate, RefundRecord},
    notify,
    world::World,
};
use crate::domain::RefundNo;
use std::{sync::Arc, time::Duration};

/// Lets an accepted refund end as configured, or as [`super::Sandbox::refund_ends_as`] said before.
pub(super) fn after_a_while(world: &Arc<World>, refund_no: &RefundNo) {
    let wait = world.config.refund_settles_after;
    if wait == Duration::MAX {
        return;
    }
    let (later, refund_no) = (Arc::clone(world), refund_no.clone());
    world.runtime.spawn(async move {
        tokio::time::sleep(wait).await;
        let fate = later.program(|program| program.fate_of(&refund_no));
        settle(&later, &refund_no, fate);
    });
}

/// Ends a refund and announces it; `None` if it is not under way.
pub(super) fn settle(world: &Arc<World>, refund_no: &RefundNo, fate: RefundFate) -> Option<RefundRecord> {
    let now = world.now();
    let record = world.ledger(|ledger| ledger.settle(refund_no, fate, now))?;
    notify::refund(world, &record);
    complaints::refunded(world, &record.order_no);
    Some(record)
}
