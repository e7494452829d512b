//! The receipt printers: how each is, what waits for it, and what a receipt looks like.

mod dots;
mod late;
mod paper;
mod queue;

pub(super) use dots::{dots_height, paint_dots};
pub(super) use paper::show as receipt_paper;

pub(super) use late::show as show_late;
pub(super) use queue::on_order;

use super::{
    link_card::{card, copied_fact},
    tunnel_card::code,
};
use crate::{
    devices::receipt::{COLUMNS_NARROW, layout, sample},
    jobs::Command,
    store::PrinterRow,
    ui::{
        action::Action,
        layout::part,
        model::Place,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Rect, Ui};

/// From this width on, the paper stands beside the lists.
const TWO_COLUMNS: f32 = 820.0;
const PAPER_WIDTH: f32 = 400.0;
const LISTS_MOST: f32 = 820.0;
const COLUMNS_WIDE: usize = 48;
/// What to write where there is no printer yet.
const SNIPPET: &str =
    "[[printers]]\nname = \"前台\"\nkind = \"escpos-tcp\"\naddress = \"192.168.1.50:9100\"\nauto = true\ncolumns = 32";

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct PrintersPage {
    /// A test is being printed there.
    pub testing: Option<String>,
    wide: bool,
}

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut PrintersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let beside = rect.width() >= TWO_COLUMNS;
    let right = rect.right() - if beside { PAPER_WIDTH + theme::PAD } else { 0.0 };
    let lists = rect.with_max_x(right.min(rect.left() + LISTS_MOST));
    part(ui, "printers", lists, |ui| {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // The bar stands beside the cards.
            ui.set_width(lists.width() - 12.0);
            ui.spacing_mut().item_spacing.y = theme::GAP;
            head(ui, now, acts);
            late::show(screen, ui, acts);
            printers(screen, page, ui, acts);
            queue::show(screen, ui, acts);
            if !beside {
                preview(screen, page, ui);
            }
        });
    });
    if beside {
        let left = lists.right() + theme::PAD;
        let side = rect.with_min_x(left).with_max_x(rect.right().min(left + PAPER_WIDTH));
        part(ui, "receipt", side, |ui| {
            egui::ScrollArea::vertical().id_salt("receipt").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                preview(screen, page, ui);
            });
        });
    }
}

fn head(ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    if widgets::link(ui, text::printers_back(now.lang), theme::SMALL).clicked() {
        acts.push(Action::Go(Place::Status));
    }
    widgets::heading(ui, text::printers(now.lang));
    widgets::muted(ui, text::printers_intro(now.lang));
}

fn printers(screen: &Screen<'_>, page: &mut PrintersPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    let rows = &screen.model.shot.printers;
    if rows.is_empty() && screen.model.shot.gaze.place == Place::Printers {
        card(ui, (Glyph::Ring, p.faint), text::printers(now.lang), |ui| {
            widgets::muted(ui, text::printers_none(now.lang));
            code(ui, SNIPPET);
            if widgets::button(ui, ButtonKind::Plain, text::link_copy_snippet(now.lang), true).clicked() {
                ui.ctx().copy_text(SNIPPET.to_owned());
                acts.push(Action::Copied);
            }
            widgets::muted(ui, text::printers_keys(now.lang));
            let file = &screen.facts.reach.settings_file;
            if !file.is_empty() {
                copied_fact(ui, text::link_settings_file(now.lang), file, text::link_copy_address(now.lang), acts);
            }
        });
    }
    for row in rows {
        printer(screen, page, ui, row, acts);
    }
}

fn printer(screen: &Screen<'_>, page: &mut PrintersPage, ui: &mut Ui, row: &PrinterRow, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (lang, p) = (now.lang, theme::of(ui));
    let look = match (&row.trouble, row.good_at) {
        (Some(_), _) => (Glyph::Bang, p.warn),
        (None, Some(_)) => (Glyph::Dot, p.accent),
        (None, None) => (Glyph::Ring, p.faint),
    };
    let testing = page.testing.as_deref() == Some(row.name.as_str());
    card(ui, look, &text::tame(&row.name, 40), |ui| {
        let auto = if row.auto { text::printer_auto(lang) } else { text::printer_by_hand(lang) };
        widgets::muted(ui, &format!("{} · {auto}", text::printer_kind(lang, &row.kind)));
        let elsewhere = row.seat != screen.facts.seat;
        if elsewhere {
            widgets::muted(ui, &text::printer_elsewhere(lang, &row.computer));
        }
        if let Some((trouble, detail, since)) = &row.trouble {
            widgets::sentence(ui, text::print_trouble(lang, *trouble), p.warn);
            let since = format!("{} {}", text::printer_since(lang), text::link_when(lang, *since, now.at));
            let words = if detail.is_empty() { since } else { format!("{since} · {}", text::tame(detail, 200)) };
            widgets::caption(ui, &words);
        }
        match row.good_at {
            Some(at) => {
                let when = text::link_when(lang, at, now.at);
                widgets::caption(ui, &format!("{} {when}", text::printer_last_good(lang)))
            }
            None => widgets::caption(ui, text::printer_never(lang)),
        };
        ui.push_id(&row.name, |ui| {
            let name = if testing { text::printer_testing(lang) } else { text::printer_test(lang) };
            let test = widgets::button(ui, ButtonKind::Plain, name, !testing && !elsewhere);
            let why_not = elsewhere.then(|| text::printer_tested_there(lang).to_owned());
            if widgets::greyed_because(test, why_not).clicked() {
                page.testing = Some(row.name.clone());
                acts.push(Action::Shop(Command::TestPrinter(row.name.clone())));
            }
        });
    });
}

/// The paper, drawn from the very lines the printers get.
fn preview(screen: &Screen<'_>, page: &mut PrintersPage, ui: &mut Ui) {
    let now = screen.now;
    let lang = now.lang;
    widgets::bold_label(ui, text::receipt_preview(lang), theme::NAME);
    let widths = [(false, text::paper_narrow(lang), None), (true, text::paper_wide(lang), None)];
    if let Some(wide) = widgets::filters(ui, page.wide, &widths) {
        page.wide = wide;
    }
    let columns = if page.wide { COLUMNS_WIDE } else { COLUMNS_NARROW };
    if let Some(receipt) = sample(now.at) {
        paper::show(ui, &layout(&receipt, &screen.facts.receipt, columns), columns);
    }
    widgets::muted(ui, text::receipt_preview_note(lang));
}

/// The status page's part that leads here.
pub(super) fn link(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (lang, p, rows) = (now.lang, theme::of(ui), &screen.model.shot.printers);
    let open = rows.iter().fold(0_u32, |all, row| all.saturating_add(row.open));
    let look = match rows {
        rows if rows.is_empty() => (Glyph::Ring, p.faint),
        rows if rows.iter().any(|row| row.trouble.is_some()) => (Glyph::Bang, p.warn),
        _ => (Glyph::Dot, p.accent),
    };
    card(ui, look, text::printers(lang), |ui| {
        if rows.is_empty() {
            widgets::muted(ui, text::printers_none_card(lang));
        } else {
            widgets::muted(ui, &text::printers_summary(lang, rows.len(), open));
        }
        for row in rows {
            if let Some((trouble, ..)) = &row.trouble {
                let words = format!("{}: {}", text::tame(&row.name, 40), text::print_trouble(lang, *trouble));
                widgets::sentence(ui, &words, p.warn);
            }
        }
        if widgets::button(ui, ButtonKind::Plain, text::printers_open(lang), true).clicked() {
            acts.push(Action::Go(Place::Printers));
        }
    });
}
