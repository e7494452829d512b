//! What the words of the search index add up to, compared with what was kept when they were written: a torn page of the index
//! hides an order from whoever looks for it.

use crate::store::{
    StoreError,
    engine::{
        checksums::{
            difference::{Difference, SEARCH_INDEX},
            stop::StopRequest,
        },
        search_index,
    },
};
use rusqlite::Connection;
use std::collections::HashSet;

/// How many words are read between two looks at whether to stop.
const BETWEEN_LOOKS: usize = 16_384;

/// The four tables, as far as they are there.
const TABLES: &str = "SELECT COUNT(*) FROM main.sqlite_schema
    WHERE name IN ('search_docs', 'search_words', 'search_words_docsize', 'search_vocab')";

/// What FTS5 keeps beside the words of each document, without which it takes none of them out again: a row for each, with
/// nothing missing in it.
const SAME_DOCUMENTS: &str = "SELECT (SELECT COUNT(*) FROM search_docs) = (SELECT COUNT(*) FROM search_words_docsize)
    AND NOT EXISTS (SELECT 1 FROM search_docs d LEFT JOIN search_words_docsize s ON s.id = d.doc_id
                    WHERE s.id IS NULL OR s.sz IS NULL OR s.origin IS NULL)";

/// Pages of words as FTS5 numbers them (`fts5_index.c`): the segment above 37 bits, in which are a mark and a height of other
/// kinds of pages, and the page's number. Other things than segments have greater numbers still.
const PAGES: &str = "SELECT id >> 37, id & 0x7fffffff, block FROM search_words_data
    WHERE id >> 37 BETWEEN 1 AND 65535 AND (id >> 31) & 63 = 0";
/// Which of them a search is led to, by segment and number.
const LED: &str = "SELECT segid, pgno >> 1 FROM search_words_idx";
/// Where a page says how long it is without the list of its words, which stands behind.
const LENGTH_AT: std::ops::Range<usize> = 2..4;

/// The index, where not every word of it stands with the documents it was put there for, and with no other. A file of an
/// older schema has none.
pub(in crate::store) fn differ(conn: &Connection, stop: &StopRequest) -> Result<Option<Difference>, StoreError> {
    let whole = match conn.query_row(TABLES, [], |row| row.get::<_, i64>(0))? {
        0 => return Ok(None),
        4 => adds_up(conn, stop)?,
        _ => false,
    };
    Ok((!whole).then(|| Difference { table: SEARCH_INDEX.to_owned(), bucket: String::new() }))
}

fn adds_up(conn: &Connection, stop: &StopRequest) -> Result<bool, StoreError> {
    let (kept, of_orders) = kept(conn)?;
    let same_words = kept == of_orders.wrapping_add(found(conn, stop)?);
    Ok(same_words && conn.query_row(SAME_DOCUMENTS, [], |row| row.get(0))? && leads_to_every_page(conn, stop)?)
}

/// The words were read page by page; a search is led to its page by another table. Every page on which a word begins stands
/// there, and the first of each segment; what stands there of pages that were merged into others does no harm. FTS5's own check
/// misses those that are gone from the end.
fn leads_to_every_page(conn: &Connection, stop: &StopRequest) -> Result<bool, StoreError> {
    let mut led = conn.prepare(LED)?;
    let led: HashSet<(i64, i64)> =
        led.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut pages = conn.prepare(PAGES)?;
    let (mut rows, mut read) = (pages.query([])?, 0_usize);
    while let Some(row) = rows.next()? {
        let (segment, number): (i64, i64) = (row.get(0)?, row.get(1)?);
        let page = row.get_ref(2)?.as_blob().unwrap_or_default();
        let length = page.get(LENGTH_AT).and_then(|two| two.try_into().ok()).map_or(0, u16::from_be_bytes);
        let begins_a_word = number == 1 || page.len() > usize::from(length);
        if begins_a_word && !led.contains(&(segment, number)) {
            return Ok(false);
        }
        read = read.wrapping_add(1);
        if read % BETWEEN_LOOKS == 0 {
            stop.check()?;
        }
    }
    Ok(true)
}

/// What was kept, and how much of it the numbers of the orders are.
fn kept(conn: &Connection) -> Result<(i64, i64), StoreError> {
    let mut sums = conn.prepare("SELECT folded, order_no, doc_id FROM search_docs")?;
    let (mut rows, mut kept, mut of_orders) = (sums.query([])?, 0_i64, 0_i64);
    while let Some(row) = rows.next()? {
        kept = kept.wrapping_add(row.get(0)?);
        let order_no = row.get_ref(1)?.as_bytes().unwrap_or_default();
        of_orders = of_orders.wrapping_add(search_index::fold(order_no, row.get(2)?));
    }
    Ok((kept, of_orders))
}

fn found(conn: &Connection, stop: &StopRequest) -> Result<i64, StoreError> {
    let mut words = conn.prepare("SELECT term, doc FROM search_vocab")?;
    let (mut rows, mut sum, mut read) = (words.query([])?, 0_i64, 0_usize);
    while let Some(row) = rows.next()? {
        let term = row.get_ref(0)?.as_bytes().unwrap_or_default();
        sum = sum.wrapping_add(search_index::fold(term, row.get(1)?));
        read = read.wrapping_add(1);
        if read % BETWEEN_LOOKS == 0 {
            stop.check()?;
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "CREATE VIRTUAL TABLE search_words
        USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii')";
    /// Rows in a commit, and words in a row: segments of dozens of pages come together, some of them only in part.
    const ROWS: i64 = 400;
    const WORDS: i64 = 40;

    fn count(conn: &Connection, sql: &str) -> i64 {
        conn.query_row(sql, [], |row| row.get(0)).expect("a number")
    }

    #[test]
    fn an_index_in_the_middle_of_a_merge_is_whole_and_one_without_its_last_page_is_not() {
        let conn = Connection::open_in_memory().expect("a file");
        conn.execute_batch(INDEX).expect("an index");
        let (never, mut number, mut met) = (StopRequest::never(), 7_i64, false);
        for commit in 0..40 {
            conn.execute_batch("BEGIN").expect("begun");
            for row in 0..ROWS {
                let words: Vec<String> = (0..WORDS)
                    .map(|_| {
                        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        format!("w{:x}", (number >> 33).rem_euclid(1 << 22))
                    })
                    .collect();
                let values = (commit * ROWS + row + 1, words.join(" "));
                conn.execute("INSERT INTO search_words (rowid, words) VALUES (?1, ?2)", values).expect("kept");
            }
            conn.execute_batch("COMMIT; INSERT INTO search_words (search_words, rank) VALUES ('merge', 8)")
                .expect("kept");
            assert!(leads_to_every_page(&conn, &never).expect("read"), "after commit {commit}");
            let pages = count(&conn, &format!("SELECT COUNT(*) FROM ({PAGES})"));
            met |= count(&conn, &format!("SELECT COUNT(*) FROM ({LED})")) > pages;
        }
        assert!(met, "pages that were merged into others are still led to");
        let last = "DELETE FROM search_words_idx WHERE (segid, term) IN
            (SELECT segid, term FROM search_words_idx ORDER BY segid DESC, term DESC LIMIT 1)";
        assert_eq!(conn.execute(last, []).expect("gone"), 1);
        assert!(!leads_to_every_page(&conn, &never).expect("read"));
    }
}
