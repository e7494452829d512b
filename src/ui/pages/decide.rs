//! The two dialogs that decide a refund. They name the sum, whom it goes to, what stays, what the buyer will read and how
//! long it can be taken back; Esc leaves; they never open under the pointer. Where money leaves, Enter counts only on the
//! button that has the keyboard, and nowhere right after something was typed: a scanner ends its codes with one.

mod dialog;
mod goods;
mod place;
pub(in crate::ui) mod shown_picture;
mod words;

use self::dialog::Decision;
pub(in crate::ui) use self::dialog::Dialog;
pub(super) use self::dialog::{REASON_MOST, REPLY_MOST};
pub(super) use self::place::modal_beside;
pub(super) use self::words::reasons;
use super::present;
use crate::ui::{
    action::Action,
    file_tasks::FileTask,
    gallery::Gallery,
    keys::fresh_key,
    screen::Screen,
    text::{self, Lang},
    theme, typing,
    widgets::{self, ButtonKind},
};
use egui::{self, Id, Key, Sense, Ui, vec2};

const WIDTH: f32 = 520.0;
/// Height of the buttons and the dialog's margins: the rest scrolls in a low window.
const AROUND: f32 = 160.0;
/// From this height on the window holds every dialog whole.
const ROOMY: f32 = 740.0;

/// What a frame of the dialog led to.
#[derive(PartialEq)]
pub(super) enum DialogOutcome {
    Open,
    Leave,
    Do,
}

/// Draws the dialog, if one is open.
pub(super) fn show(
    screen: &Screen<'_>,
    open: &mut Option<Dialog>,
    gallery: &mut Gallery,
    ui: &Ui,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let Some(dialog) = open else { return };
    dialog.limit = screen.refund_limit();
    let shown = modal_beside(ui, Id::unique("decide"), dialog.pointer, (WIDTH, 420.0), |ui| {
        present::show(screen, ui, dialog.about.looked_at());
        match dialog.answer {
            Decision::Yes => yes(dialog, ui, now.lang, screen.facts.hold_secs),
            Decision::No => no(dialog, gallery, ui, now.lang, &screen.model.shot.reasons, acts),
        }
    });
    let leave = shown.should_close() && !shown.backdrop_response.clicked();
    dialog.shown = true;
    match shown.inner {
        DialogOutcome::Do => {
            dialog.tried = true;
            if let Some(command) = dialog.command(now.lang) {
                acts.push(Action::Shop(command));
                *open = None;
            } else {
                ui.ctx().memory_mut(|memory| memory.request_focus(Id::unique("reply")));
            }
        }
        DialogOutcome::Leave => *open = None,
        DialogOutcome::Open if leave => *open = None,
        DialogOutcome::Open => {}
    }
}

fn yes(dialog: &mut Dialog, ui: &mut Ui, lang: Lang, hold_secs: u32) -> DialogOutcome {
    let p = theme::of(ui);
    let named = dialog.sum(lang).unwrap_or(dialog.most);
    let stays = dialog.left.checked_sub(named).unwrap_or_default();
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &text::refund_question(lang, named));
        let facts = format!(
            "{}{}{}",
            text::refund_goes_to(lang, &dialog.buyer, stays),
            lang.pick("", " "),
            text::hold_promise(lang, hold_secs)
        );
        ui.add(egui::Label::new(egui::RichText::new(facts).size(theme::BODY).color(p.muted)).wrap());
        ui.add_space(4.0);
        if !dialog.goods.is_empty() && dialog.goods.show(ui, lang) {
            dialog.propose();
        }
        widgets::caption(ui, text::amount(lang));
        ui.horizontal(|ui| {
            widgets::field(ui, Id::unique("amount"), text::amount(lang), "0.00", &mut dialog.amount, 120.0);
            widgets::caption(ui, &text::amount_too_much(lang, dialog.most));
        });
        if let Err(why) = dialog.sum(lang) {
            widgets::sentence(ui, &why, p.danger);
        }
        words::show(dialog, ui, lang, REPLY_MOST, &[]);
        words::preview(ui, (lang, dialog.buyers), named, &dialog.reply, !stays.is_zero());
    });
    let named = dialog.sum(lang);
    let name = text::refund_button(lang, named.clone().unwrap_or(dialog.most));
    let ready = named.is_ok() && dialog.reply_trouble(lang).is_none();
    buttons(ui, (&name, text::cancel(lang)), ButtonKind::Main, ready, Enter::OnTheButton)
}

fn no(
    dialog: &mut Dialog,
    gallery: &mut Gallery,
    ui: &mut Ui,
    lang: Lang,
    used_before: &[String],
    acts: &mut Vec<Action>,
) -> DialogOutcome {
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &text::reject_question(lang, &dialog.buyer, dialog.most));
        ui.add_space(4.0);
        words::show(dialog, ui, lang, REASON_MOST, used_before);
        ui.add_space(4.0);
        if dialog.picture.show(gallery, ui, lang) {
            acts.push(Action::FileTask(FileTask::ReplyPicture));
        }
    });
    let ready = !dialog.picture.is_coming();
    buttons(ui, (text::reject_now(lang), text::cancel(lang)), ButtonKind::Danger, ready, Enter::InTheFieldToo)
}

/// Everything above the buttons: in a low window it scrolls and they stay in sight.
pub(super) fn scrolled(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let height = ui.ctx().content_rect().height();
    if height > ROOMY {
        add(ui);
        return;
    }
    let most = (height - AROUND).max(80.0);
    egui::ScrollArea::vertical().id_salt("decision").max_height(most).show(ui, |ui| {
        // The bar stands beside the words.
        ui.set_width(width - 14.0);
        add(ui);
    });
}

/// Where Enter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enter {
    /// Only on the button that has the keyboard; it has it until something else is chosen.
    OnTheButton,
    /// In the one field as well: nothing is lost by it, and no money leaves.
    InTheFieldToo,
    /// What ends in a loss has no key.
    Nowhere,
}

/// The button that does it and the one that leaves, each with its key.
pub(super) fn buttons(
    ui: &mut Ui,
    (name, leave): (&str, &str),
    kind: ButtonKind,
    ready: bool,
    enter: Enter,
) -> DialogOutcome {
    if let Some(words) = typing::hasty(ui.ctx()) {
        widgets::sentence(ui, words, theme::of(ui).warn);
    }
    ui.add_space(10.0);
    let mut outcome = DialogOutcome::Open;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::MAIN_CONTROL), Sense::hover());
    widgets::at_right(ui, "decide-buttons", row, |ui| {
        if widgets::key_button(ui, ButtonKind::Plain, leave, "Esc", true).clicked() {
            outcome = DialogOutcome::Leave;
        }
        let does = match enter {
            Enter::Nowhere => widgets::tall_button(ui, kind, name, ready),
            Enter::OnTheButton | Enter::InTheFieldToo => widgets::key_button(ui, kind, name, "Enter", ready),
        };
        if does.clicked() {
            outcome = DialogOutcome::Do;
        }
        // Enter on a button that has the keyboard presses that button, and does nothing else.
        let nobody = ui.ctx().memory(|memory| memory.focused().is_none());
        let free = nobody || ui.ctx().text_edit_focused();
        if enter == Enter::OnTheButton && nobody && ready {
            does.request_focus();
        } else if enter == Enter::InTheFieldToo
            && outcome == DialogOutcome::Open
            && ready
            && free
            && fresh_key(ui, Key::Enter)
        {
            outcome = DialogOutcome::Do;
        }
    });
    outcome
}
