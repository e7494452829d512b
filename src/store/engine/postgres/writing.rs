//! The writing connection to a server. A transaction begins by taking the shop's own row, so that of several seats one
//! changes the shop at a time and what an intent reads cannot go stale: the same promise as `BEGIN IMMEDIATE` gives in a
//! file, for every intent alike. It ends by counting the commit in that row and in one of this writer's own.
//!
//! A connection that breaks off while the commit is on its way says nothing about it. Then the old connection is ended at
//! the server, the shop's row is taken again, which waits for whatever is still going on, and the writer's row says
//! whether the commit is there. It is never repeated blindly.

use crate::domain::ShopId;
use crate::store::{
    ServerFault, StoreError,
    engine::{
        damage::Damage,
        db::Db,
        link::Link,
        moves,
        postgres::{open, server::Server, session::Session},
        writing::Writing,
    },
};
use aws_lc_rs::rand;
use std::{
    cell::Cell,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// How long a commit is asked after before it is told that nobody knows.
const ASKED_FOR: Duration = Duration::from_secs(30);
const BETWEEN_ASKS: Duration = Duration::from_millis(200);
/// Writers of other days are forgotten: nobody asks after their commits any more.
const WRITERS_KEPT_SECS: i64 = 7 * 24 * 60 * 60;

pub(in crate::store::engine) struct ServerWriting {
    session: Session,
    shop_id: ShopId,
    /// As a statement says it.
    shop: String,
    writer: String,
    /// How many commits there were when this transaction began.
    before: Cell<i64>,
    /// The connection the transaction runs on, as the server names it.
    backend: Cell<Option<i64>>,
}

impl ServerWriting {
    /// Opens the shop on the server for writing.
    pub fn open(server: &Arc<Server>, shop: &ShopId) -> Result<Self, StoreError> {
        open::prepare(server, shop)?;
        let mut id = [0; 16];
        rand::fill(&mut id).map_err(|_| StoreError::Other("there are no random numbers".to_owned()))?;
        let (shop_id, shop) = (shop.clone(), shop.as_str().replace('\'', "''"));
        let this = Self {
            session: Session::open(server)?,
            shop_id,
            writer: hex::encode(id),
            shop,
            before: Cell::new(0),
            backend: Cell::new(None),
        };
        let damage = Damage::default();
        moves::must_be_here(Db::of(this.link(), &this.shop_id, &damage))?;
        let (shop, writer) = (&this.shop, &this.writer);
        this.session.batch(&format!(
            "DELETE FROM shop_writers WHERE opened_at < extract(epoch FROM now())::BIGINT - {WRITERS_KEPT_SECS}
                 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = shop_writers.backend);
             INSERT INTO shop_writers (shop_id, writer, commit_no, opened_at, backend)
                 VALUES ('{shop}', '\\x{writer}', 0, extract(epoch FROM now())::BIGINT, pg_backend_pid())"
        ))?;
        Ok(this)
    }

    /// The shop was moved away while it was open here.
    fn moved(&self) -> Result<(), StoreError> {
        let damage = Damage::default();
        let found = moves::must_be_here(Db::of(self.link(), &self.shop_id, &damage));
        self.session.roll_back();
        found
    }

    /// The last commit of this writer that is there, once nothing of its lost connection goes on.
    fn last_kept(&self) -> Result<Option<i64>, StoreError> {
        let kept = self.look_for_last().inspect_err(|_| self.session.roll_back())?;
        // What no standby has confirmed yet would be lost with this server. A commit of now waits for it, and so for all before.
        let (shop, writer) = (&self.shop, &self.writer);
        let confirmed = self.session.end(&format!(
            "UPDATE shop_writers SET backend = pg_backend_pid() WHERE shop_id = '{shop}' AND writer = '\\x{writer}'; COMMIT"
        ));
        self.session.roll_back();
        confirmed.map(|()| kept)
    }

    fn look_for_last(&self) -> Result<Option<i64>, StoreError> {
        let (shop, writer) = (&self.shop, &self.writer);
        let found = self.session.begin(&format!(
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
                 WHERE a.pid = {} AND a.usename = current_user AND a.application_name = 'zhanggui' AND a.pid <> pg_backend_pid();
             BEGIN ISOLATION LEVEL READ COMMITTED;
             SELECT commits FROM shop_commits WHERE shop_id = '{shop}' FOR UPDATE;
             SELECT COALESCE((SELECT commit_no FROM shop_writers WHERE shop_id = '{shop}' AND writer = '\\x{writer}'), -1)",
            self.backend.get().unwrap_or(0)
        ))?;
        Ok(found.last().copied())
    }

    /// Whether the commit of this number is there.
    fn ask_after(&self, commit_no: i64) -> Result<(), StoreError> {
        let until = Instant::now().checked_add(ASKED_FOR);
        self.session.roll_back();
        loop {
            match self.last_kept() {
                Ok(Some(kept)) if kept >= commit_no => return Ok(()),
                Ok(_) => return Err(ServerFault::Lost.into()),
                Err(error) if until.is_none_or(|until| Instant::now() >= until) => {
                    tracing::error!(%error, "whether a commit was kept could not be asked");
                    return Err(ServerFault::Unknown.into());
                }
                Err(_) => thread::sleep(BETWEEN_ASKS),
            }
        }
    }
}

impl Writing for ServerWriting {
    fn link(&self) -> Link<'_> {
        Link::Postgres(&self.session)
    }

    fn begin(&self) -> Result<(), StoreError> {
        let shop = &self.shop;
        let sql = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_backend_pid();
             SELECT commits FROM shop_commits WHERE shop_id = '{shop}' FOR UPDATE;
             SELECT COUNT(*) FROM moves WHERE shop_id = '{shop}'"
        );
        let [backend, commits, moves] = self.session.begin(&sql)?.try_into().map_err(|_| {
            self.session.roll_back();
            StoreError::Other("the shop has no row of its commits".to_owned())
        })?;
        self.backend.set(Some(backend));
        self.before.set(commits);
        if moves > 0 { self.moved() } else { Ok(()) }
    }

    fn count(&self, _: Db<'_>) -> Result<i64, StoreError> {
        Ok(self.before.get().saturating_add(1))
    }

    fn commit(&self, counted: Option<i64>) -> Result<(), StoreError> {
        let Some(number) = counted else { return self.session.end("ROLLBACK") };
        let (shop, writer) = (&self.shop, &self.writer);
        let ended = self.session.end(&format!(
            "UPDATE shop_commits SET commits = {number} WHERE shop_id = '{shop}';
             UPDATE shop_writers SET commit_no = {number} WHERE shop_id = '{shop}' AND writer = '\\x{writer}';
             COMMIT"
        ));
        match ended {
            Err(StoreError::Server(ServerFault::Lost)) => self.ask_after(number),
            ended => ended,
        }
    }

    fn roll_back(&self) {
        self.session.roll_back();
    }

    fn set_savepoint(&self) -> Result<(), StoreError> {
        self.session.set_savepoint()
    }

    fn back_to_savepoint(&self) -> Result<(), StoreError> {
        self.session.back_to_savepoint()
    }

    fn release_savepoint(&self) -> Result<(), StoreError> {
        self.session.batch("RELEASE intent")
    }

    /// Nothing of it was kept: another transaction was in its way, or the connection was lost before the commit.
    fn is_worth_repeating(&self, error: &StoreError) -> bool {
        matches!(error, StoreError::Locked | StoreError::Server(ServerFault::Lost))
    }

    fn committed(&mut self, _: i64, _: bool) -> Result<(), StoreError> {
        Ok(())
    }

    fn look_after(&mut self) {}

    fn end(self) -> Result<(), StoreError> {
        let (shop, writer) = (&self.shop, &self.writer);
        // A goodbye may be lost, and must not wait for a standby that is gone.
        let bye = "SET synchronous_commit = off";
        self.session
            .batch(&format!("{bye}; DELETE FROM shop_writers WHERE shop_id = '{shop}' AND writer = '\\x{writer}'"))
    }
}
