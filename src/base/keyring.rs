//! The system's keyring. Only the key of the shop's file of secrets lies in it. A keyring may ask its owner for a password, or
//! never answer: each call runs on a thread of its own and has a deadline.

use crate::base::sealed::FileKey;
use keyring_core::{CredentialStore, Entry, Error as StoreError};
use std::{
    fmt,
    sync::{Arc, mpsc},
    time::Duration,
};

/// Under which name the keys lie there, each with an id of its own.
const SERVICE: &str = "zhanggui";
/// Long enough to type a password into the keyring's own window.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Why the keyring did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringTrouble {
    /// There is none, or nobody answers for it here.
    #[error("this computer has no keyring just now")]
    Absent,
    /// It is locked, and was not unlocked when it asked.
    #[error("the keyring is locked")]
    Locked,
    /// It does not have this key: another computer's, or another user's.
    #[error("the keyring does not have its key")]
    NoKey,
    /// It does not answer, or not in words that are known, or gives back something else than it was given.
    #[error("the keyring does not answer as it should")]
    Unusable,
}

type OpenKeyring = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

/// A keyring, or none.
#[derive(Clone, Default)]
pub struct Keyring(Option<Arc<OpenKeyring>>);

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Keyring" } else { "Keyring(none)" })
    }
}

impl Keyring {
    /// The one of the user who runs the program.
    #[must_use]
    pub fn system() -> Self {
        Self(Some(Arc::new(system::connect)))
    }

    /// That of a computer without one: nothing can be kept.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// This one.
    #[must_use]
    pub fn of(store: Arc<CredentialStore>) -> Self {
        Self(Some(Arc::new(move || Ok(Arc::clone(&store)))))
    }

    /// Puts a key into it and reads it back: a locked one opens fine and keeps nothing.
    ///
    /// # Errors
    /// [`KeyringTrouble`]: the key is not in it.
    pub fn keep(&self, id: &str, key: &FileKey) -> Result<(), KeyringTrouble> {
        let words = key.to_words();
        self.ask(id, move |entry| entry.set_password(&words))?;
        if self.key(id)? == *key { Ok(()) } else { Err(KeyringTrouble::Unusable) }
    }

    /// A key out of it.
    ///
    /// # Errors
    /// [`KeyringTrouble`].
    pub fn key(&self, id: &str) -> Result<FileKey, KeyringTrouble> {
        let words = self.ask(id, |entry| entry.get_password().map(zeroize::Zeroizing::new))?;
        FileKey::of_words(&words).ok_or(KeyringTrouble::Unusable)
    }

    /// Takes a key out of it that opens nothing any more.
    pub fn forget(&self, id: &str) {
        if let Err(why) = self.ask(id, Entry::delete_credential) {
            tracing::debug!(%why, "a key that opens nothing stays in the keyring");
        }
    }

    fn ask<T: Send + 'static>(
        &self,
        id: &str,
        act: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        let Some(connect) = self.0.clone() else { return Err(KeyringTrouble::Absent) };
        let (id, (sender, answer)) = (id.to_owned(), mpsc::channel());
        let asking = move || {
            let answered = connect().map_err(|why| unreachable(&why)).and_then(|store| {
                let entry = store.build(SERVICE, &id, None);
                entry.and_then(|entry| act(&entry)).map_err(|why| trouble(&why))
            });
            drop(sender.send(answered)); // nobody waits any more
        };
        let started = std::thread::Builder::new().name("keyring".into()).spawn(asking);
        if started.is_err() {
            return Err(KeyringTrouble::Unusable);
        }
        answer.recv_timeout(TIMEOUT).unwrap_or(Err(KeyringTrouble::Unusable))
    }
}

fn unreachable(why: &StoreError) -> KeyringTrouble {
    tracing::debug!(%why, "no keyring");
    KeyringTrouble::Absent
}

fn trouble(why: &StoreError) -> KeyringTrouble {
    tracing::debug!(%why, "the keyring");
    match why {
        StoreError::NoEntry => KeyringTrouble::NoKey,
        StoreError::NoStorageAccess(_) => KeyringTrouble::Locked,
        StoreError::NoDefaultStore | StoreError::NotSupportedByStore(_) => KeyringTrouble::Absent,
        _ => KeyringTrouble::Unusable,
    }
}

mod system {
    use keyring_core::CredentialStore;
    use std::sync::Arc;

    #[cfg(target_os = "linux")]
    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    #[cfg(windows)]
    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    #[cfg(target_os = "macos")]
    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
        Err(keyring_core::Error::NoDefaultStore)
    }
}

/// A keyring for tests, which can be told to fail.
#[cfg(test)]
pub(crate) mod mock {
    use super::{Keyring, SERVICE};
    use keyring_core::{CredentialStore, Error, api::CredentialStoreApi as _, mock};
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    /// A keyring in memory, and a lock on it.
    #[derive(Clone)]
    pub(crate) struct MockKeyring {
        store: Arc<mock::Store>,
        locked: Arc<AtomicBool>,
    }

    impl MockKeyring {
        pub fn new() -> Self {
            Self { store: mock::Store::new().expect("a store"), locked: Arc::default() }
        }

        pub fn lock(&self, locked: bool) {
            self.locked.store(locked, Ordering::SeqCst);
        }

        pub fn keyring(&self) -> Keyring {
            let (store, locked) = (Arc::clone(&self.store), Arc::clone(&self.locked));
            Keyring(Some(Arc::new(move || {
                if locked.load(Ordering::SeqCst) {
                    // As a real one: connecting works, and the next call does not.
                    let other = mock::Store::new()?;
                    for id in ids(&store) {
                        let entry = other.build(SERVICE, &id, None)?;
                        let cred: &mock::Cred = entry.as_any().downcast_ref().expect("a mock");
                        cred.set_error(Error::NoStorageAccess("locked".into()));
                    }
                    return Ok(other as Arc<CredentialStore>);
                }
                Ok(Arc::clone(&store) as Arc<CredentialStore>)
            })))
        }

        pub fn ids(&self) -> Vec<String> {
            ids(&self.store)
        }
    }

    fn ids(store: &mock::Store) -> Vec<String> {
        let inner = store.inner.lock().expect("whole");
        let found = inner.borrow();
        found
            .iter()
            .filter(|cred| cred.inner.lock().expect("whole").borrow().secret.is_some())
            .map(|cred| cred.specifiers.1.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_when_it_was_read_back_and_not_before() {
        let ring = mock::MockKeyring::new();
        let (keyring, key) = (ring.keyring(), FileKey::fresh());
        assert_eq!(keyring.key("a").err(), Some(KeyringTrouble::NoKey));
        keyring.keep("a", &key).expect("kept");
        assert!(keyring.key("a").expect("there") == key);
        ring.lock(true);
        assert_eq!(keyring.key("a").err(), Some(KeyringTrouble::Locked));
        ring.lock(false);
        keyring.forget("a");
        assert_eq!(keyring.key("a").err(), Some(KeyringTrouble::NoKey));
    }

    #[test]
    fn without_a_keyring_nothing_is_kept_and_that_is_said() {
        assert_eq!(Keyring::none().keep("a", &FileKey::fresh()), Err(KeyringTrouble::Absent));
        let gone = Keyring(Some(Arc::new(|| Err(StoreError::PlatformFailure("no bus".into())))));
        assert_eq!(gone.keep("a", &FileKey::fresh()), Err(KeyringTrouble::Absent));
    }
}
