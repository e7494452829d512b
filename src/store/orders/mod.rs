//! Orders: placed by buyers, looked at by the owner, received by buyers.

pub(super) mod buyer_days;
pub(super) mod cancels;
pub(super) mod counts;
mod list_conditions;
pub(super) mod list_sql;
#[cfg(test)]
mod list_tests;
pub(super) mod listing;
pub(super) mod marks;
pub(super) mod nicknames;
pub(super) mod order_query;
pub(super) mod pickups;
pub(super) mod placed;
pub(super) mod reads;
pub(super) mod row;
pub(super) mod sessions;
pub(super) mod to_send;
pub(super) mod types;

use crate::domain::{
    BuyerLimits, Fen, OpenId, OperatorAction, Order, OrderNo, OrderState, OrderStep, PaymentState, UnixSeconds,
    items_text,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    Actor, NewOrder, Refusal, StoreError, TextPart,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    money::payments::row::PaymentRow,
    ownership::restores::held,
    products::stock::{self, SoldLine},
    shipments,
};
use crate::store::{CommitFuture, Store};
use buyer_days::Take;
use marks::buyers;
use row::OrderHead;

const NOTE_CHARS_MAX: usize = 200;
const KEY_CHARS_MAX: usize = 128;
const LINES_MAX: usize = 100;

impl Store {
    /// Prices the order from our products, takes the stock, and stores it as [`OrderState::ToPay`] with a payment in
    /// [`PaymentState::Unsent`]. The same idempotency key of the same buyer answers with the order it made first.
    /// [`Refusal::UsedUp`] beyond what one buyer may order in a day or hold unpaid, [`Refusal::Blocked`] where the owner takes
    /// no new orders from them.
    pub fn place_order(&self, order: NewOrder, now: UnixSeconds) -> CommitFuture<Order> {
        let limits = self.limits();
        self.write(move |db| place(db, order.clone(), limits, now))
    }

    /// The buyer has the parcel. Saying so again changes nothing.
    pub fn receive_order(&self, order_no: OrderNo, openid: OpenId, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| receive(db, &order_no, &openid, now))
    }

    /// The owner has seen these new orders (all of them if empty).
    pub fn mark_seen(&self, orders: Vec<OrderNo>, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Look, now), move |db| mark_seen(db, &orders, now))
    }
}

/// Prices the order, takes the stock, stores it with an unsent payment.
pub(super) fn place(db: Db<'_>, order: NewOrder, limits: BuyerLimits, now: UnixSeconds) -> Result<Order, StoreError> {
    fits(&order)?;
    if let Some(first) = placed_before(db, &order)? {
        return Ok(first);
    }
    if OrderHead::find(db, &order.order_no)?.is_some() {
        return Err(Refusal::NumberTaken.into());
    }
    held::must_not_be_handed_over(db)?;
    buyers::may_order(db, &order.openid)?;
    buyer_days::may(db, &order.openid, Take::Order, limits, now)?;
    let pieces = order.items.iter().map(|(_, pieces)| pieces.get()).fold(0, u32::saturating_add);
    buyer_days::may_hold(db, &order.openid, pieces, limits, now)?;
    let sold = order.items.iter().map(|(id, pieces)| stock::take(db, id, *pieces)).collect::<Result<Vec<_>, _>>()?;
    let owed = owed_for(&order, &sold).ok_or(Refusal::Text(TextPart::Total))?;
    insert(db, &order, owed, &sold, now)?;
    if let Some(code) = &order.pickup {
        pickups::keep(db, &order.order_no, code)?;
    }
    if let Some(nickname) = &order.nickname {
        nicknames::keep(db, (&order.order_no, &order.openid), nickname, now)?;
    }
    PaymentRow::unsent(order.order_no.clone(), order.pay_before).insert(db)?;
    let cause = StepCause::of(Actor::Buyer, now);
    history::add(db, &order.order_no, &HistoryStep::Order(None, OrderState::ToPay), cause)?;
    history::add(db, &order.order_no, &HistoryStep::Payment(None, PaymentState::Unsent), cause)?;
    buyer_days::took(db, &order.openid, Take::Order, now)?;
    Ok(Order {
        order_no: order.order_no,
        openid: order.openid,
        state: OrderState::ToPay,
        total: owed.total,
        freight: owed.freight,
        lines: sold.into_iter().map(|sold| sold.line).collect(),
        receiver: order.receiver,
        note: order.note,
        created_at: now,
        pay_before: order.pay_before,
    })
}

fn fits(order: &NewOrder) -> Result<(), Refusal> {
    let mut ids: Vec<_> = order.items.iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).any(|pair| pair.first() == pair.last());
    if order.items.is_empty() || order.items.len() > LINES_MAX || twice {
        return Err(Refusal::Text(TextPart::Items));
    }
    TextPart::Note.fits(&order.note, 0..=NOTE_CHARS_MAX)?;
    order.idempotency_key.iter().try_for_each(|key| TextPart::IdempotencyKey.fits(key, 1..=KEY_CHARS_MAX))
}

/// The order this buyer's key already made. The same key around another order is refused.
fn placed_before(db: Db<'_>, order: &NewOrder) -> Result<Option<Order>, StoreError> {
    let Some(key) = &order.idempotency_key else { return Ok(None) };
    let sql = "SELECT order_no FROM orders WHERE shop_id = ?1 AND openid = ?2 AND idempotency_key = ?3";
    let Some(order_no) = db.find_value(sql, params![db.shop, order.openid, key])? else {
        return Ok(None);
    };
    let first = placed::order(db, &order_no)?;
    let same_lines =
        first.lines.iter().map(|line| (&line.product_id, line.quantity)).eq(order.items.iter().map(|(id, n)| (id, *n)));
    // The codes of a repeat are two: what counts is whether the buyer comes for it.
    let same_way = pickups::of_order(db, &order_no)?.is_some() == order.pickup.is_some();
    if same_lines && same_way && first.receiver == order.receiver && first.note == order.note {
        return Ok(Some(first));
    }
    Err(Refusal::KeyReused.into())
}

/// What a buyer owes for an order.
#[derive(Debug, Clone, Copy)]
struct Owed {
    total: Fen,
    /// What of it is for sending.
    freight: Fen,
}

/// The goods at today's prices, and what it costs to send them; nothing where the buyer comes for them, or nothing of them
/// has a weight.
fn owed_for(order: &NewOrder, sold: &[SoldLine]) -> Option<Owed> {
    let price = |sold: &SoldLine| sold.line.price.checked_mul(sold.line.quantity.get());
    let goods = Fen::sum(sold.iter().map(price).collect::<Option<Vec<_>>>()?)?;
    let is_sent = order.pickup.is_none() && sold.iter().any(|sold| sold.is_sent);
    let freight = if is_sent { order.freight.owed(goods, &order.receiver.address) } else { Fen::ZERO };
    let total = goods.checked_add(freight).filter(|total| !total.is_zero())?;
    Some(Owed { total, freight })
}

/// `挂耳咖啡 ×2, 手冲壶`: what the list shows of the lines.
fn text_of(sold: &[SoldLine]) -> String {
    items_text(sold.iter().map(|sold| (sold.line.name.as_str(), sold.line.quantity.get())))
}

fn insert(db: Db<'_>, order: &NewOrder, owed: Owed, sold: &[SoldLine], now: UnixSeconds) -> Result<(), StoreError> {
    db.insert(
        "orders",
        &[
            ("shop_id", db.shop),
            ("order_no", &order.order_no),
            ("openid", &order.openid),
            ("version", &1_u32),
            ("state", &OrderState::ToPay),
            ("unseen", &false),
            ("total_fen", &owed.total),
            ("freight_fen", &owed.freight),
            ("paid_fen", &Fen::ZERO),
            ("refunded_fen", &Fen::ZERO),
            ("in_flight_fen", &Fen::ZERO),
            ("items", &text_of(sold)),
            ("receiver_name", &order.receiver.name),
            ("receiver_phone", &order.receiver.phone),
            ("receiver_address", &order.receiver.address),
            ("note", &order.note),
            ("idempotency_key", &order.idempotency_key),
            ("created_at", &now),
        ],
    )?;
    for (position, SoldLine { line, refunds, .. }) in (0_u32..).zip(sold) {
        db.run_one(
            "INSERT INTO order_lines (shop_id, order_no, position, product_id, name, price_fen, quantity, created_at,
                 total_fen, refund_days)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                db.shop,
                order.order_no,
                position,
                line.product_id,
                line.name,
                line.price,
                line.quantity,
                now,
                owed.total,
                refunds.days()
            ],
        )?;
    }
    counts::move_order(db, None, OrderHead::read(db, &order.order_no)?.counted())
}

/// The buyer has it. A repeated word about the own parcel is no error.
pub(super) fn receive(db: Db<'_>, order_no: &OrderNo, openid: &OpenId, now: UnixSeconds) -> Result<(), StoreError> {
    let before = OrderHead::read(db, order_no)?;
    if before.openid != *openid {
        return Err(Refusal::NotFound.into());
    }
    if before.state == OrderState::Received {
        return Ok(());
    }
    let state = before.state.after(OrderStep::Receive)?;
    OrderHead { state, received_at: Some(now), ..before.clone() }.save(db, &before)?;
    history::add(db, order_no, &HistoryStep::Order(Some(before.state), state), StepCause::of(Actor::Buyer, now))?;
    shipments::updates::ask_settlement_soon(db, order_no, now).map(drop)
}

/// The owner has seen these orders, or all of them.
pub(super) fn mark_seen(db: Db<'_>, orders: &[OrderNo], _now: UnixSeconds) -> Result<(), StoreError> {
    if orders.is_empty() {
        let seen = db.run("UPDATE orders SET unseen = 0 WHERE shop_id = ?1 AND unseen = 1", params![db.shop])?;
        return match i64::try_from(seen).unwrap_or(0) {
            0 => Ok(()),
            seen => counts::add(db, "unseen", seen.saturating_neg()),
        };
    }
    for order_no in orders {
        if let Some(before) = OrderHead::find(db, order_no)?.filter(|order| order.unseen) {
            OrderHead { unseen: false, ..before.clone() }.save(db, &before)?;
        }
    }
    Ok(())
}
