//! Where the money of one payment is: refunded, on its way, this one, left. Their sum is what was paid.

use super::{caption, label_at};
use crate::domain::{Fen, Refundable};
use crate::ui::{text, text::Lang, theme};
use egui::{Align, Color32, Rect, Sense, Ui, pos2, vec2};

/// Draws the bar. `this_one` is the refund being decided, not yet promised.
pub(in crate::ui) fn money_bar(ui: &mut Ui, lang: Lang, money: &Refundable, this_one: Option<Fen>) {
    let p = theme::of(ui);
    let this = this_one.unwrap_or(Fen::ZERO);
    let left = money.left().checked_sub(this).unwrap_or(Fen::ZERO);
    caption(ui, &format!("{} {}", text::paid(lang), money.paid));
    let mut parts = vec![(text::refunded_money(lang), money.refunded, p.faint)];
    if !money.in_flight.is_zero() {
        parts.push((text::in_flight(lang), money.in_flight, p.info));
    }
    if this_one.is_some() {
        parts.push((text::this_one(lang), this, p.danger));
    }
    parts.push((text::left_money(lang), left, p.line));
    bar(ui, money.paid, &parts);
    ui.add_space(2.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 20.0;
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(|ui| {
            for (name, sum, ink) in &parts {
                legend(ui, &format!("{name} {sum}"), *ink);
            }
        });
    });
}

fn bar(ui: &mut Ui, paid: Fen, parts: &[(&str, Fen, Color32)]) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    ui.painter().rect_filled(rect, 6, p.line);
    let whole = paid.get().max(1) as f32;
    let mut from = rect.left();
    for (_, sum, ink) in parts.iter().filter(|(_, sum, ink)| !sum.is_zero() && *ink != p.line) {
        let to = (from + rect.width() * sum.get() as f32 / whole).min(rect.right());
        let piece = Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
        // The whole bar is round; a piece is the same round bar seen through its own part of it.
        ui.painter().with_clip_rect(piece.intersect(ui.clip_rect())).rect_filled(rect, 6, *ink);
        from = to;
    }
}

fn legend(ui: &mut Ui, words: &str, ink: Color32) {
    let p = theme::of(ui);
    let width = ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), p.text).size().x + 15.0;
    let (rect, _) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
    ui.painter().rect_filled(Rect::from_center_size(pos2(rect.left() + 4.0, rect.center().y), vec2(8.0, 8.0)), 2, ink);
    let words_rect = Rect::from_min_max(pos2(rect.left() + 14.0, rect.top()), pos2(rect.right() + 1.0, rect.bottom()));
    label_at(ui, words_rect, Align::Min, words, theme::font(theme::SMALL), p.text);
}
