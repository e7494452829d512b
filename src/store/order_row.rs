//! The part of an order that moves, read and written as a whole: every change to an order goes through
//! [`OrderHead::save`], which is where its version, its counts and its conditions are kept.

use super::{Refusal, StoreError, counts, db::Db};
use crate::domain::{Attention, Fen, OpenId, OrderNo, OrderState, RefundState, Refundable, Source, UnixSeconds};
use rusqlite::{Row, named_params, params};

/// What can change about an order, and what the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OrderHead {
    pub order_no: OrderNo,
    pub openid: OpenId,
    pub version: u32,
    pub state: OrderState,
    pub attention: Option<Attention>,
    pub open_refund: Option<RefundState>,
    pub unseen: bool,
    pub total: Fen,
    pub paid: Fen,
    pub refunded: Fen,
    pub in_flight: Fen,
    pub paid_at: Option<UnixSeconds>,
    pub shipped_at: Option<UnixSeconds>,
    pub carrier: Option<String>,
    pub tracking_no: Option<String>,
    pub received_at: Option<UnixSeconds>,
    pub source: Source,
}

impl OrderHead {
    /// The order, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, order_no: &OrderNo) -> Result<Self, StoreError> {
        Self::find(db, order_no)?.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The order, if there is one.
    pub fn find(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT order_no, openid, version, state, attention, open_refund, unseen, total_fen, paid_fen,
                          refunded_fen, in_flight_fen, paid_at, shipped_at, carrier, tracking_no, received_at, source
                   FROM orders WHERE shop_id = ?1 AND order_no = ?2";
        db.find(sql, params![db.shop, order_no], head_from)
    }

    /// What of its payment can still go back.
    pub fn refundable(&self) -> Refundable {
        Refundable { paid: self.paid, refunded: self.refunded, in_flight: self.in_flight }
    }

    /// Writes the row as it is to be, if it still is what `before` says, and moves the counts. The version counts up
    /// unless only the owner's look changed: looking must not make the owner's next click stale.
    pub fn save(mut self, db: Db<'_>, before: &Self) -> Result<Self, StoreError> {
        let looked_only = Self { unseen: before.unseen, ..self.clone() } == *before;
        if !looked_only {
            self.version = before.version.saturating_add(1);
        }
        db.run_one(
            "UPDATE orders SET version = :version, state = :state, attention = :attention, open_refund = :open_refund,
                 unseen = :unseen, paid_fen = :paid, refunded_fen = :refunded, in_flight_fen = :in_flight,
                 paid_at = :paid_at, shipped_at = :shipped_at, carrier = :carrier, tracking_no = :tracking_no,
                 received_at = :received_at
             WHERE shop_id = :shop AND order_no = :order_no AND version = :old_version AND state = :old_state",
            named_params! {
                ":version": self.version, ":state": self.state, ":attention": self.attention,
                ":open_refund": self.open_refund, ":unseen": self.unseen, ":paid": self.paid,
                ":refunded": self.refunded, ":in_flight": self.in_flight, ":paid_at": self.paid_at,
                ":shipped_at": self.shipped_at, ":carrier": self.carrier, ":tracking_no": self.tracking_no,
                ":received_at": self.received_at,
                ":shop": db.shop, ":order_no": self.order_no, ":old_version": before.version, ":old_state": before.state,
            },
        )?;
        counts::move_order(db, Some(before), &self)?;
        Ok(self)
    }
}

fn head_from(row: &Row<'_>) -> rusqlite::Result<OrderHead> {
    Ok(OrderHead {
        order_no: row.get(0)?,
        openid: row.get(1)?,
        version: row.get(2)?,
        state: row.get(3)?,
        attention: row.get(4)?,
        open_refund: row.get(5)?,
        unseen: row.get(6)?,
        total: row.get(7)?,
        paid: row.get(8)?,
        refunded: row.get(9)?,
        in_flight: row.get(10)?,
        paid_at: row.get(11)?,
        shipped_at: row.get(12)?,
        carrier: row.get(13)?,
        tracking_no: row.get(14)?,
        received_at: row.get(15)?,
        source: row.get(16)?,
    })
}
