//! What a list of refunds is narrowed to and sorted by.

use crate::{
    domain::{Days, Fen, ProductId, RefundNo, RefundOrigin, RefundState, TagName, text_enum::text_enum},
    store::{RefundFilter, RefundRow},
};

/// Which refunds a list shows, and in which order. Several conditions at once: all of them hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundQuery {
    /// The tab; none: all refunds there are.
    pub tab: Option<RefundFilter>,
    /// Asked for on one of these days.
    pub asked: Option<Days>,
    /// Last changed on one of these days; of what is done: decided or arrived.
    pub changed: Option<Days>,
    /// The money arrived on one of these days.
    pub arrived: Option<Days>,
    /// At least this goes back, fen.
    pub amount_from: Option<Fen>,
    /// At most this goes back, fen.
    pub amount_to: Option<Fen>,
    /// Where it stands.
    pub state: Option<RefundState>,
    /// Who began it.
    pub origin: Option<RefundOrigin>,
    /// It is about this product; where no goods were named, its order has it.
    pub product: Option<ProductId>,
    /// The owner wrote a note beside it.
    pub noted: bool,
    /// It, its order or its buyer has this tag of the owner's.
    pub tag: Option<TagName>,
    /// The order of the rows; the tab's own without.
    pub sort: Option<RefundSort>,
}

impl Default for RefundQuery {
    /// What waits for the owner.
    fn default() -> Self {
        Self::of(RefundFilter::Waiting)
    }
}

impl RefundQuery {
    /// Everything of a tab, in its own order.
    pub fn of(tab: impl Into<Option<RefundFilter>>) -> Self {
        Self {
            tab: tab.into(),
            asked: None,
            changed: None,
            arrived: None,
            amount_from: None,
            amount_to: None,
            state: None,
            origin: None,
            product: None,
            noted: false,
            tag: None,
            sort: None,
        }
    }

    /// What arrived on these days.
    pub fn arrived(days: Days) -> Self {
        Self { arrived: Some(days), ..Self::of(RefundFilter::Done) }
    }

    /// The same tab in the same order, with nothing that narrows it.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { sort: self.sort, ..Self::of(self.tab) }
    }

    /// Nothing beside the tab narrows it.
    pub fn is_plain(&self) -> bool {
        *self == self.cleared()
    }

    /// A condition is said by a name that is read: of a product, a tag.
    pub fn is_named(&self) -> bool {
        self.product.is_some() || self.tag.is_some()
    }

    /// The order of the rows, also where none was chosen.
    pub fn sorted(&self) -> RefundSort {
        self.sort.unwrap_or_else(|| RefundSort::of(self.tab))
    }
}

impl From<RefundFilter> for RefundQuery {
    /// Everything of a tab.
    fn from(tab: RefundFilter) -> Self {
        Self::of(tab)
    }
}

/// What the rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RefundSortBy {
    /// When it was asked for.
    #[default]
    Asked,
    /// When it last changed.
    Changed,
    /// What goes back.
    Amount,
}

text_enum!(RefundSortBy { Asked = "asked", Changed = "changed", Amount = "amount" });

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RefundSort {
    /// By what.
    pub by: RefundSortBy,
    /// The oldest or smallest first; the newest or largest without.
    pub rising: bool,
}

impl RefundSort {
    /// As a tab usually is: what waits longest first, of the others what moved last.
    pub const fn of(tab: Option<RefundFilter>) -> Self {
        match tab {
            Some(RefundFilter::Waiting) => Self { by: RefundSortBy::Asked, rising: true },
            Some(_) => Self { by: RefundSortBy::Changed, rising: false },
            None => Self { by: RefundSortBy::Asked, rising: false },
        }
    }
}

/// A place in a list of refunds: the key of a row, not its position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefundKey {
    /// The moment (Unix seconds) or sum (fen) that is sorted by.
    pub value: i64,
    /// Its number.
    pub refund_no: RefundNo,
}

impl RefundRow {
    /// Its place in a list that is sorted so.
    pub fn key(&self, by: RefundSortBy) -> RefundKey {
        let value = match by {
            RefundSortBy::Asked => self.requested_at.get(),
            RefundSortBy::Changed => self.changed_at.get(),
            RefundSortBy::Amount => self.amount.get(),
        };
        RefundKey { value, refund_no: self.refund_no.clone() }
    }
}
