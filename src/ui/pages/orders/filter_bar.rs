//! The bar over the list: what it is narrowed to, what waits above it, and what it comes to.

use super::{
    condition, filter_menu, menu,
    open_menu::{FilterMenu, Menu},
    state::OrdersPage,
};
use crate::{
    store::{OrderQuery, SortBy},
    ui::{
        action::Action,
        keys::key,
        list_look::Condition,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{
    Align, Color32, CursorIcon, Key, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

pub(super) const HEIGHT: f32 = 40.0;
const CHIP: f32 = 26.0;
const GAP: f32 = 6.0;
const PAD: f32 = 12.0;
/// Below this width what the list comes to is its count alone.
const NARROW: f32 = 640.0;

/// Draws the bar.
pub(super) fn show(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, query) = (screen.now.lang, screen.gaze.query());
    let (right, new) = totals(screen, page, ui, rect);
    let mut x = rect.left() + PAD;
    let mut anchor = None;
    for condition in Condition::ALL {
        let Some(value) = condition::value(condition, screen, &query) else { continue };
        let width = chip_width(ui, text::condition_name(lang, condition), &value);
        // What does not fit is in the menu, ticked.
        if x + width + 130.0 > right {
            break;
        }
        let place = Rect::from_min_size(pos2(x, rect.center().y - CHIP / 2.0), vec2(width, CHIP));
        match chip(ui, place, text::condition_name(lang, condition), &value, &text::drop_filter(lang, condition)) {
            ChipDone::Dropped => acts.push(Action::List(condition.dropped(&query))),
            ChipDone::Pressed => {
                menu::take_keyboard(ui);
                page.menu = Some(Menu::Filter(FilterMenu::of(condition)));
            }
            ChipDone::Nothing => {}
        }
        x = place.right() + GAP;
        anchor = anchor.or(Some(place));
    }
    let (add, pressed) = add_button(ui, pos2(x, rect.center().y), text::add_filter(lang));
    let open = matches!(page.menu, Some(Menu::Filter(_)));
    if pressed || (page.menu.is_none() && !screen.asks && key(ui, Key::F)) {
        menu::take_keyboard(ui);
        page.menu = (!open).then(|| Menu::Filter(FilterMenu::default()));
    }
    if !query.is_plain() && add.right() + 70.0 < right {
        clear(screen, ui, pos2(add.right() + 10.0, rect.center().y), &query, acts);
    }
    if let Some(Menu::Filter(open)) = &mut page.menu
        && filter_menu::show(screen, open, ui, add, acts)
    {
        page.menu = None;
    }
    if let Some(place) = new {
        // After what stands left of it: Tab goes as the eye reads.
        waiting(screen, page, ui, place);
    }
}

enum ChipDone {
    Nothing,
    Pressed,
    Dropped,
}

fn letters(ui: &Ui, words: &str) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), Color32::PLACEHOLDER).size().x
}

fn chip_width(ui: &Ui, name: &str, value: &str) -> f32 {
    12.0 + letters(ui, name) + 6.0 + letters(ui, value).min(200.0) + 28.0
}

/// A condition: press it for another value, its cross to take it away.
fn chip(ui: &Ui, place: Rect, name: &str, value: &str, drop: &str) -> ChipDone {
    let p = theme::of(ui);
    let response = ui.interact(place, ui.scope_id().with(("chip", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {value}")));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(place, (CHIP / 2.0) as u8, p.raised, Stroke::new(1.0, line), StrokeKind::Inside);
    let words = place.with_min_x(place.left() + 12.0).with_max_x(place.right() - 26.0);
    let width = widgets::paint_cut(ui, words, Align::Min, name, theme::font(theme::SMALL), p.muted);
    let behind = words.with_min_x(words.left() + width + 6.0);
    widgets::paint_cut(ui, behind, Align::Min, value, theme::font(theme::SMALL), p.text);
    widgets::focus_ring(ui, &response, place);
    let cross = Rect::from_center_size(pos2(place.right() - 15.0, place.center().y), vec2(22.0, 22.0));
    let away = ui.interact(cross, ui.scope_id().with(("drop", name)), Sense::click());
    away.widget_info(|| WidgetInfo::labeled(Role::Button, true, drop));
    Glyph::Cross.paint(ui.painter(), cross.center(), if away.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &away, cross);
    match (away.on_hover_cursor(CursorIcon::PointingHand).clicked(), response.clicked()) {
        (true, _) => ChipDone::Dropped,
        (false, true) => ChipDone::Pressed,
        (false, false) => ChipDone::Nothing,
    }
}

/// The dashed button with its key. Gives its place, and whether it was pressed.
fn add_button(ui: &Ui, left: Pos2, name: &str) -> (Rect, bool) {
    let p = theme::of(ui);
    let width = letters(ui, name) + 66.0;
    let place = Rect::from_min_size(pos2(left.x, left.y - CHIP / 2.0), vec2(width, CHIP));
    let response = ui.interact(place, ui.scope_id().with("add-filter"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.muted };
    let dash = if response.hovered() { p.muted } else { p.faint.gamma_multiply(0.6) };
    dashed(ui.painter(), place, dash);
    Glyph::Plus.paint(ui.painter(), pos2(place.left() + 17.0, place.center().y), ink);
    let words = place.with_min_x(place.left() + 28.0);
    widgets::paint_cut(ui, words, Align::Min, name, theme::font(theme::SMALL), ink);
    let cap = Rect::from_center_size(pos2(place.right() - 17.0, place.center().y), vec2(18.0, 18.0));
    widgets::key_cap(ui.painter(), cap, "F", p.faint);
    widgets::focus_ring(ui, &response, place);
    (place, response.on_hover_cursor(CursorIcon::PointingHand).clicked())
}

/// A dashed outline with round ends.
fn dashed(painter: &Painter, rect: Rect, ink: Color32) {
    let rect = rect.shrink(0.5);
    let radius = rect.height() / 2.0;
    let turn = |middle: Pos2, from: f32| {
        (0_u8..=8).map(move |step| {
            let angle = from + std::f32::consts::PI * f32::from(step) / 8.0;
            middle + radius * egui::Vec2::angled(angle)
        })
    };
    let quarter = std::f32::consts::FRAC_PI_2;
    let left = pos2(rect.left() + radius, rect.center().y);
    let right = pos2(rect.right() - radius, rect.center().y);
    let mut outline: Vec<Pos2> = turn(left, quarter).chain(turn(right, -quarter)).collect();
    outline.extend(outline.first().copied());
    painter.extend(Shape::dashed_line(&outline, Stroke::new(1.0, ink), 3.0, 3.0));
}

fn clear(screen: &Screen<'_>, ui: &Ui, left: Pos2, query: &OrderQuery, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let name = text::clear_filters(screen.now.lang);
    let place = Rect::from_min_size(pos2(left.x, left.y - CHIP / 2.0), vec2(letters(ui, name) + 8.0, CHIP));
    let response = ui.interact(place, ui.scope_id().with("clear-filters"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.muted };
    widgets::paint_cut(ui, place, Align::Center, name, theme::font(theme::SMALL), ink);
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        acts.push(Action::List(OrderQuery { sort: query.sort, ..OrderQuery::of(query.filter) }));
    }
}

/// What the list comes to, at the right. Gives where that begins, and the room for what waits above.
fn totals(screen: &Screen<'_>, page: &OrdersPage, ui: &Ui, rect: Rect) -> (f32, Option<Rect>) {
    let (lang, p, shot) = (screen.now.lang, theme::of(ui), &screen.model.shot);
    let mut right = rect.right() - PAD;
    let counted = shot.totals.filter(|_| shot.gaze.same_list(screen.gaze));
    let words = match counted {
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
