//! A refund, read and written as a whole, and its share of the order's money: every change goes through
//! [`RefundHead::save`], which keeps versions, counts and the order's sums.

use crate::domain::{
    Api, Fen, OpenId, OrderNo, PausedFor, RefundFacts, RefundId, RefundNo, RefundOrigin, RefundState, RefundTrouble,
    TransactionId, UnixSeconds,
};
use crate::store::{
    Refusal, StoreError,
    engine::{
        db::{Changes, Db},
        row::Row,
        value::params,
    },
    orders::{
        counts::{self, CountedRefund},
        row::OrderHead,
        to_send,
    },
};

const TROUBLE_CHARS_MAX: usize = 300;

/// What can change about a refund, and what the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct RefundHead {
    pub refund_no: RefundNo,
    pub order_no: OrderNo,
    pub openid: OpenId,
    pub version: u32,
    pub state: RefundState,
    pub origin: RefundOrigin,
    /// What the buyer asked for.
    pub asked: Fen,
    /// What goes back: what was asked for until the owner approves, then what was approved.
    pub amount: Fen,
    pub reply: String,
    /// The file a refusal shows the buyer, empty where there is none.
    pub reply_picture: String,
    pub refund_id: Option<RefundId>,
    pub account: String,
    pub refunded_at: Option<UnixSeconds>,
    pub sends: u32,
    /// How many of the sends provably never left this computer.
    pub never_left: u32,
    pub sent_at: Option<UnixSeconds>,
    /// By which interface it was last to leave; none before there was a choice.
    pub sent_by: Option<Api>,
    pub asks: u32,
    pub next_at: UnixSeconds,
    pub trouble: Option<RefundTrouble>,
    pub changed_at: UnixSeconds,
    /// Why it waits for the owner once more before it is sent.
    pub paused_for: Option<PausedFor>,
    /// Since when the order is shipped in spite of it.
    pub set_aside_at: Option<UnixSeconds>,
    /// The payment it comes out of, where that is not the order's own.
    pub transaction_id: Option<TransactionId>,
    /// Another one goes on in its place.
    pub renewed: bool,
}

impl RefundHead {
    /// The refund, or [`Refusal::NotFound`].
    pub fn read(db: Db<'_>, refund_no: &RefundNo) -> Result<Self, StoreError> {
        Self::find(db, refund_no)?.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The refund as the click saw it, or [`Refusal::Stale`].
    pub fn read_as_seen(db: Db<'_>, refund_no: &RefundNo, seen: u32) -> Result<Self, StoreError> {
        let refund = Self::read(db, refund_no)?;
        if refund.version == seen { Ok(refund) } else { Err(Refusal::Stale.into()) }
    }

    /// The refund, if there is one.
    pub fn find(db: Db<'_>, refund_no: &RefundNo) -> Result<Option<Self>, StoreError> {
        let sql =
            "SELECT refund_no, order_no, openid, version, state, asked_fen, amount_fen, reply, refund_id, account,
                          refunded_at, sends, never_left, sent_at, sent_by, asks, next_at, trouble, changed_at, origin, reply_picture,
                          NULLIF(paused_for, '') AS paused_for, set_aside_at, transaction_id,
                          EXISTS (SELECT 1 FROM refunds n WHERE n.shop_id = refunds.shop_id
                              AND n.renews = refunds.refund_no) AS renewed
                   FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
        db.find(sql, params![db.shop, refund_no], head_from)
    }

    /// True if WeChat's facts are about this refund of this order, to the fen.
    pub fn is_spoken_of_by(&self, facts: &RefundFacts, paid: Fen) -> bool {
        facts.refund_no == self.refund_no
            && facts.order_no == self.order_no
            && facts.amount == self.amount
            && facts.total == paid
            && self.transaction_id.as_ref().is_none_or(|transaction| facts.transaction_id == *transaction)
    }

    /// True unless every send provably stayed on this computer.
    pub fn may_have_left(&self) -> bool {
        self.sends != self.never_left
    }

    /// By which interface its number left, if it did: before there was a choice by API v2.
    pub fn left_by(&self) -> Api {
        self.sent_by.unwrap_or(Api::V2)
    }

    /// Where it counts.
    pub fn counted(&self) -> CountedRefund {
        CountedRefund { state: self.state, amount: self.amount, renewed: self.renewed }
    }

    /// Writes the row as it is to be, if it still is what `before` says, moves the counts, and counts the version up
    /// when the state changed, the amount, or what is asked of the owner.
    pub fn save(mut self, db: Db<'_>, before: &Self) -> Result<Self, StoreError> {
        if self.state != RefundState::Approved {
            self.paused_for = None;
        }
        let moved = self.state != before.state || self.amount != before.amount || self.paused_for != before.paused_for;
        if moved || self.set_aside_at != before.set_aside_at {
            self.version = before.version.saturating_add(1);
        }
        Changes::default()
            .column("version", &before.version, &self.version)
            .column("state", &before.state, &self.state)
            .column("amount_fen", &before.amount, &self.amount)
            .column("reply", &before.reply, &self.reply)
            .column("reply_picture", &before.reply_picture, &self.reply_picture)
            .column("refund_id", &before.refund_id, &self.refund_id)
            .column("account", &before.account, &self.account)
            .column("refunded_at", &before.refunded_at, &self.refunded_at)
            .column("sends", &before.sends, &self.sends)
            .column("never_left", &before.never_left, &self.never_left)
            .column("sent_at", &before.sent_at, &self.sent_at)
            .column("sent_by", &before.sent_by, &self.sent_by)
            .column("asks", &before.asks, &self.asks)
            .column("next_at", &before.next_at, &self.next_at)
            .column("trouble", &kept_trouble(before.trouble.as_ref()), &kept_trouble(self.trouble.as_ref()))
            .column("changed_at", &before.changed_at, &self.changed_at)
            .column("paused_for", &kept_pause(before.paused_for), &kept_pause(self.paused_for))
            .column("set_aside_at", &before.set_aside_at, &self.set_aside_at)
            // Deciding a request is seeing it.
            .column("unseen", &(self.state != RefundState::Requested), &false)
            .write(
                db,
                "refunds",
                &[
                    ("shop_id", db.shop),
                    ("refund_no", &self.refund_no),
                    ("version", &before.version),
                    ("state", &before.state),
                ],
            )?;
        counts::move_refund(db, Some(before.counted()), self.counted())?;
        Ok(self)
    }
}

fn head_from(row: &Row<'_>) -> Result<RefundHead, StoreError> {
    Ok(RefundHead {
        refund_no: row.get("refund_no")?,
        order_no: row.get("order_no")?,
        openid: row.get("openid")?,
        version: row.get("version")?,
        state: row.get("state")?,
        asked: row.get("asked_fen")?,
        amount: row.get("amount_fen")?,
        reply: row.get("reply")?,
        refund_id: row.get("refund_id")?,
        account: row.get("account")?,
        refunded_at: row.get("refunded_at")?,
        sends: row.get("sends")?,
        never_left: row.get("never_left")?,
        sent_at: row.get("sent_at")?,
        sent_by: row.get("sent_by")?,
        asks: row.get("asks")?,
        next_at: row.get("next_at")?,
        trouble: RefundTrouble::parse(row.text("trouble")?),
        changed_at: row.get("changed_at")?,
        origin: row.get("origin")?,
        reply_picture: row.get("reply_picture")?,
        paused_for: row.get("paused_for")?,
        set_aside_at: row.get("set_aside_at")?,
        transaction_id: row.get("transaction_id")?,
        renewed: row.get("renewed")?,
    })
}

/// As it stands in the row: no text where it does not wait.
fn kept_pause(pause: Option<PausedFor>) -> &'static str {
    pause.map_or("", PausedFor::as_str)
}

/// The column of a trouble: empty where all is well, and not endless.
pub(in crate::store) fn kept_trouble(trouble: Option<&RefundTrouble>) -> String {
    trouble.map(ToString::to_string).unwrap_or_default().chars().take(TROUBLE_CHARS_MAX).collect()
}

/// What the refunds of one payment add up to, counted from the rows every time, so that no sum can drift from them.
pub(in crate::store) struct RefundSums {
    /// The most urgent one that is not over, and not set aside.
    open: Option<RefundState>,
    refunded: Fen,
    in_flight: Fen,
}

impl RefundSums {
    /// Of the order's own payment, or of one that came beside it: what goes back of that is that payment's alone, and keeps
    /// no goods here.
    pub fn of(db: Db<'_>, order_no: &OrderNo, transaction: Option<&TransactionId>) -> Result<Self, StoreError> {
        let sql = "SELECT state, amount_fen, set_aside_at IS NOT NULL AS set_aside FROM refunds
                   WHERE shop_id = ?1 AND order_no = ?2 AND COALESCE(transaction_id, '') = ?3";
        let of = transaction.map_or("", TransactionId::as_str);
        let refunds: Vec<(RefundState, Fen, bool)> = db.list(sql, params![db.shop, order_no, of], |row| {
            Ok((row.get("state")?, row.get("amount_fen")?, row.get("set_aside")?))
        })?;
        let sum = |counts: fn(RefundState) -> bool| {
            let amounts = refunds.iter().filter(|(state, ..)| counts(*state)).map(|(_, amount, _)| *amount);
            Fen::sum(amounts).ok_or_else(|| StoreError::Other("the sum of the refunds is past counting".to_owned()))
        };
        let holding = refunds.iter().filter(|(state, _, aside)| !state.is_final() && !aside).map(|(state, ..)| *state);
        Ok(Self {
            open: holding.min_by_key(|state| urgency(*state)),
            refunded: sum(|state| state == RefundState::Refunded)?,
            in_flight: sum(RefundState::holds_money)?,
        })
    }

    /// How much more this is than was paid.
    pub fn beyond(&self, paid: Fen) -> Fen {
        let gone = self.refunded.checked_add(self.in_flight);
        gone.and_then(|gone| gone.checked_sub(paid)).unwrap_or_default()
    }

    /// What arrived and what is promised, of which `excess` is taken off.
    pub fn within(&self, paid: Fen, excess: Fen) -> (Fen, Fen) {
        let of_refunded = self.refunded.checked_sub(paid).unwrap_or_default().min(excess);
        let of_in_flight = excess.checked_sub(of_refunded).unwrap_or_default();
        let refunded = self.refunded.checked_sub(of_refunded).unwrap_or_default();
        (refunded, self.in_flight.checked_sub(of_in_flight).unwrap_or_default())
    }

    /// The order with these sums, of which `excess` stands beside the two that never exceed the payment.
    fn onto(&self, order: OrderHead, excess: Fen) -> OrderHead {
        let (refunded, in_flight) = self.within(order.paid, excess);
        OrderHead { open_refund: self.open, refunded, in_flight, excess, ..order }
    }
}

/// Sums the refunds of an order's own payment anew and writes them onto the order; the file refuses a sum above what was paid, but for the
/// excess WeChat's word has put there before.
pub(in crate::store) fn sum_up(db: Db<'_>, before: &OrderHead) -> Result<OrderHead, StoreError> {
    let sums = RefundSums::of(db, &before.order_no, None)?;
    let excess = sums.beyond(before.paid).min(before.excess);
    sums.onto(to_send::looked_at(db, before)?, excess).save(db, before)
}

/// The same where WeChat's word moved a refund: what it says went back is written down, however much it is.
pub(in crate::store) fn sum_up_by_word(db: Db<'_>, before: &OrderHead) -> Result<OrderHead, StoreError> {
    sum_up_into(db, before, before)
}

/// The same onto an order that changes otherwise as well.
pub(in crate::store) fn sum_up_into(
    db: Db<'_>,
    before: &OrderHead,
    after: &OrderHead,
) -> Result<OrderHead, StoreError> {
    let sums = RefundSums::of(db, &before.order_no, None)?;
    let excess = sums.beyond(before.paid);
    sums.onto(to_send::looked_at(db, after)?, excess).save(db, before)
}

/// By how much the refunds of a payment of the order exceed what was paid.
pub(in crate::store) fn over_promised(
    db: Db<'_>,
    order_no: &OrderNo,
    transaction: Option<&TransactionId>,
    paid: Fen,
) -> Result<Fen, StoreError> {
    Ok(RefundSums::of(db, order_no, transaction)?.beyond(paid))
}

/// What arrived back of an order's own payment.
pub(in crate::store) fn arrived(db: Db<'_>, order_no: &OrderNo) -> Result<Fen, StoreError> {
    Ok(RefundSums::of(db, order_no, None)?.refunded)
}

/// What the owner should hear of first: what waits for a decision, then what is not well, then what is under way.
fn urgency(state: RefundState) -> u8 {
    match state {
        RefundState::Requested => 0,
        RefundState::Stuck => 1,
        RefundState::WaitingForMoney => 2,
        RefundState::InDoubt => 3,
        RefundState::Processing => 4,
        RefundState::Sending => 5,
        RefundState::Approved => 6,
        RefundState::Refunded | RefundState::Rejected | RefundState::Failed => u8::MAX,
    }
}
