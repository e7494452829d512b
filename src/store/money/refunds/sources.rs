//! The payment a refund comes out of: the order's own, or money that came beside it in a transaction of its own. Each has
//! its own total, its own year and its own sums; no refund of one counts against the other.

use crate::domain::{
    Attention, AttentionCause, Fen, OrderNo, RefundFacts, Refundable, StepReason, TransactionId, UnixSeconds,
};
use crate::store::{
    Actor, Reader, Refusal, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::extras::CURRENCY,
    money::refunds::{
        self,
        row::{RefundHead, RefundSums},
    },
    orders::row::OrderHead,
};

/// What of one payment can go back, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct RefundSource {
    pub money: Refundable,
    /// When it was paid; none while nothing was.
    pub paid_at: Option<UnixSeconds>,
}

/// In SQL, of `payment_extras e`: true if refunds can be made out of it. Only fen, and only a transaction that is no
/// order's own payment and came beside no other order: WeChat knows it by one number of ours, and another order may be
/// told of it.
pub(in crate::store) const CAN_GO_BACK: &str =
    "(e.currency = 'CNY' AND e.amount_fen > 0
      AND NOT EXISTS (SELECT 1 FROM payments own WHERE own.shop_id = e.shop_id AND own.transaction_id = e.transaction_id)
      AND NOT EXISTS (SELECT 1 FROM payment_extras other WHERE other.shop_id = e.shop_id
          AND other.transaction_id = e.transaction_id AND other.order_no <> e.order_no))";

impl RefundSource {
    /// The one a refund that is here comes out of: the order's own payment where no other transaction is named.
    pub fn of(db: Db<'_>, order_no: &OrderNo, transaction: Option<&TransactionId>) -> Result<Self, StoreError> {
        let Some(transaction) = transaction else {
            let order = OrderHead::read(db, order_no)?;
            return Ok(Self { money: order.refundable(), paid_at: order.paid_at });
        };
        let sql = "SELECT amount_fen, refunded_fen, in_flight_fen, paid_at FROM payment_extras
                   WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3";
        let found = db.find(sql, params![db.shop, order_no, transaction], |row| {
            let money = Refundable {
                paid: row.get("amount_fen")?,
                refunded: row.get("refunded_fen")?,
                in_flight: row.get("in_flight_fen")?,
            };
            Ok(Self { money, paid_at: Some(row.get("paid_at")?) })
        })?;
        found.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The same for a new refund: none of money that cannot go back from here.
    pub fn of_new(db: Db<'_>, order_no: &OrderNo, transaction: Option<&TransactionId>) -> Result<Self, StoreError> {
        if let Some(transaction) = transaction
            && !can_go_back(db, order_no, transaction)?
        {
            return Err(Refusal::NotFound.into());
        }
        Self::of(db, order_no, transaction)
    }

    /// Of this refund.
    pub fn of_refund(db: Db<'_>, refund: &RefundHead) -> Result<Self, StoreError> {
        Self::of(db, &refund.order_no, refund.transaction_id.as_ref())
    }
}

fn can_go_back(db: Db<'_>, order_no: &OrderNo, transaction: &TransactionId) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM payment_extras e
             WHERE e.shop_id = ?1 AND e.order_no = ?2 AND e.transaction_id = ?3 AND {CAN_GO_BACK})"
    );
    db.value(&sql, params![db.shop, order_no, transaction])
}

/// Which payment of its order WeChat's facts about a refund name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Named {
    /// The order's own.
    Own,
    /// Money that came beside it.
    Beside(TransactionId),
    /// Money that is not the order's alone, or not in fen: no refund of it is counted here.
    Unclear,
}

impl Named {
    pub fn by(db: Db<'_>, facts: &RefundFacts) -> Result<Self, StoreError> {
        let (order_no, transaction) = (&facts.order_no, &facts.transaction_id);
        let known = "SELECT EXISTS (SELECT 1 FROM payment_extras e WHERE e.shop_id = ?1 AND e.order_no = ?2
                         AND e.transaction_id = ?3 AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.shop_id = e.shop_id
                             AND p.order_no = e.order_no AND p.transaction_id = e.transaction_id))";
        if !db.value::<bool>(known, params![db.shop, order_no, transaction])? {
            return Ok(Self::Own);
        }
        let clear = can_go_back(db, order_no, transaction)?;
        Ok(if clear { Self::Beside(transaction.clone()) } else { Self::Unclear })
    }

    /// The transaction, where it is not the order's own.
    pub const fn beside(&self) -> Option<&TransactionId> {
        match self {
            Self::Beside(transaction) => Some(transaction),
            Self::Own | Self::Unclear => None,
        }
    }
}

/// True if WeChat's facts are about a refund out of the payment that is named.
pub(in crate::store) fn is_of(
    db: Db<'_>,
    facts: &RefundFacts,
    transaction: Option<&TransactionId>,
) -> Result<bool, StoreError> {
    Ok(match Named::by(db, facts)? {
        Named::Own => transaction.is_none(),
        Named::Beside(named) => transaction == Some(&named),
        // A refund of it that began before this was known: its number says what it comes out of.
        Named::Unclear => transaction == Some(&facts.transaction_id),
    })
}

/// What the refunds of a payment that came beside the order are to be written as.
#[derive(Clone, Copy)]
pub(in crate::store) enum By {
    /// A step of ours: never more than came, but for the excess WeChat's word has put there before.
    Step,
    /// WeChat's word: however much it is.
    Word,
}

/// Writes the sums of the payment a refund comes out of anew: of the order's own, or of the one that came beside it.
pub(in crate::store) fn sums_of(
    db: Db<'_>,
    order: &OrderHead,
    transaction: Option<&TransactionId>,
) -> Result<(), StoreError> {
    match transaction {
        Some(transaction) => sum_up(db, order, transaction, By::Step),
        None => refunds::row::sum_up(db, order).map(drop),
    }
}

/// Counts the refunds of a payment that came beside the order anew, and writes the sums onto it.
pub(in crate::store) fn sum_up(
    db: Db<'_>,
    order: &OrderHead,
    transaction: &TransactionId,
    by: By,
) -> Result<(), StoreError> {
    let sql = "SELECT amount_fen, excess_fen FROM payment_extras
               WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3";
    let key = params![db.shop, order.order_no, transaction];
    let found: Option<(Fen, Fen)> = db.find(sql, key, |row| Ok((row.get("amount_fen")?, row.get("excess_fen")?)))?;
    let (came, known) = found.ok_or(Refusal::NotFound)?;
    let sums = RefundSums::of(db, &order.order_no, Some(transaction))?;
    let beyond = sums.beyond(came);
    let excess = match by {
        By::Step => beyond.min(known),
        By::Word => beyond,
    };
    let (refunded, in_flight) = sums.within(came, excess);
    db.run_one(
        "UPDATE payment_extras SET refunded_fen = ?4, in_flight_fen = ?5, excess_fen = ?6
         WHERE shop_id = ?1 AND order_no = ?2 AND transaction_id = ?3",
        params![db.shop, order.order_no, transaction, refunded, in_flight, excess],
    )
}

/// After refunds of a payment beside the order moved: once every second payment went back whole, nothing is left to decide
/// about them, and the mark goes. `whole`: this one had gone back whole before; if it has not any more, the mark is back.
pub(in crate::store) fn settle_mark(
    db: Db<'_>,
    order_no: &OrderNo,
    (transaction, whole): (&TransactionId, bool),
    cause: StepCause<'_>,
) -> Result<(), StoreError> {
    let order = OrderHead::read(db, order_no)?;
    let step = HistoryStep::Order(Some(order.state), order.state);
    if order.attention.is_none() && whole && !went_back_whole(db, order_no, transaction)? {
        OrderHead { attention: Some(Attention::SecondPayment), ..order.clone() }.save(db, &order)?;
        let why = StepReason::Attention(Attention::SecondPayment, AttentionCause::CameBack(transaction.clone()));
        return history::add(db, order_no, &step, StepCause { why: &why, ..cause });
    }
    if order.attention != Some(Attention::SecondPayment) {
        return Ok(());
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM payment_extras WHERE shop_id = ?1 AND order_no = ?2
                   AND (currency <> ?3 OR refunded_fen < amount_fen))";
    if db.value(sql, params![db.shop, order_no, CURRENCY])? {
        return Ok(());
    }
    OrderHead { attention: None, ..order.clone() }.save(db, &order)?;
    let why = StepReason::Attention(Attention::SecondPayment, AttentionCause::Returned);
    history::add(db, order_no, &step, StepCause { actor: Actor::Zhanggui, why: &why, ..cause })
}

/// True if all of a payment beside the order arrived back.
pub(in crate::store) fn went_back_whole(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: &TransactionId,
) -> Result<bool, StoreError> {
    let money = RefundSource::of(db, order_no, Some(transaction))?.money;
    Ok(money.refunded == money.paid)
}

/// True if money came beside the order that can go back from here.
pub(in crate::store) fn any_beside(db: Db<'_>, order_no: &OrderNo) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM payment_extras e WHERE e.shop_id = ?1 AND e.order_no = ?2 AND {CAN_GO_BACK})"
    );
    db.value(&sql, params![db.shop, order_no])
}

impl Reader {
    /// The transactions of an order whose refunds WeChat is asked for one by one, its own the first: a list by the order's
    /// number is of one payment. Empty where the order has one payment, and its number names it.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn payments_of(&self, order_no: &OrderNo) -> Result<Vec<TransactionId>, StoreError> {
        let db = self.db();
        let sql = format!(
            "SELECT e.transaction_id FROM payment_extras e WHERE e.shop_id = ?1 AND e.order_no = ?2
                 AND ({CAN_GO_BACK} OR EXISTS (SELECT 1 FROM refunds r WHERE r.shop_id = e.shop_id
                     AND r.order_no = e.order_no AND r.transaction_id = e.transaction_id))
             ORDER BY e.found_at, e.transaction_id"
        );
        let beside: Vec<TransactionId> = db.values(&sql, params![db.shop, order_no])?;
        if beside.is_empty() {
            return Ok(beside);
        }
        let own = "SELECT transaction_id FROM payments WHERE shop_id = ?1 AND order_no = ?2
                       AND transaction_id IS NOT NULL";
        let own: Option<TransactionId> = db.find_value(own, params![db.shop, order_no])?;
        Ok(own.into_iter().chain(beside).collect())
    }
}
