//! The refund queue: cards on the left, the decision on the right.

mod bulk;
mod cards;

pub(in crate::ui) use bulk::Bulk;

use super::{decide::Dialog, deciding_key, key, refund_detail};
use crate::{
    domain::{RefundNo, RefundState},
    store::RefundFilter,
    ui::{
        app::{Action, App},
        model::REFUNDS_PAGE,
        shell::part,
        text, theme,
        widgets::{self, ButtonKind, Now, Tab},
    },
};
use egui::{Key, Rect, Ui, vec2};

const CARDS_WIDTH: f32 = 320.0;

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let body = rect.with_min_y(tabs.bottom() + theme::GAP);
    part(ui, "refund-tabs", tabs, |ui| show_tabs(app, ui, now, acts));
    let cards = body.with_max_x(body.left() + CARDS_WIDTH);
    let detail = body.with_min_x(cards.right() + theme::GAP);
    if app.model.shot.refunds.is_empty() && app.gaze.refund.is_none() && app.gaze.refunds_from.is_none() {
        part(ui, "no-refunds", body, |ui| nothing(app, ui, now));
        return;
    }
    let list = bulk::bar(app, ui, cards, now);
    let list = paging(app, ui, list, now, acts);
    part(ui, "refund-cards", list, |ui| cards::show(app, ui, now, acts));
    part(ui, "refund-detail", detail, |ui| refund_detail::show(app, ui, detail, now, acts));
    if !app.pages.asks() && !app.keys_shown {
        keys(app, ui, now, acts);
    }
}

/// What lies over the page: the question about many, and the large picture.
pub(super) fn show_over(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    refund_detail::show_viewer(app, ui, now);
    bulk::show(app, ui, now, acts);
}

const FOOT: f32 = 68.0;

/// Under the cards of a tab that has more than one page: how many of how many, and the way to the rest. Gives the room
/// that is left for the cards.
fn paging(app: &App, ui: &mut Ui, column: Rect, now: Now, acts: &mut Vec<Action>) -> Rect {
    let rows = &app.model.shot.refunds;
    let (tab, all) = (app.gaze.refund_tab, app.model.refunds_total(app.gaze.refund_tab));
    let further = rows.len() >= REFUNDS_PAGE as usize && all > rows.len() as u64;
    let first = app.gaze.refunds_from.is_none();
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

fn show_tabs(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let counts = &app.model.shot.counts;
    let all = [
        Tab { value: RefundFilter::Waiting, name: text::tab_waiting(now.lang), count: counts.refunds_waiting },
        Tab { value: RefundFilter::Moving, name: text::tab_moving(now.lang), count: counts.refunds_moving },
        Tab { value: RefundFilter::Done, name: text::tab_done(now.lang), count: counts.refunds_done },
    ];
    if let Some(tab) = widgets::tabs(ui, app.gaze.refund_tab, &all) {
        acts.push(Action::RefundTab(tab));
    }
}

fn nothing(app: &App, ui: &mut Ui, now: Now) {
    if !app.model.loaded || app.model.shot.gaze.place != app.gaze.place {
        return;
    }
    let (title, body) = match app.gaze.refund_tab {
        RefundFilter::Waiting => (text::empty_waiting_title(now.lang), text::empty_waiting_body(now.lang)),
        RefundFilter::Moving => (text::empty_moving_title(now.lang), text::empty_moving_body(now.lang)),
        RefundFilter::Done => (text::empty_refunds_done_title(now.lang), text::empty_refunds_done_body(now.lang)),
    };
    widgets::empty(ui, title, body);
}

/// The refund shown: the chosen one, else the first of the tab.
pub(super) fn shown(app: &App) -> Option<RefundNo> {
    app.gaze.refund.clone().or_else(|| app.model.shot.refunds.first().map(|row| row.refund_no.clone()))
}

fn keys(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let down = key(ui, Key::J) || key(ui, Key::ArrowDown);
    let up = key(ui, Key::K) || key(ui, Key::ArrowUp);
    if down || up {
        let rows = &app.model.shot.refunds;
        let at = shown(app).and_then(|no| rows.iter().position(|row| row.refund_no == no));
        let next = at.map_or(0, |at| at.saturating_add_signed(if down { 1 } else { -1 }));
        if let Some(row) = rows.get(next) {
            acts.push(Action::OpenRefund(row.refund_no.clone()));
        }
    }
    // Space on a button that has the keyboard presses that button.
    if ui.ctx().memory(|memory| memory.focused().is_none()) && key(ui, Key::Space) {
        cards::tick_shown(app);
    }
    let Some(detail) = shown(app).and_then(|no| app.model.refund(&no).cloned()) else { return };
    let open = detail.row.state == RefundState::Requested && !app.pending.refund(&detail.row.refund_no, now.at);
    let ours = detail.held_for.is_none();
    if deciding_key(ui, Key::A) && !bulk::ask(app, ui, now.lang) && open && ours {
        app.pages.dialog = Some(Dialog::approve(&detail, &app.model.shot.restockable, app.lang, ui));
    }
    if open && deciding_key(ui, Key::R) {
        app.pages.dialog = Some(Dialog::reject(&detail, ui));
    }
}
