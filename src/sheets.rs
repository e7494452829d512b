//! Sheets of products and of parcels: a file read row by row, each row with its verdict before anything is changed, and
//! what can come back written out.
//!
//! Products: [`Sheet`](crate::sheets::Sheet). Parcels: [`ShipSheet`](crate::sheets::ship::ShipSheet), also from workbooks.
//! `read` takes any bytes and never panics; `judge` compares with the shop and changes nothing. What a spreadsheet would run
//! as a formula is refused on the way in and disarmed on the way out.

mod bad_sheet;
/// WeChat's trade bill.
pub mod bill;
mod bytes;
mod cells;
mod columns;
mod file;
#[cfg(test)]
mod fixture_tests;
mod grid;
mod heading;
mod judge;
mod number_format;
mod product_facts;
mod records;
mod row_cause;
/// Shipping sheets.
pub mod ship;
mod workbook;
mod workbook_looks;
mod workbook_writer;
mod write;

pub use bad_sheet::{BYTES_MAX, BadSheet, ROWS_MAX};
pub use cells::{fresh_id, read_barcodes, read_name, read_price, read_stock};
pub use heading::{Column, Headings};
pub use judge::{RowRequest, RowVerdict, Sheet, SheetRow};
pub use product_facts::{plain_lines, read_refunds, read_text, read_weight};
pub use row_cause::{BadPrice, NAME_CHARS_MAX, PRICE_MAX, RowCause, STOCK_MAX};
pub use workbook_writer::WorkbookWriter;
pub use write::{SheetWriting, TableWriter, product_cells, refused, table, template, workbook};
