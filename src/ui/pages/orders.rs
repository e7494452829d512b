//! The list of orders: narrowed, sorted, ticked. However many there are, it draws the visible ones.

mod bulk;
mod column_width;
mod columns;
mod filter_bar;
mod head;
mod list;
mod listed_search;
mod open_menu;
mod row;
mod run;
mod state;
mod tag_menu;

pub(in crate::ui) use state::OrdersPage;

use super::{
    bulk_result::{self, ResultDone},
    filters, order_detail,
    overlays::Overlays,
    shipping::{ShippingPage, SlipsQuestion, has_slip},
};
use crate::{
    domain::OrderNo,
    store::{OrderFilter, OrderRow},
    ui::{
        action::Action,
        exporting::ListKind,
        keys::key,
        layout::{beside_orders, part},
        model::Model,
        rows::{Landing, ListSpan},
        screen::Screen,
        text, theme, widgets,
    },
};
use egui::{self, Key, Rect, Stroke, Ui, pos2, vec2};
use list::last_offset;
use open_menu::Menu;

/// Below this width the detail covers the list.
const NARROW: f32 = 860.0;

/// The page.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut OrdersPage,
    shipping: &mut ShippingPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let top = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let mut body = rect.with_min_y(top.bottom() + 8.0);
    part(ui, "order-head", top, |ui| head::show(screen, page, ui, top, acts));
    if let Some(listed) = &screen.gaze.listed {
        let bar = body.with_max_y(body.top() + theme::CONTROL);
        part(ui, "listed-search", bar, |ui| listed_search::show(screen, listed, ui, bar, acts));
        body.min.y = bar.bottom() + 8.0;
    }
    let (detail, left) = beside_orders(screen.gaze.order.is_some(), body, NARROW);
    if let Some(left) = left {
        list(screen, page, ui, left, acts);
    }
    if let Some(detail) = detail {
        part(ui, "order-detail", detail, |ui| order_detail::show(screen, shipping, over, ui, detail, acts));
    }
    if !screen.asks && page.menu.is_none() {
        keys(screen, page, ui, acts);
    }
    let query = &screen.gaze.narrowed;
    let filters = matches!(page.menu, Some(Menu::Filter(_)));
    page.narrowing = filters || query.is_named() || page.ticked.any();
}

/// The card: its bar, the head of the columns, the rows, and the foot while something is ticked.
fn list(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    let mut top = rect.top();
    if screen.gaze.listed.is_none() {
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), filters::HEIGHT));
        part(ui, "order-filters", bar, |ui| filter_bar::show(screen, page, ui, bar, acts));
        ui.painter().hline(rect.x_range(), bar.bottom() - 0.5, Stroke::new(1.0, p.line));
        top = bar.bottom();
    }
    let head = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), columns::HEAD));
    let at = columns::place(&page.look, head);
    part(ui, "order-columns", head, |ui| {
        columns::ground(ui, head);
        if screen.gaze.listed.is_none() {
            bulk::tick_all(screen, page, ui, at.tick);
        }
        for (edge, one) in column_width::edges(&at, head) {
            // As the eye reads: behind the goods an edge stands before its column.
            let before = edge.as_ref().is_some_and(|edge| edge.is_before);
            if !before {
                columns::head(screen, &at, ui, one, acts);
            }
            if let Some(edge) = edge {
                column_width::show(screen, page, ui, (one, edge), acts);
            }
            if before {
                columns::head(screen, &at, ui, one, acts);
            }
        }
    });
    let mut view = Rect::from_min_max(pos2(rect.left(), head.bottom()), rect.max);
    let foot = foot(screen, page, rect);
    if let Some(foot) = foot {
        view.max.y = foot.top();
    }
    page.view = view.height();
    if screen.model.shot.orders.rows.is_empty() {
        part(ui, "no-orders", view.shrink(24.0), |ui| nothing(screen, ui, acts));
    } else {
        part(ui, "order-rows", view, |ui| {
            ui.shrink_clip_rect(view.shrink(1.0));
            list::rows(screen, page, &at, ui, view, acts);
        });
        list::scroll_bar(screen, page, ui, view);
    }
    if let Some(foot) = foot {
        part(ui, "order-foot", foot, |ui| show_foot(screen, page, ui, foot, acts));
    }
    widgets::card_edge(ui, rect);
}

/// Where the foot stands, while there is something in it: what came of the last run, and the bar of what is ticked.
fn foot(screen: &Screen<'_>, page: &OrdersPage, rect: Rect) -> Option<Rect> {
    let result = page.run.as_ref().map_or(0.0, bulk_result::height);
    let bar = if has_bar(screen, page) { bulk::HEIGHT } else { 0.0 };
    (result + bar > 0.0).then(|| rect.with_min_y(rect.bottom() - result - bar))
}

fn has_bar(screen: &Screen<'_>, page: &OrdersPage) -> bool {
    filters::is_written(screen, ListKind::Orders) || (page.ticked.any() && screen.gaze.listed.is_none())
}

fn show_foot(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let mut bar = rect;
    if let Some(done) = &page.run {
        let result = rect.with_max_y(rect.top() + bulk_result::height(done));
        bar.min.y = result.bottom();
        match bulk_result::show(screen, done, ui, result) {
            ResultDone::Nothing => {}
            ResultDone::Close => page.run = None,
            ResultDone::Undo => run::begin(page, done.back(), acts),
        }
    }
    if filters::is_written(screen, ListKind::Orders) {
        filters::progress(screen, ui, bar, acts);
    } else if has_bar(screen, page) {
        bulk::bar(screen, page, ui, bar, acts);
    }
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let query = screen.gaze.query();
    if !screen.model.loaded {
        return;
    }
    if screen.gaze.listed.is_some() {
        widgets::empty(ui, text::search_nothing(now.lang), text::search_scope(now.lang));
        return;
    }
    if screen.gaze.filter == OrderFilter::All && query.is_plain() {
        widgets::empty(ui, text::empty_orders_title(now.lang), text::empty_orders_body(now.lang));
        return;
    }
    let (title, body, button, wish) = match screen.gaze.filter {
        _ if !query.is_plain() => (
            text::empty_narrowed_title(now.lang),
            text::empty_narrowed_body(now.lang),
            text::clear_filters(now.lang),
            Action::List(query.cleared()),
        ),
        OrderFilter::Elsewhere => (
            text::empty_elsewhere_title(now.lang),
            text::empty_elsewhere_body(now.lang),
            text::show_all(now.lang),
            Action::Filter(OrderFilter::All),
        ),
        _ => (
            text::empty_filter_title(now.lang),
            text::empty_filter_body(now.lang),
            text::show_all(now.lang),
            Action::Filter(OrderFilter::All),
        ),
    };
    widgets::empty(ui, title, body);
    ui.vertical_centered(|ui| {
        if widgets::button(ui, widgets::ButtonKind::Plain, button, true).clicked() {
            acts.push(wish);
        }
    });
}

fn keys(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, acts: &mut Vec<Action>) {
    if key(ui, Key::J) || key(ui, Key::ArrowDown) {
        step(screen, page, 1, acts);
    }
    if key(ui, Key::K) || key(ui, Key::ArrowUp) {
        step(screen, page, -1, acts);
    }
    let height = page.view - page.row_height();
    if key(ui, Key::PageDown) {
        page.scroll.offset += height;
    }
    if key(ui, Key::PageUp) {
        page.scroll.offset -= height;
    }
    if key(ui, Key::Home) {
        page.jump_to_newest();
    }
    if key(ui, Key::End) {
        page.span = ListSpan::Oldest;
        let landed = screen.model.shot.orders.oldest;
        page.scroll.landing = if landed { Landing::Same } else { Landing::Bottom };
        if landed {
            page.scroll.offset = last_offset(screen, page);
        }
    }
    let nothing_focused = ui.ctx().memory(|memory| memory.focused().is_none());
    if nothing_focused
        && key(ui, Key::Enter)
        && let Some(chosen) = page.selected.clone()
    {
        acts.push(Action::OpenOrder(chosen));
    }
    if screen.gaze.listed.is_none() {
        tick_keys(screen, page, ui, nothing_focused);
        bulk::keys(screen, page, ui, acts);
    }
    if key(ui, Key::P)
        && let Some(detail) = screen.open_order().filter(|detail| has_slip(detail))
    {
        acts.push(Action::AskSlips(Box::new(SlipsQuestion::of_order(detail, screen.now.lang))));
    }
    if key(ui, Key::S)
        && let Some(order_no) = shippable(screen.model, page.selected.as_ref())
    {
        acts.push(Action::ShipOrder(order_no));
    }
    if screen.gaze.order.is_some() && key(ui, Key::Escape) {
        acts.push(Action::CloseOrder);
    }
}

/// X ticks the chosen row, and so does the space bar where nothing else has the keyboard.
fn tick_keys(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, nothing_focused: bool) {
    if key(ui, Key::X) || (nothing_focused && key(ui, Key::Space)) {
        let rows = &screen.model.shot.orders;
        let chosen = page.selected.as_ref().and_then(|no| rows.position(no)).and_then(|at| rows.rows.get(at));
        if let Some(row) = chosen {
            page.ticked.toggle(row, &screen.model.shot.marks);
        }
    }
}

/// The chosen order if it waits for shipping, else the newest one the owner has not seen.
fn shippable(model: &Model, chosen: Option<&OrderNo>) -> Option<OrderNo> {
    let ready = |row: &&OrderRow| row.state == crate::domain::OrderState::ToShip;
    match chosen {
        Some(order_no) => model.shot.orders.rows.iter().find(|row| row.key.order_no == *order_no).filter(ready),
        None => model.shot.unseen.first().filter(ready),
    }
    .map(|row| row.key.order_no.clone())
}

/// Moves the choice and keeps it in view; an open detail follows.
fn step(screen: &Screen<'_>, page: &mut OrdersPage, by: isize, acts: &mut Vec<Action>) {
    let (rows, height) = (&screen.model.shot.orders, page.row_height());
    let top = (page.scroll.offset / height).ceil() as usize;
    let at = page.selected.as_ref().and_then(|no| rows.position(no));
    let next = at.map_or(top, |at| at.saturating_add_signed(by).min(rows.rows.len().saturating_sub(1)));
    let Some(row) = rows.rows.get(next) else { return };
    page.selected = Some(row.key.order_no.clone());
    let y = next as f32 * height;
    page.scroll.offset = page.scroll.offset.clamp(y + height - page.view, y.max(0.0)).max(0.0);
    if screen.gaze.order.is_some() {
        acts.push(Action::OpenOrder(row.key.order_no.clone()));
    }
}
