//! The head of the list: the tick for all of it, how many there are, what they come to, and how they are sorted.

use super::ticks::Bulk;
use crate::{
    domain::{Days, Fen},
    store::RefundFilter,
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Align, Rect, Sense, Stroke, Ui, pos2, vec2};

pub(super) const HEIGHT: f32 = 40.0;
/// From the card's edge to the middle of a box that is ticked.
pub(super) const TICK: f32 = 22.0;

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, bulk: &mut Bulk, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    if let Some(days) = screen.gaze.refunded {
        return arrived(screen, days, ui, rect, acts);
    }
    let (lang, p, tab) = (screen.now.lang, theme::of(ui), screen.gaze.refund_tab);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let mut words = text::refunds_listed(lang, screen.model.refunds_total(tab));
    let mut from = rect.left() + theme::PAD;
    let sort = if tab == RefundFilter::Waiting {
        words = format!("{words} · {}", screen.model.shot.counts.refunds_waiting_fen);
        from = rect.left() + TICK + 16.0;
        tick_all(screen, bulk, ui, rect.with_max_x(from));
        text::oldest_first(lang)
    } else {
        text::last_changed_first(lang)
    };
    let caption = || theme::font(theme::CAPTION);
    let right = rect.with_max_x(rect.right() - 14.0);
    let width = widgets::label_at(ui, right.with_min_x(rect.center().x), Align::Max, sort, caption(), p.muted);
    let left = Rect::from_min_max(pos2(from, rect.top()), pos2(right.right() - width - 8.0, rect.bottom()));
    widgets::label_at(ui, left, Align::Min, &words, theme::font(theme::SMALL), p.muted);
}

/// What arrived on some days: how many, what they come to, and the way back to all of them.
fn arrived(screen: &Screen<'_>, days: Days, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let (all, left) = widgets::at_right(ui, "refunds-all", rect.shrink2(vec2(10.0, 4.0)), |ui| {
        widgets::button(ui, ButtonKind::Plain, text::show_all(lang), true).clicked()
    });
    if all {
        acts.push(Action::RefundTab(RefundFilter::Done));
    }
    let rows = &screen.model.shot.refunds;
    let sum = Fen::sum(rows.iter().map(|row| row.amount)).unwrap_or_default();
    let words = text::refunds_arrived(lang, days, rows.len(), sum);
    let place = Rect::from_min_max(pos2(rect.left() + theme::PAD, rect.top()), pos2(left - 8.0, rect.bottom()));
    widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), p.muted);
}

/// All rows at hand, or none. A line in it: some.
fn tick_all(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui, room: Rect) {
    let shot = &screen.model.shot;
    let rows = if shot.gaze.refund_tab == RefundFilter::Waiting { &shot.refunds[..] } else { &[] };
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
