//! A thread for each printer: one that hangs delays neither another printer nor money.

use super::{PrintQueue, PrinterSlot};
use crate::{
    events::ShopEvent,
    store::{Reader, Store, StoreError},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

/// The longest sleep without a look at the rows.
const LOOK_SECS: i64 = 20;
/// The pause after a failed read or write.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// How long an end waits for a receipt that is leaving. What takes longer is in doubt at the next start.
const LINGER: Duration = Duration::from_secs(3);

#[derive(Debug)]
enum PrintWake {
    Look,
    Test(String),
    Stop,
}

/// Where the owner's test receipts go: to the thread of the printer they are wanted from.
#[derive(Debug, Clone, Default)]
pub struct TestPrints(Vec<(String, Sender<PrintWake>)>);

impl TestPrints {
    /// Has the printer of this name print a test receipt; what became of it is an event. `false`: there is no such printer.
    pub fn print_on(&self, printer: &str) -> bool {
        let thread = self.0.iter().find(|(name, _)| name == printer);
        thread.is_some_and(|(name, wake)| wake.send(PrintWake::Test(name.clone())).is_ok())
    }
}

/// The running threads.
pub struct PrintThreads {
    queue: Arc<PrintQueue>,
    wakes: Vec<(String, Sender<PrintWake>)>,
    ended: Receiver<()>,
}

impl PrintThreads {
    /// Starts them. [`PrintQueue::wake_up`] came before.
    ///
    /// # Errors
    /// The rows cannot be read, or the system gives no threads.
    pub fn start(queue: PrintQueue, store: &Store) -> Result<Self, StoreError> {
        let queue = Arc::new(queue);
        let (ending, ended) = channel();
        let mut wakes = Vec::new();
        for (place, slot) in queue.slots.iter().enumerate() {
            let (wake, woken) = channel();
            wakes.push((slot.listed.name.clone(), wake));
            let (queue, reader, ending) = (queue.clone(), store.reader()?, ending.clone());
            let work = move || {
                if let Some(slot) = queue.slots.get(place) {
                    look_after(&queue, slot, &reader, &woken);
                }
                drop(ending);
            };
            let thread = thread::Builder::new().name("printer".to_owned()).spawn(work);
            thread.map_err(|e| StoreError::Other(e.to_string()))?;
        }
        let threads = wakes.clone();
        queue.events.listen(move |event| {
            if matches!(
                event,
                ShopEvent::OrderPaid(_)
                    | ShopEvent::OrderChanged(_)
                    | ShopEvent::PrintsChanged
                    | ShopEvent::LeaseChanged
                    | ShopEvent::ChangedElsewhere
            ) {
                for (_, wake) in &threads {
                    drop(wake.send(PrintWake::Look)); // an ended thread has nothing left to print
                }
            }
        });
        Ok(Self { queue, wakes, ended })
    }

    /// The receipts themselves.
    pub fn queue(&self) -> Arc<PrintQueue> {
        Arc::clone(&self.queue)
    }

    /// Where test receipts are asked for.
    pub fn test_prints(&self) -> TestPrints {
        TestPrints(self.wakes.clone())
    }

    /// Ends the threads; a receipt that is leaving is waited for, but not for long.
    pub fn stop(self) {
        for (_, wake) in &self.wakes {
            drop(wake.send(PrintWake::Stop)); // a thread that is gone needs no word
        }
        if self.ended.recv_timeout(LINGER) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("a printer is not waited for any longer; its receipt is in doubt");
        }
    }
}

impl std::fmt::Debug for PrintThreads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrintThreads").field("wakes", &self.wakes).finish_non_exhaustive()
    }
}

fn look_after(queue: &PrintQueue, slot: &PrinterSlot, reader: &Reader, woken: &Receiver<PrintWake>) {
    let mut test = None;
    loop {
        let update = catch_unwind(AssertUnwindSafe(|| work(queue, slot, reader, test.take())));
        let pause = match update {
            Ok(Ok(pause)) => pause,
            Ok(Err(StoreError::Closed)) => return,
            Ok(Err(error)) => {
                tracing::error!(%error, "the printers cannot use the data");
                queue.health.after_store(&error);
                AFTER_FAILURE
            }
            Err(_) => {
                tracing::error!("printing panicked; its row is looked at again");
                AFTER_FAILURE
            }
        };
        test = match next_wake(woken, pause) {
            PrintWake::Stop => return,
            PrintWake::Look => None,
            PrintWake::Test(printer) => Some(printer),
        };
    }
}

/// Sleeps until something is due or somebody wakes us. Many wakes for a look are one look.
fn next_wake(woken: &Receiver<PrintWake>, pause: Duration) -> PrintWake {
    let first = match woken.recv_timeout(pause) {
        Ok(wake) => wake,
        Err(RecvTimeoutError::Timeout) => PrintWake::Look,
        Err(RecvTimeoutError::Disconnected) => PrintWake::Stop,
    };
    if !matches!(first, PrintWake::Look) {
        return first;
    }
    woken.try_iter().find(|wake| !matches!(wake, PrintWake::Look)).unwrap_or(PrintWake::Look)
}

fn work(queue: &PrintQueue, slot: &PrinterSlot, reader: &Reader, test: Option<String>) -> Result<Duration, StoreError> {
    if let Some(printer) = test {
        queue.test(&printer)?;
    }
    queue.look_at(slot, reader, queue.env.now())?;
    let now = queue.env.now();
    let secs = slot.next_look(reader, now)?.map_or(LOOK_SECS, |next| next.since(now).clamp(0, LOOK_SECS));
    Ok(Duration::from_secs(u64::try_from(secs.max(1)).unwrap_or(1)))
}
