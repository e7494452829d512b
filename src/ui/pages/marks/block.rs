//! The question before a buyer is blocked: what they will read, what goes on all the same, and why, for the owner alone.

use super::state::MarksState;
use crate::{
    domain::BLOCK_REASON_CHARS_MAX,
    jobs::{Command, MarkWish},
    ui::{
        action::Action,
        pages::decide::{DialogOutcome, Enter, beside, buttons, scrolled},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, Modal, Ui, vec2};

const WIDTH: f32 = 460.0;

/// Draws the question, if it is open.
pub(in crate::ui::pages) fn show(screen: &Screen<'_>, state: &mut MarksState, ui: &Ui, acts: &mut Vec<Action>) {
    let Some(dialog) = &mut state.block else { return };
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let id = Id::unique("block");
    let room = ui.ctx().content_rect();
    let size = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size).unwrap_or(vec2(WIDTH + 48.0, 320.0));
    let area = Modal::default_area(id).fixed_pos(beside(dialog.pointer, size, room));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
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
