//! The list on show as a sheet: its button at the end of the tabs, its menu, and how far it is.

use super::RefundsPage;
use crate::{
    store::RefundScope,
    ui::{
        ExportedList,
        action::{Action, ExportWish},
        exporting::ListKind,
        layout::part,
        pages::filters::{self, SIGN, sign},
        screen::Screen,
        text,
        widgets::Glyph,
    },
};
use egui::{Rect, Ui};

const GAP: f32 = 8.0;

/// The list of refunds on show.
pub(in crate::ui) fn list_on_show(screen: &Screen<'_>) -> RefundScope {
    match screen.gaze.refunded {
        Some(days) => RefundScope::Arrived(days),
        None => RefundScope::Tab(screen.gaze.refund_tab),
    }
}

/// How many refunds there are in it.
pub(in crate::ui) fn many_on_show(screen: &Screen<'_>) -> u64 {
    match screen.gaze.refunded {
        Some(_) => screen.model.shot.refunds.len() as u64,
        None => screen.model.refunds_total(screen.gaze.refund_tab),
    }
}

/// The button; nothing where there is nothing to be written. Gives what is left of the row.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut RefundsPage,
    ui: &mut Ui,
    row: Rect,
    acts: &mut Vec<Action>,
) -> Rect {
    let many = many_on_show(screen);
    if many == 0 {
        page.export = None;
        return row;
    }
    let place = row.with_min_x(row.right() - SIGN);
    let pressed =
        part(ui, "refund-sheet", place, |ui| sign(ui, place, Glyph::Tray, text::export_refunds(screen.now.lang)));
    if pressed {
        filters::take_keyboard(ui);
        page.export = if page.export.is_some() { None } else { Some(0) };
    }
    if let Some(at) = &mut page.export {
        let words = text::refunds_listed(screen.now.lang, many);
        let (book, over) = filters::show_export(screen, ("refund-export", &words), ui, place, at);
        if let Some(book) = book {
            let list = Box::new(ExportedList::Refunds(list_on_show(screen)));
            acts.push(Action::Export(ExportWish::Write { list, book, total: many }));
        }
        if over {
            page.export = None;
        }
    }
    row.with_max_x(place.left() - GAP)
}

/// How far the sheet is, at the foot of the card while it is written. Gives what is left of the card.
pub(super) fn progress(screen: &Screen<'_>, ui: &mut Ui, card: Rect, acts: &mut Vec<Action>) -> Rect {
    if !filters::is_written(screen, ListKind::Refunds) {
        return card;
    }
    let line = card.with_min_y(card.bottom() - filters::EXPORT_HEIGHT);
    part(ui, "refund-export-line", line, |ui| filters::progress(screen, ui, line, acts));
    card.with_max_y(line.top())
}
