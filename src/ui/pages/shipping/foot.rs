//! The line under a list of parcels: what is not in it, and why.

use crate::ui::{
    background_reader::PARCELS_MOST,
    screen::Screen,
    text, theme,
    widgets::{self, Glyph},
};
use egui::{Align, Color32, Rect, Ui, pos2, vec2};

const HEIGHT: f32 = 30.0;

/// Under the queue: orders that are being refunded stand in no list of parcels; that they exist is said.
pub(super) fn under_queue(screen: &Screen<'_>, ui: &Ui, view: &mut Rect) {
    let now = screen.now;
    let (p, counts) = (theme::of(ui), &screen.model.shot.counts);
    let back = counts.to_ship_kept;
    if back > 0 {
        line(ui, view, Glyph::Bang, p.danger, &text::kept_back(now.lang, back));
    }
    let shown = screen.model.shot.to_ship.len();
    if shown >= PARCELS_MOST as usize && counts.to_ship > shown as u64 {
        line(ui, view, Glyph::Dot, p.muted, &text::oldest_shown(now.lang, shown as u64, counts.to_ship));
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
