//! Looking for orders: the index gives documents that may hold what is looked for, and the rows say whether they do.

use crate::store::{
    OrderRow, Reader, SearchCount, SearchField, SearchHit, SearchPage, StoreError,
    engine::{
        db::Db,
        search_index::{self, Expression},
        value::params,
    },
    orders,
    search::{
        backlog,
        documents::{NOTES_OF_ORDER, TAGS_OF_ORDER},
        query::{SearchQuery, Term},
        tokens,
    },
};
use crate::{
    base::search_text::place_in,
    domain::{Fen, OrderNo},
};
use std::{collections::HashSet, ops::Range};

/// Documents that are read at once, and at most, for one page.
const AT_ONCE: u32 = 32;
const READ_MAX: usize = 2_000;
/// So many are counted.
const COUNTED_MAX: u32 = 1_000;

impl Reader {
    /// Orders in which all of what was typed is found, the newest first; those behind the page that ended with `next`.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn search(&self, typed: &str, next: Option<i64>, limit: usize) -> Result<SearchPage, StoreError> {
        let query = SearchQuery::read(typed);
        let _snapshot = self.snapshot()?;
        let (db, left) = (self.db(), backlog::backlog_left(self.db())?);
        let mut page = SearchPage { hits: Vec::new(), count: SearchCount::Exactly(0), next: None, backlog: left };
        if query.is_empty() {
            return Ok(page);
        }
        if next.is_none() {
            page.hits = by_number(db, &query, limit)?;
        }
        if query.terms.is_empty() {
            page.hits = by_sum(db, &query, limit.saturating_add(1))?;
            if page.hits.len() > limit {
                page.hits.truncate(limit);
                page.count = SearchCount::Over(u32::try_from(limit).unwrap_or(u32::MAX));
                return Ok(page);
            }
        } else {
            along_the_index(db, &query, &mut page, (next, limit))?;
        }
        page.count = counted(db, &query, &page)?;
        Ok(page)
    }
}

/// A term may have a way in the row that its token only promises: what ends so, what stands together.
fn along_the_index(
    db: Db<'_>,
    query: &SearchQuery,
    page: &mut SearchPage,
    (next, limit): (Option<i64>, usize),
) -> Result<(), StoreError> {
    let wanted = expression(db, query)?;
    let (mut before, mut read) = (next.unwrap_or(i64::MAX), 0_usize);
    loop {
        let found = search_index::matching(db, &wanted, before, AT_ONCE)?;
        for doc_id in &found {
            if page.hits.len() >= limit {
                page.next = Some(before);
                return Ok(());
            }
            before = *doc_id;
            let Some(document) = FoundDocument::read(db, *doc_id)? else { continue };
            let known = page.hits.iter().any(|hit| hit.order.key == document.row.key);
            page.hits.extend(document.hit(query).filter(|_| !known));
        }
        read = read.saturating_add(found.len());
        if u32::try_from(found.len()).is_ok_and(|found| found < AT_ONCE) {
            return Ok(());
        }
        if read >= READ_MAX {
            page.next = Some(before);
            return Ok(());
        }
    }
}

fn expression(db: Db<'_>, query: &SearchQuery) -> Result<Expression, StoreError> {
    Expression::of(db, &query.terms.iter().map(Term::tests).collect::<Vec<_>>())
}

/// How many there are: counted along the index where each of its documents is one that is meant, else what was found.
fn counted(db: Db<'_>, query: &SearchQuery, page: &SearchPage) -> Result<SearchCount, StoreError> {
    let found = u32::try_from(page.hits.len()).unwrap_or(u32::MAX);
    if page.next.is_none() {
        return Ok(SearchCount::Exactly(found));
    }
    if query.sums.is_some() || !query.terms.iter().all(Term::is_exact) {
        return Ok(SearchCount::Over(found));
    }
    let count = search_index::count(db, &expression(db, query)?, COUNTED_MAX.saturating_add(1))?;
    Ok(if count > COUNTED_MAX { SearchCount::Over(COUNTED_MAX) } else { SearchCount::Exactly(count) })
}

/// The front of an order's number, and numbers of WeChat's, are read along the rows' own indices.
fn by_number(db: Db<'_>, query: &SearchQuery, limit: usize) -> Result<Vec<SearchHit>, StoreError> {
    let [term] = query.terms.as_slice() else { return Ok(Vec::new()) };
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
    hits(db, &found, query)
}

/// The orders of these numbers, as far as all that is looked for is in them.
fn hits(db: Db<'_>, found: &[OrderNo], query: &SearchQuery) -> Result<Vec<SearchHit>, StoreError> {
    let documents = found.iter().map(|order_no| FoundDocument::of(db, order_no)).collect::<Result<Vec<_>, _>>()?;
    Ok(documents.into_iter().flatten().filter_map(|document| document.hit(query)).collect())
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

/// What an order can be found by, as its rows say it.
struct FoundDocument {
    row: OrderRow,
    phone: String,
    address: String,
    note: String,
    transaction_id: Option<String>,
    pickup: Option<String>,
    tracking: Vec<String>,
    refunds: Vec<RefundWords>,
    owners_notes: Vec<String>,
    tags: Vec<String>,
}

struct RefundWords {
    refund_no: String,
    refund_id: Option<String>,
    reason: String,
    amount: Fen,
}

/// Something that was found: what it is, the text it stands in, and where.
type FieldMatch = (SearchField, String, Option<Range<usize>>);

impl FoundDocument {
    /// `None` where the order is gone.
    fn read(db: Db<'_>, doc_id: i64) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT order_no FROM search_docs WHERE doc_id = ?1 AND shop_id = ?2";
        match db.find_value::<OrderNo>(sql, params![doc_id, db.shop])? {
            Some(order_no) => Self::of(db, &order_no),
            None => Ok(None),
        }
    }

    fn of(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Self>, StoreError> {
        let Some(row) = orders::reads::find(db, order_no)? else { return Ok(None) };
        let sql = "SELECT o.receiver_phone, o.receiver_address, o.note, p.transaction_id FROM orders o
                   LEFT JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
                   WHERE o.shop_id = ?1 AND o.order_no = ?2";
        let texts = db.find(sql, params![db.shop, order_no], |row| {
            let texts = (row.get("receiver_phone")?, row.get("receiver_address")?, row.get("note")?);
            Ok((texts, row.get("transaction_id")?))
        })?;
        let Some(((phone, address, note), transaction_id)) = texts else { return Ok(None) };
        let sql = "SELECT tracking_no FROM parcels WHERE shop_id = ?1 AND order_no = ?2";
        let tracking = db.values(sql, params![db.shop, order_no])?;
        let sql = "SELECT refund_no, refund_id, reason, amount_fen FROM refunds WHERE shop_id = ?1 AND order_no = ?2";
        let refunds = db.list(sql, params![db.shop, order_no], |row| {
            Ok(RefundWords {
                refund_no: row.get("refund_no")?,
                refund_id: row.get("refund_id")?,
                reason: row.get("reason")?,
                amount: row.get("amount_fen")?,
            })
        })?;
        let sql = "SELECT code FROM pickups WHERE shop_id = ?1 AND order_no = ?2";
        let pickup = db.find_value(sql, params![db.shop, order_no])?;
        let owners_notes = db.values(NOTES_OF_ORDER, params![db.shop, order_no])?;
        let tags = db.values(TAGS_OF_ORDER, params![db.shop, order_no])?;
        Ok(Some(Self { row, phone, address, note, transaction_id, pickup, tracking, refunds, owners_notes, tags }))
    }

    /// The order as it was found; `None` where one of the terms is not in it after all.
    fn hit(self, query: &SearchQuery) -> Option<SearchHit> {
        if query.sums.is_some_and(|sums| !sums.holds(self.row.total)) {
            return None;
        }
        let found: Option<Vec<FieldMatch>> = query.terms.iter().map(|term| self.find(term)).collect();
        let found = found?;
        let hidden = found.iter().find(|(field, ..)| *field != SearchField::Receiver).or(found.first());
        let (field, text, marked) =
            hidden.cloned().unwrap_or_else(|| (SearchField::Sum, self.row.total.to_string(), None));
        Some(SearchHit { order: self.row, field, text, marked })
    }

    fn find(&self, term: &Term) -> Option<FieldMatch> {
        match term {
            Term::Signs(signs) => self.in_texts(signs),
            Term::Sum(sum) => self.sum(*sum),
            Term::Word(word) => self
                .in_numbers(word)
                .or_else(|| Fen::parse_yuan(word).ok().and_then(|sum| self.sum(sum)))
                .or_else(|| self.in_texts(word))
                .or_else(|| self.in_pinyin(word)),
        }
    }

    fn sum(&self, sum: Fen) -> Option<FieldMatch> {
        let is_one = self.row.total == sum || self.refunds.iter().any(|refund| refund.amount == sum);
        is_one.then(|| (SearchField::Sum, sum.to_string(), None))
    }

    fn in_texts(&self, wanted: &str) -> Option<FieldMatch> {
        let texts = [
            (SearchField::Receiver, &self.row.buyer),
            (SearchField::Items, &self.row.items),
            (SearchField::Note, &self.note),
            (SearchField::Address, &self.address),
        ];
        let reasons = self.refunds.iter().map(|refund| (SearchField::RefundReason, &refund.reason));
        let owners_notes = self.owners_notes.iter().map(|note| (SearchField::OwnersNote, note));
        let tags = self.tags.iter().map(|tag| (SearchField::Tag, tag));
        texts
            .into_iter()
            .chain(reasons)
            .chain(tags)
            .chain(owners_notes)
            .find_map(|(field, text)| place_in(text, wanted).map(|at| (field, text.clone(), Some(at))))
    }

    fn in_numbers(&self, wanted: &str) -> Option<FieldMatch> {
        let order_no = self.row.key.order_no.as_str();
        let numbers = [(SearchField::OrderNo, order_no), (SearchField::Phone, &self.phone)]
            .into_iter()
            .chain(self.pickup.as_deref().map(|code| (SearchField::Pickup, code)))
            .chain(self.tracking.iter().map(|number| (SearchField::Tracking, number.as_str())))
            .chain(self.refunds.iter().map(|refund| (SearchField::RefundNo, refund.refund_no.as_str())))
            .chain(self.refunds.iter().filter_map(|refund| Some((SearchField::WeChatNo, refund.refund_id.as_deref()?))))
            .chain(self.transaction_id.as_deref().map(|number| (SearchField::WeChatNo, number)));
        numbers.into_iter().find_map(|(field, number)| {
            tokens::place_at_an_end(number, wanted).map(|at| (field, number.to_owned(), Some(at)))
        })
    }

    fn in_pinyin(&self, wanted: &str) -> Option<FieldMatch> {
        let named = |name: &str| {
            tokens::pinyin_of(name)
                .is_some_and(|(whole, initials)| whole.starts_with(wanted) || initials.starts_with(wanted))
        };
        let receiver = [(SearchField::Receiver, self.row.buyer.as_str())];
        let items = self.row.items.split(", ").map(|item| (SearchField::Items, item));
        let tags = self.tags.iter().map(|tag| (SearchField::Tag, tag.as_str()));
        let found = receiver.into_iter().chain(items).chain(tags).find(|(_, name)| named(name))?;
        Some((found.0, found.1.to_owned(), None))
    }
}
