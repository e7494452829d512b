//! The payment of an order, read and written as a whole.

use super::{Refusal, StoreError, db::Db};
use crate::domain::{OrderNo, PaymentState, PrepayId, SignType, TransactionId, UnixSeconds};
use rusqlite::{Row, named_params, params};

/// One row of `payments`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PaymentRow {
    pub order_no: OrderNo,
    pub state: PaymentState,
    pub sign_type: Option<SignType>,
    pub channel: Option<String>,
    pub prepay_id: Option<PrepayId>,
    pub prepay_at: Option<UnixSeconds>,
    /// What a notification claimed. Proves nothing by itself.
    pub noticed_transaction_id: Option<TransactionId>,
    /// What WeChat's own answer said.
    pub transaction_id: Option<TransactionId>,
    pub pay_before: UnixSeconds,
    pub asks: u32,
    /// None while there is nothing to ask.
    pub next_ask_at: Option<UnixSeconds>,
    /// Since when somebody wants the order cancelled.
    pub cancel_wished_at: Option<UnixSeconds>,
    /// Where WeChat reports the payment; empty where nowhere.
    pub public_url: String,
}

impl PaymentRow {
    /// The payment of an order just placed. It comes up once it has run out, so that its stock is not held for ever.
    pub fn unsent(order_no: OrderNo, pay_before: UnixSeconds) -> Self {
        Self {
            order_no,
            state: PaymentState::Unsent,
            sign_type: None,
            channel: None,
            prepay_id: None,
            prepay_at: None,
            noticed_transaction_id: None,
            transaction_id: None,
            pay_before,
            asks: 0,
            next_ask_at: Some(pay_before),
            cancel_wished_at: None,
            public_url: String::new(),
        }
    }

    /// The payment, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, order_no: &OrderNo) -> Result<Self, StoreError> {
        let sql = "SELECT order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id,
                          transaction_id, pay_before, asks, next_ask_at, cancel_wished_at, public_url
                   FROM payments WHERE shop_id = ?1 AND order_no = ?2";
        db.find(sql, params![db.shop, order_no], payment_from)?.ok_or_else(|| Refusal::NotFound.into())
    }

    pub fn insert(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.run_one(
            "INSERT INTO payments (shop_id, order_no, state, pay_before, asks, next_ask_at) VALUES (?1, ?2, ?3, ?4, 0, ?5)",
            params![db.shop, self.order_no, self.state, self.pay_before, self.next_ask_at],
        )
    }

    /// True while the money can still come: WeChat never said paid or closed for certain.
    pub fn is_open(&self) -> bool {
        matches!(self.state, PaymentState::Unsent | PaymentState::Waiting | PaymentState::Noticed)
    }

    /// Writes the row as it is to be, if it still stands where `before` says.
    pub fn save(&self, db: Db<'_>, before: &Self) -> Result<(), StoreError> {
        db.run_one(
            "UPDATE payments SET state = :state, sign_type = :sign_type, channel = :channel, prepay_id = :prepay_id,
                 prepay_at = :prepay_at, noticed_transaction_id = :noticed, transaction_id = :transaction, asks = :asks,
                 next_ask_at = :next_ask_at, cancel_wished_at = :cancel_wished_at, public_url = :public_url
             WHERE shop_id = :shop AND order_no = :order_no AND state = :old_state",
            named_params! {
                ":state": self.state, ":sign_type": self.sign_type, ":channel": self.channel, ":prepay_id": self.prepay_id,
                ":prepay_at": self.prepay_at, ":noticed": self.noticed_transaction_id, ":transaction": self.transaction_id,
                ":asks": self.asks, ":next_ask_at": self.next_ask_at,
                ":cancel_wished_at": self.cancel_wished_at, ":public_url": self.public_url,
                ":shop": db.shop, ":order_no": self.order_no, ":old_state": before.state,
            },
        )
    }
}

fn payment_from(row: &Row<'_>) -> rusqlite::Result<PaymentRow> {
    Ok(PaymentRow {
        order_no: row.get(0)?,
        state: row.get(1)?,
        sign_type: row.get(2)?,
        channel: row.get(3)?,
        prepay_id: row.get(4)?,
        prepay_at: row.get(5)?,
        noticed_transaction_id: row.get(6)?,
        transaction_id: row.get(7)?,
        pay_before: row.get(8)?,
        asks: row.get(9)?,
        next_ask_at: row.get(10)?,
        cancel_wished_at: row.get(11)?,
        public_url: row.get(12)?,
    })
}
