//! The refund queue: cards on the left, the decision on the right.

use super::{decide::Dialog, deciding_key, key, refund_detail};
use crate::{
    domain::{RefundNo, RefundState},
    store::{RefundFilter, RefundRow},
    ui::{
        app::{Action, App},
        shell::part,
        text, theme,
        widgets::{self, Now, Tab},
    },
};
use eframe::egui::{self, Align, Key, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const CARDS_WIDTH: f32 = 320.0;
const CARD_HEIGHT: f32 = 68.0;

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let body = rect.with_min_y(tabs.bottom() + theme::GAP);
    part(ui, "refund-tabs", tabs, |ui| show_tabs(app, ui, now, acts));
    let cards = body.with_max_x(body.left() + CARDS_WIDTH);
    let detail = body.with_min_x(cards.right() + theme::GAP);
    if app.model.shot.refunds.is_empty() && app.gaze.refund.is_none() {
        part(ui, "no-refunds", body, |ui| nothing(app, ui, now));
        return;
    }
    part(ui, "refund-cards", cards, |ui| show_cards(app, ui, now, acts));
    part(ui, "refund-detail", detail, |ui| refund_detail::show(app, ui, detail, now, acts));
    if !app.pages.asks() {
        keys(app, ui, now, acts);
    }
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

fn show_cards(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let chosen = shown(app);
    egui::ScrollArea::vertical().id_salt(("cards", app.gaze.refund_tab)).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for row in &app.model.shot.refunds {
            if card(ui, row, chosen.as_ref() == Some(&row.refund_no), now) {
                acts.push(Action::OpenRefund(row.refund_no.clone()));
            }
        }
    });
}

fn card(ui: &mut Ui, row: &RefundRow, chosen: bool, now: Now) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CARD_HEIGHT), Sense::click());
    let (look, word) = widgets::refund_look(now.lang, row.state);
    let buyer = text::tame(&row.buyer, 24);
    let name = format!("{buyer} {} {word}", row.amount);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    let line = if chosen { Stroke::new(2.0, p.accent) } else { Stroke::new(1.0, p.line) };
    let fill = if response.hovered() && !chosen { p.raised } else { p.panel };
    ui.painter().rect(rect, theme::CARD_RADIUS, fill, line, StrokeKind::Inside);
    let inside = rect.shrink2(vec2(15.0, 10.0));
    let upper = inside.with_max_y(inside.center().y);
    let lower = inside.with_min_y(inside.center().y);
    let sum = widgets::paint_cut(ui, upper, Align::Max, &row.amount.to_string(), theme::bold(theme::BODY), p.text);
    let name_room = upper.with_max_x(upper.right() - sum - 12.0);
    widgets::paint_cut(ui, name_room, Align::Min, &buyer, theme::bold(theme::BODY), p.text);
    let right = if row.state == RefundState::Requested {
        let when = text::moment(now.lang, row.requested_at, now.at);
        widgets::paint_cut(ui, lower, Align::Max, &when, theme::font(theme::CAPTION), p.muted)
    } else {
        let width = widgets::chip_width(ui, word);
        widgets::chip_at(ui, pos2(lower.right() - width, lower.center().y + 1.0), look, word);
        width
    };
    let reason_room = lower.with_max_x(lower.right() - right - 12.0);
    let reason = text::tame(&row.reason, 60).replace('\n', " ");
    widgets::paint_cut(ui, reason_room, Align::Min, &reason, theme::font(theme::CAPTION), p.muted);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
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
    let Some(detail) = shown(app).and_then(|no| app.model.refund(&no).cloned()) else { return };
    let open = detail.row.state == RefundState::Requested && !app.pending.refund(&detail.row.refund_no, now.at);
    if open && deciding_key(ui, Key::A) {
        app.pages.dialog = Some(Dialog::approve(&detail, &app.model.shot.shelved, app.lang, ui));
    }
    if open && deciding_key(ui, Key::R) {
        app.pages.dialog = Some(Dialog::reject(&detail, ui));
    }
}
