//! The owner's wishes. Each becomes one intent; the rows decide, and the outcome goes back to the screen.

use super::Shop;
use crate::{
    domain::{Fen, OrderNo, RefundNo, RefundStep},
    events::{CommandOutcome, ShopEvent, Trouble},
    store::{Actor, Parcel, RefundTurn, Refusal, StoreError},
};

/// What the owner can wish for. `seen` is the version of the row the click was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Pay this much back.
    ApproveRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Version seen.
        seen: u32,
        /// How much, fen: what was asked for or less.
        amount: Fen,
        /// What the buyer reads at WeChat, at most 80 characters.
        reply: String,
    },
    /// Say no.
    RejectRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Version seen.
        seen: u32,
        /// What the buyer reads, 1 to 200 characters.
        reply: String,
    },
    /// Take an approval back while nothing was sent.
    TakeBackRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Version seen.
        seen: u32,
    },
    /// The balance was filled: go on with a refund that waited for money.
    ContinueRefund {
        /// Which refund.
        refund_no: RefundNo,
    },
    /// The parcel is with the carrier.
    Ship {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
        /// Carrier and number.
        parcel: Parcel,
    },
    /// These new orders were seen (all if empty).
    MarkSeen(Vec<OrderNo>),
    /// Ask WeChat about an order now.
    AskAboutOrder(OrderNo),
    /// Ask WeChat about a refund now.
    AskAboutRefund(RefundNo),
}

impl Shop {
    /// Carries out a wish that needs no call to WeChat, and says how it went. Durable when it returns.
    /// (`AskAbout…` is a call: [`super::Workers`] takes it to the thread that calls.)
    pub fn carry_out(&self, command: Command) -> CommandOutcome {
        let changed = changed_by(&command);
        let outcome = match self.intent(command) {
            Ok(()) => CommandOutcome::Done,
            Err(StoreError::Refused(Refusal::Stale | Refusal::State(_))) => CommandOutcome::TooLate,
            Err(StoreError::Refused(refusal)) => CommandOutcome::Refused(refusal.to_string()),
            Err(error) => {
                self.lights.after_store(&error);
                CommandOutcome::NotStored(trouble_of(&error), error.to_string())
            }
        };
        if let Some(event) = changed {
            self.events.send(&event);
        }
        self.events.send(&ShopEvent::CommandDone(outcome.clone()));
        outcome
    }

    fn intent(&self, command: Command) -> Result<(), StoreError> {
        let now = self.nature.now();
        match command {
            Command::ApproveRefund { refund_no, seen, amount, reply } => {
                let send_from = now.plus(self.hold_secs);
                self.store.approve_refund(refund_no, seen, amount, reply, send_from, now).wait()
            }
            Command::RejectRefund { refund_no, seen, reply } => {
                self.store.reject_refund(refund_no, seen, reply, now).wait()
            }
            Command::TakeBackRefund { refund_no, seen } => self.store.take_back_refund(refund_no, seen, now).wait(),
            Command::ContinueRefund { refund_no } => {
                let turn = RefundTurn {
                    refund_no,
                    step: Some(RefundStep::Continue),
                    actor: Actor::Owner,
                    why: String::new(),
                    facts: None,
                    answer: None,
                    next_at: now,
                };
                self.store.turn_refund(turn, now).wait().map(drop)
            }
            Command::Ship { order_no, seen, parcel } => self.store.ship_order(order_no, seen, parcel, now).wait(),
            Command::MarkSeen(orders) => self.store.mark_seen(orders, now).wait(),
            Command::AskAboutOrder(_) | Command::AskAboutRefund(_) => Ok(()),
        }
    }
}

fn changed_by(command: &Command) -> Option<ShopEvent> {
    match command {
        Command::ApproveRefund { refund_no, .. }
        | Command::RejectRefund { refund_no, .. }
        | Command::TakeBackRefund { refund_no, .. }
        | Command::ContinueRefund { refund_no } => Some(ShopEvent::RefundChanged(refund_no.clone())),
        Command::Ship { order_no, .. } => Some(ShopEvent::OrderChanged(order_no.clone())),
        Command::MarkSeen(orders) => orders.first().cloned().map(ShopEvent::OrderChanged),
        Command::AskAboutOrder(_) | Command::AskAboutRefund(_) => None,
    }
}

fn trouble_of(error: &StoreError) -> Trouble {
    match error {
        StoreError::Disk(_) => Trouble::Disk,
        StoreError::Locked => Trouble::Locked,
        _ => Trouble::Stopped,
    }
}
