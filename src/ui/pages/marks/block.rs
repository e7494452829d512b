//! The question before a buyer is blocked: what they will read, what goes on all the same, and why, for the owner alone.

use super::state::MarksState;
use crate::{
    domain::BLOCK_REASON_CHARS_MAX,
    jobs::{Command, MarkWish},
    ui::{
        action::Action,
        pages::decide::{DialogOutcome, Enter, buttons, modal_beside, scrolled},
        screen::Screen,
        text,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, Ui};

const WIDTH: f32 = 460.0;

/// Draws the question, if it is open.
pub(in crate::ui::pages) fn show(screen: &Screen<'_>, state: &mut MarksState, ui: &Ui, acts: &mut Vec<Action>) {
    let Some(dialog) = &mut state.block else { return };
    let lang = screen.now.lang;
    let shown = modal_beside(ui, Id::unique("block"), dialog.pointer, (WIDTH, 320.0), |ui| {
        let mut fits = true;
        scrolled(ui, WIDTH, |ui| {
            widgets::heading(ui, &text::block_question(lang, &dialog.buyer));
            widgets::caption(ui, text::block_what(lang));
            widgets::paragraph(ui, text::block_buyer_reads(screen.facts.buyers_lang()));
            widgets::muted(ui, text::block_stays(lang));
            ui.add_space(4.0);
            widgets::caption(ui, text::block_reason(lang));
            let width = ui.available_width();
            let name = text::block_reason(lang);
            let field = widgets::field(ui, Id::unique("block-reason"), name, "", &mut dialog.reason, width);
            if !std::mem::replace(&mut dialog.shown, true) {
                field.request_focus();
            }
            fits = dialog.reason.trim().chars().count() <= BLOCK_REASON_CHARS_MAX;
        });
        let names = (text::block_now(lang), text::block_not(lang));
        buttons(ui, names, ButtonKind::Danger, fits, Enter::InTheFieldToo)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    match shown.inner {
        DialogOutcome::Do => {
            let wish = MarkWish::BlockBuyer(dialog.openid.clone(), dialog.reason.trim().to_owned());
            acts.push(Action::Shop(Command::Mark(wish)));
            state.block = None;
        }
        DialogOutcome::Leave => state.block = None,
        DialogOutcome::Open if left => state.block = None,
        DialogOutcome::Open => {}
    }
}
