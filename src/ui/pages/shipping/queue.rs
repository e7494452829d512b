//! The queue: paid orders, the oldest first, under the strip of the scan desk. Those with an open refund stand among them in
//! red, so that nobody packs one from a slip that was printed before.

use super::{columns::ParcelColumns, foot, queue_bar, row, scan_strip, state::ShippingPage};
use crate::{
    store::ToShipRow,
    ui::{
        action::Action,
        exporting::ListKind,
        keys::key,
        layout::part,
        model::{Place, ShippingTab},
        pages::{
            bulk_result::{self, ResultDone},
            filters::{self, sort_head},
        },
        screen::Screen,
        shipping_reader::PARCELS_MOST,
        text, theme,
        widgets::{self, ButtonKind, Emptiness},
    },
};
use egui::{self, Align, Key, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// Height of the line with the names of the columns.
const HEAD: f32 = 28.0;

/// What stands in the queue, in its order: what can be shipped and what must stay. Where the queue is longer than its list,
/// nothing stands behind the last of the list.
pub(super) fn entries<'a>(screen: &Screen<'a>) -> Vec<&'a ToShipRow> {
    let shot = &screen.model.shot;
    if shot.gaze.shipping == ShippingTab::Unprinted {
        return shot.to_ship.iter().collect();
    }
    let query = &shot.gaze.parcels.0;
    let in_order = |a: &ToShipRow, b: &ToShipRow| {
        let order = (a.paid_at, &a.order_no).cmp(&(b.paid_at, &b.order_no));
        if query.sort.rising { order } else { order.reverse() }
    };
    let complete = if query.is_plain() {
        shot.to_ship.len() as u64 >= shot.counts.to_ship
    } else {
        shot.to_ship.len() < PARCELS_MOST as usize
    };
    let last = shot.to_ship.last().filter(|_| !complete);
    let fits = |row: &&ToShipRow| last.is_none_or(|last| in_order(row, last).is_le());
    let mut all: Vec<&ToShipRow> = shot.to_ship.iter().chain(shot.to_ship_refunding.iter().filter(fits)).collect();
    all.sort_by(|a, b| in_order(a, b));
    all
}

/// The list in its card.
pub(super) fn show(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut view = rect.shrink(1.0);
    foot::under_queue(screen, page, ui, &mut view);
    if filters::is_written(screen, ListKind::Parcels) {
        let line = view.with_min_y(view.bottom() - filters::EXPORT_HEIGHT);
        view.max.y = line.top();
        part(ui, "parcel-export", line, |ui| filters::progress(screen, ui, line, acts));
    }
    outcome(screen, page, ui, &mut view);
    let bar = view.with_max_y(view.top() + queue_bar::HEIGHT);
    part(ui, "parcel-filters", bar, |ui| queue_bar::show(screen, page, ui, bar, acts));
    ui.painter().hline(view.x_range(), bar.bottom() - 0.5, Stroke::new(1.0, p.line));
    view.min.y = bar.bottom();
    let all = entries(screen);
    if all.is_empty() {
        part(ui, "nothing-to-ship", view.shrink(24.0), |ui| nothing(screen, ui, acts));
        return;
    }
    part(ui, "scan-desk", view.with_max_y(view.top() + scan_strip::HEIGHT), |ui| {
        scan_strip::show(screen, page, ui, view.with_max_y(view.top() + scan_strip::HEIGHT), acts);
    });
    view.min.y += scan_strip::HEIGHT;
    let line = view.with_max_y(view.top() + HEAD);
    part(ui, "parcel-head", line, |ui| head(screen, page, ui, line, acts));
    view.min.y += HEAD;
    part(ui, "to-ship", view, |ui| {
        ui.shrink_clip_rect(view);
        rows(screen, page, ui, view, &all, acts);
    });
    widgets::card_edge(ui, rect);
}

/// Nothing waits, nothing of it has no slip, or nothing fits: with the next step.
fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, shot) = (screen.now.lang, &screen.model.shot);
    if !screen.model.loaded || !shot.gaze.same_counted(screen.gaze) {
        return;
    }
    let query = &screen.gaze.parcels.0;
    let printed = screen.gaze.shipping == ShippingTab::Unprinted && shot.counts.to_ship > 0;
    let (why, title, body, button, wish) = if !query.is_plain() {
        (
            Emptiness::NothingFits,
            text::empty_narrowed_title(lang),
            text::empty_narrowed_body(lang),
            text::clear_filters(lang),
            Action::ListParcels(query.cleared()),
        )
    } else if printed {
        let (title, body) = (text::slips_all_printed_title(lang), text::slips_all_printed_body(lang));
        (Emptiness::Done, title, body, text::see_orders(lang), Action::Go(Place::Orders))
    } else {
        let (title, body) = (text::empty_to_ship_title(lang), text::empty_to_ship_body(lang));
        (Emptiness::Done, title, body, text::see_orders(lang), Action::Go(Place::Orders))
    };
    widgets::emptiness(ui, why, title, body);
    ui.vertical_centered(|ui| {
        if widgets::button(ui, ButtonKind::Plain, button, true).clicked() {
            acts.push(wish);
        }
    });
}

/// What of several that were shipped together was not done, at the foot of the list.
fn outcome(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, view: &mut Rect) {
    let Some(run) = page.run.as_ref().filter(|run| !run.failed.is_empty()) else { return };
    let place = view.with_min_y(view.bottom() - bulk_result::height(run));
    view.max.y = place.top();
    let done = part(ui, "ship-many", place, |ui| bulk_result::show(screen, run, ui, place));
    let escape = !screen.asks && screen.gaze.order.is_none() && key(ui, Key::Escape);
    if done == ResultDone::Close || escape {
        page.run = None;
    }
}

/// The names of the columns, and the box that ticks every row.
fn head(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let at = ParcelColumns::of(rect);
    let (rows, carriers) = (&screen.model.shot.to_ship, &screen.model.shot.carriers);
    let ticked = page.ticked(rows, carriers).len();
    let sense = if rows.is_empty() { Sense::hover() } else { Sense::click() };
    let all = ticked > 0 && ticked == rows.len();
    if widgets::tick_at(ui, at.tick, at.tick.center(), all, sense, text::tick_every_parcel(lang)) {
        page.tick_all(rows, carriers);
    }
    if ticked > 0 && !all {
        let middle = at.tick.center();
        let dash = Rect::from_center_size(middle, vec2(8.0, 2.0));
        ui.painter().rect_filled(dash, 1, p.accent);
    }
    let names = [
        (Some(at.who), text::head_buyer(lang)),
        (at.goods, text::head_pack(lang)),
        (at.place, text::head_send_to(lang)),
        (Some(at.field()), text::head_carrier(lang)),
    ];
    for (place, name) in names {
        if let Some(place) = place {
            widgets::label_at(ui, place, Align::Min, name, theme::font(theme::CAPTION), p.muted);
        }
    }
    let query = &screen.gaze.parcels.0;
    let names = (text::head_deadline(lang), text::sort_by_deadline(lang));
    if sort_head(ui, at.clock.with_max_x(rect.right() - 4.0), Align::Min, names, Some(query.sort.rising)) {
        acts.push(Action::ListParcels(queue_bar::turned(query)));
    }
    let line = pos2(rect.left(), rect.bottom() - 0.5);
    ui.painter().hline(line.x..=rect.right(), line.y, Stroke::new(1.0, p.line));
}

fn rows(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    view: Rect,
    all: &[&ToShipRow],
    acts: &mut Vec<Action>,
) {
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
                next_field = Some(one.order_no.clone());
            }
        }
    });
    if let Some(from) = next_field {
        let rows = &screen.model.shot.to_ship;
        let at = rows.iter().position(|row| row.order_no == from).map_or(0, |at| at + 1);
        page.go_on(rows, ui.ctx(), at);
    }
}
