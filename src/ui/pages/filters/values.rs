//! The menu under "Filter": first by what, then which.

use super::{
    condition::{product_name, value},
    fields::{FilterMenu, WIDTH, amounts, days, one_of},
    menu::{self, Line},
};
use crate::{
    domain::{ProductId, TagName},
    store::{OrderQuery, OrderSource, RefundPart},
    ui::{list_look::Condition, pages::shipping::carrier_name, screen::Screen, text, widgets},
};
use egui::{Rect, Ui};

/// What can be chosen, of which list, and the name of its menu, apart from every other.
#[derive(Clone, Copy)]
pub(super) struct Choices<'a> {
    pub query: &'a OrderQuery,
    pub all: &'a [Condition],
    pub menu: &'static str,
}

/// Draws it. Gives the query that was chosen, and whether it is done with.
pub(super) fn show(
    screen: &Screen<'_>,
    of: Choices<'_>,
    menu: &mut FilterMenu,
    ui: &Ui,
    anchor: Rect,
) -> (Option<OrderQuery>, bool) {
    let (chosen, left) = menu::under(ui, of.menu, anchor, WIDTH, |ui| match menu.condition {
        None => conditions(screen, of, menu, ui),
        Some(condition) => values(screen, menu, ui, condition, of.query),
    });
    let done = chosen.is_some() || left;
    (chosen, done)
}

fn conditions(screen: &Screen<'_>, of: Choices<'_>, menu: &mut FilterMenu, ui: &mut Ui) -> Option<OrderQuery> {
    let (lang, query) = (screen.now.lang, of.query);
    widgets::caption(ui, text::narrow_by(lang));
    let line = |condition: &Condition| Line {
        name: text::condition_name(lang, *condition).to_owned(),
        on: value(*condition, screen, query).is_some(),
    };
    let lines: Vec<Line> = of.all.iter().map(line).collect();
    let condition = *of.all.get(menu::lines(ui, &lines, &mut menu.at)?)?;
    match condition {
        Condition::Noted => return Some(OrderQuery { noted: !query.noted, ..query.clone() }),
        Condition::Confirmed => return Some(OrderQuery { confirmed: !query.confirmed, ..query.clone() }),
        Condition::DueSoon => return Some(OrderQuery { due_soon: !query.due_soon, ..query.clone() }),
        _ => {}
    }
    *menu = FilterMenu::of(condition);
    ui.ctx().request_repaint();
    None
}

fn values(
    screen: &Screen<'_>,
    menu: &mut FilterMenu,
    ui: &mut Ui,
    condition: Condition,
    query: &OrderQuery,
) -> Option<OrderQuery> {
    let lang = screen.now.lang;
    widgets::caption(ui, text::condition_name(lang, condition));
    let query = query.clone();
    match condition {
        Condition::Placed => {
            days(screen, menu, ui, query.placed).map(|days| OrderQuery { placed: Some(days), ..query })
        }
        Condition::Paid => days(screen, menu, ui, query.paid).map(|days| OrderQuery { paid: Some(days), ..query }),
        Condition::Shipped => {
            days(screen, menu, ui, query.shipped).map(|days| OrderQuery { shipped: Some(days), ..query })
        }
        Condition::Amount => {
            amounts(screen, menu, ui).map(|(amount_from, amount_to)| OrderQuery { amount_from, amount_to, ..query })
        }
        Condition::Refund => {
            let word = |part: &RefundPart| text::refund_part(lang, *part).to_owned();
            one_of(menu, ui, RefundPart::ALL, query.refund.as_ref(), word)
                .map(|part| OrderQuery { refund: Some(part), ..query })
        }
        Condition::Source => {
            let word = |way: &OrderSource| text::order_source(lang, *way).to_owned();
            one_of(menu, ui, OrderSource::ALL, query.source.as_ref(), word)
                .map(|way| OrderQuery { source: Some(way), ..query })
        }
        Condition::Product => {
            let rows = &screen.model.shot.products;
            let ids: Vec<_> = rows.iter().map(|row| row.product.id.clone()).collect();
            let word = |id: &ProductId| {
                let row = rows.iter().find(|row| row.product.id == *id);
                row.map_or_else(String::new, product_name)
            };
            nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(lang));
            one_of(menu, ui, &ids, query.product.as_ref(), word).map(|id| OrderQuery { product: Some(id), ..query })
        }
        Condition::Carrier => {
            let all = &screen.model.shot.carriers;
            let ids: Vec<_> = all.iter().map(|carrier| carrier.id.clone()).collect();
            nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(lang));
            one_of(menu, ui, &ids, query.carrier.as_ref(), |id| carrier_name(lang, id, all))
                .map(|id| OrderQuery { carrier: Some(id), ..query })
        }
        Condition::Tag => {
            let names: Vec<TagName> = screen.model.shot.tags.iter().map(|tag| tag.name.clone()).collect();
            nothing_yet(ui, names.is_empty(), text::no_tags_yet(lang));
            one_of(menu, ui, &names, query.tag.as_ref(), |name| text::tame(name.as_str(), 24))
                .map(|tag| OrderQuery { tag: Some(tag), ..query })
        }
        Condition::CarrierBefore => {
            let all = &screen.model.shot.carriers;
            let ids: Vec<_> = all.iter().map(|carrier| carrier.id.clone()).collect();
            nothing_yet(ui, ids.is_empty(), text::nothing_to_choose(lang));
            one_of(menu, ui, &ids, query.carrier_before.as_ref(), |id| carrier_name(lang, id, all))
                .map(|id| OrderQuery { carrier_before: Some(id), ..query })
        }
        Condition::Printed => {
            let word = |printed: &bool| text::slip_printed_or_not(lang, *printed).to_owned();
            one_of(menu, ui, &[false, true], query.printed.as_ref(), word)
                .map(|printed| OrderQuery { printed: Some(printed), ..query })
        }
        Condition::Pickup => {
            let word = |pickup: &bool| text::picked_up_or_sent(lang, *pickup).to_owned();
            one_of(menu, ui, &[true, false], query.pickup.as_ref(), word)
                .map(|pickup| OrderQuery { pickup: Some(pickup), ..query })
        }
        // These hold or not; a buyer is chosen where one sees who it is.
        Condition::Noted | Condition::Confirmed | Condition::DueSoon | Condition::Buyer => None,
    }
}

fn nothing_yet(ui: &mut Ui, nothing: bool, words: &str) {
    if nothing {
        widgets::muted(ui, words);
    }
}
