//! What a list of orders can be narrowed by: each condition in words, set and taken away.

use crate::{
    store::{OrderQuery, ProductRow},
    ui::{pages::shipping::carrier_name, screen::Screen, text, text::Lang},
};

/// One condition. The place for more, as for tags, is here and in `text::condition_name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ui) enum Condition {
    Placed,
    Paid,
    Shipped,
    Amount,
    Refund,
    Product,
    Carrier,
    Source,
    Noted,
}

impl Condition {
    /// Every condition, as the menu has them.
    pub const ALL: [Self; 9] = [
        Self::Placed,
        Self::Paid,
        Self::Shipped,
        Self::Amount,
        Self::Refund,
        Self::Product,
        Self::Carrier,
        Self::Source,
        Self::Noted,
    ];

    /// What it says in this query; `None` where it does not narrow.
    pub fn value(self, screen: &Screen<'_>, query: &OrderQuery) -> Option<String> {
        let lang = screen.now.lang;
        match self {
            Self::Placed => query.placed.map(|days| text::days(lang, days)),
            Self::Paid => query.paid.map(|days| text::days(lang, days)),
            Self::Shipped => query.shipped.map(|days| text::days(lang, days)),
            Self::Amount => {
                let narrows = query.amount_from.is_some() || query.amount_to.is_some();
                narrows.then(|| text::amounts(lang, query.amount_from, query.amount_to))
            }
            Self::Refund => query.refund.map(|part| text::refund_part(lang, part).to_owned()),
            Self::Product => {
                let id = query.product.as_ref()?;
                let sold = screen.model.shot.products.iter().find(|row| row.product.id == *id);
                Some(sold.map_or_else(|| id.to_string(), |row| product_name(lang, row)))
            }
            Self::Carrier => {
                let id = query.carrier.as_ref()?;
                Some(carrier_name(lang, id, &screen.model.shot.carriers))
            }
            Self::Source => query.source.map(|source| text::order_source(lang, source).to_owned()),
            Self::Noted => query.noted.then(|| text::with_note(lang).to_owned()),
        }
    }

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
        }
        query
    }
}

/// A product as the list names it.
pub(super) fn product_name(_lang: Lang, row: &ProductRow) -> String {
    text::tame(&row.product.name, 24)
}
