//! A question before a step that cannot simply be taken back: it says what will happen, Enter on its button does it,
//! Esc leaves.

use super::decide::{DialogOutcome, Enter, beside, buttons, scrolled};
use crate::{
    jobs::Command,
    ui::{
        app::{Action, App},
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Context, Id, Modal, Pos2, Ui, vec2};

const WIDTH: f32 = 460.0;

/// An open question. The wish it ends in carries the version of the row it was asked about.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Question {
    title: String,
    facts: Vec<String>,
    button: &'static str,
    leave: &'static str,
    kind: ButtonKind,
    wish: Action,
    pointer: Option<Pos2>,
}

impl Question {
    /// `button` says what happens, `leave` what happens otherwise.
    pub fn new(
        ui: &Ui,
        title: String,
        (button, leave): (&'static str, &'static str),
        kind: ButtonKind,
        wish: Command,
    ) -> Self {
        Self::about(ui.ctx(), title, (button, leave), kind, Action::Shop(wish))
    }

    /// One that ends in another step than a wish.
    pub fn about(
        ctx: &Context,
        title: String,
        (button, leave): (&'static str, &'static str),
        kind: ButtonKind,
        wish: Action,
    ) -> Self {
        Self { title, facts: Vec::new(), button, leave, kind, wish, pointer: ctx.pointer_latest_pos() }
    }

    /// Adds a sentence about what will happen.
    #[must_use]
    pub fn fact(mut self, words: &str) -> Self {
        self.facts.push(words.to_owned());
        self
    }
}

/// Draws the question, if one is open.
pub(super) fn show(app: &mut App, ui: &Ui, acts: &mut Vec<Action>) {
    let Some(question) = &app.pages.question else { return };
    let p = theme::of(ui);
    let id = Id::unique("question");
    let screen = ui.ctx().content_rect();
    let size = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size).unwrap_or(vec2(WIDTH + 48.0, 240.0));
    let area = Modal::default_area(id).fixed_pos(beside(question.pointer, size, screen));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        scrolled(ui, WIDTH, |ui| {
            widgets::heading(ui, &question.title);
            for fact in &question.facts {
                ui.add(egui::Label::new(egui::RichText::new(fact).size(theme::BODY).color(p.muted)).wrap());
            }
        });
        buttons(ui, (question.button, question.leave), question.kind, true, Enter::OnTheButton)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    match shown.inner {
        DialogOutcome::Do => {
            acts.push(question.wish.clone());
            app.pages.question = None;
        }
        DialogOutcome::Leave => app.pages.question = None,
        DialogOutcome::Open if left => app.pages.question = None,
        DialogOutcome::Open => {}
    }
}
