//! The days of a month as flat bars, what went back hanging below, and a dot over days that do not agree.

use super::result::result;
use crate::{
    domain::{Day, signed},
    store::BillDay,
    ui::{
        action::Action,
        model::BillsGaze,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{Align, Align2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) const HEIGHT: f32 = 184.0;
const TITLE: f32 = 40.0;
const FOOT: f32 = 28.0;
const SIDES: f32 = 16.0;
const GAP: f32 = 4.0;
const RADIUS: u8 = 2;
/// Room over the bars for the dots.
const DOTS: f32 = 14.0;

pub(super) fn show(screen: &Screen<'_>, month: Day, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, now) = (theme::of(ui), screen.now);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let title = Rect::from_min_size(rect.min, vec2(rect.width(), TITLE)).shrink2(vec2(SIDES, 0.0));
    widgets::label_at(ui, title, Align::Min, text::bill_by_day(now.lang), theme::font(theme::BODY), p.text);
    let mut right = title.right();
    for (words, ink) in [
        (text::bill_key_differs(now.lang), p.warn),
        (text::bill_key_refunds(now.lang), p.danger),
        (text::bill_key_taken(now.lang), p.bar),
    ] {
        let room = title.with_max_x(right);
        let wide = widgets::label_at(ui, room, Align::Max, words, theme::font(theme::CAPTION), p.muted);
        let mark = Rect::from_center_size(pos2(right - wide - 10.0, title.center().y), vec2(8.0, 8.0));
        ui.painter().rect_filled(mark, RADIUS, ink);
        right -= wide + 32.0;
    }
    let days = &screen.model.shot.bill_days;
    let (most, least) = (
        days.iter().map(|day| day.totals.ordered).max().unwrap_or(0).max(100),
        days.iter().map(|day| day.totals.refund_asked).max().unwrap_or(0),
    );
    let plot = Rect::from_min_max(
        pos2(rect.left() + SIDES, rect.top() + TITLE + DOTS),
        pos2(rect.right() - SIDES, rect.bottom() - FOOT),
    );
    let y = |fen: i64| plot.bottom() - plot.height() * ((fen + least) as f32 / (most + least) as f32);
    let many = month.plus(31).month().get() - month.get();
    let width = plot.width() / many as f32;
    for n in 0..many {
        let (day, left) = (month.plus(n), plot.left() + n as f32 * width);
        let known = days.iter().find(|known| known.day == day);
        let place = Rect::from_min_max(pos2(left, plot.top() - DOTS), pos2(left + width, plot.bottom()));
        if let Some(known) = known {
            let bar = |fen: i64| {
                let (zero, end) = (y(0), y(fen));
                Rect::from_min_max(pos2(left + GAP / 2.0, zero.min(end)), pos2(left + width - GAP / 2.0, zero.max(end)))
            };
            let (hovered, clicked) = slot(ui, place, &words(now, known));
            let ink = if hovered || screen.gaze.bills.day == Some(day) { p.accent } else { p.bar };
            for (bar, ink) in [(bar(known.totals.ordered), ink), (bar(-known.totals.refund_asked), p.danger)] {
                if bar.height() > 0.5 {
                    ui.painter().rect_filled(bar, RADIUS, ink);
                }
            }
            if known.open > 0 {
                let dot = pos2(left + width / 2.0, y(known.totals.ordered) - 7.0);
                ui.painter().circle_filled(dot, 3.0, p.warn);
            }
            if clicked {
                acts.push(Action::Bills(BillsGaze { month: false, day: Some(day), ..screen.gaze.bills }));
            }
        }
        if n % 7 == 0 || n == many - 1 {
            let at = pos2(left + width / 2.0, plot.bottom() + 13.0);
            let label = (n + 1).to_string();
            ui.painter().text(at, Align2::CENTER_CENTER, label, theme::font(theme::TINY), p.faint);
        }
    }
    ui.painter().hline(plot.x_range(), y(0), Stroke::new(1.0, p.line));
}

fn words(now: Now, day: &BillDay) -> String {
    let taken = signed(day.totals.ordered);
    format!("{} {taken} {}", text::bill_day(now.lang, day.day), result(now.lang, day).1)
}

/// A bar: whether the pointer is on it, and whether it was pressed.
fn slot(ui: &Ui, rect: Rect, name: &str) -> (bool, bool) {
    let response = ui.interact(rect, ui.scope_id().with(("bill-bar", name)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let hovered = response.hovered();
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name);
    (hovered, response.clicked())
}
