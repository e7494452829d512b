//! The queue: paid orders without an open refund, the oldest first.

use super::{foot, row};
use crate::ui::{
    app::{Action, App},
    shell::part,
    text, theme,
    widgets::{self, Now},
};
use eframe::egui::{self, Rect, Stroke, StrokeKind, Ui, vec2};

/// The list in its card.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut view = rect.shrink(1.0);
    foot::under_queue(app, ui, &mut view, now);
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
