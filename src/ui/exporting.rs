//! A list as a sheet: who writes it, and how far it is.

use crate::{
    base::lang::Lang,
    domain::{Day, OrderNo, UnixSeconds},
    store::{DiskFault, NoticeQuery, OrderQuery, ProductQuery, RefundQuery},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// A list that can be written, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportedList {
    /// Narrowed and sorted as in the window.
    Orders(OrderQuery),
    /// Some of them, by their numbers, in this order.
    Named(Vec<OrderNo>),
    /// What of them is to be shipped now, whatever the tab of the query.
    Parcels(OrderQuery),
    /// Refunds.
    Refunds(RefundQuery),
    /// Messages from WeChat, the newest first, without their texts.
    Notices(NoticeQuery),
    /// Products.
    Products(ProductQuery),
    /// WeChat's trade bills of these days, both among them: differences and lines.
    Bills(Day, Day),
    /// The movements of money of these days, both among them.
    Funds(Day, Day),
}

/// Which rows, in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListExport {
    /// What is to be written into the sheet.
    pub list: ExportedList,
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

/// Writes lists as sheets, on the thread of its caller: the shop, or a test.
pub trait ListExporter: Send + Sync {
    /// Writes a new file, or over the one that was chosen. `step` hears how many rows are read, and may end it. Gives how
    /// many were written.
    ///
    /// # Errors
    /// [`ExportFault`]; then there is no file.
    fn write(&self, wanted: &ListExport, file: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<u64, ExportFault>;
}

/// The page whose list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Orders,
    Refunds,
    Parcels,
    Notices,
    Products,
    Bills,
    Funds,
}

impl ExportedList {
    pub(super) const fn kind(&self) -> ListKind {
        match self {
            Self::Orders(_) | Self::Named(_) => ListKind::Orders,
            Self::Refunds(_) => ListKind::Refunds,
            Self::Parcels(_) => ListKind::Parcels,
            Self::Notices(_) => ListKind::Notices,
            Self::Products(_) => ListKind::Products,
            Self::Bills(..) => ListKind::Bills,
            Self::Funds(..) => ListKind::Funds,
        }
    }
}

/// A sheet that is being written.
#[derive(Debug, Clone)]
pub(super) struct RunningExport {
    pub kind: ListKind,
    pub progress: Arc<ExportProgress>,
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

    /// How many rows were read.
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
