//! What an order can be found by, read from its rows: they have the last word.

use crate::store::{
    OrderRow, SearchField, SearchHit, StoreError,
    engine::{db::Db, value::params},
    orders,
    search::{
        documents::{NOTES_OF_ORDER, TAGS_OF_ORDER},
        query::{SearchQuery, Term},
        tokens,
    },
};
use crate::{
    base::search_text::place_in,
    domain::{Fen, OrderNo},
};
use std::ops::Range;

/// What an order can be found by, as its rows say it.
pub(super) struct FoundDocument {
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
    pub fn read(db: Db<'_>, doc_id: i64) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT order_no FROM search_docs WHERE doc_id = ?1 AND shop_id = ?2";
        match db.find_value::<OrderNo>(sql, params![doc_id, db.shop])? {
            Some(order_no) => Self::of(db, &order_no),
            None => Ok(None),
        }
    }

    pub fn of(db: Db<'_>, order_no: &OrderNo) -> Result<Option<Self>, StoreError> {
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

    /// Whose it is.
    pub fn order_no(&self) -> &OrderNo {
        &self.row.key.order_no
    }

    /// The order as it was found; `None` where one of the terms is not in it after all.
    pub fn hit(self, query: &SearchQuery) -> Option<SearchHit> {
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
