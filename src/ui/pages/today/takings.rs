//! What came in today, beside what it can be measured by.

use super::{
    card::{SIDES, card},
    leads,
};
use crate::{
    domain::{Days, UnixSeconds},
    store::{Takings, TodayFigures},
    ui::{action::Action, screen::Screen, text, theme, widgets},
};
use egui::{Align, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const LINE: f32 = 24.0;

pub(super) fn show(screen: &Screen<'_>, figures: &TodayFigures, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (title, body) = card(ui, rect);
    let head = rect.with_max_y(body.top() + 44.0);
    let response = ui.interact(head.shrink(1.0), ui.scope_id().with("taken"), Sense::click());
    let name = text::taken_until(lang, figures.at);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {}", figures.taken.sum)));
    let line = title.translate(vec2(0.0, 2.0));
    widgets::paint_cut(ui, line, Align::Min, &name, theme::font(theme::SMALL), p.muted);
    let count = text::orders_paid(lang, figures.taken.count);
    widgets::paint_cut(ui, line, Align::Max, &count, theme::font(theme::SMALL), p.muted);
    let figure = Rect::from_min_size(pos2(title.left(), title.bottom() - 4.0), vec2(title.width(), 42.0));
    let ink = if response.hovered() { p.accent } else { p.text };
    widgets::paint_cut(ui, figure, Align::Min, &figures.taken.sum.to_string(), theme::bold(theme::FIGURE), ink);
    widgets::focus_ring(ui, &response, head.shrink(4.0));
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.extend(leads::paid_on(Days::Today));
    }
    let top = figure.bottom() + 6.0;
    ui.painter().hline(title.x_range(), top, Stroke::new(1.0, p.line));
    let row =
        |at: u8| Rect::from_min_size(pos2(title.left(), top + 6.0 + f32::from(at) * LINE), vec2(title.width(), LINE));
    let (yesterday, week_ago) = (text::yesterday_so_far(lang), week_day(lang, figures.at));
    let taken = figures.taken;
    compared(ui, row(0), (yesterday, Days::YesterdayUntilNow), (figures.yesterday, taken), acts);
    compared(ui, row(1), (week_ago, Days::WeekAgoUntilNow), (figures.week_ago, taken), acts);
    returned(screen, figures.returned, ui, row(2), acts);
}

fn week_day(lang: text::Lang, at: UnixSeconds) -> &'static str {
    let day = usize::try_from(at.beijing().date().weekday().to_monday_zero_offset()).unwrap_or(0);
    text::week_days(lang).get(day).copied().unwrap_or_default()
}

/// What was taken then, and how much more or less it is now. It opens what was taken then.
fn compared(ui: &Ui, rect: Rect, (name, days): (&str, Days), (then, now): (Takings, Takings), acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let place = rect.expand2(vec2(SIDES - 3.0, 0.0));
    let response = ui.interact(place, ui.scope_id().with(("compared", days)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {}", then.sum)));
    if response.hovered() {
        ui.painter().rect_filled(response.rect, theme::RADIUS, p.raised);
    }
    let font = theme::font(theme::SMALL);
    let (sum, change) = columns(rect);
    widgets::label_at(ui, rect.with_max_x(sum.left()), Align::Min, name, font.clone(), p.muted);
    widgets::label_at(ui, sum, Align::Max, &then.sum.to_string(), font.clone(), p.muted);
    if let Some((words, up)) = text::change(now.sum, then.sum) {
        widgets::label_at(ui, change, Align::Max, &words, font, if up { p.accent } else { p.danger });
    }
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.extend(leads::paid_on(days));
    }
}

fn returned(screen: &Screen<'_>, returned: Takings, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect.expand2(vec2(SIDES - 3.0, 0.0)), ui.scope_id().with("returned"), Sense::click());
    let name = text::returned_today(lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {}", returned.sum)));
    if response.hovered() {
        ui.painter().rect_filled(response.rect, theme::RADIUS, p.raised);
    }
    let font = theme::font(theme::SMALL);
    let (sum, count) = columns(rect);
    widgets::paint_cut(ui, rect.with_max_x(sum.left()), Align::Min, name, font.clone(), p.muted);
    widgets::paint_cut(ui, sum, Align::Max, &returned.sum.to_string(), font.clone(), p.muted);
    widgets::paint_cut(ui, count, Align::Max, &text::refunds_made(lang, returned.count), font, p.muted);
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.push(Action::RefundedOn(Days::Today));
    }
}

/// The sum, and what stands at its right.
fn columns(row: Rect) -> (Rect, Rect) {
    let right = row.with_min_x(row.right() - 76.0);
    (row.with_min_x(row.right() - 180.0).with_max_x(right.left() - 6.0), right)
}
