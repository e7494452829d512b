//! The passphrase: chosen by typing it twice, and asked back now and then.

use crate::{
    domain::passphrase_fits,
    settings::SecretWords,
    ui::{
        BackupView, BackupWish,
        action::Action,
        screen::Screen,
        text, theme, typing,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, TextEdit, Ui};

/// What is being done about it.
#[derive(Debug, Default, PartialEq, Eq)]
enum PassphraseStep {
    #[default]
    Nothing,
    Choosing,
    Asking,
}

/// What the card remembers.
#[derive(Debug, Default)]
pub(super) struct PassphraseCard {
    step: PassphraseStep,
    first: SecretWords,
    second: SecretWords,
}

/// The card.
pub(super) fn show(
    screen: &Screen<'_>,
    card: &mut PassphraseCard,
    view: &BackupView,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    theme::card(p).inner_margin(egui::Margin::symmetric(18, 14)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(text::passphrase_title(lang));
        match view.passphrase {
            None => {
                widgets::muted(ui, text::passphrase_none(lang));
            }
            Some(at) => {
                let when = text::moment(lang, at, screen.now.at);
                widgets::muted(ui, &text::passphrase_known(lang, &when));
            }
        }
        let wish = match card.step {
            PassphraseStep::Nothing => {
                card.buttons(ui, lang, view.passphrase.is_some());
                None
            }
            PassphraseStep::Choosing => card.choose(ui, lang),
            PassphraseStep::Asking => card.ask(ui, lang),
        };
        if view.wrong_passphrase && card.step != PassphraseStep::Choosing {
            widgets::sentence(ui, text::passphrase_wrong(lang), p.danger);
        }
        acts.extend(wish.map(Action::Backup));
    });
}

impl PassphraseCard {
    fn buttons(&mut self, ui: &mut Ui, lang: text::Lang, chosen: bool) {
        if chosen && widgets::button(ui, ButtonKind::Plain, text::passphrase_again(lang), true).clicked() {
            self.step = PassphraseStep::Asking;
        }
        let name = if chosen { text::passphrase_other(lang) } else { text::passphrase_choose(lang) };
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            self.step = PassphraseStep::Choosing;
        }
    }

    fn choose(&mut self, ui: &mut Ui, lang: text::Lang) -> Option<BackupWish> {
        let p = theme::of(ui);
        hidden_field(ui, Id::unique("passphrase"), text::passphrase_field(lang), &mut self.first);
        hidden_field(ui, Id::unique("passphrase again"), text::passphrase_twice(lang), &mut self.second);
        let (first, second) = (self.first.as_str().trim(), self.second.as_str().trim());
        let fits = passphrase_fits(first).is_ok();
        if !first.is_empty() && !fits {
            widgets::sentence(ui, text::passphrase_short(lang), p.warn);
        } else if !second.is_empty() && first != second {
            widgets::sentence(ui, text::passphrase_differs(lang), p.warn);
        }
        let can = fits && first == second;
        let pressed = widgets::button(ui, ButtonKind::Main, text::passphrase_use(lang), can).clicked();
        (pressed && can).then(|| BackupWish::ChoosePassphrase(self.take()))
    }

    fn ask(&mut self, ui: &mut Ui, lang: text::Lang) -> Option<BackupWish> {
        hidden_field(ui, Id::unique("passphrase"), text::passphrase_field(lang), &mut self.first);
        let typed = !self.first.as_str().trim().is_empty();
        let pressed = widgets::button(ui, ButtonKind::Plain, text::passphrase_again(lang), typed).clicked();
        (pressed && typed).then(|| BackupWish::AskPassphrase(self.take()))
    }

    /// What was typed leaves the screen.
    fn take(&mut self) -> SecretWords {
        self.step = PassphraseStep::Nothing;
        self.second = SecretWords::default();
        std::mem::take(&mut self.first)
    }
}

/// A field that shows dots.
fn hidden_field(ui: &mut Ui, id: Id, name: &str, words: &mut SecretWords) {
    let (ctx, width) = (ui.ctx().clone(), ui.available_width() - 24.0);
    let response = typing::field(&ctx, id, words.typed(), |content| {
        let edit = TextEdit::singleline(content)
            .id(id)
            .password(true)
            .hint_text(name)
            .font(theme::font(theme::BODY))
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width(width);
        ui.add(edit).accessible_name(name)
    });
    widgets::focus_ring(ui, &response, response.rect);
}
