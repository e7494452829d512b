//! Which sheet; and the list and the slips to begin with.

use super::state::ShippingSheetPage;
use crate::{
    domain::{LineToSend, Quantity},
    pdf::{PackingSlip, PackingSlipLine, PaperSize},
    store::ToShipRow,
    ui::{
        action::{Action, Question},
        file_tasks::FileTask,
        pages::trial_table,
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
    shop: &str,
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
    ui.horizontal(|ui| out(to_ship, shop, ready, ui, lang, acts));
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
fn out(to_ship: &Arc<Vec<ToShipRow>>, shop: &str, ready: bool, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let some = ready && !to_ship.is_empty();
    let press = |ui: &mut Ui, name: &str| {
        let button = widgets::button(ui, ButtonKind::Plain, name, some);
        if some { button } else { button.on_hover_text(text::slips_none(lang)) }
    };
    if press(ui, text::sheet_save_list(lang)).clicked() && some {
        acts.push(Action::FileTask(FileTask::WriteToShip(Arc::clone(to_ship), lang)));
    }
    if press(ui, text::slips_save(lang)).clicked() && some {
        acts.push(Action::FileTask(slips(to_ship, shop, false, lang)));
    }
    if press(ui, text::slips_print(lang)).clicked() && some {
        acts.push(Action::Ask(Box::new(ask_slips(ui.ctx(), to_ship, false, shop, lang))));
    }
}

/// The question before paper is used: how many, and which.
pub(in crate::ui) fn ask_slips(
    ctx: &egui::Context,
    rows: &[ToShipRow],
    ticked: bool,
    shop: &str,
    lang: Lang,
) -> Question {
    let wish = Action::FileTask(slips(rows, shop, true, lang));
    let names = (text::slips_print_now(lang), text::slips_print_not(lang));
    let which = if ticked { text::slips_of_ticked(lang) } else { text::slips_of_all(lang) };
    Question::about(ctx, text::slips_question(lang, rows.len()), names, ButtonKind::Main, wish).fact(which)
}

/// The file task that makes a slip for each of these orders.
fn slips(rows: &[ToShipRow], shop: &str, print: bool, lang: Lang) -> FileTask {
    let slip = |row: &ToShipRow| PackingSlip {
        order_no: row.order_no.clone(),
        paid_at: Some(row.paid_at),
        receiver: crate::domain::Receiver {
            name: row.buyer.clone(),
            phone: row.phone.clone(),
            address: row.address.clone(),
        },
        lines: row.to_send.lines.iter().filter_map(line).collect(),
        not_in_it: text::not_sent_lines(lang, &row.to_send),
        note: row.note.clone(),
    };
    let words = text::slip_words(lang, shop);
    FileTask::Slips { slips: Arc::new(rows.iter().map(slip).collect()), paper: PaperSize::A5, words, print, lang }
}

/// What goes into the parcel of a line; nothing where all of it stays.
fn line(line: &LineToSend) -> Option<PackingSlipLine> {
    let quantity = Quantity::new(line.left()).ok()?;
    Some(PackingSlipLine { product_id: line.product_id.clone(), name: line.name.clone(), quantity })
}
