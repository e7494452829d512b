//! Moves the write-ahead log into the file, on a thread and a connection of its own: no commit waits for it. The writer
//! only moves the few pages that came meanwhile, so that the log begins anew.

use super::{StoreError, Tuning, open};
use rusqlite::Connection;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

/// So many pages (4 KiB) are worth moving: a burst of notifications changes the same ones again and again.
const PAGES_WORTH_MOVING: u32 = 2_000;
/// A log that has grown to this is moved by the writer itself, whoever waits: more than a disk should give for it.
const PAGES_MAX: u32 = 32_000;

/// The writer's end.
pub(super) struct Log {
    pages: Arc<AtomicU32>,
    mover: Option<Mover>,
}

struct Mover {
    ask: SyncSender<()>,
    moved: Arc<AtomicBool>,
    asked: bool,
    thread: JoinHandle<()>,
}

impl Log {
    /// Watches the log of the writing connection. From now on SQLite does not move it by itself.
    pub fn watch(writer: &mut Connection, path: &Path, tuning: Tuning) -> Result<Self, StoreError> {
        let pages = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&pages);
        writer.wal_hook(Some(move |_: &mut _, pages| {
            counted.store(u32::try_from(pages).unwrap_or_default(), Ordering::Relaxed);
            Ok(())
        }))?;
        let mover = Mover::start(open::for_moving(path, tuning)?)?;
        Ok(Self { pages, mover: Some(mover) })
    }

    /// After a commit whose callers were answered.
    pub fn look_after(&mut self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        let Some(mover) = &mut self.mover else { return };
        if mover.asked && mover.moved.swap(false, Ordering::Acquire) {
            mover.asked = false;
            move_pages(writer);
        } else if pages >= PAGES_MAX {
            move_pages(writer);
        } else if pages >= PAGES_WORTH_MOVING && !mover.asked {
            mover.asked = mover.ask.try_send(()).is_ok();
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

/// Best effort: what is not moved now stays in the log, durable, and is moved with the next ones.
fn move_pages(conn: &Connection) {
    if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the log could not be moved into the file");
    }
}
