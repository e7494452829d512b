//! Money in, as far as we ask for it: the first call, the prepay id, and what is due to be asked about.

pub(in crate::store) mod confirm;
pub(in crate::store) mod extras;
mod listed;
pub(in crate::store) mod merchants;
pub(in crate::store) mod row;
pub(in crate::store) mod settled;
pub(in crate::store) mod types;
pub(in crate::store) mod unknown;

use crate::domain::{BuyerLimits, OrderNo, OrderState, PaymentState, PaymentStep, PrepayId, UnixSeconds};
use crate::store::{
    Actor, Due, DuePayment, NewPayment, RawMessage, Reader, Refusal, StoreError,
    engine::{db::Db, row::Row, value::params},
    history::{self, HistoryStep, StepCause},
    messages::{self, Direction},
    orders::{
        buyer_days::{self, Take},
        row::OrderHead,
    },
};
use crate::store::{CommitFuture, Store};
use row::PaymentRow;

/// The channel of the shop's own app.
const APP: &str = "app";

impl Store {
    /// The payment is about to be asked for at WeChat ([`PaymentState::Waiting`], with the way of signing pinned and
    /// the call's text kept). Refused once a cancel is wished for, for another merchant's, or when the buyer's payment sheets
    /// of the day are used up.
    pub fn begin_payment(&self, payment: NewPayment, now: UnixSeconds) -> CommitFuture<()> {
        let limits = self.limits();
        self.write(move |db| begin(db, &payment, limits, now))
    }

    /// WeChat gave a prepay id for the order; it opens the sheet for two hours.
    pub fn keep_prepay(
        &self,
        order_no: OrderNo,
        prepay_id: PrepayId,
        answer: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| keep_prepay(db, &order_no, prepay_id.clone(), &answer, now))
    }
}

/// The payment is about to be asked for at WeChat, in this way of signing and over this channel.
pub(in crate::store) fn begin(
    db: Db<'_>,
    new: &NewPayment,
    limits: BuyerLimits,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let NewPayment { order_no, sign_type, channel, call, .. } = new;
    let (sign_type, channel, next_ask_at) = (*sign_type, *channel, Some(new.next_ask_at));
    let order = OrderHead::read(db, order_no)?;
    if order.state != OrderState::ToPay {
        return Err(Refusal::State(order.state.into()).into());
    }
    let before = PaymentRow::read(db, order_no)?;
    if before.cancel_wished_at.is_some() {
        // A sheet that opens now could be paid while WeChat is asked to close the order.
        return Err(Refusal::State(order.state.into()).into());
    }
    if let (true, Some(mch_id)) = (before.held, before.mch_id.clone()) {
        // Its own merchant's sheet may be open at this moment.
        return Err(Refusal::OtherMerchant(mch_id).into());
    }
    let state = before.state.after(PaymentStep::Ask)?;
    buyer_days::may(db, &order.openid, Take::Prepay, limits, now)?;
    let mut after = PaymentRow { state, asks: 0, next_ask_at, public_url: new.public_url.clone(), ..before.clone() };
    if before.prepay_id.is_some() && before.channel.as_deref().is_some_and(|open| open != channel) {
        // The sheet of the first channel can still be paid, and WeChat takes the number there only.
        return Err(Refusal::State(before.state.into()).into());
    }
    if (before.sign_type, before.channel.as_deref()) != (Some(sign_type), Some(channel)) {
        // A prepay id opens one kind of sheet, signed in one way.
        (after.prepay_id, after.prepay_at) = (None, None);
        (after.sign_type, after.channel) = (Some(sign_type), Some(channel.to_owned()));
    }
    if let Some(merchant) = merchants::current(db)? {
        let app = if channel == APP { merchant.app_channel_app_id } else { Some(merchant.app_id) };
        (after.mch_id, after.app_id) = (Some(merchant.mch_id), app);
    }
    after.save(db, &before)?;
    buyer_days::took(db, &order.openid, Take::Prepay, now)?;
    messages::keep(db, Direction::Call, call, (Some(order_no), None), now)?;
    if state != before.state {
        let cause = StepCause::of(Actor::Zhanggui, now).message(Some(&call.id));
        history::add(db, order_no, &HistoryStep::Payment(Some(before.state), state), cause)?;
    }
    Ok(())
}

/// WeChat gave a prepay id. Refused once the payment is past the point where a sheet may be opened.
pub(in crate::store) fn keep_prepay(
    db: Db<'_>,
    order_no: &OrderNo,
    prepay_id: PrepayId,
    answer: &RawMessage,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = PaymentRow::read(db, order_no)?;
    if before.state != PaymentState::Waiting {
        return Err(Refusal::State(before.state.into()).into());
    }
    PaymentRow { prepay_id: Some(prepay_id), prepay_at: Some(now), ..before.clone() }.save(db, &before)?;
    messages::keep(db, Direction::Answer, answer, (Some(order_no), None), now)
}

const DUE: &str =
    "SELECT p.order_no, p.state, o.state AS order_state, COALESCE(p.sign_type, 'HMAC-SHA256') AS sign_type,
                          o.total_fen, p.asks, p.pay_before, p.cancel_wished_at IS NOT NULL AS cancel_wished, p.app_id
                   FROM payments p LEFT JOIN orders o ON o.shop_id = p.shop_id AND o.order_no = p.order_no";

fn due_from(row: &Row<'_>) -> Result<DuePayment, StoreError> {
    Ok(DuePayment {
        order_no: row.get("order_no")?,
        state: row.get("state")?,
        order_state: row.get("order_state")?,
        sign_type: row.get("sign_type")?,
        total: row.get("total_fen")?,
        asks: row.get("asks")?,
        pay_before: row.get("pay_before")?,
        cancel_wished: row.get("cancel_wished")?,
        app_id: row.get("app_id")?,
    })
}

impl Reader {
    /// Payments WeChat is to be asked about, longest due first; those a notification spoke of before all others.
    ///
    /// Besides the waiting and the noticed ones these are: payments never sent whose time has run out (to be closed, so
    /// that their stock is free again), and settled ones about which a notification claimed something else.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_payments(&self, now: UnixSeconds, limit: u32) -> Result<Due<DuePayment>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let noticed = format!(
            "{DUE} WHERE p.shop_id = ?1 AND p.state = 'noticed' AND p.next_ask_at <= ?2 AND p.held = 0
             ORDER BY p.next_ask_at, p.order_no LIMIT ?3"
        );
        let others = format!(
            "{DUE} WHERE p.shop_id = ?1 AND p.next_ask_at IS NOT NULL AND p.state <> 'noticed' AND p.next_ask_at <= ?2
                 AND p.held = 0
             ORDER BY p.next_ask_at, p.order_no LIMIT ?3"
        );
        let mut due = db.list_due(&noticed, params![db.shop, now, limit], due_from)?;
        let room = limit.saturating_sub(u32::try_from(due.count()).unwrap_or(limit));
        due.extend(db.list_due(&others, params![db.shop, now, room], due_from)?);
        Ok(due)
    }
}
