//! The part of an order that moves, read and written as a whole: every change to an order goes through
//! [`OrderHead::save`], which is where its version, its counts and its conditions are kept.

use crate::domain::{Attention, Fen, OpenId, OrderNo, OrderState, RefundState, Refundable, Source, UnixSeconds};
use crate::store::{
    Refusal, StoreError,
    engine::{
        db::{Changes, Db},
        row::Row,
        value::params,
    },
    history::chain::ChainHash,
    orders::counts::{self, CountFlags, CountedOrder},
};

/// What can change about an order, and what the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct OrderHead {
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
    /// This and the next are the first parcel's, once more: a list of a million orders is read, narrowed and sorted from this
    /// row and its index of facts, without a look at `parcels`. Both are written in the transaction that writes parcels.
    pub carrier: Option<String>,
    pub tracking_no: Option<String>,
    pub received_at: Option<UnixSeconds>,
    pub source: Source,
    /// WeChat says that it holds the order's money no more.
    pub settled: bool,
    /// What WeChat says went back, or is going, beyond what was paid.
    pub excess: Fen,
    /// None of its goods may go any more, and none went ([`to_send`](crate::store::orders::to_send)).
    pub nothing_to_send: bool,
    /// The link of its history's last step ([`history`](crate::store::history)); none in an order that has no step.
    pub history_head: Option<ChainHash>,
}

impl OrderHead {
    /// The order, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, order_no: &OrderNo) -> Result<Self, StoreError> {
        Self::find(db, order_no)?.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The order, if there is one.
    pub fn find(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Self>, StoreError> {
        let sql = format!("SELECT {HEAD_COLUMNS} FROM orders o WHERE o.shop_id = ?1 AND o.order_no = ?2");
        db.find(&sql, params![db.shop, order_no], head_from)
    }

    /// The order as the click saw it, or [`Refusal::Stale`].
    pub fn read_as_seen(db: Db<'_>, order_no: &OrderNo, seen: u32) -> Result<Self, StoreError> {
        let order = Self::read(db, order_no)?;
        if order.version == seen { Ok(order) } else { Err(Refusal::Stale.into()) }
    }

    /// What of its payment can still go back.
    pub fn refundable(&self) -> Refundable {
        Refundable { paid: self.paid, refunded: self.refunded, in_flight: self.in_flight }
    }

    /// Where it counts.
    pub fn counted(&self) -> CountedOrder {
        CountedOrder {
            state: self.state,
            flags: CountFlags {
                refunding: self.open_refund.is_some(),
                nothing_to_send: self.nothing_to_send,
                settled: self.settled,
            },
            needs_owner: self.attention.is_some(),
            unseen: self.unseen,
            elsewhere: self.source == Source::Elsewhere,
            left: self.paid.checked_sub(self.refunded).unwrap_or_default(),
        }
    }

    /// Writes the row as it is to be, if it still is what `before` says, and moves the counts. The version counts up
    /// unless only the owner's look changed: looking must not make the owner's next click stale.
    pub fn save(mut self, db: Db<'_>, before: &Self) -> Result<Self, StoreError> {
        let unseen = std::mem::replace(&mut self.unseen, before.unseen);
        if self != *before {
            self.version = before.version.saturating_add(1);
        }
        self.unseen = unseen;
        Changes::default()
            .column("version", &before.version, &self.version)
            .column("state", &before.state, &self.state)
            .column("attention", &before.attention, &self.attention)
            .column("open_refund", &before.open_refund, &self.open_refund)
            .column("unseen", &before.unseen, &self.unseen)
            .column("paid_fen", &before.paid, &self.paid)
            .column("refunded_fen", &before.refunded, &self.refunded)
            .column("in_flight_fen", &before.in_flight, &self.in_flight)
            .column("paid_at", &before.paid_at, &self.paid_at)
            .column("shipped_at", &before.shipped_at, &self.shipped_at)
            .column("carrier", &before.carrier, &self.carrier)
            .column("tracking_no", &before.tracking_no, &self.tracking_no)
            .column("received_at", &before.received_at, &self.received_at)
            .column("settled", &before.settled, &self.settled)
            .column("excess_fen", &before.excess, &self.excess)
            .column("nothing_to_send", &before.nothing_to_send, &self.nothing_to_send)
            .column("history_head", &before.history_head, &self.history_head)
            .write(
                db,
                "orders",
                &[
                    ("shop_id", db.shop),
                    ("order_no", &self.order_no),
                    ("version", &before.version),
                    ("state", &before.state),
                ],
            )?;
        counts::move_order(db, Some(before.counted()), self.counted())?;
        Ok(self)
    }
}

/// The columns [`head_from`] reads, of `orders o`.
pub(in crate::store) const HEAD_COLUMNS: &str =
    "o.order_no, o.openid, o.version, o.state, o.attention, o.open_refund, o.unseen, o.total_fen, o.paid_fen,
     o.refunded_fen, o.in_flight_fen, o.paid_at, o.shipped_at, o.carrier, o.tracking_no, o.received_at, o.source,
     o.history_head, o.settled, o.excess_fen, o.nothing_to_send";

/// Reads [`HEAD_COLUMNS`].
pub(in crate::store) fn head_from(row: &Row<'_>) -> Result<OrderHead, StoreError> {
    Ok(OrderHead {
        order_no: row.get("order_no")?,
        openid: row.get("openid")?,
        version: row.get("version")?,
        state: row.get("state")?,
        attention: row.get("attention")?,
        open_refund: row.get("open_refund")?,
        unseen: row.get("unseen")?,
        total: row.get("total_fen")?,
        paid: row.get("paid_fen")?,
        refunded: row.get("refunded_fen")?,
        in_flight: row.get("in_flight_fen")?,
        paid_at: row.get("paid_at")?,
        shipped_at: row.get("shipped_at")?,
        carrier: row.get("carrier")?,
        tracking_no: row.get("tracking_no")?,
        received_at: row.get("received_at")?,
        source: row.get("source")?,
        history_head: row.get("history_head")?,
        settled: row.get("settled")?,
        excess: row.get("excess_fen")?,
        nothing_to_send: row.get("nothing_to_send")?,
    })
}
