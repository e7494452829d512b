//! A receipt printer as the jobs see it, whatever wire it hangs on.

use super::receipt::Receipt;
use crate::domain::PrintTrouble;

/// What became of a receipt that was to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It came out, as far as a printer can know.
    Printed,
    /// A printer without answers took all of it and said goodbye.
    Handed,
    /// The cloud has it, under this number.
    Accepted(String),
    /// Provably nothing left. Try again later.
    NotSent(PrintFailure),
    /// A definite no: nothing was printed, and nothing will be until somebody mends something.
    Refused(PrintFailure),
    /// Something may have left. `again`: it is certain that no whole receipt came out, or the receipt is worth another
    /// one with the mark; else a person looks at the paper.
    Unknown {
        /// What happened.
        why: PrintFailure,
        /// Worth trying again by itself, with the mark on it.
        again: bool,
    },
}

/// A trouble, and its technical sentence. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintFailure(pub PrintTrouble, pub String);

/// What the cloud says about a receipt it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintAnswer {
    /// It came out.
    Printed,
    /// Not yet; the trouble is the printer's, where the cloud says so.
    NotYet(Option<PrintFailure>),
    /// No usable answer: ask again.
    NoAnswer(PrintFailure),
}

/// The row could not be written, so nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintNotRecorded(pub String);

/// Called once, before the first byte that could become paper; nothing leaves if it fails.
pub type BeforeSend<'a> = &'a dyn Fn() -> Result<(), PrintNotRecorded>;

/// One printer. Its calls block, so it has a thread of its own.
pub trait ReceiptPrinter: Send + Sync {
    /// Its name in the settings.
    fn name(&self) -> &str;

    /// Prints one receipt. `job` is the same for the same copy for ever, at most 32 letters and digits.
    fn print(&self, receipt: &Receipt, job: &str, leaving: BeforeSend<'_>) -> Sent;

    /// Asks what became of a receipt the cloud took.
    fn ask(&self, _cloud_id: &str) -> PrintAnswer {
        PrintAnswer::NotYet(None)
    }
}
