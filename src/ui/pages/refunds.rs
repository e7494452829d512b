//! The refund queue: cards on the left, the decision on the right.

mod bulk;
mod cards;
mod state;

pub(in crate::ui) use bulk::Bulk;
pub(in crate::ui) use state::RefundsPage;

use super::{decide::Dialog, overlays::Overlays, refund_detail};
use crate::{
    store::RefundFilter,
    ui::{
        action::{Action, PageButton},
        gallery::Gallery,
        keys::{deciding_key, key},
        layout::part,
        model::{Place, REFUNDS_PAGE},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon, Tab},
    },
};
use egui::{Key, Rect, Ui, vec2};

const CARDS_WIDTH: f32 = 320.0;

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
    let body = rect.with_min_y(tabs.bottom() + theme::GAP);
    part(ui, "refund-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    let cards = body.with_max_x(body.left() + CARDS_WIDTH);
    let detail = body.with_min_x(cards.right() + theme::GAP);
    if screen.model.shot.refunds.is_empty() && screen.gaze.refund.is_none() && screen.gaze.refunds_from.is_none() {
        part(ui, "no-refunds", body, |ui| nothing(screen, ui, acts));
        return;
    }
    let list = bulk::bar(screen, &mut page.bulk, ui, cards);
    let list = paging(screen, ui, list, acts);
    part(ui, "refund-cards", list, |ui| cards::show(screen, &mut page.bulk, ui, acts));
    part(ui, "refund-detail", detail, |ui| refund_detail::show(screen, page, over, gallery, ui, detail, acts));
    if !screen.asks && !screen.keys_shown {
        keys(screen, &mut page.bulk, over, ui, acts);
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
    bulk::show(screen, &mut page.bulk, ui, acts);
}

const FOOT: f32 = 68.0;

/// Under the cards of a tab that has more than one page: how many of how many, and the way to the rest. Gives the room
/// that is left for the cards.
fn paging(screen: &Screen<'_>, ui: &mut Ui, column: Rect, acts: &mut Vec<Action>) -> Rect {
    let now = screen.now;
    let rows = &screen.model.shot.refunds;
    let (tab, all) = (screen.gaze.refund_tab, screen.model.refunds_total(screen.gaze.refund_tab));
    let further = rows.len() >= REFUNDS_PAGE as usize && all > rows.len() as u64;
    let first = screen.gaze.refunds_from.is_none();
    if first && !further {
        return column;
    }
    let foot = column.with_min_y(column.bottom() - FOOT);
    part(ui, "refund-paging", foot, |ui| {
        widgets::caption(ui, &text::refunds_of(now.lang, rows.len() as u64, all));
        ui.horizontal(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::first_page(now.lang), !first).clicked() {
                acts.push(Action::RefundsFrom(None));
            }
            if widgets::button(ui, ButtonKind::Plain, text::next_page(now.lang), further).clicked()
                && let Some(last) = rows.last()
            {
                acts.push(Action::RefundsFrom(Some(last.key(tab))));
            }
        });
    });
    column.with_max_y(foot.top() - 8.0)
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let counts = &screen.model.shot.counts;
    let all = [
        Tab { value: RefundFilter::Waiting, name: text::tab_waiting(now.lang), count: counts.refunds_waiting },
        Tab { value: RefundFilter::Moving, name: text::tab_moving(now.lang), count: counts.refunds_moving },
        Tab { value: RefundFilter::Done, name: text::tab_done(now.lang), count: counts.refunds_done },
    ];
    if let Some(tab) = widgets::tabs(ui, screen.gaze.refund_tab, &all) {
        acts.push(Action::RefundTab(tab));
    }
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    if !screen.model.loaded || screen.model.shot.gaze.place != screen.gaze.place {
        return;
    }
    let lang = now.lang;
    let (why, title, body) = match screen.gaze.refund_tab {
        RefundFilter::Waiting => (Emptiness::Done, text::empty_waiting_title(lang), text::empty_waiting_body(lang)),
        RefundFilter::Moving => (Emptiness::Done, text::empty_moving_title(lang), text::empty_moving_body(lang)),
        RefundFilter::Done => {
            let not_yet = Emptiness::NotYet(Icon::Back);
            (not_yet, text::empty_refunds_done_title(lang), text::empty_refunds_done_body(lang))
        }
    };
    widgets::emptiness(ui, why, title, body);
    // What waits elsewhere is next.
    let waiting = screen.model.shot.counts.refunds_waiting > 0 && screen.gaze.refund_tab != RefundFilter::Waiting;
    let (name, next) = match screen.model.shot.counts.to_ship {
        _ if waiting => (text::see_waiting_refunds(lang), Action::RefundTab(RefundFilter::Waiting)),
        0 => (text::see_orders(lang), Action::Go(Place::Orders)),
        _ => (text::see_to_ship(lang), Action::Go(Place::Shipping)),
    };
    ui.vertical_centered(|ui| {
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            acts.push(next);
        }
    });
}

fn keys(screen: &Screen<'_>, bulk: &mut Bulk, over: &mut Overlays, ui: &Ui, acts: &mut Vec<Action>) {
    let down = key(ui, Key::J) || key(ui, Key::ArrowDown);
    let up = key(ui, Key::K) || key(ui, Key::ArrowUp);
    if down || up {
        let rows = &screen.model.shot.refunds;
        let at = screen.refund_shown().and_then(|no| rows.iter().position(|row| row.refund_no == no));
        let next = at.map_or(0, |at| at.saturating_add_signed(if down { 1 } else { -1 }));
        if let Some(row) = rows.get(next) {
            acts.push(Action::OpenRefund(row.refund_no.clone()));
        }
    }
    // Space on a button that has the keyboard presses that button.
    if ui.ctx().memory(|memory| memory.focused().is_none()) && key(ui, Key::Space) {
        cards::tick_shown(screen, bulk);
    }
    let key_asks_for_one = deciding_key(ui, Key::A) && !bulk::ask(screen, bulk, ui);
    let Some(detail) = screen.refund_to_decide() else { return };
    let approves = key_asks_for_one || over.pressed == Some(PageButton::ApproveRefund);
    if approves && detail.held_for.is_none() {
        over.dialog = Some(Dialog::approve(detail, &screen.model.shot.restockable, screen.facts.buyers_lang(), ui));
    }
    if deciding_key(ui, Key::R) || over.pressed == Some(PageButton::RejectRefund) {
        over.dialog = Some(Dialog::reject(detail, screen.facts.buyers_lang(), ui));
    }
}
