//! SQLite's writing connection, with the log and the mark beside the file.

use crate::store::{
    StoreError,
    engine::{
        checksums, db::Db, generation::Generation, link::Link, log::Log, statement, statement::KnownColumns,
        writing::Writing,
    },
};
use rusqlite::Connection;

pub(in crate::store::engine) struct FileWriting {
    conn: Connection,
    columns: KnownColumns,
    log: Log,
    mark: Option<Generation>,
}

impl FileWriting {
    /// On a connection that was opened for writing.
    pub fn on(conn: Connection, log: Log, mark: Option<Generation>) -> Self {
        Self { conn, columns: KnownColumns::default(), log, mark }
    }

    fn say(&self, sql: &str) -> Result<(), StoreError> {
        statement::run(&self.conn, sql, &[]).map(drop)
    }
}

impl Writing for FileWriting {
    fn link(&self) -> Link<'_> {
        Link::Sqlite(&self.conn, &self.columns)
    }

    fn begin(&self) -> Result<(), StoreError> {
        self.say("BEGIN IMMEDIATE")
    }

    fn count(&self, _: Db<'_>) -> Result<i64, StoreError> {
        checksums::count_commit(&self.conn)
    }

    fn commit(&self, _: Option<i64>) -> Result<(), StoreError> {
        self.say("COMMIT")
    }

    fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.say("ROLLBACK")
        {
            tracing::error!(%error, "a failed transaction could not be rolled back");
        }
    }

    fn set_savepoint(&self) -> Result<(), StoreError> {
        self.say("SAVEPOINT intent")
    }

    fn back_to_savepoint(&self) -> Result<(), StoreError> {
        self.say("ROLLBACK TO intent")
    }

    fn release_savepoint(&self) -> Result<(), StoreError> {
        self.say("RELEASE intent")
    }

    /// It has waited for the other program already.
    fn is_worth_repeating(&self, _: &StoreError) -> bool {
        false
    }

    /// A mark that cannot be kept stops what is about to leave, and nothing else: it then lies behind, which is never wrong.
    fn committed(&mut self, commits: i64, leaves: bool) -> Result<(), StoreError> {
        let Some(mark) = &mut self.mark else { return Ok(()) };
        let kept = mark.raise(commits).and_then(|()| if leaves { mark.flush() } else { Ok(()) });
        kept.inspect_err(|error| tracing::error!(%error, "the mark beside the data file cannot be kept"))
    }

    fn look_after(&mut self) {
        self.log.look_after(&self.conn);
    }

    fn end(mut self) -> Result<(), StoreError> {
        self.log.end();
        if let Some(mark) = &mut self.mark {
            mark.end();
        }
        // Best effort: a reader that is still open only means that the side files go later.
        if let Err(error) = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            tracing::warn!(%error, "the last checkpoint was not made; the next start makes it");
        }
        self.conn.close().map_err(|(_, error)| error.into())
    }
}
