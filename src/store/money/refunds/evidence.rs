//! WeChat's verified word about a refund is taken as it is, also against a final state of ours: the row, the order's sums
//! and where the order stands follow it, and the owner is told.

use crate::domain::{
    Attention, EvidenceFit, OrderNo, OrderState, PausedFor, RefundAlarm, RefundFacts, RefundOutcome, RefundState,
    RefundTrouble, StepReason, TransactionId, UnixSeconds,
};
use crate::store::{
    RefundAlarmRow, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::refunds::{
        self,
        row::RefundHead,
        sources::{By, RefundSource},
    },
    orders::row::OrderHead,
};

const ACCOUNT_CHARS_MAX: usize = 100;

/// What a listed refund made of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum EvidenceEffect {
    /// Nothing new.
    Same,
    /// It counts now.
    Moved,
    /// It cannot be about this order: asked again later.
    Misfit,
}

/// WeChat's word about a refund we know. `next_at`: when it is asked about next, if it is under way.
pub(in crate::store) fn hear(
    db: Db<'_>,
    before: &RefundHead,
    facts: &RefundFacts,
    next_at: UnixSeconds,
    cause: StepCause<'_>,
) -> Result<EvidenceEffect, StoreError> {
    let of = before.transaction_id.as_ref();
    let paid = RefundSource::of(db, &before.order_no, of)?.money.paid;
    if facts.order_no != before.order_no || facts.total != paid || !refunds::sources::is_of(db, facts, of)? {
        misfit(db, facts, Some(before), cause)?;
        return Ok(EvidenceEffect::Misfit);
    }
    crate::store::ownership::restores::tasks::refund_asked(db, &before.refund_no, cause.at)?;
    let word = before.state.against(&facts.outcome, before.may_have_left());
    let state = match word {
        EvidenceFit::Agrees => before.state,
        EvidenceFit::Follows(said) | EvidenceFit::Overrules(said) => said,
    };
    let counts = state.holds_money() || state == RefundState::Refunded;
    let other_amount = counts && facts.amount != before.amount;
    if (word == EvidenceFit::Agrees && !other_amount) || before.state == RefundState::Sending {
        return Ok(EvidenceEffect::Same);
    }
    let amount = if other_amount { facts.amount } else { before.amount };
    let told = matches!(word, EvidenceFit::Overrules(_)) || other_amount;
    let after = RefundHead { state, amount, next_at, ..before.clone() }.said_by(facts, cause.at);
    move_to(db, before, after, if told { cause.why(&StepReason::ByEvidence) } else { cause })?;
    if told {
        alarm(db, RefundAlarm::Overruled, facts, Some(before), cause.at)?;
    }
    if told && counts {
        pause_unsent(db, &before.order_no, cause)?;
    }
    Ok(EvidenceEffect::Moved)
}

impl RefundHead {
    /// What WeChat says of it beside its state and amount, which are set already.
    fn said_by(mut self, facts: &RefundFacts, now: UnixSeconds) -> Self {
        self.refund_id = facts.refund_id.clone().or(self.refund_id);
        let arrived = self.state == RefundState::Refunded;
        if let (RefundOutcome::Success { at, account }, true) = (&facts.outcome, arrived) {
            self.account = account.chars().take(ACCOUNT_CHARS_MAX).collect();
            self.refunded_at = at.or(self.refunded_at).or(Some(now));
        }
        if !arrived {
            self.refunded_at = None;
        }
        self.trouble = match self.state {
            RefundState::Stuck => Some(RefundTrouble::Change),
            RefundState::Failed => Some(RefundTrouble::Closed),
            _ => None,
        };
        (self.asks, self.changed_at) = (0, now);
        self
    }
}

/// Writes what WeChat said: the refund, the order's sums, the history, and where the order stands by them.
fn move_to(db: Db<'_>, before: &RefundHead, after: RefundHead, cause: StepCause<'_>) -> Result<(), StoreError> {
    let after = after.save(db, before)?;
    let step = HistoryStep::Refund(&after.refund_no, Some(before.state), after.state);
    history::add(db, &after.order_no, &step, cause)?;
    if after.state == RefundState::Refunded {
        refunds::restock::put_back(db, &after, cause.at)?;
    }
    settle(db, &after, cause)
}

/// The sums of the payment a refund comes out of by WeChat's word, and what they end.
pub(in crate::store) fn settle(db: Db<'_>, after: &RefundHead, cause: StepCause<'_>) -> Result<(), StoreError> {
    let Some(transaction) = &after.transaction_id else { return settle_order(db, after, cause) };
    let whole = refunds::sources::went_back_whole(db, &after.order_no, transaction)?;
    make_way(db, &after.order_no, Some(transaction), cause.at)?;
    refunds::sources::sum_up(db, &OrderHead::read(db, &after.order_no)?, transaction, By::Word)?;
    refunds::sources::settle_mark(db, &after.order_no, (transaction, whole), cause)
}

/// The order's sums by WeChat's word, and the order's end, or the end of its end.
fn settle_order(db: Db<'_>, after: &RefundHead, cause: StepCause<'_>) -> Result<(), StoreError> {
    reopen(db, &after.order_no, cause)?;
    make_way(db, &after.order_no, None, cause.at)?;
    let order = refunds::row::sum_up_by_word(db, &OrderHead::read(db, &after.order_no)?)?;
    refunds::order_end::end_order(db, &order, after.state, cause)
}

/// Refunds of ours out of a payment that never left this computer give way, the last first, as long as more is promised than
/// was paid.
fn make_way(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: Option<&TransactionId>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let paid = RefundSource::of(db, order_no, transaction)?.money.paid;
    for refund in unsent(db, order_no, transaction)? {
        if refunds::row::over_promised(db, order_no, transaction, paid)?.is_zero() {
            return Ok(());
        }
        give_up(db, &refund, now)?;
    }
    Ok(())
}

/// Approved refunds out of a payment of the order that never left this computer, the last to be sent first.
pub(in crate::store) fn unsent(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: Option<&TransactionId>,
) -> Result<Vec<RefundHead>, StoreError> {
    let mut unsent = all_unsent(db, order_no)?;
    unsent.retain(|refund| refund.transaction_id.as_ref() == transaction);
    Ok(unsent)
}

fn all_unsent(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<RefundHead>, StoreError> {
    let sql = "SELECT refund_no FROM refunds WHERE shop_id = ?1 AND order_no = ?2 AND state = 'approved'
                   AND sends = never_left ORDER BY next_at DESC, refund_no DESC";
    let numbers: Vec<_> = db.values(sql, params![db.shop, order_no])?;
    numbers.iter().map(|refund_no| RefundHead::read(db, refund_no)).collect()
}

/// What it would have given is gone: over, before it was sent, and the owner is told.
pub(in crate::store) fn give_up(db: Db<'_>, before: &RefundHead, now: UnixSeconds) -> Result<(), StoreError> {
    let state = before.state.after(crate::domain::RefundStep::Decline)?;
    let trouble = Some(RefundTrouble::LimitLeft);
    let reason = StepReason::from(trouble.clone());
    let after = RefundHead { state, trouble, changed_at: now, asks: 0, ..before.clone() }.save(db, before)?;
    let cause = StepCause::of(crate::store::Actor::Zhanggui, now).why(&reason);
    history::add(db, &after.order_no, &HistoryStep::Refund(&after.refund_no, Some(before.state), state), cause)?;
    let order = OrderHead::read(db, &after.order_no)?;
    match &after.transaction_id {
        Some(transaction) => refunds::sources::sum_up(db, &order, transaction, By::Word)?,
        None => refunds::row::sum_up_by_word(db, &order).map(drop)?,
    }
    let (ours, ours_amount) = (Some(before.state), Some(before.amount));
    let (refund_no, order_no) = (after.refund_no, after.order_no);
    let kind = RefundAlarm::GaveWay;
    let alarm = RefundAlarmRow {
        refund_no,
        order_no,
        kind,
        ours,
        theirs: None,
        ours_amount,
        theirs_amount: None,
        raised_at: now,
        seen_at: None,
    };
    refunds::alarms::raise(db, &alarm).map(drop)
}

/// The owner said yes to a picture that was not whole: what did not leave waits for another word, whichever payment of the
/// order it comes out of.
pub(in crate::store) fn pause_unsent(db: Db<'_>, order_no: &OrderNo, cause: StepCause<'_>) -> Result<(), StoreError> {
    for before in all_unsent(db, order_no)?.iter().filter(|refund| refund.paused_for.is_none()) {
        let after = RefundHead { paused_for: Some(PausedFor::Found), changed_at: cause.at, ..before.clone() }
            .save(db, before)?;
        let step = HistoryStep::Refund(&after.refund_no, Some(before.state), after.state);
        history::add(
            db,
            order_no,
            &step,
            StepCause::of(crate::store::Actor::Zhanggui, cause.at).why(&StepReason::FoundElsewhere),
        )?;
    }
    Ok(())
}

/// An order of which everything went back, and WeChat says now that it did not: it stands where it stood before.
fn reopen(db: Db<'_>, order_no: &OrderNo, cause: StepCause<'_>) -> Result<(), StoreError> {
    let order = OrderHead::read(db, order_no)?;
    if order.state != OrderState::Refunded || refunds::row::arrived(db, order_no)? >= order.paid {
        return Ok(());
    }
    let sql =
        "SELECT before FROM history WHERE shop_id = ?1 AND order_no = ?2 AND subject = 'order' AND after = 'refunded'
                   ORDER BY step DESC LIMIT 1";
    let stood: Option<OrderState> = db.find_value(sql, params![db.shop, order_no])?;
    let state = stood.unwrap_or(OrderState::NeedsOwner);
    let attention = match (state, order.attention) {
        (OrderState::NeedsOwner, None) => Some(kind_of_extra(db, order_no)?),
        (_, attention) => attention,
    };
    refunds::row::sum_up_into(db, &order, &OrderHead { state, attention, ..order.clone() })?;
    history::add(db, order_no, &HistoryStep::Order(Some(order.state), state), cause.why(&StepReason::ByEvidence))
}

/// Why an order that waited for its owner did.
fn kind_of_extra(db: Db<'_>, order_no: &OrderNo) -> Result<Attention, StoreError> {
    let sql = "SELECT kind FROM payment_extras WHERE shop_id = ?1 AND order_no = ?2 ORDER BY found_at DESC LIMIT 1";
    Ok(db.find_value(sql, params![db.shop, order_no])?.unwrap_or(Attention::AmountDiffers))
}

/// A refund that cannot be true beside what is known of the order: the owner is told, and what did not leave waits for
/// another word. Told once; the owner's word then counts.
pub(in crate::store) fn misfit(
    db: Db<'_>,
    facts: &RefundFacts,
    ours: Option<&RefundHead>,
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let order_no = ours.map_or(&facts.order_no, |ours| &ours.order_no);
    if alarm(db, RefundAlarm::Misfit, facts, ours, cause.at)? {
        pause_unsent(db, order_no, cause)?;
    }
    Ok(())
}

/// Tells the owner what WeChat says, and what was believed. True if that is new.
pub(in crate::store) fn alarm(
    db: Db<'_>,
    kind: RefundAlarm,
    facts: &RefundFacts,
    ours: Option<&RefundHead>,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let alarm = RefundAlarmRow {
        refund_no: facts.refund_no.clone(),
        // Under the order that is ours: of another one there may be no row.
        order_no: ours.map_or_else(|| facts.order_no.clone(), |ours| ours.order_no.clone()),
        kind,
        ours: ours.map(|ours| ours.state),
        theirs: Some(RefundState::said_by(&facts.outcome)),
        ours_amount: ours.map(|ours| ours.amount),
        theirs_amount: Some(facts.amount),
        raised_at: now,
        seen_at: None,
    };
    refunds::alarms::raise(db, &alarm)
}
