//! How the owner bent the list of orders: its columns, the height of its rows, and the views that were given a name. A
//! view's days stay as they were said: "last 7 days" are those before the day it is opened.

use super::kept_query::KeptQuery;
use crate::store::{OrderQuery, SortBy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A column of the list. The place for more, as for tags, is here, in `text::list_column` and in the page's `columns`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum OrderColumn {
    Placed,
    Order,
    Buyer,
    Goods,
    Paid,
    Shipped,
    Carrier,
    Amount,
    State,
}

impl OrderColumn {
    /// Every column, as they usually stand.
    pub const ALL: [Self; 9] = [
        Self::Placed,
        Self::Order,
        Self::Buyer,
        Self::Goods,
        Self::Paid,
        Self::Shipped,
        Self::Carrier,
        Self::Amount,
        Self::State,
    ];

    /// Those that are shown before anything was chosen.
    const USUAL: [Self; 6] = [Self::Placed, Self::Order, Self::Buyer, Self::Goods, Self::Amount, Self::State];

    /// What the list can be sorted by at the head of this column.
    pub const fn sort(self) -> Option<SortBy> {
        match self {
            Self::Placed => Some(SortBy::Placed),
            Self::Paid => Some(SortBy::Paid),
            Self::Shipped => Some(SortBy::Shipped),
            Self::Amount => Some(SortBy::Amount),
            Self::Order | Self::Buyer | Self::Goods | Self::Carrier | Self::State => None,
        }
    }
}

/// One condition. The place for more, as for tags, is here and in `text::condition_name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Condition {
    Placed,
    Paid,
    Shipped,
    Amount,
    Refund,
    Product,
    Carrier,
    Source,
    Noted,
    Confirmed,
    Tag,
    Buyer,
    DueSoon,
    Printed,
    CarrierBefore,
    Pickup,
}

impl Condition {
    /// Every condition, as their chips stand.
    pub const ALL: [Self; 16] = [
        Self::Buyer,
        Self::DueSoon,
        Self::Placed,
        Self::Paid,
        Self::Shipped,
        Self::Amount,
        Self::Refund,
        Self::Product,
        Self::Carrier,
        Self::Source,
        Self::Noted,
        Self::Confirmed,
        Self::Tag,
        Self::Pickup,
        Self::CarrierBefore,
        Self::Printed,
    ];

    /// What a list of orders can be narrowed by, as the menu has it. A buyer is chosen where one sees who it is.
    pub const OF_ORDERS: [Self; 12] = [
        Self::Placed,
        Self::Paid,
        Self::Shipped,
        Self::Amount,
        Self::Refund,
        Self::Product,
        Self::Carrier,
        Self::Pickup,
        Self::Source,
        Self::Noted,
        Self::Confirmed,
        Self::Tag,
    ];

    /// What the queue of parcels can be narrowed by; the last one is what the tab of those without a slip says itself.
    pub const OF_PARCELS: [Self; 11] = [
        Self::DueSoon,
        Self::Pickup,
        Self::Paid,
        Self::Placed,
        Self::Amount,
        Self::Product,
        Self::CarrierBefore,
        Self::Source,
        Self::Noted,
        Self::Tag,
        Self::Printed,
    ];

    /// The query without it.
    pub fn dropped(self, query: &OrderQuery) -> OrderQuery {
        let mut query = query.clone();
        match self {
            Self::Placed => query.placed = None,
            Self::Paid => query.paid = None,
            Self::Shipped => query.shipped = None,
            Self::Amount => (query.amount_from, query.amount_to) = (None, None),
            Self::Refund => query.refund = None,
            Self::Product => query.product = None,
            Self::Carrier => query.carrier = None,
            Self::Source => query.source = None,
            Self::Noted => query.noted = false,
            Self::Confirmed => query.confirmed = false,
            Self::Tag => query.tag = None,
            Self::Buyer => query.buyer = None,
            Self::DueSoon => query.due_soon = false,
            Self::Printed => query.printed = None,
            Self::CarrierBefore => query.carrier_before = None,
            Self::Pickup => query.pickup = None,
        }
        query
    }
}

/// A list that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SavedView {
    pub name: String,
    dense: bool,
    columns: Vec<OrderColumn>,
    conditions: BTreeMap<String, String>,
    widths: BTreeMap<OrderColumn, u16>,
}

/// The look of the list of orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ListLook {
    /// Rows of 32 points, not 40.
    pub dense: bool,
    /// What is shown, from left to right; empty: as usual.
    columns: Vec<OrderColumn>,
    pub views: Vec<SavedView>,
    /// How wide the owner made a column, points; the others are as wide as usual.
    widths: BTreeMap<OrderColumn, u16>,
}

impl ListLook {
    /// What is shown, from left to right.
    pub fn columns(&self) -> &[OrderColumn] {
        if self.columns.is_empty() { &OrderColumn::USUAL } else { &self.columns }
    }

    /// All columns: those that are shown in their order, then the others.
    pub fn all_columns(&self) -> Vec<OrderColumn> {
        let shown = self.columns();
        let hidden = OrderColumn::ALL.iter().filter(|column| !shown.contains(column));
        shown.iter().chain(hidden).copied().collect()
    }

    /// Shows a column at its usual place, or hides it. One always stays.
    pub fn toggle(&mut self, column: OrderColumn) {
        let mut shown = self.columns().to_vec();
        match shown.iter().position(|other| *other == column) {
            Some(at) if shown.len() > 1 => drop(shown.remove(at)),
            Some(_) => {}
            None => {
                let place = |wanted: OrderColumn| OrderColumn::ALL.iter().position(|other| *other == wanted);
                let at = shown.iter().position(|other| place(*other) > place(column)).unwrap_or(shown.len());
                shown.insert(at, column);
            }
        }
        self.columns = shown;
    }

    /// Moves a column that is shown one place to the left or to the right.
    pub fn shift(&mut self, column: OrderColumn, right: bool) {
        let mut shown = self.columns().to_vec();
        let Some(at) = shown.iter().position(|other| *other == column) else { return };
        let to = if right { at.saturating_add(1) } else { at.saturating_sub(1) };
        if to < shown.len() {
            shown.swap(at, to);
        }
        self.columns = shown;
    }

    /// How wide the owner made a column, points.
    pub fn width(&self, column: OrderColumn) -> Option<f32> {
        self.widths.get(&column).map(|width| f32::from(*width))
    }

    /// Makes a column so wide, or as wide as usual.
    pub fn set_width(&mut self, column: OrderColumn, width: Option<f32>) {
        match width {
            Some(width) => drop(self.widths.insert(column, width.round() as u16)),
            None => drop(self.widths.remove(&column)),
        }
    }

    /// Keeps the list as it stands under a name, in the place of what had that name.
    pub fn keep(&mut self, name: &str, query: &impl KeptQuery) {
        self.forget(name);
        let view = SavedView {
            name: name.to_owned(),
            dense: self.dense,
            columns: self.columns.clone(),
            conditions: query.conditions(),
            widths: self.widths.clone(),
        };
        self.views.push(view);
    }

    /// Forgets a view.
    pub fn forget(&mut self, name: &str) {
        self.views.retain(|view| view.name != name);
    }

    /// Takes a view's columns and rows over. Gives its list; `None` if a condition of it is none this program knows: then
    /// nothing is taken over, because without it the list would be another one.
    pub fn open<Q: KeptQuery>(&mut self, name: &str) -> Option<Q> {
        let view = self.views.iter().find(|view| view.name == name)?.clone();
        let query = Q::read(&view.conditions)?;
        (self.dense, self.columns, self.widths) = (view.dense, view.columns, view.widths);
        Some(query)
    }

    /// The name of the view that is this list, if one is.
    pub fn name_of(&self, query: &impl KeptQuery) -> Option<&str> {
        let (conditions, columns) = (query.conditions(), &self.columns);
        let same = |view: &&SavedView| {
            view.conditions == conditions
                && view.dense == self.dense
                && view.columns == *columns
                && view.widths == self.widths
        };
        self.views.iter().find(same).map(|view| view.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Days, Fen, OpenId, ProductId, TagName},
        store::{OrderFilter, OrderSort, OrderSource, RefundPart},
    };

    #[test]
    fn a_view_is_read_as_it_was_kept_and_its_days_stay_relative() {
        let query = OrderQuery {
            filter: OrderFilter::Shipped,
            placed: Some(Days::Last7),
            paid: Days::parse("2026-08-01..2026-08-31").ok(),
            shipped: Some(Days::LastMonth),
            amount_from: Fen::new(1_500),
            amount_to: Fen::new(9_990),
            refund: Some(RefundPart::Part),
            product: ProductId::parse("P0001").ok(),
            carrier: Some("SF".to_owned()),
            source: Some(OrderSource::MiniProgram),
            noted: true,
            confirmed: true,
            tag: TagName::parse("熟客").ok(),
            buyer: OpenId::parse("oCamellia16xK7bQ2mVw9Zt4Yp").ok(),
            due_soon: true,
            printed: Some(false),
            carrier_before: Some("YTO".to_owned()),
            pickup: Some(false),
            sort: OrderSort { by: SortBy::Amount, rising: true },
        };
        let mut look = ListLook { dense: true, ..ListLook::default() };
        look.toggle(OrderColumn::Paid);
        look.set_width(OrderColumn::Buyer, Some(210.0));
        look.keep("本周要紧的", &query);
        let text = toml::to_string(&look).expect("written");
        let mut back: ListLook = toml::from_str(&text).expect("read");
        assert_eq!(back, look);
        back.dense = false;
        back.toggle(OrderColumn::Goods);
        assert_eq!(back.open("本周要紧的"), Some(query.clone()));
        assert_eq!((back.dense, back.columns()), (true, look.columns()));
        assert_eq!(back.name_of(&query), Some("本周要紧的"));
    }

    #[test]
    fn a_view_with_a_condition_nobody_knows_is_not_opened_as_another_list() {
        let mut look = ListLook::default();
        look.keep("one", &OrderQuery { noted: true, ..OrderQuery::default() });
        for view in &mut look.views {
            view.conditions.insert("weather".to_owned(), "rain".to_owned());
        }
        assert_eq!(look.open::<OrderQuery>("one"), None);
    }

    #[test]
    fn columns_come_go_and_move_and_one_stays() {
        let mut look = ListLook::default();
        look.toggle(OrderColumn::Carrier);
        let at = |look: &ListLook, column| look.columns().iter().position(|other| *other == column);
        assert_eq!(at(&look, OrderColumn::Carrier), Some(4), "at its usual place");
        look.shift(OrderColumn::Carrier, false);
        assert_eq!(at(&look, OrderColumn::Carrier), Some(3));
        for column in OrderColumn::ALL {
            if at(&look, column).is_some() {
                look.toggle(column);
            }
        }
        assert_eq!(look.columns().len(), 1);
        assert_eq!(look.all_columns().len(), OrderColumn::ALL.len());
    }
}
