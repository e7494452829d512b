//! The keys that WeChat's answers in API v3 are believed by, where they are platform certificates: fetched at the start where
//! none counts, every twelve hours from then on, and once for each key that an answer was signed with and nobody knows. Kept in
//! the data folder, so that a start without a line has them. Never fetched because of a notification.

use crate::{
    base::private_file,
    domain::UnixSeconds,
    settings::Schedules,
    wechat::{
        Answered, CallRecord, GatewayError, NoAnswer,
        v3::{FetchedCertificate, KeyId, TrustKeeper, TrustKey},
    },
};
use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// WeChat asks for a look at least so often (protocol, "Platform certificate or public key").
const FETCH_EVERY_SECS: i64 = 12 * 60 * 60;
/// The soonest to try again after a try that brought nothing, seconds.
const LEAST_WAIT_SECS: i64 = 60;
/// Below the data folder.
const FOLDER: &str = "certs/wechatpay";
const ENDING: &str = "pem";
/// Ids of keys nobody knows that certificates were fetched for; whoever signs with more of them is not WeChat.
const UNKNOWN_MAX: usize = 32;

/// Asks WeChat for the merchant's platform certificates.
pub type FetchCertificates = Arc<dyn Fn(&dyn CallRecord) -> Answered<Vec<FetchedCertificate>> + Send + Sync>;

/// Looks after the keys of one shop. Cheap to clone.
#[derive(Clone)]
pub struct TrustUpkeep {
    keeper: Arc<TrustKeeper>,
    fetch: FetchCertificates,
    /// WeChat Pay's public key, where the settings name one: then certificates are fetched only for a key nobody knows.
    public_key: Option<TrustKey>,
    folder: Arc<Path>,
    /// When the newest of what lay there at the start was written, by this computer's clock.
    written_at: Option<UnixSeconds>,
    state: Arc<Mutex<FetchState>>,
}

/// Why certificates are fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FetchCause {
    /// It is time for it.
    Schedule,
    /// An answer was signed with this key, which nobody here knows.
    Unknown(KeyId),
}

#[derive(Default)]
struct FetchState {
    /// When it was last tried in this run.
    tried_at: Option<UnixSeconds>,
    /// Tries in a row that brought nothing.
    failed: u32,
    /// WeChat said that there are none for this merchant.
    refused: bool,
    /// Keys nobody knew that certificates were fetched for.
    fetched_for: BTreeSet<KeyId>,
}

impl TrustUpkeep {
    /// Loads what is kept in the data folder `folder`, beside the public key, and hands both to `keeper`.
    pub fn load(
        folder: &Path,
        public_key: Option<TrustKey>,
        keeper: Arc<TrustKeeper>,
        fetch: FetchCertificates,
    ) -> Self {
        let folder: Arc<Path> = folder.join(FOLDER).into();
        let written_at = written_at(&folder);
        let upkeep = Self { keeper, fetch, public_key, folder, written_at, state: Arc::default() };
        let kept = kept_certificates(&upkeep.folder).into_iter().map(|(_, key)| key);
        upkeep.keeper.replace(upkeep.public_key.iter().cloned().chain(kept).collect());
        upkeep
    }

    /// Certificates that WeChat gave are written down, those that ended are taken away.
    fn keep(&self, fetched: &[FetchedCertificate], at: UnixSeconds) -> io::Result<()> {
        private_file::make_folder(&self.folder)?;
        for certificate in fetched {
            let name = Path::new(certificate.key.id().as_str()).with_extension(ENDING);
            private_file::write(&self.folder.join(name), certificate.pem.as_bytes())?;
        }
        for (path, key) in kept_certificates(&self.folder) {
            if key.valid().is_some_and(|(_, until)| until < at) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Whether they are to be fetched now, and why.
    pub(super) fn due(
        &self,
        (schedules, unknown): (&Schedules, &[String]),
        now: UnixSeconds,
        at: UnixSeconds,
    ) -> Option<FetchCause> {
        let state = self.state();
        // One that was tried ahead of now was tried before the clock was set back.
        let waited = |secs: i64| state.tried_at.is_none_or(|tried| now.since(tried).abs() >= secs);
        let unknown = unknown.iter().filter_map(|id| KeyId::parse(id)).filter(|id| !id.is_public_key());
        let asked = unknown.into_iter().find(|id| !state.fetched_for.contains(id));
        if let Some(id) = asked.filter(|_| state.fetched_for.len() < UNKNOWN_MAX && waited(LEAST_WAIT_SECS)) {
            return Some(FetchCause::Unknown(id));
        }
        if self.public_key.is_some() {
            return None;
        }
        let wait = if state.failed > 0 && !state.refused {
            Schedules::wait(&schedules.retry_backoff, state.failed.saturating_sub(1)).max(LEAST_WAIT_SECS)
        } else {
            FETCH_EVERY_SECS
        };
        let first = state.tried_at.is_none() && !self.usable_at(at);
        let old = self.written_at.is_none_or(|written| now.since(written).abs() >= FETCH_EVERY_SECS);
        (first || waited(wait) && (state.tried_at.is_some() || old)).then_some(FetchCause::Schedule)
    }

    /// Asks WeChat for them, and takes up what came. A key nobody knows is asked for once.
    ///
    /// # Errors
    /// Nothing came.
    pub(super) fn fetch(
        &self,
        cause: &FetchCause,
        record: &dyn CallRecord,
        now: UnixSeconds,
    ) -> Result<Vec<FetchedCertificate>, GatewayError> {
        {
            let mut state = self.state();
            state.tried_at = Some(now);
            if let FetchCause::Unknown(id) = cause {
                state.fetched_for.insert(id.clone());
            }
        }
        let result = (self.fetch)(record).result;
        let mut state = self.state();
        match &result {
            Ok(_) => (state.failed, state.refused) = (0, false),
            Err(error) => {
                let refused = is_refusal(error);
                // Said once: a merchant with a public key has none, and asking again soon gives the same.
                if !(refused && state.refused) {
                    tracing::warn!(%error, "WeChat's platform certificates could not be fetched");
                }
                (state.failed, state.refused) = (state.failed.saturating_add(1), refused);
            }
        }
        result
    }

    /// What WeChat gave counts from now on, and also at a start without a line.
    pub(super) fn accept(&self, fetched: &[FetchedCertificate], at: UnixSeconds) {
        match self.keep(fetched, at) {
            Ok(()) => tracing::info!(certificates = fetched.len(), "WeChat's platform certificates were fetched"),
            // They are fetched again at the next start.
            Err(error) => tracing::error!(%error, "a platform certificate cannot be written down"),
        }
        self.keeper.add_certificates(fetched.iter().map(|given| given.key.clone()).collect(), at);
    }

    /// Whether an answer that comes at this moment can be believed.
    pub(super) fn usable_at(&self, at: UnixSeconds) -> bool {
        self.keeper.current().usable_at(at)
    }

    /// Whether WeChat said that there are none for this merchant.
    pub(super) fn is_refused(&self) -> bool {
        self.state().refused
    }

    fn state(&self) -> MutexGuard<'_, FetchState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for TrustUpkeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrustUpkeep").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// WeChat has none for this merchant: one that signs with the public key, or whose certificate ended.
const fn is_refusal(error: &GatewayError) -> bool {
    matches!(
        error,
        GatewayError::Declined { .. }
            | GatewayError::Misconfigured { .. }
            | GatewayError::NoAnswer(NoAnswer::Status(403 | 404))
    )
}

/// The platform certificates that are kept in the data folder `folder`, whether they still count or not.
pub fn kept_platform_certificates(folder: &Path) -> Vec<TrustKey> {
    kept_certificates(&folder.join(FOLDER)).into_iter().map(|(_, key)| key).collect()
}

/// The certificates that are kept, with the file of each. One that cannot be read is no key, and is left as it is.
fn kept_certificates(folder: &Path) -> Vec<(PathBuf, TrustKey)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let pem = paths.filter(|path| path.extension() == Some(OsStr::new(ENDING)));
    pem.filter_map(|path| {
        let key = fs::read(&path).ok().and_then(|pem| TrustKey::from_certificate_pem(&pem).ok());
        if key.is_none() {
            tracing::warn!(path = %path.display(), "a kept platform certificate cannot be read");
        }
        Some((path, key?))
    })
    .collect()
}

/// When the newest of them was written; `None` where none is there.
fn written_at(folder: &Path) -> Option<UnixSeconds> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let newest = entries.filter_map(|entry| entry.metadata().ok()?.modified().ok()).max()?;
    let newest = newest.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Some(UnixSeconds::new(i64::try_from(newest).unwrap_or(0)))
}

#[cfg(test)]
mod tests;
