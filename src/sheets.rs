//! Sheets of products and of parcels: a file read row by row, each row with its verdict before anything is changed, and
//! what can come back written out.
//!
//! Products: [`Sheet`]. Parcels: [`ship::ShipSheet`], also from workbooks. [`Sheet::read`] takes any bytes and never panics; [`Sheet::judge`] compares with the shop's products and changes
//! nothing. What a spreadsheet would run as a formula is refused on the way in and disarmed on the way out.

mod bytes;
mod cells;
mod columns;
#[cfg(test)]
mod fixture_tests;
mod grid;
mod judge;
mod number_format;
mod records;
/// Shipping sheets.
pub mod ship;
mod workbook;
mod workbook_looks;
mod write;

pub use cells::{BadPrice, NAME_CHARS_MAX, PRICE_MAX, STOCK_MAX, fresh_id, read_name, read_price, read_stock};
pub use columns::{Column, Headings};
pub use judge::{Row, RowRequest, RowVerdict, Sheet};
pub use write::{Writing, products, refused, table, template};

/// Any table as a workbook whose every cell is text: long numbers stay whole, nothing is calculated.
pub fn workbook(headings: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let all: Vec<Vec<String>> = std::iter::once(headings).chain(rows).collect();
    workbook::text_only(all.iter().map(Vec::as_slice))
}

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

/// Why a row is refused. Nothing of it is imported; the others are not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowCause {
    /// The id is not 1 to 32 letters, digits, `-` and `_`.
    BadId,
    /// The name is empty, or a new product has none.
    NoName,
    /// The name has more than [`NAME_CHARS_MAX`] characters.
    NameTooLong,
    /// The name holds line breaks or other characters that cannot be printed.
    NameUnprintable,
    /// A new product without a price.
    NoPrice,
    /// The price cannot be used.
    Price(BadPrice),
    /// The stock is no whole number.
    BadStock,
    /// The stock is below zero.
    NegativeStock,
    /// The stock is more than [`STOCK_MAX`].
    TooMuchStock,
    /// "On sale" is neither yes nor no.
    BadOnSale,
    /// A cell a spreadsheet would run as a formula.
    Formula(Column),
    /// Another row is about the same product; its line.
    Twice(u64),
    /// The row has no id, and several products of the shop have its name.
    NameNotUnique,
    /// More cells than headings: a comma inside a name without quotes would shift every figure.
    TooManyCells,
}
