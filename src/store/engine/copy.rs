//! A copy of the open file for a backup: one moment of it, on a connection of its own. No commit waits for it; what is
//! committed meanwhile stays in the log until it is done.

use crate::{
    base::full_disk,
    domain::{ShopId, UnixSeconds},
    store::{
        Reader, ServerFault, StoreError,
        engine::{checksums, open},
    },
};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
    params,
};
use std::path::Path;

/// So many pages (4 KiB) are copied between two looks at whether to stop.
const PAGES_A_STEP: i32 = 1_000;

/// What a copy of the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedFile {
    /// Orders in it.
    pub orders: u64,
    /// The schema it was written with.
    pub schema: i64,
}

impl Reader {
    /// Copies the file as it is at this moment into a new file, and marks the copy as one: opened as a shop it is recognised
    /// as older. `step` hears how many pages of how many are done, and may end it. The copy was read again and adds up.
    ///
    /// # Errors
    /// [`StoreError::Disk`]: no room. [`StoreError::Closed`]: it was stopped. Damage: the file is damaged. Then there is no
    /// copy. [`ServerFault::FileOnly`]: the shop is on a server.
    pub fn copy_to(
        &self,
        path: &Path,
        made_at: UnixSeconds,
        step: &mut dyn FnMut(i32, i32) -> bool,
    ) -> Result<CopiedFile, StoreError> {
        let file = self.db().link.file().ok_or(ServerFault::FileOnly)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        open::create_private(path)?;
        let mut copy = Connection::open_with_flags(path, flags)?;
        {
            let _moment = self.snapshot()?;
            // The picture is taken with the first reading.
            let _: i64 = self.db().value("SELECT commits FROM file_mark", &[])?;
            let backup = Backup::new(file, &mut copy)?;
            loop {
                room()?;
                let stepped = backup.step(PAGES_A_STEP)?;
                let progress = backup.progress();
                if !step(progress.pagecount.saturating_sub(progress.remaining), progress.pagecount) {
                    return Err(StoreError::Closed);
                }
                match stepped {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => return Err(StoreError::Locked),
                }
            }
        }
        room()?;
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        room()?;
        mark(&copy, made_at)?;
        let orders = copy.query_row("SELECT COUNT(*) FROM orders", [], |row| row.get::<_, i64>(0))?;
        copy.close().map_err(|(_, error)| StoreError::from(error))?;
        let schema = check_copy(path)?;
        Ok(CopiedFile { orders: u64::try_from(orders).unwrap_or_default(), schema })
    }
}

/// SQLite writes by itself: a test that fills the disk is asked before each of its steps.
pub(super) fn room() -> Result<(), StoreError> {
    full_disk::room().map_err(|error| StoreError::Disk(error.into()))
}

/// When it was copied. One that was never open as a shop gets an opening of its own.
fn mark(copy: &Connection, made_at: UnixSeconds) -> Result<(), StoreError> {
    copy.execute(
        "INSERT INTO file_epoch (mark, epoch, copied_at) VALUES (1, randomblob(16), ?1)
         ON CONFLICT (mark) DO UPDATE SET copied_at = excluded.copied_at",
        params![made_at.get()],
    )?;
    Ok(())
}

/// Reads all of a copy: pages, indices, and what the rows add up to. Answers its schema.
///
/// # Errors
/// What is wrong with it.
pub fn check_copy(path: &Path) -> Result<i64, StoreError> {
    let conn = open::to_look_at(path)?;
    checksums::structure(&conn)?;
    let found = checksums::whole(&conn, &checksums::StopRequest::never())?;
    if !found.is_empty() {
        return Err(StoreError::Altered(found));
    }
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// The one shop of a copy, to look into.
///
/// # Errors
/// As [`Reader::open`].
pub fn look_into_copy(path: &Path) -> Result<Reader, StoreError> {
    Reader::open(path, ShopId::main())
}
