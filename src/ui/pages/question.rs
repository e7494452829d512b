//! A question before a step that cannot simply be taken back: it says what will happen, Enter on its button does it
//! (of a loss only a click does), Esc leaves.

use super::decide::{DialogOutcome, Enter, buttons, modal_beside, scrolled};
use crate::ui::{
    action::{Action, Question},
    theme,
    widgets::{self},
};
use egui::{self, Id, Ui};

const WIDTH: f32 = 460.0;

/// Draws the question, if one is open.
pub(super) fn show(open: &mut Option<Question>, ui: &Ui, acts: &mut Vec<Action>) {
    let Some(question) = open else { return };
    let p = theme::of(ui);
    let shown = modal_beside(ui, Id::unique("question"), question.pointer, (WIDTH, 240.0), |ui| {
        scrolled(ui, WIDTH, |ui| {
            widgets::heading(ui, &question.title);
            for fact in &question.facts {
                ui.add(egui::Label::new(egui::RichText::new(fact).size(theme::BODY).color(p.muted)).wrap());
            }
            if let Some(loss) = &mut question.loss {
                ui.add_space(4.0);
                widgets::caption(ui, loss.name);
                let field = widgets::field(ui, Id::unique("loss"), loss.name, "0.00", &mut loss.typed, 160.0);
                if ui.ctx().memory(|memory| memory.focused().is_none()) {
                    field.request_focus();
                }
            }
        });
        let (ready, enter) = match &question.loss {
            Some(loss) => (loss.is_right(), Enter::Nowhere),
            None => (true, Enter::OnTheButton),
        };
        buttons(ui, (question.button, question.leave), question.kind, ready, enter)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    match shown.inner {
        DialogOutcome::Do => {
            acts.push(question.wish.clone());
            *open = None;
        }
        DialogOutcome::Leave => *open = None,
        DialogOutcome::Open if left => *open = None,
        DialogOutcome::Open => {}
    }
}
