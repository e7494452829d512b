//! Ending a long reading early.

use crate::store::StoreError;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Asked now and then by whoever reads for long.
#[derive(Debug, Clone, Default)]
pub struct StopRequest(Arc<AtomicBool>);

impl StopRequest {
    /// Nobody will.
    pub fn never() -> Self {
        Self::default()
    }

    /// Whoever reads ends soon with [`StoreError::Closed`].
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(super) fn check(&self) -> Result<(), StoreError> {
        if self.0.load(Ordering::Relaxed) { Err(StoreError::Closed) } else { Ok(()) }
    }
}
