//! The owner's wishes. Each becomes one intent; the rows decide, and the outcome goes back to the screen.

use super::{BillWish, MessageWish, Shop, marks::MarkWish, operators::OperatorWish};
use crate::{
    domain::{
        Acting, ComplaintId, ComplaintTaskKind, Fen, MessageId, OrderNo, PaperSize, PayoutTo, PrintId, ProductChange,
        RefundNo, RefundStep, TransactionId, UnixSeconds,
    },
    events::{CommandOutcome, ShopEvent, Trouble},
    store::{
        Actor, CancelStep, ComplaintWish, NewShipRun, OwnersRefund, PrintWish, RefundApproval, RefundPiece,
        RefundRejection, RefundRenewal, RefundUpdate, RefundWish, Refusal, Shipping, StoreError,
    },
};

/// How many numbers are tried for a refund of the owner's. Two random ones the same is unheard of.
const NUMBERS_TRIED: u32 = 3;

/// What the owner can wish for. `seen` is the version of the row the click was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Pay this much back.
    ApproveRefund(RefundApproval),
    /// Pay this much back without being asked.
    StartRefund {
        /// Which order.
        order_no: OrderNo,
        /// Version of the order seen.
        seen: u32,
        /// How much, fen.
        amount: Fen,
        /// What it is about; empty where it is about no goods.
        pieces: Vec<RefundPiece>,
        /// What the buyer reads at WeChat, 1 to 80 characters.
        reason: String,
    },
    /// Give back a payment that came beside the order's own, out of its own transaction.
    ReturnPayment {
        /// Which order it came beside.
        order_no: OrderNo,
        /// Version of the order seen.
        seen: u32,
        /// WeChat's number of the payment.
        transaction_id: TransactionId,
        /// How much, fen.
        amount: Fen,
        /// What the buyer reads at WeChat, 1 to 80 characters.
        reason: String,
    },
    /// What was found after a restore was seen: the work goes on.
    AcceptRestore,
    /// The shop is run from here from now on, and by no other computer: the owner says so.
    TakeShopOver,
    /// The shop is run by another computer, and not from here any more.
    GiveShopUp,
    /// Say no.
    RejectRefund(RefundRejection),
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
    /// Send the money of a refund that failed for good once more, under a new number.
    RenewRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Version seen.
        seen: u32,
    },
    /// Go on with a refund whose end is not in the shop's hands.
    WishRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Version seen.
        seen: u32,
        /// In which way.
        wish: RefundWish,
    },
    /// Pay a refund that WeChat could not pay out to a card instead.
    PayOutRefund {
        /// Which refund.
        refund_no: RefundNo,
        /// Whose card.
        to: PayoutTo,
    },
    /// What there was to know of this refund was seen.
    AcknowledgeRefund(RefundNo),
    /// The order, or another part of it, is with the carrier.
    Ship {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
        /// Kind and parcels.
        shipping: Shipping,
    },
    /// It is not, after all: taken back while WeChat knows nothing.
    Unship {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
    },
    /// Another carrier, number or kind; spends the one correction if WeChat has the first.
    CorrectShipping {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
        /// Kind and parcels, all of them.
        shipping: Shipping,
    },
    /// WeChat reminds the buyer to confirm the receipt, once.
    RemindBuyer {
        /// Which order.
        order_no: OrderNo,
        /// When the carrier delivered it, as the owner read it there.
        delivered_at: UnixSeconds,
    },
    /// Tell WeChat of the shipment again, now.
    ReportAgain {
        /// Which order.
        order_no: OrderNo,
    },
    /// Ship what a sheet says, row by row.
    StartShipRun(NewShipRun),
    /// Ship no more of it.
    StopShipRun(MessageId),
    /// How it ended was read.
    CloseShipRun(MessageId),
    /// These new orders were seen (all if empty).
    MarkSeen(Vec<OrderNo>),
    /// These refund requests were seen (all if empty).
    MarkRefundsSeen(Vec<RefundNo>),
    /// Ask WeChat about an order now.
    AskAboutOrder(OrderNo),
    /// Ask WeChat about a refund now.
    AskAboutRefund(RefundNo),
    /// Ask WeChat for the refunds of an order that is being packed, now. Its answer never decides about money.
    AskRefunds(OrderNo),
    /// Nobody wants this unpaid order any more. Closed at WeChat first; a payment that is faster wins.
    CancelOrder {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
    },
    /// Take money that does not fit as it is: what waited for this is kept, to be shipped.
    AcceptMoney {
        /// Which order.
        order_no: OrderNo,
        /// Version seen.
        seen: u32,
    },
    /// Read a stored message again, as if it had just come.
    ReplayNotice(MessageId),
    /// Add a product or change one.
    PutProduct {
        /// The product as it is to be.
        change: ProductChange,
        /// When the product on show was last edited; `None` for a new one.
        seen: Option<UnixSeconds>,
    },
    /// Add or change many products, all or none.
    ImportProducts(Vec<ProductChange>),
    /// Print the receipt of an order (once more).
    PrintReceipt {
        /// Which order.
        order_no: OrderNo,
        /// On which printer.
        printer: String,
    },
    /// The packing slips of these orders were printed.
    KeepSlips {
        /// Which orders.
        orders: Vec<OrderNo>,
        /// On what.
        paper: PaperSize,
    },
    /// Decide about a receipt.
    WishPrint {
        /// Which receipt.
        id: PrintId,
        /// What is wanted.
        wish: PrintWish,
    },
    /// Print a receipt on another printer than the one it waits for.
    MovePrint {
        /// Which receipt.
        id: PrintId,
        /// The other printer.
        printer: String,
    },
    /// Decide about receipts that did not print by themselves.
    WishLatePrints {
        /// Which receipts.
        ids: Vec<PrintId>,
        /// What is wanted.
        wish: PrintWish,
    },
    /// Print a test receipt on this printer.
    TestPrinter(String),
    /// Notes, tags, and who may order.
    Mark(MarkWish),
    /// WeChat's bill.
    Bill(BillWish),
    /// The people of the shop.
    Operator(OperatorWish),
    /// Messages to WeChat: what they say, who reads them.
    Message(MessageWish),
    /// Say something about a complaint.
    WishComplaint(ComplaintWish),
    /// These complaints were seen (all if empty).
    MarkComplaintsSeen(Vec<ComplaintId>),
    /// Read WeChat's list of complaints now.
    ListComplaints,
    /// Show the buyer's telephone.
    ShowComplaintPhone(ComplaintId),
    /// Show a picture of a complaint, by its address at WeChat.
    ShowComplaintPicture(String),
}

impl Shop {
    /// Carries out a wish that needs no call to WeChat, and answers how it went. Durable when it returns.
    /// (`AskAbout…` and `PayOutRefund` are calls, `ReplayNotice` wants a reader and `TestPrinter` a printer: [`super::Workers`] takes each
    /// to the thread that has it.)
    pub fn carry_out(&self, command: Command) -> CommandOutcome {
        let changed = changed_by(&command);
        let outcome = self.outcome_of(self.intent(command));
        if let Some(event) = changed {
            self.events.send(&event);
        }
        outcome
    }

    /// The same for whoever stands at a window. What they may not is refused in the transaction that would have written, and
    /// written down instead.
    pub fn carry_out_as(&self, command: Command, acting: Acting) -> CommandOutcome {
        self.acting(acting).carry_out(command)
    }

    /// Whether they may, for a command that is carried out by a call.
    pub(super) fn permits(&self, command: &Command, acting: Acting) -> CommandOutcome {
        let by = self.store.acting(acting);
        self.outcome_of(by.must_be_permitted(command.operator_action(), self.env.now()).wait())
    }

    fn acting(&self, acting: Acting) -> Self {
        Self { store: self.store.acting(acting), ..self.clone() }
    }

    /// What an intent's answer means to whoever clicked.
    pub(super) fn outcome_of<T>(&self, answer: Result<T, StoreError>) -> CommandOutcome {
        match answer {
            Ok(_) => CommandOutcome::Done,
            Err(StoreError::Refused(Refusal::Stale | Refusal::State(_) | Refusal::Renewed(_))) => {
                CommandOutcome::TooLate
            }
            Err(StoreError::Refused(refusal)) => CommandOutcome::Refused(refusal),
            Err(error) => {
                self.health.after_store(&error);
                CommandOutcome::NotStored(trouble_of(&error), error.to_string())
            }
        }
    }

    fn intent(&self, command: Command) -> Result<(), StoreError> {
        let (store, now) = (&self.store, self.env.now());
        match command {
            Command::ApproveRefund(yes) => store.approve_refund(yes, now.plus(self.hold_secs), now).wait(),
            Command::StartRefund { order_no, seen, amount, pieces, reason } => self.start_refund(now, |refund_no| {
                let (order_no, pieces, reason) = (order_no.clone(), pieces.clone(), reason.clone());
                let send_from = now.plus(self.hold_secs);
                OwnersRefund { refund_no, order_no, seen, amount, pieces, reason, send_from, transaction_id: None }
            }),
            Command::ReturnPayment { order_no, seen, transaction_id, amount, reason } => {
                self.start_refund(now, |refund_no| OwnersRefund {
                    refund_no,
                    order_no: order_no.clone(),
                    seen,
                    amount,
                    pieces: Vec::new(),
                    reason: reason.clone(),
                    send_from: now.plus(self.hold_secs),
                    transaction_id: Some(transaction_id.clone()),
                })
            }
            Command::RejectRefund(no) => store.reject_refund(no, now).wait(),
            Command::TakeBackRefund { refund_no, seen } => store.take_back_refund(refund_no, seen, now).wait(),
            Command::ContinueRefund { refund_no } => self.continue_refund(refund_no, now),
            Command::RenewRefund { refund_no, seen } => self.under_a_fresh_number(now, |fresh| {
                let (refund_no, send_from) = (refund_no.clone(), now.plus(self.hold_secs));
                store.renew_refund(RefundRenewal { refund_no, seen, fresh, send_from }, now).wait()
            }),
            Command::WishRefund { refund_no, seen, wish } => store.wish_refund(refund_no, seen, wish, now).wait(),
            Command::AcknowledgeRefund(refund_no) => store.acknowledge_refund_alarms(refund_no, now).wait(),
            Command::Ship { order_no, seen, shipping } => store.ship_order(order_no, seen, shipping, now).wait(),
            Command::Unship { order_no, seen } => store.unship_order(order_no, seen, now).wait(),
            Command::CorrectShipping { order_no, seen, shipping } => {
                store.correct_shipping(order_no, seen, shipping, now).wait()
            }
            Command::RemindBuyer { order_no, delivered_at } => store.remind_buyer(order_no, delivered_at, now).wait(),
            Command::ReportAgain { order_no } => store.report_again(order_no, now).wait(),
            Command::StartShipRun(run) => store.start_ship_run(run, now).wait(),
            Command::StopShipRun(run_id) => store.stop_ship_run(run_id, now).wait(),
            Command::CloseShipRun(run_id) => store.close_ship_run(run_id).wait(),
            wish @ (Command::AcceptRestore | Command::TakeShopOver | Command::GiveShopUp) => {
                self.of_the_shop(&wish, now)
            }
            Command::MarkSeen(orders) => store.mark_seen(orders, now).wait(),
            Command::MarkRefundsSeen(refunds) => store.mark_refunds_seen(refunds).wait(),
            Command::CancelOrder { order_no, .. } => self.wish_cancel(order_no, now),
            Command::AcceptMoney { order_no, seen } => store.settle_attention(order_no, seen, now).wait(),
            Command::PutProduct { change, seen } => store.change_product(change, seen, now).wait(),
            Command::ImportProducts(changes) => store.import_products(changes, now).wait().map(drop),
            Command::PrintReceipt { order_no, printer } => store.print_receipt(order_no, printer, now).wait().map(drop),
            Command::KeepSlips { orders, paper } => store.keep_slips(orders, paper, now).wait().map(drop),
            Command::WishPrint { id, wish } => store.wish_print(id, wish, now).wait(),
            Command::MovePrint { id, printer } => store.move_print(id, printer, now).wait().map(drop),
            Command::WishLatePrints { ids, wish } => store.wish_late_prints(ids, wish, now).wait().map(drop),
            Command::Mark(wish) => self.mark(wish, now),
            Command::Bill(wish) => self.wish_of_bill(wish, now),
            Command::Operator(wish) => self.wish_of_operators(wish, now),
            Command::Message(wish) => self.wish_of_messages(wish, now),
            wish @ (Command::WishComplaint(_) | Command::MarkComplaintsSeen(_) | Command::ListComplaints) => {
                self.of_complaints(wish, now)
            }
            Command::AskAboutOrder(_)
            | Command::AskAboutRefund(_)
            | Command::PayOutRefund { .. }
            | Command::AskRefunds(_)
            | Command::ReplayNotice(_)
            | Command::ShowComplaintPhone(_)
            | Command::ShowComplaintPicture(_)
            | Command::TestPrinter(_) => Ok(()),
        }
    }

    fn continue_refund(&self, refund_no: RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
        let update = RefundUpdate {
            refund_no,
            step: Some(RefundStep::Continue),
            actor: Actor::Owner,
            trouble: None,
            facts: None,
            answer: None,
            next_at: now,
        };
        self.store.update_refund(update, now).wait().map(drop)
    }

    fn start_refund(&self, now: UnixSeconds, refund: impl Fn(RefundNo) -> OwnersRefund) -> Result<(), StoreError> {
        self.under_a_fresh_number(now, |refund_no| self.store.start_refund(refund(refund_no), now).wait())
    }

    fn of_the_shop(&self, wish: &Command, now: UnixSeconds) -> Result<(), StoreError> {
        match wish {
            Command::AcceptRestore => self.store.accept_restore(now).wait(),
            Command::TakeShopOver => self.store.take_over(now).wait(),
            _ => self.store.hand_over(now).wait(),
        }
    }

    fn of_complaints(&self, wish: Command, now: UnixSeconds) -> Result<(), StoreError> {
        match wish {
            Command::WishComplaint(wish) => self.wish_complaint(&wish, now),
            Command::MarkComplaintsSeen(ids) => self.store.mark_complaints_seen(ids).wait(),
            _ => self.store.list_complaints_soon(now).wait(),
        }
    }

    /// An approval asks for the refund too: under a fresh number, as every refund.
    fn wish_complaint(&self, wish: &ComplaintWish, now: UnixSeconds) -> Result<(), StoreError> {
        if wish.kind != ComplaintTaskKind::Approve {
            let unused = RefundNo::fresh(now, self.env.rng.number());
            return self.store.wish_complaint(wish.clone(), unused, now).wait();
        }
        self.under_a_fresh_number(now, |fresh| self.store.wish_complaint(wish.clone(), fresh, now).wait())
    }

    /// The number is random; where another refund has it, the next is tried. The screen hears of the new refund.
    fn under_a_fresh_number(
        &self,
        now: UnixSeconds,
        intent: impl Fn(RefundNo) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut left = NUMBERS_TRIED;
        loop {
            let fresh = RefundNo::fresh(now, self.env.rng.number());
            match intent(fresh.clone()) {
                Err(StoreError::Refused(Refusal::NumberTaken)) if left > 0 => left = left.saturating_sub(1),
                Ok(()) => {
                    self.events.send(&ShopEvent::RefundChanged(fresh));
                    return Ok(());
                }
                refused => return refused,
            }
        }
    }

    /// Only an unpaid order can be cancelled, whatever the click saw: the state decides, not the version.
    fn wish_cancel(&self, order_no: OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
        if self.store.wish_cancel(order_no.clone(), None, now).wait()? == CancelStep::AskWeChat {
            self.events.send(&ShopEvent::PaymentCheckDue(order_no));
        }
        Ok(())
    }
}

fn changed_by(command: &Command) -> Option<ShopEvent> {
    match command {
        Command::ApproveRefund(RefundApproval { refund_no, .. })
        | Command::RejectRefund(RefundRejection { refund_no, .. })
        | Command::TakeBackRefund { refund_no, .. }
        | Command::RenewRefund { refund_no, .. }
        | Command::WishRefund { refund_no, .. }
        | Command::AcknowledgeRefund(refund_no)
        | Command::ContinueRefund { refund_no } => Some(ShopEvent::RefundChanged(refund_no.clone())),
        Command::Ship { order_no, .. }
        | Command::Unship { order_no, .. }
        | Command::CorrectShipping { order_no, .. }
        | Command::RemindBuyer { order_no, .. }
        | Command::ReportAgain { order_no }
        | Command::StartRefund { order_no, .. }
        | Command::ReturnPayment { order_no, .. }
        | Command::CancelOrder { order_no, .. }
        | Command::AcceptMoney { order_no, .. } => Some(ShopEvent::OrderChanged(order_no.clone())),
        Command::StartShipRun(_) | Command::StopShipRun(_) | Command::CloseShipRun(_) => Some(ShopEvent::ShipRunMoved),
        Command::MarkSeen(orders) => orders.first().cloned().map(ShopEvent::OrderChanged),
        Command::MarkRefundsSeen(refunds) => refunds.first().cloned().map(ShopEvent::RefundChanged),
        Command::PutProduct { .. } | Command::ImportProducts(_) => Some(ShopEvent::ProductsChanged),
        Command::PrintReceipt { .. }
        | Command::WishPrint { .. }
        | Command::MovePrint { .. }
        | Command::WishLatePrints { .. }
        | Command::KeepSlips { .. } => Some(ShopEvent::PrintsChanged),
        Command::Mark(_) => Some(ShopEvent::MarksChanged),
        // What waited for this may leave.
        Command::AcceptRestore | Command::TakeShopOver | Command::GiveShopUp => Some(ShopEvent::LeaseChanged),
        Command::Bill(_) => Some(ShopEvent::BillsChanged),
        Command::Operator(_) => Some(ShopEvent::OperatorsChanged),
        Command::Message(_) => Some(ShopEvent::MessagesDue),
        Command::WishComplaint(_) | Command::ListComplaints => Some(ShopEvent::ComplaintsDue),
        Command::MarkComplaintsSeen(_) => Some(ShopEvent::ComplaintsChanged),
        Command::AskAboutOrder(_)
        | Command::AskAboutRefund(_)
        | Command::PayOutRefund { .. }
        | Command::AskRefunds(_)
        | Command::ReplayNotice(_)
        | Command::ShowComplaintPhone(_)
        | Command::ShowComplaintPicture(_)
        | Command::TestPrinter(_) => None,
    }
}

fn trouble_of(error: &StoreError) -> Trouble {
    match error {
        StoreError::Disk(_) => Trouble::Disk,
        StoreError::Locked => Trouble::Locked,
        damage if damage.is_damage() => Trouble::Damaged,
        _ => Trouble::Stopped,
    }
}
