//! The orders of an older file: indexed in the background, the oldest first, while the shop works.

use crate::domain::UnixSeconds;
use crate::store::{
    CommitFuture, SearchBacklog, Store, StoreError,
    engine::{db::Db, search_index, search_types::Document, value::params},
    search::documents::tokens_of,
};

impl Store {
    /// Indexes the next `many` orders of an older file, the oldest first: what is left, or `None` once all are.
    pub fn index_backlog(&self, many: u32) -> CommitFuture<Option<SearchBacklog>> {
        self.write(move |db| next_of_backlog(db, many))
    }
}

impl Store {
    /// Puts the parts of the search's index together, for some milliseconds; false once nothing is left to do. `begins` is
    /// the first call: an index of few parts stays as it is.
    pub fn merge_index(&self, begins: bool) -> CommitFuture<bool> {
        self.write(move |db| search_index::merge(db, begins))
    }
}

/// The orders behind the last that was indexed, and the documents of those that were placed since.
pub(in crate::store) const NEXT: &str = "SELECT o.created_at, o.order_no, d.doc_id FROM orders o
    LEFT JOIN search_docs d ON d.shop_id = o.shop_id AND d.order_no = o.order_no
    WHERE o.shop_id = ?1 AND (o.created_at, o.order_no) > (?2, ?3) ORDER BY o.created_at, o.order_no LIMIT ?4";

fn next_of_backlog(db: Db<'_>, many: u32) -> Result<Option<SearchBacklog>, StoreError> {
    let Some(mut at) = backlog(db)? else { return Ok(None) };
    let next: Vec<(UnixSeconds, String, Option<i64>)> =
        db.list(NEXT, params![db.shop, at.placed_until, at.order_no, many], |row| {
            Ok((row.get("created_at")?, row.get("order_no")?, row.get("doc_id")?))
        })?;
    if next.is_empty() {
        db.run("DELETE FROM search_backlog WHERE shop_id = ?1", params![db.shop])?;
        return Ok(None);
    }
    for (created_at, order_no, known) in next {
        // One that was placed since the backlog began has its document.
        if known.is_none()
            && let Some(tokens) = tokens_of(db, &order_no)?
        {
            at.done = at.done.saturating_add(1);
            search_index::put(db, &Document { doc_id: at.done, order_no: &order_no, tokens: &tokens }, true)?;
        }
        (at.placed_until, at.order_no) = (created_at, order_no);
    }
    db.run_one(
        "UPDATE search_backlog SET placed_until = ?2, order_no = ?3, done = ?4 WHERE shop_id = ?1",
        params![db.shop, at.placed_until, at.order_no, at.done],
    )?;
    Ok(Some(at.left()))
}

/// Where the backlog stands.
struct BacklogRow {
    placed_until: UnixSeconds,
    order_no: String,
    done: i64,
    total: i64,
}

impl BacklogRow {
    fn left(&self) -> SearchBacklog {
        let number = |of: i64| u64::try_from(of).unwrap_or_default();
        SearchBacklog { done: number(self.done), total: number(self.total) }
    }
}

fn backlog(db: Db<'_>) -> Result<Option<BacklogRow>, StoreError> {
    let sql = "SELECT placed_until, order_no, done, total FROM search_backlog WHERE shop_id = ?1";
    db.find(sql, params![db.shop], |row| {
        Ok(BacklogRow {
            placed_until: row.get("placed_until")?,
            order_no: row.get("order_no")?,
            done: row.get("done")?,
            total: row.get("total")?,
        })
    })
}

/// How far the backlog is; `None` once it is done.
pub(in crate::store) fn backlog_left(db: Db<'_>) -> Result<Option<SearchBacklog>, StoreError> {
    Ok(backlog(db)?.map(|at| at.left()))
}
