//! Looks who works for a shop that several seats have open, and hears when this one has to take over.

use crate::{
    base::env::Env,
    store::{HostChange, Store, StoreError},
};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// How often. The server misses a dead seat within six seconds, so that another one works after ten at most.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The thread that looks.
#[derive(Debug)]
pub struct HostWatch {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl HostWatch {
    /// Starts it. `changed` hears of each turn; one that this seat cannot take after all is answered by false, and given back.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        store: Store,
        env: Env,
        seat: String,
        changed: impl Fn(HostChange) -> bool + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (end, ended) = channel::<()>();
        let looks = move || {
            while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                if !look(&store, &env, &seat, &changed) {
                    return;
                }
            }
        };
        let spawned = thread::Builder::new().name("seats".to_owned()).spawn(looks);
        Ok(Self { end, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))? })
    }

    /// Ends the thread and waits for it.
    pub fn stop(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that looks who works ended by a panic");
        }
    }
}

/// One look; false once the shop is closed.
fn look(store: &Store, env: &Env, seat: &str, changed: &impl Fn(HostChange) -> bool) -> bool {
    match store.look_for_host(seat, env.now()) {
        Ok(HostChange::Same) => {}
        Ok(turn) => {
            if !changed(turn) {
                store.give_host_up();
            }
        }
        Err(StoreError::Closed) => return false,
        Err(error) => tracing::debug!(%error, "who works for the shop could not be asked"),
    }
    true
}
