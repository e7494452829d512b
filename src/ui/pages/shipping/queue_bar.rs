//! The bar over the queue: what it is narrowed to, what it comes to, its views, and the sheet of it.

use super::state::{QueueMenu, ShippingPage};
use crate::{
    store::OrderQuery,
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        list_look::Condition,
        model::{ParcelList, ShippingTab},
        pages::filters::{self, FilterBar, PAD, SIGN, Viewed, ViewsMenu, letters, named_button, sign},
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{Align, Rect, Ui, pos2, vec2};

pub(super) const HEIGHT: f32 = filters::HEIGHT;
const VIEW: f32 = 116.0;
const GAP: f32 = 6.0;
/// Below this width what the queue comes to is its count alone, and below the second its views are not offered.
const NARROW: f32 = 720.0;
const TIGHT: f32 = 520.0;

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let query = &screen.gaze.parcels.0;
    let middle = rect.center().y;
    let place = |right: f32, width: f32| Rect::from_min_size(pos2(right - width, middle - 14.0), vec2(width, 28.0));
    let sheet = place(rect.right() - PAD, SIGN);
    let view = (rect.width() >= TIGHT).then(|| place(sheet.left() - GAP, VIEW));
    let right = totals(screen, ui, rect, view.unwrap_or(sheet).left() - PAD);
    let all = match screen.gaze.shipping {
        // The tab says itself which slips.
        ShippingTab::Unprinted => Condition::OF_PARCELS.split_last().map_or(&[][..], |(_, others)| others),
        _ => &Condition::OF_PARCELS[..],
    };
    let heard = page.menu.is_none() && !screen.asks && !screen.keys_shown;
    let bar = FilterBar { query, all, right, menu: "parcel-filters", heard };
    let mut open = match page.menu.take() {
        Some(QueueMenu::Filter(menu)) => Some(menu),
        other => {
            page.menu = other;
            None
        }
    };
    acts.extend(filters::show(screen, &bar, &mut open, ui, rect).map(Action::ListParcels));
    page.menu = open.map(QueueMenu::Filter).or(page.menu.take());
    if let Some(view) = view {
        views(screen, page, ui, view, acts);
    }
    export(screen, page, ui, sheet, acts);
    page.narrowing = matches!(page.menu, Some(QueueMenu::Filter(_))) || query.is_named();
}

fn views(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let query = &screen.gaze.parcels.0;
    if named_button(ui, place, &filters::button_words(screen, &page.look, query)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(QueueMenu::Views(_)));
        page.menu = (!open).then(|| QueueMenu::Views(ViewsMenu::default()));
    }
    let Some(QueueMenu::Views(mut menu)) = page.menu.take_if(|menu| matches!(menu, QueueMenu::Views(_))) else {
        return;
    };
    let of = Viewed { query, usual: ParcelList::default().0, look: &mut page.look, menu: "parcel-views" };
    let done = filters::show_views(screen, &mut menu, of, ui, place);
    acts.extend(done.list.map(Action::ListParcels));
    if done.keep {
        acts.push(Action::KeepListLooks);
    }
    if done.unknown {
        acts.push(Action::Say(text::view_not_known(screen.now.lang)));
    }
    if !done.over {
        page.menu = Some(QueueMenu::Views(menu));
    }
}

fn export(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if sign(ui, place, Glyph::Tray, text::export(lang)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(QueueMenu::Export(_)));
        page.menu = (!open).then_some(QueueMenu::Export(0));
    }
    let Some(QueueMenu::Export(at)) = &mut page.menu else { return };
    let total = screen.totals().map(|totals| totals.count);
    let words = total.map_or_else(String::new, |count| text::list_count(lang, count));
    let (book, over) = filters::show_export(screen, ("parcel-export", &words), ui, place, at);
    if let Some(book) = book {
        let list = Box::new(ExportedList::Parcels(screen.gaze.parcel_query()));
        acts.push(Action::Export(ExportWish::Write { list, book, total: total.unwrap_or(0) }));
    }
    if over {
        page.menu = None;
    }
}

/// What can be shipped of the list, at the right. Gives where it begins.
fn totals(screen: &Screen<'_>, ui: &Ui, rect: Rect, right: f32) -> f32 {
    let lang = screen.now.lang;
    let words = match screen.totals() {
        Some(totals) if rect.width() < NARROW => text::list_count(lang, totals.count),
        Some(totals) => text::list_totals(lang, totals.count, totals.sum),
        None if screen.model.loaded && !screen.gaze.parcels.0.is_plain() => text::counting(lang).to_owned(),
        None => return right,
    };
    let width = letters(ui, &words);
    let place = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right + 1.0, rect.bottom()));
    widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), theme::of(ui).muted);
    place.left() - PAD
}

/// The queue is shown from its other end.
pub(super) fn turned(query: &OrderQuery) -> OrderQuery {
    let mut turned = query.clone();
    turned.sort.rising = !turned.sort.rising;
    turned
}
