//! What the owner keeps beside an order, a refund or a buyer: tags, notes, and whether the buyer may order. None of it is
//! ever shown to a buyer.

mod block;
mod buyer;
mod notes;
mod state;
mod tags;
mod undo;

pub(super) use block::show as show_block;
pub(super) use buyer::card as buyer_card;
pub(in crate::ui) use state::MarksState;

use crate::{
    domain::MarkSubject,
    ui::{
        action::Action,
        screen::Screen,
        text,
        widgets::{self},
    },
};
use egui::Ui;

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
    notes::list(state, ui, screen, (subject, &beside.own), acts);
    notes::field(state, ui, lang, (subject, screen.pending.writing_note(subject)), acts);
    undo::show(state, ui, lang, subject, acts);
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
    notes::list(state, ui, screen, (subject, &beside.own), acts);
    undo::show(state, ui, lang, subject, acts);
    notes::when_asked(screen, state, ui, (subject, text::open_note(lang)), acts);
}
