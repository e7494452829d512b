//! Money back, as people decide it: the buyer asks, the owner says yes or no, and may think again while nothing left.

pub(in crate::store) mod alarms;
pub(in crate::store) mod evidence;
pub(in crate::store) mod found;
pub(in crate::store) mod limits;
pub(in crate::store) mod lines;
pub(in crate::store) mod listing;
#[cfg(test)]
mod listing_tests;
pub(in crate::store) mod order_end;
pub(in crate::store) mod past;
pub(in crate::store) mod pictures;
pub(in crate::store) mod reads;
pub(in crate::store) mod refund_query;
pub(in crate::store) mod renewal;
pub(in crate::store) mod restock;
pub(in crate::store) mod row;
pub(in crate::store) mod rules;
pub(in crate::store) mod searches;
pub(in crate::store) mod sources;
pub(in crate::store) mod start;
pub(in crate::store) mod types;
pub(in crate::store) mod updates;
pub(in crate::store) mod wishes;

use crate::domain::{
    OperatorAction, OrderState, RefundNo, RefundOrigin, RefundState, RefundStep, StepReason, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, NewRefund, RefundApproval, RefundRejection, Refusal, StoreError, TextPart,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::merchants,
    money::refunds,
    orders::{counts, row::OrderHead, to_send},
};
use crate::store::{CommitFuture, Store};
use row::RefundHead;
use std::ops::RangeInclusive;

const REASON_CHARS: RangeInclusive<usize> = 1..=500;
const CONTACT_CHARS: RangeInclusive<usize> = 0..=100;
/// What WeChat shows the buyer (`refund_desc`).
const APPROVAL_CHARS: RangeInclusive<usize> = 0..=80;
const REJECTION_CHARS: RangeInclusive<usize> = 1..=200;

impl Store {
    /// A buyer asks for money back: into the owner's queue. Refused when more than what is left of the payment, and for
    /// goods that were sold without refunds or whose days are over.
    pub fn request_refund(&self, refund: NewRefund, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| request(db, &refund, now))
    }

    /// The owner says yes; [`Refusal::Restock`] if the order has not as much left to give back. Sent from `send_from` on.
    pub fn approve_refund(&self, yes: RefundApproval, send_from: UnixSeconds, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(
            Attempt::of(OperatorAction::GiveRefund, now).refund(&yes.refund_no).giving(yes.amount),
            move |db| approve(db, &yes, send_from, now),
        )
    }

    /// The owner says no, with a reason the buyer can read and, if there is one, a picture the buyer can see.
    pub fn reject_refund(&self, no: RefundRejection, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::HandleRefund, now).refund(&no.refund_no), move |db| {
            reject(db, &no, now)
        })
    }

    /// The owner's second thought, while nothing was sent.
    pub fn take_back_refund(&self, refund_no: RefundNo, seen: u32, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::TakeBackRefund, now).refund(&refund_no), move |db| {
            take_back(db, &refund_no, seen, now)
        })
    }
}

/// A buyer asks for money back. Requests may overlap: what is left decides when the owner approves.
pub(in crate::store) fn request(db: Db<'_>, new: &NewRefund, now: UnixSeconds) -> Result<(), StoreError> {
    TextPart::Reason.fits(&new.reason, REASON_CHARS)?;
    TextPart::Contact.fits(&new.contact, CONTACT_CHARS)?;
    let order = OrderHead::read(db, &new.order_no)?;
    if order.openid != new.openid {
        return Err(Refusal::NotFound.into());
    }
    if !order.state.is_paid() && order.state != OrderState::NeedsOwner {
        return Err(Refusal::State(order.state.into()).into());
    }
    refunds::limits::may_ask(db, &order, new.amount, now)?;
    if RefundHead::find(db, &new.refund_no)?.is_some() {
        return Err(Refusal::NumberTaken.into());
    }
    refunds::rules::may_ask(db, &order, new, now)?;
    let lines = refunds::lines::from_order(db, &new.order_no, &new.items)?;
    insert(db, new, now)?;
    refunds::lines::insert(db, &new.refund_no, &lines)?;
    to_send::keep(db, &new.refund_no, &new.items)?;
    counts::move_refund(db, None, RefundHead::read(db, &new.refund_no)?.counted())?;
    refunds::row::sum_up(db, &order)?;
    let step = HistoryStep::Refund(&new.refund_no, None, RefundState::Requested);
    history::add(db, &new.order_no, &step, StepCause::of(Actor::Buyer, now))
}

fn insert(db: Db<'_>, new: &NewRefund, now: UnixSeconds) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO refunds (shop_id, refund_no, order_no, openid, version, state, asked_fen, amount_fen, reason, contact,
             reply, account, sends, never_left, asks, next_at, trouble, requested_at, changed_at, unseen)
         VALUES (?1, ?2, ?3, ?4, 1, 'requested', ?5, ?5, ?6, ?7, '', '', 0, 0, 0, ?8, '', ?8, ?8, 1)",
        params![db.shop, new.refund_no, new.order_no, new.openid, new.amount, new.reason, new.contact, now],
    )
}

/// The owner says yes to an amount: at most what was asked for, and at most what is left of the payment.
pub(in crate::store) fn approve(
    db: Db<'_>,
    yes: &RefundApproval,
    send_from: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = RefundHead::read_as_seen(db, &yes.refund_no, yes.seen)?;
    let state = before.state.after(RefundStep::Approve)?;
    TextPart::Reply.fits(&yes.reply, APPROVAL_CHARS)?;
    merchants::must_be_ours(db, &before.order_no)?;
    let order = OrderHead::read(db, &before.order_no)?;
    let amount = refunds::limits::may_promise(db, &before, &order, yes.amount, now)?;
    let after = RefundHead { state, amount, reply: yes.reply.clone(), next_at: send_from, ..before.clone() };
    refunds::restock::wish(db, &before.order_no, &yes.refund_no, &yes.restock)?;
    decide_goods(db, &before, yes)?;
    decide(db, &before, after, &order, now)
}

/// Keeps which goods the money is for. What goes back on the shelf cannot be sent, whatever else was named.
fn decide_goods(db: Db<'_>, refund: &RefundHead, yes: &RefundApproval) -> Result<(), StoreError> {
    let mut goods = match &yes.pieces {
        Some(pieces) => {
            refunds::lines::from_order(db, &refund.order_no, pieces)?;
            pieces.clone()
        }
        None => to_send::goods(db, &refund.refund_no)?,
    };
    for (id, restockable) in &yes.restock {
        match goods.iter_mut().find(|(known, _)| known == id) {
            Some((_, pieces)) if pieces.get() < restockable.get() => *pieces = *restockable,
            Some(_) => {}
            None => goods.push((id.clone(), *restockable)),
        }
    }
    to_send::keep(db, &refund.refund_no, &goods)
}

/// The owner says no, and may show a picture with it. Nothing will move.
pub(in crate::store) fn reject(db: Db<'_>, no: &RefundRejection, now: UnixSeconds) -> Result<(), StoreError> {
    let before = RefundHead::read_as_seen(db, &no.refund_no, no.seen)?;
    let state = before.state.after(RefundStep::Reject)?;
    TextPart::Reply.fits(&no.reply, REJECTION_CHARS)?;
    let order = OrderHead::read(db, &before.order_no)?;
    let (reply, reply_picture) = (no.reply.clone(), no.picture.clone().unwrap_or_default());
    let after = RefundHead { state, reply, reply_picture, next_at: now, ..before.clone() };
    decide(db, &before, after, &order, now)
}

/// The owner's second thought: back into the queue, or over where nobody had asked. Refused as soon as a call may have left: then only WeChat's word ends it.
pub(in crate::store) fn take_back(
    db: Db<'_>,
    refund_no: &RefundNo,
    seen: u32,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = RefundHead::read_as_seen(db, refund_no, seen)?;
    let asked_for = before.origin == RefundOrigin::Buyer;
    let step = if asked_for { RefundStep::TakeBack } else { RefundStep::Withdraw };
    let state = before.state.after(step)?;
    if before.sends != before.never_left {
        return Err(Refusal::State(before.state.into()).into());
    }
    let order = OrderHead::read(db, &before.order_no)?;
    refunds::restock::forget(db, refund_no)?;
    if asked_for {
        to_send::keep_as_asked(db, refund_no)?;
    }
    let after = RefundHead { state, amount: before.asked, reply: String::new(), next_at: now, ..before.clone() };
    decide(db, &before, after, &order, now)
}

/// Keeps who said yes: WeChat is told it with every send, and is to hear the same each time.
pub(in crate::store) fn approved_by(db: Db<'_>, refund_no: &RefundNo) -> Result<(), StoreError> {
    let Some(operator) = db.operator() else { return Ok(()) };
    let sql = "UPDATE refunds SET approved_by = ?3 WHERE shop_id = ?1 AND refund_no = ?2";
    db.run_one(sql, params![db.shop, refund_no, operator])
}

/// Writes a decision of the owner's: the refund, the order's sums, the history.
fn decide(
    db: Db<'_>,
    before: &RefundHead,
    after: RefundHead,
    order: &OrderHead,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let after = RefundHead { asks: 0, trouble: None, changed_at: now, ..after }.save(db, before)?;
    if after.state == RefundState::Approved {
        approved_by(db, &after.refund_no)?;
    }
    refunds::sources::sums_of(db, order, after.transaction_id.as_ref())?;
    let step = HistoryStep::Refund(&after.refund_no, Some(before.state), after.state);
    history::add(db, &after.order_no, &step, StepCause::of(Actor::Owner, now).why(&StepReason::words(&after.reply)))
}
