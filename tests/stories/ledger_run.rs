//! Many refunds against a WeChat that lies about every third call, in virtual time: nobody is paid twice, nobody is
//! forgotten, and all of it is over within a day.
//!
//! `ZHANGGUI_REFUNDS=100000 cargo test --test stories ledger_run -- --nocapture` is the whole run.

use super::{
    campaign::{Campaign, PRICE, all},
    world::fen,
};
use std::{collections::HashMap, time::Instant};
use zhanggui::{
    base::env::Rng as _,
    domain::{Fen, OrderNo, RefundNo, RefundState, UnixSeconds},
    store::{RefundApproval, RefundFilter},
};

/// In `cargo test`.
const REFUNDS: usize = 1_500;
const LIES_PERMILLE: u64 = 300;
/// Time passes in steps of so many seconds.
const TICK_SECS: i64 = 10;
/// The approvals of a run come in during half a day; the other half is for the last of them.
const APPROVED_WITHIN_SECS: i64 = 12 * 60 * 60;
const DAY_SECS: i64 = 24 * 60 * 60;

fn refunds() -> usize {
    std::env::var("ZHANGGUI_REFUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(REFUNDS)
}

/// What the owner decided.
struct Approval {
    order_no: OrderNo,
    amount: Fen,
    at: UnixSeconds,
}

/// The owner's half day: orders are paid, one to three refunds of each asked for and approved, some for less.
struct Owner<'a> {
    shop: &'a Campaign,
    approvals: HashMap<RefundNo, Approval>,
    wanted: usize,
}

impl Owner<'_> {
    fn approve_some(&mut self, some: usize) {
        let enough = self.wanted.min(self.approvals.len() + some);
        let mut requests: Vec<(RefundNo, OrderNo, i64, i64)> = Vec::new();
        let mut orders = Vec::new();
        while self.approvals.len() + requests.len() < enough {
            let order_no = OrderNo::parse(&format!("SC20260901-{:08}", self.approvals.len() + requests.len())).unwrap();
            let parts = 1 + self.shop.rng.number() % 3;
            for part in 0..parts {
                let asked = 1 + self.rng(PRICE / i64::try_from(parts).unwrap());
                let approved = if self.rng(4) == 0 { 1 + self.rng(asked) } else { asked };
                let refund_no = RefundNo::parse(&format!("RF-{}-{part}", order_no.as_str())).unwrap();
                requests.push((refund_no, order_no.clone(), asked, approved));
            }
            orders.push(order_no);
        }
        self.shop.paid_orders(&orders);
        all(requests
            .iter()
            .map(|(refund_no, order_no, asked, _)| self.shop.request(refund_no, order_no, fen(*asked)))
            .collect());
        let now = self.shop.now();
        let yes = requests.iter().map(|(refund_no, _, _, approved)| {
            self.shop.store.approve_refund(
                RefundApproval {
                    refund_no: refund_no.clone(),
                    seen: 1,
                    amount: fen(*approved),
                    reply: "同意退款".to_owned(),
                    pieces: None,
                    restock: Vec::new(),
                },
                now,
                now,
            )
        });
        all(yes.collect());
        for (refund_no, order_no, _, approved) in requests {
            self.approvals.insert(refund_no, Approval { order_no, amount: fen(approved), at: now });
        }
    }

    /// Below `end`.
    fn rng(&self, end: i64) -> i64 {
        i64::try_from(self.shop.rng.number() % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Doubles and losses, by WeChat's books against the owner's decisions.
fn judge(shop: &Campaign, approvals: &HashMap<RefundNo, Approval>) -> (usize, usize) {
    let mut owed: HashMap<&OrderNo, i64> = HashMap::new();
    for approval in approvals.values() {
        *owed.entry(&approval.order_no).or_default() += approval.amount.get();
    }
    let doubles = owed.iter().filter(|(order_no, owed)| shop.liar.gone(order_no).get() > **owed).count();
    let lost = approvals.iter().filter(|(refund_no, approval)| shop.liar.payout(refund_no) != Some(approval.amount));
    (doubles, lost.count())
}

#[test]
fn of_all_refunds_a_lying_wechat_is_told_none_is_paid_twice_and_none_is_lost() {
    let wanted = refunds();
    let shop = Campaign::new(20_260_901, 0);
    shop.liar.lies(LIES_PERMILLE);
    let (began, start) = (Instant::now(), shop.now());
    let ticks = usize::try_from(APPROVED_WITHIN_SECS / TICK_SECS).unwrap();
    let mut owner = Owner { shop: &shop, approvals: HashMap::new(), wanted };
    while shop.now().since(start) < DAY_SECS {
        if owner.approvals.len() < wanted {
            owner.approve_some(wanted.div_ceil(ticks));
        }
        shop.tick(TICK_SECS);
    }
    let took = began.elapsed();

    let approvals = owner.approvals;
    let rows = shop.reader.refunds(RefundFilter::Done, u32::MAX).unwrap();
    let longest = rows.iter().map(|row| row.changed_at.since(approvals[&row.refund_no].at)).max();
    let (doubles, lost) = judge(&shop, &approvals);
    println!(
        "refunds {}, payouts {}, doubles {doubles}, lost {lost}; {} calls, lies {:?}",
        approvals.len(),
        shop.liar.payouts(),
        shop.liar.calls(),
        shop.liar.told()
    );
    let per_second = u128::try_from(approvals.len()).unwrap() * 1000 / took.as_millis().max(1);
    println!("the longest took {} virtual minutes; {per_second} refunds per second", longest.unwrap_or(0) / 60);
    assert!(approvals.len() >= wanted);
    assert_eq!((shop.liar.payouts(), doubles, lost), (approvals.len(), 0, 0));
    assert_eq!(rows.len(), approvals.len(), "all are final within the day");
    let verdict = shop.reader.verify().unwrap();
    assert!(verdict.is_sound(), "{verdict:?}");
    for row in &rows {
        assert_eq!(
            (row.state, row.amount),
            (RefundState::Refunded, approvals[&row.refund_no].amount),
            "{}",
            row.refund_no
        );
    }
}
