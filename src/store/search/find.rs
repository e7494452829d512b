//! Looking for orders: the index gives documents that may hold what is looked for, and the rows say whether they do.

use crate::domain::OrderNo;
use crate::store::{
    Reader, SearchCount, SearchHit, SearchPage, StoreError,
    engine::{
        db::Db,
        search_index::{self, Expression},
        search_walk::STEP_LENGTH,
        value::params,
    },
    search::{
        backlog,
        documents::tokens_of,
        found::FoundDocument,
        query::{SearchQuery, Term},
    },
};
use std::collections::HashSet;

/// Documents that are taken from the index at once.
const AT_ONCE: u32 = 32;
/// So many are counted.
const COUNTED_MAX: u32 = 1_000;

/// How far a search goes before it says that there may be more.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct SearchReach {
    /// Documents that are walked over in one step along the index.
    pub length: i64,
    /// Such steps.
    pub steps: usize,
    /// Documents that are read.
    pub reads: usize,
}

impl SearchReach {
    /// All of the shop, as long as what is read is what is meant.
    const WHOLE: Self = Self { length: STEP_LENGTH, steps: usize::MAX, reads: 2_000 };
    /// What takes about a millisecond.
    const STEP: Self = Self { length: STEP_LENGTH, steps: 1, reads: 24 };
}

impl Reader {
    /// Orders in which all of what was typed is found, the newest first; those behind the page that ended with `next`.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn search(&self, typed: &str, next: Option<i64>, limit: usize) -> Result<SearchPage, StoreError> {
        let _snapshot = self.snapshot()?;
        let mut page = self.search_within(SearchReach::WHOLE, typed, next, limit)?;
        page.count = counted(self.db(), &SearchQuery::read(typed), &page)?;
        Ok(page)
    }

    /// The same, as far as one goes in a short while: whoever wants all of the page asks again, as long as the page
    /// [is cut short](SearchPage::is_cut_short), and can stop in between. What there is in all is not counted.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn search_step(&self, typed: &str, next: Option<i64>, limit: usize) -> Result<SearchPage, StoreError> {
        let _snapshot = self.snapshot()?;
        self.search_within(SearchReach::STEP, typed, next, limit)
    }

    /// How many there are in all, of which this page is the first.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn search_count(&self, typed: &str, page: &SearchPage) -> Result<SearchCount, StoreError> {
        let _snapshot = self.snapshot()?;
        counted(self.db(), &SearchQuery::read(typed), page)
    }

    pub(in crate::store) fn search_within(
        &self,
        reach: SearchReach,
        typed: &str,
        next: Option<i64>,
        limit: usize,
    ) -> Result<SearchPage, StoreError> {
        let (query, db) = (SearchQuery::read(typed), self.db());
        let backlog = backlog::backlog_left(db)?;
        let mut page = SearchPage { hits: Vec::new(), count: SearchCount::Exactly(0), next: None, backlog };
        if query.is_empty() {
            return Ok(page);
        }
        let (one_more, mut looked_at) = (limit.saturating_add(1), 0);
        if query.terms.is_empty() {
            page.hits = by_sum(db, &query, one_more)?;
            looked_at = page.hits.len();
        } else if next.is_none() {
            (page.hits, looked_at) = by_number(db, &query, one_more)?;
        }
        // Of those that were not looked at some may be meant.
        let more = looked_at > limit;
        page.hits.truncate(limit);
        if !query.terms.is_empty() {
            page.next = along_the_index(db, &query, &mut page.hits, (next, limit), reach)?;
        }
        page.count = page.counted_so_far();
        if let (true, SearchCount::Exactly(here)) = (more, page.count) {
            page.count = SearchCount::Over(here);
        }
        Ok(page)
    }
}

/// Where the next page or the next step begins. A term may have a way in the row that its token only promises: what ends so,
/// what stands together.
fn along_the_index(
    db: Db<'_>,
    query: &SearchQuery,
    hits: &mut Vec<SearchHit>,
    (next, limit): (Option<i64>, usize),
    reach: SearchReach,
) -> Result<Option<i64>, StoreError> {
    let wanted = expression(db, query)?;
    let (mut before, mut read, mut steps) = (next.unwrap_or(i64::MAX), 0_usize, 0_usize);
    loop {
        let walked = search_index::step(db, &wanted, (before, reach.length), AT_ONCE)?;
        let mut ahead = ReadAhead { left: &walked.found, read: Vec::new().into_iter() };
        for doc_id in &walked.found {
            let is_full = hits.len() >= limit;
            if read >= reach.reads || (is_full && !walked.marks.contains(doc_id)) {
                return Ok(Some(before));
            }
            read = read.saturating_add(1);
            let mut document = ahead.next(db, limit.saturating_add(1).saturating_sub(hits.len()))?;
            if let Some(mark) = document.as_ref().filter(|_| walked.marks.contains(doc_id))
                && !has_tokens(db, mark.order_no(), query)?
            {
                document = None;
            }
            let hit = document.and_then(|document| document.hit(query));
            let new = hit.filter(|hit| !hits.iter().any(|known| known.order.key == hit.order.key));
            if is_full && new.is_some() {
                return Ok(Some(before));
            }
            before = *doc_id;
            hits.extend(new);
        }
        let Some(next) = walked.next else { return Ok(None) };
        (before, steps) = (next, steps.saturating_add(1));
        if steps >= reach.steps {
            return Ok(Some(before));
        }
    }
}

/// So many are read together at least: of what is found some may not be meant.
const READ_LEAST: usize = 4;

/// The documents of a step in turn, some of them read together.
struct ReadAhead<'a> {
    left: &'a [i64],
    read: std::vec::IntoIter<Option<FoundDocument>>,
}

impl ReadAhead<'_> {
    /// The next one, if its order is there; so many are likely to be wanted.
    fn next(&mut self, db: Db<'_>, wanted: usize) -> Result<Option<FoundDocument>, StoreError> {
        if self.read.len() == 0 {
            let (now, left) = self.left.split_at(wanted.max(READ_LEAST).min(self.left.len()));
            self.read = FoundDocument::read_all(db, now)?.into_iter();
            self.left = left;
        }
        Ok(self.read.next().flatten())
    }
}

fn expression(db: Db<'_>, query: &SearchQuery) -> Result<Expression, StoreError> {
    Expression::of(db, &query.terms.iter().map(Term::tests).collect::<Vec<_>>())
}

/// How many there are: counted along the index where each of its documents is one that is meant, else what was found.
fn counted(db: Db<'_>, query: &SearchQuery, page: &SearchPage) -> Result<SearchCount, StoreError> {
    if page.next.is_none() || query.sums.is_some() || !query.terms.iter().all(Term::is_exact) {
        return Ok(page.count);
    }
    let (wanted, most) = (expression(db, query)?, COUNTED_MAX.saturating_add(1));
    let count = match search_index::count(db, &wanted, most)? {
        Some(count) => count,
        None => count_along(db, query, &wanted, most)?,
    };
    Ok(if count > COUNTED_MAX { SearchCount::Over(COUNTED_MAX) } else { SearchCount::Exactly(count) })
}

/// The same where documents are compared: from mark to mark. Those are read, for they are found in any case.
fn count_along(db: Db<'_>, query: &SearchQuery, wanted: &Expression, most: u32) -> Result<u32, StoreError> {
    let (mut before, mut count) = (i64::MAX, 0_usize);
    loop {
        let walked = search_index::step(db, wanted, (before, STEP_LENGTH), most)?;
        count = count.saturating_add(walked.found.len()).saturating_sub(walked.marks.len());
        for mark in &walked.marks {
            if let Some(document) = FoundDocument::read_all(db, &[*mark])?.into_iter().flatten().next() {
                count = count.saturating_add(usize::from(has_tokens(db, document.order_no(), query)?));
            }
        }
        let so_far = u32::try_from(count).unwrap_or(u32::MAX);
        match walked.next {
            Some(next) if so_far < most => before = next,
            _ => return Ok(so_far.min(most)),
        }
    }
}

/// Whether the index would have given the document of this order, had it not been a mark.
fn has_tokens(db: Db<'_>, order_no: &OrderNo, query: &SearchQuery) -> Result<bool, StoreError> {
    let tokens = tokens_of(db, order_no.as_str())?.unwrap_or_default();
    Ok(query.terms.iter().all(|term| term.tests().iter().any(|test| test.is_in(&tokens))))
}

/// The front of an order's number, and numbers of WeChat's, are read along the rows' own indices.
/// Gives how many orders were looked at, too.
fn by_number(db: Db<'_>, query: &SearchQuery, limit: usize) -> Result<(Vec<SearchHit>, usize), StoreError> {
    let [term] = query.terms.as_slice() else { return Ok((Vec::new(), 0)) };
    let most = u32::try_from(limit).unwrap_or(u32::MAX);
    let mut found: Vec<OrderNo> = Vec::new();
    if let Some(front) = term.order_front() {
        found.extend(db.values::<OrderNo>(FRONT, params![db.shop, front, behind(&front), most])?);
    }
    if let Some(number) = term.wechat_number() {
        for sql in [PAID_BY, BACK_BY] {
            found.extend(db.values::<OrderNo>(sql, params![db.shop, number, behind(number), most])?);
        }
    }
    // An order can have several numbers that begin so, its payment's and its refunds'.
    let mut known = HashSet::new();
    found.retain(|order_no| known.insert(order_no.clone()));
    Ok((hits(db, &found, query)?, found.len()))
}

/// The orders of these numbers, as far as all that is looked for is in them.
fn hits(db: Db<'_>, found: &[OrderNo], query: &SearchQuery) -> Result<Vec<SearchHit>, StoreError> {
    let documents = FoundDocument::of_all(db, found)?;
    Ok(documents.into_iter().filter_map(|document| document.hit(query)).collect())
}

pub(in crate::store) const FRONT: &str =
    "SELECT order_no FROM orders WHERE shop_id = ?1 AND order_no >= ?2 AND order_no < ?3
    ORDER BY order_no DESC LIMIT ?4";
pub(in crate::store) const PAID_BY: &str =
    "SELECT order_no FROM payments WHERE shop_id = ?1 AND transaction_id >= ?2 AND transaction_id < ?3
    ORDER BY transaction_id DESC LIMIT ?4";
pub(in crate::store) const BACK_BY: &str =
    "SELECT order_no FROM refunds WHERE shop_id = ?1 AND refund_id >= ?2 AND refund_id < ?3
    ORDER BY refund_id DESC LIMIT ?4";

/// What no text that begins so comes behind.
fn behind(front: &str) -> String {
    format!("{front}~")
}

/// Nothing but a sum: the orders owed so much, the newest first where it is exact.
fn by_sum(db: Db<'_>, query: &SearchQuery, limit: usize) -> Result<Vec<SearchHit>, StoreError> {
    let Some(sums) = query.sums else { return Ok(Vec::new()) };
    let most = u32::try_from(limit).unwrap_or(u32::MAX);
    let found: Vec<OrderNo> = db.values(BY_SUM, params![db.shop, sums.from, sums.to, most])?;
    hits(db, &found, query)
}

pub(in crate::store) const BY_SUM: &str =
    "SELECT order_no FROM orders WHERE shop_id = ?1 AND total_fen BETWEEN ?2 AND ?3
    ORDER BY total_fen, created_at LIMIT ?4";
