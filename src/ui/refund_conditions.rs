//! What a list of refunds can be narrowed by.

use crate::{
    domain::RefundState,
    store::{RefundFilter, RefundQuery},
};

/// One condition. The place for more is here, in `text::refund_condition` and in the bar's `of_refunds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefundCondition {
    Asked,
    Changed,
    Arrived,
    Amount,
    State,
    Product,
    Origin,
    Noted,
    Tag,
}

impl RefundCondition {
    /// Every condition, as their chips stand.
    pub const ALL: [Self; 9] = [
        Self::Asked,
        Self::Changed,
        Self::Arrived,
        Self::Amount,
        Self::State,
        Self::Product,
        Self::Origin,
        Self::Noted,
        Self::Tag,
    ];

    /// What a tab can be narrowed by, as the menu has it: what waits was asked for by buyers, and nothing of it moved yet.
    pub const fn of(tab: Option<RefundFilter>) -> &'static [Self] {
        match tab {
            Some(RefundFilter::Waiting) => &[Self::Asked, Self::Amount, Self::Product, Self::Noted, Self::Tag],
            Some(RefundFilter::Moving) => &[
                Self::Asked,
                Self::Changed,
                Self::Amount,
                Self::State,
                Self::Product,
                Self::Origin,
                Self::Noted,
                Self::Tag,
            ],
            Some(RefundFilter::Failed) => {
                &[Self::Asked, Self::Changed, Self::Amount, Self::Product, Self::Origin, Self::Noted, Self::Tag]
            }
            Some(RefundFilter::Done) | None => &Self::ALL,
        }
    }

    /// The query without it.
    pub fn dropped(self, query: &RefundQuery) -> RefundQuery {
        let mut query = query.clone();
        match self {
            Self::Asked => query.asked = None,
            Self::Changed => query.changed = None,
            Self::Arrived => query.arrived = None,
            Self::Amount => (query.amount_from, query.amount_to) = (None, None),
            Self::State => query.state = None,
            Self::Product => query.product = None,
            Self::Origin => query.origin = None,
            Self::Noted => query.noted = false,
            Self::Tag => query.tag = None,
        }
        query
    }
}

/// The states that stand in a tab.
pub(super) fn states_of(tab: Option<RefundFilter>) -> Vec<RefundState> {
    let here = |state: &RefundState| {
        let stands = |renewed| tab.is_none_or(|tab| RefundFilter::of(*state, renewed) == tab);
        stands(false) || stands(true)
    };
    RefundState::ALL.iter().copied().filter(here).collect()
}
