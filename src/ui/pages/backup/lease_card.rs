//! Which computer runs the shop: hand it over, give it up, take it over. Each is asked about first.

use crate::{
    domain::LeaseHold,
    jobs::Command,
    ui::{
        BackupView, BackupWish, HandOver,
        action::{Action, Question},
        model::LeaseShot,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::Ui;

/// So many moves are shown.
const MOVES: usize = 3;

/// The card.
pub(super) fn show(screen: &Screen<'_>, view: &BackupView, ui: &mut Ui, acts: &mut Vec<Action>) {
    let Some(shot) = &screen.model.shot.lease else { return };
    let (lang, p) = (screen.now.lang, theme::of(ui));
    theme::card(p).inner_margin(egui::Margin::symmetric(18, 14)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(text::lease_title(lang));
        if view.hand_over == HandOver::Failed {
            widgets::sentence(ui, text::hand_over_failed(lang), p.danger);
        }
        match shot.lease.hold {
            _ if view.hand_over == HandOver::UnderWay => drop(widgets::muted(ui, text::handing_over(lang))),
            None => {
                widgets::muted(ui, text::lease_here(lang));
                if widgets::button(ui, ButtonKind::Plain, text::hand_over(lang), view.making.is_none()).clicked() {
                    acts.push(Action::Ask(Box::new(hand_over(screen, ui))));
                }
            }
            Some(hold @ LeaseHold::Asking) => drop(widgets::muted(ui, text::lease_means(lang, hold))),
            Some(hold) => {
                widgets::sentence(ui, text::lease_means(lang, hold), p.warn);
                choices(screen, hold, ui, acts);
            }
        }
        moves(screen, shot, ui);
    });
}

fn hand_over(screen: &Screen<'_>, ui: &Ui) -> Question {
    let lang = screen.now.lang;
    let buttons = (text::hand_over_now(lang), text::hand_over_not(lang));
    let (title, wish) = (text::hand_over_question(lang).to_owned(), Action::Backup(BackupWish::HandOver));
    Question::about(ui.ctx(), title, buttons, ButtonKind::Main, wish).fact(text::hand_over_means(lang))
}

fn choices(screen: &Screen<'_>, hold: LeaseHold, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if matches!(hold, LeaseHold::Elsewhere | LeaseHold::Sending)
        && widgets::button(ui, ButtonKind::Plain, text::give_up(lang), true).clicked()
    {
        let buttons = (text::give_up_now(lang), text::hand_over_not(lang));
        let title = text::give_up_question(lang).to_owned();
        let question = Question::new(ui, title, buttons, ButtonKind::Main, Command::GiveShopUp);
        acts.push(Action::Ask(Box::new(question.fact(text::give_up_means(lang)))));
    }
    if widgets::button(ui, ButtonKind::Plain, text::take_over(lang), true).clicked() {
        let buttons = (text::take_over_now(lang), text::hand_over_not(lang));
        let title = text::take_over_question(lang).to_owned();
        let question = Question::new(ui, title, buttons, ButtonKind::Danger, Command::TakeShopOver);
        acts.push(Action::Ask(Box::new(question.fact(text::take_over_means(lang)))));
    }
}

/// The trace of it, where it ever moved.
fn moves(screen: &Screen<'_>, shot: &LeaseShot, ui: &mut Ui) {
    if shot.moves.len() < 2 {
        return;
    }
    let lang = screen.now.lang;
    for moved in shot.moves.iter().take(MOVES) {
        let when = text::moment(lang, moved.at, screen.now.at);
        widgets::muted(ui, &text::lease_move(lang, &when, moved.step));
    }
}
