//! Thirty days and the hours of today, as flat bars.

use super::{
    card::{SIDES, card},
    leads,
};
use crate::{
    domain::{Days, Fen},
    store::{DayTakings, TodayFigures},
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{Align, Align2, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) const HEIGHT: f32 = 218.0;
const GAP: f32 = 4.0;
const RADIUS: u8 = 2;
/// Room for the sums at the left, and for the days and hours below.
const AXIS: f32 = 38.0;
const FOOT: f32 = 26.0;
/// A label every so many bars.
const DAYS_APART: usize = 7;
const HOURS_APART: usize = 4;

/// What part of a chart each yuan takes.
struct Scale {
    plot: Rect,
    most: i64,
    /// What hangs below the line, fen.
    least: i64,
}

impl Scale {
    fn y(&self, fen: i64) -> f32 {
        let whole = (self.most.saturating_add(self.least)).max(1) as f32;
        self.plot.bottom() - self.plot.height() * (fen.saturating_add(self.least) as f32 / whole)
    }

    fn bar(&self, (left, right): (f32, f32), fen: i64) -> Rect {
        let (zero, end) = (self.y(0), self.y(fen));
        Rect::from_min_max(pos2(left, zero.min(end)), pos2(right, zero.max(end)))
    }
}

/// A round number of fen such that two lines of it stay within `most`.
fn step(most: i64) -> i64 {
    let half = (most / 2).max(100);
    let mut unit = 100_i64;
    while unit.saturating_mul(10) <= half {
        unit = unit.saturating_mul(10);
    }
    [5, 2, 1].into_iter().map(|times| unit.saturating_mul(times)).find(|&step| step <= half).unwrap_or(unit)
}

fn scale(ui: &Ui, body: Rect, (most, least): (i64, i64)) -> Scale {
    let p = theme::of(ui);
    let plot = Rect::from_min_max(
        pos2(body.left() + SIDES + AXIS, body.top() + 4.0),
        pos2(body.right() - SIDES, body.bottom() - FOOT),
    );
    let scale = Scale { plot, most: most.max(100), least };
    let step = step(scale.most);
    for line in 1..=2_i64 {
        let fen = step.saturating_mul(line);
        if fen > scale.most {
            continue;
        }
        let y = scale.y(fen);
        ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, p.line));
        let yuan = text::count(u64::try_from(fen / 100).unwrap_or(0));
        let at = pos2(plot.left() - 8.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, yuan, theme::font(theme::TINY), p.faint);
    }
    scale
}

/// One slot of a chart: what is said of it, and whether it was pressed.
fn slot(ui: &Ui, rect: Rect, name: &str) -> (bool, bool) {
    let response = ui.interact(rect, ui.scope_id().with(("bar", name)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let hovered = response.hovered();
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name);
    (hovered, response.clicked())
}

fn paint(ui: &Ui, bar: Rect, ink: Color32) {
    if bar.height() > 0.5 {
        ui.painter().rect_filled(bar, RADIUS, ink);
    }
}

/// Thirty days, what went back hanging below.
pub(super) fn days(screen: &Screen<'_>, figures: &TodayFigures, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, now) = (theme::of(ui), screen.now);
    let (title, body) = card(ui, rect);
    let sum: i64 = figures.days.iter().map(|day| day.taken.get()).sum();
    let average = sum / i64::try_from(figures.days.len().max(1)).unwrap_or(1);
    widgets::label_at(ui, title, Align::Min, text::last_thirty_days(now.lang), theme::font(theme::BODY), p.text);
    let words =
        text::sum_and_average(now.lang, Fen::new(sum).unwrap_or_default(), Fen::new(average).unwrap_or_default());
    widgets::label_at(ui, title, Align::Max, &words, theme::font(theme::SMALL), p.muted);
    let most = figures.days.iter().map(|day| day.taken.get()).max().unwrap_or(0);
    let least = figures.days.iter().map(|day| day.returned.get()).max().unwrap_or(0);
    let scale = scale(ui, body, (most, least));
    let width = scale.plot.width() / figures.days.len().max(1) as f32;
    let today = figures.days.len().saturating_sub(1);
    for (at, day) in figures.days.iter().enumerate() {
        let left = scale.plot.left() + at as f32 * width;
        let (from, to) = (left + GAP / 2.0, left + width - GAP / 2.0);
        let place = Rect::from_min_max(pos2(left, scale.plot.top()), pos2(left + width, scale.plot.bottom()));
        let (hovered, clicked) = slot(ui, place, &day_words(now, day));
        let ink = if at == today || hovered { p.accent } else { p.bar };
        paint(ui, scale.bar((from, to), day.taken.get()), ink);
        paint(ui, scale.bar((from, to), -day.returned.get()), p.danger);
        if at == today || at % DAYS_APART == 0 && today - at > 3 {
            let label =
                if at == today { text::axis_today(now.lang).to_owned() } else { text::axis_day(now.lang, day.day) };
            let middle = pos2(f32::midpoint(from, to), scale.plot.bottom() + 12.0);
            ui.painter().text(middle, Align2::CENTER_CENTER, label, theme::font(theme::TINY), p.faint);
        }
        if clicked {
            acts.extend(day_leads(day));
        }
    }
    ui.painter().hline(scale.plot.x_range(), scale.y(0), Stroke::new(1.0, p.faint.gamma_multiply(0.5)));
}

fn day_words(now: Now, day: &DayTakings) -> String {
    let name = text::axis_day(now.lang, day.day);
    if day.returned.get() == 0 {
        text::day_and_sum(now.lang, &name, day.taken)
    } else {
        text::day_with_refunds(now.lang, &name, day.taken, day.returned)
    }
}

fn day_leads(day: &DayTakings) -> Vec<Action> {
    leads::paid_on(Days::Between(Some(day.day), Some(day.day)))
}

/// The hours of today, over what is usual: a tick where the hour is over, the bar itself where it is to come.
pub(super) fn hours(screen: &Screen<'_>, figures: &TodayFigures, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, now) = (theme::of(ui), screen.now);
    let (title, body) = card(ui, rect);
    widgets::label_at(ui, title, Align::Min, text::hours_of_today(now.lang), theme::font(theme::BODY), p.text);
    let words = text::usual_hours(now.lang);
    let wide = widgets::label_at(ui, title, Align::Max, words, theme::font(theme::CAPTION), p.muted);
    let mark = Rect::from_center_size(pos2(title.right() - wide - 10.0, title.center().y), vec2(8.0, 8.0));
    ui.painter().rect_filled(mark, RADIUS, p.track);
    let most = figures.hours.iter().chain(&figures.usual).map(|fen| fen.get()).max().unwrap_or(0);
    let scale = scale(ui, body, (most, 0));
    let width = scale.plot.width() / figures.hours.len() as f32;
    let this_hour = usize::try_from(figures.at.beijing().hour()).unwrap_or(0);
    for (hour, (today, usual)) in figures.hours.iter().zip(&figures.usual).enumerate() {
        let left = scale.plot.left() + hour as f32 * width;
        let span = (left + 1.5, left + width - 1.5);
        let place = Rect::from_min_max(pos2(left, scale.plot.top()), pos2(left + width, scale.plot.bottom()));
        let name = text::hour_and_sum(now.lang, u32::try_from(hour).unwrap_or(0), *today, *usual);
        let (hovered, clicked) = slot(ui, place, &name);
        if hour > this_hour {
            paint(ui, scale.bar(span, usual.get()), p.track);
        } else {
            let ink = if hour == this_hour || hovered { p.accent } else { p.bar };
            paint(ui, scale.bar(span, today.get()), ink);
            if usual.get() > 0 {
                ui.painter().hline(span.0..=span.1, scale.y(usual.get()), Stroke::new(1.5, p.muted));
            }
        }
        if hour % HOURS_APART == 2 {
            let middle = pos2(f32::midpoint(span.0, span.1), scale.plot.bottom() + 12.0);
            let label = format!("{hour}:00");
            ui.painter().text(middle, Align2::CENTER_CENTER, label, theme::font(theme::TINY), p.faint);
        }
        if clicked {
            acts.extend(leads::paid_on(Days::Today));
        }
    }
    ui.painter().hline(scale.plot.x_range(), scale.y(0), Stroke::new(1.0, p.faint.gamma_multiply(0.5)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_sums_and_two_of_them_fit() {
        for (most, lines) in [(610_000, 200_000), (100, 100), (99_900, 20_000), (1_000_000, 500_000), (0, 100)] {
            assert_eq!(step(most), lines, "{most}");
        }
    }
}
