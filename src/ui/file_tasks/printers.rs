//! File tasks about printers: looking for them, and a test receipt.

use super::task::FileTaskResult;
use crate::{
    base::{env::Env, short_hash::short_hash},
    devices::{
        find_printers::SearchStop,
        printer_factory::local_printer,
        receipt::{ReceiptTemplate, sample},
    },
    jobs::printer_answer,
    settings::Printer,
    ui::picker::Picker,
};

pub(super) fn find(picker: &dyn Picker, stop: &SearchStop) -> FileTaskResult {
    FileTaskResult::PrintersFound(picker.find_printers(stop))
}

/// As the printer is typed, saved or not.
pub(super) fn test(printer: &Printer, template: &ReceiptTemplate) -> FileTaskResult {
    let env = Env::system();
    let outcome = local_printer(printer, template).zip(sample(env.now())).map(|(local, receipt)| {
        let job = short_hash(&[format!("test {} {}", printer.name, env.rng.number()).as_bytes()]);
        printer_answer(local.print(&receipt, &job, &|| Ok(())))
    });
    outcome.map_or(FileTaskResult::Broke, |said| FileTaskResult::PrinterTested(printer.name.clone(), said))
}
