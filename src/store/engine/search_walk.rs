//! A walk along SQLite's index, the newest documents first, a bounded way at a time.
//!
//! FTS5 compares the documents of two words until it has one to give. Where many documents have each of them and none has
//! both, that is to the end of the shop. So the number of an order some way down stands beside each of the words: its
//! document has "all" of them, FTS5 gives it, and the walk ends there. The number of the newest does the same at the top, where
//! FTS5 else compares from the first document on before it looks where it was told to begin.

use crate::store::{StoreError, search::tokens};
use rusqlite::Connection;

/// So many documents are walked over in one step.
pub(in crate::store) const STEP_LENGTH: i64 = 131_072;
/// Orders whose number is tried for a mark: one whose number another order is found by, too, is none.
const TRIED_MAX: u32 = 4;

/// An FTS5 query in conjunctive form. What must be in a document: of each of these one of the ways, and of a way each of its words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::store) struct MatchQuery(pub Vec<Vec<Vec<String>>>);

/// What one step found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::store) struct Walked {
    /// Documents, the newest first.
    pub found: Vec<i64>,
    /// Those of them that are found for being marks, whether they have the words or not.
    pub marks: Vec<i64>,
    /// In front of which document the next step begins; `None` at the end of the shop.
    pub next: Option<i64>,
}

impl Walked {
    /// As many as were asked for: behind the last of them there may be more.
    pub fn up_to(mut self, limit: u32) -> Self {
        if u32::try_from(self.found.len()).is_ok_and(|found| found >= limit) {
            self.next = self.found.last().copied();
        }
        self
    }
}

/// An order's document that nothing else is found by.
struct WalkMark {
    doc_id: i64,
    word: String,
}

impl MatchQuery {
    /// True where documents of several words are compared.
    pub fn compares(&self) -> bool {
        self.0.len() > 1 || self.0.iter().flatten().any(|way| way.len() > 1)
    }

    /// In FTS5's words (sqlite.org/fts5.html, 3).
    pub fn text(&self) -> String {
        self.beside(&[])
    }

    /// The same, with the documents of these marks beside them.
    fn beside(&self, marks: &[WalkMark]) -> String {
        let mut or_mark = String::new();
        for mark in marks {
            or_mark.extend([" OR \"", &mark.word, "\""]);
        }
        let term = |ways: &Vec<Vec<String>>| {
            // A way of one word is compared with nothing inside.
            let all_single = ways.iter().all(|way| way.len() == 1);
            let way = |words: &Vec<String>| match words.as_slice() {
                [word] => word.clone(),
                words => words.iter().map(|word| format!("({word}{or_mark})")).collect::<Vec<_>>().join(" AND "),
            };
            let ways = ways.iter().map(|words| format!("({})", way(words))).collect::<Vec<_>>().join(" OR ");
            if all_single { format!("({ways}{or_mark})") } else { format!("({ways})") }
        };
        self.0.iter().map(term).collect::<Vec<_>>().join(" AND ")
    }
}

/// One step from in front of `before`, over at most `length` documents, of which at most `limit` are given.
pub(in crate::store::engine) fn step(
    conn: &Connection,
    wanted: &MatchQuery,
    (before, length): (i64, i64),
    limit: u32,
) -> Result<Walked, StoreError> {
    let mut marks = Vec::new();
    let mut stop = None;
    if wanted.compares() {
        let Some(top) = mark(conn, i64::MAX)? else { return plain(conn, wanted, before, limit) };
        let from = before.min(top.doc_id.saturating_add(1));
        let bottom = mark(conn, from.saturating_sub(length))?;
        stop = bottom.as_ref().map(|mark| mark.doc_id);
        marks.push(top);
        marks.extend(bottom);
    }
    walk(conn, &wanted.beside(&marks), (before, stop), limit, &marks)
}

fn plain(conn: &Connection, wanted: &MatchQuery, before: i64, limit: u32) -> Result<Walked, StoreError> {
    walk(conn, &wanted.text(), (before, None), limit, &[])
}

const ALONG: &str =
    "SELECT rowid FROM search_words WHERE search_words MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3";

fn walk(
    conn: &Connection,
    text: &str,
    (before, stop): (i64, Option<i64>),
    limit: u32,
    marks: &[WalkMark],
) -> Result<Walked, StoreError> {
    let mut walked = Walked::default();
    let mut query = conn.prepare_cached(ALONG)?;
    let mut rows = query.query((text, before, limit))?;
    while let Some(row) = rows.next()? {
        let doc_id: i64 = row.get(0)?;
        walked.found.push(doc_id);
        if marks.iter().any(|mark| mark.doc_id == doc_id) {
            walked.marks.push(doc_id);
        }
        // Asked for one more, FTS5 would go on behind it.
        if stop == Some(doc_id) {
            walked.next = stop;
            return Ok(walked);
        }
    }
    Ok(walked.up_to(limit))
}

const LAST_OF: &str = "SELECT doc_id, order_no FROM search_docs WHERE doc_id <= ?1 ORDER BY doc_id DESC LIMIT ?2";
const HAS_WORD: &str = "SELECT rowid FROM search_words WHERE search_words MATCH ?1 LIMIT 2";

/// The last document up to this one that can be a mark.
fn mark(conn: &Connection, up_to: i64) -> Result<Option<WalkMark>, StoreError> {
    let mut docs = conn.prepare_cached(LAST_OF)?;
    let mut rows = docs.query((up_to, TRIED_MAX))?;
    while let Some(row) = rows.next()? {
        let (doc_id, word) = (row.get(0)?, tokens::whole_number(row.get_ref(1)?.as_str().unwrap_or_default()));
        if is_alone(conn, doc_id, &word)? {
            return Ok(Some(WalkMark { doc_id, word }));
        }
    }
    Ok(None)
}

/// True if this document is found by the word, and no other is.
fn is_alone(conn: &Connection, doc_id: i64, word: &str) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached(HAS_WORD)?;
    let mut rows = query.query([format!("\"{word}\"")])?;
    let first: Option<i64> = rows.next()?.map(|row| row.get(0)).transpose()?;
    Ok(first == Some(doc_id) && rows.next()?.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn match_query(terms: &[&[&[&str]]]) -> MatchQuery {
        let words = |words: &&[&str]| words.iter().map(|word| format!("\"{word}\"")).collect();
        MatchQuery(terms.iter().map(|ways| ways.iter().map(words).collect()).collect())
    }

    #[test]
    fn a_mark_stands_beside_every_word_that_is_compared() {
        let marks = [WalkMark { doc_id: 7, word: "№a".into() }];
        let one = match_query(&[&[&["a"], &["b"]]]);
        assert!(!one.compares());
        assert_eq!(one.text(), "((\"a\") OR (\"b\"))");
        let two = match_query(&[&[&["a"]], &[&["b", "c"], &["d"]]]);
        assert!(two.compares());
        assert_eq!(two.text(), "((\"a\")) AND (((\"b\") AND (\"c\")) OR (\"d\"))");
        assert_eq!(
            two.beside(&marks),
            "((\"a\") OR \"№a\") AND (((\"b\" OR \"№a\") AND (\"c\" OR \"№a\")) OR (\"d\"))"
        );
    }
}
