//! What of a page is looked at: a day of the bills, a step of the board of money, a list that is counted.

use crate::{
    domain::{Day, MoneyStep},
    store::{NoticeQuery, OrderFilter, OrderQuery, RefundQuery},
};

/// Rows of a step on the board of money, at first and with each wish for more.
pub(super) const MONEY_ROWS: u32 = 200;

/// What of WeChat's bills is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct BillsGaze {
    /// The month of the day.
    pub month: bool,
    /// The newest whose bill can be there, where none is chosen.
    pub day: Option<Day>,
    /// The movements of money instead of the trades.
    pub funds: bool,
    /// Rows of each list asked for beyond [`BILL_ROWS`]; more as they are scrolled to.
    pub more: u32,
}

/// Rows of each list of a day that are read at first.
pub(super) const BILL_ROWS: u32 = 500;

impl BillsGaze {
    /// Rows of each list that are read.
    pub const fn rows(&self) -> u32 {
        BILL_ROWS.saturating_add(self.more)
    }
}

/// What of the board of money is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MoneyBoard {
    pub step: MoneyStep,
    /// Rows asked for; more on the owner's wish.
    pub rows: u32,
}

impl MoneyBoard {
    pub const fn of(step: MoneyStep) -> Self {
        Self { step, rows: MONEY_ROWS }
    }
}

impl Default for MoneyBoard {
    fn default() -> Self {
        Self::of(MoneyStep::ToShip)
    }
}

/// A list whose rows are counted and added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CountedList {
    Orders(OrderQuery),
    Refunds(RefundQuery),
    /// Counted alone: messages come to nothing.
    Notices(NoticeQuery),
}

/// What the queue of parcels is narrowed to and sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParcelList(pub OrderQuery);

impl Default for ParcelList {
    fn default() -> Self {
        Self(OrderQuery { filter: OrderFilter::All, ..OrderQuery::to_ship() })
    }
}
