//! What every call of the storefront works with, and the threads it works on.

use super::{
    budget::Budget,
    limits::StorefrontLimits,
    one_at_a_time::OneAtATime,
    problem::{Code, Problem},
    shown::CachedAnswer,
};
use crate::listener::{reader_pool::ReaderPool, setup::ListenerSetup};
use std::sync::{Arc, MutexGuard};
use tokio::time::{Instant, timeout_at};

/// The storefront and all it needs.
pub struct Storefront {
    /// As the shop gave it.
    pub setup: ListenerSetup,
    pub readers: ReaderPool,
    pub paying: OneAtATime,
    pub shown: CachedAnswer,
    pub limits: StorefrontLimits,
}

impl Storefront {
    /// On a thread where one may wait.
    pub(super) async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        deadline: Instant,
        act: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let front = Arc::clone(self);
        match timeout_at(deadline, tokio::task::spawn_blocking(move || act(&front))).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(%error, "a storefront call broke off");
                Err(Code::Internal.into())
            }
            Err(_) => Err(Code::TryAgain.into()),
        }
    }

    /// Who may ask how much, for as long as it is held.
    pub(super) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.limits.budget()
    }
}
