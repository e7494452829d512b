//! WeChat's trade bill: read row by row, addressed by its headings, added up and compared with its own last line.
//!
//! Source: protocol, "Bill files". Every layout of it is read, as it was downloaded or as a spreadsheet saved it again.

mod columns;
mod flow;
mod line;
mod read;
mod split;
#[cfg(test)]
mod tests;

pub use flow::read_fund_flow;
pub use read::{BillEnd, BillRow, read_text, read_workbook};
