//! The threads that do the work, by what they do.

/// Which steps a thread calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Duty {
    MoneyIn,
    MoneyOut,
    Parcels,
    Complaints,
    Messages,
}
