//! What the simple mind has to know once the shop's file can be put back from an older one.
//!
//! The file forgets what was decided after the backup: requests, and yeses to those it has. WeChat forgets nothing, and every
//! yes that was ever said may have been paid. So of each number the model remembers what was ever said yes to, whatever the
//! file has of it: a payout has to be one of these sums, and a number is paid once. What the file learns again by asking
//! counts as decided from then on.

use super::{super::on_server, Decision, Fen, Life, Wish};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use zhanggui::domain::{RefundNo, RefundState};

/// What outlives the file.
#[derive(Default)]
pub struct Memory {
    /// Of each refund every sum the owner ever said yes to.
    yeses: BTreeMap<RefundNo, BTreeSet<Fen>>,
    /// The backup of this sequence, and what had been decided then.
    kept: Option<(PathBuf, Vec<Wish>)>,
    /// The file was put back at least once.
    pub forgot: bool,
    pub restores: usize,
    /// How many calls for refunds had left when the shop began to catch up.
    left: usize,
}

impl Memory {
    pub fn said_yes(&mut self, refund_no: &RefundNo, amount: Fen) {
        self.yeses.entry(refund_no.clone()).or_default().insert(amount);
    }

    /// True if the owner once said yes to this sum, and the file may have forgotten it.
    pub fn has_forgotten(&self, refund_no: &RefundNo, amount: Fen) -> bool {
        self.forgot && self.yeses.get(refund_no).is_some_and(|yeses| yeses.contains(&amount))
    }

    /// Payouts = approvals: whatever was paid under a number of ours was once said yes to, with this sum.
    pub fn holds(&self, payout: impl Fn(&RefundNo) -> Option<Fen>) {
        for (refund_no, yeses) in &self.yeses {
            let paid = payout(refund_no);
            assert!(paid.is_none_or(|paid| yeses.contains(&paid)), "{refund_no}: {paid:?} of {yeses:?}");
        }
    }
}

impl Life<'_> {
    /// A server's copies are its own means: there none is made, and none put back.
    pub fn back_up(&mut self) {
        if on_server::is_meant() {
            return;
        }
        let file = self.shop.file().with_file_name("backup.db");
        self.shop.backs_up(&file);
        self.memory.kept = Some((file, self.wishes.clone()));
    }

    /// Nothing where this sequence has no backup: its orders are in none.
    pub fn restore(&mut self) {
        let Some((file, wishes)) = self.memory.kept.clone() else { return };
        for order_no in &self.orders {
            self.shop.liar.is_forgotten(order_no);
        }
        self.shop.puts_back(&file);
        self.wishes = wishes;
        self.memory.forgot = true;
        self.memory.restores += 1;
        self.memory.left = self.shop.liar.have_left();
    }

    pub fn other_machine(&mut self, secs: i64) {
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.shop.other_installation(secs)));
        if ran.is_err() {
            self.restart_if_killed(ran);
            self.shop.at_home();
        }
    }

    /// What was found by asking WeChat counts as decided: a yes that was forgotten, or one to another sum.
    pub fn learn(&mut self) {
        if !self.memory.forgot {
            return;
        }
        if self.shop.is_catching_up() {
            assert_eq!(self.shop.liar.have_left(), self.memory.left, "a refund left while the shop caught up");
        }
        for at in 0..self.wishes.len() {
            let row = self.row(&self.wishes[at]).row;
            let asked = matches!(row.state, RefundState::Requested | RefundState::Rejected);
            let known = match self.wishes[at].decision {
                Decision::Open | Decision::No => asked,
                Decision::Yes(amount) => amount == row.amount || row.state == RefundState::Failed,
            };
            if !known {
                assert!(self.memory.has_forgotten(&row.refund_no, row.amount), "{row:?} was never said yes to");
                self.wishes[at].decision = Decision::Yes(row.amount);
            }
        }
    }
}
