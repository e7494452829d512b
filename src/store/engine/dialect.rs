//! What the engines say in different words, one function a difference. Everything else is SQL that both understand. Where a
//! function makes a piece of a statement it is SQLite's piece, and PostgreSQL's words are put in its place when the statement
//! is prepared (`postgres/translate.rs`): whoever makes it need not know where it will run.

use crate::store::{
    StoreError,
    engine::{db::Db, link::Link},
};

/// The largest of these expressions; PostgreSQL calls it GREATEST.
pub(in crate::store) fn greatest(of: &[&str]) -> String {
    format!("MAX({})", of.join(", "))
}

/// The smallest of these expressions; PostgreSQL calls it LEAST.
pub(in crate::store) fn least(of: &[&str]) -> String {
    format!("MIN({})", of.join(", "))
}

/// Until the transaction ends rows may refer to rows that are not there.
pub(in crate::store) fn defer_references(db: Db<'_>) -> Result<(), StoreError> {
    let sql = match db.link {
        Link::Sqlite(..) => "PRAGMA defer_foreign_keys = ON",
        Link::Postgres(_) => "SET CONSTRAINTS ALL DEFERRED",
    };
    db.run(sql, &[]).map(drop)
}

/// Read along this index and no other, or not at all. PostgreSQL says nothing here: it counts what its tables hold and chooses.
pub(in crate::store) fn along(index: &str) -> String {
    format!("INDEXED BY {index}")
}
