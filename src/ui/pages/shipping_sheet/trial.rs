//! A shipping sheet on trial: what would become of each row, before anything is shipped.

use super::{
    rows::{self, ShipRowGroup},
    state::{ShipTrial, ShippingSheetPage},
};
use crate::{
    sheets::ship::ShipVerdict,
    ui::{
        action::Action,
        file_tasks::FileTask,
        pages::trial_table,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Tab},
    },
};
use egui::{Rect, Ui};
use std::sync::Arc;

/// True to leave.
pub(super) fn show(page: &mut ShippingSheetPage, ui: &mut Ui, rect: Rect, lang: Lang, acts: &mut Vec<Action>) -> bool {
    let (busy, note) = (page.busy(), page.note.as_ref());
    let Some(trial) = &mut page.trial else { return false };
    let top = ui.scope_builder(trial_table::inside(rect), |ui| headline(trial, note, ui, lang)).response.rect.bottom();
    let foot = trial_table::below(ui, rect, top, text::ship_col_order(lang), lang, |ui| {
        rows::show(ui, &trial.sheet, &trial.verdicts, &trial.shown, lang);
    });
    let (mut leave, mut other) = (false, false);
    ui.scope_builder(trial_table::inside(foot), |ui| {
        ui.horizontal(|ui| (leave, other) = buttons(trial, busy, ui, lang, acts));
    });
    if other {
        page.fetch(FileTask::ShipSheet(None), acts);
    }
    leave
}

fn headline(trial: &mut ShipTrial, note: Option<&(String, bool)>, ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    widgets::heading(ui, text::sheet_title(lang));
    widgets::muted(ui, &text::ship_trial_of(lang, &trial.file, trial.sheet.rows.len()));
    if !trial.sheet.ignored.is_empty() {
        widgets::sentence(ui, &text::ignored_columns(lang, &trial.sheet.ignored), p.muted);
    }
    if !trial.sheet.left_out.is_empty() {
        widgets::sentence(ui, &text::sheets_left_out(lang, &trial.sheet.left_out), p.warn);
    }
    widgets::note(ui, note);
    let odd = trial.odd_numbers();
    // Not beside the button that ships: whoever clicks it has read what is said of each of them.
    if odd > 0 && trial.judged && !trial.sent {
        let take = widgets::button(ui, ButtonKind::Plain, &text::take_odd_numbers(lang, odd), true);
        if take.clicked() {
            trial.take_odd_numbers();
        }
    }
    let tab = |value: Option<ShipRowGroup>, name: &'static str, count: usize| Tab { value, name, count: count as u64 };
    let mut all = vec![tab(None, text::all(lang), trial.verdicts.len())];
    all.extend(ShipRowGroup::ALL.map(|group| tab(Some(group), group.word(lang), trial.count(group))));
    if let Some(filter) = widgets::tabs(ui, trial.filter, &all) {
        trial.choose(filter);
    }
}

/// True to leave; true for another file.
fn buttons(trial: &mut ShipTrial, busy: bool, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) -> (bool, bool) {
    let (mut leave, mut other) = (false, false);
    let orders = trial.orders();
    if trial.sent || !trial.judged {
        drop(widgets::key_button(ui, ButtonKind::Plain, text::sheet_sending(lang), "", false));
    } else if orders == 0 {
        let none = widgets::button(ui, ButtonKind::Plain, text::sheet_nothing(lang), false);
        none.on_hover_text(text::sheet_nothing_meaning(lang));
    } else if widgets::button(ui, ButtonKind::Main, &text::ship_rows_button(lang, orders), true).clicked() {
        trial.sent = true;
        acts.push(Action::StartShipRun(trial.file.clone(), Arc::clone(&trial.sheet), Arc::clone(&trial.verdicts)));
    }
    if trial.count(ShipRowGroup::Stays) > 0
        && widgets::button(ui, ButtonKind::Plain, text::sheet_save_failed(lang), !busy).clicked()
    {
        acts.push(Action::FileTask(failed(trial, lang)));
    }
    other |= widgets::button(ui, ButtonKind::Plain, text::sheet_choose_other(lang), !busy).clicked();
    leave |= widgets::button_with_key(ui, ButtonKind::Plain, text::cancel(lang), Some("Esc")).clicked();
    (leave, other)
}

fn failed(trial: &ShipTrial, lang: Lang) -> FileTask {
    let rows = trial.sheet.rows.iter().zip(trial.verdicts.iter()).filter_map(|(row, verdict)| match verdict {
        ShipVerdict::Ship(_) => None,
        ShipVerdict::Refused(cause) => Some((row.cells.clone(), text::ship_cause(lang, cause))),
    });
    FileTask::WriteFailed { headings: trial.sheet.headings.clone(), rows: Arc::new(rows.collect()), lang }
}
