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

    /// True once it was asked to.
    pub(in crate::store) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn check(&self) -> Result<(), StoreError> {
        if self.is_asked() { Err(StoreError::Closed) } else { Ok(()) }
    }
}
