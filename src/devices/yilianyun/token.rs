//! The token of an application, kept over restarts: twenty a day are all one gets, and it does not run out by itself.

use crate::base::private_file;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zeroize::Zeroizing;

/// Where tokens are kept: in memory, and in a file only its owner can read. All clones are the same.
#[derive(Clone, Default)]
pub struct TokenKeep {
    known: Arc<Mutex<BTreeMap<String, Zeroizing<String>>>>,
    file: Option<PathBuf>,
}

impl TokenKeep {
    /// Kept in this file too. One that is not there or not ours to read is an empty one.
    pub fn in_file(path: PathBuf) -> Self {
        let read = std::fs::read_to_string(&path).map(Zeroizing::new).unwrap_or_default();
        let known: BTreeMap<String, String> = toml::from_str(&read).unwrap_or_default();
        let known = known.into_iter().map(|(id, token)| (id, Zeroizing::new(token))).collect();
        Self { known: Arc::new(Mutex::new(known)), file: Some(path) }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Zeroizing<String>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, client_id: &str) -> Option<String> {
        self.known().get(client_id).map(|token| token.as_str().to_owned())
    }

    pub(super) fn keep(&self, client_id: &str, token: &str) {
        self.known().insert(client_id.to_owned(), Zeroizing::new(token.to_owned()));
        self.write();
    }

    pub(super) fn forget(&self) {
        self.known().clear();
        self.write();
    }

    /// A token that cannot be kept costs another fetch after the next start, nothing else.
    fn write(&self) {
        let Some(path) = &self.file else { return };
        let known = self.known();
        let plain: BTreeMap<&str, &str> = known.iter().map(|(id, token)| (id.as_str(), token.as_str())).collect();
        let written = toml::to_string(&plain).map_err(std::io::Error::other).map(Zeroizing::new);
        let written = written.and_then(|text| private_file::write(path, text.as_bytes()));
        if let Err(error) = written {
            tracing::warn!(%error, "the printer cloud's token cannot be kept");
        }
    }
}

impl std::fmt::Debug for TokenKeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKeep").field("file", &self.file).finish_non_exhaustive()
    }
}
