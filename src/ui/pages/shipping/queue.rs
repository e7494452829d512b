//! The queue: paid orders without an open refund, the oldest first.

use super::{foot, row, state::ShippingPage};
use crate::ui::{
    action::Action,
    layout::part,
    model::Place,
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind, Emptiness},
};
use egui::{self, Rect, Stroke, StrokeKind, Ui, vec2};

/// The list in its card.
pub(super) fn show(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut view = rect.shrink(1.0);
    foot::under_queue(screen, ui, &mut view);
    if screen.model.shot.to_ship.is_empty() {
        if screen.model.loaded && screen.model.shot.gaze.place == screen.gaze.place {
            let (title, body) = (text::empty_to_ship_title(now.lang), text::empty_to_ship_body(now.lang));
            part(ui, "nothing-to-ship", view.shrink(24.0), |ui| {
                widgets::emptiness(ui, Emptiness::Done, title, body);
                ui.vertical_centered(|ui| {
                    if widgets::button(ui, ButtonKind::Plain, text::see_orders(now.lang), true).clicked() {
                        acts.push(Action::Go(Place::Orders));
                    }
                });
            });
        }
        return;
    }
    part(ui, "to-ship", view, |ui| {
        ui.shrink_clip_rect(view);
        rows(screen, page, ui, view, acts);
    });
    widgets::card_edge(ui, rect);
}

fn rows(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, view: Rect, acts: &mut Vec<Action>) {
    let all = &screen.model.shot.to_ship;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = egui::ScrollArea::vertical().id_salt("to-ship-rows").auto_shrink(false);
    let chosen = screen.gaze.order.as_ref().and_then(|no| all.iter().position(|row| row.order_no == *no));
    if std::mem::take(&mut page.bring)
        && let Some(at) = chosen
    {
        let middle = (at as f32 + 0.5) * row::HEIGHT - view.height() / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    } else if let Some(order_no) = page.bring_field.take()
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
            if row::show(screen, page, ui, rect, one, (chosen == Some(at), stop_at == at), acts) {
                next_field = Some(at + 1);
            }
        }
    });
    if let Some(from) = next_field {
        page.go_on(all, ui.ctx(), from);
    }
}
