//! Money back that nobody asked for: the owner begins it, and it is approved from the first moment.

use crate::domain::{OperatorAction, OrderState, RefundState, StepReason, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, OwnersRefund, RefundPiece, Refusal, StoreError, TextPart,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::merchants,
    money::refunds::{self, row::RefundHead, sources::RefundSource},
    orders::{counts, row::OrderHead, to_send},
};
use crate::store::{CommitFuture, Store};
use std::ops::RangeInclusive;

/// What WeChat shows the buyer (`refund_desc`), where it is all there is to say why.
const TOLD_CHARS: RangeInclusive<usize> = 1..=80;

impl Store {
    /// The owner gives money back without being asked: born [`RefundState::Approved`], within the same limits, and to be
    /// taken back until it is sent. [`Refusal::Stale`] if the order changed since the click's picture.
    pub fn start_refund(&self, refund: OwnersRefund, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(
            Attempt::of(OperatorAction::GiveRefund, now).order(&refund.order_no).giving(refund.amount),
            move |db| start(db, &refund, now),
        )
    }
}

/// One row, approved, with the same limits and the same window to take it back as any approval.
pub(in crate::store) fn start(db: Db<'_>, new: &OwnersRefund, now: UnixSeconds) -> Result<(), StoreError> {
    TextPart::Reason.fits(&new.reason, TOLD_CHARS)?;
    let order = OrderHead::read_as_seen(db, &new.order_no, new.seen)?;
    if !order.state.is_paid() && order.state != OrderState::NeedsOwner {
        return Err(Refusal::State(order.state.into()).into());
    }
    merchants::must_be_ours(db, &new.order_no)?;
    if new.transaction_id.is_some() && !new.pieces.is_empty() {
        // Goods were sold for the order's own payment; what came beside it is money alone.
        return Err(Refusal::Text(TextPart::Items).into());
    }
    let source = RefundSource::of_new(db, &new.order_no, new.transaction_id.as_ref())?;
    refunds::limits::may_begin(db, &order, (new.transaction_id.as_ref(), source), new.amount, now)?;
    if RefundHead::find(db, &new.refund_no)?.is_some() {
        return Err(Refusal::NumberTaken.into());
    }
    let pieces: Vec<_> = new.pieces.iter().map(|piece| (piece.product_id.clone(), piece.quantity)).collect();
    let lines = refunds::lines::from_order(db, &new.order_no, &pieces)?;
    insert(db, new, order.openid.as_str(), now)?;
    refunds::approved_by(db, &new.refund_no)?;
    refunds::lines::insert(db, &new.refund_no, &lines)?;
    to_send::keep(db, &new.refund_no, &pieces)?;
    let back: Vec<_> = new.pieces.iter().filter(|piece| piece.restock).map(RefundPiece::pieces).collect();
    refunds::restock::wish(db, &new.order_no, &new.refund_no, &back)?;
    counts::move_refund(db, None, RefundHead::read(db, &new.refund_no)?.counted())?;
    refunds::sources::sums_of(db, &order, new.transaction_id.as_ref())?;
    let step = HistoryStep::Refund(&new.refund_no, None, RefundState::Approved);
    history::add(db, &new.order_no, &step, StepCause::of(Actor::Owner, now).why(&StepReason::words(&new.reason)))
}

fn insert(db: Db<'_>, new: &OwnersRefund, openid: &str, now: UnixSeconds) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO refunds (shop_id, refund_no, order_no, openid, version, state, asked_fen, amount_fen, reason, contact,
             reply, account, sends, never_left, asks, next_at, trouble, requested_at, changed_at, origin,
             transaction_id)
         VALUES (?1, ?2, ?3, ?4, 1, 'approved', ?5, ?5, ?6, '', ?6, '', 0, 0, 0, ?7, '', ?8, ?8, 'owner', ?9)",
        params![
            db.shop,
            new.refund_no,
            new.order_no,
            openid,
            new.amount,
            new.reason,
            new.send_from,
            now,
            new.transaction_id
        ],
    )
}
