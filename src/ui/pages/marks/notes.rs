//! Notes, and the field for another. Enter keeps what was written; what a scanner typed never does.

use super::state::{MarksState, TagUndone, Undo, wish};
use crate::{
    domain::{MarkSubject, NOTE_CHARS_MAX},
    jobs::MarkWish,
    store::{Marks, OwnersNote},
    ui::{
        action::Action,
        screen::Screen,
        text::{self, Lang},
        theme,
        widgets::{self, Glyph},
    },
};
use egui::{self, Align, Id, Key, Layout, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

/// The notes beside `subject`.
pub(super) fn list(
    state: &mut MarksState,
    ui: &mut Ui,
    screen: &Screen<'_>,
    (subject, marks): (&MarkSubject, &Marks),
    acts: &mut Vec<Action>,
) {
    for note in &marks.notes {
        if one(ui, screen, note) {
            let back = MarkWish::PutNoteBack(note.note_id);
            state.undo = Some(Undo { subject: subject.clone(), what: TagUndone::Note, wish: back });
            wish(acts, MarkWish::RemoveNote(note.note_id));
        }
    }
}

/// The field for another; `writing`: one is on its way into the file. Gives its response.
pub(super) fn field(
    state: &mut MarksState,
    ui: &mut Ui,
    lang: Lang,
    (subject, writing): (&MarkSubject, bool),
    acts: &mut Vec<Action>,
) -> Response {
    let (name, hint) = match subject {
        MarkSubject::Buyer(_) => (text::add_buyers_note_name(lang), text::add_buyers_note(lang)),
        MarkSubject::Order(_) | MarkSubject::Refund(_) => (text::add_note_name(lang), text::add_note(lang)),
    };
    let draft = state.drafts.entry(subject.clone()).or_default();
    let width = ui.available_width();
    let field = widgets::field(ui, Id::unique(("note", subject)), name, hint, draft, width);
    let written = draft.trim().to_owned();
    let fits = written.chars().count() <= NOTE_CHARS_MAX;
    if !fits {
        widgets::sentence(ui, text::note_too_long(lang), theme::of(ui).warn);
    }
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        field.request_focus();
        if fits && !written.is_empty() && !writing {
            wish(acts, MarkWish::WriteNote(subject.clone(), written));
        }
    }
    field
}

/// One note; true when it is to be taken away.
fn one(ui: &mut Ui, screen: &Screen<'_>, note: &OwnersNote) -> bool {
    let (now, lang) = (screen.now, screen.now.lang);
    // One of the people's has their name as it is today.
    let person = note.author.operator().and_then(|id| screen.model.shot.people.name(id));
    let alone = note.author.is_owner() && screen.person.is_none();
    let author = person.unwrap_or_else(|| note_author(lang, note));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        widgets::paragraph(ui, &text::tame(&note.text, NOTE_CHARS_MAX));
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            let when = text::moment(lang, note.written_at, now.at);
            let by = text::note_by(lang, alone, author, &when);
            widgets::caption(ui, &by).on_hover_text(text::moment_exact(note.written_at));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.push_id(note.note_id, |ui| cross(ui, text::remove_note(lang))).inner
            })
            .inner
        })
        .inner
    })
    .inner
}

/// What stands for whoever wrote it, where no name does.
fn note_author(lang: Lang, note: &OwnersNote) -> &str {
    if note.author.is_owner() { text::at_this_computer(lang) } else { note.author.as_str() }
}

/// A small cross.
pub(super) fn cross(ui: &mut Ui, name: &str) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    Glyph::Cross.paint(ui.painter(), rect.center(), if response.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text(name).clicked()
}

/// The field for a note, once `name` was pressed.
pub(super) fn when_asked(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    (subject, name): (&MarkSubject, &str),
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    let open = state.noting.as_ref() == Some(subject);
    if open || state.drafts.get(subject).is_some_and(|draft| !draft.is_empty()) {
        let field = field(state, ui, lang, (subject, screen.pending.writing_note(subject)), acts);
        if std::mem::take(&mut state.opened) {
            into_sight(&field);
        }
    } else if widgets::link(ui, name, theme::CAPTION).clicked() {
        (state.noting, state.opened) = (Some(subject.clone()), true);
    }
}

/// A field that opens scrolls into view, and has the keyboard.
pub(super) fn into_sight(field: &Response) {
    field.request_focus();
    field.scroll_to_me(Some(Align::Center));
}
