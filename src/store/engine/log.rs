//! Moves the write-ahead log into the file, on a thread and a connection of its own: no commit waits for it. The writer
//! only moves the few pages that came meanwhile, so that the log begins anew.
//!
//! The log begins anew only when nobody reads an old picture of the file any more. Our own reads are over in moments, so it
//! stays below [`PAGES_MAX`]. Another program that opened the file and keeps reading (a database browser, a backup) can
//! hold it for as long as it likes: SQLite never takes a picture away from its reader, so the log then grows by what is
//! written, orders and money go on, and the owner is told whom to close. Once it is let go the log is small again within a
//! few commits.

use crate::store::{StoreError, Tuning, engine::open};
use rusqlite::Connection;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// So many pages (4 KiB) are worth moving: a burst of notifications changes the same ones again and again.
const PAGES_WORTH_MOVING: u32 = 2_000;
/// A log that has grown to this (47 MiB) is moved by the writer itself, whoever waits: more than a disk should give for it.
const PAGES_MAX: u32 = 12_000;
/// One that cannot be moved then is tried again when it has grown by this, or after this while: each try goes over all of
/// it.
const PAGES_BETWEEN_TRIES: u32 = 1_000;
const BETWEEN_TRIES: Duration = Duration::from_secs(10);
const PAGE_BYTES: u64 = 4_096;

/// The writer's end.
pub(in crate::store) struct Log {
    pages: Arc<AtomicU32>,
    mover: Option<Mover>,
    /// How large it was when the writer last tried to move it, and when that was.
    tried: Option<(u32, Instant)>,
    held: Held,
}

/// How large a log is that cannot be moved because somebody reads an old picture of the file, bytes; 0 where none is.
pub(in crate::store) type Held = Arc<AtomicU64>;

struct Mover {
    ask: SyncSender<()>,
    moved: Arc<AtomicBool>,
    asked: bool,
    thread: JoinHandle<()>,
}

impl Log {
    /// Watches the log of the writing connection. From now on SQLite does not move it by itself.
    pub fn watch(writer: &mut Connection, path: &Path, tuning: Tuning, held: Held) -> Result<Self, StoreError> {
        let pages = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&pages);
        writer.wal_hook(Some(move |_: &mut _, pages| {
            counted.store(u32::try_from(pages).unwrap_or_default(), Ordering::Relaxed);
            Ok(())
        }))?;
        let mover = Mover::start(open::for_moving(path, tuning)?)?;
        Ok(Self { pages, mover: Some(mover), tried: None, held })
    }

    /// After a commit whose callers were answered.
    pub fn look_after(&mut self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        let Some(mover) = &mut self.mover else { return };
        if mover.asked && mover.moved.swap(false, Ordering::Acquire) {
            mover.asked = false;
            move_pages(writer);
        } else if pages >= PAGES_MAX && self.tried.is_none_or(|tried| worth_trying(pages, tried)) {
            self.tried = Some((pages, Instant::now()));
            if move_pages(writer) == LogMoved::InPart {
                self.held.store(u64::from(pages).saturating_mul(PAGE_BYTES), Ordering::Relaxed);
            }
        } else if (PAGES_WORTH_MOVING..PAGES_MAX).contains(&pages) && !mover.asked {
            mover.asked = mover.ask.try_send(()).is_ok();
        }
        if pages < PAGES_MAX && self.tried.take().is_some() {
            self.held.store(0, Ordering::Relaxed);
        }
    }

    /// Waits until the mover has ended, so that nobody else holds the file.
    pub fn end(&mut self) {
        let Some(Mover { ask, thread, .. }) = self.mover.take() else { return };
        drop(ask);
        if thread.join().is_err() {
            tracing::error!("the thread that moves the log broke off");
        }
    }
}

impl Mover {
    fn start(conn: Connection) -> Result<Self, StoreError> {
        let (ask, asked) = sync_channel(1);
        let moved = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&moved);
        let thread = std::thread::Builder::new()
            .name("shop-log".to_owned())
            .spawn(move || move_when_asked(&conn, &asked, &done))
            .map_err(|error| StoreError::Other(format!("the thread that moves the log does not start: {error}")))?;
        Ok(Self { ask, moved, asked: false, thread })
    }
}

fn move_when_asked(conn: &Connection, asked: &Receiver<()>, moved: &AtomicBool) {
    while asked.recv().is_ok() {
        move_pages(conn);
        moved.store(true, Ordering::Release);
    }
}

fn worth_trying(pages: u32, (tried_at, when): (u32, Instant)) -> bool {
    pages >= tried_at.saturating_add(PAGES_BETWEEN_TRIES) || when.elapsed() >= BETWEEN_TRIES
}

/// How far a log was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LogMoved {
    /// All of it, or nobody knows.
    Whole,
    /// Not what somebody still reads behind.
    InPart,
}

/// Best effort: what is not moved now stays in the log, durable, and is moved with the next ones.
fn move_pages(conn: &Connection) -> LogMoved {
    let counted = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?));
    match conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], counted) {
        Ok((there, moved)) if moved < there => LogMoved::InPart,
        Ok(_) => LogMoved::Whole,
        Err(error) => {
            tracing::warn!(%error, "the log could not be moved into the file");
            LogMoved::Whole
        }
    }
}
