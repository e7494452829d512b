//! The search index as PostgreSQL keeps it: the tokens the program makes, each order's in one TSVECTOR as they are, with a
//! GIN index. No parser and no dictionary of the server's looks at them.

use crate::store::{
    StoreError,
    engine::{db::Db, search_types::Document, search_walk::Walked, value::params},
    search::query::TokenTest,
};

/// The document of an order, new or in the place of the one it had.
pub(in crate::store::engine) fn put(db: Db<'_>, document: &Document<'_>) -> Result<(), StoreError> {
    let words = document.tokens.iter().collect::<Vec<_>>().join(" ");
    db.run_one(
        "INSERT INTO search_docs (shop_id, doc_id, order_no, words)
             VALUES (?1, ?2, ?3, array_to_tsvector(array_remove(string_to_array(?4, ' '), '')))
         ON CONFLICT (shop_id, doc_id) DO UPDATE SET words = excluded.words",
        params![db.shop, document.doc_id, document.order_no, words],
    )
}

/// The number of the next document, behind those there are and those that are kept.
pub(in crate::store::engine) fn next_number(db: Db<'_>) -> Result<i64, StoreError> {
    db.value(
        "SELECT 1 + GREATEST(COALESCE((SELECT MAX(doc_id) FROM search_docs WHERE shop_id = ?1), 0),
                             COALESCE((SELECT total FROM search_backlog WHERE shop_id = ?1), 0)) AS number",
        params![db.shop],
    )
}

/// So many of the newest documents show how common the words are.
const NEWEST: i64 = 1_000;
/// At least so many of them: the words are common.
const COMMON: usize = 8;

/// The next documents that it finds, the newest first, older than `before`.
pub(in crate::store::engine) fn step(
    db: Db<'_>,
    expression: &str,
    before: i64,
    limit: u32,
) -> Result<Walked, StoreError> {
    let found = matching(db, expression, before, limit)?;
    Ok(Walked { found, ..Walked::default() }.up_to(limit))
}

/// No statistics of the server's are asked how many there will be, for they know nothing of the fronts of words: it was seen to
/// read thirty thousand documents for the one that is meant.
fn matching(db: Db<'_>, expression: &str, before: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    let near = among_newest(db, expression, before, limit)?;
    if u32::try_from(near.len()).is_ok_and(|found| found >= limit) {
        return Ok(near);
    }
    let sql = if near.len() >= COMMON {
        // Enough are met soon.
        "SELECT doc_id FROM search_docs WHERE shop_id = ?1 AND words @@ ?2::TEXT::TSQUERY AND doc_id < ?3
         ORDER BY doc_id DESC LIMIT ?4"
    } else {
        // Few: all of them, by the index of words.
        "WITH found AS MATERIALIZED (
             SELECT doc_id FROM search_docs WHERE shop_id = ?1 AND words @@ ?2::TEXT::TSQUERY AND doc_id < ?3)
         SELECT doc_id FROM found ORDER BY doc_id DESC LIMIT ?4"
    };
    db.values(sql, params![db.shop, expression, before, limit])
}

/// The same of the newest documents alone, along their numbers.
fn among_newest(db: Db<'_>, expression: &str, before: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    db.values(
        "WITH newest AS MATERIALIZED (
             SELECT COALESCE(MAX(doc_id), 0) AS top FROM search_docs WHERE shop_id = ?1 AND doc_id < ?3)
         SELECT doc_id FROM search_docs WHERE shop_id = ?1 AND words @@ ?2::TEXT::TSQUERY
             AND doc_id <= (SELECT top FROM newest) AND doc_id > (SELECT top FROM newest) - ?4
         ORDER BY doc_id DESC LIMIT ?5",
        params![db.shop, expression, before, NEWEST, limit],
    )
}

/// How many documents it finds, counted up to `most`.
pub(in crate::store::engine) fn count(db: Db<'_>, expression: &str, most: u32) -> Result<u32, StoreError> {
    let near = among_newest(db, expression, i64::MAX, u32::try_from(COMMON).unwrap_or(u32::MAX))?;
    let sql = if near.len() >= COMMON {
        "SELECT COUNT(*) FROM (SELECT 1 FROM search_docs WHERE shop_id = ?1 AND words @@ ?2::TEXT::TSQUERY LIMIT ?3) AS found"
    } else {
        "WITH found AS MATERIALIZED (
             SELECT doc_id FROM search_docs WHERE shop_id = ?1 AND words @@ ?2::TEXT::TSQUERY)
         SELECT COUNT(*) FROM (SELECT 1 FROM found LIMIT ?3) AS counted"
    };
    db.value(sql, params![db.shop, expression, most])
}

/// Each of these tests finds a token in one of its ways, as PostgreSQL reads it (8.11.2, tsquery). A token has no quote in it: it is letters, digits and marks.
pub(in crate::store::engine) fn expression(tests: &[Vec<TokenTest>]) -> String {
    let one = |test: &TokenTest| match test {
        TokenTest::Every(tokens) => tokens.iter().map(|token| format!("'{token}'")).collect::<Vec<_>>().join(" & "),
        TokenTest::Begins(front) => format!("'{front}':*"),
    };
    let any = |ways: &Vec<TokenTest>| {
        let ways: Vec<String> = ways.iter().map(|way| format!("({})", one(way))).collect();
        format!("({})", ways.join(" | "))
    };
    tests.iter().map(any).collect::<Vec<_>>().join(" & ")
}
