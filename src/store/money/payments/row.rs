//! The payment of an order, read and written as a whole.

use crate::domain::{AppId, MchId, OrderNo, PaymentState, PrepayId, SignType, TransactionId, UnixSeconds};
use crate::store::{
    Refusal, StoreError,
    engine::{
        db::{Changes, Db},
        row::Row,
        value::params,
    },
};

/// One row of `payments`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct PaymentRow {
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
    /// Whom WeChat was told to pay; none before it was asked for.
    pub mch_id: Option<MchId>,
    /// In which app.
    pub app_id: Option<AppId>,
    /// It is another merchant's than the one the shop is open for.
    pub held: bool,
    /// How often WeChat said that nothing was paid, after a right notification said that it was.
    pub noes: u32,
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
            mch_id: None,
            app_id: None,
            held: false,
            noes: 0,
        }
    }

    /// The payment, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, order_no: &OrderNo) -> Result<Self, StoreError> {
        let sql = format!("SELECT {PAYMENT_COLUMNS} FROM payments p WHERE p.shop_id = ?1 AND p.order_no = ?2");
        db.find(&sql, params![db.shop, order_no], payment_from)?.ok_or_else(|| Refusal::NotFound.into())
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
        Changes::default()
            .column("state", &before.state, &self.state)
            .column("sign_type", &before.sign_type, &self.sign_type)
            .column("channel", &before.channel, &self.channel)
            .column("prepay_id", &before.prepay_id, &self.prepay_id)
            .column("prepay_at", &before.prepay_at, &self.prepay_at)
            .column("noticed_transaction_id", &before.noticed_transaction_id, &self.noticed_transaction_id)
            .column("transaction_id", &before.transaction_id, &self.transaction_id)
            .column("asks", &before.asks, &self.asks)
            .column("next_ask_at", &before.next_ask_at, &self.next_ask_at)
            .column("cancel_wished_at", &before.cancel_wished_at, &self.cancel_wished_at)
            .column("public_url", &before.public_url, &self.public_url)
            .column("mch_id", &before.mch_id, &self.mch_id)
            .column("app_id", &before.app_id, &self.app_id)
            .column("noes", &before.noes, &self.noes)
            .write(db, "payments", &[("shop_id", db.shop), ("order_no", &self.order_no), ("state", &before.state)])
    }
}

/// The columns [`payment_from`] reads, of `payments p`; those that an order has too under another name.
pub(in crate::store) const PAYMENT_COLUMNS: &str =
    "p.order_no AS payment_order_no, p.state AS payment_state, p.sign_type, p.channel, p.prepay_id, p.prepay_at,
     p.noticed_transaction_id, p.transaction_id, p.pay_before, p.asks, p.next_ask_at, p.cancel_wished_at, p.public_url,
     p.mch_id, p.app_id, p.held, p.noes";

/// Reads [`PAYMENT_COLUMNS`].
pub(in crate::store) fn payment_from(row: &Row<'_>) -> Result<PaymentRow, StoreError> {
    Ok(PaymentRow {
        order_no: row.get("payment_order_no")?,
        state: row.get("payment_state")?,
        sign_type: row.get("sign_type")?,
        channel: row.get("channel")?,
        prepay_id: row.get("prepay_id")?,
        prepay_at: row.get("prepay_at")?,
        noticed_transaction_id: row.get("noticed_transaction_id")?,
        transaction_id: row.get("transaction_id")?,
        pay_before: row.get("pay_before")?,
        asks: row.get("asks")?,
        next_ask_at: row.get("next_ask_at")?,
        cancel_wished_at: row.get("cancel_wished_at")?,
        public_url: row.get("public_url")?,
        mch_id: row.get("mch_id")?,
        app_id: row.get("app_id")?,
        held: row.get("held")?,
        noes: row.get("noes")?,
    })
}
