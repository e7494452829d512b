//! The field that looks for words in a list.

use crate::ui::{
    theme, typing,
    widgets::{self, Glyph},
};
use egui::{Id, Rect, Ui, UiBuilder, pos2};

/// Longer than this nobody looks for.
const CHARS_MAX: usize = 60;

/// What the field is.
pub(in crate::ui::pages) struct FindField {
    pub id: Id,
    /// As a screen reader says it.
    pub name: &'static str,
    pub hint: &'static str,
}

/// Draws it, as wide as `room`. True when its words changed.
pub(in crate::ui::pages) fn find_field(field: &FindField, words: &mut String, ui: &mut Ui, room: Rect) -> bool {
    let mut place = ui.new_child(UiBuilder::new().id_salt("find").max_rect(room));
    let ui = &mut place;
    let ctx = ui.ctx().clone();
    let response = typing::field(&ctx, field.id, words, |words| {
        let edit = egui::TextEdit::singleline(words)
            .id(field.id)
            .hint_text(field.hint)
            .font(theme::font(theme::SMALL))
            .char_limit(CHARS_MAX)
            .margin(egui::Margin { left: 30, right: 10, top: 6, bottom: 6 })
            .desired_width(room.width());
        ui.add(edit).accessible_name(field.name)
    });
    let sign = pos2(response.rect.left() + 16.0, response.rect.center().y);
    Glyph::Lens.paint(ui.painter(), sign, theme::of(ui).faint);
    widgets::focus_ring(ui, &response, response.rect);
    response.changed()
}
