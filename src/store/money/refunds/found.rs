//! All refunds of an order, by WeChat's word: those we know are compared, and those made by hand on its merchant platform, or
//! forgotten here, are found and kept.

use crate::domain::{
    LeaseHold, OrderNo, RefundAlarm, RefundFacts, RefundNo, RefundOutcome, RefundState, RefundTrouble, TransactionId,
    UnixSeconds,
};
use crate::store::{
    Actor, Reader, RefundList, Refusal, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::merchants,
    money::refunds::{
        self,
        evidence::EvidenceEffect,
        row::{RefundHead, kept_trouble},
        searches,
        sources::{Named, RefundSource},
    },
    orders::{counts, row::OrderHead},
    ownership::leases,
    ownership::restores::tasks,
};
use crate::store::{CommitFuture, Store};

const ACCOUNT_CHARS_MAX: usize = 100;
/// So long a list that lacks what a notification spoke of is asked for again, seconds.
const CLAIM_SECS: i64 = 24 * 60 * 60;

impl Store {
    /// WeChat listed all refunds of the order. What it says of those we know counts, also against a final state of ours, and
    /// the owner is told. Those nobody here knows were made by hand on its platform: kept as it says, and counted. Refunds
    /// of ours that have not left give way to them, or wait for the owner once more. Answers those that are not as they were.
    /// What cannot be true yet is asked about again.
    pub fn record_listed_refunds(&self, list: RefundList, now: UnixSeconds) -> CommitFuture<Vec<RefundNo>> {
        self.write(move |db| found(db, &list, now))
    }
}

/// WeChat's list of an order's refunds, all of it. What it says of those we know counts; those we do not know become rows.
/// Answers all that are not as they were. What cannot be true yet is asked about again at `next_at`.
pub(in crate::store) fn found(db: Db<'_>, list: &RefundList, now: UnixSeconds) -> Result<Vec<RefundNo>, StoreError> {
    let (order_no, answer, next_at) = (&list.order_no, list.answer.as_ref(), list.next_at);
    searches::postpone(db, order_no, answer, next_at, now)?;
    if merchants::holder_of(db, order_no)?.is_some() {
        return Ok(Vec::new());
    }
    tasks::order_listed(db, order_no, now)?;
    let cause = StepCause::of(Actor::WeChat, now).message(answer.map(|answer| &answer.id));
    let (mut moved, mut waits, mut unknown) = (Vec::new(), false, Vec::new());
    // What is known first: what came to nothing makes room for the rest.
    for facts in list.listed.iter().filter(|facts| facts.order_no == *order_no) {
        let Some(known) = RefundHead::find(db, &facts.refund_no)? else {
            unknown.push(facts);
            continue;
        };
        match refunds::evidence::hear(db, &known, facts, next_at, cause)? {
            EvidenceEffect::Same => {}
            EvidenceEffect::Moved => moved.push(facts.refund_no.clone()),
            EvidenceEffect::Misfit => waits = true,
        }
    }
    for facts in unknown {
        if may_be_true(db, facts, now)? {
            adopt(db, facts, cause)?;
            sent_elsewhere(db, &facts.refund_no, now)?;
            moved.push(facts.refund_no.clone());
        } else {
            refunds::evidence::misfit(db, facts, None, cause)?;
            waits = true;
        }
    }
    // A notification spoke of one that is not on the list: absence outranks no evidence, so it is asked again for a day.
    waits |= claimed(db, order_no, CLAIM_SECS, now)?;
    let sql = if waits {
        // Also where nobody had asked for a search: what does not fit is not forgotten.
        "INSERT INTO refund_searches (shop_id, order_no, asks, next_at) VALUES (?1, ?2, 0, ?3)
         ON CONFLICT (shop_id, order_no) DO NOTHING"
    } else {
        "DELETE FROM refund_searches WHERE shop_id = ?1 AND order_no = ?2 AND ?3 = ?3"
    };
    db.run(sql, params![db.shop, order_no, next_at])?;
    Ok(moved)
}

/// True if a notification of the last `secs` says that money of the order went back, or is going, under a number that is not
/// here, or is believed to have moved nothing. One that lies further ahead than that came before the clock was set back; it
/// must not hold a refund for years.
fn claimed(db: Db<'_>, order_no: &OrderNo, secs: i64, now: UnixSeconds) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM messages m
             LEFT JOIN refunds r ON r.shop_id = m.shop_id AND r.refund_no = m.refund_no
             WHERE m.shop_id = ?1 AND m.order_no = ?2 AND m.direction = 'notice' AND m.refund_no IS NOT NULL AND m.at > ?3 AND m.at <= ?4
                 AND (m.verdict = 'unknown_number' OR m.verdict = 'differs' OR m.verdict = 'accepted')
                 AND (r.refund_no IS NULL OR r.state IN ('requested', 'rejected')
                      OR (r.state = 'failed' AND r.trouble <> ?5)))",
        params![db.shop, order_no, now.plus(secs.saturating_neg()), now.plus(secs), RefundTrouble::Closed.to_string()],
    )
}

/// True if a refund nobody here knows can be kept as WeChat says it: the payment it comes out of has as much left, perhaps after refunds of ours
/// are given up that never left this computer; or nothing of ours is on its way any more that could come to nothing, and then
/// WeChat's word is all there is.
fn may_be_true(db: Db<'_>, facts: &RefundFacts, now: UnixSeconds) -> Result<bool, StoreError> {
    let payment = Named::by(db, facts)?;
    if payment == Named::Unclear {
        tracing::warn!(refund = %facts.refund_no, "WeChat lists a refund of money that is not this order's alone");
        return Ok(false);
    }
    let of = payment.beside();
    let source = |db| RefundSource::of(db, &facts.order_no, of);
    if facts.total != source(db)?.money.paid {
        tracing::warn!(refund = %facts.refund_no, "WeChat lists a refund of another total");
        return Ok(false);
    }
    if RefundState::said_by(&facts.outcome) == RefundState::Failed {
        return Ok(true);
    }
    for refund in refunds::evidence::unsent(db, &facts.order_no, of)? {
        if facts.amount <= source(db)?.money.left() {
            return Ok(true);
        }
        refunds::evidence::give_up(db, &refund, now)?;
    }
    let on_its_way = "SELECT EXISTS (SELECT 1 FROM refunds WHERE shop_id = ?1 AND order_no = ?2
                          AND COALESCE(transaction_id, '') = ?3
                          AND state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck'))";
    let payment = of.map_or("", TransactionId::as_str);
    Ok(facts.amount <= source(db)?.money.left()
        || !db.value::<bool>(on_its_way, params![db.shop, facts.order_no, payment])?)
}

/// A number of this shop's own making that this file does not know, made after the file last caught up: another installation
/// of the shop made it, and sends. What was found while catching up, or is as old, is what the file had forgotten.
fn sent_elsewhere(db: Db<'_>, refund_no: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
    let Some(day) = refund_no.day_if_ours() else { return Ok(()) };
    let sql = "SELECT MAX(COALESCE(accepted_at, ?2)) FROM restores WHERE shop_id = ?1";
    let caught_up: Option<UnixSeconds> = db.value(sql, params![db.shop, now])?;
    if caught_up.is_none_or(|at| day > at.beijing_day_compact().as_str()) {
        leases::met(db, None, LeaseHold::Sending, now)?;
    }
    Ok(())
}

/// A row for a refund that never was ours. No approval, no sends: only WeChat's word.
fn adopt(db: Db<'_>, facts: &RefundFacts, cause: StepCause<'_>) -> Result<(), StoreError> {
    let order = OrderHead::read(db, &facts.order_no)?;
    let (state, payment) = (RefundState::said_by(&facts.outcome), Named::by(db, facts)?);
    let (refunded_at, account) = match &facts.outcome {
        RefundOutcome::Success { at, account } => (Some(at.unwrap_or(cause.at)), account.as_str()),
        _ => (None, ""),
    };
    let account: String = account.chars().take(ACCOUNT_CHARS_MAX).collect();
    let trouble = (state == RefundState::Stuck).then_some(RefundTrouble::Change);
    db.run_one(
        "INSERT INTO refunds (shop_id, refund_no, order_no, openid, version, state, asked_fen, amount_fen, reason, contact,
             reply, refund_id, account, refunded_at, sends, never_left, asks, next_at, trouble, requested_at, changed_at,
             origin, transaction_id)
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?6, '-', '', '', ?7, ?8, ?9, 0, 0, 0, ?11, ?10, ?11, ?11, 'platform', ?12)",
        params![
            db.shop,
            facts.refund_no,
            facts.order_no,
            order.openid,
            state,
            facts.amount,
            facts.refund_id,
            account,
            refunded_at,
            kept_trouble(trouble.as_ref()),
            cause.at,
            payment.beside()
        ],
    )?;
    let refund = RefundHead::find(db, &facts.refund_no)?.ok_or(Refusal::NotFound)?;
    counts::move_refund(db, None, refund.counted())?;
    history::add(db, &facts.order_no, &HistoryStep::Refund(&facts.refund_no, None, state), cause)?;
    if state == RefundState::Failed {
        return Ok(());
    }
    refunds::evidence::settle(db, &refund, cause)?;
    refunds::evidence::alarm(db, RefundAlarm::Found, facts, None, cause.at)?;
    refunds::evidence::pause_unsent(db, &facts.order_no, cause)
}

impl Reader {
    /// True if a notification of the last `secs` speaks of a refund of the order that WeChat's list did not show yet.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn refund_claimed(&self, order_no: &OrderNo, secs: i64, now: UnixSeconds) -> Result<bool, StoreError> {
        claimed(self.db(), order_no, secs, now)
    }
}
