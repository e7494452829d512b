//! A sheet under way, and how it ended.

use super::state::ShippingSheetPage;
use crate::{
    jobs::Command,
    sheets::ship::ShipCause,
    store::{ShipRun, ShipRunFailure},
    ui::{
        action::Action,
        file_tasks::FileTask,
        model::Snapshot,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, vec2};
use std::sync::Arc;

/// True to leave.
pub(super) fn show(
    page: &ShippingSheetPage,
    run: &ShipRun,
    shot: &Snapshot,
    ui: &mut Ui,
    rect: Rect,
    lang: Lang,
    acts: &mut Vec<Action>,
) -> bool {
    let mut leave = false;
    ui.scope_builder(UiBuilder::new().max_rect(rect.shrink(24.0)), |ui| {
        ui.set_max_width(720.0);
        let ended = run.ended_at.is_some();
        let title = if ended { text::run_ended(lang, run) } else { text::run_progress(lang, run) };
        widgets::heading(ui, &title);
        widgets::muted(ui, &text::tame(&run.file, 60));
        ui.add_space(8.0);
        bar(ui, run, &title);
        ui.add_space(8.0);
        if !ended {
            widgets::muted(ui, text::sheet_goes_on(lang));
        }
        widgets::note(ui, page.note.as_ref());
        ui.add_space(8.0);
        ui.horizontal(|ui| leave = buttons(run, &shot.ship_failures, ui, lang, acts));
        if ended {
            ui.add_space(12.0);
            failures(ui, &shot.ship_failures, lang);
        }
    });
    leave
}

fn bar(ui: &mut Ui, run: &ShipRun, said: &str) {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, said));
    ui.painter().rect_filled(rect, 6, p.line);
    let all = (run.waiting + run.shipped + run.refused).max(1) as f32;
    let mut from = rect.left();
    for (rows, ink) in [(run.shipped, p.accent), (run.refused, p.warn)] {
        let to = from + rect.width() * rows as f32 / all;
        let piece = Rect::from_min_max(egui::pos2(from, rect.top()), egui::pos2(to, rect.bottom()));
        ui.painter().with_clip_rect(piece.intersect(ui.clip_rect())).rect_filled(rect, 6, ink);
        from = to;
    }
}

fn buttons(
    run: &ShipRun,
    failures: &Arc<Vec<ShipRunFailure>>,
    ui: &mut Ui,
    lang: Lang,
    acts: &mut Vec<Action>,
) -> bool {
    if run.ended_at.is_none() {
        if widgets::button(ui, ButtonKind::Plain, text::sheet_stop(lang), true).clicked() {
            acts.push(Action::Shop(Command::StopShipRun(run.run_id.clone())));
        }
        return widgets::button_with_key(ui, ButtonKind::Plain, text::back_to_shipping(lang), Some("Esc")).clicked();
    }
    let mut leave = false;
    if !failures.is_empty() && widgets::button(ui, ButtonKind::Main, text::sheet_save_failed(lang), true).clicked() {
        let cause = |row: &ShipRunFailure| text::ship_cause(lang, &ShipCause::of_word(&row.cause));
        let rows = failures.iter().map(|row| (row.cells.clone(), cause(row))).collect();
        acts.push(Action::FileTask(FileTask::WriteFailed {
            headings: run.headings.clone(),
            rows: Arc::new(rows),
            lang,
        }));
    }
    let kind = if failures.is_empty() { ButtonKind::Main } else { ButtonKind::Plain };
    if widgets::button(ui, kind, text::sheet_close(lang), true).clicked() {
        acts.push(Action::Shop(Command::CloseShipRun(run.run_id.clone())));
        leave = true;
    }
    leave
}

/// What was not shipped, line by line.
fn failures(ui: &mut Ui, failures: &[ShipRunFailure], lang: Lang) {
    let p = theme::of(ui);
    egui::ScrollArea::vertical().id_salt("ship-failures").auto_shrink(false).show_rows(
        ui,
        24.0,
        failures.len(),
        |ui, range| {
            for row in failures.get(range).unwrap_or_default() {
                let cells = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(3);
                let cells = text::tame(&cells.collect::<Vec<_>>().join("  "), 70).replace('\n', " ");
                let why = text::ship_cause(lang, &ShipCause::of_word(&row.cause));
                let words = format!("{} {}  {cells}  {why}", text::col_line(lang), row.line);
                let label = egui::RichText::new(words).size(theme::SMALL).color(p.muted);
                ui.add(egui::Label::new(label).truncate());
            }
        },
    );
}
