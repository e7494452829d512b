//! The shop's data, in one SQLite file or on a PostgreSQL server: a handle to the thread that writes, and readers on connections of their own.

use crate::domain::{Acting, BuyerLimits, ShopId};
use crate::store::{
    CommitFuture, Reader, StoreError, Tuning,
    engine::{
        damage::Damage,
        db::Db,
        file_writing::FileWriting,
        generation::Generation,
        host_seat::HostSeat,
        link::Link,
        log::{Held, Log},
        moves, open,
        postgres::{
            server::{Server, ServerAddress},
            session::Session,
            writing::ServerWriting,
        },
        side_files::bytes_with_log,
        statement::KnownColumns,
        writer::{Leaves, Writer},
    },
    operators::rights::{Attempt, Guard},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

/// The shop's data. Cheap to clone; it is closed with the last clone, or by [`Store::close`].
///
/// What changes it is an *intent*: a method beside the SQL of its noun. Each is one transaction; `now` comes from the
/// caller's clock. All of them answer [`StoreError::Refused`] when the rules say no, and change nothing then.
#[derive(Clone)]
pub struct Store(Arc<Inner>, Acting);

struct Inner {
    place: DataPlace,
    shop: ShopId,
    tuning: Tuning,
    writer: Writer,
    damage: Damage,
    host: Arc<HostSeat>,
}

/// Where the data lies.
enum DataPlace {
    File {
        path: PathBuf,
        /// A log that somebody keeps from being moved.
        held_log: Held,
        opened_in_part: bool,
    },
    Server(Arc<Server>),
}

impl Store {
    /// Opens or creates the file, brings its schema up to date, and starts the thread that writes.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::Damaged`]: the file was left untouched. [`StoreError::Locked`]: another
    /// program holds it. [`StoreError::Disk`]: it cannot be made or written.
    pub fn open(path: &Path, shop: ShopId) -> Result<Self, StoreError> {
        Self::open_tuned(path, shop, Tuning::default())
    }

    /// The same with other limits, for tests and measurements.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_tuned(path: &Path, shop: ShopId, tuning: Tuning) -> Result<Self, StoreError> {
        let opened_in_part = bytes_with_log(path) > tuning.whole_bytes;
        let mut conn = open::for_writing(path, tuning)?;
        let marked = tuning.place.map(|place| Generation::open(&conn, path, place, &shop)).transpose()?;
        let (columns, damage) = (KnownColumns::default(), Damage::default());
        moves::must_be_here(Db::of(Link::Sqlite(&conn, &columns), &shop, &damage))?;
        let held_log = Held::default();
        let log = Log::watch(&mut conn, path, tuning, Arc::clone(&held_log))?;
        let engine = FileWriting::on(conn, log, marked);
        let writer = Writer::start(engine, (shop.clone(), damage.clone()), tuning.batch_max)?;
        let place = DataPlace::File { path: path.to_owned(), held_log, opened_in_part };
        let host = Arc::new(HostSeat::only());
        Ok(Self(Arc::new(Inner { place, shop, tuning, writer, damage, host }), Acting::AtThisComputer))
    }

    /// Opens a shop on a server, or begins one in an empty database, brings its schema up to date, and starts the thread that
    /// writes. Neither the store nor a reader of it may be used in an asynchronous task: they wait for the server.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::Server`]: the database was left untouched.
    pub fn on_server(address: &ServerAddress, shop: ShopId, tuning: Tuning) -> Result<Self, StoreError> {
        let server = Arc::new(Server::at(address, tuning.busy_timeout)?);
        let damage = Damage::default();
        let engine = ServerWriting::open(&server, &shop)?;
        let writer = Writer::start(engine, (shop.clone(), damage.clone()), tuning.batch_max)?;
        let host = Arc::new(HostSeat::one_of_many(&server));
        Ok(Self(
            Arc::new(Inner { place: DataPlace::Server(server), shop, tuning, writer, damage, host }),
            Acting::AtThisComputer,
        ))
    }

    /// A reading connection of its own. It sees every commit that was answered before.
    ///
    /// # Errors
    /// [`StoreError::Disk`] where no more files can be opened; [`StoreError::Server`].
    pub fn reader(&self) -> Result<Reader, StoreError> {
        let (shop, damage) = (self.0.shop.clone(), self.0.damage.clone());
        let reader = match &self.0.place {
            DataPlace::File { path, .. } => Reader::on(open::for_reading(path, self.0.tuning)?, shop, damage),
            DataPlace::Server(server) => Reader::on_server(Session::open(server)?, shop, damage),
        };
        Ok(reader.limited(self.0.tuning.limits))
    }

    /// True where the file was larger than what is read whole before it is opened.
    pub(in crate::store) fn opened_in_part(&self) -> bool {
        matches!(self.0.place, DataPlace::File { opened_in_part: true, .. })
    }

    /// Whether this seat works for the shop.
    pub(in crate::store) fn host_seat(&self) -> &HostSeat {
        &self.0.host
    }

    /// What this seat is called in the rows: its folder and its computer, the same after each start. Empty in a file, which has
    /// no other seat.
    pub fn seat_id(&self) -> String {
        let place = self.0.tuning.place.filter(|_| !self.0.host.is_only());
        place.map(hex::encode).unwrap_or_default()
    }

    /// Which shop it is.
    pub(in crate::store) fn shop_id(&self) -> &ShopId {
        &self.0.shop
    }

    pub(in crate::store) fn note_damage(&self, error: &StoreError) {
        self.0.damage.note(error);
    }

    /// How many transactions changed the file since it was opened.
    pub fn commits(&self) -> u64 {
        self.0.writer.commits()
    }

    /// Finishes what waits and closes the file, also for the other clones: they read [`StoreError::Closed`] from now on.
    ///
    /// # Errors
    /// What kept the file from being closed. Everything that was answered is durable all the same.
    pub fn close(self) -> Result<(), StoreError> {
        // The next seat need not wait for the connection to be missed.
        if !self.0.host.is_only() {
            self.0.host.end();
        }
        self.0.writer.close()
    }

    /// The same shop, for somebody else's intents: whether they may is asked in the transaction that writes, of their row as it
    /// is then, and every history row carries them. An attempt that is refused is written down
    /// ([`Refusal::NotPermitted`](crate::store::Refusal::NotPermitted)).
    #[must_use]
    pub fn acting(&self, acting: Acting) -> Self {
        Self(Arc::clone(&self.0), acting)
    }

    /// Who acts by this handle.
    pub const fn who_acts(&self) -> Acting {
        self.1
    }

    /// Queues one transaction of the program's own. A person who comes here may only if they may everything: an intent of
    /// people's goes by [`Store::write_as`].
    pub(in crate::store) fn write<T: Send + 'static>(
        &self,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        self.0.writer.submit(Guard::unlisted(self.1), act, Leaves::Nothing)
    }

    /// Queues one transaction that is somebody's attempt: refused and written down where they may not.
    pub(in crate::store) fn write_as<T: Send + 'static>(
        &self,
        attempt: Attempt,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        self.0.writer.submit(Guard::of(self.1, attempt), act, Leaves::Nothing)
    }

    /// Queues one transaction anybody may begin: a try to sign in.
    pub(in crate::store) fn write_for_anyone<T: Send + 'static>(
        &self,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        self.0.writer.submit(Guard::anyone(self.1), act, Leaves::Nothing)
    }

    /// The same for what is about to leave this computer: its answer comes after the mark beside the file is on the disk as
    /// well, so that no file that does not know of it can pass for this one. Of several seats only the host may.
    pub(in crate::store) fn write_before_leaving<T: Send + 'static>(
        &self,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        let host = Arc::clone(&self.0.host);
        let act = move |db: Db<'_>| {
            host.must_be_host(db)?;
            act(db)
        };
        self.0.writer.submit(Guard::unlisted(self.1), act, Leaves::Something)
    }
}

impl Store {
    /// The same for what leaves by something of this seat's own, a printer: any seat may. Whether it is its own is asked in `act`.
    pub(in crate::store) fn write_before_leaving_here<T: Send + 'static>(
        &self,
        act: impl Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> CommitFuture<T> {
        self.0.writer.submit(Guard::unlisted(self.1), act, Leaves::Something)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Err(error) = self.writer.close() {
            tracing::error!(%error, "the data was not closed cleanly");
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut said = f.debug_struct("Store");
        if let DataPlace::File { path, .. } = &self.0.place {
            said.field("path", path);
        }
        said.finish_non_exhaustive()
    }
}

impl Store {
    /// What shows that the file is damaged, once something does: nothing is written any more, and nothing is to be answered
    /// to others.
    pub fn damage(&self) -> Option<StoreError> {
        self.0.damage.found()
    }

    /// How large the write-ahead log has grown, bytes, because another program reads an old picture of the file and does
    /// not let go; `None` where none does. Nothing is lost by it but room on the disk.
    pub fn held_log(&self) -> Option<u64> {
        match &self.0.place {
            DataPlace::File { held_log, .. } => Some(held_log.load(Ordering::Relaxed)).filter(|bytes| *bytes > 0),
            DataPlace::Server(_) => None,
        }
    }

    /// Counts up with every commit, as soon as it can be read and before its callers are answered: while it stands still,
    /// what was read from the file is what the file says.
    pub fn changes(&self) -> u64 {
        self.0.writer.changes()
    }

    /// Another seat's commit can be read.
    pub(in crate::store) fn note_change(&self) {
        self.0.writer.note_change();
    }

    /// What one buyer may take.
    pub(in crate::store) fn limits(&self) -> BuyerLimits {
        self.0.tuning.limits
    }
}
