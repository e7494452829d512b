//! A list, written where the owner says.

use super::files::{FileTarget, place};
use crate::ui::{
    exporting::{ExportFault, ExportProgress, ListExport, ListExporter},
    picker::Picker,
    text,
};
use std::path::PathBuf;

/// Writes it. Nothing where no file was chosen.
pub(super) fn export(
    picker: &dyn Picker,
    exporter: Option<&dyn ListExporter>,
    wanted: &ListExport,
    book: bool,
    progress: &ExportProgress,
) -> Option<Result<(u64, PathBuf), ExportFault>> {
    let exporter = exporter?;
    let lang = wanted.lang;
    let name = text::list_file(lang, wanted.list.kind(), book);
    let FileTarget::Here(path) = place(picker, &name) else { return None };
    // A workbook is one by its name, also by one the owner gave it.
    let end = if book { "xlsx" } else { "csv" };
    let is = |end: &str| path.extension().is_some_and(|known| known.eq_ignore_ascii_case(end));
    let path = if is(end) || is("xlsx") { path } else { path.with_extension(end) };
    let written = exporter.write(wanted, &path, &mut |rows| progress.step(rows));
    Some(written.map(|rows| (rows, path)))
}
