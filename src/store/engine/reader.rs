//! A reading connection. What it can be asked stands beside the rows: orders, refunds, notices, counts.

use crate::domain::{BuyerLimits, ShopId};
use crate::store::{
    ServerAddress, StoreError, Tuning,
    engine::{
        damage::Damage,
        db::Db,
        link::Link,
        moves, open,
        postgres::{open as on_server, server::Server, session::Session},
        statement::KnownColumns,
    },
};
use rusqlite::{Connection, Transaction};
use std::sync::Arc;

/// Reads the shop's data over a connection of its own: never waits for the writer, never keeps it waiting.
/// One thread at a time; ask the store for one each.
pub struct Reader {
    line: ReadConnection,
    shop: ShopId,
    limits: BuyerLimits,
    damage: Damage,
    usual_carrier: Option<String>,
}

/// The connection it reads over.
enum ReadConnection {
    File(Connection, KnownColumns),
    Server(Box<Session>),
}

impl Reader {
    pub(in crate::store) fn on(conn: Connection, shop: ShopId, damage: Damage) -> Self {
        Self::over(ReadConnection::File(conn, KnownColumns::default()), shop, damage)
    }

    pub(in crate::store::engine) fn on_server(session: Session, shop: ShopId, damage: Damage) -> Self {
        Self::over(ReadConnection::Server(Box::new(session)), shop, damage)
    }

    fn over(line: ReadConnection, shop: ShopId, damage: Damage) -> Self {
        Self { line, shop, limits: BuyerLimits::NONE, damage, usual_carrier: None }
    }

    /// A reading connection to a shop on a server that nobody here has opened. Leaves it as it is; like all on a server, not
    /// for an asynchronous task.
    ///
    /// # Errors
    /// [`ServerFault`](crate::store::ServerFault); [`StoreError::Newer`] and [`StoreError::Older`].
    pub fn open_server(address: &ServerAddress, shop: ShopId) -> Result<Self, StoreError> {
        let server = Arc::new(Server::at(address, Tuning::default().busy_timeout)?);
        on_server::look(&server)?;
        let reader = Self::on_server(Session::open(&server)?, shop, Damage::default());
        reader.must_be_here()?;
        Ok(reader)
    }

    /// Refuses a shop that moved away, or is not all here yet.
    pub(in crate::store) fn must_be_here(&self) -> Result<(), StoreError> {
        moves::must_be_here(self.db())
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
        self.db().link.file().map_or(Ok(()), open::keep_more)?;
        Ok(self)
    }

    /// The same with the carrier the shop's settings name: it is the first to choose from.
    #[must_use]
    pub fn with_usual_carrier(self, usual_carrier: Option<String>) -> Self {
        Self { usual_carrier, ..self }
    }

    pub(in crate::store) fn usual_carrier(&self) -> Option<&str> {
        self.usual_carrier.as_deref()
    }

    pub(in crate::store) const fn limits(&self) -> BuyerLimits {
        self.limits
    }

    pub(in crate::store) fn db(&self) -> Db<'_> {
        let link = match &self.line {
            ReadConnection::File(conn, columns) => Link::Sqlite(conn, columns),
            ReadConnection::Server(session) => Link::Postgres(session),
        };
        Db::of(link, &self.shop, &self.damage)
    }

    /// Until it is dropped, all queries see the same moment. For answers that take more than one query.
    pub(in crate::store) fn snapshot(&self) -> Result<ReadSnapshot<'_>, StoreError> {
        Ok(match &self.line {
            ReadConnection::File(conn, _) => ReadSnapshot::File(conn.unchecked_transaction()?),
            ReadConnection::Server(session) => {
                session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
                ReadSnapshot::Server(session)
            }
        })
    }

    /// The schema of the file: the number of the last migration.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn schema(&self) -> Result<i64, StoreError> {
        self.db().value("SELECT MAX(version) FROM refinery_schema_history", &[])
    }
}

/// One moment of the shop, for as long as it is held.
pub(in crate::store) enum ReadSnapshot<'r> {
    File(#[expect(dead_code, reason = "held until it is dropped")] Transaction<'r>),
    Server(&'r Session),
}

impl Drop for ReadSnapshot<'_> {
    fn drop(&mut self) {
        if let Self::Server(session) = self {
            session.roll_back();
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("shop", &self.shop).finish_non_exhaustive()
    }
}
