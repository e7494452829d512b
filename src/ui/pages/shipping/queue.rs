//! The queue: paid orders without an open refund, the oldest first.

use super::row;
use crate::ui::{
    app::{Action, App},
    shell::part,
    text, theme,
    widgets::{self, Glyph, Now},
};
use eframe::egui::{self, Rect, Stroke, StrokeKind, Ui, vec2};

/// The list in its card.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut view = rect.shrink(1.0);
    kept_back(app, ui, &mut view, now);
    if app.model.shot.to_ship.is_empty() {
        if app.model.loaded && app.model.shot.gaze.place == app.gaze.place {
            let (title, body) = (text::empty_to_ship_title(now.lang), text::empty_to_ship_body(now.lang));
            let empty = |ui: &mut Ui| widgets::empty(ui, title, body);
            part(ui, "nothing-to-ship", view.shrink(24.0), empty);
        }
        return;
    }
    part(ui, "to-ship", view, |ui| {
        ui.shrink_clip_rect(view);
        rows(app, ui, view, now, acts);
    });
    widgets::card_edge(ui, rect);
}

/// Orders that are being refunded stand in no list of parcels; that they exist is said.
fn kept_back(app: &App, ui: &Ui, view: &mut Rect, now: Now) {
    let counts = &app.model.shot.counts;
    let back = counts.to_ship.saturating_sub(counts.to_ship_now);
    if back == 0 {
        return;
    }
    let p = theme::of(ui);
    let line = Rect::from_min_size(egui::pos2(view.left(), view.bottom() - 30.0), vec2(view.width(), 30.0));
    view.max.y = line.top();
    ui.painter().hline(line.x_range(), line.top(), Stroke::new(1.0, p.line));
    Glyph::Bang.paint(ui.painter(), egui::pos2(line.left() + 20.0, line.center().y), p.danger);
    let words = text::kept_back(now.lang, back);
    let room = line.with_min_x(line.left() + 32.0);
    widgets::label_at(ui, room, egui::Align::Min, &words, theme::font(theme::CAPTION), p.danger);
}

fn rows(app: &mut App, ui: &mut Ui, view: Rect, now: Now, acts: &mut Vec<Action>) {
    let all = std::mem::take(&mut app.model.shot.to_ship);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = egui::ScrollArea::vertical().id_salt("to-ship-rows").auto_shrink(false);
    let chosen = app.gaze.order.as_ref().and_then(|no| all.iter().position(|row| row.order_no == *no));
    if std::mem::take(&mut app.pages.shipping.bring)
        && let Some(at) = chosen
    {
        let middle = (at as f32 + 0.5) * row::HEIGHT - view.height() / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    let mut next_field = None;
    area.show_rows(ui, row::HEIGHT, all.len(), |ui, range| {
        for at in range {
            let Some(one) = all.get(at) else { break };
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), row::HEIGHT), egui::Sense::hover());
            if row::show(app, ui, rect, one, (chosen == Some(at), now), acts) {
                next_field = Some(at + 1);
            }
        }
    });
    if let Some(from) = next_field {
        go_on(app, ui, &all, from);
    }
    app.model.shot.to_ship = all;
}

/// Enter in a row's field: the keyboard goes to the next row without a number.
fn go_on(app: &App, ui: &Ui, all: &[crate::store::ToShipRow], from: usize) {
    let empty = |row: &&crate::store::ToShipRow| {
        let draft = app.pages.shipping.drafts.get(&row.order_no);
        draft.is_none_or(|draft| draft.parcels.first().is_none_or(|one| one.number.trim().is_empty()))
    };
    let next = all.iter().skip(from).chain(all.iter().take(from)).find(empty);
    ui.ctx().memory_mut(|memory| match next {
        Some(row) => memory.request_focus(row::field_of(&row.order_no)),
        None => {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        }
    });
}
