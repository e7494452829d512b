//! What this WeChat has written down, and what it is to lie about next.

use super::Lie;
use std::collections::{BTreeMap, VecDeque};
use zhanggui::{
    domain::{Api, Fen, OrderNo, RefundFacts, RefundNo, RefundOutcome, TransactionId},
    wechat::{BadCertificate, CertificateFacts},
};

#[derive(Debug, Clone)]
pub struct Paid {
    pub total: Fen,
    pub transaction_id: TransactionId,
}

#[derive(Default)]
pub struct Books {
    pub paid: BTreeMap<OrderNo, Paid>,
    /// Payments under a number that was paid already, each a transaction of its own.
    pub second: BTreeMap<TransactionId, (OrderNo, Fen)>,
    /// Refunds out of one of those.
    pub out_of_second: BTreeMap<RefundNo, TransactionId>,
    pub unpaid: BTreeMap<OrderNo, Fen>,
    pub closed: Vec<OrderNo>,
    pub refunds: BTreeMap<RefundNo, (OrderNo, Fen, RefundOutcome)>,
    pub payouts: Vec<(RefundNo, Fen)>,
    pub calls: Vec<&'static str>,
    pub lies: VecDeque<Lie>,
    /// What happens to the next questions for all refunds of an order; those have lies of their own.
    pub lies_of_lists: VecDeque<Option<Lie>>,
    pub certificate: Option<Result<CertificateFacts, BadCertificate>>,
    pub later: Option<(usize, Lie)>,
    /// Buyers who pay in the very moment the order is closed.
    pub pays_at_close: BTreeMap<OrderNo, Paid>,
    /// The interface each call came by.
    pub calls_by: Vec<(&'static str, Api)>,
    /// Interfaces the shop has no keys for.
    pub no_keys_for: Vec<Api>,
}

impl Books {
    pub fn next_lie(&mut self) -> Option<Lie> {
        match self.later.take() {
            Some((0, lie)) => Some(lie),
            Some((honest, lie)) => {
                self.later = Some((honest - 1, lie));
                None
            }
            None => self.lies.pop_front(),
        }
    }

    /// A refund as WeChat has it; `None` for a number it has never seen.
    pub fn refund_facts(&self, refund_no: &RefundNo) -> Option<RefundFacts> {
        let (order_no, amount, outcome) = self.refunds.get(refund_no)?.clone();
        let own = self.paid.get(&order_no).expect("a paid order");
        let transaction_id = self.out_of_second.get(refund_no).unwrap_or(&own.transaction_id).clone();
        let total = self.second.get(&transaction_id).map_or(own.total, |(_, total)| *total);
        let (refund_no, refund_id) = (refund_no.clone(), None);
        Some(RefundFacts { refund_no, order_no, transaction_id, refund_id, amount, total, outcome })
    }
}
