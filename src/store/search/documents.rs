//! The documents of the index: what an order is found by, made anew in the commit that changes it.

use crate::base::failpoints::failpoint;
use crate::domain::Fen;
use crate::store::{
    StoreError,
    engine::{
        db::Db,
        search_index,
        search_types::{ChangedOrder, Document},
        value::params,
    },
    orders::nicknames,
    search::tokens::Tokens,
};

/// The last words of a transaction: the documents of the orders it changed.
pub(in crate::store) fn keep_up(db: Db<'_>) -> Result<(), StoreError> {
    let changed = search_index::changed(db)?;
    if changed.is_empty() {
        return Ok(());
    }
    failpoint("rows-without-index");
    // Another shop's orders have no document of ours to be made.
    changed.iter().filter(|order| order.shop_id == db.shop.as_str()).try_for_each(|order| keep_one_up(db, order))?;
    search_index::forget_changed(db)
}

fn keep_one_up(db: Db<'_>, changed: &ChangedOrder) -> Result<(), StoreError> {
    let sql = "SELECT doc_id FROM search_docs WHERE shop_id = ?1 AND order_no = ?2";
    let known = db.find_value(sql, params![db.shop, changed.order_no])?;
    // An order of an older file has its number kept for it, and comes in its turn.
    if known.is_none() && !changed.is_new && has_backlog(db)? {
        return Ok(());
    }
    let Some(tokens) = tokens_of(db, &changed.order_no)? else { return Ok(()) };
    let doc_id = known.map_or_else(|| search_index::next_number(db), Ok)?;
    let document = Document { doc_id, order_no: &changed.order_no, tokens: &tokens };
    search_index::put(db, &document, known.is_none())?;
    failpoint("index-half-written");
    Ok(())
}

fn has_backlog(db: Db<'_>) -> Result<bool, StoreError> {
    db.value("SELECT COUNT(*) FROM search_backlog WHERE shop_id = ?1", params![db.shop])
}

/// All orders are indexed anew, in the background: for a shop that was written straight into the tables, and for an index
/// that does not hold.
pub(in crate::store) fn begin_anew(db: Db<'_>) -> Result<(), StoreError> {
    db.run("DELETE FROM search_docs", &[])?;
    db.run("DELETE FROM search_backlog", &[])?;
    search_index::empty(db)?;
    db.run(
        "INSERT INTO search_backlog (shop_id, placed_until, order_no, done, total)
             SELECT shop_id, -1, '', 0, COUNT(*) FROM orders GROUP BY shop_id",
        &[],
    )
    .map(drop)
}

/// The owner's notes and tags that are read as the order's own.
pub(in crate::store) const NOTES_OF_ORDER: &str = "SELECT body FROM notes
    WHERE shop_id = ?1 AND order_no = ?2 AND removed_at IS NULL ORDER BY written_at";
pub(in crate::store) const TAGS_OF_ORDER: &str = "SELECT tag FROM put_tags WHERE shop_id = ?1 AND order_no = ?2";

/// Everything an order is found by; `None` where there is no such order.
pub(super) fn tokens_of(db: Db<'_>, order_no: &str) -> Result<Option<Tokens>, StoreError> {
    let mut tokens = Tokens::default();
    tokens.number(order_no);
    let sql = "SELECT receiver_name, receiver_phone, receiver_address, items, note, total_fen FROM orders
               WHERE shop_id = ?1 AND order_no = ?2";
    let found = db.find(sql, params![db.shop, order_no], |row| {
        tokens.name(row.text("receiver_name")?);
        tokens.phone(row.text("receiver_phone")?);
        tokens.text(row.text("receiver_address")?);
        row.text("items")?.split(", ").for_each(|item| tokens.name(item));
        tokens.text(row.text("note")?);
        tokens.sum(row.get::<Fen>("total_fen")?);
        Ok(())
    })?;
    if found.is_none() {
        return Ok(None);
    }
    let sql = "SELECT tracking_no FROM parcels WHERE shop_id = ?1 AND order_no = ?2";
    db.each(sql, params![db.shop, order_no], |row| {
        tokens.number(row.text("tracking_no")?);
        Ok(())
    })?;
    db.each(nicknames::OF_ORDER, params![db.shop, order_no], |row| {
        tokens.name(row.text("nickname")?);
        Ok(())
    })?;
    let sql = "SELECT code FROM pickups WHERE shop_id = ?1 AND order_no = ?2";
    db.each(sql, params![db.shop, order_no], |row| {
        tokens.number(row.text("code")?);
        Ok(())
    })?;
    let sql = "SELECT refund_no, reason, amount_fen FROM refunds WHERE shop_id = ?1 AND order_no = ?2";
    db.each(sql, params![db.shop, order_no], |row| {
        tokens.number(row.text("refund_no")?);
        tokens.text(row.text("reason")?);
        tokens.sum(row.get("amount_fen")?);
        Ok(())
    })?;
    db.each(NOTES_OF_ORDER, params![db.shop, order_no], |row| {
        tokens.text(row.text("body")?);
        Ok(())
    })?;
    db.each(TAGS_OF_ORDER, params![db.shop, order_no], |row| {
        tokens.name(row.text("tag")?);
        Ok(())
    })?;
    Ok(Some(tokens))
}
