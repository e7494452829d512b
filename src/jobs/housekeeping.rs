//! What would fill the disk in the long run: pictures whose refund was decided long ago, files no row speaks of. And the
//! look at how much room is left.

use crate::jobs::{
    health::HealthSource,
    shop::{DAY_SECS, Shop},
};
use crate::{
    base::disk::{self, FreeSpace},
    domain::UnixSeconds,
    events::{HealthState, Subsystem, Trouble},
    store::{PictureFolder, Reader, Store, StoreError},
};
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::{Duration, SystemTime},
};

const EVERY: Duration = Duration::from_hours(1);
/// How long the originals stay behind a request that was decided.
const DECIDED_KEPT_SECS: i64 = 180 * DAY_SECS;
/// A file no row speaks of: as long as a form that was left open may still want it.
const ORPHAN_KEPT: Duration = Duration::from_hours(7 * 24);
/// A name made of what is in the file: all others were put there by somebody else.
const NAME_CHARS: usize = 32;
const MIB: u64 = 1024 * 1024;

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tidied {
    /// Originals whose refund was decided long ago.
    pub forgotten: usize,
    /// Files no row speaks of.
    pub orphans: usize,
}

/// Looks after the folder of the pictures.
pub struct Housekeeping {
    shop: Shop,
    pictures: PathBuf,
    room: FreeSpace,
    /// Seen without a row in the last round. Only one that is seen again goes, so that a clock that jumps takes nothing
    /// that is just being written.
    suspects: HashSet<PathBuf>,
}

impl Housekeeping {
    /// For the shop whose pictures lie in this folder.
    pub fn new(shop: Shop, pictures: PathBuf, room: FreeSpace) -> Self {
        Self { shop, pictures, room, suspects: HashSet::new() }
    }

    /// One round: at most one commit's worth of old originals. Old by this clock and by WeChat's: what is deleted is gone, so
    /// nothing is while WeChat was not heard.
    ///
    /// # Errors
    /// The rows could not be read or written; what was done before stays done.
    pub fn round(&mut self, reader: &Reader, now: UnixSeconds) -> Result<Tidied, StoreError> {
        self.look_at_the_room();
        let Some(at_wechat) = self.shop.gateway.time() else { return Ok(Tidied::default()) };
        let now = now.min(at_wechat);
        let old = self.shop.store.forget_pictures(now.plus(-DECIDED_KEPT_SECS)).wait()?;
        for name in &old {
            remove(&self.pictures.join(name));
        }
        Ok(Tidied { forgotten: old.len(), orphans: self.sweep(reader, now)? })
    }

    /// Pictures stop while the disk is nearly full; the owner hears why.
    fn look_at_the_room(&self) {
        let state = if disk::is_nearly_full(&self.room) {
            let free = (self.room)().unwrap_or_default() / MIB;
            HealthState::Troubled(Trouble::DiskNearlyFull, format!("{free} MiB"))
        } else {
            HealthState::Unknown // it knows of the room alone
        };
        self.shop.health.set_as(HealthSource::Housekeeper, Subsystem::Listener, state);
    }

    fn sweep(&mut self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let (mut suspects, mut gone) = (HashSet::new(), 0_usize);
        for (folder, of) in [
            (self.pictures.clone(), PictureFolder::Requests),
            (self.pictures.join("products"), PictureFolder::Products),
            (self.pictures.join("replies"), PictureFolder::Replies),
        ] {
            for (name, path) in our_files(&folder, now) {
                if reader.names_picture(of, &name)? {
                    continue;
                }
                if self.suspects.contains(&path) {
                    gone = gone.saturating_add(usize::from(remove(&path)));
                } else {
                    suspects.insert(path);
                }
            }
        }
        self.suspects = suspects;
        Ok(gone)
    }
}

/// Files of ours that have been there for a while.
fn our_files(folder: &Path, now: UnixSeconds) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let seconds = u64::try_from(now.get()).unwrap_or_default();
    let since =
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).and_then(|now| now.checked_sub(ORPHAN_KEPT));
    let old = |entry: &fs::DirEntry| {
        let changed = entry.metadata().ok().filter(fs::Metadata::is_file).and_then(|meta| meta.modified().ok());
        matches!((changed, since), (Some(changed), Some(since)) if changed < since)
    };
    let ours = |name: &str| {
        let stem = name.strip_suffix(".jpg").unwrap_or_default();
        stem.len() == NAME_CHARS && stem.bytes().all(|b| b.is_ascii_hexdigit())
    };
    let named = |entry: fs::DirEntry| Some((entry.file_name().into_string().ok()?, entry.path()));
    entries.flatten().filter(old).filter_map(named).filter(|(name, _)| ours(name)).collect()
}

fn remove(path: &Path) -> bool {
    match fs::remove_file(path) {
        Ok(()) => true,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(%error, "an old picture stays behind");
            }
            false
        }
    }
}

/// The thread that does a round every hour.
#[derive(Debug)]
pub struct Housekeeper {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Housekeeper {
    /// Starts it, with a round at once.
    ///
    /// # Errors
    /// No reading connection, or the system gives no thread.
    pub fn start(mut house: Housekeeping, store: &Store) -> Result<Self, StoreError> {
        let (reader, (stop, stopped)) = (store.reader()?, channel::<()>());
        let rounds = move || {
            loop {
                // The pictures lie with the seat that works.
                let works = house.shop.store.is_host();
                let tidied = if works { house.round(&reader, house.shop.env.now()) } else { Ok(Tidied::default()) };
                match tidied {
                    Ok(tidied) if tidied == Tidied::default() => {}
                    Ok(Tidied { forgotten, orphans }) => {
                        tracing::info!(forgotten, orphans, "old pictures were removed");
                    }
                    Err(StoreError::Closed) => return,
                    Err(error) => house.shop.health.after_store(&error),
                }
                if stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let spawned = thread::Builder::new().name("housekeeping".to_owned()).spawn(rounds);
        Ok(Self { stop, thread: spawned.map_err(|e| StoreError::Other(e.to_string()))? })
    }

    /// Ends the thread and waits for it.
    pub fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the thread that removes old pictures ended by a panic");
        }
    }
}
