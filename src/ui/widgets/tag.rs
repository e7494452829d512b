//! A tag in a row: a dot of its colour and its name.

use crate::{
    domain::Tag,
    ui::{text, theme},
};
use egui::{Rect, Ui, pos2, vec2};

const HEIGHT: f32 = 18.0;
const DOT: f32 = 3.0;
const GAP: f32 = 6.0;

/// Paints the tag at the left of `room`; gives the width it took, none where it does not fit.
pub(in crate::ui) fn tag_at(ui: &Ui, room: Rect, tag: &Tag) -> f32 {
    let p = theme::of(ui);
    let words = text::tame(tag.name.as_str(), 24);
    let letters = ui.painter().layout_no_wrap(words, theme::font(theme::TINY), p.muted);
    let size = vec2(letters.size().x + 22.0, HEIGHT);
    if size.x > room.width() {
        return 0.0;
    }
    let rect = Rect::from_min_size(pos2(room.left(), room.center().y - HEIGHT / 2.0), size);
    ui.painter().rect_filled(rect, 4, p.bg);
    ui.painter().circle_filled(pos2(rect.left() + 9.0, rect.center().y), DOT, theme::tag_ink(p, tag.color));
    let at = pos2(rect.left() + 16.0, rect.center().y - letters.size().y / 2.0);
    ui.painter().galley(at, letters, p.muted);
    size.x + GAP
}
