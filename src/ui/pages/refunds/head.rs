//! The head of the list: the tick for all of it, how many there are, what they come to, and how they are sorted.

use super::{RefundsPage, state::RefundsMenu, ticks::Bulk};
use crate::{
    domain::Fen,
    store::{RefundFilter, RefundQuery, RefundSort, RefundSortBy},
    ui::{
        action::Action,
        pages::filters::{self, Line},
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{self, Align, CursorIcon, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Every way a list can be sorted, as the menu has it.
const SORTS: [RefundSort; 6] = [
    RefundSort { by: RefundSortBy::Asked, rising: true },
    RefundSort { by: RefundSortBy::Asked, rising: false },
    RefundSort { by: RefundSortBy::Changed, rising: false },
    RefundSort { by: RefundSortBy::Changed, rising: true },
    RefundSort { by: RefundSortBy::Amount, rising: false },
    RefundSort { by: RefundSortBy::Amount, rising: true },
];

pub(super) const HEIGHT: f32 = 40.0;
/// From the card's edge to the middle of a box that is ticked.
pub(super) const TICK: f32 = 22.0;

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, page: &mut RefundsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p, query) = (screen.now.lang, theme::of(ui), &screen.gaze.refunds);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let mut from = rect.left() + theme::PAD;
    if query.tab == Some(RefundFilter::Waiting) {
        from = rect.left() + TICK + 16.0;
        tick_all(screen, &mut page.bulk, ui, rect.with_max_x(from));
    }
    let words = match screen.totals() {
        Some(totals) => text::refund_totals(lang, totals.count, totals.sum),
        None if !query.is_plain() => text::counting(lang).to_owned(),
        None if query.tab == Some(RefundFilter::Waiting) => {
            let counts = &screen.model.shot.counts;
            text::refund_totals(lang, counts.refunds_waiting, counts.refunds_waiting_fen)
        }
        None => text::refunds_listed(lang, screen.model.refunds_total(query.tab)),
    };
    let right = sort(screen, page, ui, rect, acts);
    let left = Rect::from_min_max(pos2(from, rect.top()), pos2(right - 8.0, rect.bottom()));
    widgets::label_at(ui, left, Align::Min, &words, theme::font(theme::SMALL), p.muted);
}

/// How the list is sorted, at the right: press it for another way. Gives where it begins.
fn sort(screen: &Screen<'_>, page: &mut RefundsPage, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) -> f32 {
    let (lang, p, query) = (screen.now.lang, theme::of(ui), &screen.gaze.refunds);
    let now = query.sorted();
    let words = text::refund_order(lang, now);
    let font = || theme::font(theme::CAPTION);
    let letters = ui.painter().layout_no_wrap(words.to_owned(), font(), p.muted).size().x;
    let place =
        Rect::from_min_max(pos2(rect.right() - letters - 40.0, rect.top() + 6.0), rect.right_bottom() - vec2(8.0, 7.0));
    let response = ui.interact(place, ui.scope_id().with("refund-order"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let ink = if response.hovered() { p.text } else { p.muted };
    widgets::paint_cut(ui, place.with_min_x(place.left() + 6.0), Align::Min, words, font(), ink);
    Glyph::Caret.paint(ui.painter(), pos2(place.right() - 12.0, place.center().y), ink);
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        filters::take_keyboard(ui);
        let open = matches!(page.menu, Some(RefundsMenu::Sort(_)));
        page.menu = (!open).then_some(RefundsMenu::Sort(0));
    }
    let Some(RefundsMenu::Sort(at)) = &mut page.menu else { return place.left() };
    let line = |sort: &RefundSort| Line { name: text::refund_order(lang, *sort).to_owned(), on: *sort == now };
    let lines: Vec<Line> = SORTS.iter().map(line).collect();
    let (chosen, left) = filters::under(ui, "refund-sort", place, filters::WIDTH, |ui| {
        widgets::caption(ui, text::refund_order_head(lang));
        filters::lines(ui, &lines, at)
    });
    if let Some(sort) = chosen.and_then(|at| SORTS.get(at)) {
        // The tab's own order is none that was chosen: a view of it is the same list.
        let sort = Some(*sort).filter(|sort| *sort != RefundSort::of(query.tab));
        acts.push(Action::Refunds(RefundQuery { sort, ..query.clone() }));
    }
    if chosen.is_some() || left {
        page.menu = None;
    }
    place.left()
}

/// All rows at hand, or none. A line in it: some.
fn tick_all(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui, room: Rect) {
    let shot = &screen.model.shot;
    let rows = if shot.gaze.refunds.tab == Some(RefundFilter::Waiting) { &shot.refunds[..] } else { &[] };
    let (some, all) = (bulk.any(), !rows.is_empty() && bulk.all.len() == rows.len());
    let sum = Fen::sum(rows.iter().map(|row| row.amount)).unwrap_or_default();
    let name = text::tick_refunds(screen.now.lang, rows.len(), sum);
    let middle = pos2(room.left() + TICK, room.center().y);
    let sense = if rows.is_empty() { Sense::hover() } else { Sense::click() };
    if widgets::tick_at(ui, room, middle, all, sense, &name) {
        if some {
            bulk.untick_all();
        } else {
            bulk.tick_all(rows);
        }
    }
    if some && !all {
        let p = theme::of(ui);
        ui.painter().rect_filled(Rect::from_center_size(middle, vec2(18.0, 18.0)), 5, p.accent);
        ui.painter().hline(middle.x - 4.0..=middle.x + 4.0, middle.y, Stroke::new(1.8, p.on_accent));
    }
}
