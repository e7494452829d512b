//! The one thread that writes. It takes every intent that waits, and those that come while it works, runs all of them
//! inside one transaction, and answers the callers only once that transaction is on the disk: sixty-four callers, one
//! flush. An intent that fails takes only its own changes with it.

use crate::domain::ShopId;
use crate::store::{
    CommitFuture, Refusal, StoreError,
    engine::{
        damage::Damage,
        db::Db,
        queue::{Queue, Round},
        standing::Standing,
        writing::Writing,
    },
    operators::rights::Guard,
    search::documents,
};
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

    /// The engine undid what the intent took for kept.
    fn undone(&mut self);

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
    /// Whether whoever acts may, asked inside the transaction that writes.
    guard: Guard,
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
        let gave = catch_unwind(AssertUnwindSafe(|| {
            let db = Db { acting: self.guard.acting(), ..db };
            match self.guard.refuses(db)? {
                // What was written down about the attempt is kept; the intent itself did not begin.
                Some(refused) => Ok(Err(Refusal::NotPermitted(refused).into())),
                None => (self.act)(db).map(Ok),
            }
        }))
        .unwrap_or_else(|_| Err(StoreError::Other("the intent broke off and was undone".to_owned())));
        let keep = gave.as_ref().map(drop).map_err(StoreError::again);
        self.gave = Some(gave.and_then(std::convert::identity));
        keep
    }

    fn undone(&mut self) {
        self.gave = Some(Err(StoreError::Other("a statement failed, and the intent was undone".to_owned())));
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
    pub fn start(engine: impl Writing, of: (ShopId, Damage), batch_max: usize) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::new());
        let ending = CloseGuard(Arc::clone(&queue));
        let commits = Arc::new(AtomicU64::new(0));
        let changes = Arc::new(AtomicU64::new(0));
        let counted = (Arc::clone(&commits), Arc::clone(&changes));
        let thread = std::thread::Builder::new()
            .name("shop-writer".to_owned())
            .spawn(move || write_until_closed(engine, &of, (&ending.0, (&counted.0, &counted.1)), batch_max))
            .map_err(|error| StoreError::Other(format!("the writer does not start: {error}")))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)), commits, changes })
    }

    /// Hands an intent over. The answer comes after its commit.
    pub fn submit<T, F>(&self, guard: Guard, act: F, leaves: Leaves) -> CommitFuture<T>
    where
        T: Send + 'static,
        F: Fn(Db<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (give, answer) = CommitFuture::pair();
        let intent = Intent { guard, act, leaves, gave: None, give };
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

    /// Another seat's commit can be read.
    pub fn note_change(&self) {
        self.changes.fetch_add(1, Ordering::Release);
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
    mut engine: impl Writing,
    (shop, damage): &(ShopId, Damage),
    (waiting, counted): (&QueuedWork, (&AtomicU64, &AtomicU64)),
    batch_max: usize,
) -> Result<(), StoreError> {
    let mut round = Round::new();
    loop {
        let batch = waiting.first(&mut round, batch_max);
        if batch.is_empty() {
            return engine.end();
        }
        let mut comers = Comers { waiting, round: &mut round, most: batch_max, counted };
        commit_together(&mut engine, (shop, damage), batch, &mut comers);
        engine.look_after();
    }
}

/// Who else may join a transaction that has begun.
struct Comers<'a> {
    waiting: &'a QueuedWork,
    round: &'a mut Round,
    most: usize,
    /// Commits that changed something, and transactions that can be read.
    counted: (&'a AtomicU64, &'a AtomicU64),
}

/// So often a transaction is repeated that came to nothing by no fault of its own.
const REPEATS: usize = 3;

/// One transaction for all of `batch` and those who come meanwhile; every one of them is answered, and none before the
/// commit.
fn commit_together(
    engine: &mut impl Writing,
    (shop, damage): (&ShopId, &Damage),
    mut batch: Vec<Box<dyn Work>>,
    comers: &mut Comers<'_>,
) {
    if let Err(error) = damage.check() {
        return batch.into_iter().for_each(|work| work.answer(Err(&error)));
    }
    let outcome = keep_together(engine, (shop, damage), &mut batch, comers);
    if outcome.is_ok() {
        let (commits, changes) = comers.counted;
        if matches!(outcome, Ok(Some(_))) {
            commits.fetch_add(1, Ordering::Relaxed);
        }
        changes.fetch_add(1, Ordering::Release);
    }
    // What is durable is told outside of the file before anybody acts on it.
    let marked = match &outcome {
        Ok(Some(commits)) => engine.committed(*commits, batch.iter().any(|work| work.leaves())),
        _ => Ok(()),
    };
    for work in batch {
        match (&marked, work.leaves()) {
            (Err(error), true) => work.answer(Err(error)),
            _ => work.answer(outcome.as_ref().map(drop)),
        }
    }
}

/// The transaction of a batch, as often as it takes: how many commits there are with it, if it changed anything.
fn keep_together(
    engine: &impl Writing,
    (shop, damage): (&ShopId, &Damage),
    batch: &mut Vec<Box<dyn Work>>,
    comers: &mut Comers<'_>,
) -> Result<Option<i64>, StoreError> {
    let on = On { engine, shop, damage };
    let mut outcome = transaction(&on, batch, run_bare, Some(comers));
    for _ in 0..REPEATS {
        match &outcome {
            // Something was written by an intent that then failed. Undone with the others, which run again.
            Err(Rollback::Spoilt) => {}
            Err(Rollback::Lost(error)) if engine.is_worth_repeating(error) => {}
            _ => break,
        }
        outcome = transaction(&on, batch, run_alone, None);
    }
    outcome.map_err(|stop| match stop {
        Rollback::Lost(error) => error,
        Rollback::Spoilt => StoreError::Other("an intent spoilt the transaction".to_owned()),
    })
}

/// What a transaction runs on.
struct On<'a, W> {
    engine: &'a W,
    shop: &'a ShopId,
    damage: &'a Damage,
}

impl<'a, W: Writing> On<'a, W> {
    fn db(&self) -> Db<'a> {
        Db::of(self.engine.link(), self.shop, self.damage)
    }

    /// The engine's own errors may be about the file as well.
    fn noted<T>(&self, said: Result<T, StoreError>) -> Result<T, StoreError> {
        said.inspect_err(|error| self.damage.note(error))
    }
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

type RunWork<W> = fn(&On<'_, W>, &mut dyn Work) -> Result<(), Rollback>;

/// Runs all of `batch`, which grows by who comes, between BEGIN and COMMIT; what is not committed is rolled back.
fn transaction<W: Writing>(
    on: &On<'_, W>,
    batch: &mut Vec<Box<dyn Work>>,
    run: RunWork<W>,
    mut comers: Option<&mut Comers<'_>>,
) -> Result<Option<i64>, Rollback> {
    let begun = on.noted(on.engine.begin()).map_err(Rollback::Lost);
    let changed_before = on.db().link.changed();
    let ran = begun.and_then(|()| run_all(on, batch, run, comers.as_deref_mut()));
    let ran = ran.and_then(|()| finish(on, changed_before).map_err(Rollback::Lost));
    let committing = Instant::now();
    let outcome = ran.and_then(|counted| {
        let committed = on.noted(on.engine.commit(counted)).map_err(|error| Rollback::Lost(of_all(error)));
        committed.map(|()| counted)
    });
    if let Some(comers) = comers {
        comers.round.committed(committing.elapsed());
    }
    if outcome.is_err() {
        on.engine.roll_back();
    }
    outcome
}

/// The last words inside a transaction: how many commits there are with this one, if it changes anything. Nothing that was
/// read from a damaged file is kept.
fn finish<W: Writing>(on: &On<'_, W>, changed_before: u64) -> Result<Option<i64>, StoreError> {
    on.damage.check()?;
    if on.db().link.changed() == changed_before {
        return Ok(None);
    }
    documents::keep_up(on.db())?;
    on.engine.count(on.db()).map(Some)
}

fn run_all<W: Writing>(
    on: &On<'_, W>,
    batch: &mut Vec<Box<dyn Work>>,
    run: RunWork<W>,
    mut comers: Option<&mut Comers<'_>>,
) -> Result<(), Rollback> {
    let mut ran = 0;
    loop {
        batch.iter_mut().skip(ran).try_for_each(|work| run(on, work.as_mut()))?;
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

/// Runs one intent without a savepoint, which costs a copy of every page it touches, or one more question to a server. Nearly
/// every intent either keeps what it wrote or is refused before it writes anything.
fn run_bare<W: Writing>(on: &On<'_, W>, work: &mut dyn Work) -> Result<(), Rollback> {
    let link = on.db().link;
    let before = link.changed();
    let kept = work.run(on.db());
    match link.standing() {
        Standing::Gone => Err(Rollback::Lost(lost(kept))),
        Standing::Spoilt => Err(Rollback::Spoilt),
        Standing::Open if kept.is_err() && link.changed() != before => Err(Rollback::Spoilt),
        Standing::Open => Ok(()),
    }
}

/// Runs one intent so that it can fail without the others.
fn run_alone<W: Writing>(on: &On<'_, W>, work: &mut dyn Work) -> Result<(), Rollback> {
    on.noted(on.engine.set_savepoint())?;
    let kept = work.run(on.db());
    let standing = on.db().link.standing();
    if standing == Standing::Gone {
        return Err(Rollback::Lost(lost(kept)));
    }
    if standing == Standing::Spoilt && kept.is_ok() {
        work.undone();
    }
    if kept.is_err() || standing == Standing::Spoilt {
        on.noted(on.engine.back_to_savepoint())?;
    }
    on.noted(on.engine.release_savepoint())?;
    Ok(())
}

/// A commit that breaks a rule is nobody's row in particular.
fn of_all(error: StoreError) -> StoreError {
    match error {
        StoreError::Rule(why) => StoreError::Other(why),
        error => error,
    }
}

/// The engine itself undid everything: a full disk or a failing one, or a server that is gone.
fn lost(kept: Result<(), StoreError>) -> StoreError {
    kept.err().unwrap_or_else(|| StoreError::Other("the transaction was lost".to_owned()))
}
