//! A reading connection. What it can be asked stands beside the rows: orders, refunds, notices, counts.

use crate::domain::{BuyerLimits, ShopId};
use crate::store::StoreError;
use crate::store::engine::{damage::Damage, db::Db, open, statement::KnownColumns};
use rusqlite::{Connection, Transaction};

/// Reads the shop's data over a connection of its own: never waits for the writer, never keeps it waiting.
/// One thread at a time; ask the store for one each.
pub struct Reader {
    conn: Connection,
    columns: KnownColumns,
    shop: ShopId,
    limits: BuyerLimits,
    damage: Damage,
}

impl Reader {
    pub(in crate::store) fn on(conn: Connection, shop: ShopId, damage: Damage) -> Self {
        Self { conn, columns: KnownColumns::default(), shop, limits: BuyerLimits::NONE, damage }
    }

    /// The same for a shop with limits for its buyers.
    pub(in crate::store) fn limited(self, limits: BuyerLimits) -> Self {
        Self { limits, ..self }
    }

    /// The same for a window, which goes back and forth over long lists: it keeps more of the file at hand.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn for_lists(self) -> Result<Self, StoreError> {
        open::keep_more(&self.conn)?;
        Ok(self)
    }

    pub(in crate::store) const fn limits(&self) -> BuyerLimits {
        self.limits
    }

    pub(in crate::store) fn db(&self) -> Db<'_> {
        Db { conn: &self.conn, columns: &self.columns, shop: &self.shop, damage: &self.damage }
    }

    /// Until it is dropped, all queries see the same moment. For answers that take more than one query.
    pub(in crate::store) fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Ok(Snapshot { _transaction: self.conn.unchecked_transaction()? })
    }

    /// The schema of the file: the number of the last migration.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn schema(&self) -> Result<i64, StoreError> {
        self.db().value("SELECT MAX(version) FROM refinery_schema_history", &[])
    }
}

/// One moment of the file, for as long as it is held.
pub(in crate::store) struct Snapshot<'r> {
    _transaction: Transaction<'r>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("shop", &self.shop).finish_non_exhaustive()
    }
}
