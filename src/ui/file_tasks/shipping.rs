//! File tasks of shipping by sheet: reading it, giving back what was not shipped, the list for carriers' tools, and slips.

use super::{
    files::{bytes_of, nothing, save},
    task::{FileTaskResult, SheetTrouble},
};
use crate::{
    domain::{OrderNo, PaperSize},
    pdf::{self, CommandSheet, PackingSlip, PackingSlipWords},
    sheets::{
        self, BYTES_MAX, BadSheet,
        ship::{self, ShipSheet},
    },
    store::ToShipRow,
    ui::{
        parcel_sheet::{parcel_cells, parcel_headings},
        picker::{Picked, Picker},
        text::{self, Lang},
    },
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A sheet that was chosen, dropped or named.
pub(super) fn read(picker: &dyn Picker, path: Option<PathBuf>) -> FileTaskResult {
    match path.map_or_else(|| picker.open_table(), Picked::File) {
        Picked::File(path) => FileTaskResult::ShipSheet(read_file(&path)),
        none => nothing(&none),
    }
}

fn read_file(path: &Path) -> Result<(String, Arc<ShipSheet>), SheetTrouble> {
    let bytes = bytes_of(path, BYTES_MAX as u64).map_err(|error| SheetTrouble::Disk(error.into()))?;
    let bytes = bytes.ok_or(SheetTrouble::Bad(BadSheet::TooLarge))?;
    let sheet = ShipSheet::read(&bytes).map_err(SheetTrouble::Bad)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok((name, Arc::new(sheet)))
}

/// Rows that were copied in a spreadsheet.
pub(super) fn pasted(text: &str, lang: Lang) -> FileTaskResult {
    let read = ShipSheet::read(text.as_bytes()).map_err(SheetTrouble::Bad);
    FileTaskResult::ShipSheet(read.map(|sheet| (text::ship_pasted(lang).to_owned(), Arc::new(sheet))))
}

/// The rows that were not shipped, with their causes, ready to be mended and dropped again.
pub(super) fn failed(
    picker: &dyn Picker,
    headings: &[String],
    rows: &[(Vec<String>, String)],
    lang: Lang,
) -> FileTaskResult {
    let rows = || rows.iter().map(|(cells, cause)| (cells.as_slice(), cause.clone()));
    let heading = text::cause_heading(lang);
    written(picker, text::sheet_failed_file(lang), lang, |path| {
        if is_csv(path) {
            ship::failed_csv(headings, heading, rows())
        } else {
            ship::failed_workbook(headings, heading, rows())
        }
    })
}

/// What is to be shipped, in the form carriers' tools take.
pub(super) fn to_ship(picker: &dyn Picker, rows: &[ToShipRow], lang: Lang) -> FileTaskResult {
    written(picker, text::sheet_list_file(lang), lang, |path| {
        // What its buyer comes for needs no label.
        let sent = rows.iter().filter(|row| row.pickup.is_none());
        let (headings, rows) = (parcel_headings(lang), sent.map(|row| parcel_cells(row, lang)));
        if is_csv(path) { sheets::table(headings, rows) } else { sheets::workbook(headings, rows) }
    })
}

/// Slips, to the printer or into a file.
pub(super) fn slips(
    picker: &dyn Picker,
    slips: &[PackingSlip],
    paper: PaperSize,
    words: &PackingSlipWords,
    print: bool,
    lang: Lang,
) -> FileTaskResult {
    let orders: Vec<OrderNo> = slips.iter().map(|slip| slip.order_no.clone()).collect();
    let done = |done| FileTaskResult::Slips { orders, paper, done };
    let pdf = match pdf::slips(slips, paper, words) {
        Ok(pdf) => pdf,
        Err(error) => {
            tracing::error!(%error, "no slip was made");
            return done(Err(text::file_task_broke(lang).to_owned()));
        }
    };
    if print {
        let printed = picker.print(&pdf).map(|()| text::slips_printing(lang).to_owned());
        return done(printed.map_err(|why| text::not_printed(lang, &why)));
    }
    match written(picker, text::slips_file(lang), lang, |_| pdf.clone()) {
        FileTaskResult::ForShipping(written) => done(written),
        other => other,
    }
}

/// The sheet of scan commands, to the printer or into a file.
pub(super) fn command_sheet(picker: &dyn Picker, sheet: &CommandSheet, print: bool, lang: Lang) -> FileTaskResult {
    let pdf = match pdf::command_sheet(sheet) {
        Ok(pdf) => pdf,
        Err(error) => {
            tracing::error!(%error, "no command sheet was made");
            return FileTaskResult::ForShipping(Err(text::file_task_broke(lang).to_owned()));
        }
    };
    if print {
        let printed = picker.print(&pdf).map(|()| text::slips_printing(lang).to_owned());
        return FileTaskResult::ForShipping(printed.map_err(|why| text::not_printed(lang, &why)));
    }
    written(picker, text::command_sheet_file(lang), lang, |_| pdf.clone())
}

/// What it is written as is decided by the name the owner gave.
fn is_csv(path: &Path) -> bool {
    path.extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| ["csv", "txt"].contains(&end.to_lowercase().as_str()))
}

fn written(picker: &dyn Picker, name: &str, lang: Lang, bytes: impl FnOnce(&Path) -> Vec<u8>) -> FileTaskResult {
    match save(picker, name, bytes) {
        FileTaskResult::Written(Ok(path)) => {
            FileTaskResult::ForShipping(Ok(text::written_to(lang, &path.display().to_string())))
        }
        FileTaskResult::Written(Err(why)) => FileTaskResult::ForShipping(Err(text::disk_trouble(lang, &why))),
        other => other,
    }
}
