//! What the notes and tags on show remember between frames.

use crate::{
    domain::{MarkSubject, OpenId, TagColor, TagName},
    jobs::{Command, MarkWish},
    ui::action::Action,
};
use egui::Pos2;
use std::collections::HashMap;

/// What is being written, and what can be brought back.
#[derive(Default)]
pub(in crate::ui) struct MarksState {
    /// Notes that are being written: each stays with what it is about, wherever the owner looks meanwhile.
    pub(super) drafts: HashMap<MarkSubject, String>,
    /// Whose tags are being changed.
    pub(super) tagging: Option<MarkSubject>,
    pub(super) new_tag: String,
    pub(super) new_color: Option<TagColor>,
    /// Beside what the field for a note is open, where it has to be asked for.
    pub(super) noting: Option<MarkSubject>,
    /// A field was just opened: it comes into sight, with the keyboard in it.
    pub(super) opened: bool,
    /// What was taken away last, and how it comes back.
    pub(super) undo: Option<Undo>,
    pub(super) block: Option<BlockDialog>,
}

pub(super) struct Undo {
    pub subject: MarkSubject,
    pub what: TagUndone,
    pub wish: MarkWish,
}

pub(super) enum TagUndone {
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

pub(super) fn wish(acts: &mut Vec<Action>, wish: MarkWish) {
    acts.push(Action::Shop(Command::Mark(wish)));
}

/// Who is to be blocked, and why.
pub(super) struct BlockDialog {
    pub openid: OpenId,
    pub buyer: String,
    pub reason: String,
    pub shown: bool,
    /// Where the pointer was when it opened.
    pub pointer: Option<Pos2>,
}
