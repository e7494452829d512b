//! What a sheet is written as, and why there is none.

use crate::{domain::UnixSeconds, sheets, store::StoreError};

/// What a row is handed to; an error ends the list.
pub(super) type TakeCells<'a> = &'a mut dyn FnMut(Vec<String>) -> Result<(), ExportError>;

/// A workbook's sheet ends here, its first line left out.
pub(super) const WORKBOOK_ROWS_MAX: usize = 1_048_575;

/// What a sheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For any program.
    Csv,
    /// Excel and WPS, every cell text.
    Workbook,
}

impl ExportFormat {
    /// As the file's name says; CSV where it says nothing.
    pub fn of(path: &std::path::Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some(end) if end.eq_ignore_ascii_case("xlsx") => Self::Workbook,
            _ => Self::Csv,
        }
    }
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What SQLite reports.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A workbook cannot hold as many rows.
    #[error("{0} rows do not fit into a workbook; choose fewer days, or a .csv file")]
    TooMany(usize),
    /// The file cannot be written, or is there already: nothing is written over.
    #[error("{} cannot be written: {why}", .path.display())]
    NotWritten {
        /// Which file.
        path: std::path::PathBuf,
        /// The system's words.
        why: std::io::Error,
    },
    /// This sheet has no such states and conditions.
    #[error(
        "--state and what orders are narrowed to are for orders, and but for --state for shipping; --availability, --find and --price \
         are for products; --tab and --arrived are for refunds; --from and --to are for every other sheet"
    )]
    StateOfOthers,
    /// It was stopped before its end.
    #[error("stopped; no file was written")]
    Stopped,
    /// Not a day.
    #[error("{0} is not a day; write it like 2026-09-01")]
    BadDay(String),
}

/// A whole sheet at once.
pub(super) fn written(
    form: ExportFormat,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
) -> Result<Vec<u8>, ExportError> {
    match form {
        ExportFormat::Csv => Ok(sheets::table(headings, rows)),
        ExportFormat::Workbook if rows.len() > WORKBOOK_ROWS_MAX => Err(ExportError::TooMany(rows.len())),
        ExportFormat::Workbook => Ok(sheets::workbook(headings, rows)),
    }
}

/// A moment as it stands in a cell; empty where there is none.
pub(super) fn time(at: Option<UnixSeconds>) -> String {
    at.map_or_else(String::new, UnixSeconds::to_dashed)
}
