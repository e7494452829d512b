//! What the owner keeps beside orders, refunds and buyers, as it is read.

use crate::domain::{Fen, MarkStepKind, MarkSubject, Nickname, OpenId, OrderNo, Seat, Tag, TagName, UnixSeconds};

/// A note of the owner's. No buyer ever reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnersNote {
    /// Its number.
    pub note_id: u32,
    /// Who wrote it.
    pub author: Seat,
    /// When.
    pub written_at: UnixSeconds,
    /// What it says, 1 to 500 characters.
    pub text: String,
}

/// The tags and notes beside one order, refund or buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// In the order of their names.
    pub tags: Vec<Tag>,
    /// Oldest first.
    pub notes: Vec<OwnersNote>,
}

/// Something that happened to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkStep {
    /// When.
    pub at: UnixSeconds,
    /// At which seat.
    pub author: Seat,
    /// Beside what.
    pub subject: MarkSubject,
    /// Written, put on, taken away or brought back.
    pub what: MarkStepKind,
    /// The text of the note, the name of the tag, or why the buyer was blocked.
    pub words: String,
}

/// Who may place no new orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyerBlock {
    /// Who decided it.
    pub author: Seat,
    /// Since when.
    pub since: UnixSeconds,
    /// Why, for the owner alone; may be empty.
    pub reason: String,
}

/// What the shop knows of a buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyerCard {
    /// As WeChat names them.
    pub openid: OpenId,
    /// What they called themselves last, if they ever did: nobody proved it.
    pub nickname: Option<Nickname>,
    /// When their first order was placed.
    pub since: UnixSeconds,
    /// Orders they paid.
    pub orders: u64,
    /// What they paid and did not get back, fen.
    pub spent: Fen,
    /// Refunds that arrived.
    pub refunds: u64,
    /// What those came to, fen.
    pub refunded: Fen,
    /// Set while they may place no new orders.
    pub blocked: Option<BuyerBlock>,
    /// Beside the buyer.
    pub marks: Marks,
}

/// What stands beside an order or a refund, for the owner alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// What it is about.
    pub subject: MarkSubject,
    /// Its own tags and notes.
    pub own: Marks,
    /// What happened to its marks, and to those of its refunds where it is an order; oldest first.
    pub steps: Vec<MarkStep>,
    /// Its buyer; `None` where WeChat never said who paid.
    pub buyer: Option<BuyerCard>,
    /// Every tag there is, in the order of their names.
    pub tags: Vec<Tag>,
}

/// What a list shows of the marks of an order, those of its refunds, and those of its buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderMarks {
    /// Which order.
    pub order_no: OrderNo,
    /// Its own tags, those of its refunds, and its buyer's, each once, in the order of their names.
    pub tags: Vec<Tag>,
    /// The names of those among them that stand on the order itself.
    pub own: Vec<TagName>,
    /// The newest note on it, on a refund of it, or on its buyer.
    pub note: Option<String>,
}
