//! What is printed: packing slips and the sheet of scan commands as PDF, with their Chinese embedded. Knows the domain only; where a page goes is not its
//! business.

// A page is measured in points; no sum of money is ever calculated here.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "pages are measured in points")]

mod bars;
mod command_sheet;
mod error;
mod letters;
mod packing_slip;
mod page;

pub use command_sheet::{CommandSheet, CommandSheetLine, command_sheet};
pub use error::PdfError;
pub use packing_slip::{PackingSlip, PackingSlipLine, PackingSlipWords, slips};
