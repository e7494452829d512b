//! Shipping by sheet: the list out, the sheet in, its trial, and the run until its last row.

pub(super) mod choose;
mod rows;
mod run;
mod state;
mod trial;

pub(in crate::ui) use state::ShippingSheetPage;

use crate::ui::{action::Action, file_tasks::FileTask, layout::part, model::Place, screen::Screen, theme};
use egui::{Event, Key, Modifiers, Rect, Stroke, StrokeKind, Ui};
use std::path::PathBuf;

/// Draws the page.
pub(super) fn show(screen: &Screen<'_>, page: &mut ShippingSheetPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    hear(screen, page, ui, acts);
    let shot = &screen.model.shot;
    let leave = if page.trial.is_some() {
        part(ui, "ship-trial", rect, |ui| trial::show(page, ui, rect, now.lang, acts))
    } else if let Some(run) = &shot.ship_run {
        part(ui, "ship-run", rect, |ui| run::show(page, run, shot, ui, rect, now.lang, acts))
    } else {
        let to_ship = &shot.all_to_ship;
        part(ui, "ship-choose", rect.shrink(24.0), |ui| choose::show(page, to_ship, ui, now.lang, acts))
    };
    let escaped = !screen.asks && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if (leave || escaped) && !page.busy() {
        if page.trial.take().is_none() {
            acts.push(Action::LeaveShippingSheet);
        }
        page.note = None;
    }
}

/// Sheets that are dropped or pasted.
fn hear(screen: &Screen<'_>, page: &mut ShippingSheetPage, ui: &Ui, acts: &mut Vec<Action>) {
    if screen.model.shot.ship_run.is_some() {
        return;
    }
    if let Some(path) = dropped(ui) {
        page.fetch(FileTask::ShipSheet(Some(path)), acts);
        return;
    }
    let typing = ui.ctx().text_edit_focused();
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) if !typing && text.contains(['\t', ',', ';']) => Some(text.clone()),
            _ => None,
        })
    });
    if let Some(pasted) = pasted {
        page.fetch(FileTask::PastedSheet(pasted, screen.now.lang), acts);
    }
}

/// A file that was dropped on the window in this frame.
fn dropped(ui: &Ui) -> Option<PathBuf> {
    ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()))
}

/// A sheet that is dropped on a page that has no use for files of its own is a shipping sheet.
pub(super) fn dropped_elsewhere(screen: &Screen<'_>, ui: &Ui, acts: &mut Vec<Action>) {
    if matches!(screen.gaze.place, Place::Products | Place::ShippingSheet | Place::Bills) || screen.asks {
        return;
    }
    let kinds = ["csv", "txt", "xlsx", "xls", "xlsb", "ods"];
    let is_sheet = |path: &PathBuf| {
        path.extension().and_then(|end| end.to_str()).is_some_and(|end| kinds.contains(&end.to_lowercase().as_str()))
    };
    if let Some(path) = dropped(ui).filter(is_sheet) {
        acts.push(Action::ShippingSheet);
        acts.push(Action::FileTask(FileTask::ShipSheet(Some(path))));
    }
}
