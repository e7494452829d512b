//! Every step ever taken: added in the commit of the step itself, never changed, and linked to the one before it.

pub(super) mod chain;
pub(super) mod types;
pub(super) mod verify;

use crate::domain::{
    Actor, Fen, MessageId, OperatorId, OrderNo, OrderState, PaidFacts, PaymentState, RefundNo, RefundState,
    ReportState, StepReason, TransactionId, Transition, UnixSeconds,
};
use crate::store::engine::{db::Db, row::Row, value::params};
use crate::store::{HistoryRow, Refusal, StepOperator, StoreError, messages::service::derive};
use chain::{ChainHash, Linked};

/// Whose life a step belongs to, with the states before (none at the beginning) and after.
pub(super) enum HistoryStep<'a> {
    Order(Option<OrderState>, OrderState),
    Payment(Option<PaymentState>, PaymentState),
    /// WeChat says that this money came.
    Paid(Option<PaymentState>, PaymentState, &'a PaidFacts),
    /// Its amount and its transaction are those of its row, which is written before.
    Refund(&'a RefundNo, Option<RefundState>, RefundState),
    Shipment(Option<ReportState>, ReportState),
    /// Taken back: there is no shipment any more.
    ShipmentGone(ReportState),
}

impl HistoryStep<'_> {
    /// Between which states of whose life.
    const fn transition(&self) -> Transition {
        match self {
            Self::Order(before, after) => Transition::Order(*before, *after),
            Self::Payment(before, after) | Self::Paid(before, after, _) => Transition::Payment(*before, *after),
            Self::Refund(_, before, after) => Transition::Refund(*before, *after),
            Self::Shipment(before, after) => Transition::Shipment(*before, Some(*after)),
            Self::ShipmentGone(before) => Transition::Shipment(Some(*before), None),
        }
    }

    fn refund_no(&self) -> Option<&RefundNo> {
        if let Self::Refund(refund_no, ..) = self { Some(refund_no) } else { None }
    }

    /// The money it is about and the transaction that money came by, where there is any.
    fn money(&self, db: Db<'_>) -> Result<StepMoney, StoreError> {
        match self {
            Self::Paid(_, _, facts) => Ok((Some(facts.total), Some(facts.transaction_id.clone()))),
            Self::Refund(refund_no, ..) => {
                let sql = "SELECT amount_fen, transaction_id FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
                let row = db.find(sql, params![db.shop, refund_no], |row| {
                    Ok((row.get("amount_fen")?, row.get("transaction_id")?))
                })?;
                Ok(row.ok_or(Refusal::NotFound)?)
            }
            Self::Order(..) | Self::Payment(..) | Self::Shipment(..) | Self::ShipmentGone(_) => Ok((None, None)),
        }
    }

    /// The link of this step, the `number`th of its order, behind the last one.
    fn link(
        &self,
        db: Db<'_>,
        (order_no, number): (&OrderNo, u32),
        (cause, why, (amount, transaction)): (&StepCause<'_>, &str, &StepMoney),
        last: Option<&ChainHash>,
    ) -> ChainHash {
        let transition = self.transition();
        let [subject, before, after] = transition.words();
        let linked = Linked {
            shop: db.shop.as_str(),
            order_no: order_no.as_str(),
            step: i64::from(number),
            at: cause.at.get(),
            actor: cause.actor.as_str(),
            subject,
            refund_no: self.refund_no().map(RefundNo::as_str),
            before,
            after,
            why,
            message_id: cause.message.map(MessageId::as_str),
            amount_fen: amount.map(Fen::get),
            transaction_id: transaction.as_ref().map(TransactionId::as_str),
            operator_id: cause.operator(db).map(OperatorId::get),
        };
        linked.behind(last)
    }
}

type StepMoney = (Option<Fen>, Option<TransactionId>);

/// What brought a step about.
#[derive(Clone, Copy)]
pub(super) struct StepCause<'a> {
    pub actor: Actor,
    /// Nothing where the step says it all.
    pub why: &'a StepReason,
    pub message: Option<&'a MessageId>,
    pub at: UnixSeconds,
}

impl<'a> StepCause<'a> {
    pub fn of(actor: Actor, at: UnixSeconds) -> Self {
        Self { actor, why: &StepReason::None, message: None, at }
    }

    pub fn why(self, why: &'a StepReason) -> Self {
        Self { why, ..self }
    }

    /// The person at the counter, where the shop has people of its own.
    fn operator(&self, db: Db<'_>) -> Option<OperatorId> {
        db.operator().filter(|_| self.actor == Actor::Owner)
    }

    pub fn message(self, message: Option<&'a MessageId>) -> Self {
        Self { message, ..self }
    }
}

/// How far an order's history is: what the next step is linked behind.
#[derive(Clone, Copy)]
pub(super) struct HistoryEnd {
    /// How many steps there are.
    pub steps: u32,
    /// The link that stands on the order, not that of the last step: one that was cut off stays missed.
    pub head: Option<ChainHash>,
}

/// Adds a step to the history of `order_no`.
pub(super) fn add(
    db: Db<'_>,
    order_no: &OrderNo,
    step: &HistoryStep<'_>,
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let end =
        "SELECT (SELECT COALESCE(MAX(step) + 1, 0) FROM history WHERE shop_id = ?1 AND order_no = ?2) AS steps, history_head
         FROM orders WHERE shop_id = ?1 AND order_no = ?2";
    let end = db.find(end, params![db.shop, order_no], |row| {
        Ok(HistoryEnd { steps: row.get("steps")?, head: row.get("history_head")? })
    })?;
    let head = add_behind(db, order_no, end.ok_or(Refusal::NotFound)?, &[(step, cause)])?;
    chain::put_head(db, db.shop.as_str(), order_no.as_str(), head.as_ref())
}

/// The same for one who knows the end already and saves the order anyway: answers its new `history_head`.
pub(super) fn add_behind(
    db: Db<'_>,
    order_no: &OrderNo,
    mut end: HistoryEnd,
    steps: &[(&HistoryStep<'_>, StepCause<'_>)],
) -> Result<Option<ChainHash>, StoreError> {
    for (step, cause) in steps {
        let (why, money) = (cause.why.to_string(), step.money(db)?);
        let link = step.link(db, (order_no, end.steps), (cause, &why, &money), end.head.as_ref());
        insert(db, (order_no, end.steps), step, (cause, &why, &money), &link)?;
        derive::after_step(db, order_no, (&step.transition(), step.refund_no()), cause.at)?;
        end = HistoryEnd { steps: end.steps.saturating_add(1), head: Some(link) };
    }
    Ok(end.head)
}

/// One row a statement: of several, SQLite keeps a copy of every page it touches, in case the last is refused.
fn insert(
    db: Db<'_>,
    (order_no, number): (&OrderNo, u32),
    step: &HistoryStep<'_>,
    (cause, why, (amount, transaction)): (&StepCause<'_>, &str, &StepMoney),
    link: &ChainHash,
) -> Result<(), StoreError> {
    let transition = step.transition();
    let [subject, before, after] = transition.words();
    db.run_one(
        "INSERT INTO history (shop_id, order_no, step, at, actor, subject, refund_no, before, after, why, message_id, chain,
             amount_fen, transaction_id, operator_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            db.shop,
            order_no,
            number,
            cause.at,
            cause.actor,
            subject,
            step.refund_no(),
            before,
            after,
            why,
            cause.message,
            link,
            amount,
            transaction,
            cause.operator(db)
        ],
    )
}

/// The columns of [`HistoryRow`], with the name of whoever took the step.
const READ: &str =
    "SELECT h.at, h.actor, h.subject, h.refund_no, h.before, h.after, h.why, h.message_id, h.amount_fen, h.operator_id,
                        p.name AS operator_name
                    FROM history h LEFT JOIN operators p ON p.shop_id = h.shop_id AND p.operator_id = h.operator_id";

/// Every step of an order, of its payment and of its refunds, oldest first.
pub(super) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<HistoryRow>, StoreError> {
    let sql = format!("{READ} WHERE h.shop_id = ?1 AND h.order_no = ?2 ORDER BY h.step");
    db.list(&sql, params![db.shop, order_no], step_from)
}

/// Every step of one refund, oldest first.
pub(super) fn of_refund(db: Db<'_>, order_no: &OrderNo, refund_no: &RefundNo) -> Result<Vec<HistoryRow>, StoreError> {
    let sql = format!("{READ} WHERE h.shop_id = ?1 AND h.order_no = ?2 AND h.refund_no = ?3 ORDER BY h.step");
    db.list(&sql, params![db.shop, order_no, refund_no], step_from)
}

fn step_from(row: &Row<'_>) -> Result<HistoryRow, StoreError> {
    let (at, actor) = (row.get("at")?, row.get("actor")?);
    let step = Transition::parse(row.text("subject")?, row.text("before")?, row.text("after")?);
    let reason = StepReason::parse(&step, actor, row.text("why")?);
    let (message, amount) = (row.get("message_id")?, row.get("amount_fen")?);
    let operator = row.get::<Option<OperatorId>>("operator_id")?;
    let name = row.get("operator_name")?;
    let operator = operator.map(|id| StepOperator { id, name });
    Ok(HistoryRow { at, actor, step, reason, message, refund_no: row.get("refund_no")?, amount, operator })
}
