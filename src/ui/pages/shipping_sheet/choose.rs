//! Which sheet; and the list and the slips to begin with.

use super::state::ShippingSheetPage;
use crate::{
    store::ToShipRow,
    ui::{
        action::Action,
        file_tasks::FileTask,
        pages::{
            shipping::{SlipsOf, SlipsQuestion},
            trial_table,
        },
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Ui};
use std::sync::Arc;

/// True to leave.
pub(super) fn show(
    page: &mut ShippingSheetPage,
    to_ship: &Arc<Vec<ToShipRow>>,
    ui: &mut Ui,
    lang: Lang,
    acts: &mut Vec<Action>,
) -> bool {
    let mut leave = false;
    ui.set_max_width(660.0);
    widgets::heading(ui, text::sheet_title(lang));
    widgets::paragraph(ui, text::sheet_body(lang));
    ui.add_space(4.0);
    widgets::muted(ui, text::sheet_columns(lang));
    widgets::muted(ui, text::sheet_limits(lang));
    ui.add_space(12.0);
    let ready = !page.reading;
    ui.horizontal(|ui| {
        if widgets::button(ui, ButtonKind::Main, text::sheet_choose(lang), ready).clicked() {
            page.fetch(FileTask::ShipSheet(None), acts);
        }
        leave |= widgets::button_with_key(ui, ButtonKind::Plain, text::back_to_shipping(lang), Some("Esc")).clicked();
    });
    ui.add_space(8.0);
    if let Some(path) = trial_table::path(ui, "sheet-path", text::sheet_path(lang), &mut page.path, lang) {
        page.fetch(FileTask::ShipSheet(Some(path)), acts);
    }
    came_to(page, ui, lang);
    ui.add_space(16.0);
    widgets::section(ui, text::sheet_list_title(lang));
    widgets::muted(ui, text::sheet_list_body(lang));
    ui.add_space(8.0);
    ui.horizontal(|ui| out(to_ship, ready, ui, lang, acts));
    leave
}

fn came_to(page: &ShippingSheetPage, ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    ui.add_space(8.0);
    if page.reading {
        widgets::muted(ui, text::reading_csv(lang));
    } else if let Some(trouble) = &page.trouble {
        widgets::sentence(ui, trouble, p.danger);
    }
    widgets::note(ui, page.note.as_ref());
}

/// The list for carriers' tools, and the slips for the parcels.
fn out(to_ship: &Arc<Vec<ToShipRow>>, ready: bool, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let some = ready && !to_ship.is_empty();
    let press = |ui: &mut Ui, name: &str| {
        let button = widgets::button(ui, ButtonKind::Plain, name, some);
        if some { button } else { button.on_hover_text(text::slips_none(lang)) }
    };
    if press(ui, text::sheet_save_list(lang)).clicked() && some {
        acts.push(Action::FileTask(FileTask::WriteToShip(Arc::clone(to_ship), lang)));
    }
    if press(ui, text::slips_print(lang)).clicked() && some {
        let asked = SlipsQuestion::of_rows(to_ship.iter(), SlipsOf::All, lang);
        acts.push(Action::AskSlips(Box::new(asked)));
    }
}
