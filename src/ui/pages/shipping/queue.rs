//! The queue: paid orders without an open refund, the oldest first.

use super::{draft::ShippingDraft, foot, row};
use crate::{
    domain::ShipKind,
    ui::{
        app::{Action, App},
        shell::part,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Rect, Stroke, StrokeKind, Ui, vec2};

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
    } else if let Some(order_no) = app.pages.shipping.bring_field.take()
        && let Some(at) = all.iter().position(|row| row.order_no == order_no)
    {
        let before = egui::scroll_area::State::load(ui.ctx(), ui.make_persistent_id("to-ship-rows"));
        let (top, last) = (at as f32 * row::HEIGHT, (at as f32 + 1.0) * row::HEIGHT - view.height());
        let offset = before.map_or(0.0, |state| state.clamped_offset().y);
        if offset > top || offset < last {
            area = area.vertical_scroll_offset((top - view.height() / 2.0).max(0.0));
        }
    }
    let mut next_field = None;
    area.show_rows(ui, row::HEIGHT, all.len(), |ui, range| {
        let stop_at = chosen.filter(|at| range.contains(at)).unwrap_or(range.start);
        for at in range {
            let Some(one) = all.get(at) else { break };
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), row::HEIGHT), egui::Sense::hover());
            if row::show(app, ui, rect, one, (chosen == Some(at), stop_at == at), now, acts) {
                next_field = Some(at + 1);
            }
        }
    });
    app.model.shot.to_ship = all;
    if let Some(from) = next_field {
        go_on(app, ui.ctx(), from);
    }
}

/// A row has its number: the keyboard goes to the next row without one.
pub(super) fn go_on(app: &mut App, ctx: &egui::Context, from: usize) {
    let all = &app.model.shot.to_ship;
    let drafts = &app.pages.shipping.drafts;
    let empty = |row: &&crate::store::ToShipRow| {
        let fits = |draft: &ShippingDraft| match &draft.parcels[..] {
            [] => true,
            [one] => draft.kind == ShipKind::Express && one.number.trim().is_empty(),
            _ => false,
        };
        row.parcels == 0 && drafts.get(&row.order_no).is_none_or(fits)
    };
    let next = all.iter().skip(from).chain(all.iter().take(from)).find(empty).map(|row| row.order_no.clone());
    ctx.memory_mut(|memory| match &next {
        Some(order_no) => memory.request_focus(row::field_of(order_no)),
        None => {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        }
    });
    app.pages.shipping.bring_field = next;
}
