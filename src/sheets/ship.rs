//! Shipping sheets: a row a parcel, with the order's number, who carries it and its number there. Each row gets its
//! verdict before anything is shipped.

mod carriers;
mod cause;
mod columns;
#[cfg(test)]
mod fixture_tests;
mod judge;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use carriers::Carriers;
pub use cause::ShipCause;
pub use columns::ShipColumn;
pub use judge::{OddNumbers, ParcelRequest, SheetOrder, ShipVerdict};
pub use read::{ShipRow, ShipSheet};
pub use write::{failed_csv, failed_workbook};
