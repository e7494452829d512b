//! What a view keeps of a list: each condition by its name, in words that stay what they are from one version to the next.

use crate::{
    domain::{Days, Fen, OpenId, ProductId, RefundOrigin, RefundState, TagName},
    store::{
        NoticeFilter, NoticeQuery, OrderFilter, OrderQuery, OrderSort, OrderSource, ProductFilter, ProductQuery,
        ProductSort, ProductSortBy, RefundFilter, RefundPart, RefundQuery, RefundSort, RefundSortBy, SortBy,
    },
};
use std::collections::BTreeMap;

/// A list that can be given a name.
pub(super) trait KeptQuery: Sized {
    /// Each condition that narrows it, and its order.
    fn conditions(&self) -> BTreeMap<String, String>;

    /// The list of these conditions; `None` if one of them is none this program knows: without it the list would be another
    /// one.
    fn read(conditions: &BTreeMap<String, String>) -> Option<Self>;
}

fn written<const N: usize>(all: [(&str, Option<String>); N]) -> BTreeMap<String, String> {
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn yuan(sum: Option<Fen>) -> Option<String> {
    sum.map(Fen::to_yuan)
}

fn yes_or_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}

impl KeptQuery for OrderQuery {
    fn conditions(&self) -> BTreeMap<String, String> {
        let days = |days: Option<Days>| days.map(|days| days.to_string());
        let yes = |holds: bool| holds.then(|| "yes".to_owned());
        let sort = format!("{}{}", self.sort.by, if self.sort.rising { " rising" } else { "" });
        let all = [
            ("state", Some(self.filter.to_string())),
            ("placed", days(self.placed)),
            ("paid", days(self.paid)),
            ("shipped", days(self.shipped)),
            ("amount-from", yuan(self.amount_from)),
            ("amount-to", yuan(self.amount_to)),
            ("refund", self.refund.map(|part| part.to_string())),
            ("product", self.product.as_ref().map(ToString::to_string)),
            ("carrier", self.carrier.clone()),
            ("source", self.source.map(|way| way.to_string())),
            ("noted", yes(self.noted)),
            ("confirmed", yes(self.confirmed)),
            ("tag", self.tag.as_ref().map(|tag| tag.as_str().to_owned())),
            ("buyer", self.buyer.as_ref().map(|buyer| buyer.as_str().to_owned())),
            ("due-soon", yes(self.due_soon)),
            ("printed", self.printed.map(yes_or_no)),
            ("carrier-before", self.carrier_before.clone()),
            ("pickup", self.pickup.map(yes_or_no)),
            ("sort", Some(sort)),
        ];
        written(all)
    }

    fn read(conditions: &BTreeMap<String, String>) -> Option<Self> {
        let mut query = Self::default();
        for (name, value) in conditions {
            match name.as_str() {
                "state" => query.filter = OrderFilter::parse(value).ok()?,
                "placed" => query.placed = Some(Days::parse(value).ok()?),
                "paid" => query.paid = Some(Days::parse(value).ok()?),
                "shipped" => query.shipped = Some(Days::parse(value).ok()?),
                "amount-from" => query.amount_from = Some(Fen::parse_yuan(value).ok()?),
                "amount-to" => query.amount_to = Some(Fen::parse_yuan(value).ok()?),
                "refund" => query.refund = Some(RefundPart::parse(value).ok()?),
                "product" => query.product = Some(ProductId::parse(value).ok()?),
                "carrier" => query.carrier = Some(value.clone()),
                "source" => query.source = Some(OrderSource::parse(value).ok()?),
                "noted" => query.noted = value == "yes",
                "confirmed" => query.confirmed = value == "yes",
                "tag" => query.tag = Some(TagName::parse(value).ok()?),
                "buyer" => query.buyer = Some(OpenId::parse(value).ok()?),
                "due-soon" => query.due_soon = value == "yes",
                "printed" => query.printed = Some(value == "yes"),
                "carrier-before" => query.carrier_before = Some(value.clone()),
                "pickup" => query.pickup = Some(value == "yes"),
                "sort" => {
                    let (by, rising) = value.split_once(' ').map_or((value.as_str(), false), |(by, _)| (by, true));
                    query.sort = OrderSort { by: SortBy::parse(by).ok()?, rising };
                }
                _ => return None,
            }
        }
        Some(query)
    }
}

impl KeptQuery for ProductQuery {
    fn conditions(&self) -> BTreeMap<String, String> {
        let find = Some(self.find.trim().to_owned()).filter(|find| !find.is_empty());
        written([
            ("state", Some(self.filter.to_string())),
            ("find", find),
            ("category", self.category.clone()),
            ("price-from", yuan(self.price_from)),
            ("price-to", yuan(self.price_to)),
            ("sort", Some(format!("{}{}", self.sort.by, if self.sort.falling { " falling" } else { "" }))),
        ])
    }

    fn read(conditions: &BTreeMap<String, String>) -> Option<Self> {
        let mut query = Self::default();
        for (name, value) in conditions {
            match name.as_str() {
                "state" => query.filter = ProductFilter::parse(value).ok()?,
                "find" => query.find.clone_from(value),
                "category" => query.category = Some(value.clone()),
                "price-from" => query.price_from = Some(Fen::parse_yuan(value).ok()?),
                "price-to" => query.price_to = Some(Fen::parse_yuan(value).ok()?),
                "sort" => {
                    let (by, falling) = value.split_once(' ').map_or((value.as_str(), false), |(by, _)| (by, true));
                    query.sort = ProductSort { by: ProductSortBy::parse(by).ok()?, falling };
                }
                _ => return None,
            }
        }
        Some(query)
    }
}

impl KeptQuery for NoticeQuery {
    fn conditions(&self) -> BTreeMap<String, String> {
        written([
            ("state", Some(self.filter.to_string())),
            ("came", self.came.map(|days| days.to_string())),
            ("number", Some(self.number.clone()).filter(|number| !number.is_empty())),
        ])
    }

    fn read(conditions: &BTreeMap<String, String>) -> Option<Self> {
        let mut query = Self::default();
        for (name, value) in conditions {
            match name.as_str() {
                "state" => query.filter = NoticeFilter::parse(value).ok()?,
                "came" => query.came = Some(Days::parse(value).ok()?),
                "number" => query.number.clone_from(value),
                _ => return None,
            }
        }
        Some(query)
    }
}

impl KeptQuery for RefundQuery {
    fn conditions(&self) -> BTreeMap<String, String> {
        let days = |days: Option<Days>| days.map(|days| days.to_string());
        let sort = self.sort.map(|sort| format!("{}{}", sort.by, if sort.rising { " rising" } else { "" }));
        written([
            ("tab", self.tab.map(|tab| tab.to_string())),
            ("asked", days(self.asked)),
            ("changed", days(self.changed)),
            ("arrived", days(self.arrived)),
            ("amount-from", yuan(self.amount_from)),
            ("amount-to", yuan(self.amount_to)),
            ("state", self.state.map(|state| state.to_string())),
            ("origin", self.origin.map(|origin| origin.to_string())),
            ("product", self.product.as_ref().map(ToString::to_string)),
            ("noted", self.noted.then(|| "yes".to_owned())),
            ("tag", self.tag.as_ref().map(|tag| tag.as_str().to_owned())),
            ("sort", sort),
        ])
    }

    fn read(conditions: &BTreeMap<String, String>) -> Option<Self> {
        let mut query = Self::of(None);
        for (name, value) in conditions {
            match name.as_str() {
                "tab" => query.tab = Some(RefundFilter::parse(value).ok()?),
                "asked" => query.asked = Some(Days::parse(value).ok()?),
                "changed" => query.changed = Some(Days::parse(value).ok()?),
                "arrived" => query.arrived = Some(Days::parse(value).ok()?),
                "amount-from" => query.amount_from = Some(Fen::parse_yuan(value).ok()?),
                "amount-to" => query.amount_to = Some(Fen::parse_yuan(value).ok()?),
                "state" => query.state = Some(RefundState::parse(value).ok()?),
                "origin" => query.origin = Some(RefundOrigin::parse(value).ok()?),
                "product" => query.product = Some(ProductId::parse(value).ok()?),
                "noted" => query.noted = value == "yes",
                "tag" => query.tag = Some(TagName::parse(value).ok()?),
                "sort" => {
                    let (by, rising) = value.split_once(' ').map_or((value.as_str(), false), |(by, _)| (by, true));
                    query.sort = Some(RefundSort { by: RefundSortBy::parse(by).ok()?, rising });
                }
                _ => return None,
            }
        }
        Some(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_of_the_messages_is_read_as_it_was_kept() {
        let query = NoticeQuery {
            filter: NoticeFilter::Odd,
            came: Some(Days::Last7),
            number: "SC20260901-00000117".to_owned(),
        };
        for query in [query, NoticeQuery::default()] {
            assert_eq!(NoticeQuery::read(&query.conditions()), Some(query));
        }
    }

    #[test]
    fn a_view_of_the_refunds_is_read_as_it_was_kept_and_its_days_stay_relative() {
        let query = RefundQuery {
            tab: Some(RefundFilter::Done),
            asked: Some(Days::LastMonth),
            changed: Some(Days::Last7),
            arrived: Days::parse("2026-08-01..2026-08-31").ok(),
            amount_from: Fen::new(1_000),
            amount_to: Fen::new(9_900),
            state: Some(RefundState::Rejected),
            origin: Some(RefundOrigin::Owner),
            product: ProductId::parse("P0001").ok(),
            noted: true,
            tag: TagName::parse("熟客").ok(),
            sort: Some(RefundSort { by: RefundSortBy::Amount, rising: true }),
        };
        for query in [query, RefundQuery::default(), RefundQuery::of(None)] {
            assert_eq!(RefundQuery::read(&query.conditions()), Some(query));
        }
        let mut unknown = RefundQuery::default().conditions();
        unknown.insert("weather".to_owned(), "rain".to_owned());
        assert_eq!(RefundQuery::read(&unknown), None);
    }

    #[test]
    fn a_view_of_the_products_is_read_as_it_was_kept() {
        let query = ProductQuery {
            filter: ProductFilter::Short,
            find: "咖啡".to_owned(),
            category: Some("器具".to_owned()),
            price_from: Fen::new(1_000),
            price_to: Fen::new(9_900),
            sort: ProductSort { by: ProductSortBy::Stock, falling: true },
        };
        for query in [query, ProductQuery::default()] {
            assert_eq!(ProductQuery::read(&query.conditions()), Some(query));
        }
        let mut unknown = ProductQuery::default().conditions();
        unknown.insert("weather".to_owned(), "rain".to_owned());
        assert_eq!(ProductQuery::read(&unknown), None);
    }
}
