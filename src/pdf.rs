//! What is printed: packing slips as PDF, with their Chinese embedded. Knows the domain only; where a page goes is not its
//! business.

// A page is measured in points; no sum of money is ever calculated here.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "pages are measured in points")]

mod bars;
mod letters;
mod packing_slip;
mod page;

pub use packing_slip::{PackingSlip, PackingSlipLine, PackingSlipWords, PaperSize, slips};

/// The page could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// Nothing to print.
    #[error("there is no slip to print")]
    Nothing,
    /// A font or the page itself; the cause for the log.
    #[error("the page cannot be made: {0}")]
    Page(String),
}
