//! The way back of what was taken away.

use super::state::{MarksState, TagUndone, wish};
use crate::{
    domain::MarkSubject,
    ui::{
        action::Action,
        text::{self, Lang},
        theme,
        widgets::{self},
    },
};
use egui::Ui;

/// What was taken away a moment ago can be brought back where it stood.
pub(super) fn show(state: &mut MarksState, ui: &mut Ui, lang: Lang, subject: &MarkSubject, acts: &mut Vec<Action>) {
    let Some(undo) = state.undo.as_ref().filter(|undo| undo.subject == *subject) else { return };
    let words = match &undo.what {
        TagUndone::Note => text::note_removed(lang).to_owned(),
        TagUndone::Tag(name) => text::tag_taken_off(lang, name.as_str()),
    };
    let back = ui
        .horizontal_wrapped(|ui| {
            widgets::caption(ui, &words);
            widgets::link(ui, text::bring_back(lang), theme::CAPTION).clicked()
        })
        .inner;
    if back && let Some(undo) = state.undo.take() {
        wish(acts, undo.wish);
    }
}
