//! Looking through a file that is open: pages, indices, and what the rows add up to, a table at a time, so that no picture
//! of the file is held for longer than one table takes. A server looks after its pages itself (`data_checksums`), and keeps
//! no figures of its rows: what can be told from the rows is (history, sums, tallies).

use crate::store::{
    Reader, Store, StoreError,
    engine::checksums::{self, Difference, StopRequest, SummedTable},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// How often it is looked at whether a long reading is to end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

impl Store {
    /// True where the file was too large to be read whole before it was opened.
    pub fn wants_audit(&self) -> bool {
        self.opened_in_part()
    }

    /// Reads every row and compares it with what was kept when it was written. What is found stops the shop
    /// ([`Store::damage`](crate::store::Store::damage)).
    ///
    /// # Errors
    /// [`StoreError::Altered`] and [`StoreError::Damaged`]: what was found; [`StoreError::Closed`]: `stop` was called; the
    /// rest says that nothing could be read just now.
    pub fn audit(&self, stop: &StopRequest) -> Result<(), StoreError> {
        let looked = self.reader().and_then(|reader| look_through(&reader, stop));
        if let Err(error) = &looked {
            self.note_damage(error);
        }
        looked
    }
}

fn look_through(reader: &Reader, stop: &StopRequest) -> Result<(), StoreError> {
    let Some(conn) = reader.db().link.file() else { return Ok(()) };
    for table in SummedTable::all(conn)? {
        let _snapshot = reader.snapshot()?;
        checksums::structure_of(conn, &table)?;
        let found = checksums::of_table(conn, &table, stop)?;
        if !found.is_empty() {
            return Err(StoreError::Altered(found));
        }
    }
    let _snapshot = reader.snapshot()?;
    match checksums::search_words::differ(conn, stop)? {
        Some(found) => Err(StoreError::Altered(vec![found])),
        None => Ok(()),
    }
}

impl Reader {
    /// The tables whose rows are added up.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn summed_tables(&self) -> Result<Vec<String>, StoreError> {
        let tables = self.db().link.file().map(SummedTable::all).transpose()?;
        Ok(tables.into_iter().flatten().map(|table| table.name).collect())
    }

    /// An error where a page or an index is not as the engine wrote it.
    pub(in crate::store) fn check_structure(&self) -> Result<(), StoreError> {
        self.db().link.file().map_or(Ok(()), checksums::structure)
    }

    /// Where rows are not as this program wrote them; `told` hears before each table how many of how many are done.
    pub(in crate::store) fn altered_rows(
        &self,
        stop: &StopRequest,
        told: &mut dyn FnMut(u64, u64),
    ) -> Result<Vec<Difference>, StoreError> {
        let Some(conn) = self.db().link.file() else { return Ok(Vec::new()) };
        let tables = SummedTable::all(conn)?;
        let count = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
        let mut found = Vec::new();
        for (at, table) in tables.iter().enumerate() {
            told(count(at), count(tables.len()));
            found.extend(checksums::of_table(conn, table, stop)?);
        }
        found.extend(checksums::search_words::differ(conn, stop)?);
        Ok(found)
    }

    /// Whatever is read meanwhile ends soon once `stop` was called.
    pub(in crate::store) fn until<T>(
        &self,
        stop: &StopRequest,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(conn) = self.db().link.file() else {
            // What a server reads for one statement comes to its end; nothing of it is answered.
            let done = work();
            return if stop.is_asked() { Err(StoreError::Closed) } else { done };
        };
        let (reading, over) = (conn.get_interrupt_handle(), AtomicBool::new(false));
        let done = thread::scope(|scope| {
            let watch = || {
                while !over.load(Ordering::Relaxed) {
                    if stop.is_asked() {
                        reading.interrupt();
                    }
                    thread::park_timeout(BETWEEN_LOOKS);
                }
            };
            // Without a thread it is read to its end.
            let watch = thread::Builder::new().name("reading".to_owned()).spawn_scoped(scope, watch);
            let done = work();
            over.store(true, Ordering::Relaxed);
            drop(watch.map(|watch| watch.thread().unpark()));
            done
        });
        if stop.is_asked() { Err(StoreError::Closed) } else { done }
    }

    /// Rows that refer to rows that are not there.
    pub(in crate::store) fn count_dangling(&self) -> Result<u32, StoreError> {
        // A server lets none in, and has no switch by which a shop's user could.
        if self.db().link.file().is_none() {
            return Ok(0);
        }
        self.db().value("SELECT COUNT(*) FROM pragma_foreign_key_check", &[])
    }
}
