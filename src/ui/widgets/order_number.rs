//! An order's number: its tail tells orders apart.

use crate::ui::theme;
use egui::{Color32, Galley, Rect, Ui, pos2};
use std::sync::Arc;

/// Paints an order's number: the front faint (all of it where `whole` and there is room), the tail in the colour of words.
pub(in crate::ui) fn order_number(ui: &Ui, rect: Rect, number: &str, whole: bool) {
    let p = theme::of(ui);
    let painter = ui.painter();
    let letters = |words: &str, ink| painter.layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), ink);
    let cut = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    let (front, tail) = number.split_at(cut);
    let tail = letters(tail, p.text);
    // The tail tells orders apart: a number too long for its column loses its front.
    let room = rect.width() - tail.size().x;
    let dots = || letters("…", p.faint);
    let front = if whole {
        let all = letters(front, p.faint);
        if all.size().x <= room {
            all
        } else {
            let dots = dots();
            // Behind its day, so that all numbers of a list begin alike.
            let behind_day = front.split_once('-').map(|(_, rest)| letters(&format!("…{rest}"), p.faint));
            if let Some(fits) = behind_day.filter(|behind_day| behind_day.size().x <= room) {
                return paint_both(ui, rect, fits, tail);
            }
            match end_within(&all, front, room - dots.size().x) {
                Some(end) => letters(&format!("…{end}"), p.faint),
                None => dots,
            }
        }
    } else {
        dots()
    };
    paint_both(ui, rect, front, tail);
}

fn paint_both(ui: &Ui, rect: Rect, front: Arc<Galley>, tail: Arc<Galley>) {
    let (p, width) = (theme::of(ui), front.size().x);
    paint(ui, front, rect.left(), rect, p.faint);
    paint(ui, tail, rect.left() + width, rect, p.text);
}

fn paint(ui: &Ui, letters: Arc<Galley>, left: f32, rect: Rect, ink: Color32) {
    ui.painter().galley(pos2(left, rect.center().y - letters.size().y / 2.0), letters, ink);
}

/// As much of the end of these words as fits: read off where their letters stand, so that no part is laid out to be measured.
fn end_within<'w>(letters: &Galley, words: &'w str, room: f32) -> Option<&'w str> {
    let glyphs = &letters.rows.first()?.row.glyphs;
    let fits = |left: f32| letters.size().x - left <= room;
    let (_, (at, _)) = glyphs.iter().zip(words.char_indices()).find(|(glyph, _)| fits(glyph.pos.x))?;
    words.get(at..)
}
