//! The bar over the list: what it is narrowed to, what waits above it, and what it comes to.

use super::{open_menu::Menu, state::OrdersPage};
use crate::{
    store::SortBy,
    ui::{
        action::Action,
        list_look::Condition,
        pages::filters::{self, FilterBar, PAD, letters},
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{
    Align, Color32, CursorIcon, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// Below this width what the list comes to is its count alone.
const NARROW: f32 = 640.0;

/// Draws the bar.
pub(super) fn show(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let query = screen.gaze.query();
    let (right, new) = totals(screen, page, ui, rect);
    let bar = FilterBar {
        query: &query,
        all: &Condition::OF_ORDERS,
        right,
        menu: "order-filters",
        heard: page.menu.is_none() && !screen.asks,
    };
    let mut open = match page.menu.take() {
        Some(Menu::Filter(menu)) => Some(menu),
        other => {
            page.menu = other;
            None
        }
    };
    acts.extend(filters::show(screen, &bar, &mut open, ui, rect).map(Action::List));
    page.menu = open.map(Menu::Filter).or(page.menu.take());
    if let Some(place) = new {
        // After what stands left of it: Tab goes as the eye reads.
        waiting(screen, page, ui, place);
    }
}

/// What the list comes to, at the right. Gives where that begins, and the room for what waits above.
fn totals(screen: &Screen<'_>, page: &OrdersPage, ui: &Ui, rect: Rect) -> (f32, Option<Rect>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let mut right = rect.right() - PAD;
    let words = match screen.totals() {
        Some(totals) if rect.width() < NARROW => text::list_count(lang, totals.count),
        Some(totals) => text::list_totals(lang, totals.count, totals.sum),
        None if screen.model.loaded && !screen.gaze.query().is_plain() => text::counting(lang).to_owned(),
        None => String::new(),
    };
    if !words.is_empty() {
        let width = letters(ui, &words);
        let place = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right + 1.0, rect.bottom()));
        widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), p.muted);
        right = place.left() - 12.0;
    }
    let mut new = None;
    if page.waiting > 0 {
        let width = letters(ui, &text::new_orders(lang, page.waiting)) + 36.0;
        let place = Rect::from_min_size(pos2(right - width, rect.center().y - 11.0), vec2(width, 22.0));
        right = place.left() - 12.0;
        new = Some(place);
    }
    let left_out = match screen.gaze.narrowed.sort.by {
        SortBy::Paid => Some(text::sorted_only_paid(lang)),
        SortBy::Shipped => Some(text::sorted_only_shipped(lang)),
        SortBy::Placed | SortBy::Amount => None,
    };
    if let Some(why) = left_out {
        let place = Rect::from_center_size(pos2(right - 9.0, rect.center().y), vec2(18.0, 22.0));
        let response = ui.interact(place, ui.scope_id().with("left-out"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, why));
        Glyph::Bang.paint(ui.painter(), place.center(), p.warn);
        response.on_hover_text(why);
        right = place.left() - 8.0;
    }
    (right, new)
}

/// Orders that came above the rows in sight: press it to see them.
fn waiting(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, place: Rect) {
    let p = theme::of(ui);
    let name = text::new_orders(screen.now.lang, page.waiting);
    let response = ui.interact(place, ui.scope_id().with("new-orders"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ui.painter().rect_filled(place, 11, p.accent);
    let words = place.with_min_x(place.left() + 11.0);
    widgets::paint_cut(ui, words, Align::Min, &name, theme::font(theme::SMALL), p.on_accent);
    up(ui.painter(), pos2(place.right() - 14.0, place.center().y), p.on_accent);
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        page.jump_to_newest();
    }
}

fn up(painter: &Painter, at: Pos2, ink: Color32) {
    let stroke = Stroke::new(1.4, ink);
    painter.line_segment([at + vec2(0.0, -4.0), at + vec2(0.0, 4.0)], stroke);
    painter.add(Shape::line(vec![at + vec2(-3.0, -1.0), at + vec2(0.0, -4.0), at + vec2(3.0, -1.0)], stroke));
}
