//! The one thread that writes. It takes every intent that waits, and those that come while it works, runs all of them
//! inside one transaction, and answers the callers only once that transaction is on the disk: sixty-four callers, one
//! flush. An intent that fails takes only its own changes with it.

use crate::domain::ShopId;
use crate::store::{
    CommitFuture, StoreError,
    engine::{
        checksums,
        damage::Damage,
        db::Db,
        generation::Generation,
        log::Log,
        queue::{Queue, Round},
        statement::KnownColumns,
    },
    search::documents,
};
use rusqlite::Connection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Instant,
};
use tokio::sync::oneshot;

/// An intent on its way: answered once.
trait Work: Send {
    /// Runs the intent, again if its changes were undone through no fault of its own. `Err` only says that its changes must
    /// be undone; the caller hears the reason by `answer`.
    fn run(&mut self, db: Db<'_>) -> Result<(), StoreError>;

    /// True if something leaves this computer once it is answered.
    fn leaves(&self) -> bool;

    /// Tells the caller: its own result once the commit is durable, else why nothing was kept.
    fn answer(self: Box<Self>, committed: Result<(), &StoreError>);
}

/// What an answer lets loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Leaves {
    /// Nothing that could not be asked about again.
    Nothing,
    /// A call that moves money, tells WeChat, or prints.
    Something,
}

struct Intent<T, F> {
    act: F,
    leaves: Leaves,
    gave: Option<Result<T, StoreError>>,
    give: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Work for Intent<T, F>
where
    T: Send,
    F: Fn(Db<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, db: Db<'_>) -> Result<(), StoreError> {
        // One broken intent must not take the shop down: it is undone and answered, and the thread goes on.
        let gave = catch_unwind(AssertUnwindSafe(|| (self.act)(db)))
            .unwrap_or_else(|_| Err(StoreError::Other("the intent broke off and was undone".to_owned())));
        let keep = gave.as_ref().map(drop).map_err(StoreError::again);
        self.gave = Some(gave);
        keep
    }

    fn leaves(&self) -> bool {
        self.leaves == Leaves::Something
    }

    fn answer(self: Box<Self>, committed: Result<(), &StoreError>) {
        let result = match committed {
            Ok(()) => self.gave.unwrap_or(Err(StoreError::Closed)),
            // Even a refusal was decided on rows that are gone now.
            Err(error) => Err(error.again()),
        };
        if self.give.send(result).is_err() {
            tracing::debug!("a caller did not wait for its answer; what was committed stays");
        }
    }
}

type QueuedWork = Queue<Box<dyn Work>>;

/// However the thread ends: whoever still waits, or comes later, reads `Closed` instead of waiting for ever.
struct CloseGuard(Arc<QueuedWork>);

impl Drop for CloseGuard {
    fn drop(&mut self) {
        self.0.close();
        drop(self.0.first(&mut Round::new(), usize::MAX));
    }
}

/// The handle to the writing thread.
pub(in crate::store) struct Writer {
    queue: Arc<QueuedWork>,
    thread: Mutex<Option<JoinHandle<Result<(), StoreError>>>>,
    commits: Arc<AtomicU64>,
    changes: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the thread on a connection that was opened for writing.
    pub fn start(
        mut conn: Connection,
        beside: (Log, Option<Generation>),
        of: (ShopId, Damage),
        batch_max: usize,
    ) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::new());
        let ending = CloseGuard(Arc::clone(&queue));
        let commits = Arc::new(AtomicU64::new(0));
        let (changes, counted) = (Arc::new(AtomicU64::new(0)), Arc::clone(&commits));
        let readable = Arc::clone(&changes);
        conn.commit_hook(Some(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false // false lets the commit go on
        }))?;
        let thread = std::thread::Builder::new()
            .name("shop-writer".to_owned())
            .spawn(move || write_until_closed(conn, beside, &of, (&ending.0, &readable), batch_max))
            .map_err(|error| StoreError::Other(format!("the writer does not start: {error}")))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)), commits, changes })
    }

    /// Hands an intent over. The answer comes after its commit.
    pub fn submit<T, F>(&self, act: F, leaves: Leaves) -> CommitFuture<T>
    where
        T: Send + 'static,
        F: Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (give, answer) = CommitFuture::pair();
        let intent = Intent { act, leaves, gave: None, give };
        // A writer that has ended gives the intent back; with it goes the answering end, and the caller reads `Closed`.
        if self.queue.push(Box::new(intent)).is_err() {
            tracing::debug!("an intent came after the writer had ended");
        }
        answer
    }

    /// How many transactions changed the file since it was opened.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// The same, counted when the commit can be read, before its callers are answered.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Takes no more intents, finishes those that wait, and leaves the file whole without its side files.
    pub fn close(&self) -> Result<(), StoreError> {
        self.queue.close();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        match thread.map(JoinHandle::join) {
            Some(Ok(closed)) => closed,
            Some(Err(_)) => Err(StoreError::Other("the writer broke off".to_owned())),
            None => Ok(()),
        }
    }
}

fn write_until_closed(
    conn: Connection,
    (mut log, mut mark): (Log, Option<Generation>),
    (shop, damage): &(ShopId, Damage),
    (waiting, changes): (&QueuedWork, &AtomicU64),
    batch_max: usize,
) -> Result<(), StoreError> {
    let (mut round, columns) = (Round::new(), KnownColumns::default());
    loop {
        let batch = waiting.first(&mut round, batch_max);
        if batch.is_empty() {
            break;
        }
        commit_together(
            Db { conn: &conn, columns: &columns, shop, damage },
            batch,
            &mut Comers { waiting, round: &mut round, most: batch_max, changes },
            mark.as_mut(),
        );
        log.look_after(&conn);
    }
    log.end();
    if let Some(mark) = &mut mark {
        mark.end();
    }
    // Best effort: a reader that is still open only means that the side files go later.
    if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the last checkpoint was not made; the next start makes it");
    }
    conn.close().map_err(|(_, error)| error.into())
}

/// Who else may join a transaction that has begun.
struct Comers<'a> {
    waiting: &'a QueuedWork,
    round: &'a mut Round,
    most: usize,
    /// Commits that can be read.
    changes: &'a AtomicU64,
}

/// One transaction for all of `batch` and those who come meanwhile; every one of them is answered, and none before the
/// commit.
fn commit_together(db: Db<'_>, mut batch: Vec<Box<dyn Work>>, comers: &mut Comers<'_>, mark: Option<&mut Generation>) {
    if let Err(error) = db.damage.check() {
        return batch.into_iter().for_each(|work| work.answer(Err(&error)));
    }
    let outcome = match transaction(db, &mut batch, run_bare, Some(comers)) {
        // Something was written by an intent that then failed. Undone with the others, which run again.
        Err(Rollback::Spoilt) => transaction(db, &mut batch, run_alone, None),
        outcome => outcome,
    };
    if outcome.is_ok() {
        comers.changes.fetch_add(1, Ordering::Release);
    }
    let outcome = outcome.map_err(|stop| match stop {
        Rollback::Lost(error) => error,
        Rollback::Spoilt => StoreError::Other("an intent spoilt the transaction".to_owned()),
    });
    // What is durable is told outside of the file before anybody acts on it.
    let marked = match (mark, &outcome) {
        (Some(mark), Ok(Some(commits))) => keep_mark(mark, *commits, batch.iter().any(|work| work.leaves())),
        _ => Ok(()),
    };
    for work in batch {
        match (&marked, work.leaves()) {
            (Err(error), true) => work.answer(Err(error)),
            _ => work.answer(outcome.as_ref().map(drop)),
        }
    }
}

/// So many commits are in the file. A mark that cannot be kept stops what is about to leave, and nothing else: it then lies
/// behind, which is never wrong.
fn keep_mark(mark: &mut Generation, commits: i64, leaves: bool) -> Result<(), StoreError> {
    let kept = mark.raise(commits).and_then(|()| if leaves { mark.flush() } else { Ok(()) });
    kept.inspect_err(|error| tracing::error!(%error, "the mark beside the data file cannot be kept"))
}

/// Why a transaction comes to nothing.
enum Rollback {
    /// It could not be kept: everybody hears why.
    Lost(StoreError),
    /// An intent failed half way, and no savepoint stands before it.
    Spoilt,
}

impl From<StoreError> for Rollback {
    fn from(error: StoreError) -> Self {
        Self::Lost(error)
    }
}

type Run = fn(Db<'_>, &mut dyn Work) -> Result<(), Rollback>;

/// Runs all of `batch`, which grows by who comes, between BEGIN and COMMIT; what is not committed is rolled back.
fn transaction(
    db: Db<'_>,
    batch: &mut Vec<Box<dyn Work>>,
    run: Run,
    mut comers: Option<&mut Comers<'_>>,
) -> Result<Option<i64>, Rollback> {
    let begun = db.run("BEGIN IMMEDIATE", &[]).map(drop).map_err(Rollback::Lost);
    let changed_before = db.conn.total_changes();
    let ran = begun.and_then(|()| run_all(db, batch, run, comers.as_deref_mut()));
    let ran = ran.and_then(|()| finish(db, changed_before).map_err(Rollback::Lost));
    let committing = Instant::now();
    let outcome = ran.and_then(|commits| {
        let committed = db.run("COMMIT", &[]).map_err(|error| Rollback::Lost(of_all(error)));
        committed.map(|_| commits)
    });
    if let Some(comers) = comers {
        comers.round.committed(committing.elapsed());
    }
    if outcome.is_err() {
        give_up(db);
    }
    outcome
}

/// The last words inside a transaction: how many commits there are with this one, if it changes anything. Nothing that was
/// read from a damaged file is kept.
fn finish(db: Db<'_>, changed_before: u64) -> Result<Option<i64>, StoreError> {
    db.damage.check()?;
    if db.conn.total_changes() == changed_before {
        return Ok(None);
    }
    documents::keep_up(db)?;
    checksums::count_commit(db.conn).map(Some)
}

fn run_all(
    db: Db<'_>,
    batch: &mut Vec<Box<dyn Work>>,
    run: Run,
    mut comers: Option<&mut Comers<'_>>,
) -> Result<(), Rollback> {
    let mut ran = 0;
    loop {
        batch.iter_mut().skip(ran).try_for_each(|work| run(db, work.as_mut()))?;
        ran = batch.len();
        let Some(comers) = &mut comers else { return Ok(()) };
        let more = comers.waiting.more(comers.round, comers.most);
        if more.is_empty() {
            comers.round.gathered();
            return Ok(());
        }
        batch.extend(more);
    }
}

/// Runs one intent without a savepoint, which costs a copy of every page it touches. Nearly every intent either keeps
/// what it wrote or is refused before it writes anything.
fn run_bare(db: Db<'_>, work: &mut dyn Work) -> Result<(), Rollback> {
    let before = db.conn.total_changes();
    let kept = work.run(db);
    if db.conn.is_autocommit() {
        return Err(Rollback::Lost(lost(kept)));
    }
    if kept.is_err() && db.conn.total_changes() != before { Err(Rollback::Spoilt) } else { Ok(()) }
}

/// Runs one intent so that it can fail without the others.
fn run_alone(db: Db<'_>, work: &mut dyn Work) -> Result<(), Rollback> {
    db.run("SAVEPOINT intent", &[])?;
    let kept = work.run(db);
    if db.conn.is_autocommit() {
        return Err(Rollback::Lost(lost(kept)));
    }
    if kept.is_err() {
        db.run("ROLLBACK TO intent", &[])?;
    }
    db.run("RELEASE intent", &[])?;
    Ok(())
}

/// A commit that breaks a rule is nobody's row in particular.
fn of_all(error: StoreError) -> StoreError {
    match error {
        StoreError::Rule(why) => StoreError::Other(why),
        error => error,
    }
}

/// SQLite itself rolled everything back: a full disk or a failing one.
fn lost(kept: Result<(), StoreError>) -> StoreError {
    kept.err().unwrap_or_else(|| StoreError::Other("the transaction was lost".to_owned()))
}

fn give_up(db: Db<'_>) {
    if !db.conn.is_autocommit()
        && let Err(error) = db.run("ROLLBACK", &[])
    {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
}
