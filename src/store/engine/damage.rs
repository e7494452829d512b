//! The file has shown that it is damaged: from then on nothing is written, and whoever answers others asks here first.

use crate::store::StoreError;
use std::sync::{Arc, OnceLock};

/// Shared by the writer, every reader, and whoever looks through the file while it is open.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Damage(Arc<OnceLock<StoreError>>);

impl Damage {
    /// Takes note of an error, if it is about the file itself. The first one counts.
    pub fn note(&self, error: &StoreError) {
        if error.is_damage() && self.0.set(error.again()).is_ok() {
            tracing::error!(%error, "the data file is damaged: nothing is sold, confirmed or refunded from it any more");
        }
    }

    /// What was found.
    pub fn found(&self) -> Option<StoreError> {
        self.0.get().map(StoreError::again)
    }

    /// An error once something was found.
    pub fn check(&self) -> Result<(), StoreError> {
        self.found().map_or(Ok(()), Err)
    }
}
