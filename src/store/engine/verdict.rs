//! What looking through the whole file found.

use crate::{
    domain::OrderNo,
    store::{Difference, HistoryFault, WrongTally},
};

/// What a check of the whole file is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyPart {
    /// Pages and indices; how many nobody knows beforehand.
    Pages,
    /// The rows, a table at a time.
    Tables,
    /// Each order with its steps.
    Orders,
}

/// How far a check of the whole file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyProgress {
    /// At what.
    pub part: VerifyPart,
    /// So many of them are done.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// What looking through the whole file found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileVerdict {
    /// Orders looked at.
    pub orders: u64,
    /// Steps of their histories.
    pub steps: u64,
    /// Orders whose history is not as it was written.
    pub edited: u64,
    /// The first of them, by number, and what is wrong.
    pub first_edited: Option<(OrderNo, HistoryFault)>,
    /// The people, their PINs or their own steps are not as they were written.
    pub people_altered: bool,
    /// Payments and refunds whose steps are from before amounts were written into them: nothing to compare with.
    pub without_amounts: u64,
    /// Orders whose total differs from their goods, or whose sums differ from their refunds.
    pub wrong_sums: u64,
    /// The first of them.
    pub first_wrong_sum: Option<OrderNo>,
    /// Rows that belong to nothing.
    pub anonymous: u32,
    /// Tables whose rows were added up.
    pub tables: u64,
    /// Where rows are not as this program wrote them.
    pub altered: Vec<Difference>,
    /// Counts on the screen that are not what the rows say.
    pub wrong_tallies: Vec<WrongTally>,
}

impl FileVerdict {
    /// True if nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.edited == 0
            && !self.people_altered
            && self.wrong_sums == 0
            && self.anonymous == 0
            && self.altered.is_empty()
            && self.wrong_tallies.is_empty()
    }
}
