//! Tells the screen and the jobs what other seats of the shop changed.

use crate::{
    events::{Events, ShopEvent},
    store::{Store, StoreError},
};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// What happens at another seat is seen within half a second: this, and the time the rows take to be read.
pub const POLL_EVERY: Duration = Duration::from_millis(300);
/// Without a server.
const NO_LINE: Duration = Duration::from_secs(2);

/// The thread that looks.
#[derive(Debug)]
pub struct ChangesElsewhere {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl ChangesElsewhere {
    /// Starts it; `None` for a shop in a file, which has no other seats.
    ///
    /// # Errors
    /// No reading connection, or the system gives no thread.
    pub fn start(store: &Store, events: Events) -> Result<Option<Self>, StoreError> {
        let Some(mut watch) = store.watch_elsewhere()? else { return Ok(None) };
        let (end, ended) = channel::<()>();
        let looks = move || {
            let mut pause = POLL_EVERY;
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = match watch.look() {
                    Ok(true) => {
                        events.send(&ShopEvent::ChangedElsewhere);
                        POLL_EVERY
                    }
                    Ok(false) => POLL_EVERY,
                    Err(error) => {
                        tracing::debug!(%error, "what other seats changed could not be asked");
                        NO_LINE
                    }
                };
            }
        };
        let spawned = thread::Builder::new().name("elsewhere".to_owned()).spawn(looks);
        Ok(Some(Self { end, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))? }))
    }

    /// Ends the thread and waits for it.
    pub fn stop(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that hears of other seats ended by a panic");
        }
    }
}
