//! What a list of orders is narrowed to and sorted by.

use crate::{
    domain::{Days, Fen, OpenId, OrderNo, ProductId, TagName, UnixSeconds, text_enum::text_enum},
    store::{OrderFilter, OrderKey, OrderRow},
};

/// Which orders a list shows, and in which order. Several conditions at once: all of them hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderQuery {
    /// The tab.
    pub filter: OrderFilter,
    /// Placed on one of these days.
    pub placed: Option<Days>,
    /// Paid on one of these days.
    pub paid: Option<Days>,
    /// Shipped on one of these days.
    pub shipped: Option<Days>,
    /// Owed at least this, fen.
    pub amount_from: Option<Fen>,
    /// Owed at most this, fen.
    pub amount_to: Option<Fen>,
    /// What went back.
    pub refund: Option<RefundPart>,
    /// Has this product among its lines.
    pub product: Option<ProductId>,
    /// WeChat's id of the carrier of its first parcel.
    pub carrier: Option<String>,
    /// How it came to the shop.
    pub source: Option<OrderSource>,
    /// The buyer wrote a note.
    pub noted: bool,
    /// WeChat confirmed that it was paid: what takings are counted from.
    pub confirmed: bool,
    /// Has this tag of the owner's, itself, on a refund of it or on its buyer.
    pub tag: Option<TagName>,
    /// Placed by this buyer.
    pub buyer: Option<OpenId>,
    /// To be shipped now, and little is left of WeChat's time for it.
    pub due_soon: bool,
    /// Its packing slip was printed since its last parcel left, or was not.
    pub printed: Option<bool>,
    /// The carrier that went to the same address of the same buyer last, by WeChat's id.
    pub carrier_before: Option<String>,
    /// The buyer comes for it, or it is sent.
    pub pickup: Option<bool>,
    /// The order of the rows.
    pub sort: OrderSort,
}

impl OrderQuery {
    /// All that is to be shipped now, the longest paid first.
    pub fn to_ship() -> Self {
        let sort = OrderSort { by: SortBy::Paid, rising: true };
        Self { sort, ..Self::of(OrderFilter::ToShip) }
    }

    /// Everything of a tab, the newest first.
    pub fn of(filter: OrderFilter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// The same tab in the same order, with nothing that narrows it.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { sort: self.sort, ..Self::of(self.filter) }
    }

    /// A condition is said by a name that is read: of a product, a carrier, a tag.
    pub fn is_named(&self) -> bool {
        self.product.is_some() || self.carrier.is_some() || self.tag.is_some() || self.carrier_before.is_some()
    }

    /// Nothing beside the tab narrows it.
    pub fn is_plain(&self) -> bool {
        *self == self.cleared()
    }
}

/// What went back of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundPart {
    /// Nothing, and nothing is asked for.
    None,
    /// A refund of it is not finished.
    Open,
    /// Some of what was paid.
    Part,
    /// All that was paid.
    Whole,
}

text_enum!(RefundPart { None = "none", Open = "open", Part = "part", Whole = "whole" });

/// How an order came to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderSource {
    /// Placed at our door, and not paid through an app.
    MiniProgram,
    /// Paid through an app.
    App,
    /// Known only by its payment.
    Elsewhere,
}

text_enum!(OrderSource { MiniProgram = "mini-program", App = "app", Elsewhere = "elsewhere" });

/// What the rows are sorted by. Orders without that moment are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SortBy {
    /// When it was placed.
    #[default]
    Placed,
    /// When it was paid; only those that were.
    Paid,
    /// When it was shipped; only those that were.
    Shipped,
    /// What was owed.
    Amount,
}

text_enum!(SortBy { Placed = "placed", Paid = "paid", Shipped = "shipped", Amount = "amount" });

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OrderSort {
    /// By what.
    pub by: SortBy,
    /// The oldest or smallest first; the newest or largest without.
    pub rising: bool,
}

/// A place in such a list: the key of a row, not its position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListKey {
    /// The moment or sum that is sorted by.
    pub value: i64,
    /// When it was placed: tells equal sums apart.
    pub created_at: UnixSeconds,
    /// Its number.
    pub order_no: OrderNo,
}

impl ListKey {
    /// The place of a row; `None` where it has none in such a list.
    pub fn of(row: &OrderRow, by: SortBy) -> Option<Self> {
        let value = match by {
            SortBy::Placed => row.key.created_at.get(),
            SortBy::Paid => row.paid_at?.get(),
            SortBy::Shipped => row.shipped_at?.get(),
            SortBy::Amount => row.total.get(),
        };
        Some(Self::at(by, value, &row.key))
    }

    /// The place of an order with this value. Moments are told apart by the number alone, sums by the time first.
    pub(in crate::store) fn at(by: SortBy, value: i64, key: &OrderKey) -> Self {
        let created_at = if by == SortBy::Amount { key.created_at } else { UnixSeconds::default() };
        Self { value, created_at, order_no: key.order_no.clone() }
    }
}

/// Which page of such a list. The rows of every page stand in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListPage {
    /// Its beginning.
    First,
    /// Its end.
    Last,
    /// The rows next behind this one.
    Behind(ListKey),
    /// The rows next before this one.
    Ahead(ListKey),
}

/// What a list comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListTotals {
    /// Its rows.
    pub count: u64,
    /// What was owed, all together, fen.
    pub sum: Fen,
}
