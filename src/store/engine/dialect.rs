//! What SQLite says otherwise than other engines, one function a difference. Everything else is SQL that both understand.

use crate::store::{StoreError, engine::db::Db};

/// The largest of these expressions; PostgreSQL calls it GREATEST.
pub(in crate::store) fn greatest(of: &[&str]) -> String {
    format!("MAX({})", of.join(", "))
}

/// The smallest of these expressions; PostgreSQL calls it LEAST.
pub(in crate::store) fn least(of: &[&str]) -> String {
    format!("MIN({})", of.join(", "))
}

/// Until the transaction ends rows may refer to rows that are not there; PostgreSQL: SET CONSTRAINTS ALL DEFERRED.
pub(in crate::store) fn defer_references(db: Db<'_>) -> Result<(), StoreError> {
    db.run("PRAGMA defer_foreign_keys = ON", &[]).map(drop)
}

/// Read along this index and no other, or not at all. PostgreSQL says nothing here: it counts what its tables hold and chooses.
pub(in crate::store) fn along(index: &str) -> String {
    format!("INDEXED BY {index}")
}
