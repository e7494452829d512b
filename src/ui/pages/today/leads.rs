//! Where the figures lead: the list of the very orders they were counted from.

use crate::{
    domain::{Days, ProductId},
    store::{OrderQuery, OrderSort, SortBy},
    ui::{action::Action, model::Place},
};

/// What was taken on these days, the last first.
pub(super) fn paid_on(days: Days) -> Vec<Action> {
    let sort = OrderSort { by: SortBy::Paid, rising: false };
    list(OrderQuery { paid: Some(days), confirmed: true, sort, ..OrderQuery::default() })
}

/// What was paid of a product in the last seven days.
pub(super) fn sold_lately(product: ProductId) -> Vec<Action> {
    let sort = OrderSort { by: SortBy::Paid, rising: false };
    list(OrderQuery { paid: Some(Days::Last7), product: Some(product), sort, ..OrderQuery::default() })
}

fn list(query: OrderQuery) -> Vec<Action> {
    vec![Action::Go(Place::Orders), Action::List(query)]
}
