//! Printers that are found by looking, and a test print before anything is saved: for the wizard and the settings.

use super::{
    form::SettingsForm,
    form_fields::{Check, check_line, mark_line},
};
use crate::{
    devices::{
        find_printers::{FoundPrinter, SearchStop},
        receipt::ReceiptTemplate,
    },
    events::PrinterAnswer,
    settings::{Printer, PrinterKind},
    ui::{
        file_tasks::FileTask,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Icon},
    },
};
use egui::Ui;

/// What was looked for and tried.
#[derive(Debug, Default)]
pub(in crate::ui) struct PrinterSearch {
    running: Option<SearchStop>,
    found: Option<Vec<FoundPrinter>>,
    testing: Option<String>,
    tested: Option<(String, PrinterAnswer)>,
}

impl PrinterSearch {
    /// The search is through, or was stopped: what was found by then.
    pub fn found(&mut self, found: Vec<FoundPrinter>) {
        let stopped = self.running.take().is_some_and(|stop| stop.is_wanted());
        // Who was not looked for to the end may be there all the same.
        self.found = (!stopped || !found.is_empty()).then_some(found);
    }

    /// A test receipt came out, or did not.
    pub fn tested(&mut self, printer: String, said: PrinterAnswer) {
        (self.testing, self.tested) = (None, Some((printer, said)));
    }

    /// The thread that did it is gone.
    pub fn broke(&mut self) {
        (self.running, self.testing) = (None, None);
    }

    /// The button that begins it, or ends it early.
    pub(super) fn button(&mut self, ui: &mut Ui, lang: Lang) -> Option<FileTask> {
        if let Some(stop) = &self.running {
            if widgets::button(ui, ButtonKind::Plain, text::printers_stop_looking(lang), true).clicked() {
                stop.stop();
            }
            return None;
        }
        let pressed = widgets::button(ui, ButtonKind::Plain, text::printers_look(lang), true).clicked();
        pressed.then(|| {
            let stop = SearchStop::default();
            (self.running, self.found) = (Some(stop.clone()), None);
            FileTask::FindPrinters(stop)
        })
    }

    /// What was found, and what is being done.
    pub(super) fn list(&self, form: &mut SettingsForm, ui: &mut Ui, lang: Lang) {
        if self.running.is_some() {
            mark_line(ui, Icon::Clock, theme::of(ui).info, text::printers_looking(lang));
        }
        let Some(found) = &self.found else { return };
        let known = |place: &str| form.printers.iter().any(|draft| draft.printer.address == place);
        let places: Vec<_> = found.iter().map(place).filter(|(place, _)| !known(place)).collect();
        if found.is_empty() {
            check_line(ui, &Check::Odd(text::printers_not_found(lang).to_owned()));
        } else if places.is_empty() {
            check_line(ui, &Check::Good(text::printers_all_used(lang).to_owned()));
        }
        for (place, kind) in places {
            if widgets::button(ui, ButtonKind::Plain, &text::printer_use(lang, &place), true).clicked() {
                let name = match kind {
                    PrinterKind::System => place.chars().take(40).collect(),
                    _ => format!("{} {}", text::printer_word(lang), form.printers.len() + 1),
                };
                form.add_printer(name, kind, place);
            }
        }
    }

    /// Prints a test on a printer as it is typed, and says what came of it.
    pub(super) fn test(
        &mut self,
        ui: &mut Ui,
        printer: &Printer,
        template: impl FnOnce() -> ReceiptTemplate,
        lang: Lang,
    ) -> Option<FileTask> {
        if !matches!(printer.kind, PrinterKind::EscposTcp | PrinterKind::System) {
            return None;
        }
        let mut wish = None;
        let free = self.testing.is_none();
        if widgets::button(ui, ButtonKind::Plain, text::printer_test(lang), free).clicked() && free {
            (self.testing, self.tested) = (Some(printer.name.clone()), None);
            wish = Some(FileTask::TestPrinter(Box::new(printer.clone()), Box::new(template())));
        }
        if self.testing.as_ref() == Some(&printer.name) {
            mark_line(ui, Icon::Clock, theme::of(ui).info, text::printer_testing(lang));
        }
        if let Some((_, said)) = self.tested.as_ref().filter(|(name, _)| *name == printer.name) {
            let words = text::begun(text::printer_said(lang, said));
            let check = match said {
                PrinterAnswer::Trouble(..) => Check::Wrong(words),
                PrinterAnswer::Printed | PrinterAnswer::Handed | PrinterAnswer::Accepted => Check::Good(words),
            };
            check_line(ui, &check);
        }
        wish
    }
}

/// What stands in the settings for it.
fn place(found: &FoundPrinter) -> (String, PrinterKind) {
    match found {
        FoundPrinter::Network(address) => (address.to_string(), PrinterKind::EscposTcp),
        FoundPrinter::System(name) => (name.clone(), PrinterKind::System),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_that_was_stopped_does_not_say_that_there_is_no_printer() {
        let found = |stopped: bool, found: Vec<FoundPrinter>| {
            let stop = SearchStop::default();
            if stopped {
                stop.stop();
            }
            let mut search = PrinterSearch { running: Some(stop), ..PrinterSearch::default() };
            search.found(found);
            search.found
        };
        assert_eq!(found(true, Vec::new()), None);
        assert_eq!(found(false, Vec::new()), Some(Vec::new()));
        let one = || vec![FoundPrinter::System("TM-T82".to_owned())];
        assert_eq!(found(true, one()), Some(one()));
    }
}
