//! The program is started with another merchant's settings, and later with its own again. The other one's WeChat knows
//! nothing of this shop's payments, and would say so.

use super::{Campaign, liar::Liar};
use std::sync::Arc;
use zhanggui::{
    domain::{AppId, MchId, Merchant, OrderNo},
    events::CommandOutcome,
    jobs::Command,
    store::{OrderDetail, RefundApproval},
};

/// Whose the shop is.
pub const OWN: &str = "1900000109";
const OTHER: &str = "1900000110";

pub fn merchant(mch_id: &str) -> Merchant {
    let (mch_id, app_id) = (MchId::parse(mch_id).unwrap(), AppId::parse("wx2421b1c4370ec43b").unwrap());
    Merchant { mch_id, app_id, app_channel_app_id: None }
}

impl Campaign {
    /// A life under the other merchant's keys, in which the owner clicks on everything: nothing moves, and nothing leaves.
    pub fn other_merchant(&mut self, orders: &[OrderNo], secs: i64) {
        let own = self.liar.clone();
        let shown = |shop: &Self| -> Vec<OrderDetail> {
            orders.iter().map(|order_no| shop.reader.order(order_no).unwrap().unwrap()).collect()
        };
        // What was being sent is in doubt once the program is started again, whoever it is started for.
        self.restart();
        let before = shown(self);
        let other = Arc::new(Liar::new(self.clock.clone(), 7));
        self.store.open_for(merchant(OTHER), self.now()).wait().unwrap();
        self.shop.gateway = other.clone();
        for order in &before {
            for refund in &order.refunds {
                let (refund_no, seen, amount) = (refund.refund_no.clone(), refund.version, refund.amount);
                let reply = "同意退款".to_owned();
                let yes = Command::ApproveRefund(RefundApproval {
                    refund_no,
                    seen,
                    amount,
                    reply,
                    pieces: None,
                    restock: Vec::new(),
                });
                assert_ne!(self.shop.carry_out(yes), CommandOutcome::Done, "{}", refund.refund_no);
            }
        }
        self.clock.advance(secs);
        while self.shop.step(&self.reader, self.now()).expect("the jobs run") > 0 {}
        assert_eq!(other.calls(), 0, "another merchant's keys were used for these payments");
        for (before, after) in before.iter().zip(shown(self)) {
            assert_eq!(money(before), money(&after), "{}", before.row.key.order_no);
        }
        self.store.open_for(merchant(OWN), self.now()).wait().unwrap();
        self.shop.gateway = own;
        self.restart();
    }
}

/// What may not move: where the order and its refunds stand, and the sums.
fn money(order: &OrderDetail) -> impl PartialEq + std::fmt::Debug {
    let refunds: Vec<_> = order.refunds.iter().map(|row| (row.refund_no.clone(), row.state, row.amount)).collect();
    (order.row.state, order.payment, order.refundable, refunds)
}
