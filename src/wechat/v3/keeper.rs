//! The keys that are loaded now, shared by everything that believes messages.

use super::{TrustKey, TrustKeys};
use crate::domain::UnixSeconds;
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the keys answers and notifications are believed by. They are replaced as a whole: whoever took them goes on with the
/// ones he took.
#[derive(Debug, Default)]
pub struct TrustKeeper(RwLock<Arc<TrustKeys>>);

impl TrustKeeper {
    /// With the public key and the certificates that are there at the start.
    pub fn new(keys: Vec<TrustKey>) -> Self {
        Self(RwLock::new(Arc::new(TrustKeys::new(keys))))
    }

    /// The keys as they are now.
    pub fn current(&self) -> Arc<TrustKeys> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// These and no others from now on.
    pub fn replace(&self, keys: Vec<TrustKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(TrustKeys::new(keys));
    }

    /// Takes in certificates that were fetched. The public key stays, and so does every certificate that still counts at `at`:
    /// while one follows another, messages come signed with either.
    pub fn add_certificates(&self, fetched: Vec<TrustKey>, at: UnixSeconds) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let stays = |key: &&TrustKey| key.usable_at(at) && fetched.iter().all(|new| new.id() != key.id());
        let keys = kept.iter().filter(stays).cloned().collect::<Vec<_>>();
        *kept = Arc::new(TrustKeys::new([keys, fetched].concat()));
    }
}
