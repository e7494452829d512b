//! Where the columns of the list stand, and their head: a click on it sorts.

use crate::{
    store::{OrderQuery, OrderSort},
    ui::{
        action::Action,
        list_look::{ListLook, OrderColumn},
        pages::filters::arrow,
        screen::Screen,
        text, theme, widgets,
    },
};
use egui::{Align, CornerRadius, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Heights of a row, points.
pub(super) const ROOMY_ROW: f32 = 40.0;
pub(super) const DENSE_ROW: f32 = 32.0;
pub(super) const HEAD: f32 = 28.0;

pub(super) const TICK: f32 = 40.0;
/// Below this width the number is its tail, and what was chosen beside the usual columns is left out.
const NARROW: f32 = 640.0;
/// Beside an open order there is no room for numbers: its detail says them.
const TIGHT: f32 = 520.0;
/// From this width on a number stands there whole.
const WIDE: f32 = 1100.0;
const WHOLE_NUMBER: f32 = 214.0;
const SHORT_NUMBER: f32 = 56.0;
const SHORT_BUYER: f32 = 100.0;
/// Room for the longest word of a state in either language, and a gap to the edge.
const STATE: f32 = 124.0;
/// Between the sum and the state.
const GAP: f32 = 22.0;
/// A column that takes what is left is not shown below this.
const FLEX_LEAST: f32 = 60.0;

/// The columns of a row of this width, from left to right.
pub(super) struct PlacedColumns {
    /// Where the tick stands.
    pub tick: Rect,
    pub all: Vec<(OrderColumn, Rect)>,
    pub narrow: bool,
    /// What the column that takes the rest has, where there is one.
    pub flex: Option<f32>,
}

const fn width(column: OrderColumn, (narrow, tight): (bool, bool)) -> Option<f32> {
    match column {
        OrderColumn::Placed if tight => Some(92.0),
        OrderColumn::Buyer if tight => Some(88.0),
        OrderColumn::Amount if tight => Some(86.0 + GAP),
        // Room for the longest word of a state that is under way, in either language, and a gap to the edge.
        OrderColumn::State if tight => Some(120.0),
        OrderColumn::Order if narrow => Some(SHORT_NUMBER),
        OrderColumn::Buyer if narrow => Some(SHORT_BUYER),
        // Room for the longest time in either language: `yest. 14:30`, `11月19日 16:20`.
        OrderColumn::Placed | OrderColumn::Paid | OrderColumn::Shipped => Some(102.0),
        OrderColumn::Carrier => Some(92.0),
        OrderColumn::Order => Some(158.0),
        OrderColumn::Buyer => Some(148.0),
        OrderColumn::Goods => None,
        OrderColumn::Amount => Some(96.0 + GAP),
        OrderColumn::State => Some(STATE),
    }
}

/// Lays the columns out in `row`.
pub(super) fn place(look: &ListLook, row: Rect) -> PlacedColumns {
    let (narrow, tight) = (row.width() < NARROW, row.width() < TIGHT);
    let extra =
        |column: &OrderColumn| matches!(column, OrderColumn::Paid | OrderColumn::Shipped | OrderColumn::Carrier);
    let mut shown: Vec<OrderColumn> =
        look.columns().iter().filter(|column| !narrow || !extra(column)).copied().collect();
    shown.retain(|column| !tight || *column != OrderColumn::Order);
    // Where there is little room the columns are as they have to be.
    let width = |column: OrderColumn| {
        let usual = width(column, (narrow, tight))?;
        let whole = column == OrderColumn::Order && row.width() >= WIDE;
        let usual = if whole { WHOLE_NUMBER } else { usual };
        Some(look.width(column).filter(|_| !narrow).unwrap_or(usual))
    };
    let taken = |shown: &[OrderColumn]| shown.iter().filter_map(|column| width(*column)).sum::<f32>();
    let room = row.width() - TICK;
    // What does not fit beside the rest is left out, the least telling first.
    for column in [OrderColumn::Carrier, OrderColumn::Shipped, OrderColumn::Paid, OrderColumn::Placed] {
        if taken(&shown) > room {
            shown.retain(|other| *other != column);
        }
    }
    let flex = room - taken(&shown);
    if flex < FLEX_LEAST {
        shown.retain(|column| *column != OrderColumn::Goods);
    }
    let has_flex = shown.contains(&OrderColumn::Goods);
    let mut left = row.left() + TICK;
    let mut all = Vec::with_capacity(shown.len());
    for column in shown {
        // Without a column that takes what is left, the room stands before the sum.
        if !has_flex && column == OrderColumn::Amount {
            left += flex.max(0.0);
        }
        let width = width(column).unwrap_or(flex);
        all.push((column, Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()))));
        left += width;
    }
    let tick = row.with_max_x(row.left() + TICK);
    PlacedColumns { tick, all, narrow, flex: has_flex.then_some(flex) }
}

impl PlacedColumns {
    /// The same columns of another row.
    pub fn at(&self, row: Rect) -> impl Iterator<Item = (OrderColumn, Rect)> {
        self.all.iter().map(move |(column, rect)| (*column, rect.with_min_y(row.top()).with_max_y(row.bottom())))
    }
}

/// What of a column its words may take.
pub(super) fn inside(column: OrderColumn, rect: Rect) -> Rect {
    match column {
        OrderColumn::Amount => rect.with_max_x(rect.right() - GAP),
        OrderColumn::Buyer => rect.with_min_x(rect.left() + 14.0).with_max_x(rect.right() - 8.0),
        _ => rect.with_max_x(rect.right() - 8.0),
    }
}

/// The ground of the head.
pub(super) fn ground(ui: &Ui, rect: Rect) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, CornerRadius::ZERO, p.raised);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
}

/// The words over one column, a button where the list can be sorted by it.
pub(super) fn head(
    screen: &Screen<'_>,
    at: &PlacedColumns,
    ui: &Ui,
    (column, whole): (OrderColumn, Rect),
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    let sorts = screen.gaze.listed.is_none();
    let place = inside(column, whole);
    let by = column.sort().filter(|_| sorts);
    let sort = screen.gaze.narrowed.sort;
    let chosen = by == Some(sort.by);
    let no_tail = at.narrow && column == OrderColumn::Buyer;
    let lang = screen.now.lang;
    let name = if no_tail { text::buyer_word(lang) } else { text::list_column(lang, column) };
    let mut ink = if chosen { p.text } else { p.faint };
    if let Some(by) = by {
        let response = ui.interact(place, ui.scope_id().with(("head", column)), Sense::click());
        response
            .widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, text::sort_by(screen.now.lang, column)));
        if response.hovered() {
            ink = p.text;
        }
        widgets::focus_ring(ui, &response, place.shrink2(vec2(0.0, 3.0)));
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            let rising = chosen && !sort.rising;
            let sort = OrderSort { by, rising };
            acts.push(Action::List(OrderQuery { sort, ..screen.gaze.query() }));
        }
    }
    let right = column == OrderColumn::Amount;
    let align = if right { Align::Max } else { Align::Min };
    let words = if right && chosen { place.with_max_x(place.right() - 14.0) } else { place };
    let width = widgets::paint_cut(ui, words, align, name, theme::font(theme::CAPTION), ink);
    if chosen {
        let x = if right { place.right() - 5.0 } else { place.left() + width + 9.0 };
        arrow(ui, pos2(x, whole.center().y), sort.rising, ink);
    }
}
