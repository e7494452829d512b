//! What is said about receipts: the words of the intents and of what is read.

use crate::domain::{PaperSize, PrintId, PrintState, PrintStep, PrintTrouble, UnixSeconds};

/// A printer as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterName {
    /// As the settings call it; its receipts are queued under this name.
    pub name: String,
    /// `escpos-tcp`, `feieyun`, `yilianyun`.
    pub kind: &'static str,
    /// Prints each newly paid order by itself.
    pub auto: bool,
}

/// A step of a receipt that came out of trying it or asking about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintUpdate {
    /// Which receipt.
    pub id: PrintId,
    /// What happened.
    pub step: PrintStep,
    /// What is not well, with its technical sentence.
    pub trouble: Option<(PrintTrouble, String)>,
    /// The cloud's number, where it gave one.
    pub cloud_id: Option<String>,
    /// When to look again; `None` for a person.
    pub next_at: Option<UnixSeconds>,
}

/// What a person wants done with a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintWish {
    /// Try it now.
    Now,
    /// It is on paper: I looked.
    OnPaper,
    /// It is not wanted any more.
    Drop,
}

/// A receipt a printer's thread has work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePrint {
    /// Which.
    pub id: PrintId,
    /// Where it stands.
    pub state: PrintState,
    /// It says that it may be on paper already.
    pub marked: bool,
    /// The cloud's number of it.
    pub cloud_id: Option<String>,
    /// How often it was tried or asked about in vain.
    pub tries: u32,
    /// How often it was lost out of sight.
    pub doubts: u32,
    /// When it was queued.
    pub queued_at: UnixSeconds,
    /// A person wants it; else it prints by itself.
    pub wanted: bool,
}

/// A row of the list of receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRow {
    /// Which.
    pub id: PrintId,
    /// Where it stands.
    pub state: PrintState,
    /// It says that it may be on paper already.
    pub marked: bool,
    /// What is not well, with its technical sentence.
    pub trouble: Option<(PrintTrouble, String)>,
    /// When it was queued.
    pub queued_at: UnixSeconds,
    /// When it last changed.
    pub changed_at: UnixSeconds,
    /// When it is looked at next by itself; none where it waits for a person.
    pub next_at: Option<UnixSeconds>,
}

/// A printer as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterRow {
    /// As the settings call it.
    pub name: String,
    /// `escpos-tcp`, `feieyun`, `yilianyun`.
    pub kind: String,
    /// The seat whose it is ([`Store::seat_id`](crate::store::Store::seat_id)).
    pub seat: String,
    /// That seat's computer, as it calls itself.
    pub computer: String,
    /// Prints each newly paid order by itself.
    pub auto: bool,
    /// When it last printed.
    pub good_at: Option<UnixSeconds>,
    /// What was last not well with it; none since it printed again.
    pub trouble: Option<(PrintTrouble, String, UnixSeconds)>,
    /// How many receipts wait for it or for a person.
    pub open: u32,
}

/// A packing slip that was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipPrint {
    /// When it was handed to the printer, or written as a file.
    pub printed_at: UnixSeconds,
    /// On what.
    pub paper: PaperSize,
}
