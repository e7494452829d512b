//! How much of the shop one buyer may take.

/// What one buyer may take in a day of Beijing's calendar, and hold at one time. Everything else a buyer can do follows
/// from these: nobody fills the disk or holds the stock alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuyerLimits {
    /// Orders placed in a day, the cancelled ones too.
    pub orders: u32,
    /// Pieces held by orders that are not paid, at one time.
    pub open_unpaid_pieces: u32,
    /// Pictures behind requests for money back, bytes in a day.
    pub picture_bytes: u64,
}

/// Payment sheets asked for, for each order a day has room for. A live sheet is given again and is not counted.
const PREPAYS_OF_ORDER: u32 = 3;

impl BuyerLimits {
    /// No limit at all: for a shop whose buyers are made by a test.
    pub const NONE: Self = Self { orders: u32::MAX, open_unpaid_pieces: u32::MAX, picture_bytes: u64::MAX };

    /// Payment sheets asked for at WeChat in a day.
    pub const fn prepays(self) -> u32 {
        self.orders.saturating_mul(PREPAYS_OF_ORDER)
    }
}

impl Default for BuyerLimits {
    fn default() -> Self {
        Self { orders: 50, open_unpaid_pieces: 50, picture_bytes: 100 * 1024 * 1024 }
    }
}

/// What a buyer has used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UsedUp {
    /// The day's orders.
    Orders,
    /// The pieces that may be held unpaid: so many more could be ordered now.
    UnpaidPieces {
        /// Pieces.
        left: u32,
    },
    /// The day's payment sheets.
    Payments,
    /// The day's pictures.
    Pictures,
}

impl std::fmt::Display for UsedUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Orders => f.write_str("the buyer's orders of the day are used up"),
            Self::UnpaidPieces { left } => write!(f, "the buyer can hold {left} more pieces unpaid"),
            Self::Payments => f.write_str("the buyer's payment sheets of the day are used up"),
            Self::Pictures => f.write_str("the buyer's pictures of the day are used up"),
        }
    }
}
