//! What a list of orders or of parcels is narrowed by: its chips, and the values in the menu.

use super::{
    fields::{FilterMenu, amounts, days, one_of},
    narrowed::NarrowedList,
};
use crate::{
    domain::{ProductId, TagName},
    store::{OrderQuery, OrderSource, ProductRow, RefundPart},
    ui::{
        list_look::Condition,
        pages::shipping::carrier_name,
        screen::Screen,
        text::{self, Lang},
        widgets,
    },
};
use egui::Ui;

impl NarrowedList for OrderQuery {
    type By = Condition;

    const CHIPS: &'static [Condition] = &Condition::ALL;

    fn name(lang: Lang, by: Condition) -> &'static str {
        text::condition_name(lang, by)
    }

    fn value(&self, by: Condition, screen: &Screen<'_>) -> Option<String> {
        let lang = screen.now.lang;
        match by {
            Condition::Placed => self.placed.map(|days| text::days(lang, days)),
            Condition::Paid => self.paid.map(|days| text::days(lang, days)),
            Condition::Shipped => self.shipped.map(|days| text::days(lang, days)),
            Condition::Amount => {
                let narrows = self.amount_from.is_some() || self.amount_to.is_some();
                narrows.then(|| text::amounts(lang, self.amount_from, self.amount_to))
            }
            Condition::Refund => self.refund.map(|part| text::refund_part(lang, part).to_owned()),
            Condition::Product => self.product.as_ref().map(|id| named(screen, id)),
            Condition::Carrier => {
                let id = self.carrier.as_ref()?;
                Some(carrier_name(lang, id, &screen.model.shot.carriers))
            }
            Condition::Source => self.source.map(|source| text::order_source(lang, source).to_owned()),
            Condition::Noted => self.noted.then(|| text::with_note(lang).to_owned()),
            Condition::Confirmed => self.confirmed.then(|| text::money_confirmed(lang).to_owned()),
            Condition::Tag => self.tag.as_ref().map(|tag| text::tame(tag.as_str(), 24)),
            Condition::Buyer => {
                let openid = self.buyer.as_ref()?;
                let read = screen.model.shot.gaze.narrowed.buyer.as_ref() == Some(openid);
                let name = screen.model.shot.listed_buyer.as_ref().filter(|_| read);
                Some(name.map_or_else(|| text::buyer_in_short(lang, openid), |name| text::tame(name, 24)))
            }
            Condition::DueSoon => self.due_soon.then(|| text::due_soon(lang).to_owned()),
            Condition::Printed => self.printed.map(|printed| text::slip_printed_or_not(lang, printed).to_owned()),
            Condition::CarrierBefore => {
                let id = self.carrier_before.as_ref()?;
                Some(carrier_name(lang, id, &screen.model.shot.carriers))
            }
            Condition::Pickup => self.pickup.map(|pickup| text::picked_up_or_sent(lang, pickup).to_owned()),
        }
    }

    fn without(&self, by: Condition) -> Self {
        by.dropped(self)
    }

    fn is_narrowed(&self) -> bool {
        !self.is_plain()
    }

    fn with_nothing(&self) -> Self {
        self.cleared()
    }

    fn turned(&self, by: Condition) -> Option<Self> {
        match by {
            Condition::Noted => Some(Self { noted: !self.noted, ..self.clone() }),
            Condition::Confirmed => Some(Self { confirmed: !self.confirmed, ..self.clone() }),
            Condition::DueSoon => Some(Self { due_soon: !self.due_soon, ..self.clone() }),
            _ => None,
        }
    }

    fn choose(&self, screen: &Screen<'_>, menu: &mut FilterMenu, ui: &mut Ui, by: Condition) -> Option<Self> {
        let lang = screen.now.lang;
        let query = self.clone();
        match by {
            Condition::Placed => days(screen, menu, ui, query.placed).map(|days| Self { placed: Some(days), ..query }),
            Condition::Paid => days(screen, menu, ui, query.paid).map(|days| Self { paid: Some(days), ..query }),
            Condition::Shipped => {
                days(screen, menu, ui, query.shipped).map(|days| Self { shipped: Some(days), ..query })
            }
            Condition::Amount => {
                amounts(screen, menu, ui).map(|(amount_from, amount_to)| Self { amount_from, amount_to, ..query })
            }
            Condition::Refund => {
                let word = |part: &RefundPart| text::refund_part(lang, *part).to_owned();
                one_of(menu, ui, RefundPart::ALL, query.refund.as_ref(), word)
                    .map(|part| Self { refund: Some(part), ..query })
            }
            Condition::Source => {
                let word = |way: &OrderSource| text::order_source(lang, *way).to_owned();
                one_of(menu, ui, OrderSource::ALL, query.source.as_ref(), word)
                    .map(|way| Self { source: Some(way), ..query })
            }
            Condition::Product => {
                product(screen, menu, ui, self.product.as_ref()).map(|id| Self { product: Some(id), ..query })
            }
            Condition::Carrier => {
                let all = &screen.model.shot.carriers;
                let ids: Vec<_> = all.iter().map(|carrier| carrier.id.clone()).collect();
                nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(lang));
                one_of(menu, ui, &ids, query.carrier.as_ref(), |id| carrier_name(lang, id, all))
                    .map(|id| Self { carrier: Some(id), ..query })
            }
            Condition::Tag => tag(screen, menu, ui, self.tag.as_ref()).map(|tag| Self { tag: Some(tag), ..query }),
            Condition::CarrierBefore => {
                let all = &screen.model.shot.carriers;
                let ids: Vec<_> = all.iter().map(|carrier| carrier.id.clone()).collect();
                nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(lang));
                one_of(menu, ui, &ids, query.carrier_before.as_ref(), |id| carrier_name(lang, id, all))
                    .map(|id| Self { carrier_before: Some(id), ..query })
            }
            Condition::Printed => {
                let word = |printed: &bool| text::slip_printed_or_not(lang, *printed).to_owned();
                one_of(menu, ui, &[false, true], query.printed.as_ref(), word)
                    .map(|printed| Self { printed: Some(printed), ..query })
            }
            Condition::Pickup => {
                let word = |pickup: &bool| text::picked_up_or_sent(lang, *pickup).to_owned();
                one_of(menu, ui, &[true, false], query.pickup.as_ref(), word)
                    .map(|pickup| Self { pickup: Some(pickup), ..query })
            }
            // These hold or not; a buyer is chosen where one sees who it is.
            Condition::Noted | Condition::Confirmed | Condition::DueSoon | Condition::Buyer => None,
        }
    }
}

/// One of the products.
pub(super) fn product<C>(
    screen: &Screen<'_>,
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
    now: Option<&ProductId>,
) -> Option<ProductId> {
    let rows = &screen.model.shot.products;
    let ids: Vec<_> = rows.iter().map(|row| row.product.id.clone()).collect();
    nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(screen.now.lang));
    one_of(menu, ui, &ids, now, |id| named(screen, id))
}

/// One of the owner's tags.
pub(super) fn tag<C>(
    screen: &Screen<'_>,
    menu: &mut FilterMenu<C>,
    ui: &mut Ui,
    now: Option<&TagName>,
) -> Option<TagName> {
    let names: Vec<TagName> = screen.model.shot.tags.iter().map(|tag| tag.name.clone()).collect();
    nothing_yet(ui, names.is_empty(), text::no_tags_yet(screen.now.lang));
    one_of(menu, ui, &names, now, |name| text::tame(name.as_str(), 24))
}

/// A product by its name, where it is known.
pub(super) fn named(screen: &Screen<'_>, id: &ProductId) -> String {
    let sold = screen.model.shot.products.iter().find(|row| row.product.id == *id);
    sold.map_or_else(|| id.to_string(), product_name)
}

/// A product as the list names it.
fn product_name(row: &ProductRow) -> String {
    text::tame(&row.product.name, 24)
}

fn nothing_yet(ui: &mut Ui, nothing: bool, words: &str) {
    if nothing {
        widgets::muted(ui, words);
    }
}
