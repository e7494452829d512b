//! Indexes the orders of an older file for the search, a few at a time, while the shop works, and puts the index together
//! where it has come into many parts.

use super::HealthBoard;
use crate::store::{Store, StoreError};
use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// So many are one commit: it keeps the writer for a few milliseconds.
const AT_ONCE: u32 = 100;
/// The shop's own commits come between.
const PAUSE: Duration = Duration::from_millis(10);

/// The thread that does it; it ends by itself once every order is indexed and the index is in few parts.
#[derive(Debug)]
pub struct OrderIndexer {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl OrderIndexer {
    /// Starts it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(store: Store, health: HealthBoard) -> Result<Self, StoreError> {
        let (end, ended) = channel::<()>();
        let is_over = move || ended.recv_timeout(PAUSE) != Err(RecvTimeoutError::Timeout);
        let work = move || {
            while goes_on(store.index_backlog(AT_ONCE).wait().map(|left| left.is_some()), &health) {
                if is_over() {
                    return;
                }
            }
            let mut begins = true;
            while goes_on(store.merge_index(begins).wait(), &health) && !is_over() {
                begins = false;
            }
        };
        let spawned = thread::Builder::new().name("search index".to_owned()).spawn(work);
        Ok(Self { end, thread: spawned.map_err(|e| StoreError::Other(e.to_string()))? })
    }

    /// Ends the thread after the commit it is in; the next start goes on there.
    pub fn stop(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that indexes orders ended by a panic");
        }
    }
}

/// What it did not index now, the next start indexes: the orders are all there.
fn goes_on(indexed: Result<bool, StoreError>, health: &HealthBoard) -> bool {
    match indexed {
        Ok(more) => more,
        Err(StoreError::Closed) => false,
        Err(error) => {
            tracing::error!(%error, "indexing orders for the search");
            health.after_store(&error);
            false
        }
    }
}
