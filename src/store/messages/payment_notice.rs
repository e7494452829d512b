//! A payment notification is compared with the order it speaks of: a right one makes the payment due to be confirmed.

use crate::domain::{
    NoticeVerdict, OrderState, OrderStep, PaidFacts, PaymentState, PaymentStep, StepReason, UnixSeconds,
};
use crate::store::{
    Actor, CommitFuture, NoticeOutcome, RawMessage, Store, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryEnd, HistoryStep, StepCause},
    messages::notices,
    money::payments::{
        extras::{BELONGS_ELSEWHERE, CURRENCY},
        row::{PAYMENT_COLUMNS, PaymentRow, payment_from},
        unknown,
    },
    orders::row::{HEAD_COLUMNS, OrderHead, head_from},
};
use std::sync::LazyLock;

impl Store {
    /// A payment notification came. Verified facts are compared with the order under the write lock: same amount,
    /// currency CNY, way of signing as pinned, one transaction for ever. A right one makes the payment
    /// [`PaymentState::Noticed`] and due for confirmation at once; a wrong one is listed and changes nothing. About an
    /// unknown number WeChat is asked ([`Store::adopt_order`]).
    pub fn record_payment_notice(
        &self,
        message: RawMessage,
        read: Result<PaidFacts, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| {
            let numbers = (read.as_ref().ok().map(|facts| &facts.order_no), None);
            let judge = |facts: &PaidFacts| judge_or_ask(db, facts, &message, now);
            notices::record(db, &message, read.as_ref(), now, numbers, judge)
        })
    }
}

/// What is not of any order known here is asked about.
fn judge_or_ask(
    db: Db<'_>,
    facts: &PaidFacts,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(NoticeVerdict, bool), StoreError> {
    match judge(db, facts, message, now)? {
        NoticeVerdict::UnknownNumber => Ok((NoticeVerdict::UnknownNumber, unknown::found(db, facts, message, now)?)),
        verdict => Ok((verdict, verdict == NoticeVerdict::Accepted)),
    }
}

/// What a payment notification is judged by: all of it found by one statement.
struct Spoken {
    order: OrderHead,
    payment: PaymentRow,
    /// This very transaction was already found not to fit this order.
    is_extra: bool,
    /// Another order has it, or was said to have it first. Neither is believed before WeChat answers.
    is_elsewhere: bool,
    /// Steps of the order's history so far.
    history_steps: u32,
}

static SPOKEN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {HEAD_COLUMNS},
             EXISTS (SELECT 1 FROM payment_extras WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3) AS is_extra,
             {BELONGS_ELSEWHERE}
                 OR EXISTS (SELECT 1 FROM payments WHERE shop_id = ?1 AND noticed_transaction_id = ?3 AND order_no <> ?2) AS is_elsewhere,
             (SELECT COALESCE(MAX(step) + 1, 0) FROM history WHERE shop_id = ?1 AND order_no = ?2) AS history_steps,
             {PAYMENT_COLUMNS}
         FROM orders o JOIN payments p ON p.shop_id = ?1 AND p.order_no = ?2 WHERE o.shop_id = ?1 AND o.order_no = ?2"
    )
});

impl Spoken {
    fn find(db: Db<'_>, facts: &PaidFacts) -> Result<Option<Self>, StoreError> {
        db.find(&SPOKEN, params![db.shop, facts.order_no, facts.transaction_id], |row| {
            Ok(Self {
                order: head_from(row)?,
                is_extra: row.get("is_extra")?,
                is_elsewhere: row.get("is_elsewhere")?,
                history_steps: row.get("history_steps")?,
                payment: payment_from(row)?,
            })
        })
    }

    /// True if this very transaction is what is known of the order, by a notification or by WeChat's own answer.
    fn is_known(&self, facts: &PaidFacts) -> bool {
        let said = Some(&facts.transaction_id);
        self.payment.transaction_id.as_ref() == said || self.payment.noticed_transaction_id.as_ref() == said
    }

    /// True if the message names the app the payment was asked for in.
    fn is_in_the_app(&self, facts: &PaidFacts) -> bool {
        match (&self.payment.app_id, &facts.app_id) {
            (Some(asked), Some(said)) => asked == said,
            (None, _) | (_, None) => true,
        }
    }

    /// True if the payment was asked for in one interface and the message came by the other. WeChat answers in the interface it
    /// was asked in, so such a message is odd; but it is signed, and the question it wants is asked at once.
    fn is_by_the_other_api(&self, facts: &PaidFacts) -> bool {
        self.payment.sign_type.is_some_and(|pinned| pinned.api() != facts.sign_type.api())
    }

    /// True if the message says what we asked for.
    fn is_as_asked(&self, facts: &PaidFacts) -> bool {
        facts.total == self.order.total
            && facts.currency == CURRENCY
            && self.payment.sign_type.is_none_or(|pinned| pinned == facts.sign_type)
            && self.is_in_the_app(facts)
    }
}

fn judge(db: Db<'_>, facts: &PaidFacts, message: &RawMessage, now: UnixSeconds) -> Result<NoticeVerdict, StoreError> {
    let Some(spoken) = Spoken::find(db, facts)? else { return Ok(NoticeVerdict::UnknownNumber) };
    if spoken.payment.held {
        // Our number, and this merchant's word: the payment is another's, and stands as it is.
        return Ok(NoticeVerdict::Differs);
    }
    let as_asked = spoken.is_as_asked(facts);
    // What was closed in spite of a notification is asked about again when WeChat insists.
    let is_settled = spoken.payment.state != PaymentState::Closed;
    if (as_asked && spoken.is_known(facts) && is_settled) || spoken.is_extra {
        return Ok(NoticeVerdict::Repeated);
    }
    let Spoken { order, payment, .. } = &spoken;
    match (payment.state.after(PaymentStep::Notice), order.state.after(OrderStep::Notice)) {
        (Ok(state), Ok(order_state)) if as_asked && !spoken.is_elsewhere => {
            notice(db, &spoken, (state, order_state), facts, message, now)?;
            Ok(NoticeVerdict::Accepted)
        }
        _ => {
            // Only WeChat's own answer can tell whether this is money. Where no question is due anyway, one is now.
            let later = payment.next_ask_at.is_none_or(|at| at > now && spoken.is_by_the_other_api(facts));
            if later {
                PaymentRow { asks: 0, next_ask_at: Some(now), ..payment.clone() }.save(db, payment)?;
            }
            Ok(NoticeVerdict::Differs)
        }
    }
}

/// The first right notification: provisional, and due to be confirmed at once.
fn notice(
    db: Db<'_>,
    Spoken { order, payment, history_steps, .. }: &Spoken,
    (payment_state, order_state): (PaymentState, OrderState),
    facts: &PaidFacts,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let after = PaymentRow {
        state: payment_state,
        sign_type: payment.sign_type.or(Some(facts.sign_type)),
        noticed_transaction_id: Some(facts.transaction_id.clone()),
        asks: 0,
        next_ask_at: Some(now),
        ..payment.clone()
    };
    after.save(db, payment)?;
    let cause = StepCause::of(Actor::WeChat, now).message(Some(&message.id));
    let paid = HistoryStep::Payment(Some(payment.state), payment_state);
    let stands = HistoryStep::Order(Some(order.state), order_state);
    let came_by = StepReason::Transaction(facts.transaction_id.clone());
    let steps = [(&paid, cause.why(&came_by)), (&stands, cause)];
    let end = HistoryEnd { steps: *history_steps, head: order.history_head };
    let history_head = history::add_behind(db, &order.order_no, end, &steps)?;
    OrderHead { state: order_state, history_head, ..order.clone() }.save(db, order).map(drop)
}
