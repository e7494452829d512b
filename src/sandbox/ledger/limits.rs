//! How much a ledger remembers.

/// What a sandbox remembers at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerLimits {
    /// Orders, with their payments and refunds. The oldest that are over give way.
    pub orders: usize,
    /// Calls that came in, and attempts to deliver.
    pub calls: usize,
}

impl LedgerLimits {
    /// Every order.
    pub const ALL: Self = Self { orders: usize::MAX, calls: 20_000 };
    /// Most of a day of the demo, in about ten mebibytes.
    pub const PRACTICE: Self = Self { orders: 10_000, calls: 1_000 };
}

impl Default for LedgerLimits {
    fn default() -> Self {
        Self::ALL
    }
}
