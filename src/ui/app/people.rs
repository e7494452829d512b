//! Who stands at the window: locking it, signing in, and what became of wishes about people.

use super::state::App;
use crate::{
    domain::{OperatorAction, OperatorId},
    events::CommandOutcome,
    jobs::{Command, MessageWish, OperatorWish},
    store::Refusal,
    ui::{
        action::Action,
        model::Place,
        shell, text,
        toast::{Toast, Tone},
    },
};
use egui::{Event, Key, Modifiers};
use std::time::Duration;

impl App {
    /// True where nothing of the shop may be shown.
    pub(super) fn is_locked(&self) -> bool {
        self.sign_in.is_locked(&self.model.shot.people)
    }

    /// Draws the lock screen in the place of the window where it is locked, and answers so. Notes what is done at the window,
    /// and locks it when nothing was for long enough or its key was pressed.
    pub(super) fn stands_locked(&mut self, ui: &mut egui::Ui) -> bool {
        if !self.model.shot.people.any() {
            return false;
        }
        let now = self.env.now();
        if ui.input(|input| input.events.iter().any(is_a_touch)) {
            // What woke the window after its time does not keep it open.
            if self.sign_in.locks_in_secs(self.facts.lock_minutes, now) != Some(0) {
                self.sign_in.used(now);
            }
        }
        let pressed = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::L));
        match self.sign_in.locks_in_secs(self.facts.lock_minutes, now) {
            Some(0) => self.lock(),
            Some(_) if pressed => self.lock(),
            Some(secs) => ui.ctx().request_repaint_after(Duration::from_secs(secs.unsigned_abs())),
            None => {}
        }
        if !self.is_locked() {
            return false;
        }
        let mut acts = Vec::new();
        self.draw_locked(ui, &mut acts);
        let acted = !acts.is_empty();
        for action in acts {
            self.apply(ui.ctx(), action);
        }
        if acted || ui.input(|input| !input.events.is_empty()) {
            ui.ctx().request_repaint();
        }
        true
    }

    fn draw_locked(&mut self, ui: &mut egui::Ui, acts: &mut Vec<Action>) {
        let mut sign_in = std::mem::take(&mut self.sign_in);
        let screen = self.screen();
        shell::show_locked(&screen, &mut sign_in, ui, acts);
        self.sign_in = sign_in;
    }

    /// Nobody stands at the window any more. What lay over the page goes: it was theirs.
    pub(super) fn lock(&mut self) {
        self.sign_in.lock();
        self.commands.now_acting(self.sign_in.acting());
        self.go(self.gaze.place);
        (self.message, self.drawer, self.keys_shown) = (None, false, false);
    }

    /// A wish about people was carried out, or was not.
    pub(super) fn people_answered(&mut self, wish: &OperatorWish, outcome: CommandOutcome) {
        if let OperatorWish::SignIn { id, .. } = wish {
            return self.pin_answered(*id, outcome);
        }
        match outcome {
            CommandOutcome::Done => {
                self.pages.settings.people.done();
                if matches!(wish, OperatorWish::Add { owner: Some(_), .. }) {
                    self.lock();
                }
                self.message = Some(Toast { words: text::people_saved(self.lang).to_owned(), tone: Tone::Good });
            }
            other => {
                let words = text::not_done(self.lang, &other, self.env.now()).unwrap_or_default();
                self.pages.settings.people.refused(words.clone());
                self.say(words, false);
            }
        }
    }

    /// A wish about messages was carried out, or was not.
    pub(super) fn messages_answered(&mut self, wish: &MessageWish, outcome: &CommandOutcome) {
        if *outcome == CommandOutcome::Done {
            self.pages.settings.messages.done(wish);
            if matches!(wish, MessageWish::Put(_)) {
                self.message = Some(Toast { words: text::messages_saved(self.lang).to_owned(), tone: Tone::Good });
            }
            return;
        }
        let words = text::not_done(self.lang, outcome, self.env.now()).unwrap_or_default();
        self.pages.settings.messages.refused(words.clone());
        self.say(words, false);
    }

    fn pin_answered(&mut self, id: OperatorId, outcome: CommandOutcome) {
        let said = match outcome {
            CommandOutcome::Done => return self.signed_in(id),
            CommandOutcome::Refused(Refusal::Operator(why)) => text::not_opened(self.lang, why),
            other => text::not_done(self.lang, &other, self.env.now()).unwrap_or_default(),
        };
        self.sign_in.refused(said);
    }

    fn signed_in(&mut self, id: OperatorId) {
        let now = self.env.now();
        self.sign_in.signed_in(id, now);
        self.commands.now_acting(self.sign_in.acting());
        let role = self.sign_in.person(&self.model.shot.people).map(|person| person.role);
        if role.is_some_and(|role| !role.does(self.gaze.place.needs())) {
            self.go(Place::Orders);
        }
        if role.is_some_and(|role| role.does(OperatorAction::ManageOperators))
            && let Some(at) = self.model.shot.people.reset_since_last_visit()
        {
            self.say(text::pin_was_reset(self.lang, at, now), true);
        }
    }

    /// The command a lock screen or a page asks for, as long as somebody stands here whom it can be of.
    pub(super) fn is_for_nobody(&self, command: &Command) -> bool {
        self.is_locked() && !matches!(command, Command::Operator(OperatorWish::SignIn { .. }))
    }
}

/// Something somebody did, and not the window itself.
const fn is_a_touch(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::Text(_)
            | Event::Ime(_)
            | Event::Paste(_)
            | Event::PointerMoved(_)
            | Event::PointerButton { .. }
            | Event::MouseWheel { .. }
            | Event::Touch { .. }
    )
}
