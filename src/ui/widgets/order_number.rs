//! An order's number: its tail tells orders apart.

use super::paint_cut;
use crate::ui::theme;
use egui::{Align, Rect, Ui};

/// Paints an order's number: the front faint (all of it where `whole` and there is room), the tail in the colour of words.
pub(in crate::ui) fn order_number(ui: &Ui, rect: Rect, number: &str, whole: bool) {
    let p = theme::of(ui);
    let cut = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    let (front, tail) = number.split_at(cut);
    // The tail tells orders apart: a number too long for its column loses its front.
    let letters = |words: &str, font| ui.painter().layout_no_wrap(words.to_owned(), font, p.faint).size().x;
    let room = rect.width() - letters(tail, theme::font(theme::SMALL));
    let fits = |front: &str| letters(front, theme::font(theme::SMALL)) <= room;
    let cut =
        front.char_indices().map(|(at, _)| format!("…{}", front.get(at..).unwrap_or_default())).find(|cut| fits(cut));
    let front = match (whole, cut) {
        (true, _) if fits(front) => front.to_owned(),
        (true, Some(cut)) => cut,
        _ => "…".to_owned(),
    };
    let width = paint_cut(ui, rect, Align::Min, &front, theme::font(theme::SMALL), p.faint);
    let behind = rect.with_min_x(rect.left() + width);
    paint_cut(ui, behind, Align::Min, tail, theme::font(theme::SMALL), p.text);
}
