//! The menu under "Filter": first by what, then which.

use super::{
    condition::{product_name, value},
    menu::{self, Line},
    open_menu::FilterMenu,
};
use crate::{
    domain::{Day, Days, Fen, ProductId, TagName},
    store::{OrderQuery, OrderSource, RefundPart},
    ui::{
        action::Action,
        list_look::Condition,
        pages::shipping::carrier_name,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{Id, Key, Modifiers, Rect, Ui};

const WIDTH: f32 = 240.0;

/// Draws it. True when it is done with.
pub(super) fn show(screen: &Screen<'_>, menu: &mut FilterMenu, ui: &Ui, anchor: Rect, acts: &mut Vec<Action>) -> bool {
    let query = screen.gaze.query();
    let (chosen, left) = menu::under(ui, "order-filters", anchor, WIDTH, |ui| match menu.condition {
        None => conditions(screen, menu, ui, &query),
        Some(condition) => values(screen, menu, ui, condition, &query),
    });
    let done = chosen.is_some();
    acts.extend(chosen.map(Action::List));
    done || left
}

fn conditions(screen: &Screen<'_>, menu: &mut FilterMenu, ui: &mut Ui, query: &OrderQuery) -> Option<OrderQuery> {
    let lang = screen.now.lang;
    widgets::caption(ui, text::narrow_by(lang));
    let line = |condition: &Condition| Line {
        name: text::condition_name(lang, *condition).to_owned(),
        on: value(*condition, screen, query).is_some(),
    };
    let lines: Vec<Line> = Condition::ALL.iter().map(line).collect();
    let condition = *Condition::ALL.get(menu::lines(ui, &lines, &mut menu.at)?)?;
    if condition == Condition::Noted {
        return Some(OrderQuery { noted: !query.noted, ..query.clone() });
    }
    if condition == Condition::Confirmed {
        return Some(OrderQuery { confirmed: !query.confirmed, ..query.clone() });
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
        Condition::Noted | Condition::Confirmed => None,
    }
}

fn nothing_yet(ui: &mut Ui, nothing: bool, words: &str) {
    if nothing {
        widgets::muted(ui, words);
    }
}

fn one_of<T: Clone + PartialEq>(
    menu: &mut FilterMenu,
    ui: &mut Ui,
    all: &[T],
    now: Option<&T>,
    word: impl Fn(&T) -> String,
) -> Option<T> {
    let lines: Vec<Line> = all.iter().map(|one| Line { name: word(one), on: now == Some(one) }).collect();
    all.get(menu::lines(ui, &lines, &mut menu.at)?).cloned()
}

/// Named days, or any from one to another.
fn days(screen: &Screen<'_>, menu: &mut FilterMenu, ui: &mut Ui, now: Option<Days>) -> Option<Days> {
    let lang = screen.now.lang;
    // What today is compared with is opened by its figures; nobody looks for it here.
    let compared = [Days::YesterdayUntilNow, Days::WeekAgoUntilNow];
    let named: Vec<Days> = Days::NAMED.iter().map(|(days, _)| *days).filter(|days| !compared.contains(days)).collect();
    let chosen = one_of(menu, ui, &named, now.as_ref(), |days| text::days(lang, *days));
    if chosen.is_some() {
        return chosen;
    }
    let hint = text::day_hint(lang);
    if !fields(screen, menu, ui, (text::days_from(lang), text::days_to(lang)), hint) {
        return None;
    }
    let day = |raw: &str| if raw.trim().is_empty() { Ok(None) } else { Day::parse(raw.trim()).map(Some) };
    match (day(&menu.from), day(&menu.to)) {
        (Ok(Some(from)), Ok(Some(to))) if from > to => menu.trouble = Some(text::days_turned(lang)),
        (Ok(from), Ok(to)) if from.is_some() || to.is_some() => return Some(Days::Between(from, to)),
        _ => menu.trouble = Some(text::bad_days(lang)),
    }
    None
}

fn amounts(screen: &Screen<'_>, menu: &mut FilterMenu, ui: &mut Ui) -> Option<(Option<Fen>, Option<Fen>)> {
    let lang = screen.now.lang;
    if !fields(screen, menu, ui, (text::amount_from(lang), text::amount_to(lang)), "") {
        return None;
    }
    let sum = |raw: &str| if raw.trim().is_empty() { Ok(None) } else { Fen::read_yuan(raw).map(Some) };
    match (sum(&menu.from), sum(&menu.to)) {
        (Ok(Some(from)), Ok(Some(to))) if from > to => menu.trouble = Some(text::amounts_turned(lang)),
        (Ok(from), Ok(to)) if from.is_some() || to.is_some() => return Some((from, to)),
        _ => menu.trouble = Some(text::bad_amounts(lang)),
    }
    None
}

/// Two fields and the button. True when it was pressed.
fn fields(
    screen: &Screen<'_>,
    menu: &mut FilterMenu,
    ui: &mut Ui,
    (from, to): (&'static str, &'static str),
    hint: &str,
) -> bool {
    let entered = ui.ctx().text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    for (name, content, id) in [(from, &mut menu.from, "filter-from"), (to, &mut menu.to, "filter-to")] {
        widgets::caption(ui, name);
        widgets::field(ui, Id::unique(id), name, hint, content, WIDTH - 20.0);
    }
    if let Some(trouble) = menu.trouble {
        widgets::sentence(ui, trouble, theme::of(ui).danger);
    }
    widgets::button(ui, ButtonKind::Main, text::use_filter(screen.now.lang), true).clicked() || entered
}
