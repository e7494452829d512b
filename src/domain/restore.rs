//! A data file that is older than the shop: how it was recognised.

use super::text_enum::text_enum;

/// How a file was recognised as one that does not know the last of what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RestoreCause {
    /// It is a backup that was put back.
    Backup,
    /// An older file lies where a newer one lay.
    Older,
    /// It was open in another place before, and no mark came with it.
    Elsewhere,
    /// The whole folder was copied or moved: the shop may be open in its old place as well.
    Moved,
    /// The shop was taken back here: another installation may have run it meanwhile.
    TakenBack,
}

text_enum!(RestoreCause { Backup = "backup", Older = "older", Elsewhere = "elsewhere", Moved = "moved", TakenBack = "taken_back" });

/// What WeChat is asked before a file that was put back may send anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CatchUpKind {
    /// A refund that may have left, by its number.
    Refund,
    /// All refunds of an order.
    Order,
    /// A payment that was open.
    Payment,
}

text_enum!(CatchUpKind { Refund = "refund", Order = "order", Payment = "payment" });
