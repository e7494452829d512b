//! The search index. PostgreSQL's is in `postgres/search.rs`; here it is as SQLite keeps it: an FTS5 table of the tokens the program makes. Which orders a commit has changed is
//! noted by temporary triggers, as the checksums are kept, so that no intent can forget it; their documents are made anew
//! in the same commit.

use crate::store::{
    StoreError,
    engine::{
        checksums::row_hash::hash,
        db::Db,
        link::Link,
        postgres,
        search_types::{ChangedOrder, Document, FOUND_BY},
        search_walk::{self, MatchQuery, Walked},
        value::params,
    },
    search::query::TokenTest,
};
use rusqlite::Connection;

/// The tables the index itself is kept in, by how their names begin: they are added up by themselves.
pub(in crate::store) const TABLES: [&str; 3] = ["search_words", "search_vocab", "search_docs"];

/// Orders are noted again, after the triggers of the connection were taken away.
pub(in crate::store) fn resume(db: Db<'_>) -> Result<(), StoreError> {
    db.link.file().map_or(Ok(()), |conn| start(conn, true))
}

/// From now on every order this connection changes has its document made anew; none unless `indexed`.
pub(in crate::store) fn start(conn: &Connection, indexed: bool) -> Result<(), StoreError> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS search_changed (
             shop_id TEXT NOT NULL, order_no TEXT NOT NULL, is_new INTEGER NOT NULL,
             PRIMARY KEY (shop_id, order_no)) WITHOUT ROWID;",
    )?;
    for (table, columns) in FOUND_BY.into_iter().filter(|_| indexed) {
        let comes = if table == "orders" { note("NEW", true) } else { note("NEW", false) };
        let (goes, changes) = (note("OLD", false), note("NEW", false));
        conn.execute_batch(&format!(
            "CREATE TEMP TRIGGER search_{table}_comes AFTER INSERT ON main.{table} BEGIN {comes} END;
             CREATE TEMP TRIGGER search_{table}_goes AFTER DELETE ON main.{table} BEGIN {goes} END;
             CREATE TEMP TRIGGER search_{table}_changes AFTER UPDATE OF {columns} ON main.{table} BEGIN {changes} END;",
        ))?;
    }
    Ok(())
}

fn note(row: &str, is_new: bool) -> String {
    let is_new = i32::from(is_new);
    format!("INSERT OR IGNORE INTO search_changed VALUES ({row}.shop_id, {row}.order_no, {is_new});")
}

/// The orders this transaction has changed so far.
pub(in crate::store) fn changed(db: Db<'_>) -> Result<Vec<ChangedOrder>, StoreError> {
    if let Link::Postgres(session) = db.link {
        return Ok(session.take_noted());
    }
    db.list("SELECT shop_id, order_no, is_new FROM temp.search_changed", &[], |row| {
        Ok(ChangedOrder { shop_id: row.get("shop_id")?, order_no: row.get("order_no")?, is_new: row.get("is_new")? })
    })
}

/// Their documents are made.
pub(in crate::store) fn forget_changed(db: Db<'_>) -> Result<(), StoreError> {
    if db.link.file().is_none() {
        return Ok(());
    }
    db.run("DELETE FROM temp.search_changed", &[]).map(drop)
}

/// No document has any token.
pub(in crate::store) fn empty(db: Db<'_>) -> Result<(), StoreError> {
    if db.link.file().is_none() {
        return Ok(());
    }
    db.run("INSERT INTO search_words (search_words) VALUES ('delete-all')", &[]).map(drop)
}

/// The document of an order, new or in the place of the one it had.
pub(in crate::store) fn put(db: Db<'_>, document: &Document<'_>, is_new: bool) -> Result<(), StoreError> {
    if db.link.file().is_none() {
        return postgres::search::put(db, document);
    }
    let Document { doc_id, order_no, tokens } = document;
    let of_tokens = tokens.iter().map(|token| fold(token.as_bytes(), *doc_id));
    let folded = of_tokens.fold(fold(order_no.as_bytes(), *doc_id), i64::wrapping_add);
    if is_new {
        let sql = "INSERT INTO search_docs (shop_id, doc_id, order_no, folded) VALUES (?1, ?2, ?3, ?4)";
        db.run_one(sql, params![db.shop, doc_id, order_no, folded])?;
    } else {
        db.run_one("UPDATE search_docs SET folded = ?2 WHERE doc_id = ?1", params![doc_id, folded])?;
        db.run("DELETE FROM search_words WHERE rowid = ?1", params![doc_id])?;
    }
    let words = tokens.iter().collect::<Vec<_>>().join(" ");
    db.run("INSERT INTO search_words (rowid, words) VALUES (?1, ?2)", params![doc_id, words]).map(drop)
}

/// The number of the next document, behind those there are and those that are kept.
pub(in crate::store) fn next_number(db: Db<'_>) -> Result<i64, StoreError> {
    if db.link.file().is_none() {
        return postgres::search::next_number(db);
    }
    db.value(
        "SELECT COALESCE(MAX(number), 0) + 1 AS number FROM (
             SELECT MAX(doc_id) AS number FROM search_docs UNION ALL SELECT SUM(total) AS number FROM search_backlog) AS numbers",
        &[],
    )
}

/// A word of a document, or its order, as a number: those of all add up to what is kept.
pub(in crate::store) fn fold(token: &[u8], doc_id: i64) -> i64 {
    hash(&[token, &doc_id.to_be_bytes()].concat())
}

/// What a search asks the index.
pub(in crate::store) enum Expression {
    /// As [`search_walk`] puts it together for FTS5.
    File(MatchQuery),
    /// In the server's words.
    Server(String),
}

/// So many words that begin alike are looked for one by one. FTS5 puts the documents of all words that begin so together
/// before it gives the first of them: with a name that half a shop has that is half a shop.
const BEGUN_MAX: usize = 24;

impl Expression {
    /// Each of these tests finds a token in one of its ways. A token has no quote in it: it is letters, digits and marks.
    pub fn of(db: Db<'_>, tests: &[Vec<TokenTest>]) -> Result<Self, StoreError> {
        if db.link.file().is_none() {
            return Ok(Self::Server(postgres::search::expression(tests)));
        }
        let quoted = |token: &String| format!("\"{token}\"");
        let mut all = Vec::new();
        for ways in tests {
            let mut any = Vec::new();
            for way in ways {
                match way {
                    TokenTest::Every(tokens) => any.push(tokens.iter().map(quoted).collect()),
                    TokenTest::Begins(front) => match begun(db, front)? {
                        Some(words) => any.extend(words.iter().map(|word| vec![quoted(word)])),
                        None => any.push(vec![format!("\"{front}\" *")]),
                    },
                }
            }
            all.push(any);
        }
        Ok(Self::File(MatchQuery(all)))
    }
}

/// The next word of the index. Each is looked up anew from behind the last: a walk along the words would go over all the
/// documents of each.
pub(in crate::store) const NEXT_WORD: &str = "SELECT term FROM search_vocab WHERE term >= ?1 AND term < ?2 LIMIT 1";

/// The words of the index that begin so; `None` where they are too many to be looked for one by one.
fn begun(db: Db<'_>, front: &str) -> Result<Option<Vec<String>>, StoreError> {
    let (mut words, mut from, behind) = (Vec::new(), front.to_owned(), format!("{front}\u{10FFFF}"));
    while let Some(word) = db.find_value::<String>(NEXT_WORD, params![from, behind])? {
        if words.len() >= BEGUN_MAX {
            return Ok(None);
        }
        // Nothing stands between a word and this.
        from = format!("{word}\u{1}");
        words.push(word);
    }
    Ok(Some(words))
}

/// The next documents that it finds, the newest first, older than `before`: at most `limit`, and over at most `length`.
pub(in crate::store) fn step(
    db: Db<'_>,
    wanted: &Expression,
    (before, length): (i64, i64),
    limit: u32,
) -> Result<Walked, StoreError> {
    match (wanted, db.link.file()) {
        (Expression::File(wanted), Some(conn)) => search_walk::step(conn, wanted, (before, length), limit),
        (Expression::Server(wanted), _) => postgres::search::step(db, wanted, before, limit),
        (Expression::File(_), None) => Err(StoreError::Other("a file's search was asked of a server".to_owned())),
    }
}

/// How many documents it finds, counted up to `most`; `None` where documents are compared for it, which has no bound.
pub(in crate::store) fn count(db: Db<'_>, wanted: &Expression, most: u32) -> Result<Option<u32>, StoreError> {
    match wanted {
        Expression::Server(wanted) => postgres::search::count(db, wanted, most).map(Some),
        Expression::File(wanted) if wanted.compares() => Ok(None),
        Expression::File(wanted) => db
            .value(
                "SELECT COUNT(*) FROM (SELECT 1 FROM search_words WHERE search_words MATCH ?1 LIMIT ?2)",
                params![wanted.text(), most],
            )
            .map(Some),
    }
}

/// Pages of the index that are written in one commit.
const PAGES_AT_ONCE: i64 = 256;
/// An index in more parts than this is put together.
const PARTS_MAX: u32 = 8;

/// Puts the parts of the index together, some pages at a time; false once nothing is left to do. Every commit begins a part,
/// and FTS5 looks a word up in each. `begins`: all of them, if they are many.
pub(in crate::store) fn merge(db: Db<'_>, begins: bool) -> Result<bool, StoreError> {
    if db.link.file().is_none() {
        return Ok(false);
    }
    if begins {
        let parts: u32 = db.value("SELECT COUNT(*) FROM (SELECT DISTINCT segid FROM search_words_idx)", &[])?;
        if parts <= PARTS_MAX {
            return Ok(false);
        }
    }
    // sqlite.org/fts5.html, 6.8: a negative number takes all parts; fewer than two changes mean that nothing was left.
    let pages = if begins { -PAGES_AT_ONCE } else { PAGES_AT_ONCE };
    let before = db.link.changed();
    db.run("INSERT INTO search_words (search_words, rank) VALUES ('merge', ?1)", params![pages])?;
    Ok(db.link.changed().saturating_sub(before) >= 2)
}
