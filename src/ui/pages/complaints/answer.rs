//! What the owner can say: a reply with pictures, yes or no to the refund, and that it is solved.

use super::state::ComplaintsPage;
use crate::{
    domain::{COMPLAINT_PICTURES_MAX, COMPLAINT_WORDS_MAX, ComplaintProblem, ComplaintTaskKind, ComplaintTaskState},
    jobs::Command,
    store::{ComplaintDetail, ComplaintWish},
    ui::{
        action::{Action, Question},
        file_tasks::FileTask,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, Stroke, Ui};

/// Height of the part with the buttons.
pub(super) const HEIGHT: f32 = 148.0;

/// The field and the buttons.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ComplaintsPage,
    detail: &ComplaintDetail,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let top = ui.max_rect();
    ui.painter().hline(top.expand2(egui::vec2(24.0, 0.0)).x_range(), top.top() + 4.0, Stroke::new(1.0, p.line));
    ui.add_space(10.0);
    ui.spacing_mut().item_spacing.y = 6.0;
    widgets::caption(ui, text::complaint_answer(lang));
    let (name, hint) = (text::complaint_answer(lang), text::complaint_answer_hint(lang));
    let width = ui.available_width() - 20.0;
    widgets::field(ui, Id::unique("complaint-answer"), name, hint, &mut page.words, width);
    pictures(page, ui, screen, acts);
    let used = page.words.trim().chars().count();
    let fits = (1..=COMPLAINT_WORDS_MAX).contains(&used);
    let busy = detail.tasks.iter().any(|task| task.state.is_open() && task.kind == ComplaintTaskKind::Reply);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if widgets::tall_button(ui, ButtonKind::Main, text::complaint_reply(lang), fits && !busy).clicked() {
            acts.push(Action::Shop(wish(page, detail, ComplaintTaskKind::Reply)));
            page.clear_draft();
        }
        if detail.row.problem == ComplaintProblem::Refund && !detail.is_decided() {
            decisions(page, detail, fits, ui, screen, acts);
        }
        complete(page, detail, ui, screen, acts);
    });
}

fn wish(page: &ComplaintsPage, detail: &ComplaintDetail, kind: ComplaintTaskKind) -> Command {
    let said = matches!(kind, ComplaintTaskKind::Reply | ComplaintTaskKind::Reject);
    Command::WishComplaint(ComplaintWish {
        complaint_id: detail.row.complaint_id.clone(),
        seen: detail.row.version,
        kind,
        words: if said { page.words.trim().to_owned() } else { String::new() },
        pictures: if said { page.pictures.clone() } else { Vec::new() },
    })
}

fn pictures(page: &mut ComplaintsPage, ui: &mut Ui, screen: &Screen<'_>, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let room = page.pictures.len() < COMPLAINT_PICTURES_MAX && !page.choosing;
        if room && widgets::link(ui, text::complaint_add_picture(lang), theme::SMALL).clicked() {
            page.choosing = true;
            acts.push(Action::FileTask(FileTask::ComplaintPicture));
        }
        if !page.pictures.is_empty() {
            widgets::caption(ui, &text::complaint_pictures(lang, page.pictures.len()));
            if widgets::link(ui, text::complaint_drop_pictures(lang), theme::SMALL).clicked() {
                page.pictures.clear();
            }
        }
        let used = page.words.trim().chars().count();
        if used > COMPLAINT_WORDS_MAX {
            widgets::sentence(ui, &text::complaint_too_long(lang, used), p.danger);
        } else if let Some(why) = &page.trouble {
            widgets::sentence(ui, why, p.danger);
        }
    });
}

/// Yes asks for the refund, which is approved where every refund is; no needs a reason.
fn decisions(
    page: &ComplaintsPage,
    detail: &ComplaintDetail,
    has_reason: bool,
    ui: &mut Ui,
    screen: &Screen<'_>,
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    let known = detail.row.order_no.is_some();
    if widgets::tall_button(ui, ButtonKind::Plain, text::complaint_agree(lang), known).clicked() {
        let names = (text::complaint_agree_do(lang), text::complaint_keep(lang));
        let asked = Question::new(
            ui,
            text::complaint_agree_title(lang).to_owned(),
            names,
            ButtonKind::Main,
            wish(page, detail, ComplaintTaskKind::Approve),
        );
        let asked = asked.fact(text::complaint_agree_fact(lang)).fact(text::complaint_agree_once(lang));
        acts.push(Action::Ask(Box::new(asked)));
    }
    if widgets::tall_button(ui, ButtonKind::Danger, text::complaint_refuse(lang), has_reason).clicked() {
        let names = (text::complaint_refuse_do(lang), text::complaint_keep(lang));
        let asked = Question::new(
            ui,
            text::complaint_refuse_title(lang).to_owned(),
            names,
            ButtonKind::Danger,
            wish(page, detail, ComplaintTaskKind::Reject),
        );
        let fact = text::complaint_refuse_fact(lang, page.words.trim());
        acts.push(Action::Ask(Box::new(asked.fact(&fact).fact(text::complaint_refuse_ends(lang)))));
    }
}

/// Offered once the money has arrived, or none is on its way.
fn complete(page: &ComplaintsPage, detail: &ComplaintDetail, ui: &mut Ui, screen: &Screen<'_>, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let said = |task: &crate::store::ComplaintTaskRow| {
        task.kind == ComplaintTaskKind::Complete && (task.state.is_open() || task.state == ComplaintTaskState::Done)
    };
    if detail.tasks.iter().any(said) {
        return;
    }
    if !detail.is_money_settled() {
        widgets::caption(ui, text::complaint_money_first(lang));
        return;
    }
    if widgets::tall_button(ui, ButtonKind::Plain, text::complaint_complete(lang), true).clicked() {
        let names = (text::complaint_complete_do(lang), text::complaint_keep(lang));
        let asked = Question::new(
            ui,
            text::complaint_complete_title(lang).to_owned(),
            names,
            ButtonKind::Main,
            wish(page, detail, ComplaintTaskKind::Complete),
        );
        acts.push(Action::Ask(Box::new(asked.fact(text::complaint_complete_fact(lang)))));
    }
}
