//! How wide the columns are: the edges of the head are dragged, or moved by the arrows. A double click brings the usual
//! width back. What the columns leave is the goods'.

use super::{columns::PlacedColumns, state::OrdersPage};
use crate::ui::{
    action::Action,
    list_look::OrderColumn,
    screen::Screen,
    text, theme,
    widgets::{self},
};
use egui::{
    CursorIcon, EventFilter, Key, Modifiers, Rect, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// How far from an edge it can be taken hold of.
const GRIP: f32 = 8.0;
/// What one press of an arrow moves.
const STEP: f32 = 8.0;
/// Wider than this no column is of use.
const MOST: f32 = 420.0;
/// The goods keep so much.
const FLEX_LEAST: f32 = 120.0;

/// Narrower than this a column cannot be read: its longest usual content, cut where names are.
const fn least(column: OrderColumn) -> f32 {
    match column {
        OrderColumn::Placed | OrderColumn::Paid | OrderColumn::Shipped => 92.0,
        OrderColumn::Order => 158.0,
        OrderColumn::Buyer => 100.0,
        OrderColumn::Carrier => 64.0,
        OrderColumn::Amount => 108.0,
        OrderColumn::State => 104.0,
        OrderColumn::Goods => FLEX_LEAST,
    }
}

/// An edge that can be moved.
pub(super) struct Edge {
    grip: Rect,
    /// What the goods have, points.
    flex: Option<f32>,
    /// It stands left of its column.
    pub is_before: bool,
}

/// The columns of the head, each with its edge where there is room for columns as the owner wants them.
pub(super) fn edges(at: &PlacedColumns, head: Rect) -> Vec<(Option<Edge>, (OrderColumn, Rect))> {
    let mut is_before = false;
    let edge = |(column, place): (OrderColumn, Rect)| {
        if column == OrderColumn::Goods {
            is_before = true;
            return (None, (column, place));
        }
        // Behind the goods a column grows to the left: its right edge stays.
        let x = if is_before { place.left() } else { place.right() };
        let grip = Rect::from_center_size(pos2(x - 4.0, head.center().y), vec2(GRIP, head.height()));
        let edge = Edge { grip, flex: at.flex, is_before };
        ((!at.narrow).then_some(edge), (column, place))
    };
    at.at(head).map(edge).collect()
}

/// Draws the edge of one column.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut OrdersPage,
    ui: &Ui,
    ((column, place), edge): ((OrderColumn, Rect), Edge),
    acts: &mut Vec<Action>,
) {
    let Edge { grip, flex, is_before } = edge;
    let (now, sign) = (place.width(), if is_before { -1.0 } else { 1.0 });
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let response = ui.interact(grip, ui.scope_id().with(("width", column)), Sense::click_and_drag());
    let name = text::column_width(lang, column);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.dragged() || response.has_focus() {
        let line = Stroke::new(if response.dragged() { 2.0 } else { 1.0 }, p.accent);
        ui.painter().vline(grip.center().x, grip.y_range().shrink(4.0), line);
    }
    widgets::focus_ring(ui, &response, grip);
    if response.drag_started() {
        page.width_from = Some(now);
    }
    let dragged = response.total_drag_delta().filter(|_| response.dragged()).map(|delta| delta.x * sign);
    let pressed = Some(keys(ui, &response) * sign).filter(|by| *by != 0.0);
    if response.double_clicked() {
        page.look.set_width(column, None);
        acts.push(Action::KeepListLooks);
    } else if let Some(by) = dragged.or(pressed) {
        let from = if dragged.is_some() { page.width_from.unwrap_or(now) } else { now };
        let room = flex.map_or(0.0, |flex| (flex - FLEX_LEAST).max(0.0));
        let width = (from + by).min(now + room).clamp(least(column), MOST);
        page.look.set_width(column, Some(width));
        if pressed.is_some() {
            acts.push(Action::KeepListLooks);
        }
    }
    if response.drag_stopped() {
        acts.push(Action::KeepListLooks);
    }
    response.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(text::column_width_hint(lang));
}

/// The arrows of an edge that has the keyboard: they move it, not the keyboard.
fn keys(ui: &Ui, response: &Response) -> f32 {
    if !response.has_focus() {
        return 0.0;
    }
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    ui.input_mut(|input| {
        let right = input.consume_key(Modifiers::NONE, Key::ArrowRight);
        let left = input.consume_key(Modifiers::NONE, Key::ArrowLeft);
        STEP * (f32::from(right) - f32::from(left))
    })
}
