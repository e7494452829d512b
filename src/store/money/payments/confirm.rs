//! WeChat's own answer about an order: the only thing that turns a claim into money.

use crate::domain::{
    Attention, AttentionCause, OrderStep, PaidFacts, PaymentState, PaymentStep, StepReason, UnixSeconds, UnpaidAnswer,
};
use crate::store::{
    Actor, OrderMoved, OrderUpdate, OrderWord, StoreError,
    engine::db::Db,
    history::{self, HistoryStep, StepCause},
    messages::{self, Direction},
    money::payments::{
        extras::{CURRENCY, belongs_elsewhere, extra_is_kept, keep_extra},
        row::PaymentRow,
    },
    orders::{cancels, counts, row::OrderHead},
    ownership::restores::tasks,
    printing,
};
use crate::store::{CommitFuture, Store};

impl Store {
    /// WeChat answered a question about an order. Paid with our figures: [`OrderState::ToShip`](crate::domain::OrderState::ToShip), unseen. Paid with
    /// other figures, twice or too late: kept, and
    /// [`OrderState::NeedsOwner`](crate::domain::OrderState::NeedsOwner) (or the attention mark where the order is
    /// already past payment). Closed: the stock is free again.
    pub fn record_order_word(&self, update: OrderUpdate, now: UnixSeconds) -> CommitFuture<OrderMoved> {
        self.write(move |db| record(db, &update, now))
    }
}

/// The order and its payment, as this transaction found them.
struct Case<'a> {
    db: Db<'a>,
    order: OrderHead,
    payment: PaymentRow,
    cause: StepCause<'a>,
}

/// Compares the answer with the order and takes the step it allows.
pub(in crate::store) fn record(db: Db<'_>, update: &OrderUpdate, now: UnixSeconds) -> Result<OrderMoved, StoreError> {
    let (order_no, answer) = (&update.order_no, update.answer.as_ref());
    if let Some(answer) = answer {
        messages::keep(db, Direction::Answer, answer, (Some(order_no), None), now)?;
    }
    let (order, payment) = (OrderHead::read(db, order_no)?, PaymentRow::read(db, order_no)?);
    if payment.held {
        // These keys are not the ones it was asked for with: whatever WeChat answers them is not about this payment.
        return Ok(OrderMoved::Same);
    }
    if !matches!(update.word, OrderWord::Unpaid(UnpaidAnswer::NoAnswer)) {
        tasks::payment_asked(db, order_no, now)?;
    }
    let cause = StepCause::of(Actor::WeChat, now).message(answer.map(|answer| &answer.id));
    let found = Case { db, order, payment, cause };
    match &update.word {
        // An answer about another order proves nothing about this one.
        OrderWord::Paid(facts) if facts.order_no == *order_no => found.paid(facts),
        OrderWord::Paid(_) | OrderWord::Unpaid(UnpaidAnswer::NoAnswer) => found.ask_again(false, update.next_ask_at),
        OrderWord::Unpaid(UnpaidAnswer::NotPaid | UnpaidAnswer::NotThere) => found.ask_again(true, update.next_ask_at),
        OrderWord::Unpaid(UnpaidAnswer::Closed) => found.closed(),
    }
}

impl Case<'_> {
    fn paid(self, facts: &PaidFacts) -> Result<OrderMoved, StoreError> {
        let known = self.payment.transaction_id.as_ref() == Some(&facts.transaction_id);
        let elsewhere = belongs_elsewhere(self.db, &self.order.order_no, &facts.transaction_id)?;
        let right = facts.total == self.order.total && facts.currency == CURRENCY && !elsewhere;
        if known && (right || self.payment.state == PaymentState::Conflict) {
            return self.nothing_new();
        }
        if extra_is_kept(self.db, &self.order.order_no, &facts.transaction_id)? {
            return self.nothing_new();
        }
        match self.payment.state {
            PaymentState::Unsent | PaymentState::Waiting | PaymentState::Noticed if right => self.confirm(facts),
            PaymentState::Confirmed | PaymentState::Conflict => {
                let kind = if known { Attention::AmountDiffers } else { Attention::SecondPayment };
                self.keep_beside(facts, kind)
            }
            PaymentState::Closed if right => self.contradict(facts, Attention::PaidAfterClose, elsewhere),
            _ => self.contradict(facts, Attention::AmountDiffers, elsewhere),
        }
    }

    /// Our number, our amount, a transaction of its own: the goods may leave.
    fn confirm(self, facts: &PaidFacts) -> Result<OrderMoved, StoreError> {
        let Self { db, order, payment, cause } = self;
        let state = payment.state.after(PaymentStep::Confirm)?;
        let transaction_id = Some(facts.transaction_id.clone());
        PaymentRow { state, transaction_id, asks: 0, noes: 0, next_ask_at: None, ..payment.clone() }
            .save(db, &payment)?;
        let came_by = StepReason::Transaction(facts.transaction_id.clone());
        let cause = cause.why(&came_by);
        history::add(db, &order.order_no, &HistoryStep::Paid(Some(payment.state), state, facts), cause)?;
        let state = order.state.after(OrderStep::Pay)?;
        let after = OrderHead { state, unseen: true, paid: facts.total, paid_at: Some(facts.paid_at), ..order.clone() };
        after.save(db, &order)?;
        history::add(db, &order.order_no, &HistoryStep::Order(Some(order.state), state), cause)?;
        counts::add_income(db, facts.paid_at, facts.total)?;
        printing::jobs::queue(db, &order.order_no, None, cause.at)?;
        Ok(OrderMoved::Paid)
    }

    /// Real money that does not fit: kept, and a person decides.
    fn contradict(self, facts: &PaidFacts, kind: Attention, elsewhere: bool) -> Result<OrderMoved, StoreError> {
        let Self { db, order, payment, cause } = self;
        let why = StepReason::Attention(kind, AttentionCause::payment(facts));
        let cause = cause.why(&why);
        // Fen of ours can be given back like any payment; other money only by hand.
        let ours = facts.currency == CURRENCY && !elsewhere;
        let state = payment.state.after(PaymentStep::Contradict)?;
        let transaction_id = ours.then(|| facts.transaction_id.clone());
        PaymentRow { state, transaction_id, asks: 0, noes: 0, next_ask_at: None, ..payment.clone() }
            .save(db, &payment)?;
        let before = Some(payment.state);
        let step = if ours { HistoryStep::Paid(before, state, facts) } else { HistoryStep::Payment(before, state) };
        history::add(db, &order.order_no, &step, cause)?;
        let state = order.state.after(OrderStep::Contradict)?;
        let mut after = OrderHead { state, attention: Some(kind), ..order.clone() };
        if ours {
            (after.paid, after.paid_at) = (facts.total, Some(facts.paid_at));
        }
        after.save(db, &order)?;
        history::add(db, &order.order_no, &HistoryStep::Order(Some(order.state), state), cause)?;
        keep_extra(db, &order.order_no, facts, kind, cause.at)?;
        Ok(OrderMoved::NeedsOwner)
    }

    /// The order is past payment already: its state stays, the money is kept beside it and marked.
    fn keep_beside(self, facts: &PaidFacts, kind: Attention) -> Result<OrderMoved, StoreError> {
        let Self { db, order, payment, cause } = self;
        let why = StepReason::Attention(kind, AttentionCause::payment(facts));
        PaymentRow { asks: 0, noes: 0, next_ask_at: None, ..payment.clone() }.save(db, &payment)?;
        OrderHead { attention: order.attention.or(Some(kind)), ..order.clone() }.save(db, &order)?;
        let step = HistoryStep::Order(Some(order.state), order.state);
        history::add(db, &order.order_no, &step, cause.why(&why))?;
        keep_extra(db, &order.order_no, facts, kind, cause.at)?;
        Ok(OrderMoved::NeedsOwner)
    }

    /// It can never be paid: the stock is free again. A paid order stays paid, whatever an answer says.
    fn closed(self) -> Result<OrderMoved, StoreError> {
        if self.payment.state.after(PaymentStep::Close).is_err() {
            return self.nothing_new();
        }
        cancels::close(self.db, (&self.order, &self.payment), self.cause)?;
        Ok(OrderMoved::Closed)
    }

    /// The answer told what we know: there is nothing more to ask.
    fn nothing_new(self) -> Result<OrderMoved, StoreError> {
        PaymentRow { asks: 0, next_ask_at: None, ..self.payment.clone() }.save(self.db, &self.payment)?;
        Ok(OrderMoved::Same)
    }

    /// Nothing has changed; the question stands, unless the payment was settled before and only a claim was checked.
    fn ask_again(self, answered: bool, next_ask: UnixSeconds) -> Result<OrderMoved, StoreError> {
        if !self.payment.is_open() && (answered || self.payment.next_ask_at.is_none()) {
            return self.nothing_new();
        }
        let asks = self.payment.asks.saturating_add(1);
        // Evidence outranks absence: a no to what a right notification said is counted, and undoes nothing.
        let contradicts = answered && self.payment.state == PaymentState::Noticed;
        let noes = self.payment.noes.saturating_add(u32::from(contradicts));
        PaymentRow { asks, noes, next_ask_at: Some(next_ask), ..self.payment.clone() }.save(self.db, &self.payment)?;
        Ok(OrderMoved::Same)
    }
}
