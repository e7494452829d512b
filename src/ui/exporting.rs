//! The list of orders as a sheet: who writes it, and how far it is.

use crate::{
    base::lang::Lang,
    domain::UnixSeconds,
    store::{DiskFault, OrderQuery},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// Which orders, in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderExport {
    /// The list, in its order.
    pub query: OrderQuery,
    /// From when its days are counted.
    pub now: UnixSeconds,
    /// The words of its headings.
    pub lang: Lang,
}

/// Why there is no sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportFault {
    /// The owner stopped it.
    Stopped,
    /// A workbook cannot hold as many rows.
    TooMany,
    /// The file cannot be written.
    Disk(DiskFault),
    /// The data cannot be read, in the system's words.
    NotRead(String),
}

/// Writes sheets of orders, on the thread of its caller: the shop, or a test.
pub trait OrderExporter: Send + Sync {
    /// Writes a new file, or over the one that was chosen. `step` hears how many orders are read, and may end it. Gives how
    /// many were written.
    ///
    /// # Errors
    /// [`ExportFault`]; then there is no file.
    fn orders(&self, wanted: &OrderExport, file: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<u64, ExportFault>;
}

/// How far a sheet is.
#[derive(Debug, Default)]
pub(super) struct ExportProgress {
    rows: AtomicU64,
    stopped: AtomicBool,
    /// How many there are, as far as it is known.
    pub total: u64,
}

impl ExportProgress {
    pub fn of(total: u64) -> Arc<Self> {
        Arc::new(Self { total, ..Self::default() })
    }

    /// How many orders were read.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Takes note of it; false once it was stopped.
    pub fn step(&self, rows: u64) -> bool {
        self.rows.store(rows, Ordering::Relaxed);
        !self.stopped.load(Ordering::Relaxed)
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl PartialEq for ExportProgress {
    /// One is never another.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
