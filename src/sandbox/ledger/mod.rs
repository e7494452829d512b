//! The truth about money in the sandbox: orders, payments, refunds and a journal in which every fen that moved has
//! one line. A test asks the ledger, never the shop, what happened.

#[cfg(test)]
mod laws;
mod limits;
mod memory;
mod records;
mod refund;
mod trade;

pub use limits::LedgerLimits;
pub use records::{Paid, PayRefused, RefundFate, RefundRecord, ResentTo, Trade, TradeState};

pub(super) use records::{NewTrade, OpenRefused, RefundFigures, RefundRefused};

use super::calls::{CallSeen, Delivery};
use crate::domain::{Day, Fen, OpenId, OrderNo, PrepayId, RefundId, RefundNo, TransactionId, UnixSeconds};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Instant,
};

/// One movement of the shop's money at WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyMovement {
    /// What was there at the start, or was paid in by the owner.
    Filled(Fen),
    /// The owner took it to the bank.
    Withdrawn(Fen),
    /// A buyer paid.
    Payment(OrderNo, Fen),
    /// Money left for a refund: at most once per refund number, for ever.
    Payout(Payout),
    /// A refund was closed: its money came back to the shop.
    CameBack(RefundNo, Fen),
}

/// Money that left the shop for a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// The shop's number of the refund.
    pub refund_no: RefundNo,
    /// The order it was paid for.
    pub order_no: OrderNo,
    /// How much, fen.
    pub amount: Fen,
}

/// All the sandbox knows. What [`super::Sandbox::ledger`] returns is a copy that stands still.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    orders: BTreeMap<OrderNo, Trade>,
    by_transaction: HashMap<TransactionId, OrderNo>,
    prepays: HashMap<PrepayId, (OrderNo, UnixSeconds)>,
    refunds: BTreeMap<RefundNo, RefundRecord>,
    by_refund_id: HashMap<RefundId, RefundNo>,
    claimed: HashMap<RefundNo, RefundFigures>,
    last_refund: HashMap<OrderNo, (UnixSeconds, Instant)>,
    journal: Vec<MoneyMovement>,
    balance: i64,
    buyers: BTreeSet<OpenId>,
    calls: VecDeque<CallSeen>,
    deliveries: Vec<Delivery>,
    deliveries_open: usize,
    numbers_given: u64,
    memory: LedgerLimits,
    bills_from: Option<Day>,
}

impl Ledger {
    #[cfg(test)]
    pub(super) fn opening(balance: Fen) -> Self {
        Self::remembering(balance, LedgerLimits::ALL)
    }

    pub(super) fn remembering(balance: Fen, memory: LedgerLimits) -> Self {
        let mut ledger = Self { memory, ..Self::default() };
        ledger.enter(MoneyMovement::Filled(balance));
        ledger
    }

    /// The first day whose bill would be whole: of those before, something is forgotten or was never told.
    pub(super) const fn bills_from(&self) -> Option<Day> {
        self.bills_from
    }

    /// What happened before `day` is not known whole.
    pub(super) fn no_bills_before(&mut self, day: Day) {
        self.bills_from = self.bills_from.max(Some(day));
    }

    /// What of an order arrived back at its buyer.
    pub(super) fn arrived_back(&self, order_no: &OrderNo) -> Fen {
        let refunds = self.orders.get(order_no).map(|order| order.refunds.as_slice()).unwrap_or_default();
        let arrived = refunds.iter().filter_map(|no| self.refunds.get(no)).filter(|it| it.fate == RefundFate::Success);
        arrived.fold(Fen::ZERO, |sum, record| sum.checked_add(record.amount).unwrap_or(sum))
    }

    /// Every refund's payout, in the order the money left.
    pub fn payouts(&self) -> Vec<Payout> {
        let only_payouts =
            |entry: &MoneyMovement| if let MoneyMovement::Payout(payout) = entry { Some(payout.clone()) } else { None };
        self.journal.iter().filter_map(only_payouts).collect()
    }

    /// How often money left under each refund number. Anything but 1 is the disaster all this is built against.
    pub fn payout_counts(&self) -> BTreeMap<RefundNo, usize> {
        let mut counts = BTreeMap::new();
        for payout in self.payouts() {
            let count: &mut usize = counts.entry(payout.refund_no).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// All that left for refunds and did not come back, fen.
    pub fn paid_out(&self) -> Fen {
        let live = self.refunds.values().filter(|refund| refund.fate != RefundFate::Closed).map(|refund| refund.amount);
        Fen::sum(live).unwrap_or_default()
    }

    /// All that buyers paid, fen.
    pub fn paid_in(&self) -> Fen {
        Fen::sum(self.orders.values().filter(|order| order.paid().is_some()).map(|order| order.total))
            .unwrap_or_default()
    }

    /// The orders, by number.
    pub fn orders(&self) -> impl Iterator<Item = &Trade> {
        self.orders.values()
    }

    /// One order.
    pub fn order(&self, no: &OrderNo) -> Option<&Trade> {
        self.orders.get(no)
    }

    /// The order of a payment.
    pub fn order_of(&self, transaction_id: &TransactionId) -> Option<&Trade> {
        self.by_transaction.get(transaction_id).and_then(|no| self.orders.get(no))
    }

    /// The accepted refunds, by number.
    pub fn refunds(&self) -> impl Iterator<Item = &RefundRecord> {
        self.refunds.values()
    }

    /// One accepted refund.
    pub fn refund(&self, no: &RefundNo) -> Option<&RefundRecord> {
        self.refunds.get(no)
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

    /// Every movement of money, oldest first.
    pub fn journal(&self) -> &[MoneyMovement] {
        &self.journal
    }

    /// What the shop has at WeChat, fen.
    pub fn balance(&self) -> Fen {
        Fen::new(self.balance).unwrap_or_default()
    }

    /// The calls that came in (as many as are remembered), oldest first.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &CallSeen> {
        self.calls.iter()
    }

    /// The attempts to deliver a notification (half as many at least), oldest first.
    pub fn deliveries(&self) -> &[Delivery] {
        &self.deliveries
    }

    /// How many notifications are still being tried.
    pub fn deliveries_open(&self) -> usize {
        self.deliveries_open
    }

    /// Adds the books up again from the journal.
    ///
    /// # Errors
    /// Says which rule is broken.
    pub fn audit(&self) -> Result<(), String> {
        let sum = self.journal.iter().fold(0_i64, |sum, entry| sum.saturating_add(effect(entry)));
        if sum != self.balance || sum < 0 {
            return Err(format!("the journal gives {sum}, the balance is {}", self.balance));
        }
        if let Some((no, count)) = self.payout_counts().into_iter().find(|(_, count)| *count != 1) {
            return Err(format!("{no} was paid out {count} times"));
        }
        if self.payouts().len() != self.refunds.len() {
            return Err("a refund without a payout, or the reverse".to_owned());
        }
        self.orders.keys().try_for_each(|no| self.order_adds_up(no))
    }

    /// Refunds of one order never exceed what was paid for it.
    fn order_adds_up(&self, no: &OrderNo) -> Result<(), String> {
        let Some(order) = self.orders.get(no) else { return Ok(()) };
        let out = self.refunded_of(order);
        let paid = order.paid().map_or(Fen::ZERO, |_| order.total);
        if out <= paid { Ok(()) } else { Err(format!("{no}: {out} refunded of {paid}")) }
    }

    pub(super) fn enter(&mut self, entry: MoneyMovement) {
        self.balance = self.balance.saturating_add(effect(&entry));
        assert!(self.balance >= 0, "the sandbox paid out more than the shop has: {entry:?}");
        self.journal.push(entry);
    }

    pub(super) fn withdraw_all(&mut self) -> Fen {
        let all = self.balance();
        self.enter(MoneyMovement::Withdrawn(all));
        all
    }

    pub(super) fn know_buyer(&mut self, openid: OpenId) {
        self.buyers.insert(openid);
    }

    pub(super) fn knows_buyer(&self, openid: &OpenId) -> bool {
        self.buyers.contains(openid)
    }

    pub(super) fn saw(&mut self, call: CallSeen) {
        if self.calls.len() >= self.memory.calls {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    pub(super) fn delivered(&mut self, delivery: Delivery) {
        if self.deliveries.len() >= self.memory.calls {
            self.deliveries.drain(..self.deliveries.len().div_euclid(2));
        }
        self.deliveries.push(delivery);
    }

    pub(super) fn delivery_begins(&mut self) {
        self.deliveries_open = self.deliveries_open.saturating_add(1);
    }

    pub(super) fn delivery_ends(&mut self) {
        self.deliveries_open = self.deliveries_open.saturating_sub(1);
    }

    /// Ten digits that no other number of this sandbox ends in.
    fn next_tail(&mut self) -> String {
        self.numbers_given = self.numbers_given.saturating_add(1);
        format!("{:010}", self.numbers_given)
    }
}

/// What an entry does to the balance.
fn effect(entry: &MoneyMovement) -> i64 {
    match entry {
        MoneyMovement::Filled(amount) | MoneyMovement::Payment(_, amount) | MoneyMovement::CameBack(_, amount) => {
            amount.get()
        }
        MoneyMovement::Withdrawn(amount) => amount.get().saturating_neg(),
        MoneyMovement::Payout(payout) => payout.amount.get().saturating_neg(),
    }
}
