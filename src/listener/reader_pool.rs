//! A few reading connections, lent out one at a time. Bounded, because each of them is three open files.

use crate::store::{Reader, StoreError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

const READERS_MAX: usize = 4;

/// Opens one more reading connection.
pub type OpenReader = Arc<dyn Fn() -> Result<Reader, StoreError> + Send + Sync>;

/// The connections.
pub(super) struct ReaderPool {
    open: OpenReader,
    state: Mutex<ReaderPoolState>,
    returned: Condvar,
}

#[derive(Default)]
struct ReaderPoolState {
    free: Vec<Reader>,
    lent: usize,
}

/// Counts a lent connection back in, also when its reader panics.
struct Lent<'a>(&'a ReaderPool, Option<Reader>);

impl ReaderPool {
    /// None open yet.
    pub fn new(open: OpenReader) -> Self {
        Self { open, state: Mutex::default(), returned: Condvar::new() }
    }

    /// Reads over a connection of one's own. Blocks while all are lent; not inside an async task.
    pub fn read<T>(&self, read: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut lent = self.borrow();
        let reader = match lent.1.take() {
            Some(reader) => reader,
            None => (self.open)()?,
        };
        let outcome = read(&reader);
        // After an error the next one gets a fresh connection.
        lent.1 = outcome.is_ok().then_some(reader);
        outcome
    }

    fn borrow(&self) -> Lent<'_> {
        let places = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = self
            .returned
            .wait_while(places, |places| places.lent >= READERS_MAX)
            .unwrap_or_else(PoisonError::into_inner);
        places.lent = places.lent.saturating_add(1);
        Lent(self, places.free.pop())
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut places = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        places.lent = places.lent.saturating_sub(1);
        places.free.extend(self.1.take());
        self.0.returned.notify_one();
    }
}
