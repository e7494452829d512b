//! Orders as WeChat keeps them, and their payments.

use super::{Ledger, MoneyMovement};
use crate::{
    base::env::Env,
    domain::{Fen, OpenId, OrderNo, PrepayId, RefundNo, SignType, TransactionId, UnixSeconds},
    sandbox::PayRefused,
};
use std::collections::BTreeMap;

/// A prepay id opens the payment sheet this long.
const PREPAY_SECS: i64 = 2 * 60 * 60;

/// Where an order stands at WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TradeState {
    /// Can be paid.
    Open,
    /// Was paid, whatever was refunded since.
    Paid(Paid),
    /// Can never be paid.
    Closed,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// WeChat's number of it.
    pub transaction_id: TransactionId,
    /// When.
    pub at: UnixSeconds,
    /// How much of the total a coupon covered, fen.
    pub coupon: Fen,
}

/// One order at WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    /// The shop's number.
    pub order_no: OrderNo,
    /// What is owed, fen.
    pub total: Fen,
    /// Who may pay, for orders of the mini program.
    pub openid: Option<OpenId>,
    /// `JSAPI` or `APP` …
    pub trade_type: String,
    /// How the shop signs, and so how we sign notifications.
    pub sign_type: SignType,
    /// Where the payment is announced; empty for orders made by hand.
    pub notify_url: String,
    /// Returned unchanged.
    pub attach: String,
    /// What the buyer sees.
    pub body: String,
    /// When WeChat first heard of it.
    pub created_at: UnixSeconds,
    /// Until when it can be paid, if the shop set an end.
    pub expires_at: Option<UnixSeconds>,
    /// Where it stands.
    pub state: TradeState,
    /// Its accepted refunds, oldest first.
    pub refunds: Vec<RefundNo>,
    /// The business parameters of the first call; a repeat must have the same. None once it is paid or closed.
    pub(in crate::sandbox) parameters: BTreeMap<String, String>,
}

impl Trade {
    /// Its payment.
    pub fn paid(&self) -> Option<&Paid> {
        if let TradeState::Paid(paid) = &self.state { Some(paid) } else { None }
    }

    fn is_expired(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }
}

/// An order as the first `unifiedorder` describes it.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct NewTrade {
    pub order_no: OrderNo,
    pub total: Fen,
    pub openid: Option<OpenId>,
    pub trade_type: String,
    pub sign_type: SignType,
    pub notify_url: String,
    pub attach: String,
    pub body: String,
    pub expires_at: Option<UnixSeconds>,
    pub parameters: BTreeMap<String, String>,
}

/// Why no prepay id is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum OpenRefused {
    Paid,
    Closed,
    Expired,
    OtherParameters,
}

impl NewTrade {
    fn begin(self, now: UnixSeconds) -> Trade {
        Trade {
            order_no: self.order_no,
            total: self.total,
            openid: self.openid,
            trade_type: self.trade_type,
            sign_type: self.sign_type,
            notify_url: self.notify_url,
            attach: self.attach,
            body: self.body,
            created_at: now,
            expires_at: self.expires_at,
            state: TradeState::Open,
            refunds: Vec::new(),
            parameters: self.parameters,
        }
    }
}

impl Ledger {
    /// Opens an order, or goes on with it if all parameters are the same. Each time a new prepay id.
    pub(in crate::sandbox) fn open(&mut self, new: NewTrade, env: &Env) -> Result<PrepayId, OpenRefused> {
        let now = env.now();
        let order_no = new.order_no.clone();
        match self.orders.get(&order_no) {
            None => drop(self.orders.insert(order_no.clone(), new.begin(now))),
            Some(known) => match &known.state {
                TradeState::Paid(_) => return Err(OpenRefused::Paid),
                TradeState::Closed => return Err(OpenRefused::Closed),
                TradeState::Open if known.parameters != new.parameters => return Err(OpenRefused::OtherParameters),
                TradeState::Open if known.is_expired(now) => return Err(OpenRefused::Expired),
                TradeState::Open => {}
            },
        }
        let raw = format!("wx{}{}{}", now.to_compact(), env.rng.hex(5), self.next_tail());
        let prepay_id = PrepayId::parse(&raw).unwrap_or_else(|bad| unreachable!("{bad}"));
        self.prepays.insert(prepay_id.clone(), (order_no, now));
        Ok(prepay_id)
    }

    /// The buyer pays what `prepay_id` opens; `coupon` of it with a coupon.
    pub(in crate::sandbox) fn pay(
        &mut self,
        prepay_id: &PrepayId,
        coupon: Fen,
        env: &Env,
    ) -> Result<Trade, PayRefused> {
        let now = env.now();
        let (order_no, given_at) = self.prepays.get(prepay_id).cloned().ok_or(PayRefused::UnknownPrepay)?;
        if now.since(given_at) >= PREPAY_SECS {
            return Err(PayRefused::PrepayExpired);
        }
        let order = self.orders.get(&order_no).ok_or(PayRefused::UnknownPrepay)?;
        match &order.state {
            TradeState::Paid(_) => return Err(PayRefused::AlreadyPaid),
            TradeState::Closed => return Err(PayRefused::Closed),
            TradeState::Open if order.is_expired(now) => return Err(PayRefused::OrderExpired),
            TradeState::Open if coupon > order.total => return Err(PayRefused::CouponTooLarge),
            TradeState::Open => {}
        }
        let transaction_id = self.fresh_transaction(env);
        self.mark_paid(&order_no, Paid { transaction_id, at: now, coupon }).ok_or(PayRefused::UnknownPrepay)
    }

    /// An order that was paid before the sandbox started; `false` if the number or the transaction is taken.
    pub(in crate::sandbox) fn add_paid(
        &mut self,
        new: NewTrade,
        transaction: Option<TransactionId>,
        at: UnixSeconds,
        env: &Env,
    ) -> Option<TransactionId> {
        let transaction_id = transaction.unwrap_or_else(|| self.fresh_transaction(env));
        if self.orders.contains_key(&new.order_no) || self.by_transaction.contains_key(&transaction_id) {
            return None;
        }
        let order_no = new.order_no.clone();
        if let Some(openid) = &new.openid {
            self.know_buyer(openid.clone());
        }
        self.orders.insert(order_no.clone(), new.begin(at));
        self.mark_paid(&order_no, Paid { transaction_id: transaction_id.clone(), at, coupon: Fen::ZERO })?;
        Some(transaction_id)
    }

    fn mark_paid(&mut self, order_no: &OrderNo, paid: Paid) -> Option<Trade> {
        let order = self.orders.get_mut(order_no)?;
        assert_eq!(order.state, TradeState::Open, "{order_no} was paid twice");
        self.by_transaction.insert(paid.transaction_id.clone(), order_no.clone());
        order.state = TradeState::Paid(paid);
        order.parameters.clear(); // nothing is compared with them any more
        let order = order.clone();
        self.enter(MoneyMovement::Payment(order_no.clone(), order.total));
        Some(order)
    }

    /// Closes an open order; `false` if it is not open.
    pub(in crate::sandbox) fn close(&mut self, order_no: &OrderNo) -> bool {
        let open = self.orders.get_mut(order_no).filter(|order| order.state == TradeState::Open);
        let close = |order: &mut Trade| {
            order.state = TradeState::Closed;
            order.parameters.clear();
        };
        open.map(close).is_some()
    }

    /// The order of a payment.
    pub fn order_of(&self, transaction_id: &TransactionId) -> Option<&Trade> {
        self.by_transaction.get(transaction_id).and_then(|no| self.orders.get(no))
    }

    /// 28 digits, as WeChat's: `4200000` and random digits, the day, ten digits that count.
    fn fresh_transaction(&mut self, env: &Env) -> TransactionId {
        let rng = env.rng.number() % 1000;
        let raw = format!("4200000{rng:03}{}{}", env.now().beijing_day_compact(), self.next_tail());
        TransactionId::parse(&raw).unwrap_or_else(|bad| unreachable!("{bad}"))
    }
}
