//! Money back, as calls and answers move it. The amount and the number were fixed before; here only the state moves.

use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, RefundAlarmRow, RefundSend, RefundUpdate, Refusal, RowAside, RowJob, RowTrouble, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    messages::{self, Direction},
    money::payments::merchants,
    money::refunds::{
        self,
        row::RefundHead,
        sources::{By, RefundSource},
    },
    orders::row::OrderHead,
    ownership::restores::{held, tasks},
    reads::due::set_aside,
};
use crate::store::{CommitFuture, Store};
use crate::{
    base::failpoints::failpoint,
    domain::{
        OperatorAction, REFUND_GAP_SECS, RefundAlarm, RefundFacts, RefundNo, RefundOutcome, RefundState, RefundStep,
        RefundTrouble, SIBLING_WAIT_SECS, StepReason, UnixSeconds,
    },
};

const ACCOUNT_CHARS_MAX: usize = 100;

impl Store {
    /// The call that moves the money is about to leave: [`RefundState::Sending`], with the call's text. Refused while
    /// another refund of the order is in flight or was sent less than a minute ago.
    pub fn begin_refund(&self, send: RefundSend, now: UnixSeconds) -> CommitFuture<()> {
        self.write_before_leaving(move |db| begin(db, &send, now))
    }

    /// A refund takes a step out of an answer; on [`RefundState::Refunded`] the order's totals move in the same commit.
    /// A late or repeated step is no error: the answer is the state as it is.
    pub fn update_refund(&self, update: RefundUpdate, now: UnixSeconds) -> CommitFuture<RefundState> {
        // What a person sets going again is money that is given; the rest is the program's own.
        if update.actor == Actor::Owner {
            let attempt = Attempt::of(OperatorAction::GiveRefund, now).refund(&update.refund_no);
            return self.write_as(attempt, move |db| self::update(db, &update, now));
        }
        self.write(move |db| self::update(db, &update, now))
    }

    /// Every refund that was being sent when the program last died becomes [`RefundState::InDoubt`], due to be asked
    /// about at once. Called once at start, before any job. Answers how many.
    pub fn doubt_interrupted_refunds(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| doubt_interrupted(db, now))
    }
}

/// The call is about to leave: the row that says so is durable before the first byte.
pub(in crate::store) fn begin(db: Db<'_>, send: &RefundSend, now: UnixSeconds) -> Result<(), StoreError> {
    let RefundSend { refund_no, by, call } = send;
    held::must_not_be_held(db)?;
    let before = RefundHead::read(db, refund_no)?;
    let state = before.state.after(RefundStep::Begin)?;
    if before.paused_for.is_some() {
        return Err(Refusal::State(before.state.into()).into());
    }
    merchants::must_be_ours(db, &before.order_no)?;
    if let Some(other) = sibling_in_the_way(db, &before, now)? {
        return Err(Refusal::State(other.into()).into());
    }
    if before.may_have_left() && before.left_by() != *by {
        // One number sent by both interfaces could pay twice: nobody promises that they know it from each other.
        return Err(Refusal::State(before.state.into()).into());
    }
    refunds::limits::may_leave(db, &before)?;
    let (sends, sent_by) = (before.sends.saturating_add(1), Some(*by));
    let after = RefundHead { state, sends, sent_by, sent_at: Some(now), asks: 0, changed_at: now, ..before.clone() };
    messages::keep(db, Direction::Call, call, (Some(&before.order_no), Some(refund_no)), now)?;
    move_to(db, &before, after, StepCause::of(Actor::Zhanggui, now).message(Some(&call.id)))?;
    failpoint("before-commit");
    Ok(())
}

/// Another refund of the order that is in flight, or was sent less than a minute ago.
fn sibling_in_the_way(db: Db<'_>, refund: &RefundHead, now: UnixSeconds) -> Result<Option<RefundState>, StoreError> {
    // A send that lies ahead is a clock that was set back; it must not hold this one for years.
    db.find(
        "SELECT state FROM refunds WHERE shop_id = ?1 AND order_no = ?2 AND refund_no <> ?3
             AND (state = 'sending' OR (sent_at > ?4 AND sent_at <= ?5)
                  OR (state IN ('processing', 'in_doubt', 'waiting_for_money')
                      AND COALESCE(sent_at, changed_at) > ?6 AND COALESCE(sent_at, changed_at) <= ?7))",
        params![
            db.shop,
            refund.order_no,
            refund.refund_no,
            now.plus(-REFUND_GAP_SECS),
            now,
            now.plus(-SIBLING_WAIT_SECS),
            now.plus(SIBLING_WAIT_SECS)
        ],
        |row| row.get("state"),
    )
}

/// A step out of an answer. A late or repeated one changes nothing but the time of the next question.
pub(in crate::store) fn update(db: Db<'_>, update: &RefundUpdate, now: UnixSeconds) -> Result<RefundState, StoreError> {
    let before = RefundHead::read(db, &update.refund_no)?;
    merchants::must_be_ours(db, &before.order_no)?;
    if let Some(answer) = &update.answer {
        messages::keep(db, Direction::Answer, answer, (Some(&before.order_no), Some(&update.refund_no)), now)?;
    }
    let reason = StepReason::from(update.trouble.clone());
    let cause = StepCause {
        actor: update.actor,
        why: &reason,
        message: update.answer.as_ref().map(|answer| &answer.id),
        at: now,
    };
    if let Some(facts) = &update.facts
        && !is_about(db, facts, &before)?
    {
        if facts.refund_no == before.refund_no {
            // Our number with other figures: WeChat is asked for all refunds of the order, and then its word counts.
            refunds::searches::search(db, &before.order_no, now)?;
        }
        // Facts about another number prove nothing about this one.
        return look_again(db, &before, update, Some(&RefundTrouble::AboutSomethingElse));
    }
    if update.facts.is_some() || update.step.is_some() {
        tasks::refund_asked(db, &before.refund_no, now)?;
    }
    if update.step == Some(RefundStep::Missing) && before.state == RefundState::Processing {
        missing(db, &before, now)?;
    }
    let state = match update.step.map(|step| before.state.after(step)) {
        Some(Ok(state)) => state,
        // A click on what is not there any more is told so; an answer that comes late is no error.
        Some(Err(refused)) if update.actor == Actor::Owner => return Err(refused.into()),
        _ => return look_again(db, &before, update, update.trouble.as_ref()),
    };
    let after = with_facts(turned(&before, update, state, now), update, now);
    move_to(db, &before, after, cause)?;
    failpoint("before-state-write");
    Ok(state)
}

/// True if the answer is about this refund, to the fen, out of the payment it comes out of.
fn is_about(db: Db<'_>, facts: &RefundFacts, refund: &RefundHead) -> Result<bool, StoreError> {
    let paid = RefundSource::of_refund(db, refund)?.money.paid;
    Ok(refund.is_spoken_of_by(facts, paid) && refunds::sources::is_of(db, facts, refund.transaction_id.as_ref())?)
}

/// WeChat accepted it once and knows nothing of it now: the owner is told, and nothing is undone by that.
fn missing(db: Db<'_>, before: &RefundHead, now: UnixSeconds) -> Result<(), StoreError> {
    let alarm = RefundAlarmRow {
        refund_no: before.refund_no.clone(),
        order_no: before.order_no.clone(),
        kind: RefundAlarm::Missing,
        ours: Some(before.state),
        theirs: None,
        ours_amount: Some(before.amount),
        theirs_amount: None,
        raised_at: now,
        seen_at: None,
    };
    refunds::alarms::raise(db, &alarm).map(drop)
}

/// Nothing moved: counts the question and says when the next one is due.
fn look_again(
    db: Db<'_>,
    before: &RefundHead,
    update: &RefundUpdate,
    trouble: Option<&RefundTrouble>,
) -> Result<RefundState, StoreError> {
    if !before.state.is_final() {
        let trouble = trouble.or(before.trouble.as_ref()).cloned();
        let asks = before.asks.saturating_add(1);
        // What waits to be sent may be on its way at WeChat already: nothing that is no step of it sends it sooner.
        let waits = before.state == RefundState::Approved;
        let next_at = if waits { before.next_at.max(update.next_at) } else { update.next_at };
        RefundHead { asks, next_at, trouble, ..before.clone() }.save(db, before)?;
    }
    Ok(before.state)
}

fn turned(before: &RefundHead, update: &RefundUpdate, state: RefundState, now: UnixSeconds) -> RefundHead {
    let never_left = before.never_left.saturating_add(u32::from(update.step == Some(RefundStep::NotSent)));
    let well = state == RefundState::Refunded;
    let trouble = if well { None } else { update.trouble.clone() };
    RefundHead { state, never_left, trouble, asks: 0, next_at: update.next_at, changed_at: now, ..before.clone() }
}

fn with_facts(mut after: RefundHead, update: &RefundUpdate, now: UnixSeconds) -> RefundHead {
    if let Some(facts) = &update.facts {
        after.refund_id = facts.refund_id.clone().or(after.refund_id);
        if let RefundOutcome::Success { at, account } = &facts.outcome {
            after.account = short(account, ACCOUNT_CHARS_MAX);
            after.refunded_at = *at;
        }
    }
    let arrived = after.state == RefundState::Refunded;
    after.refunded_at = if arrived { after.refunded_at.or(Some(now)) } else { None };
    after
}

/// Writes a step: the refund, the order's sums, the history; and ends the order once all of it went back.
pub(in crate::store) fn move_to(
    db: Db<'_>,
    before: &RefundHead,
    after: RefundHead,
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let after = after.save(db, before)?;
    let step = HistoryStep::Refund(&after.refund_no, Some(before.state), after.state);
    history::add(db, &after.order_no, &step, cause)?;
    if after.state == RefundState::Refunded {
        refunds::restock::put_back(db, &after, cause.at)?;
    }
    sum_up(db, &after, cause)
}

/// The sums of the payment a refund comes out of, after it moved; and what they end.
fn sum_up(db: Db<'_>, refund: &RefundHead, cause: StepCause<'_>) -> Result<(), StoreError> {
    let order = OrderHead::read(db, &refund.order_no)?;
    if let Some(transaction) = &refund.transaction_id {
        refunds::sources::sum_up(db, &order, transaction, By::Step)?;
        return refunds::sources::settle_mark(db, &refund.order_no, (transaction, false), cause);
    }
    let order = refunds::row::sum_up(db, &order)?;
    refunds::order_end::end_order(db, &order, refund.state, cause)
}

/// Every refund that was being sent when the program died: nobody knows whether it left.
pub(in crate::store) fn doubt_interrupted(db: Db<'_>, now: UnixSeconds) -> Result<usize, StoreError> {
    let sql =
        "SELECT refund_no, order_no FROM refunds WHERE shop_id = ?1 AND state = 'sending' ORDER BY next_at, refund_no";
    let interrupted: Vec<(String, String)> =
        db.list(sql, params![db.shop], |row| Ok((row.get("refund_no")?, row.get("order_no")?)))?;
    set_aside::each(db, &interrupted, aside, now, |(refund_no, _)| {
        let refund_no = RefundNo::parse(refund_no).map_err(|bad| StoreError::Unreadable(bad.to_string()))?;
        let before = RefundHead::read(db, &refund_no)?;
        let state = before.state.after(RefundStep::NoAnswer)?;
        let trouble = Some(RefundTrouble::CutOff);
        let reason = StepReason::from(trouble.clone());
        let after = RefundHead { state, trouble, asks: 0, next_at: now, changed_at: now, ..before.clone() };
        move_to(db, &before, after, StepCause::of(Actor::Zhanggui, now).why(&reason))
    })
}

fn aside((refund_no, order_no): &(String, String)) -> RowAside {
    RowAside {
        job: RowJob::AskRefund,
        key: refund_no.clone(),
        order_no: order_no.clone(),
        trouble: RowTrouble::Other,
        detail: String::new(),
    }
}

fn short(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).collect()
}
