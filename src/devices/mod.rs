//! Sound, desktop notices, printers: told what to say, never why. Knows domain and settings.

mod cloud;
mod columns;
/// The bytes receipt printers understand.
pub mod escpos;
/// Feieyun's printers.
pub mod feieyun;
/// A receipt printer, whatever wire it hangs on.
pub mod printer;
/// What stands on a receipt, line by line.
pub mod receipt;
/// The printers the settings name, ready to print.
pub mod shelf;
mod tags;
/// A printer in the shop's own network.
pub mod tcp_printer;
/// Yilianyun's printers.
pub mod yilianyun;

pub use cloud::CloudEndpoint;
pub use columns::{fitting, width};
