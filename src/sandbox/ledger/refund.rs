//! Refunds as WeChat keeps them. One number pays once, for ever.

use super::{Ledger, MoneyMovement, Payout, Trade};
use crate::{
    base::env::Env,
    domain::{
        Fen, OrderNo, PARTIAL_REFUNDS_MAX, REFUND_GAP_SECS, REFUND_WINDOW_SECS, RefundId, RefundNo, TransactionId,
        UnixSeconds,
    },
};
use std::time::{Duration, Instant};

/// How a refund ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFate {
    /// Accepted, under way (`PROCESSING`).
    Processing,
    /// Arrived (`SUCCESS`).
    Success,
    /// Cannot be paid out; the money waits at WeChat (`CHANGE`).
    Change,
    /// Closed: the money came back to the shop (`REFUNDCLOSE`).
    Closed,
}

impl RefundFate {
    /// The word of API v2.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Processing => "PROCESSING",
            Self::Success => "SUCCESS",
            Self::Change => "CHANGE",
            Self::Closed => "REFUNDCLOSE",
        }
    }
}

/// One accepted refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRecord {
    /// The shop's number.
    pub refund_no: RefundNo,
    /// WeChat's number.
    pub refund_id: RefundId,
    /// The order.
    pub order_no: OrderNo,
    /// The payment.
    pub transaction_id: TransactionId,
    /// What goes back, fen.
    pub amount: Fen,
    /// What was paid, fen.
    pub total: Fen,
    /// What the buyer reads.
    pub reason: String,
    /// Where its end is announced; empty for nowhere.
    pub notify_url: String,
    /// False for one made by hand on the merchant platform.
    pub by_api: bool,
    /// How far it is.
    pub fate: RefundFate,
    /// When it was accepted.
    pub accepted_at: UnixSeconds,
    /// When it ended.
    pub settled_at: Option<UnixSeconds>,
}

/// What a refund number was first used with. It can never mean anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct RefundFigures {
    pub refund_no: RefundNo,
    pub order_no: OrderNo,
    pub amount: Fen,
    pub total: Fen,
    pub reason: String,
    pub notify_url: String,
    pub by_api: bool,
}

impl RefundFigures {
    /// The same refund: order and amounts. The reason and the address may be worded anew.
    fn same_money(&self, other: &Self) -> bool {
        self.order_no == other.order_no && self.amount == other.amount && self.total == other.total
    }
}

/// Why a refund is not accepted. Nothing moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum RefundRefused {
    NoSuchOrder,
    OtherFigures,
    NumberClosed,
    TooOld,
    NothingLeft,
    MoreThanLeft,
    TooMany,
    TooSoon,
    NotEnough,
}

impl Ledger {
    /// Accepts a refund and pays it out, or finds the one this number already paid. `gap`: the least time between two
    /// refunds of one order in our time; `None` does not look.
    ///
    /// The Boolean is true when the money moved in this very call.
    pub(in crate::sandbox) fn accept_refund(
        &mut self,
        figures: RefundFigures,
        gap: Option<Duration>,
        env: &Env,
    ) -> Result<(RefundRecord, bool), RefundRefused> {
        let order = self.orders.get(&figures.order_no).filter(|order| order.paid().is_some()).cloned();
        let order = order.ok_or(RefundRefused::NoSuchOrder)?;
        if let Some(known) = self.claimed.get(&figures.refund_no) {
            if !known.same_money(&figures) {
                return Err(RefundRefused::OtherFigures);
            }
            match self.refunds.get(&figures.refund_no) {
                Some(closed) if closed.fate == RefundFate::Closed => return Err(RefundRefused::NumberClosed),
                Some(accepted) => return Ok((accepted.clone(), false)),
                None => {} // refused before for want of money: it goes on under the same number
            }
        }
        if figures.total != order.total {
            return Err(RefundRefused::OtherFigures);
        }
        self.may_refund(&order, &figures, gap, env.now())?;
        self.claimed.insert(figures.refund_no.clone(), figures.clone());
        if figures.amount > self.balance() {
            return Err(RefundRefused::NotEnough);
        }
        let record = self.pay_out(&order, figures, env).ok_or(RefundRefused::NoSuchOrder)?;
        Ok((record, true))
    }

    fn may_refund(
        &self,
        order: &Trade,
        figures: &RefundFigures,
        gap: Option<Duration>,
        now: UnixSeconds,
    ) -> Result<(), RefundRefused> {
        let paid_at = order.paid().map_or(order.created_at, |paid| paid.at);
        if now.since(paid_at) > REFUND_WINDOW_SECS {
            return Err(RefundRefused::TooOld);
        }
        let left = order.total.checked_sub(self.refunded_of(order)).unwrap_or_default();
        if left.is_zero() {
            return Err(RefundRefused::NothingLeft);
        }
        if figures.amount > left {
            return Err(RefundRefused::MoreThanLeft);
        }
        if order.refunds.len() >= PARTIAL_REFUNDS_MAX {
            return Err(RefundRefused::TooMany);
        }
        if gap.is_some_and(|gap| self.too_soon(&order.order_no, gap, now)) {
            return Err(RefundRefused::TooSoon);
        }
        Ok(())
    }

    /// Too soon by the shop's clock *and* by ours: a shop in virtual time and one in scaled time are both judged fairly.
    fn too_soon(&self, order_no: &OrderNo, gap: Duration, now: UnixSeconds) -> bool {
        let Some((at, instant)) = self.last_refund.get(order_no) else { return false };
        now.since(*at) < REFUND_GAP_SECS && instant.elapsed() < gap
    }

    fn pay_out(&mut self, order: &Trade, figures: RefundFigures, env: &Env) -> Option<RefundRecord> {
        let paid = order.paid()?;
        let record = RefundRecord {
            refund_id: self.fresh_refund_id(env)?,
            transaction_id: paid.transaction_id.clone(),
            refund_no: figures.refund_no,
            order_no: figures.order_no,
            amount: figures.amount,
            total: figures.total,
            reason: figures.reason,
            notify_url: figures.notify_url,
            by_api: figures.by_api,
            fate: RefundFate::Processing,
            accepted_at: env.now(),
            settled_at: None,
        };
        let (refund_no, order_no) = (record.refund_no.clone(), record.order_no.clone());
        let payout = Payout { refund_no: refund_no.clone(), order_no: order_no.clone(), amount: record.amount };
        let before = self.refunds.insert(refund_no.clone(), record.clone());
        assert!(before.is_none(), "{refund_no} was paid out twice");
        self.by_refund_id.insert(record.refund_id.clone(), refund_no.clone());
        self.last_refund.insert(order_no.clone(), (record.accepted_at, Instant::now()));
        self.orders.get_mut(&order_no)?.refunds.push(refund_no);
        self.enter(MoneyMovement::Payout(payout));
        let adds_up = self.order_adds_up(&order_no);
        assert!(adds_up.is_ok(), "{adds_up:?}");
        Some(record)
    }

    /// Ends a refund that is under way; `None` if there is none. A CHANGE can still end by the owner's hand.
    pub(in crate::sandbox) fn settle(
        &mut self,
        refund_no: &RefundNo,
        fate: RefundFate,
        now: UnixSeconds,
    ) -> Option<RefundRecord> {
        let record = self.refunds.get_mut(refund_no)?;
        let can_end = matches!(record.fate, RefundFate::Processing | RefundFate::Change);
        if !can_end || record.fate == fate || fate == RefundFate::Processing {
            return None;
        }
        record.fate = fate;
        record.settled_at = Some(now);
        let record = record.clone();
        if fate == RefundFate::Closed {
            self.enter(MoneyMovement::CameBack(record.refund_no.clone(), record.amount));
        }
        Some(record)
    }

    /// A refund by WeChat's number.
    pub fn refund_of(&self, refund_id: &RefundId) -> Option<&RefundRecord> {
        self.by_refund_id.get(refund_id).and_then(|no| self.refunds.get(no))
    }

    /// The refunds of an order, oldest first.
    pub fn refunds_of<'l>(&'l self, order: &'l Trade) -> impl Iterator<Item = &'l RefundRecord> {
        order.refunds.iter().filter_map(|no| self.refunds.get(no))
    }

    /// What of an order went back or is on its way, fen.
    pub fn refunded_of(&self, order: &Trade) -> Fen {
        let live = self.refunds_of(order).filter(|refund| refund.fate != RefundFate::Closed);
        Fen::sum(live.map(|refund| refund.amount)).unwrap_or_default()
    }

    /// 29 digits, as WeChat's.
    fn fresh_refund_id(&mut self, env: &Env) -> Option<RefundId> {
        let rng = env.rng.number() % 10_000;
        let raw = format!("5030000{rng:04}{}{}", env.now().beijing_day_compact(), self.next_tail());
        RefundId::parse(&raw).ok()
    }
}
