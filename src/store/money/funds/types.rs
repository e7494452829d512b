//! What is said and read of the fund-flow bill.

use crate::domain::{
    Day, UnixSeconds,
    bill_match::BillDayState,
    fund_flow::{FundMove, FundTotals, FundTrouble},
};

/// There is no fund-flow bill of a day that could be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundFailed {
    /// Of which day.
    pub day: Day,
    /// Why.
    pub trouble: FundTrouble,
    /// A technical sentence.
    pub detail: String,
    /// False where it is asked for again by itself.
    pub given_up: bool,
}

/// A day of the fund-flow bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundDay {
    /// Which.
    pub day: Day,
    /// How far it is.
    pub state: BillDayState,
    /// Why there is none, or the last one is not believed.
    pub trouble: Option<FundTrouble>,
    /// How often it was asked for in vain.
    pub tries: u32,
    /// When it was asked for last.
    pub tried_at: UnixSeconds,
    /// When it was read.
    pub read_at: Option<UnixSeconds>,
    /// What its movements add up to.
    pub totals: FundTotals,
}

/// A day and some of its movements, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundDayPage {
    /// The head above the movements.
    pub day: FundDay,
    /// As many of its movements as were asked for.
    pub moves: Vec<FundMove>,
}
