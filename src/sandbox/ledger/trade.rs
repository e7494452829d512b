//! Orders as WeChat keeps them, and their payments.

use super::{Ledger, MoneyMovement, NewTrade, OpenRefused, Paid, PayRefused, Trade, TradeState};
use crate::{
    base::env::Env,
    domain::{Fen, OpenId, OrderNo, PrepayId, TransactionId, UnixSeconds},
    sandbox::codes::{NATIVE, code_of},
};

/// A prepay id opens the payment sheet this long.
const PREPAY_SECS: i64 = 2 * 60 * 60;

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

    /// A buyer scanned the code of an order that is paid by scanning: from now on it is theirs.
    pub(in crate::sandbox) fn scanned(&mut self, prepay_id: &PrepayId, openid: &OpenId) -> Result<(), PayRefused> {
        let order_no = self.prepays.get(prepay_id).map(|(order_no, _)| order_no).ok_or(PayRefused::UnknownPrepay)?;
        let order = self.orders.get_mut(order_no).filter(|order| order.trade_type == NATIVE);
        let order = order.ok_or(PayRefused::UnknownPrepay)?;
        if order.state == TradeState::Open {
            order.openid = Some(openid.clone());
        }
        Ok(())
    }

    /// The text of the code an open order was given last, where it is paid by scanning.
    pub(in crate::sandbox) fn code_of(&self, order_no: &OrderNo) -> Option<String> {
        let order = self.orders.get(order_no).filter(|order| order.trade_type == NATIVE)?;
        let given = self.prepays.iter().filter(|(_, (of, _))| *of == order.order_no);
        let newest = given.max_by_key(|(_, (_, at))| *at).filter(|_| order.state == TradeState::Open);
        newest.map(|(prepay_id, _)| code_of(prepay_id))
    }

    /// The order a payment sheet is about.
    pub(in crate::sandbox) fn order_of_prepay(&self, prepay_id: &PrepayId) -> Option<&Trade> {
        self.prepays.get(prepay_id).and_then(|(order_no, _)| self.orders.get(order_no))
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

    /// 28 digits, as WeChat's: `4200000` and random digits, the day, ten digits that count.
    fn fresh_transaction(&mut self, env: &Env) -> TransactionId {
        let rng = env.rng.number() % 1000;
        let raw = format!("4200000{rng:03}{}{}", env.now().beijing_day_compact(), self.next_tail());
        TransactionId::parse(&raw).unwrap_or_else(|bad| unreachable!("{bad}"))
    }
}
