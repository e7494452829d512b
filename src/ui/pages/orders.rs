//! The list of orders: however many there are, it draws the visible ones.

mod listed_search;

use super::{order_detail, overlays::Overlays, shipping::ShippingPage};
use crate::{
    domain::{OrderNo, Source},
    store::{OrderFilter, OrderRow},
    ui::{
        action::Action,
        keys::key,
        layout::{beside_orders, part},
        model::Model,
        rows::{Landing, ListSpan, LoadedRows, Scroll},
        screen::Screen,
        text,
        theme::{self, Density},
        widgets::{self, Now, Tab},
    },
};
use egui::{self, Align, Key, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Below this width the detail covers the list.
const NARROW: f32 = 860.0;
const HEAD: f32 = 36.0;

/// What the list remembers.
#[derive(Default)]
pub(in crate::ui) struct OrdersPage {
    pub scroll: Scroll,
    pub selected: Option<OrderNo>,
    /// Which part of the list is read.
    pub span: ListSpan,
    view: f32,
    /// How high the rows are.
    density: Density,
}

impl OrdersPage {
    /// The window of rows was replaced.
    pub fn rows_changed(&mut self, before: &LoadedRows, after: &LoadedRows) {
        self.scroll.carry(before, after, self.density.row(), self.view);
    }

    /// Back to the newest.
    pub fn jump_to_newest(&mut self) {
        self.span = ListSpan::Newest;
        self.scroll = Scroll { offset: 0.0, landing: Landing::Top };
    }
}

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
    page.density = screen.density;
    let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let mut body = rect.with_min_y(tabs.bottom() + theme::GAP);
    part(ui, "order-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    if let Some(listed) = &screen.gaze.listed {
        let bar = body.with_max_y(body.top() + theme::CONTROL);
        part(ui, "listed-search", bar, |ui| listed_search::show(screen, listed, ui, bar, acts));
        body.min.y = bar.bottom() + theme::GAP;
    }
    let (detail, left) = beside_orders(screen.gaze.order.is_some(), body, NARROW);
    if let Some(left) = left {
        list(screen, page, ui, left, acts);
    }
    if let Some(detail) = detail {
        part(ui, "order-detail", detail, |ui| order_detail::show(screen, shipping, over, ui, detail, acts));
    }
    if !screen.asks {
        keys(screen, page, ui, acts);
    }
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let tab = |value: OrderFilter, name: fn(text::Lang) -> &'static str| Tab {
        value,
        name: name(now.lang),
        count: screen.model.filter_total(value),
    };
    let mut all = vec![
        tab(OrderFilter::All, text::all),
        tab(OrderFilter::ToPay, text::to_pay),
        tab(OrderFilter::ToShip, text::to_ship),
        tab(OrderFilter::Shipped, text::shipped),
        tab(OrderFilter::Refunding, text::refunding),
        tab(OrderFilter::NeedsOwner, text::needs_you),
        tab(OrderFilter::Done, text::done),
    ];
    if screen.model.shot.counts.elsewhere > 0 || screen.gaze.filter == OrderFilter::Elsewhere {
        all.push(tab(OrderFilter::Elsewhere, text::elsewhere_filter));
    }
    if let Some(filter) = widgets::tabs(ui, screen.gaze.filter, &all) {
        acts.push(Action::Filter(filter));
    }
}

/// Room for the longest time in either language: `yesterday 14:30`, `11月19日 16:20`.
const PLACED: f32 = 106.0;

/// Where the columns are; `None` where there is no room.
struct OrderColumns {
    placed: Rect,
    order: Rect,
    buyer: Rect,
    items: Option<Rect>,
    amount: Rect,
    state: Rect,
    whole_number: bool,
}

/// Beside an open order the list has no room for numbers and goods.
const TIGHT: f32 = 520.0;

fn tight_columns(row: Rect) -> OrderColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to, row.bottom()));
    let placed = span(row.left() + 16.0, row.left() + 16.0 + 96.0);
    let state = span(row.right() - 124.0, row.right() - 12.0);
    let amount = span(state.left() - 8.0 - 92.0, state.left() - 8.0);
    let order = span(placed.right(), placed.right());
    let buyer = span(placed.right() + 20.0, amount.left() - 8.0);
    OrderColumns { placed, order, buyer, items: None, amount, state, whole_number: false }
}

fn columns(row: Rect) -> OrderColumns {
    if row.width() < TIGHT {
        return tight_columns(row);
    }
    let whole_number = row.width() > 620.0;
    let span = |from: f32, width: f32| Rect::from_min_size(pos2(from, row.top()), vec2(width, row.height()));
    let placed = span(row.left() + 16.0, PLACED);
    let order = span(placed.right() + 8.0, if whole_number { 150.0 } else { 52.0 });
    let buyer = span(order.right() + 22.0, 84.0);
    let state = span(row.right() - 132.0, 116.0);
    let amount = span(state.left() - 16.0 - 100.0, 100.0);
    let room = amount.left() - 12.0 - (buyer.right() + 12.0);
    let items = (room > 60.0).then(|| span(buyer.right() + 12.0, room));
    OrderColumns { placed, order, buyer, items, amount, state, whole_number }
}

fn list(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
    let view = Rect::from_min_max(pos2(rect.left(), head.bottom()), rect.max);
    head_row(ui, head, now);
    page.view = view.height();
    if screen.model.shot.orders.rows.is_empty() {
        part(ui, "no-orders", view.shrink(24.0), |ui| nothing(screen, ui, acts));
    } else {
        part(ui, "order-rows", view, |ui| {
            ui.shrink_clip_rect(view.shrink(1.0));
            rows(screen, page, ui, view, acts);
        });
        scroll_bar(screen, page, ui, view);
    }
    widgets::card_edge(ui, rect);
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    if !screen.model.loaded {
        return;
    }
    if screen.gaze.listed.is_some() {
        widgets::empty(ui, text::search_nothing(now.lang), text::search_scope(now.lang));
        return;
    }
    if screen.gaze.filter == OrderFilter::All {
        widgets::empty(ui, text::empty_orders_title(now.lang), text::empty_orders_body(now.lang));
        return;
    }
    let (title, body) = match screen.gaze.filter {
        OrderFilter::Elsewhere => (text::empty_elsewhere_title(now.lang), text::empty_elsewhere_body(now.lang)),
        _ => (text::empty_filter_title(now.lang), text::empty_filter_body(now.lang)),
    };
    widgets::empty(ui, title, body);
    ui.vertical_centered(|ui| {
        if widgets::button(ui, widgets::ButtonKind::Plain, text::show_all(now.lang), true).clicked() {
            acts.push(Action::Filter(OrderFilter::All));
        }
    });
}

fn head_row(ui: &Ui, rect: Rect, now: Now) {
    let p = theme::of(ui);
    let round = egui::CornerRadius { nw: theme::CARD_RADIUS, ne: theme::CARD_RADIUS, sw: 0, se: 0 };
    ui.painter().rect_filled(rect, round, p.raised);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let word = |rect: Rect, align: Align, name: &str| {
        widgets::paint_cut(ui, rect, align, name, theme::font(theme::CAPTION), p.faint);
    };
    word(at.placed, Align::Min, text::col_placed(now.lang));
    if at.order.width() > 0.0 {
        word(at.order, Align::Min, text::col_order(now.lang));
    }
    word(at.buyer, Align::Min, text::col_buyer(now.lang));
    if let Some(items) = at.items {
        word(items, Align::Min, text::col_items(now.lang));
    }
    word(at.amount, Align::Max, text::col_amount(now.lang));
    word(at.state, Align::Min, text::col_state(now.lang));
}

fn rows(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, view: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    wheel(screen, page, ui, view);
    let all = &screen.model.shot.orders.rows;
    let offset = page.scroll.offset;
    let top = (offset / page.density.row()) as usize;
    let seen = (view.height() / page.density.row()).ceil() as usize + 1;
    let selected = page.selected.as_ref();
    let chosen_at = selected.and_then(|no| screen.model.shot.orders.position(no));
    let stop_at = chosen_at.filter(|at| (top..top + seen).contains(at)).unwrap_or(top);
    for (at, row) in all.iter().enumerate().skip(top).take(seen) {
        let y = view.top() + at as f32 * page.density.row() - offset;
        let rect = Rect::from_min_size(pos2(view.left(), y), vec2(view.width(), page.density.row()));
        let chosen = chosen_at == Some(at);
        if one_row(ui, rect, row, (chosen, stop_at == at), now) {
            acts.push(Action::OpenOrder(row.key.order_no.clone()));
        }
    }
    if let Some(span) = screen.model.shot.orders.next_span(top, seen)
        && page.scroll.landing == Landing::Same
        && screen.model.shot.gaze.span == page.span
        && screen.model.shot.gaze.filter == screen.gaze.filter
    {
        page.span = span;
    }
}

fn one_row(ui: &mut Ui, rect: Rect, row: &OrderRow, (chosen, stop): (bool, bool), now: Now) -> bool {
    let p = theme::of(ui);
    let number = row.key.order_no.as_str();
    let response = ui.interact(rect, ui.scope_id().with(number), widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let (look, word) = widgets::order_look(now.lang, row);
    let buyer = text::tame(&row.buyer, 24);
    let unseen = if row.unseen { text::new_word(now.lang) } else { "" };
    let foreign = row.source == Source::Elsewhere;
    let from = if foreign { text::elsewhere(now.lang) } else { "" };
    let part = widgets::is_part_refunded(row.state, row.refunded);
    let partly = if part { text::part_refunded(now.lang) } else { "" };
    response.widget_info(|| {
        let name = [number, &buyer, &row.total.to_string(), word, unseen, from, partly].join(" ");
        let name: Vec<&str> = name.split_whitespace().collect();
        WidgetInfo::selected(Role::ListItem, true, chosen, name.join(" "))
    });
    widgets::row_ground(ui, rect, &response, chosen);
    let at = columns(rect);
    let small = theme::font(theme::SMALL);
    widgets::paint_cut(
        ui,
        at.placed,
        Align::Min,
        &text::moment(now.lang, row.key.created_at, now.at),
        small.clone(),
        p.muted,
    );
    if at.order.width() > 0.0 {
        widgets::order_number(ui, at.order, number, at.whole_number);
    }
    if row.unseen {
        ui.painter().circle_filled(pos2(at.order.right() + 12.0, rect.center().y), 4.0, p.accent);
    }
    if foreign {
        widgets::mark_at(ui, at.buyer.left_center(), text::elsewhere(now.lang));
    } else {
        widgets::paint_cut(ui, at.buyer, Align::Min, &buyer, theme::font(theme::BODY), p.text);
    }
    // Without a column for goods its sign stands before the sum.
    let free = at.items.unwrap_or(at.amount.with_max_x(at.amount.left() + 14.0));
    let free = if part { widgets::part_refunded_at(ui, free, now.lang) } else { free };
    if at.items.is_some() {
        widgets::paint_cut(ui, free, Align::Min, &text::goods(now.lang, &row.items, 80), small, p.muted);
    }
    widgets::paint_cut(ui, at.amount, Align::Max, &row.total.to_string(), theme::bold(theme::BODY), p.text);
    widgets::chip_at(ui, at.state.left_center(), look, word);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.clicked()
}

fn last_offset(screen: &Screen<'_>, page: &OrdersPage) -> f32 {
    (screen.model.shot.orders.rows.len() as f32 * page.density.row() - page.view).max(0.0)
}

fn wheel(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, view: Rect) {
    let last = last_offset(screen, page);
    let scroll = &mut page.scroll;
    if ui.rect_contains_pointer(view) {
        let turned = ui.input(|input| input.smooth_scroll_delta().y);
        scroll.offset -= turned;
    }
    scroll.offset = scroll.offset.clamp(0.0, last);
}

/// The bar stands for the whole list, not for the loaded part. Dropped somewhere else, it asks for that time.
fn scroll_bar(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, view: Rect) {
    let p = theme::of(ui);
    let loaded = &screen.model.shot.orders;
    let listed = screen.gaze.listed.is_some();
    let total = if listed { 0 } else { screen.model.filter_total(screen.gaze.filter) }.max(loaded.rows.len() as u64);
    let whole = total as f32 * page.density.row();
    if whole <= view.height() {
        return;
    }
    let track = view.with_min_x(view.right() - 10.0).shrink2(vec2(2.0, 4.0));
    let handle = (track.height() * view.height() / whole).max(24.0);
    let at = (loaded.above as f32 * page.density.row() + page.scroll.offset) / (whole - view.height());
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
        scrub(screen, page, share, whole - view.height());
    }
}

fn scrub(screen: &Screen<'_>, page: &mut OrdersPage, share: f32, whole: f32) {
    let orders = &screen.model.shot.orders;
    let wanted = share * whole - orders.above as f32 * page.density.row();
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

fn keys(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, acts: &mut Vec<Action>) {
    if key(ui, Key::J) || key(ui, Key::ArrowDown) {
        step(screen, page, 1, acts);
    }
    if key(ui, Key::K) || key(ui, Key::ArrowUp) {
        step(screen, page, -1, acts);
    }
    let height = page.view - page.density.row();
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
    if key(ui, Key::S)
        && let Some(order_no) = shippable(screen.model, page.selected.as_ref())
    {
        acts.push(Action::ShipOrder(order_no));
    }
    if screen.gaze.order.is_some() && key(ui, Key::Escape) {
        acts.push(Action::CloseOrder);
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
    let rows = &screen.model.shot.orders;
    let top = (page.scroll.offset / page.density.row()).ceil() as usize;
    let at = page.selected.as_ref().and_then(|no| rows.position(no));
    let next = at.map_or(top, |at| at.saturating_add_signed(by).min(rows.rows.len().saturating_sub(1)));
    let Some(row) = rows.rows.get(next) else { return };
    page.selected = Some(row.key.order_no.clone());
    let y = next as f32 * page.density.row();
    page.scroll.offset = page.scroll.offset.clamp(y + page.density.row() - page.view, y.max(0.0)).max(0.0);
    if screen.gaze.order.is_some() {
        acts.push(Action::OpenOrder(row.key.order_no.clone()));
    }
}
