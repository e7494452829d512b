//! How much is remembered. A test asks about everything; a practice shop is left on for weeks, and nobody asks about what
//! was over thousands of orders ago.

use super::{Ledger, MoneyMovement, RefundFate, Trade, TradeState, effect};
use crate::domain::{Day, Fen, OrderNo, RefundNo, TransactionId, UnixSeconds};
use std::collections::HashSet;

/// An open order without an end of its own is over when no prepay id of it lives.
const OPEN_SECS: i64 = 2 * 60 * 60;

impl Ledger {
    /// Forgets the oldest orders that are over, some at a time; answers their payments. The books add up as before: what
    /// these orders left behind is carried over.
    pub(in crate::sandbox) fn forget_old(&mut self, now: UnixSeconds) -> Vec<TransactionId> {
        let slack = self.memory.orders / 10;
        if self.orders.len() <= self.memory.orders.saturating_add(slack) {
            return Vec::new();
        }
        let over = self.orders.values().filter(|order| self.is_over(order, now));
        let mut over: Vec<(UnixSeconds, OrderNo)> =
            over.map(|order| (order.created_at, order.order_no.clone())).collect();
        over.sort_unstable();
        over.truncate(self.orders.len().saturating_sub(self.memory.orders));
        let gone: HashSet<OrderNo> = over.into_iter().map(|(_, order_no)| order_no).collect();
        let paid = gone.iter().filter_map(|no| self.orders.get(no)?.paid().map(|paid| paid.transaction_id.clone()));
        let paid = paid.collect();
        let last = gone.iter().filter_map(|no| self.orders.get(no)?.paid().map(|paid| paid.at)).max();
        if let Some(last) = last {
            self.no_bills_before(Day::of(last).plus(1));
        }
        self.forget(&gone);
        paid
    }

    fn is_over(&self, order: &Trade, now: UnixSeconds) -> bool {
        match &order.state {
            TradeState::Closed => true,
            TradeState::Paid(_) => {
                self.refunds_of(order).all(|refund| matches!(refund.fate, RefundFate::Success | RefundFate::Closed))
            }
            TradeState::Open => now.since(order.expires_at.unwrap_or(order.created_at)) > OPEN_SECS,
        }
    }

    fn forget(&mut self, gone: &HashSet<OrderNo>) {
        let of_gone = self.claimed.values().filter(|figures| gone.contains(&figures.order_no));
        let refunds: HashSet<RefundNo> = of_gone.map(|figures| figures.refund_no.clone()).collect();
        self.orders.retain(|no, _| !gone.contains(no));
        self.by_transaction.retain(|_, no| !gone.contains(no));
        self.prepays.retain(|_, (no, _)| !gone.contains(no));
        self.last_refund.retain(|no, _| !gone.contains(no));
        self.refunds.retain(|no, _| !refunds.contains(no));
        self.by_refund_id.retain(|_, no| !refunds.contains(no));
        self.claimed.retain(|no, _| !refunds.contains(no));
        self.carry_over(gone, &refunds);
    }

    /// One line for all that the forgotten orders moved.
    fn carry_over(&mut self, gone: &HashSet<OrderNo>, refunds: &HashSet<RefundNo>) {
        let mut left = 0_i64;
        self.journal.retain(|entry| {
            let carried = match entry {
                MoneyMovement::Filled(_) | MoneyMovement::Withdrawn(_) => false,
                MoneyMovement::Payment(order_no, _) => gone.contains(order_no),
                MoneyMovement::Payout(payout) => gone.contains(&payout.order_no),
                MoneyMovement::CameBack(refund_no, _) => refunds.contains(refund_no),
            };
            left = left.saturating_add(if carried { effect(entry) } else { 0 });
            !carried
        });
        match self.journal.first_mut() {
            Some(MoneyMovement::Filled(start)) => {
                *start = start.checked_add(Fen::new(left).unwrap_or_default()).unwrap_or(*start);
            }
            _ => self.journal.insert(0, MoneyMovement::Filled(Fen::new(left).unwrap_or_default())),
        }
    }

    /// Everything that is kept for an order, counted: what a sandbox that is left on for weeks must not let grow.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        let by_number = [self.orders.len(), self.by_transaction.len(), self.prepays.len(), self.refunds.len()];
        let others = [self.by_refund_id.len(), self.claimed.len(), self.last_refund.len(), self.journal.len()];
        by_number.into_iter().chain(others).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::env::Env,
        domain::{Api, SignType},
        sandbox::{
            calls::{CallSeen, SandboxCall},
            ledger::{LedgerLimits, NewTrade, RefundFigures},
        },
    };
    use std::collections::BTreeMap;

    const REMEMBERED: LedgerLimits = LedgerLimits { orders: 200, calls: 100 };

    fn new_trade(n: u32) -> NewTrade {
        NewTrade {
            order_no: OrderNo::parse(&format!("ORDER{n:06}")).expect("a number"),
            total: Fen::new(1_000).expect("money"),
            openid: None,
            trade_type: "JSAPI".to_owned(),
            sign_type: SignType::HmacSha256,
            notify_url: String::new(),
            attach: String::new(),
            body: "x".to_owned(),
            expires_at: None,
            parameters: BTreeMap::new(),
        }
    }

    fn figures(n: u32) -> RefundFigures {
        RefundFigures {
            refund_no: RefundNo::parse(&format!("REFUND{n}")).expect("a number"),
            order_no: new_trade(n).order_no,
            amount: Fen::new(600).expect("money"),
            total: Fen::new(1_000).expect("money"),
            reason: String::new(),
            notify_url: String::new(),
            by_api: true,
            api: Api::V2,
        }
    }

    /// One day of orders: each is paid, every third goes back in part, some of these are closed, and some stay under way.
    fn lives(ledger: &mut Ledger, orders: std::ops::Range<u32>) -> usize {
        let (env, mut most) = (Env::system(), 0);
        for n in orders {
            let prepay_id = ledger.open(new_trade(n), &env).expect("opened");
            ledger.pay(&prepay_id, Fen::ZERO, &env).expect("paid");
            if n % 3 == 0 {
                ledger.accept_refund(figures(n), None, &env).expect("accepted");
                let fate = if n % 2 == 0 { RefundFate::Success } else { RefundFate::Closed };
                if n % 100 != 0 {
                    ledger.settle(&figures(n).refund_no, fate, env.now()).expect("settled");
                }
            }
            ledger.saw(CallSeen::new(SandboxCall::Refund, env.now()));
            ledger.forget_old(env.now());
            most = most.max(ledger.kept());
        }
        most
    }

    #[test]
    fn a_ledger_that_is_kept_for_weeks_stays_as_large_as_after_a_day() {
        let mut ledger = Ledger { memory: REMEMBERED, ..Ledger::opening(Fen::ZERO) };
        let day = lives(&mut ledger, 0..1_000);
        let weeks = lives(&mut ledger, 1_000..6_000);
        // The refunds still under way are never forgotten: one of three hundred orders here.
        assert!(weeks <= day + 300, "{day} entries after a day, {weeks} after weeks");
        assert_eq!(ledger.audit(), Ok(()));
        assert!(ledger.calls().count() <= 100);
        assert!(ledger.order(&new_trade(5_999).order_no).is_some() && ledger.order(&new_trade(1).order_no).is_none());
        assert!(ledger.refund(&figures(300).refund_no).is_some(), "what is under way is remembered");
    }

    #[test]
    fn a_test_asks_about_everything() {
        let mut ledger = Ledger::opening(Fen::ZERO);
        lives(&mut ledger, 0..1_000);
        assert_eq!((ledger.orders().count(), ledger.audit()), (1_000, Ok(())));
    }
}
