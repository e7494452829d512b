//! Refunds as WeChat keeps them. One number pays once, for ever.

use super::{Ledger, MoneyMovement, Payout, RefundFate, RefundFigures, RefundRecord, RefundRefused, ResentTo, Trade};
use crate::{
    base::env::Env,
    domain::{OrderNo, PARTIAL_REFUNDS_MAX, REFUND_GAP_SECS, REFUND_WINDOW_SECS, RefundId, RefundNo, UnixSeconds},
};
use std::time::{Duration, Instant};

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

    /// A refund of the past, whole and arrived, under the numbers it had. False where the rules forbid it.
    pub(in crate::sandbox) fn add_past_refund(
        &mut self,
        figures: RefundFigures,
        (refund_id, at): (Option<RefundId>, UnixSeconds),
        env: &Env,
    ) -> bool {
        let refund_no = figures.refund_no.clone();
        let accepted = self.accept_refund(figures, None, env);
        let Some(record) = accepted.ok().and_then(|_| self.refunds.get_mut(&refund_no)) else { return false };
        if let Some(refund_id) = refund_id {
            self.by_refund_id.remove(&record.refund_id);
            record.refund_id = refund_id.clone();
            self.by_refund_id.insert(refund_id, refund_no);
        }
        (record.fate, record.accepted_at, record.settled_at) = (RefundFate::Success, at, Some(at));
        true
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
            api: figures.api,
            resent_to: None,
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

    /// Sends a refund that could not be paid out another way; `None` if it is in no such state.
    pub(in crate::sandbox) fn resend(&mut self, refund_no: &RefundNo, to: ResentTo) -> Option<RefundRecord> {
        let record = self.refunds.get_mut(refund_no).filter(|record| record.fate == RefundFate::Change)?;
        (record.fate, record.settled_at, record.resent_to) = (RefundFate::Processing, None, Some(to));
        Some(record.clone())
    }

    /// 29 digits, as WeChat's.
    fn fresh_refund_id(&mut self, env: &Env) -> Option<RefundId> {
        let rng = env.rng.number() % 10_000;
        let raw = format!("5030000{rng:04}{}{}", env.now().beijing_day_compact(), self.next_tail());
        RefundId::parse(&raw).ok()
    }
}
