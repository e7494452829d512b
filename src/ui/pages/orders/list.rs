//! The rows in sight, the wheel and the bar beside them: however many orders there are, only these are drawn.

use super::{
    columns::PlacedColumns,
    row::{self, RowDone, RowLook},
    state::OrdersPage,
};
use crate::ui::{
    action::Action,
    rows::{Landing, ListSpan, LoadedRows},
    screen::Screen,
    theme,
};
use egui::{Rect, Sense, Ui, pos2, vec2};

/// Draws the rows in sight.
pub(super) fn rows(
    screen: &Screen<'_>,
    page: &mut OrdersPage,
    at: &PlacedColumns,
    ui: &mut Ui,
    view: Rect,
    acts: &mut Vec<Action>,
) {
    wheel(screen, page, ui, view);
    let loaded = &screen.model.shot.orders;
    page.see_top(loaded);
    let (all, height) = (&loaded.rows, page.row_height());
    let offset = page.scroll.offset;
    let top = (offset / height) as usize;
    let seen = (view.height() / height).ceil() as usize + 1;
    let chosen_at = page.selected.as_ref().and_then(|no| loaded.position(no));
    let stop_at = chosen_at.filter(|at| (top..top + seen).contains(at)).unwrap_or(top);
    for (place, order) in all.iter().enumerate().skip(top).take(seen) {
        let y = view.top() + place as f32 * height - offset;
        let rect = Rect::from_min_size(pos2(view.left(), y), vec2(view.width(), height));
        let ticked = page.ticked.has(&order.key.order_no);
        let unseen = screen.is_unseen(order);
        let look = RowLook { chosen: chosen_at == Some(place), stop: stop_at == place, ticked, unseen };
        match row::show(ui, at, rect, (order, screen.model.shot.marks.get(&order.key.order_no)), look, screen.now) {
            RowDone::Opened => acts.push(Action::OpenOrder(order.key.order_no.clone())),
            RowDone::Ticked => page.ticked.toggle(order, &screen.model.shot.marks),
            RowDone::Nothing => {}
        }
    }
    if let Some(span) = loaded.next_span(top, seen)
        && page.scroll.landing == Landing::Same
        && screen.model.shot.gaze.span == page.span
        && screen.model.shot.gaze.same_list(screen.gaze)
    {
        page.span = span;
    }
}

pub(super) fn last_offset(screen: &Screen<'_>, page: &OrdersPage) -> f32 {
    (screen.model.shot.orders.rows.len() as f32 * page.row_height() - page.view).max(0.0)
}

fn wheel(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, view: Rect) {
    let last = last_offset(screen, page);
    let over = ui.rect_contains_pointer(view);
    let pointer = ui.input(|input| input.pointer.hover_pos());
    page.rests = pointer.filter(|_| over).map(|at| at.y - view.top());
    let scroll = &mut page.scroll;
    if over {
        let turned = ui.input(|input| input.smooth_scroll_delta().y);
        scroll.offset -= turned;
    }
    scroll.offset = scroll.offset.clamp(0.0, last);
}

/// The bar stands for the whole list, not for the loaded part. Dropped somewhere else, it asks for that part.
pub(super) fn scroll_bar(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, view: Rect) {
    let (p, height) = (theme::of(ui), page.row_height());
    let shot = &screen.model.shot;
    let loaded = &shot.orders;
    let query = screen.gaze.query();
    let counted = screen.totals().map_or(0, |totals| totals.count);
    let known = if query.is_plain() { screen.model.filter_total(query.filter).max(counted) } else { counted };
    let total = if screen.gaze.listed.is_some() { 0 } else { known }.max(loaded.rows.len() as u64);
    let whole = total as f32 * height;
    if whole <= view.height() {
        return;
    }
    let track = view.with_min_x(view.right() - 10.0).shrink2(vec2(2.0, 4.0));
    let handle = (track.height() * view.height() / whole).max(24.0);
    let above = above(loaded, total);
    let at = (above as f32 * height + page.scroll.offset) / (whole - view.height());
    let y = track.top() + (track.height() - handle) * at.clamp(0.0, 1.0);
    let place = Rect::from_min_size(pos2(track.left(), y), vec2(track.width(), handle));
    let response =
        ui.interact(track.expand2(vec2(2.0, 0.0)), ui.scope_id().with("order-scroll"), Sense::click_and_drag());
    let strong = response.hovered() || response.dragged();
    let ink = if strong { p.faint } else { p.faint.gamma_multiply(0.45) };
    let thin = if strong { place } else { place.shrink2(vec2(1.5, 0.0)) };
    ui.painter().rect_filled(thin, 4, ink);
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
        let share = ((pointer.y - track.top() - handle / 2.0) / (track.height() - handle).max(1.0)).clamp(0.0, 1.0);
        scrub(screen, page, (share, above), whole - view.height());
    }
}

/// How many rows lie above those at hand: at the end of a list all that are not at hand.
fn above(loaded: &LoadedRows, total: u64) -> u64 {
    let at_end = loaded.oldest && !loaded.newest;
    if at_end { total.saturating_sub(loaded.rows.len() as u64) } else { loaded.above }
}

fn scrub(screen: &Screen<'_>, page: &mut OrdersPage, (share, above): (f32, u64), whole: f32) {
    let wanted = share * whole - above as f32 * page.row_height();
    if (0.0..=last_offset(screen, page)).contains(&wanted) {
        page.scroll.offset = wanted;
        return;
    }
    let share = (share * 10_000.0) as u32;
    let (span, landing) = match share {
        0 => (ListSpan::Newest, Landing::Top),
        9_990.. => (ListSpan::Oldest, Landing::Bottom),
        share => (ListSpan::Share(share), Landing::Middle),
    };
    page.span = span;
    page.scroll.landing = landing;
}
