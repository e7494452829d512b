//! Why a file as a whole is refused, and how much of a file is taken.

use super::heading::Column;

/// The most bytes a sheet may have.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;
/// The most rows a sheet may have, without the headings.
pub const ROWS_MAX: usize = 5_000;

/// The file as a whole cannot be used. Nothing of it is imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSheet {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// More than [`BYTES_MAX`].
    #[error("the file is larger than {BYTES_MAX} bytes")]
    TooLarge,
    /// More than [`ROWS_MAX`].
    #[error("the sheet has more than {ROWS_MAX} rows")]
    TooManyRows,
    /// A web page that is called CSV, as some shop systems export it.
    #[error("the file is a web page")]
    WebPage,
    /// An Excel file that is called CSV: save it as CSV first.
    #[error("the file is an Excel workbook")]
    Workbook,
    /// Neither UTF-8 nor GB18030 nor UTF-16.
    #[error("the file is not text")]
    NotText,
    /// The first line names neither an id nor a name column.
    #[error("the first line names no column of ours")]
    NoColumns,
    /// Two columns with the same meaning.
    #[error("the column {0:?} is there twice")]
    Doubled(Column),
    /// A workbook that opens with a password only.
    #[error("the workbook has a password")]
    Password,
    /// A workbook that cannot be read.
    #[error("the workbook is damaged")]
    Broken,
    /// No row among the first names an order and a tracking number.
    #[error("no line names an order and a tracking number")]
    NoShipColumns,
    /// Two columns with the same meaning, as the second is called.
    #[error("the column {0} is there twice")]
    HeadingTwice(String),
    /// A quote opens on this line, and what it takes in are rows.
    #[error("line {0}: a quote opens and does not close")]
    OpenQuote(u64),
    /// Only hidden sheets of the workbook have the columns.
    #[error("only hidden sheets have the columns")]
    HiddenOnly,
    /// Headings and nothing below.
    #[error("the sheet has no rows")]
    NoRows,
}
