//! The refund queue: cards on the left, the decision on the right.

mod ask;
mod bar;
mod bulk;
mod cards;
mod head;
mod state;
mod ticks;

pub(in crate::ui) use bar::many_on_show;
pub(in crate::ui) use state::RefundsPage;
pub(in crate::ui) use ticks::Bulk;

use super::{decide::Dialog, overlays::Overlays, refund_detail};
use crate::{
    store::{RefundFilter, RefundQuery},
    ui::{
        action::{Action, PageButton},
        gallery::Gallery,
        keys::{deciding_key, key, walk},
        layout::part,
        model::Place,
        refund_conditions::RefundCondition,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon, Tab},
    },
};
use egui::{Key, Rect, Ui, vec2};

const LIST_WIDTH: f32 = 332.0;

/// The page.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    over: &mut Overlays,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let bar =
        tabs.translate(vec2(0.0, tabs.height() + theme::GAP)).with_max_y(tabs.bottom() + theme::GAP + bar::HEIGHT);
    let body = rect.with_min_y(bar.bottom() + theme::GAP);
    part(ui, "refund-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    to_complaints(screen, ui, tabs, acts);
    part(ui, "refund-bar", bar, |ui| bar::show(screen, page, ui, bar, acts));
    let list = body.with_max_x(body.left() + LIST_WIDTH);
    let detail = body.with_min_x(list.right() + theme::GAP);
    page.bulk.forget_others(&screen.model.shot.refunds);
    if screen.model.shot.refunds.is_empty() && screen.gaze.refund.is_none() {
        part(ui, "no-refunds", body, |ui| nothing(screen, ui, acts));
        return;
    }
    part(ui, "refund-list", list, |ui| show_list(screen, page, ui, list, acts));
    part(ui, "refund-detail", detail, |ui| refund_detail::show(screen, page, over, gallery, ui, detail, acts));
    if !screen.asks && !screen.keys_shown {
        keys(screen, page, over, ui, acts);
    }
}

/// What lies over the page: the question about many, and the large picture.
pub(super) fn show_over(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    over: &mut Overlays,
    gallery: &mut Gallery,
    ui: &Ui,
    acts: &mut Vec<Action>,
) {
    refund_detail::show_viewer(screen, page, over, gallery, ui);
    ask::show(screen, &mut page.bulk, ui, acts);
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, model) = (screen.now.lang, screen.model);
    let tab = |value: Option<RefundFilter>, name| Tab { value, name, count: model.refunds_total(value) };
    let all = [
        tab(Some(RefundFilter::Waiting), text::tab_waiting(lang)),
        tab(Some(RefundFilter::Moving), text::tab_moving(lang)),
        tab(Some(RefundFilter::Failed), text::tab_failed(lang)),
        tab(Some(RefundFilter::Done), text::tab_done(lang)),
        tab(None, text::tab_every(lang)),
    ];
    if let Some(tab) = widgets::tabs_with_danger(ui, screen.gaze.refunds.tab, &all, Some(RefundFilter::Failed)) {
        acts.push(Action::Refunds(kept_in(tab, &screen.gaze.refunds)));
    }
}

/// What the list is narrowed to, in another tab: what that one cannot be narrowed by falls away, and it has its own order.
fn kept_in(tab: Option<RefundFilter>, query: &RefundQuery) -> RefundQuery {
    let all = RefundCondition::of(tab);
    let others = RefundCondition::ALL.into_iter().filter(|by| *by == RefundCondition::State || !all.contains(by));
    let kept = others.fold(query.clone(), |query, by| by.dropped(&query));
    RefundQuery { tab, sort: None, ..kept }
}

/// The way to what buyers complain of at WeChat.
fn to_complaints(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, complaints) = (screen.now.lang, &screen.model.shot.complaints);
    if complaints.listing.is_none() && complaints.open.0 == 0 {
        return; // nobody hears of them: the page says why, and the search box leads there
    }
    let name = match complaints.open.0 {
        0 => text::complaints(lang).to_owned(),
        open => format!("{} {}", text::complaints(lang), text::count(open.into())),
    };
    let (pressed, _) = widgets::at_right(ui, "to-complaints", rect, |ui| {
        widgets::button(ui, ButtonKind::Plain, &name, true).clicked()
    });
    if pressed {
        acts.push(Action::Go(Place::Complaints));
    }
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    if !screen.model.loaded || screen.model.shot.gaze.place != screen.gaze.place {
        return;
    }
    let lang = now.lang;
    let query = &screen.gaze.refunds;
    if !query.is_plain() {
        widgets::emptiness(ui, Emptiness::Done, text::no_refund_fits_title(lang), text::empty_narrowed_body(lang));
        ui.vertical_centered(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::show_all(lang), true).clicked() {
                acts.push(Action::Refunds(query.cleared()));
            }
        });
        return;
    }
    let not_yet = Emptiness::NotYet(Icon::Back);
    let (why, title, body) = match query.tab {
        Some(RefundFilter::Waiting) => {
            (Emptiness::Done, text::empty_waiting_title(lang), text::empty_waiting_body(lang))
        }
        Some(RefundFilter::Moving) => (Emptiness::Done, text::empty_moving_title(lang), text::empty_moving_body(lang)),
        Some(RefundFilter::Failed) => (Emptiness::Done, text::empty_failed_title(lang), text::empty_failed_body(lang)),
        Some(RefundFilter::Done) => {
            (not_yet, text::empty_refunds_done_title(lang), text::empty_refunds_done_body(lang))
        }
        None => (not_yet, text::empty_every_title(lang), text::empty_every_body(lang)),
    };
    widgets::emptiness(ui, why, title, body);
    // What waits elsewhere is next.
    let waiting =
        screen.model.shot.counts.refunds_waiting > 0 && screen.gaze.refunds.tab != Some(RefundFilter::Waiting);
    let (name, next) = match screen.model.shot.counts.to_ship {
        _ if waiting => (text::see_waiting_refunds(lang), Action::Refunds(RefundFilter::Waiting.into())),
        0 => (text::see_orders(lang), Action::Go(Place::Orders)),
        _ => (text::see_to_ship(lang), Action::Go(Place::Shipping)),
    };
    ui.vertical_centered(|ui| {
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            acts.push(next);
        }
    });
}

/// The list in its card: its head, its rows, and what is done with the ticked ones.
fn show_list(screen: &Screen<'_>, page: &mut RefundsPage, ui: &mut Ui, card: Rect, acts: &mut Vec<Action>) {
    ui.painter().rect_filled(card, theme::CARD_RADIUS, theme::of(ui).panel);
    let head = card.with_max_y(card.top() + head::HEIGHT);
    head::show(screen, page, ui, head, acts);
    let card_left = bar::progress(screen, ui, card, acts);
    let rows = bulk::bar(screen, &mut page.bulk, ui, card_left).with_min_y(head.bottom());
    part(ui, "refund-cards", rows, |ui| cards::show(screen, page, ui, acts));
    widgets::card_edge(ui, card);
}

fn keys(screen: &Screen<'_>, page: &mut RefundsPage, over: &mut Overlays, ui: &Ui, acts: &mut Vec<Action>) {
    let rows = &screen.model.shot.refunds;
    let at = screen.refund_shown().and_then(|no| rows.iter().position(|row| row.refund_no == no));
    if let Some(row) = walk(ui, rows.len(), at, page.in_sight.clone()).and_then(|next| rows.get(next)) {
        page.reveal = Some(row.refund_no.clone());
        acts.push(Action::OpenRefund(row.refund_no.clone()));
    }
    // Space on a button that has the keyboard presses that button.
    if ui.ctx().memory(|memory| memory.focused().is_none()) && key(ui, Key::Space) {
        cards::tick_shown(screen, &mut page.bulk);
    }
    let theirs = bulk::keys(screen, &mut page.bulk, ui);
    let Some(detail) = screen.refund_to_decide() else { return };
    let approves = (!theirs && deciding_key(ui, Key::A)) || over.pressed == Some(PageButton::ApproveRefund);
    if approves && detail.held_for.is_none() {
        over.dialog = Some(Dialog::approve(detail, &screen.model.shot.restockable, screen.facts.buyers_lang(), ui));
    }
    if (!theirs && deciding_key(ui, Key::R)) || over.pressed == Some(PageButton::RejectRefund) {
        over.dialog = Some(Dialog::reject(detail, screen.facts.buyers_lang(), ui));
    }
}
