//! What was said so far, by WeChat's record, and what of the shop's own words WeChat does not have yet.

use super::{pictures, state::ComplaintsPage};
use crate::{
    domain::{ComplaintTaskKind, ComplaintTaskState, RefundState, TalkEntry},
    store::{ComplaintDetail, ComplaintTaskRow},
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::Ui;

/// The talk, oldest first, then what is under way.
pub(super) fn show(
    page: &mut ComplaintsPage,
    ui: &mut Ui,
    now: Now,
    complaint: &ComplaintDetail,
    acts: &mut Vec<Action>,
) {
    for entry in &complaint.talk {
        ui.push_id(&entry.log_id, |ui| one(page, ui, now, entry, acts));
    }
    let own: Vec<&ComplaintTaskRow> =
        complaint.tasks.iter().filter(|task| task.state != ComplaintTaskState::Done).collect();
    if own.is_empty() {
        return;
    }
    widgets::section(ui, text::complaint_own(now.lang));
    let waits = complaint.refunds.iter().any(|refund| {
        Some(&refund.refund_no) == complaint.row.refund_no.as_ref() && refund.state == RefundState::Requested
    });
    for task in own {
        ui.push_id(("task", task.task_no), |ui| under_way(ui, now, task, waits));
    }
}

fn one(page: &mut ComplaintsPage, ui: &mut Ui, now: Now, entry: &TalkEntry, acts: &mut Vec<Action>) {
    let known = text::complaint_operator(now.lang, &entry.operator);
    let who = known.map_or_else(|| text::tame(&entry.operator, 24), str::to_owned);
    widgets::caption(ui, &format!("{who} · {}", text::moment(now.lang, entry.at, now.at)));
    let words = text::tame(&entry.words, 2_000);
    // What WeChat notes without words is said by its own name for it.
    let said = if words.trim().is_empty() { text::tame(&entry.kind, 64) } else { words };
    widgets::paragraph(ui, &said);
    pictures::show(page, ui, now, &entry.pictures, acts);
}

fn under_way(ui: &mut Ui, now: Now, task: &ComplaintTaskRow, refund_waits: bool) {
    let (lang, p) = (now.lang, theme::of(ui));
    let what = text::complaint_task(lang, task.kind);
    let state = if task.kind == ComplaintTaskKind::Approve && task.state.is_open() && refund_waits {
        text::complaint_approve_waits(lang)
    } else {
        text::complaint_task_state(lang, task.state)
    };
    let bad = matches!(task.state, ComplaintTaskState::Refused | ComplaintTaskState::InDoubt);
    widgets::sentence(ui, &format!("{what} · {state}"), if bad { p.danger } else { p.warn });
    if !task.words.is_empty() {
        widgets::paragraph(ui, &text::tame(&task.words, 200));
    }
    if let Some(trouble) = task.trouble {
        widgets::caption(ui, text::complaint_trouble(lang, trouble)).on_hover_text(text::tame(&task.detail, 300));
    }
}
