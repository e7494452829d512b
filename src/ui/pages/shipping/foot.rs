//! The line under a list of parcels: what is not in it, and why.

use super::state::ShippingPage;
use crate::ui::{
    screen::Screen,
    shipping_reader::PARCELS_MOST,
    text, theme,
    widgets::{self, Glyph},
};
use egui::{Align, Color32, Rect, Ui, pos2, vec2};

const HEIGHT: f32 = 30.0;

/// Under the queue: what is ticked and not in it, so that nobody takes it for shipped; orders that are being refunded; and
/// that the list is not all of it.
pub(super) fn under_queue(screen: &Screen<'_>, page: &ShippingPage, ui: &Ui, view: &mut Rect) {
    let now = screen.now;
    let (p, counts) = (theme::of(ui), &screen.model.shot.counts);
    let back = counts.to_ship_kept;
    if back > 0 {
        line(ui, view, Glyph::Bang, p.danger, &text::kept_back(now.lang, back));
    }
    let (shot, query) = (&screen.model.shot, &screen.gaze.parcels.0);
    let beside = if shot.gaze.same_counted(screen.gaze) { page.ticked_beside(&shot.to_ship) } else { 0 };
    if beside > 0 {
        line(ui, view, Glyph::Bang, p.warn, &text::ticked_beside(now.lang, beside));
    }
    let shown = shot.to_ship.len();
    let all = if query.is_plain() { counts.to_ship } else { screen.totals().map_or(0, |totals| totals.count) };
    if shown >= PARCELS_MOST as usize && all > shown as u64 {
        let words = if query.sort.rising { text::oldest_shown } else { text::newest_of_queue };
        line(ui, view, Glyph::Dot, p.muted, &words(now.lang, shown as u64, all));
    }
}

/// Under what was shipped: older parcels are found by searching.
pub(super) fn under_sent(screen: &Screen<'_>, ui: &Ui, view: &mut Rect) {
    let now = screen.now;
    let shown = screen.model.shot.shipments.len();
    if shown >= PARCELS_MOST as usize {
        line(ui, view, Glyph::Dot, theme::of(ui).muted, &text::newest_shown(now.lang, shown as u64));
    }
}

fn line(ui: &Ui, view: &mut Rect, glyph: Glyph, ink: Color32, words: &str) {
    let line = Rect::from_min_size(pos2(view.left(), view.bottom() - HEIGHT), vec2(view.width(), HEIGHT));
    view.max.y = line.top();
    ui.painter().hline(line.x_range(), line.top(), egui::Stroke::new(1.0, theme::of(ui).line));
    glyph.paint(ui.painter(), pos2(line.left() + 20.0, line.center().y), ink);
    let room = line.with_min_x(line.left() + 32.0);
    widgets::label_at(ui, room, Align::Min, words, theme::font(theme::CAPTION), ink);
}
