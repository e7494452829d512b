//! Receipts that wait and receipts that came out, with what can be done about each.

use crate::{
    domain::{OrderNo, PrintState, UnixSeconds},
    jobs::Command,
    store::{PrintRow, PrintWish, PrinterRow},
    ui::{
        action::Action,
        model::Place,
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, ChipLook, Now},
    },
};
use egui::{self, Ui};

/// So many other printers are offered.
const OTHERS_MOST: usize = 3;
/// A receipt that has been leaving at another computer for so long, seconds, may be printed elsewhere.
const STUCK_AFTER_SECS: i64 = 60;

/// Both lists.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let shot = &screen.model.shot;
    if shot.gaze.place != Place::Printers || (shot.printers.is_empty() && shot.prints_open.is_empty()) {
        return;
    }
    let printers = PrintersBeside { here: &screen.facts.seat, all: &shot.printers };
    let (open, settled) = (&shot.prints_open, &shot.prints_settled);
    list(ui, now, (text::prints_open(now.lang), text::prints_none_open(now.lang)), (open, printers), acts);
    list(ui, now, (text::prints_settled(now.lang), text::prints_none_settled(now.lang)), (settled, printers), acts);
}

/// The shop's printers, as they are seen from one seat.
#[derive(Clone, Copy)]
struct PrintersBeside<'a> {
    here: &'a str,
    all: &'a [PrinterRow],
}

impl<'a> PrintersBeside<'a> {
    /// The printer of a receipt, where another seat's computer has it.
    fn elsewhere(self, row: &PrintRow) -> Option<&'a PrinterRow> {
        self.all.iter().find(|printer| printer.name == row.id.printer && printer.seat != self.here)
    }

    /// Where it can be printed instead. What is leaving at another computer may still come out: only after a while.
    fn instead(self, row: &PrintRow, now: UnixSeconds) -> impl Iterator<Item = &'a PrinterRow> {
        let waits = matches!(row.state, PrintState::Waiting | PrintState::Stopped | PrintState::InDoubt);
        let stuck = row.state == PrintState::Sending
            && self.elsewhere(row).is_some()
            && now.since(row.changed_at) >= STUCK_AFTER_SECS;
        let name = row.id.printer.clone();
        let others = move |printer: &&PrinterRow| printer.name != name;
        self.all.iter().filter(others).take(if waits || stuck { OTHERS_MOST } else { 0 })
    }
}

fn list(
    ui: &mut Ui,
    now: Now,
    (title, none): (&str, &str),
    (rows, printers): (&[PrintRow], PrintersBeside<'_>),
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    widgets::bold_label(ui, title, theme::NAME);
    if rows.is_empty() {
        widgets::muted(ui, none);
        return;
    }
    theme::card(p).inner_margin(egui::Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                ui.separator();
            }
            ui.push_id(&row.id, |ui| one(ui, now, (row, printers), true, acts));
        }
    });
}

/// One receipt: which, where it stands, why, and what can be done.
fn one(
    ui: &mut Ui,
    now: Now,
    (row, printers): (&PrintRow, PrintersBeside<'_>),
    names_order: bool,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (now.lang, theme::of(ui));
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal_wrapped(|ui| {
        widgets::chip(ui, look(row.state), text::print_state(lang, row.state));
        if row.marked {
            widgets::mark(ui, text::print_marked(lang));
        }
        if names_order && widgets::link(ui, row.id.order_no.as_str(), theme::SMALL).clicked() {
            acts.push(Action::OpenOrder(row.id.order_no.clone()));
        }
        let when = text::moment(lang, row.changed_at, now.at);
        let words = format!("{} · {when}", text::tame(&row.id.printer, 40));
        ui.label(egui::RichText::new(words).size(theme::SMALL).color(p.muted));
    });
    if let Some((trouble, detail)) = row.trouble.as_ref().filter(|_| !row.state.is_settled()) {
        widgets::sentence(ui, text::print_trouble(lang, *trouble), p.warn);
        if !detail.is_empty() {
            widgets::caption(ui, &text::tame(detail, 200));
        }
    }
    let waits = matches!(row.state, PrintState::Waiting | PrintState::Sending);
    if let Some(printer) = printers.elsewhere(row).filter(|_| waits) {
        widgets::caption(ui, &text::print_waits_elsewhere(lang, &printer.computer));
    }
    ui.horizontal_wrapped(|ui| {
        buttons(ui, lang, row, acts);
        for printer in printers.instead(row, now.at) {
            let name = text::print_instead(lang, &printer.name);
            if widgets::button(ui, ButtonKind::Plain, &name, true).clicked() {
                let (id, printer) = (row.id.clone(), printer.name.clone());
                acts.push(Action::Shop(Command::MovePrint { id, printer }));
            }
        }
    });
}

fn buttons(ui: &mut Ui, lang: Lang, row: &PrintRow, acts: &mut Vec<Action>) {
    let wish = |wish| Command::WishPrint { id: row.id.clone(), wish };
    let again = || Command::PrintReceipt { order_no: row.id.order_no.clone(), printer: row.id.printer.clone() };
    let wishes: Vec<(&'static str, Command)> = match row.state {
        PrintState::Waiting | PrintState::Stopped => {
            vec![(text::print_now(lang), wish(PrintWish::Now)), (text::print_drop(lang), wish(PrintWish::Drop))]
        }
        PrintState::InDoubt => vec![
            (text::print_on_paper(lang), wish(PrintWish::OnPaper)),
            (text::print_again(lang), wish(PrintWish::Now)),
            (text::print_drop(lang), wish(PrintWish::Drop)),
        ],
        PrintState::Accepted => vec![(text::print_on_paper(lang), wish(PrintWish::OnPaper))],
        PrintState::Handed | PrintState::Printed | PrintState::Dropped => vec![(text::print_again(lang), again())],
        PrintState::Sending => Vec::new(),
    };
    for (name, command) in wishes {
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            acts.push(Action::Shop(command));
        }
    }
}

const fn look(state: PrintState) -> ChipLook {
    match state {
        PrintState::Waiting => ChipLook::Clock,
        PrintState::Sending | PrintState::Accepted => ChipLook::Info,
        PrintState::InDoubt | PrintState::Stopped => ChipLook::Warn,
        PrintState::Handed | PrintState::Printed => ChipLook::Check,
        PrintState::Dropped => ChipLook::Cross,
    }
}

/// The receipts of an order in its panel, and one more on any printer that has none in hand.
pub(in crate::ui::pages) fn on_order(ui: &mut Ui, screen: &Screen<'_>, order_no: &OrderNo, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (printers, prints) = (&screen.model.shot.printers, &screen.model.shot.prints_of_order);
    if printers.is_empty() && prints.is_empty() {
        return;
    }
    let beside = PrintersBeside { here: &screen.facts.seat, all: printers };
    widgets::section(ui, text::print_receipts(now.lang));
    for row in prints {
        ui.push_id(&row.id, |ui| one(ui, now, (row, beside), false, acts));
    }
    ui.horizontal_wrapped(|ui| {
        for printer in printers.iter().filter(|printer| prints.iter().all(|row| row.id.printer != printer.name)) {
            let name = text::print_on(now.lang, &printer.name);
            if widgets::button(ui, ButtonKind::Plain, &name, true).clicked() {
                let (order_no, printer) = (order_no.clone(), printer.name.clone());
                acts.push(Action::Shop(Command::PrintReceipt { order_no, printer }));
            }
        }
    });
}
