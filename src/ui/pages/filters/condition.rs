//! What the list is narrowed to, in words.

use crate::{
    store::{OrderQuery, ProductRow},
    ui::{list_look::Condition, pages::shipping::carrier_name, screen::Screen, text},
};

/// What a condition says in this query; `None` where it does not narrow.
pub(super) fn value(condition: Condition, screen: &Screen<'_>, query: &OrderQuery) -> Option<String> {
    let lang = screen.now.lang;
    match condition {
        Condition::Placed => query.placed.map(|days| text::days(lang, days)),
        Condition::Paid => query.paid.map(|days| text::days(lang, days)),
        Condition::Shipped => query.shipped.map(|days| text::days(lang, days)),
        Condition::Amount => {
            let narrows = query.amount_from.is_some() || query.amount_to.is_some();
            narrows.then(|| text::amounts(lang, query.amount_from, query.amount_to))
        }
        Condition::Refund => query.refund.map(|part| text::refund_part(lang, part).to_owned()),
        Condition::Product => {
            let id = query.product.as_ref()?;
            let sold = screen.model.shot.products.iter().find(|row| row.product.id == *id);
            Some(sold.map_or_else(|| id.to_string(), product_name))
        }
        Condition::Carrier => {
            let id = query.carrier.as_ref()?;
            Some(carrier_name(lang, id, &screen.model.shot.carriers))
        }
        Condition::Source => query.source.map(|source| text::order_source(lang, source).to_owned()),
        Condition::Noted => query.noted.then(|| text::with_note(lang).to_owned()),
        Condition::Confirmed => query.confirmed.then(|| text::money_confirmed(lang).to_owned()),
        Condition::Tag => query.tag.as_ref().map(|tag| text::tame(tag.as_str(), 24)),
        Condition::Buyer => {
            let openid = query.buyer.as_ref()?;
            let read = screen.model.shot.gaze.narrowed.buyer.as_ref() == Some(openid);
            let name = screen.model.shot.listed_buyer.as_ref().filter(|_| read);
            Some(name.map_or_else(|| text::buyer_in_short(lang, openid), |name| text::tame(name, 24)))
        }
        Condition::DueSoon => query.due_soon.then(|| text::due_soon(lang).to_owned()),
        Condition::Printed => query.printed.map(|printed| text::slip_printed_or_not(lang, printed).to_owned()),
        Condition::CarrierBefore => {
            let id = query.carrier_before.as_ref()?;
            Some(carrier_name(lang, id, &screen.model.shot.carriers))
        }
        Condition::Pickup => query.pickup.map(|pickup| text::picked_up_or_sent(lang, pickup).to_owned()),
    }
}

/// A product as the list names it.
pub(super) fn product_name(row: &ProductRow) -> String {
    text::tame(&row.product.name, 24)
}
