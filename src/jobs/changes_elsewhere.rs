//! Tells the screen and the jobs what other seats of the shop changed, and who has what open there.

use crate::{
    domain::PresentPerson,
    events::{Events, ShopEvent},
    store::{ElsewhereWatch, Store, StoreError, WindowHere},
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What happens at another seat is seen within half a second: this, and the time the rows take to be read.
pub const POLL_EVERY: Duration = Duration::from_millis(300);
/// Without a server.
const NO_LINE: Duration = Duration::from_secs(2);

/// Where a window says what is open in it, for the windows of other seats.
#[derive(Debug, Clone, Default)]
pub struct PresenceSign(Arc<Mutex<WindowHere>>);

impl PresenceSign {
    /// From now on. Nobody waits: the next look tells it.
    pub fn says(&self, here: WindowHere) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = here;
    }

    /// What was said last.
    #[must_use]
    pub fn now(&self) -> WindowHere {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The thread that looks.
#[derive(Debug)]
pub struct ChangesElsewhere {
    end: Sender<()>,
    thread: JoinHandle<()>,
    sign: PresenceSign,
}

impl ChangesElsewhere {
    /// Starts it; `None` for a shop in a file, which has no other seats. `seat` is this program's name for itself, 32 random
    /// characters.
    ///
    /// # Errors
    /// No reading connection, or the system gives no thread.
    pub fn start(store: &Store, events: Events, seat: String) -> Result<Option<Self>, StoreError> {
        let Some(watch) = store.watch_elsewhere(seat)? else { return Ok(None) };
        let (end, ended) = channel::<()>();
        let sign = PresenceSign::default();
        let said = sign.clone();
        let spawned = thread::Builder::new().name("elsewhere".to_owned()).spawn(move || {
            look_until(watch, &events, &said, &ended);
        });
        Ok(Some(Self { end, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))?, sign }))
    }

    /// Where the window says what is open in it.
    #[must_use]
    pub fn sign(&self) -> PresenceSign {
        self.sign.clone()
    }

    /// Ends the thread and waits for it.
    pub fn stop(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that hears of other seats ended by a panic");
        }
    }
}

fn look_until(mut watch: ElsewhereWatch, events: &Events, sign: &PresenceSign, ended: &Receiver<()>) {
    let (mut pause, mut people) = (POLL_EVERY, Vec::<PresentPerson>::new());
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        pause = match watch.look(&sign.now(), Instant::now()) {
            Ok(seen) => {
                if seen.changed {
                    events.send(&ShopEvent::ChangedElsewhere);
                }
                // Only news wakes the screen.
                if seen.people != people {
                    people = seen.people;
                    events.send(&ShopEvent::PresenceChanged(people.clone()));
                }
                POLL_EVERY
            }
            Err(error) => {
                tracing::debug!(%error, "what other seats changed could not be asked");
                NO_LINE
            }
        };
    }
    if let Err(error) = watch.leave() {
        tracing::debug!(%error, "the other seats have to miss this one");
    }
}
