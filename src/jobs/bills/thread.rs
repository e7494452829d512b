//! The thread that fetches bills, one call a second, and looks again at what does not agree whenever the shop changed.

use super::fetch::BillFetched;
use crate::{
    base::private_file,
    domain::{Day, UnixSeconds},
    jobs::Shop,
    store::{Reader, Store, StoreError},
};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// A bill on its way.
const PART: &str = "bill.part";
/// WeChat takes three calls for bills a second; one is enough.
const BETWEEN: Duration = Duration::from_secs(1);
/// How often the rows are looked at where nothing is to be fetched.
const PAUSE: Duration = Duration::from_secs(5);
/// Without a line to WeChat.
const NO_LINE: Duration = Duration::from_mins(1);

/// The thread that does it.
#[derive(Debug)]
pub struct Bookkeeper {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Bookkeeper {
    /// Starts it. A bill on its way lies in `folder`.
    ///
    /// # Errors
    /// No reading connection, or the system gives no thread.
    pub fn start(shop: Shop, store: &Store, folder: &Path) -> Result<Self, StoreError> {
        let (reader, (end, ended)) = (store.reader()?, channel::<()>());
        let part = folder.join(PART);
        let rounds = move || {
            let mut looked_at = None;
            loop {
                let pause = match round(&shop, &reader, &part, &mut looked_at) {
                    Ok(pause) => pause,
                    Err(StoreError::Closed) => return,
                    Err(error) => {
                        tracing::error!(%error, "the bills cannot use the data");
                        shop.health.after_store(&error);
                        NO_LINE
                    }
                };
                if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let spawned = thread::Builder::new().name("bills".to_owned()).spawn(rounds);
        Ok(Self { end, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))? })
    }

    /// Ends the thread and waits for it; a bill half read is read anew.
    pub fn stop(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the thread that fetches bills ended by a panic");
        }
    }
}

impl Shop {
    /// Asks WeChat for the bill of `day` now and reads it; on its way it lies in `folder`. How it went stands in its row.
    ///
    /// # Errors
    /// The rows could not be read or written, or the file not made.
    pub fn fetch_bill_now(&self, reader: &Reader, day: Day, folder: &Path, now: UnixSeconds) -> Result<(), StoreError> {
        self.fetch_by_way_of(reader, day, &folder.join(PART), now).map(drop)
    }

    fn fetch_by_way_of(
        &self,
        reader: &Reader,
        day: Day,
        part: &Path,
        now: UnixSeconds,
    ) -> Result<BillFetched, StoreError> {
        by_way_of(part, |file| self.fetch_bill(reader, day, file, now))
    }

    /// Asks WeChat for the fund-flow bill of `day` now and reads it, likewise.
    ///
    /// # Errors
    /// As [`Self::fetch_bill_now`].
    pub fn fetch_fund_flow_now(&self, day: Day, folder: &Path, now: UnixSeconds) -> Result<(), StoreError> {
        by_way_of(&folder.join(PART), |file| self.fetch_fund_flow(day, file, now)).map(drop)
    }
}

fn by_way_of(
    part: &Path,
    fetch: impl FnOnce(File) -> Result<BillFetched, StoreError>,
) -> Result<BillFetched, StoreError> {
    let file = fresh(part).map_err(|error| StoreError::Disk(error.into()))?;
    let fetched = fetch(file);
    forget(part);
    fetched
}

/// One bill if one is due, else a look at what is open. Answers how long to wait.
fn round(shop: &Shop, reader: &Reader, part: &Path, looked_at: &mut Option<u64>) -> Result<Duration, StoreError> {
    let now = shop.env.now();
    if !shop.store.is_host() {
        return Ok(PAUSE);
    }
    if let Some(day) = shop.due_bill(reader, now)? {
        let fetched = shop.fetch_by_way_of(reader, day, part, now)?;
        return Ok(if fetched == BillFetched::NoLine { NO_LINE } else { BETWEEN });
    }
    if let Some(day) = shop.due_fund_flow(reader, now)? {
        let fetched = by_way_of(part, |file| shop.fetch_fund_flow(day, file, now))?;
        return Ok(if fetched == BillFetched::NoLine { NO_LINE } else { BETWEEN });
    }
    let changes = shop.store.changes();
    if *looked_at != Some(changes) {
        shop.look_at_open_bills(reader, now)?;
        *looked_at = Some(shop.store.changes());
    }
    Ok(PAUSE)
}

/// An empty file nobody else reads.
fn fresh(part: &Path) -> io::Result<File> {
    forget(part);
    private_file::options().create_new(true).read(true).write(true).open(part)
}

fn forget(part: &Path) {
    match fs::remove_file(PathBuf::from(part)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "a bill stays behind");
        }
        _ => {}
    }
}
