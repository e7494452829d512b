//! A refund notification makes the refund due to be asked about, or all refunds of its order.

use crate::domain::{EvidenceFit, NoticeVerdict, RefundFacts, RefundNo, RefundState, UnixSeconds};
use crate::store::{
    CommitFuture, NoticeOutcome, RawMessage, Store, StoreError,
    engine::{db::Db, value::params},
    messages::notices,
    money::payments::merchants,
    money::refunds::{
        row::RefundHead,
        searches,
        sources::{self, RefundSource},
    },
};

impl Store {
    /// A refund notification came. It is a hint only: it makes the refund due to be asked about at once.
    pub fn record_refund_notice(
        &self,
        message: RawMessage,
        read: Result<RefundFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| {
            let numbers = read.as_ref().ok().map(|facts| (&facts.order_no, &facts.refund_no)).unzip();
            notices::record(db, &message, read.as_ref(), now, numbers, |facts| judge(db, facts, now))
        })
    }
}

fn judge(db: Db<'_>, facts: &RefundFacts, now: UnixSeconds) -> Result<(NoticeVerdict, bool), StoreError> {
    let Some(refund) = RefundHead::find(db, &facts.refund_no)? else {
        // Perhaps made by hand on WeChat's platform: WeChat lists all refunds of the order.
        return Ok((NoticeVerdict::UnknownNumber, searches::search(db, &facts.order_no, now)?));
    };
    let paid = RefundSource::of_refund(db, &refund)?.money.paid;
    if merchants::holder_of(db, &refund.order_no)?.is_some() {
        // This merchant's word about another one's payment.
        return Ok((NoticeVerdict::Differs, false));
    }
    let of_its_payment = sources::is_of(db, facts, refund.transaction_id.as_ref())?;
    if !refund.is_spoken_of_by(facts, paid) || !of_its_payment {
        // Our number with other figures: only WeChat's list of the order can tell, and then it counts.
        return Ok((NoticeVerdict::Differs, searches::search(db, &refund.order_no, now)?));
    }
    if matches!(refund.state.against(&facts.outcome, refund.may_have_left()), EvidenceFit::Overrules(_)) {
        // Against what is final here, or was never sent: never forgotten, and believed only by WeChat's list.
        return Ok((NoticeVerdict::Accepted, searches::search(db, &refund.order_no, now)?));
    }
    let asked_about = matches!(refund.state, RefundState::Processing | RefundState::InDoubt | RefundState::Stuck);
    if asked_about && refund.next_at > now {
        RefundHead { next_at: now, ..refund.clone() }.save(db, &refund)?;
    }
    // These are asked about by no schedule of their own, and are said to have moved.
    let searched = matches!(refund.state, RefundState::WaitingForMoney | RefundState::Approved)
        && searches::search(db, &refund.order_no, now)?;
    let repeated = refund.state.is_final() || accepted_before(db, &facts.refund_no)?;
    Ok((if repeated { NoticeVerdict::Repeated } else { NoticeVerdict::Accepted }, asked_about || searched))
}

fn accepted_before(db: Db<'_>, refund_no: &RefundNo) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE shop_id = ?1 AND order_no = (SELECT order_no FROM refunds
             WHERE shop_id = ?1 AND refund_no = ?2) AND refund_no = ?2 AND direction = 'notice' AND verdict = 'accepted')",
        params![db.shop, refund_no],
    )
}
