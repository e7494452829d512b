//! Buyers as the owner knows them: what they ordered and got back, and whether they may order again.

use crate::domain::{BLOCK_REASON_CHARS_MAX, MarkStepKind, MarkSubject, OpenId, OperatorAction, Seat, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    BuyerBlock, BuyerCard, CommitFuture, Reader, Refusal, Store, StoreError, TextPart,
    engine::{db::Db, value::params},
    orders::marks::{
        reads,
        steps::{self, NewMarkStep},
    },
    orders::nicknames,
};

impl Store {
    /// Takes no new orders from this buyer: they are told so when they order ([`Refusal::Blocked`]). What they ordered
    /// before, their refunds and receipts go on. `reason` is for the owner alone, at most 200 characters. Where they are
    /// blocked already, nothing changes.
    pub fn block_buyer(&self, openid: OpenId, reason: String, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageBuyers, now), move |db| {
            block(db, &openid, &reason, (&author, now))
        })
    }

    /// The buyer may order again; why they might not stays in the steps.
    pub fn unblock_buyer(&self, openid: OpenId, author: Seat, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageBuyers, now), move |db| unblock(db, &openid, (&author, now)))
    }
}

impl Reader {
    /// What the shop knows of a buyer; `None` where they never ordered, or WeChat never said who paid.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn buyer_card(&self, openid: &OpenId) -> Result<Option<BuyerCard>, StoreError> {
        let _snapshot = self.snapshot()?;
        card(self.db(), openid)
    }
}

/// What a buyer ordered and paid, along the index alone.
pub(in crate::store) const SPENT: &str = "SELECT MIN(created_at) AS since,
        SUM(CASE WHEN paid_fen > 0 THEN 1 ELSE 0 END) AS paid_orders, SUM(paid_fen - refunded_fen) AS spent_fen
    FROM orders WHERE shop_id = ?1 AND openid = ?2";

/// What went back to them, along the index alone.
pub(in crate::store) const BACK: &str = "SELECT COUNT(*) AS refunds, COALESCE(SUM(amount_fen), 0) AS refunded_fen
    FROM refunds WHERE shop_id = ?1 AND openid = ?2 AND state = 'refunded'";

pub(super) fn card(db: Db<'_>, openid: &OpenId) -> Result<Option<BuyerCard>, StoreError> {
    if steps::is_nobody(openid) {
        return Ok(None);
    }
    let spent = db.find(SPENT, params![db.shop, openid], |row| {
        let since: Option<UnixSeconds> = row.get("since")?;
        since.map(|since| Ok((since, row.get("paid_orders")?, row.get("spent_fen")?))).transpose()
    })?;
    let Some((since, orders, spent)) = spent.flatten() else { return Ok(None) };
    let back = db.find(BACK, params![db.shop, openid], |row| Ok((row.get("refunds")?, row.get("refunded_fen")?)))?;
    let (refunds, refunded) = back.unwrap_or_default();
    let (blocked, marks) = (blocked(db, openid)?, reads::marks(db, &MarkSubject::Buyer(openid.clone()))?);
    let nickname = nicknames::last(db, openid)?;
    Ok(Some(BuyerCard { openid: openid.clone(), nickname, since, orders, spent, refunds, refunded, blocked, marks }))
}

fn blocked(db: Db<'_>, openid: &OpenId) -> Result<Option<BuyerBlock>, StoreError> {
    let sql = "SELECT author, blocked_at, reason FROM blocked_buyers WHERE shop_id = ?1 AND openid = ?2";
    db.find(sql, params![db.shop, openid], |row| {
        Ok(BuyerBlock { author: row.get("author")?, since: row.get("blocked_at")?, reason: row.get("reason")? })
    })
}

/// Refused where the owner takes no new orders from this buyer.
pub(in crate::store) fn may_order(db: Db<'_>, openid: &OpenId) -> Result<(), StoreError> {
    let sql = "SELECT COUNT(*) FROM blocked_buyers WHERE shop_id = ?1 AND openid = ?2";
    if db.value(sql, params![db.shop, openid])? { Err(Refusal::Blocked.into()) } else { Ok(()) }
}

fn block(db: Db<'_>, openid: &OpenId, reason: &str, (author, now): (&Seat, UnixSeconds)) -> Result<(), StoreError> {
    let reason = reason.trim();
    TextPart::BlockReason.fits(reason, 0..=BLOCK_REASON_CHARS_MAX)?;
    if blocked(db, openid)?.is_some() {
        return Ok(());
    }
    let subject = MarkSubject::Buyer(openid.clone());
    let order_no = steps::order_of(db, &subject)?;
    let step = NewMarkStep { what: MarkStepKind::Blocked, note_id: None, words: reason, author, at: now };
    steps::add(db, &subject, &order_no, &step)?;
    let sql = "INSERT INTO blocked_buyers (shop_id, openid, author, blocked_at, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.run_one(sql, params![db.shop, openid, author, now, reason])
}

fn unblock(db: Db<'_>, openid: &OpenId, (author, now): (&Seat, UnixSeconds)) -> Result<(), StoreError> {
    let Some(block) = blocked(db, openid)? else { return Ok(()) };
    let subject = MarkSubject::Buyer(openid.clone());
    let order_no = steps::order_of(db, &subject)?;
    let step = NewMarkStep { what: MarkStepKind::Unblocked, note_id: None, words: &block.reason, author, at: now };
    steps::add(db, &subject, &order_no, &step)?;
    db.run_one("DELETE FROM blocked_buyers WHERE shop_id = ?1 AND openid = ?2", params![db.shop, openid])
}
