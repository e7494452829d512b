//! What the owner keeps beside an order, a refund or a buyer: tags, notes, and whether the buyer may order. None of it is
//! ever shown to a buyer.

mod block;
mod buyer;
mod notes;
mod tags;

pub(super) use block::show as show_block;
pub(super) use buyer::card as buyer_card;

use crate::{
    domain::{MarkSubject, TagColor, TagName},
    jobs::{Command, MarkWish},
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self},
    },
};
use block::BlockDialog;
use egui::{Align, Response, Ui};
use std::collections::HashMap;

/// What is being written, and what can be brought back.
#[derive(Default)]
pub(in crate::ui) struct MarksState {
    /// Notes that are being written: each stays with what it is about, wherever the owner looks meanwhile.
    drafts: HashMap<MarkSubject, String>,
    /// Whose tags are being changed.
    tagging: Option<MarkSubject>,
    new_tag: String,
    new_color: Option<TagColor>,
    /// Beside what the field for a note is open, where it has to be asked for.
    noting: Option<MarkSubject>,
    /// A field was just opened: it comes into sight, with the keyboard in it.
    opened: bool,
    /// What was taken away last, and how it comes back.
    undo: Option<Undo>,
    block: Option<BlockDialog>,
}

struct Undo {
    subject: MarkSubject,
    what: Undone,
    wish: MarkWish,
}

enum Undone {
    Note,
    Tag(TagName),
}

impl MarksState {
    /// True while a question lies over the page.
    pub const fn asks(&self) -> bool {
        self.block.is_some()
    }

    /// A note was kept: its field is empty again, unless more was written meanwhile.
    pub fn written(&mut self, subject: &MarkSubject, text: &str) {
        if self.drafts.get(subject).is_some_and(|draft| draft.trim() == text) {
            self.drafts.remove(subject);
        }
    }

    /// Nothing is asked or offered any more: the owner looks at something else.
    pub fn leave(&mut self) {
        (self.tagging, self.undo, self.block) = (None, None, None);
        self.noting = None;
        self.new_tag.clear();
    }
}

fn wish(acts: &mut Vec<Action>, wish: MarkWish) {
    acts.push(Action::Shop(Command::Mark(wish)));
}

/// What was taken away a moment ago can be brought back where it stood.
fn undo(state: &mut MarksState, ui: &mut Ui, lang: text::Lang, subject: &MarkSubject, acts: &mut Vec<Action>) {
    let Some(undo) = state.undo.as_ref().filter(|undo| undo.subject == *subject) else { return };
    let words = match &undo.what {
        Undone::Note => text::note_removed(lang).to_owned(),
        Undone::Tag(name) => text::tag_taken_off(lang, name.as_str()),
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

/// The tags and the notes of an order or a refund, one part below the other.
pub(super) fn own(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    subject: &MarkSubject,
    acts: &mut Vec<Action>,
) {
    let Some(beside) = screen.model.beside(subject) else { return };
    let lang = screen.now.lang;
    widgets::caption(ui, text::tags(lang));
    tags::show(state, ui, lang, (subject, &beside.own, &beside.tags), acts);
    ui.add_space(6.0);
    widgets::caption(ui, text::private_notes(lang));
    notes::list(state, ui, screen.now, (subject, &beside.own), acts);
    notes::field(state, ui, lang, (subject, screen.pending.writing_note(subject)), acts);
    undo(state, ui, lang, subject, acts);
}

/// The same in as little room as there is: the field for a note opens when it is asked for.
pub(super) fn small(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    subject: &MarkSubject,
    acts: &mut Vec<Action>,
) {
    let Some(beside) = screen.model.beside(subject) else { return };
    let lang = screen.now.lang;
    tags::show(state, ui, lang, (subject, &beside.own, &beside.tags), acts);
    notes::list(state, ui, screen.now, (subject, &beside.own), acts);
    undo(state, ui, lang, subject, acts);
    note_when_asked(screen, state, ui, (subject, text::add_note(lang)), acts);
}

/// The field for a note, once `name` was pressed.
fn note_when_asked(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    (subject, name): (&MarkSubject, &str),
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    let open = state.noting.as_ref() == Some(subject);
    if open || state.drafts.get(subject).is_some_and(|draft| !draft.is_empty()) {
        let field = notes::field(state, ui, lang, (subject, screen.pending.writing_note(subject)), acts);
        if std::mem::take(&mut state.opened) {
            into_sight(&field);
        }
    } else if widgets::link(ui, name, theme::CAPTION).clicked() {
        (state.noting, state.opened) = (Some(subject.clone()), true);
    }
}

/// A field that opens scrolls into view, and has the keyboard.
fn into_sight(field: &Response) {
    field.request_focus();
    field.scroll_to_me(Some(Align::Center));
}
