//! Keeping file and mark in step: the new opening into both, then the floor behind every commit.

use super::{
    judge::{InFile, judge},
    mark::{Id, Mark},
    slots::{self, Slots},
};
use crate::{
    base::failpoints::failpoint,
    domain::{RestoreCause, ShopId},
    store::{StoreError, engine::checksums},
};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use std::{
    fs::File,
    io,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel},
    thread::JoinHandle,
    time::Duration,
};

/// The disk is asked to keep the mark no more often than this where nothing leaves the computer.
const BETWEEN_FLUSHES: Duration = Duration::from_secs(1);

/// The mark of the file that is open. The writer's own.
pub(in crate::store) struct Generation {
    slots: Slots,
    disk: File,
    flusher: Option<Flusher>,
}

struct Flusher {
    ask: SyncSender<()>,
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Generation {
    /// Judges the file by its mark and begins a new opening in both. A file that is recognised as an older one has a row in
    /// `restores` from here on, in the same commit: whatever dies behind it, nothing is sent from it.
    pub fn open(conn: &Connection, path: &Path, place: Id, shop: &ShopId) -> Result<Self, StoreError> {
        let disk = |error: io::Error| StoreError::Disk(error.into());
        let beside = slots::beside(path);
        let (mark, file) = (slots::read(&beside).map_err(disk)?, in_file(conn)?);
        let cause = judge(file, mark, place);
        let next = fresh(conn)?;
        // First outside, as what is going to be: whichever of the two the file says after a crash is right.
        let announced = match mark {
            Some(mark) if cause.is_some() => Mark { next: Some(next), ..mark },
            mark => Mark {
                sequence: mark.map_or(0, |mark| mark.sequence),
                file_id: file.file_id,
                epoch: file.epoch,
                next: Some(next),
                floor: file.commits,
                place,
            },
        };
        // A file from elsewhere is announced by nothing: until it is stamped it is as foreign as before.
        let slots = if mark.is_some() || cause.is_none() { Some(Slots::open(&beside, announced)) } else { None };
        let slots = slots.transpose().map_err(disk)?;
        failpoint("generation-announced");
        let commits = stamp(conn, next, cause, shop)?;
        failpoint("generation-stamped");
        let opened = Mark { file_id: file.file_id, epoch: Some(next), next: None, floor: commits, place, ..announced };
        let slots = match slots {
            Some(mut slots) => slots.put(opened).map(|()| slots),
            None => Slots::open(&beside, opened),
        };
        let slots = slots.map_err(disk)?;
        let disk_handle = slots.handle().map_err(disk)?;
        disk_handle.sync_data().map_err(disk)?;
        let flusher = Some(Flusher::start(slots.handle().map_err(disk)?)?);
        Ok(Self { slots, disk: disk_handle, flusher })
    }

    /// So many commits are durable. Known to the system when it returns: it survives the program. To survive the computer
    /// as well it needs [`Self::flush`], which follows soon.
    pub fn raise(&mut self, commits: i64) -> Result<(), StoreError> {
        let mark = Mark { floor: commits, ..self.slots.newest() };
        self.slots.put(mark).map_err(|error| StoreError::Disk(error.into()))?;
        if let Some(flusher) = &self.flusher {
            // One that was asked already does it for this one too.
            let asked = flusher.ask.try_send(()).is_ok();
            tracing::trace!(asked, commits, "the mark");
        }
        Ok(())
    }

    /// Waits for the disk: before anything leaves this computer.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.disk.sync_data().map_err(|error| StoreError::Disk(error.into()))
    }

    /// Waits for the disk a last time.
    pub fn end(&mut self) {
        let Some(Flusher { ask, end, thread }) = self.flusher.take() else { return };
        drop((ask, end));
        if thread.join().is_err() {
            tracing::error!("the thread that keeps the mark broke off");
        }
        if let Err(error) = self.flush() {
            tracing::warn!(%error, "the mark beside the data file");
        }
    }
}

impl Flusher {
    fn start(disk: File) -> Result<Self, StoreError> {
        let ((ask, asked), (end, ended)) = (sync_channel(1), channel());
        let thread = std::thread::Builder::new()
            .name("shop-mark".to_owned())
            .spawn(move || flush_when_asked(&disk, &asked, &ended))
            .map_err(|error| StoreError::Other(format!("the thread that keeps the mark does not start: {error}")))?;
        Ok(Self { ask, end, thread })
    }
}

fn flush_when_asked(disk: &File, asked: &Receiver<()>, ended: &Receiver<()>) {
    while asked.recv().is_ok() {
        if let Err(error) = disk.sync_data() {
            tracing::warn!(%error, "the mark beside the data file");
        }
        if ended.recv_timeout(BETWEEN_FLUSHES) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

fn in_file(conn: &Connection) -> Result<InFile, StoreError> {
    let (file_id, commits) =
        conn.query_row("SELECT file_id, commits FROM file_mark", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let opened: Option<(Id, Option<i64>)> = conn
        .query_row("SELECT epoch, copied_at FROM file_epoch", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let is_copy = opened.is_some_and(|(_, copied_at)| copied_at.is_some());
    Ok(InFile { file_id, commits, epoch: opened.map(|(epoch, _)| epoch), is_copy })
}

fn fresh(conn: &Connection) -> Result<Id, StoreError> {
    Ok(conn.query_row("SELECT randomblob(16)", [], |row| row.get(0))?)
}

/// The new opening into the file, and what was found with it. Answers how many commits there are now.
fn stamp(conn: &Connection, epoch: Id, cause: Option<RestoreCause>, shop: &ShopId) -> Result<i64, StoreError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    if let Some(cause) = cause {
        hold(&tx, cause, shop)?;
    }
    tx.execute(
        "INSERT INTO file_epoch (mark, epoch, copied_at) VALUES (1, ?1, NULL)
         ON CONFLICT (mark) DO UPDATE SET epoch = excluded.epoch, copied_at = NULL",
        [epoch],
    )?;
    let commits = checksums::count_commit(&tx)?;
    tx.commit()?;
    Ok(commits)
}

/// One that is not accepted yet goes on: its rows are opened again, and all is asked again.
fn hold(tx: &Transaction<'_>, cause: RestoreCause, shop: &ShopId) -> Result<(), StoreError> {
    let again = tx.execute(
        "UPDATE restores SET cause = ?2, found_at = NULL, behind_at = (SELECT copied_at FROM file_epoch)
         WHERE shop_id = ?1 AND accepted_at IS NULL",
        params![shop.as_str(), cause.as_str()],
    )?;
    if again == 0 {
        tx.execute(
            "INSERT INTO restores (shop_id, restore_no, cause, behind_at)
             SELECT ?1, COALESCE(MAX(restore_no), 0) + 1, ?2, (SELECT copied_at FROM file_epoch)
             FROM restores WHERE shop_id = ?1",
            params![shop.as_str(), cause.as_str()],
        )?;
    }
    Ok(())
}
