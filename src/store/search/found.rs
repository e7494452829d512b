//! What an order can be found by, read from its rows: they have the last word.

use crate::store::{
    OrderRow, SearchField, SearchHit, StoreError,
    engine::{db::Db, dialect::along, row::Row, value::ToSql},
    orders,
    search::{
        query::{SearchQuery, Term},
        tokens,
    },
};
use crate::{
    base::search_text::place_in,
    domain::{Fen, OrderNo},
};
use std::{collections::HashMap, fmt::Write as _, ops::Range};

/// What an order can be found by, as its rows say it.
pub(super) struct FoundDocument {
    row: OrderRow,
    phone: String,
    address: String,
    note: String,
    transaction_id: Option<String>,
    pickup: Option<String>,
    nickname: Option<String>,
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

/// What an order's own row does not say and is one of its kind.
const ITS_ONE: &str = "receiver_address,
    (SELECT p.transaction_id FROM payments p WHERE p.shop_id = orders.shop_id AND p.order_no = orders.order_no) AS transaction_id,
    (SELECT k.code FROM pickups k WHERE k.shop_id = orders.shop_id AND k.order_no = orders.order_no) AS pickup_code,
    (SELECT n.nickname FROM nicknames n WHERE n.shop_id = orders.shop_id AND n.order_no = orders.order_no) AS nickname";

impl FoundDocument {
    /// Those of these numbers in the index, in their order; `None` where the order is gone. They are asked for together: each
    /// question is a way to the server.
    pub fn read_all(db: Db<'_>, doc_ids: &[i64]) -> Result<Vec<Option<Self>>, StoreError> {
        let (marks, padded) = asked_for(doc_ids);
        let sql = of_numbers(&marks);
        let known = db.list(&sql, &values(db, &padded), |row| Ok((row.get("doc_id")?, row.get("order_no")?)))?;
        let known: HashMap<i64, OrderNo> = known.into_iter().collect();
        let there: Vec<OrderNo> = doc_ids.iter().filter_map(|doc_id| known.get(doc_id).cloned()).collect();
        let mut documents = Self::by_order(db, &there)?;
        Ok(doc_ids.iter().map(|doc_id| documents.remove(known.get(doc_id)?)).collect())
    }

    /// Those of these orders, in their order.
    pub fn of_all(db: Db<'_>, order_nos: &[OrderNo]) -> Result<Vec<Self>, StoreError> {
        let mut documents = Self::by_order(db, order_nos)?;
        Ok(order_nos.iter().filter_map(|order_no| documents.remove(order_no)).collect())
    }

    fn by_order(db: Db<'_>, order_nos: &[OrderNo]) -> Result<HashMap<OrderNo, Self>, StoreError> {
        if order_nos.is_empty() {
            return Ok(HashMap::new());
        }
        let (marks, padded) = asked_for(order_nos);
        let rows = db.list(&orders::reads::rows_with(ITS_ONE, &marks), &values(db, &padded), |row| {
            Ok(Self {
                phone: row.get("receiver_phone")?,
                address: row.get("receiver_address")?,
                note: row.get("note")?,
                transaction_id: row.get("transaction_id")?,
                pickup: row.get("pickup_code")?,
                nickname: row.get("nickname")?,
                row: orders::reads::row_from(row)?,
                tracking: Vec::new(),
                refunds: Vec::new(),
                owners_notes: Vec::new(),
                tags: Vec::new(),
            })
        })?;
        let mut documents: HashMap<OrderNo, Self> =
            rows.into_iter().map(|document| (document.row.key.order_no.clone(), document)).collect();
        db.each_of_list(&its_many(&marks), &values(db, &padded), |row| {
            match documents.get_mut(&row.get::<OrderNo>("order_no")?) {
                Some(document) => document.add(row),
                None => Ok(()),
            }
        })?;
        Ok(documents)
    }

    /// One of the rows an order may have several of.
    fn add(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        match row.text("kind")? {
            "refund" => self.refunds.push(RefundWords {
                refund_no: row.get("words")?,
                refund_id: row.get("refund_id")?,
                reason: row.get("reason")?,
                amount: row.get("amount_fen")?,
            }),
            "parcel" => self.tracking.push(row.get("words")?),
            "note" => self.owners_notes.push(row.get("words")?),
            _ => self.tags.push(row.get("words")?),
        }
        Ok(())
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
        let nickname = self.nickname.iter().map(|name| (SearchField::Nickname, name));
        let owners_notes = self.owners_notes.iter().map(|note| (SearchField::OwnersNote, note));
        let tags = self.tags.iter().map(|tag| (SearchField::Tag, tag));
        texts
            .into_iter()
            .chain(nickname)
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
        let nickname = self.nickname.iter().map(|name| (SearchField::Nickname, name.as_str()));
        let items = self.row.items.split(", ").map(|item| (SearchField::Items, item));
        let tags = self.tags.iter().map(|tag| (SearchField::Tag, tag.as_str()));
        let found = receiver.into_iter().chain(nickname).chain(items).chain(tags).find(|(_, name)| named(name))?;
        Some((found.0, found.1.to_owned(), None))
    }
}

/// The orders of these numbers of the index. From the numbers to the documents: left to itself SQLite reads all of a shop's
/// along another index.
fn of_numbers(marks: &str) -> String {
    let rows = marks.replace(", ", "), (");
    format!(
        "WITH wanted (number) AS (VALUES ({rows})) SELECT d.doc_id, d.order_no FROM wanted w CROSS JOIN search_docs d
         WHERE d.doc_id = w.number AND d.shop_id = ?1"
    )
}

/// What a page of eight is read by.
#[cfg(test)]
pub(in crate::store) fn questions() -> [String; 3] {
    let (marks, _) = asked_for(&[0; 8]);
    [of_numbers(&marks), orders::reads::rows_with(ITS_ONE, &marks), its_many(&marks)]
}

/// What an order may have several of, each kind in the order it was written.
fn its_many(marks: &str) -> String {
    let along = along("notes_of_order");
    format!(
        "SELECT 'refund' AS kind, order_no, refund_no AS words, refund_id, reason, amount_fen, 0 AS written_at FROM refunds
             WHERE shop_id = ?1 AND order_no IN ({marks})
         UNION ALL SELECT 'parcel', order_no, tracking_no, '', '', 0, 0 FROM parcels
             WHERE shop_id = ?1 AND order_no IN ({marks})
         UNION ALL SELECT 'note', order_no, body, '', '', 0, written_at FROM notes {along}
             WHERE shop_id = ?1 AND order_no IN ({marks}) AND removed_at IS NULL
         UNION ALL SELECT 'tag', order_no, tag, '', '', 0, 0 FROM put_tags
             WHERE shop_id = ?1 AND order_no IN ({marks})
         ORDER BY written_at"
    )
}

/// The places of these values behind the shop's, and the values: the last once more where they are few, so that few statements
/// are prepared.
fn asked_for<T: Clone>(wanted: &[T]) -> (String, Vec<T>) {
    let mut padded = wanted.to_vec();
    if let Some(last) = wanted.last() {
        padded.resize(wanted.len().next_power_of_two(), last.clone());
    }
    let mut marks = String::new();
    for at in 0..padded.len() {
        let comma = if at == 0 { "" } else { ", " };
        let _infallible = write!(marks, "{comma}?{}", at.saturating_add(2));
    }
    (marks, padded)
}

fn values<'a, T: ToSql>(db: Db<'a>, wanted: &'a [T]) -> Vec<&'a dyn ToSql> {
    std::iter::once(db.shop as &dyn ToSql).chain(wanted.iter().map(|value| value as &dyn ToSql)).collect()
}
