//! What a search answers.

use crate::store::OrderRow;
use std::ops::Range;

/// What of an order was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// The order's number.
    OrderNo,
    /// Who gets it.
    Receiver,
    /// What the buyer calls themselves.
    Nickname,
    /// Their phone.
    Phone,
    /// Where it goes.
    Address,
    /// The goods.
    Items,
    /// The buyer's note.
    Note,
    /// What was owed, or what a refund is about.
    Sum,
    /// A parcel's number.
    Tracking,
    /// The code it is picked up with.
    Pickup,
    /// A refund's number.
    RefundNo,
    /// Why money is asked back.
    RefundReason,
    /// A number of WeChat's.
    WeChatNo,
    /// A note of the owner's, on it, on a refund of it, or on its buyer.
    OwnersNote,
    /// A tag of the owner's.
    Tag,
}

/// An order that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// Its row.
    pub order: OrderRow,
    /// What of it was found; where several things were looked for, what the row itself does not show.
    pub field: SearchField,
    /// The text that holds it.
    pub text: String,
    /// Where in the text it stands, bytes; `None` where all of it is meant.
    pub marked: Option<Range<usize>>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchCount {
    /// So many.
    Exactly(u32),
    /// More than so many.
    Over(u32),
}

impl SearchCount {
    const fn least(self) -> u32 {
        match self {
            Self::Exactly(many) | Self::Over(many) => many,
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// The newest first.
    pub hits: Vec<SearchHit>,
    /// How many there are in all.
    pub count: SearchCount,
    /// Behind which document the next page begins; `None` where there is none.
    pub next: Option<i64>,
    /// Orders of an older file that are not indexed yet, and so are not found.
    pub backlog: Option<SearchBacklog>,
}

impl SearchPage {
    /// True where a [step](crate::store::Reader::search_step) ended before the page had as many as were asked for; there may
    /// be more behind [`next`](Self::next).
    pub const fn is_cut_short(&self, limit: usize) -> bool {
        self.next.is_some() && self.hits.len() < limit
    }

    /// The page with what the next step found. An order can be found by its number first, and along the index again.
    pub fn extend(&mut self, more: Self) {
        let new = |hit: &SearchHit| !self.hits.iter().any(|known| known.order.key == hit.order.key);
        let new: Vec<SearchHit> = more.hits.into_iter().filter(new).collect();
        self.hits.extend(new);
        self.next = more.next;
        self.count = self.counted_so_far();
        // Those there are in all, where that was counted with the last step.
        if self.next.is_some() && more.count.least() > self.count.least() {
            self.count = more.count;
        }
    }

    pub(super) fn counted_so_far(&self) -> SearchCount {
        let here = u32::try_from(self.hits.len()).unwrap_or(u32::MAX);
        if self.next.is_some() { SearchCount::Over(here) } else { SearchCount::Exactly(here) }
    }
}

/// How far the orders of an older file are indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchBacklog {
    /// So many are.
    pub done: u64,
    /// So many there were.
    pub total: u64,
}
