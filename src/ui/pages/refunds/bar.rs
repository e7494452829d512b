//! The bar over the refunds: what they are narrowed to, their views, and the sheet of what is on show.

use super::{RefundsPage, state::RefundsMenu};
use crate::{
    store::RefundQuery,
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        exporting::ListKind,
        layout::part,
        pages::filters::{self, FilterBar, PAD, SIGN, Viewed, ViewsMenu, named_button, sign},
        refund_conditions::RefundCondition,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{Rect, Ui, pos2, vec2};

pub(super) const HEIGHT: f32 = filters::HEIGHT;
const VIEW: f32 = 132.0;
const GAP: f32 = 6.0;
/// Below this width the views are not offered.
const TIGHT: f32 = 520.0;

/// How many refunds there are in the list on show.
pub(in crate::ui) fn many_on_show(screen: &Screen<'_>) -> u64 {
    let plain = screen.gaze.refunds.is_plain().then(|| screen.model.refunds_total(screen.gaze.refunds.tab));
    screen.totals().map(|totals| totals.count).or(plain).unwrap_or(screen.model.shot.refunds.len() as u64)
}

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, page: &mut RefundsPage, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (query, p) = (&screen.gaze.refunds, theme::of(ui));
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    widgets::card_edge(ui, rect);
    let middle = rect.center().y;
    let place = |right: f32, width: f32| Rect::from_min_size(pos2(right - width, middle - 14.0), vec2(width, 28.0));
    let sheet = place(rect.right() - PAD, SIGN);
    let view = (rect.width() >= TIGHT).then(|| place(sheet.left() - GAP, VIEW));
    let bar = FilterBar {
        query,
        all: RefundCondition::of(query.tab),
        right: view.unwrap_or(sheet).left() - PAD,
        menu: "refund-filters",
        heard: page.menu.is_none() && !screen.asks && !screen.keys_shown,
    };
    let mut open = match page.menu.take() {
        Some(RefundsMenu::Filter(menu)) => Some(menu),
        other => {
            page.menu = other;
            None
        }
    };
    acts.extend(filters::show(screen, &bar, &mut open, ui, rect).map(Action::Refunds));
    page.menu = open.map(RefundsMenu::Filter).or(page.menu.take());
    if let Some(view) = view {
        views(screen, page, ui, view, acts);
    }
    export(screen, page, ui, sheet, acts);
    page.narrowing = matches!(page.menu, Some(RefundsMenu::Filter(_))) || query.is_named();
}

fn views(screen: &Screen<'_>, page: &mut RefundsPage, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let query = &screen.gaze.refunds;
    if named_button(ui, place, &filters::button_words(screen, &page.look, query)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(RefundsMenu::Views(_)));
        page.menu = (!open).then(|| RefundsMenu::Views(ViewsMenu::default()));
    }
    let Some(RefundsMenu::Views(mut menu)) = page.menu.take_if(|menu| matches!(menu, RefundsMenu::Views(_))) else {
        return;
    };
    let of = Viewed { query, usual: RefundQuery::default(), look: &mut page.look, menu: "refund-views" };
    let done = filters::show_views(screen, &mut menu, of, ui, place);
    acts.extend(done.list.map(Action::Refunds));
    if done.keep {
        acts.push(Action::KeepListLooks);
    }
    if done.unknown {
        acts.push(Action::Say(text::view_not_known(screen.now.lang)));
    }
    if !done.over {
        page.menu = Some(RefundsMenu::Views(menu));
    }
}

fn export(screen: &Screen<'_>, page: &mut RefundsPage, ui: &Ui, place: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if sign(ui, place, Glyph::Tray, text::export_refunds(lang)) {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(RefundsMenu::Export(_)));
        page.menu = (!open).then_some(RefundsMenu::Export(0));
    }
    let Some(RefundsMenu::Export(at)) = &mut page.menu else { return };
    let total = many_on_show(screen);
    let (book, over) =
        filters::show_export(screen, ("refund-export", &text::refunds_listed(lang, total)), ui, place, at);
    if let Some(book) = book {
        let list = Box::new(ExportedList::Refunds(screen.gaze.refunds.clone()));
        acts.push(Action::Export(ExportWish::Write { list, book, total }));
    }
    if over {
        page.menu = None;
    }
}

/// How far the sheet is, at the foot of the card while it is written. Gives what is left of the card.
pub(super) fn progress(screen: &Screen<'_>, ui: &mut Ui, card: Rect, acts: &mut Vec<Action>) -> Rect {
    if !filters::is_written(screen, ListKind::Refunds) {
        return card;
    }
    let line = card.with_min_y(card.bottom() - filters::EXPORT_HEIGHT);
    part(ui, "refund-export-line", line, |ui| filters::progress(screen, ui, line, acts));
    card.with_max_y(line.top())
}
