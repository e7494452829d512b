//! Looks through the data file while the shop is open: soon after the start where it was too large to be read whole before,
//! and once a day, because disks tear pages at any time.

use super::HealthBoard;
use crate::store::{StopRequest, Store, StoreError};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

const EVERY: Duration = Duration::from_hours(24);

/// The thread that does it.
#[derive(Debug)]
pub struct Auditor {
    stop: StopRequest,
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Auditor {
    /// Starts it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(store: Store, health: HealthBoard) -> Result<Self, StoreError> {
        let (stop, (end, ended)) = (StopRequest::never(), channel::<()>());
        let stopped = stop.clone();
        let rounds = move || {
            let mut due = store.wants_audit();
            loop {
                if due && !goes_on(&store.audit(&stopped), &health) {
                    return;
                }
                due = true;
                if ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let spawned = thread::Builder::new().name("audit".to_owned()).spawn(rounds);
        Ok(Self { stop, end, thread: spawned.map_err(|e| StoreError::Other(e.to_string()))? })
    }

    /// Ends the thread, also in the middle of a table, and waits for it.
    pub fn stop(self) {
        self.stop.now();
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that looks through the data file ended by a panic");
        }
    }
}

/// False once there is nothing more to look for.
fn goes_on(looked: &Result<(), StoreError>, health: &HealthBoard) -> bool {
    match looked {
        Ok(()) => {
            tracing::debug!("the data file was looked through: everything is as it was written");
            true
        }
        Err(StoreError::Closed) => false,
        Err(error) => {
            tracing::error!(%error, "looking through the data file");
            health.after_store(error);
            !error.is_damage()
        }
    }
}
